"""Questions to the published run's numbers: `metric` and `change`."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.answers import attribute_value, show_all
from liuke.cli.listing import NAMED
from liuke.cli.running import to_date
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import GRAINS, Grain
from liuke.errors import ConfigError, UsageError
from liuke.language import Text
from liuke.measure import Answer, Condition, Inputs, Metric, ask_all, attribute_label, find_metric, read_condition
from liuke.measure.change import Change, changed, said, sentence, usual_range
from liuke.measure.comparing import VERSUS, Compared, Versus, compare
from liuke.measure.framing import Question
from liuke.measure.user import user_metrics
from liuke.settings import FILE, Target

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
        if wanted:
            targets = [_meant(target, own) for target in workspace.settings.target] if wanted == "target" else []
            answers: list[Answer | Compared] = [compare(inputs, one, wanted, asked, targets) for one in metrics]
        else:
            answers = [*ask_all(inputs, metrics, asked.by, asked.since, asked.until, asked.where).values()]
    records = [one.record() for one in answers]
    document = records[0] if len(records) == 1 else {"answers": records}
    call.answer(document, lambda out: show_all(out, call, answers, found.currency))


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


def _meant(target: Target, own: Mapping[str, Metric]) -> Target:
    """Return a target with its metric by id and its conditions as filters have them.

    Raises `ConfigError` for a metric that there is not and a condition that cannot be read.
    """
    try:
        metric = find_metric(target.metric, own).id
        where = tuple(map(str, conditions(list(target.where))))
    except UsageError as wrong:
        raise ConfigError(
            wrong.code.replace("metric.", "target."),
            Text(
                "The target for “{name}” in liuke.toml cannot be read: {why}",
                "liuke.toml 中“{name}”的目标无法识别：{why}",
            ).fill(name=target.metric, why=wrong.message),
            wrong.hint,
            file=FILE,
            column="target",
        ) from wrong
    return target.model_copy(update={"metric": metric, "where": where})


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
    document = result.record() | {"sentence": told.record()}
    call.answer(document, lambda out: _show_change(out, call, result, told, found.currency))


MOST_SHOWN = 5


def _show_change(out: Console, call: Session, found: Change, told: Text, currency: str) -> None:
    language, unit = call.language, found.metric.unit
    out.print(told.say(language), markup=False, soft_wrap=True)
    if found.usual:
        out.print(usual_range(found, currency).say(language), style="dim", markup=False)
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
            grid.add_row(attribute_value(attribute, one.group, language), *own, *gaps)
        out.print(grid)
