"""Rules about rows that say again what another row says: that one counts."""

from liuke.clean.rules.rule import FACTS, Rule
from liuke.language import Text

COPY_RULES = (
    Rule(
        "exact_duplicate",
        "warning",
        "merged",
        Text("Exact copy of a row", "完全重复的行"),
        Text(
            "The file has the same row again, every column equal. One of them counts.",
            "文件中存在各列完全相同的行，只计一次。",
        ),
        Text("The same row stands at {detail}.", "与 {detail} 的行完全相同。"),
        "order_id",
    ),
    Rule(
        "key_duplicate",
        "error",
        "merged",
        Text("Order number used again", "订单编号重复"),
        Text(
            "The file has the order number again with other content; the last row counts. If many rows are here, the "
            "rows are probably products of orders: add the file with `--table order_line`.",
            "文件中同一订单编号对应不同内容，以最后一行为准。如果此类行很多，文件可能是订单明细："
            "请用 `--table order_line` 添加。",
        ),
        Text("Order “{value}” comes again at {detail}.", "订单“{value}”在 {detail} 再次出现。"),
        "order_id",
    ),
    Rule(
        "key_again",
        "warning",
        "merged",
        Text("Number used again", "编号重复"),
        Text(
            "The file has the same number again with other content; the last row counts.",
            "文件中同一编号对应不同内容，以最后一行为准。",
        ),
        Text("“{value}” comes again at {detail}.", "“{value}”在 {detail} 再次出现。"),
        "",
        FACTS,
    ),
    Rule(
        "superseded",
        "info",
        "merged",
        Text("Comes again in a later file", "后续文件中再次出现"),
        Text(
            "A file added later has the same one; the later one counts. Nothing needs to be done.",
            "后来添加的文件中有同一条记录，以后者为准，无需处理。",
        ),
        Text("It comes again at {detail}.", "该记录在 {detail} 再次出现。"),
        "order_id",
    ),
)
