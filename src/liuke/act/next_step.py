"""What to do next with a customer: a small table of suggestions, until playbooks have proved better ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text


@dataclass(frozen=True, slots=True)
class NextStep:
    """A suggestion, and whom it fits: any of the stages, risks and segments (empty: all), who bought `once` or not."""

    id: str
    label: Text
    stages: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    once: bool = False

    def fits(self, stage: str, risk: str, segment: str | None, orders: int) -> bool:
        """Say whether the suggestion is meant for such a customer."""
        asked = ((stage, self.stages), (risk, self.risks), (segment, self.segments))
        return all(not wanted or given in wanted for given, wanted in asked) and (orders == 1 or not self.once)


STEPS: tuple[NextStep, ...] = (
    NextStep(
        "win_back",
        Text("Win back with a personal offer, once", "发送一次专属优惠尝试召回"),
        stages=("lost",),
    ),
    NextStep(
        "call",
        Text("Call within three days and ask what changed", "三天内致电，了解变化原因"),
        risks=("high",),
        segments=("champions", "loyal", "cannot_lose"),
    ),
    NextStep(
        "second_order",
        Text("Invite to a second order, with what goes with the first", "推荐与首单相配的商品，促成第二单"),
        once=True,
    ),
    NextStep(
        "remind",
        Text("Remind them of what they usually buy", "提醒其常购商品"),
        risks=("high",),
    ),
    NextStep(
        "check_in",
        Text("Write a short note and ask if all is well", "发一条简短问候，确认一切顺利"),
        risks=("medium",),
    ),
    NextStep("nothing", Text("Nothing special; keep serving well", "无需特别动作，保持良好服务")),
)  # fmt: skip


def suggest(stage: str, risk: str, segment: str | None, orders: int) -> NextStep:
    """Return the first suggestion that fits a customer."""
    return next(step for step in STEPS if step.fits(stage, risk, segment, orders))


def call_list(engine: Engine, score: Table, capacity: int = 20) -> Sequence[Mapping[str, Any]]:
    """Return the score rows of the customers to call first: not lost, most value at risk, each with its `step`."""
    there = score.filter((score.stage != "lost") & (score.risk != "low"))
    ordered = there.order_by(ibis.desc("value_at_risk", nulls_first=False), "customer_id")
    rows = engine.rows(ordered.limit(capacity))
    return [row | {"step": suggest(row["stage"], row["risk"], row["segment"], row["orders"])} for row in rows]
