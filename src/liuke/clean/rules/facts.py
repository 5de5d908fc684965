"""Rules about rows of the other tables: empty cells that every row needs, impossible days, ends before their start."""

from collections.abc import Callable
from datetime import timedelta

import ibis
from ibis.expr.types import BooleanValue, Table

from liuke import schema
from liuke.clean.identifiers import impossible, stripped
from liuke.clean.periods import understood
from liuke.clean.rules.rule import FACTS, Cell, Limits, Rule
from liuke.language import Text

_STARTS_AND_ENDS = (
    ("started_at", "expires_at"),
    ("started_at", "cancelled_at"),
    ("paused_at", "resumed_at"),
    ("starts_at", "ends_at"),
    ("received_at", "first_response_at"),
    ("received_at", "resolved_at"),
    ("created_at", "closed_at"),
    ("created_at", "converted_at"),
    ("assigned_at", "delivered_at"),
)
_SLACK = timedelta(days=1)
"""A date without a time is the start of its day: only what ends a day too early is impossible."""
_MAY_BE_AHEAD = ("subscription",)
KINDS = ("nps", "csat", "ces", "csi")
"""The kinds of survey that are known."""


def _tables(column: str, *, required: bool) -> tuple[str, ...]:
    return tuple(
        name for name in FACTS if column in (schema.TABLES[name].required if required else (schema.TABLES[name].time,))
    )


def _label(column: str) -> Text:
    return next(schema.TABLES[name][column].label for name in FACTS if column in schema.TABLES[name].names)


def _empty(column: str) -> Rule:
    what = _label(column)
    return Rule(
        f"empty_{column}",
        "error",
        "dropped",
        Text("Empty: {what}", "缺失：{what}").fill(what=what),
        Text(
            "The cell “{what}” is empty, and no row can do without it. Fill it in and add the file again, or map "
            "another column to it.",
            "“{what}”为空，而每一行都必须有该值。请补全后重新添加，或为它指定另一列。",
        ).fill(what=what),
        Text("“{what}” is empty.", "“{what}”为空。").fill(what=what),
        column,
        _tables(column, required=True),
        lambda rows, _limits: rows[column].isnull(),
    )


def _ahead(column: str) -> Rule:
    return Rule(
        f"future_{column}",
        "error",
        "dropped",
        Text("In the future: {what}", "日期在未来：{what}").fill(what=_label(column)),
        Text(
            "The row is dated after today. Look for a wrong date order (day and month) or a wrong year, or set the "
            "time zone of the workspace.",
            "日期晚于今天。请检查日月顺序或年份是否有误，或检查工作区的时区设置。",
        ),
        Text("Dated {value} (UTC), after {detail}.", "时间 {value}（UTC）晚于 {detail}。"),
        column,
        tuple(name for name in _tables(column, required=False) if name not in _MAY_BE_AHEAD),
        lambda rows, limits: rows[column] >= ibis.literal(limits.too_late, "timestamp(6)"),
        detail=lambda limits: limits.today.isoformat(),
    )


def _early(column: str) -> Rule:
    return Rule(
        f"early_{column}",
        "error",
        "dropped",
        Text("Before the business began: {what}", "早于开业：{what}").fill(what=_label(column)),
        Text(
            "The row is dated before `clean.business_started` in liuke.toml; zero dates such as 1970-01-01 end up "
            "here. Correct the date, or set the day on which the business began.",
            "日期早于 liuke.toml 中的 `clean.business_started`；1970-01-01 一类的空日期会落在这里。"
            "请更正日期，或设置真实的开业日期。",
        ),
        Text("Dated {value} (UTC), before {detail}.", "时间 {value}（UTC）早于 {detail}。"),
        column,
        _tables(column, required=False),
        lambda rows, limits: rows[column] < ibis.literal(limits.too_early, "timestamp(6)"),
        detail=lambda limits: limits.business_started.isoformat(),
    )


def _negative(column: str, table: str) -> Rule:
    return Rule(
        f"negative_{column}",
        "warning",
        "flagged",
        Text("Below zero: {what}", "为负数：{what}").fill(what=_label(column)),
        Text(
            "The amount is below zero; the row is kept and the amount counts as it stands. Correct it, or map another "
            "column.",
            "金额为负数；保留该行并按原值计入。请更正金额，或指定另一列。",
        ),
        Text("{value} is below zero.", "{value} 为负数。"),
        column,
        (table,),
        lambda rows, _limits: rows[column] < 0,
    )


def _pairs(rows: Table) -> list[tuple[str, BooleanValue]]:
    """Return each end that the rows have, and whether it is before its start."""
    there = [(start, end) for start, end in _STARTS_AND_ENDS if {start, end} <= set(rows.columns)]
    day = ibis.interval(seconds=int(_SLACK.total_seconds()))
    return [(end, (rows[end] < rows[start] - day).fill_null(False)) for start, end in there]


def _ends_early(rows: Table, _limits: Limits) -> BooleanValue:
    return ibis.or_(*(wrong for _, wrong in _pairs(rows)))


