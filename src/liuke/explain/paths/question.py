"""A question to a run: what those who left did in their last steps, all together or in groups."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.explain.paths.comparing import Asked, Compared, compare
from liuke.explain.paths.moments import ByEvent, Leaving
from liuke.explain.paths.refusals import nobody
from liuke.explain.paths.separating import Separator, controlled
from liuke.explain.paths.who import check_events
from liuke.explain.paths.words import SAME, means, notes, sentence
from liuke.explain.sessions import has_ids, numbered, sessions
from liuke.explain.visits import told_of_sessions
from liuke.language import NOTHING, Text
from liuke.measure import FOUND_LATER, Condition, Inputs
from liuke.measure.frame import of_whom
from liuke.measure.framing import check_names, check_somebody

MOST_GROUPS, MOST_SAID = 12, 5
WHAT = Text("Paths", "路径")
"""What is said in errors of a split or filter that there is not."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one group (None: of all), or why nothing was."""

    name: Any
    found: Compared | None
    refusal: DataError | None = None


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """The groups (one without `by`), and what the sessions are like."""

    asked: Asked
    leaving: Leaving
    lost: Text
    by: str
    groups: list[Group]
    sessions: dict[str, Any]

    def record(self) -> dict[str, Any]:
        """Return the answer for JSON."""
        return {
            "left_means": means(self.leaving, self.lost).record(),
            "goal": self.leaving.name if isinstance(self.leaving, ByEvent) and self.leaving.goal else None,
            "steps": self.asked.steps,
            "gap_minutes": self.asked.gap.total_seconds() / 60,
            "without": [*self.asked.without],
            "by": self.by or None,
            "sessions": self.sessions,
            "groups": [told(one, self.asked, self.leaving) for one in self.groups],
        }


def told(group: Group, asked: Asked, leaving: Leaving) -> dict[str, Any]:
    """Return a group for JSON; after a refusal its parts are empty."""
    if group.found is None:
        refusal = group.refusal and group.refusal.refusal()
        return {"group": group.name, "refusal": refusal, **dict.fromkeys(COUNTS), "markers": [], "sentences": [],
                "notes": [], "separators": [], "flow": []}  # fmt: skip
    found = group.found
    said = [sentence(one, asked.steps, leaving) for one in worth_saying(found.separators)]
    return {
        "group": group.name,
        "refusal": None,
        **{name: getattr(found.matched, name) for name in COUNTS},
        "markers": [{"name": name, "share": share} for name, share in found.markers],
        "sentences": [one.record() for one in said or [SAME.fill(tests=len(found.separators))]],
        "notes": [one.record() for one in notes(found, asked.steps, leaving)],
        "separators": [one.record() for one in found.separators],
        "flow": found.flow.to_dicts(),
    }


COUNTS = ("leavers", "stayers", "all_leavers", "all_stayers", "ratio")


def worth_saying(found: Sequence[Separator]) -> list[Separator]:
    """Return the first separators beyond chance, each with a step that none before it has."""
    said: list[Separator] = []
    for one in found:
        if one.significant and not {one.name, one.following} & {
            step for told in said for step in (told.name, told.following)
        } - {None}:
            said.append(one)
    return said[:MOST_SAID]


def ask_paths(
    inputs: Inputs,
    event: Table,
    leaving: Leaving,
    lost: Text,
    asked: Asked,
    by: str = "",
    where: Sequence[Condition] = (),
) -> PathsAnswer:
    """Return what sets leavers' last steps apart, by an attribute of the customers, of those who meet the conditions.

    `lost` says in words what the run takes for lost. Raises `UsageError` for what cannot be asked, `DataError` where
    nothing can be compared.
    """
    engine = inputs.engine
    _check(inputs, by, where)
    check_events(engine, event, list(asked.without))
    with held(engine, of_whom(event, inputs, where), asked) as rows:
        about = told_of_sessions(engine, sessions(rows))
        if not about["sessions"]:
            raise nobody("leavers")
        if by:
            groups = [_group(engine, part, leaving, asked, name) for name, part in _parts(inputs, rows, by)]
        else:
            groups = [Group(None, compare(engine, rows, leaving, asked))]
    return PathsAnswer(asked, leaving, lost, by, ranked(groups), about)


@contextmanager
def held(engine: Engine, event: Table, asked: Asked) -> Iterator[Table]:
    """Hold events with their sessions."""
    rows = engine.hold(numbered(event, asked.gap, has_ids=has_ids(engine, event)), "numbered")
    try:
        yield rows
    finally:
        engine.drop(rows)


def ranked(groups: Sequence[Group]) -> list[Group]:
    """Return groups with p-values adjusted for all that was tested, the separators in order."""
    known = [one.found for one in groups if one.found]
    adjusted = iter(controlled([one.separators for one in known]))
    return [replace(one, found=replace(one.found, separators=next(adjusted))) if one.found else one for one in groups]


def _group(engine: Engine, rows: Table, leaving: Leaving, asked: Asked, name: object) -> Group:
    try:
        return Group(name, compare(engine, rows, leaving, asked))
    except DataError as refusal:
        return Group(name, None, refusal)


def _parts(inputs: Inputs, rows: Table, by: str) -> list[tuple[Any, Table]]:
    """Return the events of each group, the largest group first."""
    people = inputs.people([by]).semi_join(rows.select("customer_id").distinct(), "customer_id")
    counted = people.group_by(by).agg(customers=people.count()).order_by(people[by])
    found = sorted(inputs.engine.rows(counted), key=lambda row: -row["customers"])
    if len(found) > MOST_GROUPS:
        raise UsageError(
            "paths.too_many_groups",
            Text("“{name}” has {count} values: too many paths.", "“{name}”有 {count} 个取值，路径过多。").fill(
                name=by, count=len(found)
            ),
            Text("Choose an attribute of {most} at most.", "请选择取值不超过 {most} 个的属性。").fill(most=MOST_GROUPS),
        )
    values = [row[by] for row in found]
    return [
        (
            value,
            rows.semi_join(people.filter(people[by].isnull() if value is None else people[by] == value), "customer_id"),
        )
        for value in values
    ]


def _check(inputs: Inputs, by: str, where: Sequence[Condition]) -> None:
    check_names(inputs, WHAT, (), where, [by] if by else [])
    if later := [name for name in (by, *(one.name for one in where)) if name in FOUND_LATER]:
        raise UsageError(
            "paths.by",
            Text(
                "Paths cannot be split or filtered by “{name}”: it is worked out from how it went on.",
                "路径不能按“{name}”拆分或筛选：它由客户后来的行为得出。",
            ).fill(name=later[0]),
            Text("Use what was known before: {names}.", "请使用事先已知的属性：{names}。").fill(
                names=", ".join(name for name in inputs.attributes() if name not in FOUND_LATER) or NOTHING
            ),
        )
    if where and not all(one.holds_of_unknown for one in where):
        check_somebody(inputs, where, [])
