"""The campaigns of a workspace: who was assigned to which arm when, and which campaign tells most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import LANGUAGES, Text, day
from liuke.predict.uplift.reading import control_of

UNNAMED = "unnamed"
"""The campaign of treatments that name none."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign: customers by arm, all and those whose outcome is known by now; the days of assignment.

    `mixed` customers were assigned to two arms on their first day: they are in neither.
    """

    id: str
    everybody: Mapping[str, int]
    ripe: Mapping[str, int]
    first: date
    last: date
    mixed: int

    def control(self, named: str = "") -> str | None:
        """Return the value of the control group: the one named, or else the one that says so by itself."""
        return named or control_of(sorted(self.everybody))

    def arms(self, named: str = "", control: str = "") -> tuple[str, str] | None:
        """Return treatment (the largest unless named) and control group; None where one of them has nobody."""
        nobody = self.control(control)
        others = {arm: count for arm, count in self.everybody.items() if arm != nobody}
        if nobody is None or nobody not in self.everybody or not others or (named and named not in others):
            return None
        return named or max(sorted(others), key=lambda arm: (self.ripe.get(arm, 0), others[arm])), nobody

    def smaller(self, named: str = "", control: str = "") -> int:
        """Return the customers with a known outcome in the smaller of the two arms: what the campaign tells."""
        pair = self.arms(named, control)
        return min(self.ripe.get(arm, 0) for arm in pair) if pair else 0

    def record(self) -> dict[str, Any]:
        """Return the campaign for JSON."""
        return {
            "campaign": self.id,
            "arms": dict(self.everybody),
            "known": dict(self.ripe),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "mixed": self.mixed,
        }


def assigned(treatment: Table) -> Table:
    """Return customer_id, campaign, assigned_on, arm, arms, cost: each customer's first day in each campaign.

    Who was assigned again later keeps the first arm, and is judged from the first day (intention to treat). `arms` is
    the number of arms on that day; `cost` the sum of that day.
    """
    rows = treatment.select(
        "customer_id",
        "assigned_on",
        campaign=treatment.playbook_id.fill_null(UNNAMED),
        arm=treatment.arm if "arm" in treatment.columns else ibis.literal(None, "string"),
        cost=treatment.cost.cast("float64") if "cost" in treatment.columns else ibis.literal(None, "float64"),
    ).filter(lambda t: t.arm.notnull())
    first = rows.group_by("customer_id", "campaign").agg(assigned_on=rows.assigned_on.min())
    there = rows.semi_join(first, ["customer_id", "campaign", "assigned_on"])
    return there.group_by("customer_id", "campaign", "assigned_on").agg(
        arm=there.arm.min(), arms=there.arm.nunique().cast("int32"), cost=there.cost.sum()
    )


def known_until(as_of: date, days: int) -> date:
    """Return the last day of assignment whose outcome window of `days`, that day among them, is over on `as_of`."""
    return as_of - timedelta(days=days - 1)


def campaigns(engine: Engine, treatment: Table, as_of: date, days: int) -> list[Campaign]:
    """Return every campaign, by name; customers count as ripe once `days` from assignment on are over."""
    rows = assigned(treatment)
    ripe = rows.assigned_on <= ibis.literal(known_until(as_of, days))
    one = rows.arms == 1
    counted = rows.group_by("campaign", "arm").agg(
        everybody=rows.count(where=one),
        ripe=rows.count(where=one & ripe),
        mixed=rows.count(where=~one),
        first=rows.assigned_on.min(),
        last=rows.assigned_on.max(),
    )
    by_name: dict[str, list[dict[str, Any]]] = {}
    for row in engine.rows(counted.order_by("campaign", "arm")):
        by_name.setdefault(row["campaign"], []).append(row)
    return [_campaign(name, found) for name, found in by_name.items()]


def _campaign(name: str, rows: Sequence[Mapping[str, Any]]) -> Campaign:
    return Campaign(
        name,
        {row["arm"]: row["everybody"] for row in rows if row["everybody"]},
        {row["arm"]: row["ripe"] for row in rows if row["everybody"]},
        min(row["first"] for row in rows),
        max(row["last"] for row in rows),
        sum(row["mixed"] for row in rows),
    )


def choose(found: Sequence[Campaign], named: str = "", arm: str = "", control: str = "") -> Campaign:
    """Return the campaign named, or else the one that tells most.

    Raises `DataError` where there is none, and `UsageError` where none has that name.
    """
    if not found:
        raise DataError(
            "uplift.no_campaign",
            Text("There are no treatments with an arm in this workspace.", "此工作区没有带实验组别的干预记录。"),
            Text(
                "Add a file of treatments with `liuke add FILE`: customer, campaign, arm (treatment or control) and "
                "day of assignment, those held out too.",
                "请用 `liuke add 文件` 添加干预记录：客户、活动、组别（干预或对照）与分配日期，留出的客户也要在内。",
            ),
        )
    if not named:
        return max(found, key=lambda one: (one.smaller(arm, control), sum(one.ripe.values()), one.last, one.id))
    for one in found:
        if one.id == named:
            return one
    raise UsageError(
        "uplift.campaign",
        Text("There is no campaign “{name}”.", "没有名为“{name}”的活动。").fill(name=named),
        Text("The campaigns: {names}.", "现有活动：{names}。").fill(names=", ".join(one.id for one in found)),
    )


def check_ripe(one: Campaign, arms: tuple[str, str], days: int) -> None:
    """Raise `DataError` where no outcome of one of the arms is known yet, with the day on which all will be."""
    if all(one.ripe.get(arm, 0) for arm in arms):
        return
    ready = one.last + timedelta(days=days)
    raise DataError(
        "uplift.too_early",
        Text(
            "What became of the customers of “{name}” is known {days} days after they were assigned, and that is not "
            "over yet.",
            "活动“{name}”的客户在分配后满 {days} 天才能得知结果，目前尚未期满。",
        ).fill(name=one.id, days=days),
        Text(
            "Run again with data up to {day} or later, or ask about fewer days.",
            "请在数据更新至 {day} 或之后重新运行，或缩短观察天数。",
        ).fill(day=Text(*(day(ready - timedelta(days=1), language) for language in LANGUAGES))),
    )
