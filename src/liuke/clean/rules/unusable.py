"""Rules about rows that cannot be used: no row at all, cells that cannot be read, that are empty, or no ids."""

from collections.abc import Callable

from ibis.expr.types import BooleanValue, Table

from liuke import schema
from liuke.clean.identifiers import impossible
from liuke.clean.rules.rule import FACTS, ORDERS, Limits, Rule, unread, unread_cell
from liuke.language import Text


def _missing(column: str) -> Callable[[Table, Limits], BooleanValue]:
    return lambda rows, _limits: rows[column].isnull()


def _missing_rule(id_: str, column: str, what: Text, *tables: str) -> Rule:
    return Rule(
        id_,
        "error",
        "dropped",
        Text("No {what}", "缺少{what}").fill(what=what),
        Text(
            "The row has no {what}, so it cannot be told whose purchase it was, when, or of what worth. "
            "Fill in the cell in the file and add it again, or map another column to it.",
            "该行没有{what}，无法判断是谁、何时、花了多少钱。请在文件中补全后重新添加，或为它指定另一列。",
        ).fill(what=what),
        Text("The row has no {what}.", "该行缺少{what}。").fill(what=what),
        column,
        tables or ORDERS,
        _missing(column),
    )


def _row_rule(id_: str, label: Text, what: Text) -> Rule:
    return Rule(
        id_,
        "error",
        "dropped",
        label,
        Text(
            "The line does not have the shape of the table: {what}. Open the file at that row, mend it, and add it "
            "again.",
            "该行与表格结构不符：{what}。请在文件中定位并修正该行后重新添加。",
        ).fill(what=what),
        Text("The line has the wrong shape: {what}.", "该行与表格结构不符：{what}。").fill(what=what),
    )


FILE_RULES = (
    _row_rule(
        "ragged_row",
        Text("Too many or too few cells", "单元格数量不符"),
        Text("more or fewer cells than the header", "单元格数量与表头不一致"),
    ),
    _row_rule("not_json", Text("Not a JSON object", "不是 JSON 对象"), Text("no JSON object", "不是 JSON 对象")),
    _row_rule("unusable_row", Text("Not a row", "无法识别的行"), Text("no row of the table", "不是表格中的一行")),
    Rule(
        "unreadable",
        "error",
        "dropped",
        Text("Unreadable value in a required column", "必填列的值无法读取"),
        Text(
            "A required cell has text that is no date, number or id of any known form. Correct the cell, or check that "
            "the right column is mapped (`liuke add --map`).",
            "必填单元格中的文字不是可识别的日期、数字或编号。"
            "请更正该单元格，或检查列映射是否正确（`liuke add --map`）。",
        ),
        Text("{column} “{value}” cannot be read.", "{column}“{value}”无法读取。"),
        tables=(*ORDERS, *FACTS),
        finds=unread(required=True),
        cell=unread_cell,
    ),
    _missing_rule("missing_customer", "customer_id", Text("customer number", "客户编号")),
    _missing_rule("missing_time", "ordered_at", Text("order time", "下单时间")),
    _missing_rule("missing_amount", "amount", Text("amount", "金额")),
    _missing_rule("missing_order", "order_id", Text("order number", "订单编号"), "order_line"),
)

ID_RULES = (
    Rule(
        "impossible_order",
        "error",
        "dropped",
        Text("Impossible order number", "无效的订单编号"),
        Text(
            "The order number is blank or a placeholder such as 0, NULL or N/A, so the line belongs to no order. "
            "Put the true number in.",
            "订单编号为空或为占位符（如 0、NULL、N/A、无），该明细无法归入任何订单。请填写真实编号。",
        ),
        Text("“{value}” is no order number.", "“{value}”不是有效的订单编号。"),
        "order_id",
        ("order_line",),
        lambda rows, _limits: impossible(rows.order_id),
        about_ids=True,
    ),
    Rule(
        "impossible_customer",
        "error",
        "dropped",
        Text("Impossible customer number", "无效的客户编号"),
        Text(
            "The customer number is blank or a placeholder such as 0, NULL or N/A. Kept, all such rows together would "
            "look like one excellent customer. Put the true number in, or leave the rows out.",
            "客户编号为空或为占位符（如 0、NULL、N/A、无）。若保留，这些行会合成一位虚假的“大客户”。"
            "请填写真实编号，或忽略这些行。",
        ),
        Text("“{value}” is no customer number.", "“{value}”不是有效的客户编号。"),
        "customer_id",
        (*ORDERS, *(name for name in FACTS if "customer_id" in schema.TABLES[name].required)),
        lambda rows, _limits: impossible(rows.customer_id),
        about_ids=True,
    ),
)
