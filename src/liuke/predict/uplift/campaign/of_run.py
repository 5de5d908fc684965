"""What a run says of its campaigns: the model in the store, its card, the scores of today, or why there are none."""

from typing import Any

from liuke.errors import DataError, LiukeError
from liuke.language import Text
from liuke.predict.store import Store, Version
from liuke.predict.store.rules import unreadable
from liuke.predict.uplift.campaign.ask import Ask
from liuke.predict.uplift.campaign.learn import Answer, figures, learn
from liuke.predict.uplift.campaign.material import Material
from liuke.workspace import Draft, write_json

NAME = "uplift"
ANEW = Text("learnt from the campaign “{name}”", "从活动“{name}”学得")


def keep_uplift(draft: Draft, store: Store, material: Material, ask: Ask, code: str) -> None:
    """Learn the campaign, store its model, and write card and table `uplift` of a run.

    The manifest's `uplift` says which version scored, or what was refused and what is needed; a refusal stops no run.
    `code` is the version of Liuke.
    """
    try:
        found = learn(material, ask)
    except LiukeError as refusal:
        draft.manifest[NAME] = {"model": None, "refusal": refusal.refusal()}
        return
    card = card_of(found)
    version = store.keep(card, found.model, scoring(found), code)
    _crown(store, version, found, draft.id)
    card |= {"version": version.id, "parameters": found.model.record()}
    write_json(draft.models / f"{NAME}.json", card)
    draft.write(NAME, draft.engine.table(found.today.scores, NAME))
    draft.manifest[NAME] = {"model": version.id, "refusal": None}


def _crown(store: Store, version: Version, found: Answer, run: str) -> None:
    """Let the version take the place of one that knows no later day, or that cannot be read any more."""
    changes, rule, why = store.changes(NAME), "first", ANEW.fill(name=found.campaign.id)
    if changes:
        try:
            champion = store.version(changes[-1].after)
        except DataError as fault:
            rule, why = "unreadable", unreadable(fault).why
        else:
            if champion.id == version.id or champion.as_of > found.as_of:
                return
            rule = "campaign"
    store.crown(version, rule, why, run, len(changes))


def scoring(found: Answer) -> dict[str, Any]:
    """Return what the model answers."""
    treatment, control = found.arms
    return {
        "campaign": found.campaign.id,
        "treatment": treatment,
        "control": control,
        "outcome": found.ask.outcome,
        "horizon_days": found.days,
    }


def card_of(found: Answer) -> dict[str, Any]:
    """Return the card but for `parameters`."""
    return {
        "name": NAME,
        "kind": found.found.champion,
        "as_of": found.as_of.isoformat(),
        "metrics": figures(found.found),
        "baselines": {},
        "why": found.found.verdict.record(),
        "answer": found.record(),
        "champion": True,
    }
