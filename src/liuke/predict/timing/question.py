"""A question to a run: when its customers leave, all together or in groups, and whether the groups differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from ibis.expr.types import Table

from liuke.errors import LiukeError, UsageError
from liuke.language import NOTHING, Text
from liuke.measure import FOUND_LATER, Condition, Inputs
from liuke.measure.frame import of_whom
from liuke.measure.framing import check_names, check_somebody
from liuke.predict.timing.cox import Cox, cox
from liuke.predict.timing.lasting import Lasting, Timing, time_stays
from liuke.predict.timing.stays import Stays

MOST_GROUPS = 30
MOST_ROWS = 50_000
"""Stays that a Cox regression is fitted on at most, evenly chosen."""
WHAT = Text("Survival", "生存曲线")
LATER = Text(
    "Survival cannot be split or filtered by “{name}”: it is worked out from how the stay went.",
    "生存曲线不能按“{name}”拆分或筛选：它由客户后来的行为得出。",
)
UNKNOWN = Text("Survival cannot be split by “{name}”.", "生存曲线不能按“{name}”拆分。")
ALIKE = Text(
    "Only groups in which somebody left and somebody stayed can be compared.", "只有既有流失又有留存的分组才能比较。"
)


@dataclass(frozen=True, slots=True)
class SurvivalAnswer:
    """The groups (one without `by`), the test and the Cox regression on them, or why there is none of the latter."""

    by: str
    timing: Timing
    effects: Cox | None
    note: Text | None

    def record(self, horizon_days: int) -> dict[str, Any]:
        """Return the answer for JSON."""
        test = self.timing.test
        return {
            "since": str(self.timing.since),
            "by": self.by or None,
            "horizon_days": horizon_days,
            "groups": [_group(one, horizon_days) for one in self.timing.groups],
            "test": test and {"chi_square": test.chi_square, "freedom": test.freedom, "p_value": test.p_value},
            "effects": self.effects and self._effects(self.effects),
            "note": self.note and self.note.record(),
        }

    def _effects(self, found: Cox) -> dict[str, Any]:
        rows = [
            {"group": row["covariate"].removeprefix("group="), "hazard_ratio": row["hazard_ratio"]}
            | {"low": row["interval"][0], "high": row["interval"][1], "p_value": row["p_value"]}
            for row in found.record()["covariates"]
        ]
        named = {row["group"] for row in rows}
        groups = (NOTHING if one.group is None else _word(one.group) for one in self.timing.groups)
        against = next((name for name in groups if name not in named), None)
        return {"against": against, "concordance": found.concordance, "groups": rows}


def _word(group: object) -> str:
    """Return a group as a text, as the covariate has it."""
    return str(group).lower() if isinstance(group, bool) else str(group)


def _group(one: Lasting, horizon_days: int) -> dict[str, Any]:
    curve = [{name: value for name, value in row.items() if name != "group"} for row in one.curve.rows()]
    return one.record(horizon_days) | {"hazard": one.hazard, "curve": curve}


def ask_survival(inputs: Inputs, stays: Stays, by: str = "", where: Sequence[Condition] = ()) -> SurvivalAnswer:
    """Return when customers leave, by an attribute known when a stay begins, of those who meet the conditions.

    Raises `UsageError` for attributes that cannot be asked for, `DataError` where too few were seen to leave.
    """
    _check(inputs, by, where)
    rows, since = stays.durations(inputs.engine)
    rows = of_whom(rows, inputs, where)
    if by:
        rows = rows.mutate(group=rows.plan) if by == "plan" and "plan" in rows.columns else _split(rows, inputs, by)
    seen = inputs.engine.hold(rows, "seen")
    if by:
        _check_groups(inputs, seen, by)
    found = time_stays(inputs.engine, stays, seen, since, "group" if by else None)
    effects, note = _compared(inputs, seen) if by else (None, None)
    inputs.engine.drop(seen)
    return SurvivalAnswer(by, found, effects, note)


def _split(rows: Table, inputs: Inputs, by: str) -> Table:
    people = inputs.people([by]).rename(group=by)
    return rows.left_join(people, "customer_id").drop("customer_id_right")


def _check(inputs: Inputs, by: str, where: Sequence[Condition]) -> None:
    check_names(inputs, WHAT, (), where)
    known = [name for name in inputs.attributes() if name not in FOUND_LATER]
    if later := [name for name in (by, *(one.name for one in where)) if name in FOUND_LATER]:
        raise _not_by(LATER.fill(name=later[0]), known)
    if by and by not in known:
        raise _not_by(UNKNOWN.fill(name=by), known)
    if where and not all(one.holds_of_unknown for one in where):
        check_somebody(inputs, where, [])


def _not_by(why: Text, known: Sequence[str]) -> UsageError:
    hint = Text("Use what is known when a stay begins: {names}.", "请使用起始时即已知的属性：{names}。")
    return UsageError("timing.by", why, hint.fill(names=", ".join(known) or NOTHING))


def _check_groups(inputs: Inputs, seen: Table, by: str) -> None:
    count = inputs.engine.count(seen.select("group").distinct())
    if count > MOST_GROUPS:
        raise UsageError(
            "timing.too_many_groups",
            Text("“{name}” has {count} values: too many curves.", "“{name}”有 {count} 个取值，曲线过多。").fill(
                name=by, count=count
            ),
            Text("Choose an attribute of {most} at most.", "请选择取值不超过 {most} 个的属性。").fill(most=MOST_GROUPS),
        )


def _compared(inputs: Inputs, seen: Table) -> tuple[Cox | None, Text | None]:
    """Return the Cox regression on the groups, or why there is none."""
    rows = seen.select("group", "days", "ended", "entry", "customer_id", "number").order_by("customer_id", "number")
    frame = inputs.engine.polars(rows)
    frame = frame.gather_every(max(1, -(-frame.height // MOST_ROWS)))
    named = frame.with_columns(pl.col("group").cast(pl.String).fill_null(NOTHING))
    if named["group"].n_unique() < 2:
        return None, ALIKE
    try:
        return cox(named, ["group"]), None
    except LiukeError as fault:
        return None, Text(*(f"{fault.message.say(to)} {fault.hint.say(to)}" for to in ("en", "zh")))
