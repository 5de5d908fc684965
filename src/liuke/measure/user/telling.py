"""What a declared metric says of itself, where its declaration leaves that open."""

from collections.abc import Mapping

from liuke.expression import UserMetric
from liuke.language import Text
from liuke.measure.metric import Unit

_ROWS = Text("rows of {table}", "{table} 表的记录")
_SENTENCES: Mapping[str, Text] = {
    "share": Text(
        "Share of {rows} with {denominator} that also have {numerator}.",
        "{rows}中，满足 {denominator} 者同时满足 {numerator} 的占比。",
    ),
    "ratio": Text(
        "Sum of {numerator} over sum of {denominator}, of {rows}.", "{rows}：{numerator} 之和除以 {denominator} 之和。"
    ),
    "sum": Text("Sum of {of} over {rows}.", "{rows}：{of} 之和。"),
    "count": Text("Number of {rows}.", "{rows}数。"),
    "count of": Text("Number of {rows} with {of}.", "{rows}中满足 {of} 的行数。"),
    "quantile": Text("{quantile} of {of} over {rows}.", "{rows}：{of} 的{quantile}。"),
}
_FORMULAS: Mapping[str, str] = {
    "share": "count(({denominator}) AND ({numerator})) / count({denominator})",
    "ratio": "sum({numerator}) / sum({denominator})",
    "sum": "sum({of})",
    "count": "count()",
    "count of": "count({of})",
    "quantile": "quantile({share}; {of})",
}
_ROWS_WITH = Text("rows of {table} with {where}", "{table} 表中满足 {where} 的记录")
_WITHIN = frozenset({"sum", "count", "quantile"})
"""Shapes whose sentence has room for a condition; others tell it in one of its own."""
_WHERE = Text("{said} Only rows with {where}.", "{said}仅统计满足 {where} 的记录。")
_UNITS: Mapping[str, Unit] = {"share": "share", "ratio": "times"}


def shape(declared: UserMetric, *, share: bool) -> str:
    """Return under which name the texts of a declaration are."""
    if declared.kind == "count" and declared.of:
        return "count of"
    return "share" if share else declared.kind


def unit(declared: UserMetric, *, share: bool) -> Unit:
    """Return the declared unit; else a share of two conditions, times of two numbers, a count of anything else."""
    return declared.unit or _UNITS.get(shape(declared, share=share), "count")


def sentence(declared: UserMetric, *, share: bool) -> Text:
    """Return the declared sentence, or one that says what is counted."""
    parts = {name: f"“{text}”" for name, text in declared.expressions.items()}
    within = shape(declared, share=share) in _WITHIN and bool(declared.where)
    rows = (_ROWS_WITH if within else _ROWS).fill(table=declared.table, where=parts.get("where", ""))
    said = _SENTENCES[shape(declared, share=share)].fill(rows=rows, quantile=_quantile(declared.share), **parts)
    if declared.where and not within:
        said = _WHERE.fill(said=said, where=parts["where"])
    return declared.sentence.text(said)


def _quantile(share: float) -> Text:
    """Return the name of a quantile: the median, the 90th percentile."""
    if share == 0.5:
        return Text("Median", "中位数")
    percent = f"{100 * share:.10g}"
    endings = {"1": "st", "2": "nd", "3": "rd"}
    teens = percent[-2:] in ("11", "12", "13")
    ending = "th" if teens or "." in percent else endings.get(percent[-1], "th")
    return Text(f"{percent}{ending} percentile", f" {percent}% 分位数")


def formula(declared: UserMetric, *, share: bool) -> Text:
    """Return the formula in the words of the declaration."""
    written = _FORMULAS[shape(declared, share=share)].format(share=f"{declared.share:g}", **declared.expressions)
    whole = f"{written} WHERE {declared.where}" if declared.where else written
    return Text(whole, whole)


def sides(declared: UserMetric, *, share: bool) -> tuple[Text, Text | None]:
    """Return what the numerator and the denominator are; no denominator where there is none."""
    texts = declared.expressions
    if declared.kind != "ratio":
        whole = _ROWS.fill(table=declared.table)
        return (Text(texts["of"], texts["of"]) if "of" in texts else whole), None
    above = f"({texts['denominator']}) AND ({texts['numerator']})" if share else texts["numerator"]
    return Text(above, above), Text(texts["denominator"], texts["denominator"])
