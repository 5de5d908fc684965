"""The answer to what sets leavers apart: effects, one-variable views, a tree and its paths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liuke.course import alone
from liuke.explain.drivers.choosing import LEVEL
from liuke.explain.drivers.effects import DECIDES, effects
from liuke.explain.drivers.paths import leaves, sentence
from liuke.explain.drivers.table import LEFT, Column, Settled, columns_named
from liuke.explain.drivers.tree import DEPTH, tree
from liuke.explain.drivers.views import views
from liuke.language import NO_CURRENCY, Text
from liuke.measure.intervals import wilson

NOT_CAUSE = Text(
    "This shows what goes with leaving, not what causes it: changing it need not change who stays. An experiment "
    "with a control group tells.",
    "这里显示的是与流失相伴的特征，不是原因：改变它未必能改变去留；要看因果，需做带对照组的实验。",
)

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drivers:
    """What sets leavers apart. `effects`, `views` and `nodes` are rows as `docs/json.md` has them.

    `learnt` is how many customers effects are estimated on.
    """

    columns: tuple[Column, ...]
    customers: int
    left: int
    effects: Sequence[Row]
    views: Sequence[Row]
    nodes: Sequence[Row]
    left_out: Mapping[str, Text]
    warnings: tuple[Text, ...]
    learnt: int
    snapshot: date | None
    horizon_days: int | None
    outcome: Text

    @property
    def named(self) -> list[str]:
        """The attributes named as drivers, the clearest first."""
        return list(dict.fromkeys(row["attribute"] for row in self.effects if row["named"]))

    def sentences(self, currency: str = NO_CURRENCY) -> list[Text]:
        """Return the paths of the tree as sentences, those with the largest share of leavers first."""
        if len(self.nodes) < 2:
            return []
        known = columns_named(self.columns)
        return [sentence(self.nodes, leaf, known, self.outcome, currency) for leaf in leaves(self.nodes)]

    def record(self, currency: str = NO_CURRENCY) -> dict[str, Any]:
        """Return the answer for JSON."""
        told = zip(leaves(self.nodes), self.sentences(currency), strict=False)
        return self.about() | {
            "effects": [dict(row) for row in self.effects],
            "views": [dict(row) for row in self.views],
            "tree": [dict(row) for row in self.nodes],
            "paths": [{"node": leaf["node"], "text": said.record()} for leaf, said in told],
        }

    def about(self) -> dict[str, Any]:
        """Return all but the tables, for JSON: of whom it is, of which attributes, and what is to be known of it."""
        low, high = wilson(self.left, self.customers)
        return {
            "snapshot": self.snapshot and str(self.snapshot),
            "horizon_days": self.horizon_days,
            "outcome": self.outcome.record(),
            "customers": self.customers,
            "left": self.left,
            "share": self.left / self.customers,
            "low": low,
            "high": high,
            "learnt": self.learnt,
            "level": LEVEL,
            "named": self.named,
            "attributes": {
                one.id: {"label": one.label.record(), "kind": one.kind, "unit": one.unit} for one in self.columns
            },
            "left_out": {name: why.record() for name, why in self.left_out.items()},
            "warnings": [one.record() for one in self.warnings],
            "note": NOT_CAUSE.record(),
        }


def find_drivers(settled: Settled, *, seed: int = 2026, depth: int = DEPTH) -> Drivers:
    """Return what sets customers who left apart; raises `DataError` where there are too few to tell."""
    settled.check()
    with alone():
        return _found(settled, seed, depth)


def _found(settled: Settled, seed: int, depth: int) -> Drivers:
    found = effects(settled, seed)
    barred = frozenset(name for name, why in found.left_out.items() if why == DECIDES)
    place = {row["attribute"]: row["place"] for row in found.rows}
    place |= {
        name: len(place) + 1 + at for at, name in enumerate(one.id for one in settled.columns if one.id not in place)
    }
    shown = [{"place": place[row["attribute"]], **row} for row in views(settled)]
    shown.sort(key=lambda row: (row["place"], row["at"]))
    return Drivers(
        settled.columns,
        settled.frame.height,
        int(settled.frame[LEFT].sum()),
        found.rows,
        shown,
        tree(settled, barred, seed, depth),
        found.left_out,
        found.warnings,
        found.learnt,
        settled.snapshot,
        settled.horizon_days,
        settled.outcome,
    )
