"""Which version scores: what a new model must be to take the champion's place.

A new model of the champion's kind takes over: it is the same answer to the same question, learnt from newer data. One
of another kind must have won its duel with the champion's kind, both learnt from the same days and judged on the same
later ones (`evaluation.choosing`); until then it is stored as a challenger, unless the champion has grown too old: its
kind was not learnt anew because the run's own duels chose another. A model that cannot be read cannot stay, nor can one
that answers another question: of another horizon, gap or shape it is not comparable, so there is no duel, and the row
says so. What takes its place was chosen for the new question by the duels of the run itself.

Time order is kept: a run that knows less than the champion has learnt from is scored by its own model, which takes
nobody's place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.evaluation.choosing import Duel
from liuke.predict.features import Feature, available
from liuke.predict.features.declared import declarations, unchanged
from liuke.predict.store.store import Store
from liuke.predict.store.version import Stored, Version


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a new version takes the champion's place, by what rule, and why."""

    takes: bool
    rule: str
    why: Text


FIRST = Ruling(True, "first", Text("the first model here", "首个模型"))
ANEW = Ruling(True, "refit", Text("the same kind of model, learnt anew", "同类模型，重新训练"))
WON = Ruling(
    True,
    "duel",
    Text("another kind of model, which won its duel in the calibration period", "不同类模型，在校准时段的对比中胜出"),
)
AGED = Ruling(
    True,
    "schedule",
    Text(
        "the champion had grown too old, and the run chose another kind of model",
        "原启用版本已超过重训周期，本次运行选用了不同类模型",
    ),
)
WAITS = Ruling(
    False,
    "duel",
    Text(
        "another kind of model, which has not won a duel with the champion's kind",
        "不同类模型，尚未在对比中胜过启用版本的类型",
    ),
)


HORIZON = Text(
    "the champion before it looks {theirs} days ahead and this one {ours}: they are not comparable, so there was no "
    "duel; its kind is what the run chose for {ours} days",
    "原启用版本预测 {theirs} 天，此版本预测 {ours} 天：两者不可比，因此没有进行对比；类型由本次运行选定",
)
LATENCY = Text(
    "the champion before it left {theirs} days between what is known and what is foreseen, and this one {ours}: they "
    "are not comparable, so there was no duel",
    "原启用版本在已知信息与预测窗口之间留 {theirs} 天，此版本留 {ours} 天：两者不可比，因此没有进行对比",
)
SHAPE = Text(
    "the champion before it is of data of another shape: they are not comparable, so there was no duel",
    "原启用版本针对另一种数据形态：两者不可比，因此没有进行对比",
)


def other_question(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Ruling:
    """Return the ruling for a champion that answers another question, which it names."""
    for name, text in (("horizon_days", HORIZON), ("latency_days", LATENCY)):
        if theirs.get(name) != ours.get(name):
            return Ruling(True, "question", text.fill(theirs=theirs.get(name), ours=ours.get(name)))
    return Ruling(True, "question", SHAPE)


def unreadable(fault: DataError) -> Ruling:
    """Return the ruling for a champion that cannot be read."""
    said = Text("the champion before it could not be read: {why}", "原启用版本无法读取：{why}")
    return Ruling(True, "unreadable", said.fill(why=fault.message))


def ruling(champion: Version, stored: Stored, fresh: Version, scoring: Mapping[str, Any], limit: int) -> Ruling:
    """Return whether `fresh` takes the place of a champion that could be read, and may be `limit` days old."""
    if stored.scoring != scoring:
        return other_question(stored.scoring, scoring)
    if champion.kind == fresh.kind:
        return ANEW
    if beats(fresh.kind, champion.kind, fresh.card.get("duels", ())):
        return WON
    return AGED if (fresh.as_of - champion.as_of).days > limit else WAITS


def beats(kind: str, other: str, duels: Any) -> bool:  # noqa: ANN401 - as a card holds them
    """Say whether a kind beat another in a duel of a card; without a duel between the two, it did not."""
    for one in duels:
        found = Duel(
            one["challenger"],
            one["log_loss_gain"],
            one["log_loss_error"],
            one["profit_gain"],
            one["profit_error"],
            one.get("against", ""),
            one.get("margin", 1.0),
        )
        if (found.challenger, found.against) == (kind, other):
            return found.won
        if (found.challenger, found.against) == (other, kind):
            return found.turned(kind).won
    return False


def settle(store: Store, fresh: ChurnFit, history: History, run: str, code: str, limit: int) -> ChurnFit:
    """Store the model that a run has learnt, decide who is champion, and return what scores the run.

    `code` is the version of Liuke, `limit` how many days a champion may be old. The card of what is returned is that of
    the model in use, with its `version`, and with the `ruling` where the two were set beside each other. After a
    refusal there is nothing to store, and nothing scores.
    """
    if fresh.model is None or fresh.card is None:
        return fresh
    scoring = question(fresh)
    version = store.keep(fresh.card, fresh.model, scoring, code)
    ours = replace(fresh, card={**fresh.card, "version": version.id})
    known = {one.id: one for one in (*available(history.tables, history.features), *fresh.features)}
    changes = store.changes(version.name)
    if changes and changes[-1].after == version.id:
        return _with_ruling(ours, Ruling(True, changes[-1].rule, changes[-1].why))
    kept, found = None, FIRST
    if changes:
        try:
            champion = store.version(changes[-1].after)
            if champion.as_of > history.as_of:
                return ours
            stored = champion.read(unchanged(known, declarations(known.values()), champion.card))
            kept, found = _scored_by(fresh, champion, stored, known), ruling(champion, stored, version, scoring, limit)
        except DataError as fault:
            found = unreadable(fault)
    if kept is None or found.takes:
        store.crown(version, found.rule, found.why, run, len(changes))
        return _with_ruling(ours, found)
    return _with_ruling(kept, found)


def _with_ruling(scoring: ChurnFit, found: Ruling) -> ChurnFit:
    """Say on the card of what scores why it does, and not the other."""
    why = found.why.record()
    return replace(
        scoring, card={**(scoring.card or {}), "ruling": {"rule": found.rule, "takes": found.takes, "why": why}}
    )


def question(fresh: ChurnFit) -> dict[str, Any]:
    """Return what a model answers: models of another question cannot take each other's place."""
    card = fresh.card or {}
    latency = (card.get("trained_on") or {}).get("latency_days", 0)
    return {"horizon_days": fresh.horizon_days, "latency_days": latency, "shape": card.get("shape", "orders")}


def _scored_by(fresh: ChurnFit, champion: Version, stored: Stored, known: Mapping[str, Feature]) -> ChurnFit:
    """Return what scores a run by a champion of an earlier one; what is no model's is as this run found it."""
    card = {**champion.card, "version": champion.id, "parameters": stored.model.record(), "champion": True}
    features = tuple(known[one.id] for one in stored.model.inputs)
    return replace(fresh, model=stored.model, card=card, features=features)
