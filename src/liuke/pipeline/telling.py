"""What the manifest of a run says: the data it was made from, and what counts as lost."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from liuke import __version__
from liuke.clean import Cleaned
from liuke.engine import Engine
from liuke.measure import Window
from liuke.measure.lost import Definition
from liuke.settings import Settings
from liuke.workspace import Source


def account_of(
    engine: Engine, settings: Settings, sources: Sequence[Source], cleaned: Cleaned, as_of: date
) -> dict[str, Any]:
    """Return what the manifest says of the data that a run was made from; the other stages add to it."""
    account = cleaned.reconciliation
    totals = engine.rows(
        account.aggregate(**{name: account[name].sum() for name in ("rows_in", "rows_kept", "rows_quarantined")})
    )[0]
    return {
        "as_of": as_of.isoformat(),
        "currency": cleaned.currency,
        "name": settings.workspace.name,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "liuke": __version__,
        "engine": settings.engine.name,
        "first_day": cleaned.first_day.isoformat(),
        "lost": {},
        "quality": {name: int(count or 0) for name, count in totals.items()},
        "refusals": [],
        "model": {},
        "inputs": [
            {name: source.about.get(name) for name in ("id", "table", "name", "sha256", "bytes", "rows", "rejected")}
            for source in sources
        ],
        "settings": settings.model_dump(mode="json", exclude={"mapping"}),
    }


def told_of_lost(lost: Definition, settings: Settings, window: Window | None) -> dict[str, Any]:
    """Return what the manifest says of the definition of “lost”; `days` is the window that stages and gaps go by."""
    told: dict[str, Any] = {
        "definition": lost.kind,
        "sentence": lost.sentence.record(),
        "warm_up": lost.warm_up,
        "grace_days": settings.lost.grace_days,
    }
    if window is None:
        return told
    return told | {
        "days": window.days,
        "rule": window.rule,
        "why": window.why.record(),
        "share_returning": window.returning,
        "median_gap": window.median_gap,
    }
