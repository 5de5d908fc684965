"""From the campaigns of a workspace to whom to contact today, in one call."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from liuke.errors import UsageError
from liuke.language import Text
from liuke.predict.churn_model.card import REFUSED
from liuke.predict.churn_model.shape import Shape, shape_of
from liuke.predict.churn_model.snapshots import matrix
from liuke.predict.evaluation.leaks import leaks
from liuke.predict.features import BY_ID, Feature
from liuke.predict.learning.sample import Input, Sample
from liuke.predict.uplift.campaign.ask import Ask
from liuke.predict.uplift.campaign.campaigns import Campaign, campaigns, check_ripe, choose
from liuke.predict.uplift.campaign.material import Material
from liuke.predict.uplift.campaign.tables import MOST, alike, of_campaign, of_today
from liuke.predict.uplift.campaign.waves import with_chance
from liuke.predict.uplift.campaign.words import asked, said, sizes
from liuke.predict.uplift.campaign.worth import PRICE, YEAR_SPENT, cost_of, worth_of
from liuke.predict.uplift.estimate import estimate
from liuke.predict.uplift.model import UpliftModel
from liuke.predict.uplift.offer import Method, Offer
from liuke.predict.uplift.policies import Terms
from liuke.predict.uplift.reading import arms as read_arms
from liuke.predict.uplift.result import Uplift
from liuke.predict.uplift.today import Today, contact_today

TARGETED = ("recency_days", "renewal_days")
"""By what campaigns choose their customers, besides a lottery: how long silent, and how soon a contract ends."""
ASIDE = ("snapshot", "treated", "cost", "worth")
OUTCOMES = {"kept": "left", "revenue": "revenue"}
UNRIPE = Text(
    "{count} customers were assigned too late for their {days} days to be over, and are left out.",
    "{count} 位客户分配较晚、{days} 天尚未期满，已略去。",
)
MIXED = Text(
    "{count} customers were assigned to two arms on the same day, and are left out.",
    "{count} 位客户同日被分到两个组别，已略去。",
)
OTHER_ARMS = Text(
    "Compared are “{arm}” and “{control}”; there are also: {others}.", "比较的是“{arm}”与“{control}”；另有：{others}。"
)
SAMPLED = Text("{most} of {all} customers were learnt from.", "从 {all} 位客户中取 {most} 位用于学习。")
UNLIKE = Text(
    "{count} of {all} customers are not scored: nobody of the campaign was like them in {names}.",
    "{all} 位客户中有 {count} 位未评分：活动客户中没有人在“{names}”上与其相近。",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a campaign taught, and whom to contact today.

    `found` is of the customers of the campaign, `today` of those of today; `worth` says in words what a customer kept
    is worth, `cost` is that of a contact. `as_of` is the last day known.
    """

    campaign: Campaign
    arms: tuple[str, str]
    ask: Ask
    days: int
    as_of: date
    found: Uplift
    model: UpliftModel = field(repr=False)
    today: Today
    worth: Text
    cost: float
    notes: tuple[Text, ...]

    @property
    def asked(self) -> Text:
        """The campaign, its customers, the outcome and the money in a sentence."""
        return asked(self.campaign, self.arms, self.ask.outcome, self.days, self.worth, self.cost)

    @property
    def sizes(self) -> Text:
        """How many customers it takes to show an effect that pays, and that effects differ."""
        return sizes(self.found.power, len(self.found.trial), self.found.trial.binary)

    def record(self) -> dict[str, Any]:
        """Return everything but the customers, ready for JSON."""
        treatment, control = self.arms
        told = {"treatment": treatment, "control": control, "outcome": self.ask.outcome, "days": self.days}
        return {
            **self.found.record(),
            "campaign": {
                **self.campaign.record(),
                **told,
                "worth": self.worth.record(),
                "cost": self.cost,
            },
            "asked": self.asked.record(),
            "sizes": self.sizes.record(),
            "today": self.today.record(),
            "warnings": [note.record() for note in self.notes],
        }


def learn(material: Material, ask: Ask, method: Method | None = None) -> Answer:
    """Return what the campaign asked about changed, for whom, and whom to contact today.

    Raises `UsageError` for a campaign or an arm that is not there, and `DataError` where no effect can be read: no
    control group, outcomes not known yet, arms too small (with the size that is needed), or no lottery.
    """
    method, shape, days = method or Method(), shape_of(material.history), ask.days or material.horizon
    _check_outcome(material, ask)
    known = campaigns(material.engine, material.treatment, material.history.as_of, days)
    one = choose(known, ask.campaign, ask.arm, ask.control)
    arms = one.arms(ask.arm, ask.control)
    if arms is not None:
        check_ripe(one, arms, days)
    pair = arms or _refused(one, ask)
    rows = of_campaign(material, shape, one, pair, days)
    notes = _left_out(one, pair, days)
    if ask.random:
        rows, waves = with_chance(rows)
        notes += waves
    rows, known_later = _honest(material, rows)
    worth, rule = worth_of(rows, ask, material.margin)
    cost, free = cost_of(rows, ask)
    found = _estimated(rows.with_columns(worth.alias("worth")), ask, pair, cost, method)
    model = UpliftModel.of(found, method)
    today, unlike = _today(material, shape, rows, model, ask, cost, found)
    return Answer(
        one,
        pair,
        ask,
        days,
        material.history.as_of,
        found,
        model,
        today,
        rule,
        cost,
        (*notes, *known_later, *free, *unlike),
    )


