"""What a run keeps of its drivers: three tables, and in its manifest whom they are about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.explain.drivers.answer import Drivers, find_drivers
from liuke.explain.drivers.table import Column, Settled
from liuke.language import Text
from liuke.workspace import Draft, Run

_WORD, _COUNT, _NUMBER, _TRUTH = pl.String, pl.Int64, pl.Float64, pl.Boolean
_COUNTED = {"customers": _COUNT, "left": _COUNT}
_SHARE = {"share": _NUMBER, "low": _NUMBER, "high": _NUMBER}
DRIVER = {
    "place": _COUNT, "at": _COUNT, "attribute": _WORD, "named": _TRUTH, "chi_square": _NUMBER, "freedom": _COUNT,
    "p_value": _NUMBER, "p_adjusted": _NUMBER, "inflation": _NUMBER, "what": _WORD, "group": _WORD, "against": _WORD,
    "step": _NUMBER, **_COUNTED, "odds_ratio": _NUMBER, "low": _NUMBER, "high": _NUMBER,
}  # fmt: skip
VIEW = {
    "place": _COUNT, "at": _COUNT, "attribute": _WORD, "what": _WORD, "group": _WORD, "from": _NUMBER, "to": _NUMBER,
    **_COUNTED, **_SHARE,
}  # fmt: skip
PATH = {
    "node": _COUNT, "parent": _COUNT, "yes": _TRUTH, "depth": _COUNT, "attribute": _WORD, "test": _WORD, "group": _WORD,
    "limit": _NUMBER, "unknown": _TRUTH, **_COUNTED, **_SHARE,
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, Any]] = {"driver": DRIVER, "driver_view": VIEW, "driver_path": PATH}
"""The columns of the tables, as `docs/json.md` describes them."""


def keep_drivers(draft: Draft, settled: Settled | None) -> Mapping[str, Any] | None:
    """Write the tables `driver`, `driver_view` and `driver_path`, and return the rest; None where no fate is settled.

    Raises `DataError` where there are too few to tell.
    """
    if settled is None:
        return None
    found = find_drivers(settled)
    for name, rows in zip(TABLES, (found.effects, found.views, found.nodes), strict=True):
        frame = pl.DataFrame([dict(row) for row in rows], schema=TABLES[name])
        draft.write(name, draft.engine.table(frame, name))
    return found.about()


def read_drivers(run: Run, engine: Engine) -> Drivers:
    """Return the drivers of a published run; raises `DataError` where it has none, with its reason."""
    told = run.manifest.get("explain", {}).get("drivers") or {}
    if "refusal" in told:
        refusal = told["refusal"]
        raise DataError(refusal["code"], Text(**refusal["message"]), Text(**refusal["hint"]))
    if not told:
        raise DataError(
            "drivers.none",
            Text("This run knows nobody whose fate is settled.", "本次运行中没有去留已定的客户可供对比。"),
            Text(
                "A longer history is needed; `liuke model show` says how long. Of a labelled table ask with `liuke "
                "drivers FILE --label COLUMN`.",
                "需要更长的历史，`liuke model show` 会说明要多长；标签表请用 `liuke drivers 文件 --label 列名`。",
            ),
        )
    effects, views, nodes = (_rows(run, engine, name) for name in TABLES)
    return Drivers(
        tuple(Column(name, Text(**one["label"]), one["kind"], one["unit"]) for name, one in told["attributes"].items()),
        told["customers"],
        told["left"],
        effects,
        views,
        nodes,
        {name: Text(**why) for name, why in told["left_out"].items()},
        tuple(Text(**one) for one in told["warnings"]),
        told["learnt"],
        date.fromisoformat(told["snapshot"]) if told["snapshot"] else None,
        told["horizon_days"],
        Text(**told["outcome"]),
    )


def _rows(run: Run, engine: Engine, name: str) -> Sequence[dict[str, Any]]:
    """Return the rows of a table in the order in which they were written, which engines may have changed."""
    order = {"driver": ("place", "at"), "driver_view": ("place", "at"), "driver_path": ("node",)}[name]
    return engine.rows(run.table(engine, name).order_by(*order))
