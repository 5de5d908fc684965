"""`liuke model`: the models and their versions. Here `show`: what each is, and how well it held on later time."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli import versions, watching
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import DataError
from liuke.language import NOTHING, Language, Text, day, number, signed
from liuke.predict.learning.kinds import KINDS as LEARNT
from liuke.predict.store import Store
from liuke.predict.uplift import LEARNERS

KINDS: Mapping[str, Text] = {
    "buy_till_you_die": Text("purchases to come", "未来购买"),
    "spend": Text("what a purchase day is worth", "购买日金额"),
    "contracts": Text("contracts to be renewed", "合同续订"),
    **{name: Text(f"who leaves: {kind.label.en}", f"流失预测：{kind.label.zh}") for name, kind in LEARNT.items()},
    **{name: Text(f"whom contact keeps: {one.label.en}", f"增益：{one.label.zh}") for name, one in LEARNERS.items()},
}
NAMES: Mapping[str, Text] = {
    "churn": Text("Churn", "流失"),
    "uplift": Text("Uplift", "增益"),
    "bg_nbd": Text("BG/NBD", "BG/NBD"),
    "mbg_nbd": Text("MBG/NBD", "MBG/NBD"),
    "pareto_nbd": Text("Pareto/NBD", "Pareto/NBD"),
    "gamma_gamma": Text("Gamma-Gamma", "Gamma-Gamma"),
    "sbg": Text("sBG", "sBG"),
    **{name: kind.label for name, kind in LEARNT.items()},
    "recency": Text("recency rule", "最近购买规则"),
    "own_rate": Text("own rate so far", "沿用自身频率"),
    "average_rate": Text("everybody's rate", "全体平均频率"),
    "nobody": Text("nobody buys", "无人购买"),
}
FIGURES: Mapping[str, Text] = {
    "auc": Text("AUC (pairs ranked right)", "AUC（排序正确的比例）"),
    "pr_auc": Text("Average precision", "平均精确率"),
    "top_decile_lift": Text("Lift of the riskiest tenth", "最高风险 10% 的提升度"),
    "log_loss": Text("Log loss", "对数损失"),
    "brier": Text("Brier score", "Brier 分数"),
    "calibration_slope": Text("Calibration slope (1 is right)", "校准斜率（1 为准确）"),
    "base_rate": Text("Share who left", "实际流失比例"),
    "rows": Text("Customers judged", "评估客户数"),
    "customers": Text("Customers judged", "评估客户数"),
    "expected": Text("Expected in all", "预计合计"),
    "actual": Text("Came in all", "实际合计"),
    "bias": Text("Over (+) or under (−)", "高估（+）或低估（−）"),
    "rmse": Text("Root mean square error", "均方根误差"),
    "qini": Text("Qini (above choosing at random)", "Qini（高于随机挑选的部分）"),
    "average_effect": Text("Average effect of contact", "联系的平均效果"),
}
RULINGS = {
    True: Text("It took over: {why}", "启用原因：{why}"),
    False: Text("It stays; the model that this run has learnt is {why}", "继续使用；本次运行所学的模型为{why}"),
}
IN_USE = Text("in use", "使用中")
JUDGED = Text("on later time", "在之后的时间上")
OWN = Text("{label} ({id}): {why}", "{label}（{id}）：{why}")
TERMS = Text("profit: {terms}", "利润假设：{terms}")
SEASON = Text(
    "season: everybody's log-odds move by {step} (standard error {error}), as they did from {since} to {until}",
    "季节调整：所有客户的对数几率变化 {step}（标准误 {error}），与 {since}至{until}的变化一致",
)
FITTED = Text("log-likelihood", "对数似然")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    models = typer.Typer(
        help=words("Look at the models, and say which is in use.", "查看模型，并决定启用哪一个。"), no_args_is_help=True
    )
    models.command("show", help=words("Show a model, or all of them.", "查看一个或全部模型。"))(show_model)
    versions.register(models)
    watching.register(models)
    app.add_typer(models, name="model")


def show_model(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help=words(
                "The model, or a version of it such as churn@2; all of the run by default.",
                "模型名，或其版本（如 churn@2）；默认显示本次运行的全部模型。",
            ),
        ),
    ] = "",
) -> None:
    """Answer with parameters, fit, evaluation on later time and baselines."""
    call = session(context)
    workspace = call.open()
    if "@" in name:
        card = _stored(Store(workspace.models), name)
        call.answer({"models": [card]}, lambda out: _show(out, call, [card]))
        return
    cards = workspace.run().cards
    names = [card["name"] for card in cards]
    if name and name not in names:
        raise DataError(
            "model.unknown",
            Text("There is no model “{name}” in this run.", "本次运行中没有模型“{name}”。").fill(name=name),
            Text("There are: {names}.", "现有模型：{names}。").fill(names=", ".join(names) or NOTHING),
        )
    chosen = [card for card in cards if not name or card["name"] == name]
    call.answer({"models": chosen}, lambda out: _show(out, call, chosen))


def _stored(store: Store, id_: str) -> dict[str, Any]:
    """Return the card of a stored version, as that of a run is."""
    version = store.version(id_)
    changes = store.changes(version.name)
    used = bool(changes) and changes[-1].after == version.id
    return {**version.card, "parameters": version.document()["parameters"], "champion": used}


def _show(out: Console, call: Session, cards: list[dict[str, Any]]) -> None:
    for card in sorted(cards, key=lambda card: not card.get("champion")):
        _show_card(out, call, card)
        out.print()


def _show_card(out: Console, call: Session, card: dict[str, Any]) -> None:
    language = call.language
    used = f"  [green]● {IN_USE.say(language)}[/]" if card.get("champion") else ""
    kind = _named(KINDS, card["kind"], call)
    id_ = escape(str(card.get("version") or card.get("id") or card["name"]))
    out.print(f"[bold]{_named(NAMES, card['name'], call)}[/]  [dim]{id_}  {kind}[/]{used}")
    parameters = {key: value for key, value in card["parameters"].items() if isinstance(value, float)}
    fitted = "  ".join(f"{key} {value:.4g}" for key, value in parameters.items())
    if (likelihood := card.get("log_likelihood")) is not None:
        fitted += f"  [dim]{FITTED.say(language)} {number(likelihood, language, 2)}[/]"
    if fitted:
        out.print(f"  {fitted}", highlight=False)
    for remark in _remarks(card, language):
        out.print(f"  {remark}", highlight=False)
    if card["metrics"]:
        out.print(_figures(card, call))
    if terms := card.get("campaign"):
        out.print(f"  [dim]{escape(TERMS.say(language, terms=terms['says'][language]))}[/]", highlight=False)


def _remarks(card: dict[str, Any], language: Language) -> Iterator[str]:
    """Yield why the model is in use, what became of declared features, the alarms, how it took over, and notes."""
    if (why := card.get("why")) and card.get("champion"):
        yield f"[dim]{escape(why[language])}[/]"
    if (season := card.get("season")) and season["step"]:
        since, until = (day(date.fromisoformat(season[name]), language) for name in ("since", "until"))
        step, error = signed(season["step"], 2), f"{season['error']:.2f}"
        yield f"[dim]{escape(SEASON.say(language, step=step, error=error, since=since, until=until))}[/]"
    for one in card.get("declared", ()):
        mark = "[green]●[/]" if one["state"] == "used" else "[yellow]![/]"
        told = escape(OWN.say(language, label=one["label"][language], id=one["id"], why=one["why"][language]))
        yield f"{mark} {told} [dim]{escape(one['meaning'][language])}[/]"
    for alarm in card.get("alarms", ()):
        yield f"[yellow]![/] {escape(alarm['text'][language])}"
    if ruling := card.get("ruling"):
        yield f"[dim]{escape(RULINGS[ruling['takes']].say(language, why=ruling['why'][language]))}[/]"
    for note in card.get("notes", ()):
        yield f"[dim]{escape(note[language])}[/]"


def _figures(card: dict[str, Any], call: Session) -> Table:
    """Return the figures that were judged on later time, the model beside its baselines."""
    beside = {name: figures for name, figures in card["baselines"].items() if isinstance(figures, dict)}
    grid = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2))
    grid.add_column(f"  {JUDGED.say(call.language)}", style="dim")
    for name in (card["name"], *beside):
        grid.add_column(_named(NAMES, name, call), justify="right")
    for key, label in FIGURES.items():
        if isinstance(card["metrics"].get(key), int | float):
            cells = [_figure(figures.get(key), call) for figures in (card["metrics"], *beside.values())]
            grid.add_row(f"  {label.say(call.language)}", *cells)
    return grid


def _figure(value: Any, call: Session) -> str:  # noqa: ANN401 - baselines leave out what does not apply
    if not isinstance(value, int | float):
        return NOTHING
    return number(value, call.language, 0 if abs(value) >= 1000 or float(value).is_integer() else 3)


def _named(names: Mapping[str, Text], name: str, call: Session) -> str:
    return names[name].say(call.language) if name in names else escape(name)
