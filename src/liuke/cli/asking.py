"""Questions to the published run's numbers: `metric` and `change`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.listing import NAMED
from liuke.cli.running import to_date
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import GRAINS, Grain
from liuke.errors import ConfigError, UsageError
from liuke.language import NOTHING, Language, Text, number
from liuke.measure import Answer, Condition, Inputs, Metric, ask_all, attribute_label, find_metric, read_condition
from liuke.measure.change import Change, changed, said, sentence
from liuke.measure.comparing import VERSUS, Compared, Versus, compare
from liuke.measure.framing import Question
from liuke.measure.user import user_metrics
from liuke.settings import Target

PERIOD = Text("period", "期间")
MARKS = {
    "*": Text("the period is not over yet", "该期间尚未结束"),
    "†": Text("too early: losses could not be known all through it", "尚早：期间内还不能判定全部流失"),
    "!": Text("differs: the 95% interval of the difference excludes 0", "有差异：差值的 95% 区间不含 0"),
}
BY = Annotated[
    list[str] | None,
    typer.Option(
        metavar="day|week|month|quarter|year|ATTRIBUTE",
        help=words("Split by period or attribute; may be repeated.", "按期间或属性拆分，可重复使用。"),
    ),
]
WHERE = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE[,VALUE]",
        help=words(
            "Only of these, such as region=North or orders>=3; may be repeated.",
            "筛选条件，如 region=华东 或 orders>=3，可重复使用。",
        ),
    ),
]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("Ask for metrics, by period or attribute.", "查询指标，可按期间或属性拆分、筛选、对比。"))(
        metric
    )
    app.command(help=words("Ask whether a metric really changed, and where.", "判断指标是否真的变化，以及来自哪里。"))(
        change
    )


def metric(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="ID…",
            help=words(
                "The metrics, such as churn_rate; `liuke metrics` lists them.",
                "指标编号，如 churn_rate；可用 `liuke metrics` 查看。",
            ),
        ),
    ],
    by: BY = None,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help=words("First day.", "起始日期。"))] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help=words("Last day.", "结束日期。"))] = "",
    where: WHERE = None,
    versus: Annotated[
        str,
        typer.Option(
            "--compare",
            metavar="previous|year|target",
            help=words("Compare with the period before, last year, or the target.", "与上一期间、去年同期或目标对比。"),
        ),
    ] = "",
) -> None:
    """Answer with value, numerator, denominator and interval, row by row."""
    call = session(context)
    workspace = call.open()
    found = workspace.run()
    asked = Question(parts(by), to_date(since, "--from"), to_date(until, "--to"), conditions(where))
    wanted = _versus(versus)
    with call.engine(workspace) as engine:
        inputs = Inputs.of(found, engine)
        own = user_metrics(workspace.settings, inputs)
        metrics = [find_metric(name, own) for name in parts(names) or [""]]
        if wanted == "target":
            _check_targets(workspace.settings.target, own)
        if wanted:
            answers: list[Answer | Compared] = [
                compare(inputs, one, wanted, asked, workspace.settings.target) for one in metrics
            ]
        else:
            answers = [*ask_all(inputs, metrics, asked.by, asked.since, asked.until, asked.where).values()]
    records = [one.record() for one in answers]
    document = records[0] if len(records) == 1 else {"answers": records}
    call.answer(document, lambda out: _show_all(out, call, answers, found.currency))


def parts(given: list[str] | None) -> tuple[str, ...]:
    """Return options that may be repeated or hold several names with commas."""
    return tuple(part.strip() for text in given or [] for part in text.split(",") if part.strip())


def conditions(given: list[str] | None) -> tuple[Condition, ...]:
    """Return filters from their texts; a label in either language stands for its id."""
    found = []
    for text in given or []:
        condition = read_condition(text)
        known = NAMED.get(condition.name, {})
        ids = {label: id_ for id_, name in known.items() for label in (name.en.casefold(), name.zh)}
        values = tuple(ids.get(value.casefold(), value) for value in condition.values)
        found.append(Condition(condition.name, condition.test, values))
    return tuple(found)


def _check_targets(targets: Sequence[Target], own: Mapping[str, Metric]) -> None:
    """Raise `ConfigError` for a target of a metric that there is not."""
    for target in targets:
        try:
            find_metric(target.metric, own)
        except UsageError as unknown:
            raise ConfigError(
                "target.metric",
                Text(
                    "A target in liuke.toml is for “{name}”, which is no metric.",
                    "liuke.toml 中有一个目标的指标“{name}”不存在。",
                ).fill(name=target.metric),
                unknown.hint,
                column="target.metric",
            ) from unknown


def _versus(text: str) -> Versus | None:
    if not text:
        return None
    for known in VERSUS:
        if text == known:
            return known
    raise UsageError(
        "usage.compare",
        Text("--compare does not know “{text}”.", "--compare 不支持“{text}”。").fill(text=text),
        Text("Use previous, year or target.", "可用：previous、year、target。"),
    )


def _show_all(out: Console, call: Session, answers: Sequence[Answer | Compared], currency: str) -> None:
    for answer in answers:
        _show(out, call, answer, currency)


def _show(out: Console, call: Session, answer: Answer | Compared, currency: str) -> None:
    found, rows = (answer.answer, answer.rows) if isinstance(answer, Compared) else (answer, answer.rows)
    language, declared = call.language, found.metric
    label, told = (escape(text.say(language)) for text in (declared.label, declared.sentence))
    out.print(f"[bold]{label}[/]  [dim]{told}[/]", soft_wrap=True)
    attributes = list(rows[0]["split"]) if rows else []
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for head in (PERIOD.say(language), *(attribute_label(name).say(language) for name in attributes)):
        grid.add_column(escape(head), no_wrap=head == PERIOD.say(language), overflow="fold")
    heads = [label, "95%", ""]
    if isinstance(answer, Compared):
        heads += [VERSUS[answer.versus].say(language), Text("difference", "差值").say(language), "95%"]
    for head in heads:
        grid.add_column(head, justify="right", overflow="fold")
    for row in rows:
        split = [_attribute(name, row["split"][name], language) for name in attributes]
        cells = [*_cells(row, declared, currency, language), *_versus_cells(row, answer, currency, language)]
        grid.add_row(_period(row, found), *split, *cells)
    out.print(grid)
    _show_marks(out, {_mark(row, found) for row in rows} | {_differs(row) for row in rows}, language)


def _show_marks(out: Console, marks: set[str], language: Language) -> None:
    for mark, note in MARKS.items():
        if mark in marks:
            out.print(f"{mark} {note.say(language)}", style="dim")


def _attribute(name: str, value: Any, language: Language) -> str:  # noqa: ANN401 - attributes are of several kinds
    known = NAMED.get(name, {}).get(value)
    return known.say(language) if known else NOTHING if value is None else escape(str(value))


def _period(row: dict[str, Any], found: Answer) -> str:
    return f"{row['period'] or NOTHING} {_mark(row, found)}".strip()


def _mark(row: dict[str, Any], found: Answer) -> str:
    return "*" if row["partial"] else "†" if found.too_early(row) else ""


def _differs(row: dict[str, Any]) -> str:
    return "!" if (row.get("compared") or {}).get("differs") else ""


def _cells(row: dict[str, Any], declared: Metric, currency: str, language: Language) -> list[str]:
    """Return value, interval, and numerator over denominator, as far as a row has them."""

    def tell(name: str) -> str:
        return said(row[name], declared.unit, currency).say(language)

    interval = NOTHING if row["low"] is None else f"{tell('low')} … {tell('high')}"
    sums = [number(row[name], language) for name in ("numerator", "denominator")]
    return [tell("value"), interval, NOTHING if row["denominator"] is None else " / ".join(sums)]


def _versus_cells(row: dict[str, Any], answer: Answer | Compared, currency: str, language: Language) -> list[str]:
    """Return what a row is compared with, the difference, and its interval."""
    if not isinstance(answer, Compared):
        return []
    other, unit = row["compared"], answer.answer.metric.unit
    if other is None:
        return [NOTHING] * 3
    value = said(other["value"], unit, currency).say(language)
    gap, low, high = (
        said(other[name], unit, currency, gap=True).say(language)
        for name in ("difference", "difference_low", "difference_high")
    )
    interval = NOTHING if other["difference_low"] is None else f"{low} … {high}"
    return [value, f"{gap} {_differs(row)}".strip(), interval]


def change(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help=words("The metric, such as churn_rate.", "指标编号，如 churn_rate。"))
    ],
    by: BY = None,
    period: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help=words("A day of the period; the last whole one by default.", "期间内的任一天；默认最近的完整期间。"),
        ),
    ] = "",
    where: WHERE = None,
) -> None:
    """Answer with the difference from the period before, whether it is real, and which groups it comes from."""
    call = session(context)
    workspace = call.open()
    found, given = workspace.run(), parts(by)
    grain: Grain = next((one for one in GRAINS if one in given), "month")
    attributes = [one for one in given if one not in GRAINS]
    with call.engine(workspace) as engine:
        inputs = Inputs.of(found, engine)
        result = changed(
            inputs,
            find_metric(name, user_metrics(workspace.settings, inputs)),
            period=to_date(period, "--period"),
            by=attributes or None,
            grain=grain,
            where=conditions(where),
        )
    told = sentence(result, found.currency, {key: dict(value) for key, value in NAMED.items()})
    document = result.record() | {"sentence": {"en": told.en, "zh": told.zh}}
    call.answer(document, lambda out: _show_change(out, call, result, told, found.currency))


MOST_SHOWN = 5


def _show_change(out: Console, call: Session, found: Change, told: Text, currency: str) -> None:
    language, unit = call.language, found.metric.unit
    out.print(told.say(language), markup=False, soft_wrap=True)
    if found.usual:
        limits = Text("Usual: {low} to {high}.", "通常范围：{low} 至 {high}。").fill(
            low=said(found.usual.low, unit, currency), high=said(found.usual.high, unit, currency)
        )
        out.print(limits.say(language), style="dim", markup=False)
    heads = (
        Text("before", "之前"),
        Text("after", "之后"),
        Text("adds", "贡献"),
        Text("by its own change", "自身变化"),
        Text("by its weight", "权重变化"),
    )
    for attribute, groups in found.contributions.items():
        grid = Table(box=None, pad_edge=False, header_style="dim")
        grid.add_column(escape(attribute_label(attribute).say(language)))
        for head in heads:
            grid.add_column(head.say(language), justify="right")
        for one in groups[:MOST_SHOWN]:
            own = [said(value, unit, currency).say(language) for value in (one.before, one.after)]
            gaps = [
                said(value, unit, currency, gap=True).say(language)
                for value in (one.total, one.rate_effect, one.mix_effect)
            ]
            grid.add_row(_attribute(attribute, one.group, language), *own, *gaps)
        out.print(grid)