def _end_cell(rows: Table) -> Cell:
    found = _pairs(rows)
    nothing = ibis.literal("")
    return (
        ibis.cases(*((wrong, ibis.literal(end)) for end, wrong in found), else_=nothing),
        ibis.cases(*((wrong, rows[end].cast("string")) for end, wrong in found), else_=nothing),
    )


def _off_scale(rows: Table, limits: Limits) -> BooleanValue:
    tests = [
        (rows.kind == kind) & ~rows.score.between(low, high) for kind, (low, high) in sorted(limits.scales.items())
    ]
    return ibis.or_(ibis.literal(False), *(test.fill_null(False) for test in tests))


def _scales(limits: Limits) -> str:
    return ", ".join(f"{kind} {low:g}–{high:g}" for kind, (low, high) in sorted(limits.scales.items()))


def _nobody(column: str) -> Callable[[Table, Limits], BooleanValue]:
    return lambda rows, _limits: rows[column].isnull() | impossible(rows[column])


_UNNAMED = ("feedback", "survey_response", "lead", "opportunity")
"""The tables whose rows need not name a customer, and say nothing of anybody else."""
_REQUIRED = tuple(dict.fromkeys(column for name in FACTS for column in schema.TABLES[name].required))
_TIMES = tuple(dict.fromkeys(schema.TABLES[name].time for name in FACTS if schema.TABLES[name].time))

FACT_RULES = (
    *(_empty(column) for column in _REQUIRED),
    *(_ahead(column) for column in _TIMES if _tables(column, required=False) != _MAY_BE_AHEAD),
    *(_early(column) for column in _TIMES),
    Rule(
        "ends_before_start",
        "error",
        "dropped",
        Text("Ends before it starts", "结束早于开始"),
        Text(
            "The row ends more than a day before it starts. Look whether the two columns are the wrong way round, or "
            "day and month of a date.",
            "该行的结束时间比开始时间早一天以上。请检查两列是否颠倒，或日期中的日与月是否颠倒。",
        ),
        Text("{column} {value} (UTC) is before the start.", "{column} {value}（UTC）早于开始时间。"),
        "",
        tuple(
            name
            for name in FACTS
            if any({start, end} <= set(schema.TABLES[name].names) for start, end in _STARTS_AND_ENDS)
        ),
        _ends_early,
        _end_cell,
    ),
    Rule(
        "off_scale",
        "error",
        "dropped",
        Text("Score outside its scale", "得分超出量表范围"),
        Text(
            "The score cannot be an answer of this kind of survey. Look at the column “kind”, or set the scale under "
            "[survey] in liuke.toml.",
            "该得分不可能是此类问卷的回答。请检查“类型”列，或在 liuke.toml 的 [survey] 中设置量表。",
        ),
        Text("The score {value} is outside the scales: {detail}.", "得分 {value} 超出量表范围：{detail}。"),
        "score",
        ("survey_response",),
        _off_scale,
        detail=_scales,
    ),
)

FACT_FLAGS = (
    *(_negative(column, table) for table, column in (("subscription", "price"), ("treatment", "cost"))),
    Rule(
        "unknown_kind",
        "warning",
        "flagged",
        Text("Unknown kind of survey", "未知的问卷类型"),
        Text(
            "The kind is none of nps, csat, ces and csi, so the answer is in no metric. Map or fill in “kind”.",
            "类型不是 nps、csat、ces、csi 之一，该回答不计入任何指标。请映射或补全“类型”列。",
        ),
        Text("“{value}” is no known kind of survey.", "“{value}”不是已知的问卷类型。"),
        "kind",
        ("survey_response",),
        lambda rows, _limits: rows.kind.isnull() | ~rows.kind.isin(KINDS),
    ),
    Rule(
        "unknown_period",
        "warning",
        "flagged",
        Text("Unknown billing period", "无法识别的计费周期"),
        Text(
            "The billing period is written in words that are not understood. The price is taken to pay for the time to "
            "the expiry, or for a month where there is none. Write a number and day, week, month, quarter or year, "
            "such as “3 months”.",
            "计费周期的写法无法识别：有到期时间时按开始至到期的时长折算价格，否则按一个月折算。请写成数字加日、周、月、季或年，"
            "如“3个月”。",
        ),
        Text("“{value}” is no known billing period.", "“{value}”不是可识别的计费周期。"),
        "period",
        ("subscription",),
        lambda rows, _limits: rows.period.notnull() & (stripped(rows.period) != "") & ~understood(rows.period),
    ),
    Rule(
        "no_customer",
        "info",
        "flagged",
        Text("Nobody named", "未注明客户"),
        Text(
            "The row names no customer. It counts in totals, but in no split by what customers are.",
            "该行未注明客户：计入总数，但不计入按客户属性的拆分。",
        ),
        Text("The row names no customer.", "该行未注明客户。"),
        "customer_id",
        _UNNAMED,
        _nobody("customer_id"),
    ),
)
