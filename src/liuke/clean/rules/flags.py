"""Rules about rows that are kept and deserve a look."""

import ibis

from liuke import schema
from liuke.clean.identifiers import impossible, written
from liuke.clean.rules.rule import FACTS, ORDERS, Rule, undone, unread, unread_cell
from liuke.language import Text

NAMED = tuple(name for name in FACTS if "customer_id" in schema.TABLES[name].names)
"""The tables besides orders whose rows may name a customer."""


def _tidied_rule(id_: str, column: str, what: Text, *tables: str) -> Rule:
    return Rule(
        id_,
        "info",
        "flagged",
        Text("Untidy {what}", "{what}书写不规范").fill(what=what),
        Text(
            "Spaces around the {what} were removed and full-width letters and digits made ordinary, so that one does "
            "not count as two.",
            "已去除{what}首尾的空白，并将全角字母和数字转为半角，避免同一编号被算作两个。",
        ).fill(what=what),
        Text("“{value}” was tidied.", "“{value}”已规范化。"),
        column,
        tables,
        lambda rows, _limits: rows[written(column)] != rows[column],
        lambda rows: (ibis.literal(column), rows[written(column)]),
        about_ids=True,
    )


FLAGS = (
    Rule(
        "unreadable_optional",
        "warning",
        "flagged",
        Text("Unreadable value in an optional column", "选填列的值无法读取"),
        Text(
            "An optional cell has text that cannot be read as what the column is; the row is kept and the cell is "
            "taken as empty.",
            "选填单元格的内容无法按该列的类型读取；保留该行，该单元格视为空。",
        ),
        Text("{column} “{value}” cannot be read.", "{column}“{value}”无法读取。"),
        tables=(*ORDERS, *FACTS),
        finds=unread(required=False),
        cell=unread_cell,
    ),
    _tidied_rule("tidied_order", "order_id", Text("order number", "订单编号"), "order", "order_line"),
    _tidied_rule("tidied_customer", "customer_id", Text("customer number", "客户编号"), *ORDERS, *NAMED),
    _tidied_rule("tidied_product", "product_id", Text("product number", "商品编号"), "order_line"),
    Rule(
        "impossible_number",
        "warning",
        "flagged",
        Text("No usable order number", "订单编号不可用"),
        Text(
            "The order number is a placeholder such as 0 or N/A; the row is kept as an order without a number.",
            "订单编号为占位符（如 0、N/A）；该行作为无编号订单保留。",
        ),
        Text("“{value}” is no order number.", "“{value}”不是有效的订单编号。"),
        "order_id",
        ("order",),
        lambda rows, _limits: impossible(rows.order_id),
        about_ids=True,
    ),
    Rule(
        "zero_amount",
        "info",
        "flagged",
        Text("Amount of zero", "金额为零"),
        Text(
            "Gifts, samples and fully discounted orders: kept, and a purchase like any other.",
            "赠品、试用装或全额优惠的订单：保留，并与其他订单一样算作购买。",
        ),
        Text("The amount is 0.", "金额为 0。"),
        "amount",
        finds=lambda rows, _limits: (rows.amount == 0) & ~undone(rows),
    ),
    Rule(
        "return",
        "info",
        "flagged",
        Text("Return", "退货"),
        Text(
            "A negative amount: kept as a return, which lowers revenue and is no purchase.",
            "负金额：作为退货保留，冲减收入，不算购买。",
        ),
        Text("The amount is {value}.", "金额为 {value}。"),
        "amount",
        ("order",),
        lambda rows, _limits: rows.amount < 0,
    ),
    Rule(
        "returned_line",
        "info",
        "flagged",
        Text("Returned product", "退货明细"),
        Text(
            "A negative line of an order that is a return as a whole: kept, it lowers revenue and is no purchase.",
            "整单为退货的订单中的负金额明细：保留，冲减收入，不算购买。",
        ),
        Text("The amount is {value}.", "金额为 {value}。"),
        "amount",
        ("order_line",),
    ),
    Rule(
        "deduction",
        "info",
        "flagged",
        Text("Deduction within a purchase", "购买中的抵扣"),
        Text(
            "A negative line beside others that outweigh it, such as a discount: kept, it lowers what the order is "
            "worth.",
            "与其他明细同单、且小于其总额的负金额明细（如折扣）：保留，并冲减该订单金额。",
        ),
        Text("The amount is {value}.", "金额为 {value}。"),
        "amount",
        ("order_line",),
    ),
    Rule(
        "undone_order",
        "info",
        "flagged",
        Text("Cancelled or refunded order", "已取消或已退款的订单"),
        Text(
            "The status says that the order was cancelled, returned or refunded: kept as a return worth nothing, since "
            "the money came and went in one row.",
            "状态表明订单已取消、退货或退款：作为金额为零的退货保留，因为收与退在同一行中抵消。",
        ),
        Text("The status is “{value}”.", "状态为“{value}”。"),
        "status",
        finds=lambda rows, _limits: undone(rows) & (rows.amount >= 0),
    ),
    Rule(
        "outlier",
        "warning",
        "flagged",
        Text("Unusually large amount", "金额异常大"),
        Text(
            "The amount is more than `clean.outlier_factor` times what 99 of 100 purchases stay below. Kept; look "
            "whether a decimal point or a currency is wrong.",
            "金额超过 99% 订单所不及金额的 `clean.outlier_factor` 倍。保留该行；请检查小数点或币种是否有误。",
        ),
        Text("The amount {value} is above {detail}.", "金额 {value} 超过 {detail}。"),
        "amount",
        finds=lambda rows, limits: (
            ibis.literal(False)
            if limits.outlier is None
            else rows.amount.abs() > ibis.literal(limits.outlier, schema.MONEY)
        ),
        detail=lambda limits: str(limits.outlier),
    ),
    Rule(
        "possible_duplicate",
        "warning",
        "flagged",
        Text("Possibly the same purchase twice", "可能重复的订单"),
        Text(
            "Two rows of a file without order numbers are the same. Nothing tells whether they are one purchase or "
            "two, so both are kept. An order number would settle it.",
            "没有订单编号的文件中有两行完全相同，无法判断是一次还是两次购买，因此都保留。补充订单编号即可区分。",
        ),
        Text("The same row stands at {detail}.", "与 {detail} 的行完全相同。"),
        "customer_id",
        ("order",),
    ),
    Rule(
        "conflicting_customers",
        "warning",
        "flagged",
        Text("One order, several customers", "同一订单有多位客户"),
        Text(
            "The lines of an order name different customers; the order goes to the first of them in alphabetical "
            "order. Look whether order numbers start again for every shop or year.",
            "同一订单的明细属于不同客户；该订单归入按编号排序的第一位。请检查订单编号是否按门店或年份重新编号。",
        ),
        Text("Order “{value}” names several customers.", "订单“{value}”对应多位客户。"),
        "order_id",
        ("order_line",),
    ),
    Rule(
        "known_order",
        "info",
        "flagged",
        Text("Line of an order that is known as a whole", "订单文件中已有的订单明细"),
        Text(
            "An order file has this order with its total; the line is kept, and adds nothing to it.",
            "订单文件中已有该订单及其总额；保留该明细，但不重复计入金额。",
        ),
        Text("Order “{value}” is known as a whole.", "订单“{value}”已有总额。"),
        "order_id",
        ("order_line",),
    ),
    Rule(
        "unmatched_return",
        "info",
        "flagged",
        Text("Return without its purchase", "未找到原订单的退货"),
        Text(
            "No earlier purchase of the customer covers the return: it was probably made before the data begins. Kept.",
            "未找到该客户可对应的更早购买，可能发生在数据开始之前。保留。",
        ),
        Text("No purchase covers this return of {value}.", "没有可与此退货（{value}）对应的购买。"),
        "amount",
    ),
)
