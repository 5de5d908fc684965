"""`liuke segments`: clusters and segments by rules; their sizes, what they are like, and how customers move."""

from datetime import date
from typing import Annotated, Any

import typer

from liuke import __version__
from liuke.cli import segment_versions
from liuke.cli.running import to_date
from liuke.cli.segment_versions import CHOSEN, DONE
from liuke.cli.segments_shown import show_bands, show_clusters, show_flow, show_rules
from liuke.cli.session import session
from liuke.cli.words import words
from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.measure import Inputs
from liuke.segment.bands import FEWEST, churn_by_bands, span
from liuke.segment.clusters import METHODS, Definition, Method
from liuke.segment.clusters.of_run import Known, before, described, find, flow_between
from liuke.segment.of_run import readable
from liuke.segment.rules import read_rules
from liuke.segment.rules.of_run import described as rules_described
from liuke.segment.store import CLUSTERS, SegmentStore, Version
from liuke.workspace import Run, Workspace

KEPT = Text(
    "Stored as {id}. `liuke segments promote {id}` puts it in use.",
    "已保存为 {id}。`liuke segments promote {id}` 可启用。",
)
VERSION = Annotated[
    str,
    typer.Argument(
        metavar="[VERSION]",
        help=words("Such as clusters@2; the one in use by default.", "如 clusters@2；默认为使用中的版本。"),
    ),
]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    segments = typer.Typer(
        help=words("Find clusters, declare segments, follow who moves.", "聚类、规则分群，以及客户在各群之间的流动。"),
        no_args_is_help=True,
    )
    segments.command(
        "show", help=words("Show the clusters: sizes, profiles, stability.", "查看各聚类的规模、画像与稳定性。")
    )(show)
    segments.command("fit", help=words("Find clusters anew, as a new version.", "重新聚类，保存为新版本。"))(fit)
    segment_versions.register(segments)
    segments.command("flow", help=words("Show who moved between two days.", "查看两日之间客户的流动。"))(flow)
    segments.command(
        "rules", help=words("Show the segments declared in liuke.toml.", "查看 liuke.toml 中声明的规则分群。")
    )(rules)
    segments.command(
        "bands",
        help=words(
            "Show who leaves by age, tenure, income, gender, region.", "按年龄、时长、收入、性别、地区查看流失。"
        ),
    )(bands)
    app.add_typer(segments, name="segments")


def known_of(found: Run, engine: Engine, seed: int) -> Known:
    """Return what clusters are made of in a published run; raises `DataError` where it has no buyers."""
    if not found.has("customer"):
        raise DataError(
            "cluster.no_orders",
            Text("Clusters are made of purchases, and this run has none.", "聚类依据购买记录，而本次运行没有订单。"),
            Text(
                "Add orders with `liuke add FILE`, then call `liuke run`.",
                "请用 `liuke add 文件` 添加订单后执行 `liuke run`。",
            ),
        )
    names = [name for name in ("customer", "activity", "stay", "spell", "score") if found.has(name)]
    tables = {name: found.table(engine, name) for name in names}
    if "spell" in tables:
        tables.setdefault("stay", tables["spell"])
    first = date.fromisoformat(found.manifest["first_day"])
    return Known(engine, readable(tables), first, found.as_of, seed)


def show(context: typer.Context, version: VERSION = CLUSTERS) -> None:
    """Answer with the clusters of a definition on the customers of the published run."""
    call = session(context)
    workspace = call.open()
    found, chosen = workspace.run(), _stored(workspace, version)
    with call.engine(workspace) as engine:
        known = known_of(found, engine, workspace.settings.predict.seed)
        record = described(known, chosen)[0] | {"flow": _flow(known, chosen)}
    call.answer(record, lambda out: show_clusters(out, call, record, found.currency))


def _flow(known: Known, version: Version) -> dict[str, Any] | None:
    then = before(known)
    if then is None or "activity" not in known.tables:
        return None
    rows = flow_between(known, Definition.read(version.body), then, known.as_of).to_dicts()
    return {"from": str(then), "to": str(known.as_of), "rows": rows}


def _stored(workspace: Workspace, version: str) -> Version:
    """Return a stored version of clusters; raises `DataError` for none, with why the last run found none."""
    store = SegmentStore(workspace.segments)
    refusal = (workspace.run().manifest.get("segments", {}).get(CLUSTERS) or {}).get("refusal")
    if version == CLUSTERS and refusal and store.current(CLUSTERS) is None:
        raise DataError(refusal["code"], Text(**refusal["message"]), Text(**refusal["hint"]))
    found = store.version(version)
    if found.name != CLUSTERS:
        raise UsageError(
            "segment.rules",
            Text("{id} holds rules, and no clusters.", "{id} 是规则分群，而非聚类。").fill(id=found.id),
            Text("`liuke segments rules` shows rules.", "请用 `liuke segments rules` 查看规则分群。"),
        )
    return found


