"""Whom to contact now, among customers who were not in the experiment: three lists, and what each is expected to bring.

What a list brings is Σ of the calibrated effects of those on it; its interval is that of the calibration (see
`Calibrated.total`). It holds as far as customers react now as those did who were in the experiment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from liuke.language import Text
from liuke.predict.learning.sample import Matrix
from liuke.predict.uplift import classes
from liuke.predict.uplift.average import Estimate
from liuke.predict.uplift.model import Forecast, UpliftModel
from liuke.predict.uplift.policies import Ranking, Terms, lists
from liuke.predict.uplift.trial import Marks
from liuke.predict.uplift.words import reasons


@dataclass(frozen=True, slots=True)
class Today:
    """`policies` has a row a policy, `scores` a row a customer; `why` says how the lists differ."""

    policies: pl.DataFrame
    why: Mapping[str, Text]
    scores: pl.DataFrame = field(repr=False)

    @property
    def classes(self) -> dict[str, int]:
        """How many customers are of each class; empty where effects are not shown to differ."""
        counts = self.scores["class"].drop_nulls().value_counts()
        found = dict(counts.iter_rows())
        return {name: int(found.get(name, 0)) for name in classes.CLASSES} if found else {}

    def record(self) -> dict[str, Any]:
        """Return everything but the customers, ready for JSON."""
        return {
            "customers": self.scores.height,
            "policies": self.policies.to_dicts(),
            "why": {name: text.record() for name, text in self.why.items()},
            "classes": self.classes,
        }


def contact_today(
    ids: pl.Series, rows: Matrix, model: UpliftModel, terms: Terms, *, binary: bool, lower_is_better: bool
) -> Today:
    """Return the lists among customers `ids`, whose features are `rows`, under these terms of contact."""
    said = model.forecast(rows)
    risk = 1 - said.well
    ranking = Ranking(said.uplift, risk, terms.worth, model.usable)
    everybody = model.line.total(said.off, terms.worth).value > float(terms.cost.sum())
    chosen = lists(ranking, terms, everybody=everybody)

    def effect(some: Marks) -> Estimate:
        return model.line.total(said.off[some], np.full(int(some.sum()), 1 / max(1, int(some.sum()))))

    kind = classes.told_apart(said.well, said.low, said.high) if model.usable else None
    return Today(
        pl.DataFrame([_row(name, mark, chosen, said, model, terms) for name, mark in chosen.items()]),
        reasons(chosen, risk, effect, binary, lower_is_better),
        pl.DataFrame(
            {
                "customer_id": ids,
                "without": said.without,
                "met": said.without + said.uplift,
                "uplift": said.uplift,
                "low": said.low,
                "high": said.high,
                "risk": risk,
                "value_at_risk": risk * terms.worth,
                "expected_profit": said.uplift * terms.worth - terms.cost,
                "class": pl.repeat(None, len(ids), dtype=pl.String, eager=True)
                if kind is None
                else pl.Series(kind, dtype=pl.String),
                **{f"by_{name}": mark for name, mark in chosen.items()},
            }
        ),
    )


def _row(
    name: str, mark: Marks, chosen: Mapping[str, Marks], said: Forecast, model: UpliftModel, terms: Terms
) -> dict[str, Any]:
    """Return what a list is expected to bring, and how far it stays behind the one by uplift."""
    ours = chosen["uplift"]
    lead = ours.astype(np.float64) - mark
    return {
        "policy": name,
        "customers": int(mark.sum()),
        "share": float(mark.mean()) if len(mark) else 0.0,
        "cost": float(terms.cost[mark].sum()),
        **_figures("gain", model.line.total(said.off, mark.astype(np.float64))),
        **_figures("profit", model.line.total(said.off, mark * terms.worth), float(terms.cost[mark].sum())),
        **_figures("behind", model.line.total(said.off, lead * terms.worth), float((lead * terms.cost).sum())),
        "also_by_uplift": float((mark & ours).sum()) / max(1, int(mark.sum())),
    }


def _figures(name: str, found: Estimate, less: float = 0.0) -> dict[str, float]:
    return {name: found.value - less, f"{name}_low": found.low - less, f"{name}_high": found.high - less}
