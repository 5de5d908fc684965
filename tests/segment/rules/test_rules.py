"""Segments by rules part the customers: the first that fits counts, and what cannot be is said."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import ConfigError
from liuke.segment.rules import OTHERS, Rules, read_rules
from liuke.segment.rules.of_run import described
from liuke.settings import Settings, load_settings
from tests.measure.oracle import START, activity_frame, inputs_of
from tests.measure.strategies import AS_OF, purchases

NUMBERS = ("recency", "frequency", "monetary", "tenure")
conditions = st.builds(
    lambda name, test, value: f"{name}{test}{value}",
    st.sampled_from(NUMBERS),
    st.sampled_from((">=", "<=", ">", "<", "=", "!=")),
    st.integers(0, 60),
)


def rules(**segments: list[str]) -> Rules:
    found = read_rules(Settings.model_validate({"segments": {name: {"where": of} for name, of in segments.items()}}))
    assert found
    return found


@settings(max_examples=10, deadline=None)
@given(purchases, st.lists(st.lists(conditions, min_size=1, max_size=3), min_size=1, max_size=4))
def test_every_customer_is_in_exactly_one_segment(engine: Engine, bought: dict, where: list[list[str]]) -> None:
    declared = rules(**{f"rule_{at}": of for at, of in enumerate(where)})
    inputs = inputs_of(engine, activity_frame(bought), 30, AS_OF)
    found = engine.polars(declared.assigned(inputs))
    assert sorted(found["customer_id"]) == sorted(bought)
    assert set(found["rule_segment"]) <= set(declared.labels)
    told = described(inputs, declared, declared.assigned(inputs))
    assert sum(one["customers"] for one in told["segments"]) == told["customers"] == len(bought)
    assert all(one["customers"] <= one["meets"] for one in told["segments"] if one["id"] != OTHERS)


@pytest.fixture
def three(engine: Engine) -> object:
    """Return inputs of customers who bought on one, two and three days."""
    days = [START, START.replace(day=START.day + 1), START.replace(day=START.day + 2)]
    return inputs_of(engine, activity_frame({f"c{n}": set(days[:n]) for n in (1, 2, 3)}), 30, AS_OF)


def assigned(engine: Engine, declared: Rules, inputs: object) -> dict[str, str]:
    return dict(engine.polars(declared.assigned(inputs)).sort("customer_id").rows())  # type: ignore[arg-type]


def test_the_first_that_fits_counts_and_the_overlap_is_told(engine: Engine, three: object) -> None:
    declared = rules(often=["frequency>=3"], repeat=["frequency>=2"])
    assert assigned(engine, declared, three) == {"c1": OTHERS, "c2": "repeat", "c3": "often"}
    told = described(three, declared, declared.assigned(three))  # type: ignore[arg-type]
    assert [note["en"] for note in told["notes"]] == [
        "1 of the 2 customers who meet the conditions of “repeat” are in segments declared before it."
    ]


def test_conditions_that_contradict_each_other_are_told(three: object) -> None:
    declared = rules(never=["frequency>=3", "frequency<2"], late=["frequency>=1"], after=["frequency>=2"])
    told = described(three, declared, declared.assigned(three))  # type: ignore[arg-type]
    first, second = told["notes"]
    assert "Nobody meets the conditions of “never”" in first["en"]
    assert "没有客户符合" in first["zh"]
    assert "All 2 customers who meet the conditions of “after”" in second["en"]


def test_a_customer_of_whom_something_is_unknown_meets_only_what_holds_of_the_unknown(engine: Engine) -> None:
    inputs = inputs_of(engine, activity_frame({"a": {START}, "b": {START}}), 30, AS_OF)
    profile = engine.table(pl.DataFrame({"customer_id": ["a"], "region": ["North"]}))
    known = type(inputs)(engine, {**inputs.tables, "profile": profile}, AS_OF, "EUR", 30)
    assert assigned(engine, rules(north=["region=North"]), known) == {"a": "north", "b": OTHERS}
    assert assigned(engine, rules(elsewhere=["region!=North"]), known) == {"a": OTHERS, "b": "elsewhere"}


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (["weather=fine"], "nothing called “weather” is known"),
        (["frequency>=many"], "does not fit"),
        (["stage>=lost"], "does not fit"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(three: object, where: list[str], said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        rules(odd=where).check(three)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.column) == ("segment.rule", "segments.odd")
    assert said in refused.value.message.en
    assert refused.value.hint.zh


def test_what_cannot_be_read_is_told_before_anything_is_computed() -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        rules(odd=["frequency"])
    with pytest.raises(ConfigError, match="whoever no rule has"):
        rules(others=["frequency>=2"])


@pytest.mark.parametrize(
    "text", ["[segments.Big]\nwhere = ['frequency>=2']", "[segments.vip]\nwhere = []", "[segments.x]"]
)
def test_settings_that_are_no_segment_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "liuke.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_settings(tmp_path / "liuke.toml")
    assert "segments" in str(refused.value.column)


def test_the_definition_changes_with_conditions_and_order_and_not_with_a_label() -> None:
    one = Settings.model_validate({"segments": {"a": {"where": ["frequency>=2"]}, "b": {"where": ["recency<9"]}}})
    named = Settings.model_validate(
        {"segments": {"a": {"where": ["frequency>=2"], "label": "甲"}, "b": {"where": ["recency<9"]}}}
    )
    bodies = [found.body() for found in map(read_rules, (one, named)) if found]
    assert bodies[0] == bodies[1]
    turned = Settings.model_validate({"segments": dict(reversed(one.model_dump()["segments"].items()))})
    other = read_rules(turned)
    assert other
    assert other.body() != bodies[0]
    again = read_rules(named)
    assert again
    assert again.labels["a"].en == again.labels["a"].zh == "甲"
    assert read_rules(Settings()) is None
