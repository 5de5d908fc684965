"""Rules about readable rows that must not count: impossible times, test customers, another currency."""

import ibis

from liuke import schema
from liuke.clean.rules.rule import FACTS, ORDERS, Rule
from liuke.language import Text

VALUE_RULES = (
    Rule(
        "future",
        "error",
        "dropped",
        Text("Date in the future", "日期在未来"),
        Text(
            "The order is dated after today. Look for a wrong date order (day and month) or a wrong year, or set the "
            "time zone of the workspace.",
            "下单日期晚于今天。请检查日月顺序或年份是否有误，或检查工作区的时区设置。",
        ),
        Text("Ordered at {value} (UTC), after {detail}.", "下单时间 {value}（UTC）晚于 {detail}。"),
        "ordered_at",
        finds=lambda rows, limits: rows.ordered_at >= ibis.literal(limits.too_late, "timestamp(6)"),
        detail=lambda limits: limits.today.isoformat(),
    ),
    Rule(
        "before_business",
        "error",
        "dropped",
        Text("Date before the business began", "日期早于开业"),
        Text(
            "The order is dated before `clean.business_started` in liuke.toml; zero dates such as 1970-01-01 end up "
            "here. Correct the date, or set the day on which the business began.",
            "下单日期早于 liuke.toml 中的 `clean.business_started`；1970-01-01 一类的空日期会落在这里。"
            "请更正日期，或设置真实的开业日期。",
        ),
        Text("Ordered at {value} (UTC), before {detail}.", "下单时间 {value}（UTC）早于 {detail}。"),
        "ordered_at",
        finds=lambda rows, limits: rows.ordered_at < ibis.literal(limits.too_early, "timestamp(6)"),
        detail=lambda limits: limits.business_started.isoformat(),
    ),
    Rule(
        "test_customer",
        "warning",
        "dropped",
        Text("Test customer", "测试客户"),
        Text(
            "The customer number matches a pattern of `clean.test_customers` in liuke.toml. If it is a real customer, "
            "change the pattern.",
            "客户编号符合 liuke.toml 中 `clean.test_customers` 的模式。如果是真实客户，请修改该模式。",
        ),
        Text("“{value}” looks like a test customer.", "“{value}”像是测试客户。"),
        "customer_id",
        (*ORDERS, *(name for name in FACTS if "customer_id" in schema.TABLES[name].names)),
        lambda rows, limits: rows.customer_id.re_search(limits.test_customers),
        about_ids=True,
    ),
    Rule(
        "other_currency",
        "error",
        "dropped",
        Text("Another currency", "币种不同"),
        Text(
            "Amounts in different currencies cannot be added up. The workspace uses one: `workspace.currency` in "
            "liuke.toml, or else the one that most customers pay in. Convert the amounts before adding the file, or "
            "keep a workspace for each currency.",
            "不同币种的金额不能相加。工作区只用一种币种："
            "liuke.toml 中的 `workspace.currency`，否则为多数客户使用的币种。"
            "请先换算金额再添加文件，或为每个币种单独建立工作区。",
        ),
        Text("The amount is in {value}, not in {detail}.", "金额币种为 {value}，而非 {detail}。"),
        "currency",
        (*ORDERS, "bill", "subscription"),
        lambda rows, limits: rows.currency.isin(limits.foreign) if limits.foreign else ibis.literal(False),
        detail=lambda limits: limits.currency,
    ),
)
