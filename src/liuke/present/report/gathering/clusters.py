"""Who customers are: clusters and what they are like, where customers went, segments by rules, demographic bands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuke.engine import Engine
from liuke.language import LANGUAGES, Text, day, number
from liuke.measure import Inputs, attribute_label
from liuke.present.charts.frame import Column
from liuke.present.report.findings import Listing, Panel, Rows
from liuke.segment.bands import FEWEST, LABELS, churn_by_bands, span
from liuke.segment.clusters import name_of
from liuke.segment.clusters.naming import short_names
from liuke.workspace import Run

FOUND = Text(
    "{version}: {customers} customers in {k} clusters, found on {day} and applied to every run since.",
    "{version}：{customers} 位客户分为 {k} 群，聚类日期 {day}，此后每次运行沿用该定义。",
)
NONE = Text("No clusters: {why}", "没有聚类：{why}")
NO_RULES = Text("Segments by rules were not made: {why}", "未能生成规则分群：{why}")
MEANS = Text(
    "shares and means with 95% intervals; “may leave” and “worth” are of those not lost",
    "占比与均值附 95% 区间；“流失概率”与“终身价值”只计未流失客户",
)
BAND = Text(
    "churn from {since} to {until}, and the share of each cluster today; bands of fewer than {fewest} are left open",
    "{since} 至 {until} 的流失率，以及当前各聚类的占比；少于 {fewest} 人的分段不显示",
)


def clusters(run: Run, engine: Engine) -> Panel | None:
    """Return the section; None where a run has neither clusters, rules nor bands."""
    segments = run.manifest.get("segments") or {}
    found, rules = segments.get("clusters") or {}, segments.get("rules") or {}
    listings = [*_profiles(found), *_rules(rules), *_bands(run, engine)]
    notes = [*_told(found), *_refused(NO_RULES, rules), *(Text(**note) for note in rules.get("notes", ()))]
    if not (listings or notes):
        return None
    return Panel((), _charts(found), tuple(listings), notes=tuple(notes))


def _refused(text: Text, found: Mapping[str, Any]) -> list[Text]:
    refusal = found.get("refusal")
    return [text.fill(why=Text(**refusal["message"]))] if refusal else []


def _told(found: Mapping[str, Any]) -> list[Text]:
    if "clusters" not in found:
        return _refused(NONE, found)
    known = date.fromisoformat(found["found_on"] or found["as_of"])
    told = FOUND.fill(
        version=found["version"],
        customers=Text(*(number(found["customers"], to) for to in LANGUAGES)),
        k=len(found["clusters"]),
        day=Text(*(day(known, to) for to in LANGUAGES)),
    )
    return [told, *([Text(**found["fit"]["why"])] if found["fit"]["refit"] else [])]


def _charts(found: Mapping[str, Any]) -> dict[str, Rows]:
    if "clusters" not in found:
        return {}
    profiles = [
        {"cluster": one["id"], "customers": one["customers"], "share": one["share"], "measure": measure}
        | {"median": told["value"], "low": told["low"], "high": told["high"], "apart": one["apart"].get(measure, 0.0)}
        for one in found["clusters"]
        for measure, told in one["medians"].items()
    ]
    choice, flow = found["choice"], found.get("flow") or {"rows": []}
    tried = [row | {"chosen": row["k"] == choice["k"]} for row in choice["tried"]]
    moves = [row | {"then": flow["from"], "now": flow["to"]} for row in flow["rows"]]
    rows: dict[str, Rows] = {"clusters": profiles, "cluster_choice": tried, "cluster_flow": moves}
    return {id_: of for id_, of in rows.items() if of}


def _profiles(found: Mapping[str, Any]) -> list[Listing]:
    rows = [
        {"name": name_of(one["id"])}
        | {name: one.get(name) for name in ("customers", "share", "lost", "probability", "clv")}
        for one in found.get("clusters", ())
    ]
    columns = (
        Column("name", Text("Cluster", "聚类")),
        Column("customers", Text("Customers", "客户数"), "number"),
        Column("share", Text("Share", "占比"), "percent"),
        Column("lost", Text("Lost", "已流失"), "percent"),
        Column("probability", Text("May leave", "流失概率"), "percent"),
        Column("clv", Text("Worth", "终身价值"), "money"),
    )
    return _listing("cluster_profiles", Text("The clusters", "各聚类概况"), MEANS, columns, rows)


def _listing(id_: str, title: Text, unit: Text, columns: Sequence[Column], rows: Rows) -> list[Listing]:
    """Return a table of the columns that any row has; none without rows."""
    shown = tuple(column for column in columns if any(row.get(column.name) is not None for row in rows))
    return [Listing(id_, title, unit, shown, rows)] if rows else []


def _rules(rules: Mapping[str, Any]) -> list[Listing]:
    rows = [
        {
            "name": Text(**one["name"]),
            "customers": one["customers"],
            "share": one["share"],
            "where": " & ".join(one["where"]),
        }
        for one in rules.get("segments", ())
    ]
    columns = (
        Column("name", Text("Segment", "分群")),
        Column("customers", Text("Customers", "客户数"), "number"),
        Column("share", Text("Share", "占比"), "percent"),
        Column("where", Text("Conditions", "条件")),
    )
    unit = Text("declared in liuke.toml; the first that fits counts", "在 liuke.toml 中声明；归入首个符合的分群")
    return _listing("rule_segments", Text("Segments by rules", "规则分群"), unit, columns, rows)


def _bands(run: Run, engine: Engine) -> list[Listing]:
    inputs = Inputs.of(run, engine)
    if not inputs.has("stay"):
        return []
    since, until = span(inputs.as_of, inputs.first_day("stay"))
    days = {name: Text(*(day(on, to) for to in LANGUAGES)) for name, on in (("since", since), ("until", until))}
    return [_band(one, BAND.fill(fewest=FEWEST, **days)) for one in churn_by_bands(inputs)]


def _band(one: Mapping[str, Any], unit: Text) -> Listing:
    name = one["attribute"]
    label = attribute_label(name)
    title = Text(f"Who leaves, by {label.en}", f"按{label.zh}看流失")
    ids = list(dict.fromkeys(cell["cluster"] for row in one["bands"] for cell in row["clusters"]))
    rows = [
        {"band": _called(name, row["band"]), "churn": row["churn"], "customers": row["churn"]["denominator"]}
        | {cell["cluster"]: cell for cell in row["clusters"]}
        for row in one["bands"]
    ]
    columns = (
        Column("band", Text(label.en[:1].upper() + label.en[1:], label.zh)),
        Column("churn", Text("Churn rate", "流失率"), "percent"),
        Column("customers", Text("Customers at the start", "期初客户"), "number"),
        *(Column(id_, label, "percent") for id_, label in short_names(ids).items()),
    )
    return Listing(f"band_{name}", title, unit, columns, rows)


def _called(name: str, value: str | None) -> Text:
    if value is None:
        return Text("not known", "未知")
    return LABELS.get(name, {}).get(value, Text(value, value))
