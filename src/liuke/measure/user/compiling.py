"""From declarations to metrics: each becomes an ordinary `Metric`, so that all that asks metrics can ask it."""

from collections.abc import Iterable, Mapping
from unicodedata import normalize

import ibis

from liuke.errors import ConfigError
from liuke.expression import UserMetric
from liuke.language import Text
from liuke.measure.families.common import COCHRAN, NONE, PERIOD, TODAY
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base, Metric
from liuke.measure.registry import METRICS
from liuke.measure.statistic import Pooled, Quantile, Ratio, Statistic, Total
from liuke.measure.user.bases import Rows, kind_of_table, none
from liuke.measure.user.columns import Read
from liuke.measure.user.known import KnownTotal
from liuke.measure.user.telling import formula, sentence, sides, unit
from liuke.settings import Settings

FAMILY = ("user", Text("Your own", "自定义"))
"""The family of user metrics and its label."""
NO_CUSTOMER = Text("its rows name no customer", "其记录不含客户")


def user_metrics(settings: Settings, known: Inputs | Mapping[str, ibis.Schema]) -> dict[str, Metric]:
    """Return the metrics that settings declare, by id; `known` are a run's tables, or their schemas by name.

    Raises `ConfigError` for an id or label that is taken. What is wrong with columns of a table is raised when that
    metric is asked, and no other is affected.
    """
    types = {name: table.schema() for name, table in known.tables.items()} if isinstance(known, Inputs) else known
    metrics = [Read.of(declared) for declared in settings.metric]
    _check_names([one.declared for one in metrics])
    faults = {one.declared.id: _fault(one, types) for one in metrics}
    made = {one.declared.id: _without_rows(one, faults[one.declared.id]) for one in metrics}
    for table in {one.declared.table for one in metrics} & {*types}:
        whole = [one for one in metrics if one.declared.table == table and faults[one.declared.id] is None]
        made |= _compile(Rows(table, types[table], whole), types[table], whole)
    return made


def _fault(one: Read, types: Mapping[str, ibis.Schema]) -> ConfigError | None:
    """Return what is wrong with a metric over the columns that there are."""
    table = one.declared.table
    if table not in types:
        return None
    try:
        one.columns(ibis.table(types[table], name=table))
    except ConfigError as fault:
        return fault
    return None


def _compile(rows: Rows, types: ibis.Schema, metrics: list[Read]) -> dict[str, Metric]:
    table = ibis.table(types, name=rows.table)
    shares = {one.declared.id: one.is_share(table) for one in metrics}
    pooled = "customer_id" in types
    ratios = [one for one in metrics if one.declared.kind == "ratio" and not shares[one.declared.id]]
    each, customers = rows.base(), rows.by_customer(ratios)
    made = {}
    for one in metrics:
        share = shares[one.declared.id]
        base = rows.ranked(one) if one.declared.kind == "quantile" else each
        if one in ratios and pooled:
            base = customers
        made[one.declared.id] = _metric(one.declared, base, _statistic(one, share=share, pooled=pooled), share=share)
    return made


def _without_rows(one: Read, fault: ConfigError | None) -> Metric:
    """Return a metric whose table a run lacks, or whose columns are wrong: asking it says so."""
    declared = one.declared
    share = one.is_share(None)
    base = none(declared.table, declared.id, fault)
    return _metric(declared, base, _statistic(one, share=share, pooled=True), share=share)


def _statistic(one: Read, *, share: bool, pooled: bool) -> Statistic:
    value, above, below = (one.name(part) for part in ("value", "numerator", "denominator"))
    if one.declared.kind == "quantile":
        return Quantile(lambda t: t[value], share=one.declared.share)
    if one.declared.kind == "sum":
        kept = one.name("kept")
        return KnownTotal(lambda t: t[value], lambda t: t[kept])
    if one.declared.kind == "count":
        return Total(lambda t: t[value])
    if share:
        return Ratio(lambda t: t[above], lambda t: t[below], "wilson")
    if not pooled:
        return Ratio(lambda t: t[above], lambda t: t[below], "none", why_none=NO_CUSTOMER)
    yy, xx, xy, rows = (one.name(part) for part in ("yy", "xx", "xy", "rows"))
    return Pooled(
        lambda t: t[above],
        lambda t: t[below],
        (lambda t: t[yy], lambda t: t[xx], lambda t: t[xy]),
        lambda t: t[rows],
    )


def _metric(declared: UserMetric, base: Base, statistic: Statistic, *, share: bool) -> Metric:
    above, below = sides(declared, share=share)
    return Metric(
        id=declared.id,
        family=FAMILY[0],
        label=declared.label.text(Text(declared.id, declared.id)),
        sentence=sentence(declared, share=share),
        formula=formula(declared, share=share),
        unit=unit(declared, share=share),
        direction=declared.direction,
        numerator=above,
        denominator=below,
        window=PERIOD if kind_of_table(declared.table) == "flow" else TODAY,
        censoring=NONE,
        source=f"[[metric]] {declared.id}" + (f"; {COCHRAN}" if statistic.interval == "delta" else ""),
        base=base,
        statistic=statistic,
        version=declared.version,
    )


def _check_names(declared: Iterable[UserMetric]) -> None:
    """Raise `ConfigError` for an id or label that another metric has: one name stands for one number."""
    taken = {name: metric.id for metric in METRICS.values() for name in _names(metric.id, metric.label)}
    for one in declared:
        names = _names(one.id, one.label.text(Text(one.id, one.id)))
        if clash := next((name for name in names if name in taken), None):
            raise ConfigError(
                "metric.taken",
                Text("“{name}” is the name of another metric, {other}.", "“{name}”已是另一指标 {other} 的名称。").fill(
                    name=clash, other=taken[clash]
                ),
                Text("Give “{id}” another id or label.", "请为“{id}”换一个 id 或 label。").fill(id=one.id),
                file=one.file,
                column=f"metric.{one.id}",
            )
        taken |= dict.fromkeys(names, one.id)


def _names(id_: str, label: Text) -> list[str]:
    """Return the names of a metric, as far as they tell it apart: wide and narrow letters, and blanks, do not."""
    return list(dict.fromkeys(_plain(name) for name in (id_, id_.replace("_", " "), label.en, label.zh)))


def _plain(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())
