"""How segments are shown on a terminal."""

from datetime import date
from typing import Any

from rich.console import Console
from rich.markup import escape

from liuke.cli.answers import attribute_value
from liuke.cli.grids import grid
from liuke.cli.session import Session
from liuke.language import NOTHING, Text, day, money, number, percent
from liuke.measure import attribute_label
from liuke.segment.clusters import MEASURES, name_of
from liuke.segment.clusters.naming import short_names

SEGMENT = Text("cluster", "聚类")
CUSTOMERS, SHARE = Text("customers", "客户数"), Text("share", "占比")
LOST, LEAVE, WORTH = Text("lost", "已流失"), Text("may leave", "流失概率"), Text("worth", "终身价值")
HEAD = Text(
    "{version}: {k} clusters of {customers} customers, found on {found} ({method})",
    "{version}：{customers} 位客户，{k} 群，聚类日期 {found}（{method}）",
)
MEDIANS = Text(
    "Medians of each cluster; “may leave” and “worth” are means of customers not lost. --json has the 95% intervals.",
    "各群的中位数；“流失概率”与“终身价值”为未流失客户的均值。--json 含 95% 区间。",
)
CHOICE = Text("How many clusters: what every number came to", "群数的选择：各群数的表现")
TRIED = {
    "mark": Text("", ""),
    "k": Text("clusters", "群数"),
    "weakest": Text("weakest cluster comes back (Jaccard)", "最弱群的再现度（Jaccard）"),
    "rand": Text("adjusted Rand", "调整兰德指数"),
    "silhouette": Text("silhouette", "轮廓系数"),
    "without_groups": Text("of data without groups", "无群体数据的轮廓系数"),
}
GIVEN = Text("The number was given by a person.", "群数由人工指定。")
ALIKE = Text(
    "≈ not set apart more than data without groups, or with one group fewer, would be.",
    "≈ 分离程度不超过“无群体”或“少一群”的模拟数据。",
)
WENT = Text("Where customers went from {then} to {now}", "{then} 至 {now} 客户的流动")
FROM, TO = Text("from", "从"), Text("to", "到")
NOT_YET = Text("no customer yet", "尚未成为客户")
MEETS = Text("meet the conditions", "符合条件")
WHERE = Text("conditions", "条件")
METHODS = {"kmeans": Text("k-means", "k-means"), "ward": Text("Ward", "Ward 层次聚类")}


def show_clusters(out: Console, call: Session, record: dict[str, Any], currency: str) -> None:
    """Show sizes and profiles, how the number was chosen, and where customers went."""
    language = call.language
    head = HEAD.say(
        language,
        version=record["version"],
        k=len(record["clusters"]),
        customers=number(record["customers"], language),
        found=_day(record["found_on"], call),
        method=METHODS[record["method"]].say(language),
    )
    out.print(f"[bold]{escape(head)}[/]", soft_wrap=True)
    _show_profiles(out, call, record, currency)
    out.print(MEDIANS.say(language), style="dim", markup=False, soft_wrap=True)
    if record["fit"]["refit"]:
        out.print(f"! {Text(**record['fit']['why']).say(language)}", style="yellow", markup=False, soft_wrap=True)
    _show_choice(out, call, record["choice"])
    if record["flow"]:
        names = {one["id"]: one["name"] for one in record["clusters"]}
        out.print()
        show_flow(out, call, record["flow"] | {"names": names})


def _day(text: str | None, call: Session) -> str:
    return day(date.fromisoformat(text), call.language) if text else NOTHING


def _show_profiles(out: Console, call: Session, record: dict[str, Any], currency: str) -> None:
    language, measures = call.language, record["measures"]
    extra = {
        name: label
        for name, label in (("lost", LOST), ("probability", LEAVE), ("clv", WORTH))
        if name in record["clusters"][0]
    }
    labels = {name: MEASURES[name].label for name in measures}
    heads = {"name": SEGMENT, "customers": CUSTOMERS, "share": SHARE, **labels, **extra}
    shown = grid(heads, language, [name for name in heads if name != "name"])
    for one in record["clusters"]:
        cells = [_measure(name, one["medians"][name]["value"], call, currency) for name in measures]
        for name in extra:
            value = one[name]["value"]
            cells.append(money(value, currency, language) if name == "clv" else percent(value, language, 0))
        name = escape(Text(**one["name"]).say(language))
        shown.add_row(name, number(one["customers"], language), percent(one["share"], language), *cells)
    out.print(shown)


def _measure(name: str, value: float | None, call: Session, currency: str) -> str:
    kind = MEASURES[name].kind
    if kind == "money":
        return money(value, currency, call.language)
    return percent(value, call.language) if kind == "percent" else number(value, call.language, 1)


