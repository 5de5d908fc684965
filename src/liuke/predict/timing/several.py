"""Several attributes at once: by what factor each group leaves faster, at equal values of the other attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from liuke.errors import DataError, LiukeError
from liuke.explain.drivers import LEVEL
from liuke.language import NOTHING, Text
from liuke.measure import FOUND_LATER, Inputs
from liuke.predict.timing.covariates import Encoding
from liuke.predict.timing.cox import Cox, cox
from liuke.predict.timing.stays import Stays

NOT_SAID = (*FOUND_LATER, "cohort", "acquisition_cost", "owner", "tags", "tier", "plan")
"""Attributes that are worked out later, written down anew, or (the plan) told by the stay's own contract."""
MOST_ROWS, MOST_GROUPS, FEWEST = 20_000, 12, 50
FEWEST_ENDED = 50
OTHERS = "…"
CONSTANT = Text("nearly all stays have the same value", "几乎所有留存段取值相同")


@dataclass(frozen=True, slots=True)
class TimingDrivers:
    """A Cox regression of the stays on what is known when they begin; `against` is each attribute's largest group."""

    found: Cox
    since: date | None
    of: tuple[tuple[str, str], ...]
    against: Mapping[str, str]
    left_out: Mapping[str, Text]

    def record(self) -> dict[str, Any]:
        """Return the answer for JSON: effects in the order of their p-values, which are held against all together."""
        told = self.found.record()
        from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - slow to load

        adjusted = [float(p) for p in multipletests([row["p_value"] for row in told["covariates"]], method="holm")[1]]
        rows = [
            {
                "attribute": name,
                "group": group,
                "against": self.against[name],
                "hazard_ratio": row["hazard_ratio"],
                "low": row["interval"][0],
                "high": row["interval"][1],
                "p_value": row["p_value"],
                "p_adjusted": p,
                "named": p < LEVEL,
            }
            for (name, group), row, p in zip(self.of, told["covariates"], adjusted, strict=True)
        ]
        return {
            "since": self.since and str(self.since),
            "stays": self.found.customers,
            "lost": self.found.ended,
            "concordance": self.found.concordance,
            "log_likelihood": self.found.log_likelihood,
            "effects": sorted(rows, key=lambda row: (row["p_value"], row["attribute"], row["group"])),
            "left_out": {name: why.record() for name, why in self.left_out.items()},
        }


def ask_timing_drivers(inputs: Inputs, stays: Stays) -> TimingDrivers:
    """Return by what factor groups leave faster, by all words known when a stay begins.

    Raises `DataError` where fewer than `FEWEST_ENDED` were seen to leave, or no attribute has two groups to compare.
    """
    frame, since = _stays(inputs, stays)
    names = [name for name in frame.columns if name not in ("days", "ended", "entry")]
    kept, left_out = _usable(frame, names)
    if not kept or frame["ended"].sum() < FEWEST_ENDED:
        raise DataError(
            "timing.no_drivers",
            Text(
                "The pace of leaving cannot be compared: {ended} stays were seen to end, by {count} attributes.",
                "无法比较离开的快慢：共有 {ended} 段留存结束，可比较的属性 {count} 个。",
            ).fill(ended=int(frame["ended"].sum()), count=len(kept)),
            Text(
                "At least {fewest} ends are needed, and an attribute such as region, channel or plan of which groups "
                "have {each} stays.",
                "至少需要 {fewest} 段已结束的留存，以及地区、渠道、套餐等属性，且各组不少于 {each} 段。",
            ).fill(fewest=FEWEST_ENDED, each=FEWEST),
        )
    found = cox(frame, kept)
    of = tuple((name, group or "") for name, group in Encoding.learn(frame, kept).columns)
    against = {name: _largest(frame[name]) for name in kept}
    return TimingDrivers(found, since, of, against, left_out)


def _stays(inputs: Inputs, stays: Stays) -> tuple[pl.DataFrame, date | None]:
    """Return days, ended, entry and the words of at most `MOST_ROWS` stays, evenly chosen."""
    rows, since = stays.durations(inputs.engine)
    names = [name for name in inputs.attributes() if name not in NOT_SAID]
    if names:
        rows = rows.left_join(inputs.people(names), "customer_id").drop("customer_id_right")
    plan = ["plan"] if "plan" in rows.columns else []
    wanted = rows.select("days", "ended", "entry", *plan, *names, "customer_id", "number")
    frame = inputs.engine.polars(wanted.order_by("customer_id", "number")).drop("customer_id", "number")
    frame = frame.gather_every(max(1, -(-frame.height // MOST_ROWS)))
    told = [name for name in (*plan, *names) if frame[name].null_count() < frame.height]
    return frame.select("days", "ended", "entry", *(_grouped(frame[name]) for name in told)), since


def _grouped(column: pl.Series) -> pl.Series:
    """Return a column's largest groups, all others as one, and the unknown as another."""
    words = column.cast(pl.String).fill_null(NOTHING)
    counts = words.alias("word").value_counts(sort=True)
    large = counts.filter(pl.col("count") >= FEWEST).head(MOST_GROUPS)["word"].to_list()
    return words.set(~words.is_in(large), OTHERS)


def _usable(frame: pl.DataFrame, names: Sequence[str]) -> tuple[list[str], dict[str, Text]]:
    """Return the attributes that tell stays apart and are not told by the ones before them."""
    kept: list[str] = []
    left_out: dict[str, Text] = {}
    for name in names:
        counts = frame[name].value_counts(sort=True)["count"]
        if len(counts) < 2 or counts[1:].sum() < FEWEST:
            left_out[name] = CONSTANT
            continue
        try:
            Encoding.learn(frame, [*kept, name])
        except LiukeError as fault:
            left_out[name] = fault.message
        else:
            kept.append(name)
    return kept, left_out


def _largest(column: pl.Series) -> str:
    counts = column.alias("word").value_counts().sort(["count", "word"], descending=[True, False])
    return str(counts["word"][0])
