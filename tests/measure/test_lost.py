"""Definitions of “lost”: on which day a loss becomes known by each, and how churn would read under them."""

import math
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from scipy.integrate import quad

from liuke.engine import Engine
from liuke.errors import ConfigError
from liuke.measure import Inputs, ask, visits
from liuke.measure.lost import Contract, Definition, Inactivity, Material, Probability, definition_for, effects
from liuke.measure.silence import Window
from liuke.settings import LostSettings, load_settings
from tests.measure.miniatures.club import club
from tests.measure.miniatures.shop import AS_OF, shop
from tests.measure.oracle import START, Purchases, activity_frame, inputs_of, spells_of
from tests.measure.strategies import AS_OF as LAST
from tests.measure.strategies import purchases

CDNOW = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
"""MBG/NBD of the CDNOW sample: Batislam, Denizel & Filiztekin (2007), table 2."""
QUICK = {"r": 2.0, "alpha": 1.5, "a": 0.8, "b": 2.5}


def _alive(r: float, alpha: float, a: float, b: float, history: tuple[int, float, float]) -> float:
    """Return P(alive) by integrating the model's story over its two mixing distributions, not by its closed form.

    A customer buys at rate λ ~ Gamma(r, α) and may leave after each purchase, the first included, with chance
    p ~ Beta(a, b). Of x repeat purchases up to t_x, nobody left before the last; they are alive at T if they did not
    leave after it either and bought nothing since.
    """
    x, t_x, now = history
    gone, stayed = (
        quad(lambda p, n=n, m=m: p ** (a - 1 + m) * (1 - p) ** (b - 1 + n), 0, 1)[0] for n, m in ((x, 1), (x + 1, 0))
    )
    until_last, until_now = (
        quad(lambda rate, t=t: rate ** (r - 1 + x) * math.exp(-rate * (alpha + t)), 0, math.inf)[0] for t in (t_x, now)
    )
    return stayed * until_now / (stayed * until_now + gone * until_last)


def _closed(definition: Probability, history: tuple[int, float, float]) -> float:
    x, t_x, now = history
    one, d = definition, history[1] + definition.alpha
    return 1 / (1 + one.a / (one.b + x) * ((one.alpha + now) / d) ** (one.r + x)) if t_x <= now else 1.0


@pytest.mark.parametrize("parameters", [CDNOW, QUICK], ids=["cdnow", "quick"])
@pytest.mark.parametrize("history", [(0, 0.0, 38.9), (1, 0.4, 39.0), (2, 30.4, 38.9), (7, 29.4, 38.9), (0, 0.0, 1.0)])
def test_the_formula_of_the_definition_is_the_model(
    parameters: dict[str, float], history: tuple[int, float, float]
) -> None:
    closed = _closed(Probability(0.5, **parameters), history)
    assert closed == pytest.approx(_alive(**parameters, history=history), rel=1e-6)


def _spells(engine: Engine, definition: Definition, bought: Purchases) -> list[tuple[object, ...]]:
    material = Material(LAST, visits(engine.table(activity_frame(bought))))
    found = engine.rows(definition.spells(material))
    names = ("customer_id", "number", "started_on", "last_on", "purchase_days", "lost_on")
    return sorted(tuple(row[name] for name in names) for row in found)


def _walked(definition: Probability, bought: Purchases) -> list[tuple[object, ...]]:
    """Return the spells by walking day by day: lost on the first day on which the chance is too low at its end."""
    found: list[tuple[object, ...]] = []
    for customer, days in bought.items():
        first, number, run, lost_on = min(days), 0, [], None
        for day in (first + timedelta(days=n) for n in range((LAST - first).days + 1)):
            if day in days:
                if not run or lost_on:
                    if run:
                        found.append((customer, number, run[0], run[-1], len(run), lost_on))
                    number, run, lost_on = number + 1, [], None
                run.append(day)
            elif lost_on is None:
                x = sum(one <= run[-1] for one in days) - 1
                t_x, now = ((one - first).days / 7 for one in (run[-1], day))
                if _closed(definition, (x, t_x, now)) <= definition.below:
                    lost_on = day
        found.append((customer, number, run[0], run[-1], len(run), lost_on))
    return sorted(found)