def _show_choice(out: Console, call: Session, choice: dict[str, Any]) -> None:
    language = call.language
    if not choice["tried"]:
        return
    out.print()
    out.print(CHOICE.say(language), style="bold")
    shown = grid(TRIED, language, [name for name in TRIED if name != "mark"])
    for row in choice["tried"]:
        mark = "[green]●[/]" if row["k"] == choice["k"] else ""
        beyond = "" if row["beyond"] is None or row["beyond"] else " ≈"
        cells = [number(row[name], language, 2) for name in ("weakest", "rand", "silhouette")]
        shown.add_row(mark, str(row["k"]), *cells, number(row["without_groups"], language, 2) + beyond)
    out.print(shown)
    if any(row["beyond"] is False for row in choice["tried"]):
        out.print(ALIKE.say(language), style="dim", markup=False, soft_wrap=True)
    told = Text(**choice["rule"]) if choice["proposed"] else GIVEN
    out.print(told.say(language), style="dim", markup=False, soft_wrap=True)


def show_flow(out: Console, call: Session, record: dict[str, Any]) -> None:
    """Show how many customers went from which cluster to which: a row a cluster before, a column a cluster after."""
    language = call.language
    title = WENT.say(language, then=_day(record["from"], call), now=_day(record["to"], call))
    out.print(title, style="bold", markup=False, soft_wrap=True)
    order = list(record["names"])
    counts = {(row["from_cluster"], row["to_cluster"]): row["customers"] for row in record["rows"]}
    heads = {"from": f"{FROM.say(language)} ↓  {TO.say(language)} →", **{id_: _name(id_, call) for id_ in order}}
    shown = grid(heads, language, order)
    for before in (None, *order):
        cells = [number(counts.get((before, after), 0), language) for after in order]
        shown.add_row(NOT_YET.say(language) if before is None else escape(_name(before, call)), *cells)
    out.print(shown)


def _name(id_: str, call: Session) -> str:
    return name_of(id_).say(call.language)


def show_rules(out: Console, call: Session, record: dict[str, Any]) -> None:
    """Show the declared segments, how many customers each has, and what is to be known of them."""
    language = call.language
    heads = {"name": SEGMENTS, "customers": CUSTOMERS, "share": SHARE, "meets": MEETS, "where": WHERE}
    shown = grid(heads, language, ("customers", "share", "meets"))
    for one in record["segments"]:
        meets = NOTHING if one["meets"] is None else number(one["meets"], language)
        count, share = number(one["customers"], language), percent(one["share"], language)
        shown.add_row(escape(Text(**one["name"]).say(language)), count, share, meets, escape("; ".join(one["where"])))
    out.print(shown)
    for note in record["notes"]:
        out.print(f"! {Text(**note).say(language)}", style="yellow", markup=False, soft_wrap=True)


SEGMENTS = Text("segment", "分群")


CHURN = Text("churn rate", "流失率")
COUNTED = Text(
    "Lost from {since} to {until} of the customers at the start. Bands of fewer than {fewest} are left open.",
    "{since} 至 {until} 期间流失者占期初客户的比例。少于 {fewest} 人的分段不显示。",
)


def show_bands(out: Console, call: Session, record: dict[str, Any]) -> None:
    """Show a table for each attribute: a row a band, with its churn rate and the share of each cluster."""
    language = call.language
    days = {name: _day(record[name], call) for name in ("from", "to")}
    told = COUNTED.say(language, since=days["from"], until=days["to"], fewest=record["fewest"])
    out.print(told, style="dim", markup=False, soft_wrap=True)
    for one in record["attributes"]:
        clusters = list(dict.fromkeys(cell["cluster"] for row in one["bands"] for cell in row["clusters"]))
        fixed: dict[str, Text | str] = {"churn": CHURN, "95": "95%", "of": CUSTOMERS}
        heads = {"band": attribute_label(one["attribute"]), **fixed, **short_names(clusters)}
        shown = grid(heads, language, [*fixed, *clusters])
        for row in one["bands"]:
            own = {cell["cluster"]: percent(cell["value"], language, 0) for cell in row["clusters"]}
            cells = [*_churn(row["churn"], call), *(own.get(id_, NOTHING) for id_ in clusters)]
            shown.add_row(attribute_value(one["attribute"], row["band"], language), *cells)
        out.print()
        out.print(shown)


def _churn(cell: dict[str, Any], call: Session) -> list[str]:
    language = call.language
    if cell["denominator"] is None:
        return [NOTHING, "", ""]
    ends = f"{percent(cell['low'], language)} … {percent(cell['high'], language)}"
    counts = f"{number(cell['numerator'], language)} / {number(cell['denominator'], language)}"
    return [percent(cell["value"], language), ends, counts]
