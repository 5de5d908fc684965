"""Segments in which a model does not hold show; whether more history would help is told from what fewer rows gave."""

import numpy as np

from liuke.predict.evaluation.learning_curve import learning_curve
from liuke.predict.evaluation.weak_spots import by_segment
from liuke.predict.learning.sample import Sample
from tests.predict.learning.people import INPUTS, people


def _segments(rows: int) -> tuple[np.ndarray, np.ndarray, list[str | None]]:
    random = np.random.default_rng(4)
    said = random.beta(2, 4, rows)
    left = (random.random(rows) < said).astype(np.int8)
    return said, left, [("north", "south", None)[place % 3] for place in range(rows)]


def test_segments_partition_the_customers() -> None:
    said, left, segments = _segments(3000)
    rows = by_segment(said, left, segments)
    assert sum(row["customers"] for row in rows) == 3000
    assert {row["segment"] for row in rows} == {"north", "south", None}
    assert not any(row["weak"] for row in rows)


def test_a_segment_that_leaves_more_than_was_said_is_weak() -> None:
    said, left, segments = _segments(3000)
    south = np.array([one == "south" for one in segments])
    left[south] = (np.random.default_rng(1).random(int(south.sum())) < 0.6).astype(np.int8)
    rows = {row["segment"]: row for row in by_segment(said, left, segments)}
    assert rows["south"]["weak"]
    assert rows["south"]["z"] > 3
    assert not rows["north"]["weak"]


def test_few_customers_are_no_segment() -> None:
    said, left, _ = _segments(100)
    assert by_segment(said, left, ["few"] * 10 + ["many"] * 90)[0]["segment"] == "many"
    assert len(by_segment(said, left, ["few"] * 10 + ["many"] * 90)) == 1


def test_a_segment_where_nobody_left_has_no_auc() -> None:
    said = np.full(60, 0.01)
    row = by_segment(said, np.zeros(60, dtype=np.int8), ["a"] * 60)[0]
    assert row["auc"] is None
    assert row["observed"] == 0


def test_more_rows_help_where_there_are_few() -> None:
    rows, said = learning_curve("logistic", INPUTS, people(160), people(400, seed=1), people(6000, seed=2), 1)
    assert [row["rows"] for row in rows] == sorted(row["rows"] for row in rows)
    assert rows[-1]["log_loss"] < rows[0]["log_loss"]
    assert all(row["low"] < row["log_loss"] < row["high"] for row in rows)
    assert said.en


def test_more_rows_hardly_help_where_there_are_plenty() -> None:
    _, said = learning_curve("logistic", INPUTS, people(20_000), people(4000, seed=1), people(6000, seed=2), 1)
    assert "hardly help" in said.en
    assert "足够" in said.zh
    assert "log loss changed by" in said.en, "a change, which may be either way: nothing falls by a negative number"


def test_rows_of_another_time_that_mislead_are_told_as_worse() -> None:
    """Half of the rows are as the later ones are, and are drawn first; the others say the opposite."""
    like, misleading = people(4000), people(4000, seed=5)
    turned = Sample(misleading.features, (1 - misleading.left).astype(np.int8), misleading.weight)
    order = np.random.default_rng(1).permutation(8000)
    both = (np.concatenate([getattr(one, name) for one in (like, turned)]) for name in ("features", "left", "weight"))
    mixed = Sample(*both).take(np.argsort(order))
    rows, said = learning_curve("logistic", INPUTS, mixed, people(400, seed=1), people(6000, seed=2), 1)
    assert rows[-1]["log_loss"] > rows[-2]["log_loss"]
    assert said.en.startswith("More of this history made it worse")
    assert said.zh.startswith("更多这类历史反而变差")
    assert "long ago" not in said.en, "the half is drawn by lot: the curve says nothing of when"
    assert "很久以前" not in said.zh
    assert "-" not in said.en.partition("log loss")[2], "a rise is told as a positive number"