@settings(max_examples=6, deadline=None)
@given(purchases)
@pytest.mark.parametrize(
    "definition",
    [Probability(0.5, **CDNOW), Probability(0.7, **QUICK), Probability(0.3, **CDNOW)],
    ids=["cdnow", "quick", "late"],
)
def test_by_probability_a_customer_is_lost_on_the_day_the_chance_falls_too_low(
    engine: Engine, definition: Probability, bought: Purchases
) -> None:
    assert _spells(engine, definition, bought) == _walked(definition, bought)


def test_a_purchase_on_the_day_itself_comes_before_the_loss(engine: Engine) -> None:
    definition = Probability(0.5, **QUICK)
    wait = timedelta(days=definition.warm_up)
    once = [(START, "ann", START + wait)]
    assert [(row[2], row[0], row[5]) for row in _spells(engine, definition, {"ann": {START}})] == once
    assert len(_spells(engine, definition, {"ann": {START, START + wait}})) == 1
    assert len(_spells(engine, definition, {"ann": {START, START + wait + timedelta(days=1)}})) == 2


@pytest.mark.parametrize("below", [0.5, 0.0001])
def test_parameters_at_which_nobody_ever_leaves_are_no_error(engine: Engine, below: float) -> None:
    """With r near 0 the silence needed has hundreds of digits: a loss is known after ten years at most."""
    definition = Probability(below, 0.001, 5.0, 0.5, 3.0)
    assert definition.warm_up == 3650
    assert _spells(engine, definition, {"ann": {START}}) == [("ann", 1, START, START, 1, None)]


def test_where_most_leave_at_once_a_loss_is_known_a_day_later(engine: Engine) -> None:
    definition = Probability(0.5, 1.0, 5.0, 3.0, 1.0)
    assert definition.warm_up == 1
    assert _spells(engine, definition, {"ann": {START}})[0][-1] == START + timedelta(days=1)


def test_by_contract_a_customer_is_lost_when_the_grace_period_is_over(engine: Engine) -> None:
    inputs = club(engine)
    material = Material(inputs.as_of, movement=inputs.table("movement"))
    found = engine.rows(Contract(7).spells(material).order_by("customer_id", "number"))
    spells = {(row["customer_id"], row["number"]): (row["started_on"], row["lost_on"]) for row in found}
    assert spells == {
        ("ann", 1): (date(2024, 1, 10), None),
        ("bo", 1): (date(2024, 1, 20), date(2024, 2, 27)),
        ("bo", 2): (date(2024, 3, 15), date(2024, 4, 22)),
        ("cy", 1): (date(2024, 1, 5), None),
        ("dee", 1): (date(2024, 2, 5), date(2024, 3, 12)),
        ("eve", 1): (date(2024, 3, 8), None),
        ("fay", 1): (date(2024, 2, 15), None),
    }


def _effects(inputs: Inputs, *definitions: Definition) -> list[tuple[int, int, float | None]]:
    material = Material(inputs.as_of, visits(inputs.activity), inputs.tables.get("movement"))
    return [(one.lost, one.returned, one.mean_rate) for one in effects(inputs, definitions, material)]


def test_the_effect_of_a_choice_is_what_the_hand_says(engine: Engine) -> None:
    """In 30 days: cy 4 February (back on 10 March), bo 16 March, cy 9, dee 11, eve 20 April; ann never.

    March: bo of ann, bo, eve. April: cy, dee, eve of ann, cy, dee, eve. February began before a loss could be known.
    In 60 days: bo 15 April, and cy 5 March, who came back five days later; of 4 and 4 opening.
    """
    inputs = shop(engine, scored=False)
    assert inputs.as_of == AS_OF
    month, two = _effects(inputs, Inactivity(30), Inactivity(60))
    assert month == (5, 1, pytest.approx(4 / 7))
    assert two == (2, 1, pytest.approx(1 / 5))


def test_a_definition_that_cannot_be_applied_has_no_effect(engine: Engine) -> None:
    inputs = shop(engine, scored=False)
    assert len(_effects(inputs, Inactivity(30), Contract(7))) == 1
    subscribers = club(engine)
    material = Material(subscribers.as_of, movement=subscribers.table("movement"))
    (only,) = effects(subscribers, [Inactivity(30), Contract(7), Probability(0.5, **CDNOW)], material)
    assert (only.definition.kind, only.lost, only.returned) == ("contract", 3, 1)
    assert only.share_returned == pytest.approx(1 / 3)