def _check_outcome(material: Material, ask: Ask) -> None:
    if ask.outcome not in OUTCOMES or (ask.outcome == "revenue" and "activity" not in material.history.tables):
        raise UsageError(
            "uplift.outcome",
            Text("The outcome “{name}” is not known here.", "无法使用结果“{name}”。").fill(name=ask.outcome),
            Text(
                "Use --outcome kept, or --outcome revenue where there are orders.",
                "请使用 --outcome kept；有订单时也可用 --outcome revenue。",
            ),
        )


def _refused(one: Campaign, ask: Ask) -> tuple[str, str]:
    """Return the arms by what the reading of a file says of them; it raises where there are no two."""
    found = read_arms(pl.Series("arm", list(one.everybody)), ask.control or None, ask.arm or None)
    return found.treatment, found.control


def _left_out(one: Campaign, pair: tuple[str, str], days: int) -> tuple[Text, ...]:
    """Return what is to be said of customers who are not learnt from."""
    everybody, ripe = (sum(counts.get(arm, 0) for arm in pair) for counts in (one.everybody, one.ripe))
    others = [arm for arm in one.everybody if arm not in pair]
    notes = []
    if others:
        notes.append(OTHER_ARMS.fill(arm=pair[0], control=pair[1], others=", ".join(others)))
    if everybody > ripe:
        notes.append(UNRIPE.fill(count=said(everybody - ripe), days=days))
    if one.mixed:
        notes.append(MIXED.fill(count=said(one.mixed)))
    if ripe > MOST:
        notes.append(SAMPLED.fill(most=said(MOST), all=said(ripe)))
    return tuple(notes)


def _honest(material: Material, rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Text, ...]]:
    """Return the rows without declared features that tell the outcome by themselves: they know of it.

    Our own features read only what came before the assignment, which is tested; of a declared one nobody knows.
    """
    declared = [one for one in material.features if BY_ID.get(one.id) is not one]
    if not declared:
        return rows, ()
    ids = [one.id for one in declared]
    sample = Sample(matrix(rows, ids), rows["left"].to_numpy().astype(np.int8), np.ones(rows.height))
    found = set(leaks(sample, [Input(name, name) for name in ids]))
    notes = tuple(REFUSED.fill(label=one.label) for one in declared if one.id in found)
    return rows.drop(*(name for name in ids if name in found)), notes


def _estimated(rows: pl.DataFrame, ask: Ask, pair: tuple[str, str], cost: float, method: Method) -> Uplift:
    outcome = OUTCOMES[ask.outcome]
    other = next(name for name in OUTCOMES.values() if name != outcome)
    return estimate(
        rows,
        treatment="arm",
        outcome=outcome,
        arm=pair[0],
        control=pair[1],
        lower_is_better=ask.outcome == "kept",
        ignore=(*ASIDE, other),
        random=ask.random,
        chance="chance" if "chance" in rows.columns else None,
        before=True,
        offer=Offer("worth", cost),
        method=method,
    )


def _today(
    material: Material, shape: Shape, rows: pl.DataFrame, model: UpliftModel, ask: Ask, cost: float, found: Uplift
) -> tuple[Today, tuple[Text, ...]]:
    """Return the lists among customers of today who are like those of the campaign, and how many are not."""
    ids = [one.id for one in model.inputs]
    frame = of_today(material, shape, _needed(material, ids))
    like = alike(frame, rows, TARGETED)
    kept = frame.filter(like)
    worth, _ = worth_of(kept, ask, material.margin)
    terms = Terms(worth.to_numpy(), np.full(kept.height, cost), ask.capacity, ask.budget)
    today = contact_today(
        kept["customer_id"],
        matrix(kept, ids),
        model,
        terms,
        binary=found.trial.binary,
        lower_is_better=ask.outcome == "kept",
    )
    gone = frame.height - kept.height
    if not gone:
        return today, ()
    names = [BY_ID[name].label for name in TARGETED if name in frame.columns and name in rows.columns]
    named = Text(", ".join(one.en[:1].lower() + one.en[1:] for one in names), "、".join(one.zh for one in names))
    return today, (UNLIKE.fill(count=said(gone), all=said(frame.height), names=named),)


def _needed(material: Material, ids: list[str]) -> tuple[Feature, ...]:
    """Return the features that scoring, the worth of customers and the likeness to the campaign need."""
    asked = {*ids, YEAR_SPENT, PRICE, *TARGETED}
    return tuple(one for one in material.features if one.id in asked)


def figures(found: Uplift) -> dict[str, Any]:
    """Return the figures that lists of models show."""
    row = next(one for one in found.learners.to_dicts() if one["learner"] == found.champion)
    figures = {name: row[name] for name in ("qini", "qini_low", "qini_high")}
    return {**figures, "average_effect": found.adjusted.value, "customers": len(found.trial)}
