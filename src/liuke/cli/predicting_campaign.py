"""`liuke predict uplift` without a file: from a campaign of the workspace to whom to contact today."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.markup import escape
from threadpoolctl import threadpool_limits

from liuke.cli.kept import history_of
from liuke.cli.session import Session
from liuke.cli.uplift_shown import grid, show_classes, show_found, show_notes, show_policies
from liuke.errors import DataError, UsageError
from liuke.language import NOTHING, Text, number, percent
from liuke.predict.uplift.campaign import Answer, Ask, Material, learn
from liuke.predict.uplift.classes import CLASSES
from liuke.predict.value.worth import terms

SHOWN = 10
THEN = Text("What each list would have brought in the campaign", "各名单在该活动中本可带来的结果")
NOW = Text("Whom to contact today, three ways, and what to expect", "今天该联系谁：三种名单及预期结果")
FIRST = Text("First on the list by uplift", "按增益排在最前的客户")
CUSTOMER = Text("Customer", "客户")
EFFECT, PROFIT, KIND = Text("Effect", "效果"), Text("Expected profit", "预期收益"), Text("Kind", "类别")
RISK = Text("Lost without contact", "不联系的流失概率")


def only(where: str, given: Mapping[str, Any]) -> None:
    """Raise `UsageError` for an option that goes with the other way of asking."""
    if strange := [name for name, value in given.items() if value]:
        raise UsageError(
            "usage.option",
            Text("{name} goes with a FILE only.", "{name} 只能与文件一起使用。").fill(name=strange[0])
            if where
            else Text("{name} goes without a FILE only.", "{name} 不能与文件一起使用。").fill(name=strange[0]),
            Text(
                "With a FILE the experiment is read from it, without one from the campaigns of the workspace.",
                "指定文件时从文件读取实验，不指定时读取工作区的活动。",
            ),
        )


def needed(given: Mapping[str, str]) -> None:
    """Raise `UsageError` for an option that a file cannot be read without."""
    if missing := [name for name, value in given.items() if not value]:
        raise UsageError(
            "usage.option",
            Text("A FILE needs {name}.", "读取文件时需要 {name}。").fill(name=missing[0]),
            Text(
                "Name the columns: --treatment COLUMN --outcome COLUMN.", "请指定列：--treatment 列名 --outcome 列名。"
            ),
        )


def from_workspace(call: Session, **given: Any) -> Answer:  # noqa: ANN401 - the options of the command
    """Return what a campaign of the published run answers; what is not given follows the settings."""
    workspace = call.open()
    found, settings = workspace.run(), workspace.settings
    if not found.has("treatment"):
        raise DataError(
            "uplift.no_campaign",
            Text("There are no treatments in the published run.", "已发布的结果中没有干预记录。"),
            Text(
                "Add a file of treatments with `liuke add FILE` (customer, campaign, arm, day of assignment; those "
                "held out too), then call `liuke run`; or name a FILE.",
                "请用 `liuke add 文件` 添加干预记录（客户、活动、组别、分配日期，留出的客户也要在内），"
                "再执行 `liuke run`；或直接指定文件。",
            ),
        )
    ask, horizon = _asked(Ask.of(settings), given), int(found.manifest.get("horizon_days") or 0)
    if not (ask.days or horizon):
        raise DataError(
            "uplift.no_days",
            Text(
                "Nobody says how many days after its assignment the outcome is looked for: the run foresees nothing.",
                "没有说明在分配后多少天内观察结果：本次运行没有预测任何时段。",
            ),
            Text(
                "Say it with --days, or as `uplift.days` in liuke.toml.",
                "请用 --days 指定，或在 liuke.toml 中设置 `uplift.days`。",
            ),
        )
    with call.engine(workspace) as engine, threadpool_limits(1, "blas"):
        history, margin = history_of(workspace, found, engine), settings.predict.margin
        if found.has("activity"):
            margin = terms(engine, found.table(engine, "activity"), found.as_of, settings.predict).margin
        return learn(Material(engine, history, found.table(engine, "treatment"), horizon, margin), ask)


def _asked(ask: Ask, given: Mapping[str, Any]) -> Ask:
    """Return what is asked, an option in place of a setting."""
    amounts: dict[str, Any] = {name: _number(f"--{name}", given[name]) for name in ("worth", "cost") if given[name]}
    names = ("campaign", "arm", "control", "days", "capacity", "budget")
    more = {name: given[name] for name in names if given[name] not in {"", None} and (name != "days" or given[name])}
    outcome = given["outcome"] or ask.outcome
    return replace(ask, **amounts, **more, outcome=outcome, random=ask.random and given["random"])


def amount(name: str, given: str) -> float | None:
    """Return the amount that an option says, None where it says a word; raises `UsageError` for no amount of money."""
    try:
        found = float(given)
    except ValueError:
        return None
    if not (math.isfinite(found) and found >= 0):
        raise _no_amount(name, given)
    return found


def _number(name: str, given: str) -> float:
    if (found := amount(name, given)) is None:
        raise _no_amount(name, given)
    return found


def _no_amount(name: str, given: str) -> UsageError:
    return UsageError(
        "usage.option",
        Text(
            "{name} is an amount of money, 0 or more, not “{given}”.", "{name} 应为不小于 0 的金额，而不是“{given}”。"
        ).fill(name=name, given=given),
        Text("For example: {name} 20.", "例如：{name} 20。").fill(name=name),
    )


def campaign_record(told: Answer) -> dict[str, Any]:
    """Return the answer for JSON, with everybody's score today."""
    return told.record() | {"scores": told.today.scores.to_dicts()}


def show_campaign(out: Console, call: Session, told: Answer) -> None:
    """Show what the campaign taught, and whom to contact today."""
    language = call.language
    out.print(told.asked.say(language), style="dim", markup=False, highlight=False)
    show_found(out, told.found, language)
    show_policies(out, THEN, told.found.policies, (), language)
    show_classes(out, told.found, language)
    if not told.found.usable:
        out.print(told.sizes.say(language), markup=False, highlight=False)
    show_policies(out, NOW, told.today.policies, told.today.why.values(), language)
    _show_first(out, call, told)
    show_notes(out, told.notes, language)


def _show_first(out: Console, call: Session, told: Answer) -> None:
    language = call.language
    rows = told.today.scores.filter("by_uplift").sort("expected_profit", "customer_id", descending=[True, False])
    if rows.is_empty():
        return
    shown = grid(FIRST, (CUSTOMER, EFFECT, PROFIT, RISK, KIND), language)
    for row in rows.head(SHOWN).to_dicts():
        kind = CLASSES[row["class"]].say(language) if row["class"] else NOTHING
        effect = f"{row['uplift']:.3g} ({row['low']:.3g} – {row['high']:.3g})"
        profit, risk = number(row["expected_profit"], language, 2), percent(row["risk"], language, 0)
        shown.add_row(escape(row["customer_id"]), effect, profit, risk, kind)
    out.print(shown)