@settings(max_examples=3, deadline=None)
@given(purchases)
def test_effects_count_every_loss_and_every_return(engine: Engine, bought: Purchases) -> None:
    inputs = inputs_of(engine, activity_frame(bought), 30, LAST)
    windows = (7, 21, 90)
    found = _effects(inputs, *(Inactivity(days) for days in windows))
    for (lost, returned, _), days in zip(found, windows, strict=True):
        spells = spells_of(bought, days, LAST)
        assert lost == sum(one.lost_on is not None for one in spells)
        assert returned == sum(one.number > 1 for one in spells)
    assert [lost for lost, *_ in found] == sorted((lost for lost, *_ in found), reverse=True)


def test_the_effect_of_the_chosen_definition_is_the_churn_rate_itself(engine: Engine) -> None:
    inputs = shop(engine, scored=False)
    (effect,) = effects(inputs, [Inactivity(30)], Material(inputs.as_of, visits(inputs.activity)))
    whole = {row["period"]: row for row in ask(inputs, "churn_rate", "month").whole}
    assert {row["period"]: row for row in effect.churn.whole} == whole


NO_VISITS, VISITS = Material(LAST), Material(LAST, visit="visits")  # type: ignore[arg-type]
BOTH = Material(LAST, visit="visits", movement="movements")  # type: ignore[arg-type]
WINDOW = Window(45, "set", LostSettings.__doc__, None, None)  # type: ignore[arg-type]
FITTED = (0.5, 6.0, 0.9, 1.6)


@pytest.mark.parametrize(
    ("chosen", "material", "window", "parameters", "expected"),
    [
        ({}, BOTH, WINDOW, None, Inactivity(45)),
        ({}, Material(LAST, movement="movements"), None, None, Contract(7)),  # type: ignore[arg-type]
        ({"definition": "contract", "grace_days": 30}, BOTH, WINDOW, None, Contract(30)),
        ({"definition": "probability"}, VISITS, WINDOW, FITTED, Probability(0.5, *FITTED)),
        (
            {"definition": "probability", "below": 0.2, "parameters": (1, 2, 3, 4)},
            VISITS, WINDOW, FITTED, Probability(0.2, 1, 2, 3, 4),
        ),
    ],
)  # fmt: skip
def test_the_definition_is_the_one_that_was_chosen(
    chosen: dict[str, object],
    material: Material,
    window: Window | None,
    parameters: tuple[float, ...] | None,
    expected: Definition,
) -> None:
    assert definition_for(LostSettings(**chosen), material, window, parameters) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chosen", "material", "window", "parameters"),
    [
        ("inactivity", NO_VISITS, None, None),
        ("contract", VISITS, WINDOW, FITTED),
        ("probability", VISITS, WINDOW, None),
        ("probability", NO_VISITS, None, FITTED),
        ("", NO_VISITS, None, None),
    ],
)
def test_a_definition_that_lacks_its_facts_is_refused_with_what_it_needs(
    chosen: str, material: Material, window: Window | None, parameters: tuple[float, ...] | None
) -> None:
    with pytest.raises(ConfigError) as caught:
        definition_for(LostSettings(definition=chosen), material, window, parameters)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.column) == ("lost.definition", "lost.definition")
    assert "orders" in caught.value.hint.en
    assert "订单" in caught.value.hint.zh


@pytest.mark.parametrize("definition", [Inactivity(30), Contract(7), Probability(0.125, **CDNOW)], ids=lambda d: d.kind)
def test_a_definition_is_told_with_its_numbers_in_both_languages(definition: Definition) -> None:
    number = {"inactivity": "30", "contract": "7", "probability": "12.5%"}[definition.kind]
    assert number in definition.sentence.en
    assert number in definition.sentence.zh
    assert definition.label.zh.startswith("按")


@pytest.mark.parametrize(
    "wrong", ["[0.5, 6.0, 0.0, 1.6]", "[-1.0, 6.0, 0.9, 1.6]", "[0.5, 6.0, 0.9]", "[nan, 1.0, 1.0, 1.0]"]
)
def test_parameters_that_no_model_has_are_refused(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "liuke.toml"
    file.write_text(f"[lost]\nparameters = {wrong}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert "lost.parameters" in str(caught.value.column)
