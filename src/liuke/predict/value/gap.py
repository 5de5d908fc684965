"""Why more or fewer purchases came in held-out time than a model expected: chance, or whose and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from liuke.language import Text
from liuke.predict.value.holdout import Forecast, HoldOut, column
from liuke.predict.value.intervals import Total

GROUPS: tuple[tuple[float, float, Text], ...] = (
    (0, 0, Text("no repeat purchase before", "此前没有复购")),
    (1, 2, Text("one or two repeat purchases before", "此前复购一两次")),
    (3, np.inf, Text("three repeat purchases or more before", "此前复购三次及以上")),
)
CHANCE = Text(
    "In the {weeks} held-out weeks {actual} repeat purchases came and {expected} were expected: within the {least} to "
    "{most} that the doubt about the parameters and chance allow.",
    "留出的 {weeks} 周内实际复购 {actual} 次，预期 {expected} 次：在参数误差与偶然波动允许的 {least}–{most} 次之内。",
)
GAP = Text(
    "In the {weeks} held-out weeks {actual} repeat purchases came and {expected} were expected; the doubt about the "
    "parameters and chance allow {least} to {most}, so that chance alone does not explain the difference. Of {gap} "
    "{side}, {by_group} are of customers with {group}, and {by_first} of those who first bought after {day}.",
    "留出的 {weeks} 周内实际复购 {actual} 次，预期 {expected} 次；参数误差与偶然波动只允许 {least}–{most} 次，"
    "偏差并非偶然。在{side}的 {gap} 次中，{by_group} 次来自{group}的客户，{by_first} 次来自 {day} 之后首购的客户。",
)
HALVES = Text(
    "Along the curve of all customers{part} the gap grew by {early} in the first half of that time and by {late} in "
    "the second.",
    "从全体客户的累计曲线看{part}，差距在前半段扩大 {early} 次，后半段扩大 {late} 次。",
)
PART = Text(", in proportion to the {judged} of {all} who are judged,", "（按所评判的 {judged} / {all} 位客户折算）")
MORE = Text("too few expected", "少估")
LESS = Text("too many expected", "多估")


@dataclass(frozen=True, slots=True)
class Gap:
    """What the difference between came and expected is made of.

    `total` is what came less what was expected; `by_group` the same by `GROUPS`; `after` that of customers who first
    bought after `day`, the later half of them; `halves` that of the first and of the second half of held-out time,
    along the curve that knows of each customer only the first purchase, in proportion to the customers judged.
    """

    total: float
    by_group: tuple[float, ...]
    day: date
    after: float
    halves: tuple[float, float] | None


def gap(said: Forecast, held: HoldOut, tracked: list[dict[str, Any]]) -> Gap:
    """Return the parts of the difference; `tracked` are the rows of `holdout.tracking`."""
    frame = held.judged
    off, x = column(frame, "later") - said.expected, column(frame, "x")
    groups = tuple(float(off[(x >= least) & (x <= most)].sum()) for least, most, _ in GROUPS)
    first = frame["first_on"]
    day = first.sort()[frame.height // 2]
    after = float(off[(first > day).to_numpy()].sum())
    return Gap(float(off.sum()), groups, day, after, _halves(held, tracked))


def _halves(held: HoldOut, tracked: list[dict[str, Any]]) -> tuple[float, float] | None:
    """Return by how much more came than the curve rose, in each half of held-out time; None where it is too short."""
    middle = held.until + (held.as_of - held.until) / 2
    ends = [[row for row in tracked if row["week"] <= day.isoformat()][-1:] for day in (held.until, middle, held.as_of)]
    if not all(ends) or held.as_of - held.until < timedelta(weeks=2):
        return None
    start, half, end = (row["actual"] - row["expected"] for (row,) in ends)
    share = held.judged.height / held.known.height
    return (half - start) * share, (end - half) * share


def told(found: Gap, total: Total, held: HoldOut) -> Text:
    """Return in words how the hold-out went, and where the difference lies if chance does not explain it."""
    actual = float(held.judged["later"].sum())
    figures = {"weeks": f"{held.weeks:.4g}", "actual": f"{actual:,.0f}", "expected": f"{total.expected:,.0f}"}
    figures |= {"least": f"{total.least:,.0f}", "most": f"{total.most:,.0f}"}
    if total.least <= actual <= total.most:
        return CHANCE.fill(**figures)
    sign = np.sign(found.total)
    worst = int(np.argmax(sign * np.array(found.by_group)))
    text = GAP.fill(
        **figures,
        gap=_whole(abs(found.total)),
        side=MORE if sign > 0 else LESS,
        by_group=_whole(sign * found.by_group[worst]),
        group=GROUPS[worst][2],
        by_first=_whole(sign * found.after),
        day=found.day.isoformat(),
    )
    if found.halves is None:
        return text
    early, late = (_whole(sign * part) for part in found.halves)
    many, whole = held.judged.height, held.known.height
    part = Text("", "") if many == whole else PART.fill(judged=_whole(many), all=_whole(whole))
    halves = HALVES.fill(early=early, late=late, part=part)
    return Text(f"{text.en} {halves.en}", f"{text.zh}{halves.zh}")


def _whole(value: float) -> str:
    """Return a whole number with grouping; a minus is the minus sign, as `language.signed` has it."""
    return f"{round(value):,}".replace("-", "\N{MINUS SIGN}")
