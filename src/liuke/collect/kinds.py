"""Kinds that are said in words: what a survey measures, and what kind of id an id is."""

import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from pathlib import Path

import ibis
from ibis.expr.types import StringValue

from liuke.language import Text

KINDS = {
    "nps": r"(^|[^a-z])e?nps([^a-z]|$)|net.?promoter|promoter.?score|净推荐|推荐意愿|推荐度|likelihood.?to.?recommend"
    "|likely.*recommend|可能.*推荐|愿意.*推荐",
    "csi": r"(^|[^a-z])a?csi([^a-z]|$)|satisfaction.?index|满意度指数|满意指数",
    "ces": r"(^|[^a-z])ces([^a-z]|$)|customer.?effort|effort.?score|费力",
    "csat": r"(^|[^a-z])csat([^a-z]|$)|satisf|满意",
}
"""What surveys of a kind call it, as regular expressions over lower case; the first that fits decides."""
_TOLD = Text(
    "The kind of survey is taken to be {kind}, told by {where}.",
    "问卷类型按 {kind} 处理（依据：{where}）。",
)
_SCORE = Text("the score's header “{header}”", "得分列的列名“{header}”")
_FILE = Text("the file's name", "文件名")
_OTHERS = Text(
    "Not read: {headers}. A row is the answer to one question; put each of these in a file of its own, with the same "
    "customers and times, and add it too.",
    "未读取：{headers}。一行只能是一道题的回答；请把这些列连同客户与时间各存为一个文件，再分别添加。",
)
_ID_KIND = Text(
    "The kind of id is taken to be “{header}”, the header of the ids.", "编号类型取自编号列的列名“{header}”。"
)


def kind_in(text: str) -> str | None:
    """Return the kind of survey that a header or a file's name says; None where it says none."""
    return next((kind for kind, pattern in KINDS.items() if re.search(pattern, text.casefold())), None)


def tell_kind(
    path: Path, table: str, columns: Pairs[str, str], headers: Sequence[str]
) -> tuple[dict[str, str], tuple[Text, ...]]:
    """Return what fills a column of kinds that the file does not have, and notes: which, and what is not read."""
    if table == "identity" and "id_kind" not in columns:
        header = columns["id_value"]
        return {"id_kind": header}, (_ID_KIND.fill(header=header),)
    if table != "survey_response" or "kind" in columns:
        return {}, ()
    for said, where in ((columns["score"], _SCORE.fill(header=columns["score"])), (path.stem, _FILE)):
        if kind := kind_in(said):
            return {"kind": kind}, (_TOLD.fill(kind=kind, where=where), *_others(columns, headers))
    return {}, ()


def _others(columns: Pairs[str, str], headers: Sequence[str]) -> tuple[Text, ...]:
    """Return a note about scores of other surveys in the same rows: a row is the answer to one question."""
    others = [header for header in headers if header not in columns.values() and kind_in(header)]
    return (_OTHERS.fill(headers=", ".join(others)),) if others else ()


def read_kind(text: StringValue) -> StringValue:
    """Return the kind of survey that each text says in words; a text that says none stays as it is."""
    lower = text.lower()
    return ibis.cases(*((lower.re_search(pattern), kind) for kind, pattern in KINDS.items()), else_=text)