def fit(
    context: typer.Context,
    k: Annotated[
        int | None,
        typer.Option(
            "--k", metavar="N", min=2, help=words("How many clusters; proposed by default.", "群数；默认自动建议。")
        ),
    ] = None,
    method: Annotated[
        str, typer.Option(metavar="|".join(METHODS), help=words("How to find them.", "聚类方法。"))
    ] = METHODS[0],
    by: Annotated[
        str,
        typer.Option(
            metavar="MEASURE,…",
            help=words(
                "What to cluster by: recency, frequency, monetary, tenure, ticket, pace, returns.",
                "聚类依据：recency、frequency、monetary、tenure、ticket、pace、returns。",
            ),
        ),
    ] = "",
    use: Annotated[bool, typer.Option("--use", help=words("Put it in use at once.", "立即启用。"))] = False,
) -> None:
    """Find clusters among the customers of the published run, and store them."""
    call = session(context)
    workspace = call.open()
    found, way = workspace.run(), _method(method)
    measures = tuple(part.strip() for part in by.split(",") if part.strip())
    store = SegmentStore(workspace.segments)
    with call.engine(workspace) as engine, workspace.locked():
        known = known_of(found, engine, workspace.settings.predict.seed)
        version = store.keep(CLUSTERS, find(known, measures, k, way).record(), __version__)
        used = use or store.current(CLUSTERS) is None
        if used:
            store.use(version, CHOSEN, "liuke segments fit")
        record = described(known, version)[0] | {"flow": _flow(known, version), "used": used}
    call.answer(record, lambda out: show_clusters(out, call, record, found.currency))
    call.say((DONE if used else KEPT).fill(after=version.id, id=version.id))


def _method(text: str) -> Method:
    for known in METHODS:
        if text == known:
            return known
    raise UsageError(
        "usage.unknown",
        Text("{name} does not know “{value}”.", "{name} 不支持“{value}”。").fill(name="--method", value=text),
        Text("Use one of: {known}.", "可用：{known}。").fill(known=", ".join(METHODS)),
    )


def flow(
    context: typer.Context,
    version: VERSION = CLUSTERS,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help=words("The earlier day.", "较早的日期。"))] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help=words("The later day.", "较晚的日期。"))] = "",
) -> None:
    """Answer with how many customers went from which cluster to which, by one definition."""
    call = session(context)
    workspace = call.open()
    found, chosen = workspace.run(), _stored(workspace, version)
    with call.engine(workspace) as engine:
        known = known_of(found, engine, workspace.settings.predict.seed)
        now = to_date(until, "--to") or found.as_of
        then = to_date(since, "--from") or before(Known(engine, known.tables, known.first_day, now)) or known.first_day
        _check_days(known, then, now)
        rows = flow_between(known, Definition.read(chosen.body), then, now).to_dicts()
    names = {one["id"]: one["name"] for one in chosen.body["clusters"]}
    record = {"version": chosen.id, "from": str(then), "to": str(now), "names": names, "rows": rows}
    call.answer(record, lambda out: show_flow(out, call, record))


def _check_days(known: Known, then: date, now: date) -> None:
    if not known.first_day <= then < now <= known.as_of:
        raise UsageError(
            "segment.days",
            Text("There is no way from {then} to {now} in these data.", "数据中没有从 {then} 到 {now} 的区间。").fill(
                then=then, now=now
            ),
            Text(
                "Name two days, the earlier one first, from {first} to {last}.",
                "请填写 {first} 至 {last} 之间的两个日期，先早后晚。",
            ).fill(first=known.first_day, last=known.as_of),
        )


def rules(context: typer.Context) -> None:
    """Answer with how many customers each declared segment has in the published run."""
    call = session(context)
    workspace = call.open()
    found, declared = workspace.run(), read_rules(workspace.settings)
    if declared is None:
        raise UsageError(
            "segment.no_rules",
            Text("No segments are declared in liuke.toml.", "liuke.toml 中没有声明规则分群。"),
            Text(
                'Write [segments.vip] with where = ["frequency>=5"], for example.',
                '例如写入 [segments.vip]，where = ["frequency>=5"]。',
            ),
        )
    with call.engine(workspace) as engine:
        inputs = Inputs.of(found, engine)
        record = {"as_of": str(found.as_of)} | rules_described(inputs, declared, declared.assigned(inputs))
    call.answer(record, lambda out: show_rules(out, call, record))


def bands(context: typer.Context) -> None:
    """Answer with the churn rate, and the clusters, of every demographic band that is known."""
    call = session(context)
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        inputs = Inputs.of(found, engine)
        since, until = span(inputs.as_of, inputs.first_day("stay"))
        record = {"as_of": str(found.as_of), "from": str(since), "to": str(until), "fewest": FEWEST}
        record |= {"attributes": churn_by_bands(inputs)}
    call.answer(record, lambda out: show_bands(out, call, record))
