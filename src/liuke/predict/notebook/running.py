"""One run for one question, in a workspace that nobody sees: what a run says of a file, it says of a frame."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import tomlkit

from liuke.clock import read_day
from liuke.collect import Proposal, inspect, receive
from liuke.engine import Engine, open_engine
from liuke.errors import ConfigError, DataError
from liuke.language import Text
from liuke.predict.notebook.frames import Frame, as_file
from liuke.schema import find_table
from liuke.settings import FILE, Settings
from liuke.workspace import Workspace, create_workspace

SALES = ("order", "order_line")
NO_SCORES = pl.DataFrame(schema={"customer_id": pl.String, "probability": pl.Float64, "reasons": pl.List(pl.Null)})
"""What stands for the scores where there are none."""

type Columns = Mapping[str, str | Mapping[str, str]]
"""Which column is which, `{"amount": "实付"}`: of the first frame, or by the name of another's table."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a run says: its scores, the cards of its models, its manifest, and notes on how the frames were read."""

    scores: pl.DataFrame
    cards: list[dict[str, Any]]
    manifest: dict[str, Any]
    notes: tuple[Text, ...]


def told(frames: Mapping[str, Frame], columns: Columns, as_of: date | str | None, settings: Mapping[str, Any]) -> Told:
    """Return what `liuke run` says of frames, by the names of their tables; `settings` are as in `liuke.toml`."""
    from liuke.pipeline import run_pipeline  # noqa: PLC0415 - the loop stands above this stage, which it imports

    with tempfile.TemporaryDirectory(prefix="liuke-") as folder:
        root = Path(folder)
        workspace = _workspace(root / "workspace", settings)
        own = workspace.settings.engine
        opened = partial(open_engine, memory=own.memory, threads=own.threads or None)
        with opened() as engine:  # the embedded one, as `liuke add` does: frames are on this machine
            notes = _receive(workspace, engine, frames, columns, root)
        with opened(own.name) as engine:
            run = run_pipeline(workspace, engine, as_of=_day(as_of))
            scores = engine.polars(run.table(engine, "score")) if run.has("score") else NO_SCORES
        return Told(scores, run.cards, run.manifest, notes)


def _day(as_of: date | str | None) -> date | None:
    if isinstance(as_of, str):
        return read_day(as_of, "as_of")
    return as_of.date() if isinstance(as_of, datetime) else as_of


def _workspace(root: Path, settings: Mapping[str, Any]) -> Workspace:
    """Return a new workspace with settings that are checked as those of a file are."""
    root.mkdir()
    try:
        written = tomlkit.dumps(dict(settings))
    except (TypeError, ValueError) as fault:
        raise ConfigError(
            "config.value",
            Text("`settings` cannot be read: {fault}.", "无法读取 `settings`：{fault}。").fill(fault=fault),
            Text(
                'Write them as liuke.toml has them, such as {"predict": {"horizon_days": 30}}.',
                '请按 liuke.toml 的结构书写，如 {"predict": {"horizon_days": 30}}。',
            ),
        ) from fault
    (root / FILE).write_text(written, encoding="utf-8")
    return create_workspace(root)


def _receive(
    workspace: Workspace, engine: Engine, frames: Mapping[str, Frame], columns: Columns, folder: Path
) -> tuple[Text, ...]:
    """Take the frames in as `liuke add` takes files, and return what there is to say about how they were read."""
    notes: list[Text] = []
    flat = {column: header for column, header in columns.items() if isinstance(header, str)}
    for place, (name, frame) in enumerate(frames.items()):
        own = columns.get(name)
        given = own if isinstance(own, Mapping) else {} if place else flat
        proposal = _proposal(as_file(frame, folder, name), name, given, workspace.settings)
        receive(workspace, proposal, engine)
        notes += proposal.notes
    return tuple(notes)


def _proposal(file: Path, name: str, given: Mapping[str, str], settings: Settings) -> Proposal:
    """Return how a frame is read; whether a row of orders is an order or a line of one, the frame itself tells."""
    table = find_table(name).name
    if table in SALES:
        try:
            found = inspect(file, settings, given=given)
        except DataError:
            found = None
        if found and found.table in SALES:
            return found
    return inspect(file, settings, table=table, given=given)
