"""What the numbers mean: `metrics` lists definitions, `lost` shows what each definition of “lost” makes of the data."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.language import NOTHING, Language, Text, number, percent
from liuke.measure import FAMILIES, METRICS, Inputs, Metric, search_metrics
from liuke.measure.lost import Effect, definitions, tried
from liuke.measure.metric import DIRECTIONS, UNITS
from liuke.measure.user import FAMILY, user_metrics
from liuke.settings import FILE
from liuke.workspace import Run, Workspace


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("List the metrics, or search them.", "列出或搜索指标。"))(metrics)
    app.command(help=words("Show what each definition of “lost” makes of the data.", "对比各种流失定义的读数。"))(lost)


def metrics(
    context: typer.Context,
    search: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]", help=words("What to look for, in either language.", "搜索词，中英文均可。")),
    ] = None,
) -> None:
    """Answer with the definitions, and which of them this workspace can answer."""
    call = session(context)
    workspace = call.open() if (call.root / FILE).is_file() else None
    run = workspace.published() if workspace else None
    own = _own(call, workspace, run) if workspace else {}
    found = search_metrics(" ".join(search), own) if search else [*METRICS.values(), *own.values()]
    records = [_record(one, run) for one in found]
    call.answer({"metrics": records}, lambda out: _show_metrics(out, call, found, run, whole=not search))


def _own(call: Session, workspace: Workspace, run: Run | None) -> dict[str, Metric]:
    """Return the metrics that the workspace declares, read with the columns that its run has."""
    if run is None or not workspace.settings.metric:
        return user_metrics(workspace.settings, {})
    with call.engine(workspace) as engine:
        return user_metrics(workspace.settings, Inputs.of(run, engine))


def _available(metric: Metric, run: Run | None) -> bool | None:
    """Say whether a run has what the metric needs; None before the first run."""
    if run is None:
        return None
    stay = run.has("stay") or run.has("spell")
    return all(run.has(name) or (name == "stay" and stay) for name in metric.inputs)


def _record(metric: Metric, run: Run | None) -> dict[str, Any]:
    def both(text: Text | None) -> dict[str, str] | None:
        return None if text is None else text.record()

    return {
        "id": metric.id,
        "family": metric.family,
        "version": metric.version,
        "label": both(metric.label),
        "sentence": both(metric.sentence),
        "formula": both(metric.formula),
        "numerator": both(metric.numerator),
        "denominator": both(metric.denominator),
        "window": both(metric.window),
        "censoring": both(metric.censoring),
        "interval": metric.interval,
        "unit": metric.unit,
        "direction": metric.direction,
        "source": metric.source,
        "needs": list(metric.inputs),
        "splits": list(metric.base.own),
        "available": _available(metric, run),
    }


def _show_metrics(out: Console, call: Session, found: list[Metric], run: Run | None, *, whole: bool) -> None:
    language = call.language
    if not found:
        _show_families(out, language)
        return
    for family, label in (*FAMILIES.items(), FAMILY):
        if own := [one for one in found if one.family == family]:
            out.print(f"[bold]{label.say(language)}[/]")
            out.print(_listed(own, run, language))
    if whole and any(_available(one, run) is False for one in found):
        told = Text("Dimmed metrics need data that this workspace does not have.", "灰色指标：此工作区暂无所需数据。")
        out.print(told.say(language), style="dim")
    if not whole and len(found) == 1:
        _show_definition(out, call, found[0])


def _show_families(out: Console, language: Language) -> None:
    """Say that nothing was found, and where to look."""
    told = Text("No metric is about that. Search one of these families:", "没有相关的指标。可按类别搜索：")
    out.print(told.say(language))
    for label in FAMILIES.values():
        out.print(f"  {label.say(language)}", markup=False)


def _listed(metrics: list[Metric], run: Run | None, language: Language) -> Table:
    """Return a line for each metric: its id, its label and its sentence."""
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(no_wrap=True)
    for _ in range(2):
        grid.add_column(overflow="fold")
    for one in metrics:
        words_ = [escape(text.say(language)) for text in (one.label, one.sentence)]
        grid.add_row(f"  {one.id}", *words_, style="dim" if _available(one, run) is False else "")
    return grid


def _show_definition(out: Console, call: Session, metric: Metric) -> None:
    facts = (
        (Text("Formula", "公式"), metric.formula),
        (Text("Numerator", "分子"), metric.numerator),
        (Text("Denominator", "分母"), metric.denominator),
        (Text("Window", "时间窗"), metric.window),
        (Text("Censoring", "删失规则"), metric.censoring),
        (Text("Interval", "区间"), metric.interval_told),
        (Text("Unit", "单位"), UNITS[metric.unit]),
        (Text("Better", "优劣"), DIRECTIONS[metric.direction]),
        (Text("Source", "出处"), Text(metric.source, metric.source)),
    )
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in facts:
        if text:
            grid.add_row(f"[dim]{label.say(call.language)}[/]", escape(text.say(call.language)))
    out.print(grid)


def lost(
    context: typer.Context,
    days: Annotated[
        list[int] | None,
        typer.Option(
            min=1, help=words("Try this inactivity window too; may be repeated.", "另试此不活跃天数，可重复。")
        ),
    ] = None,
    below: Annotated[
        list[float] | None,
        typer.Option(
            min=0.001, max=0.999, help=words("Try this probability too; may be repeated.", "另试此概率界限，可重复。")
        ),
    ] = None,
) -> None:
    """Answer with the churn rate under each definition, and how many of the “lost” came back."""
    call = session(context)
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        wanted = definitions(found, workspace.settings.lost, days or [], below or [])
        results = tried(Inputs.of(found, engine), wanted)
    chosen = found.manifest["lost"].get("definition")
    document = {"chosen": chosen, "definitions": [_effect_record(one) for one in results]}
    call.answer(document, lambda out: _show_effects(out, call, results, str(chosen)))


def _effect_record(one: Effect) -> dict[str, Any]:
    rows = one.churn.whole
    return {
        "definition": one.definition.kind,
        "sentence": one.definition.sentence.record(),
        "mean_churn_rate": one.mean_rate,
        "last": rows[-1] if rows else None,
        "lost": one.lost,
        "returned": one.returned,
        "share_returned": one.share_returned,
        "rows": one.churn.rows,
    }


def _show_effects(out: Console, call: Session, found: list[Effect], chosen: str) -> None:
    language = call.language
    grid = Table(box=None, pad_edge=False, header_style="dim")
    grid.add_column(Text("lost means", "流失的定义").say(language), overflow="fold")
    for head in (
        Text("churn a month", "月流失率"),
        Text("last month", "最近一月"),
        Text("lost", "流失人次"),
        Text("came back", "其中回流"),
    ):
        grid.add_column(head.say(language), justify="right")
    for one in found:
        last = one.churn.whole[-1] if one.churn.whole else None
        grid.add_row(
            escape(one.definition.sentence.say(language)),
            percent(one.mean_rate, language),
            NOTHING if last is None else percent(last["value"], language),
            number(one.lost, language),
            f"{number(one.returned, language)} ({percent(one.share_returned, language, 0)})",
        )
    out.print(grid)
    note = Text(
        "The same customers, counted by each definition. This workspace uses: {kind} (lost.definition in liuke.toml).",
        "同一批客户按各定义统计。此工作区采用：{kind}（liuke.toml 中的 lost.definition）。",
    )
    label = next((one.definition.label for one in found if one.definition.kind == chosen), Text(chosen, chosen))
    out.print(note.fill(kind=label).say(language), style="dim", markup=False)
