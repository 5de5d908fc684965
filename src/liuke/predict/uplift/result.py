"""What an experiment said: as tables, and as one record for JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from liuke.language import Text
from liuke.predict.uplift.average import Estimate
from liuke.predict.uplift.heterogeneity import Calibrated, Test
from liuke.predict.uplift.power import Power
from liuke.predict.uplift.trial import Trial


@dataclass(frozen=True, slots=True)
class Uplift:
    """The answer of `estimate`.

    `average` is the difference in means and `adjusted` the average adjusted for what was known. `learners`, `policies`
    and `classes` are tables with a row each; `qini` and `profit` the points of the charts; `scores` a row a customer.
    `usable` says that effects are shown to differ between customers; where they are not, `classes` is empty and the
    policy by uplift contacts all or none. `verdict` and `why` say it in words.
    """

    question: Mapping[str, Any]
    trial: Trial = field(repr=False)
    average: Estimate
    adjusted: Estimate
    learners: pl.DataFrame
    champion: str
    test: Test
    calibration: Calibrated
    usable: bool
    policies: pl.DataFrame
    classes: pl.DataFrame
    power: Power
    scores: pl.DataFrame = field(repr=False)
    qini: pl.DataFrame = field(repr=False)
    profit: pl.DataFrame = field(repr=False)
    verdict: Text
    why: Mapping[str, Text]
    warnings: tuple[Text, ...]

    def record(self) -> dict[str, Any]:
        """Return everything but the customers, ready for JSON."""
        return {
            **self.question,
            "average": self.average.record(),
            "adjusted": self.adjusted.record(),
            "learners": self.learners.to_dicts(),
            "champion": self.champion,
            "test": self.test.record(),
            "calibration": self.calibration.record(),
            "usable": self.usable,
            "verdict": self.verdict.record(),
            "policies": self.policies.to_dicts(),
            "why": {name: text.record() for name, text in self.why.items()},
            "classes": self.classes.to_dicts(),
            "power": self.power.record(),
            "curves": {"qini": self.qini.to_dicts(), "profit": self.profit.to_dicts()},
            "warnings": [one.record() for one in self.warnings],
        }
