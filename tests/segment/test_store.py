"""The segment store keeps definitions that never change, and says which of them is in use, since when and why."""

import json
from pathlib import Path

import pytest

from liuke.errors import DataError
from liuke.language import Text
from liuke.segment.store import FILE, SegmentStore, Version

WHY = Text("because", "因为")


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "segments")


def kept(store: SegmentStore, of: int) -> Version:
    return store.keep("clusters", {"k": of}, "0.1.0")


def test_the_same_definition_is_the_same_version(store: SegmentStore) -> None:
    one, two, again = kept(store, 1), kept(store, 2), kept(store, 1)
    assert (one.id, two.id, again) == ("clusters@1", "clusters@2", one)
    assert [version.body for version in store.versions("clusters")] == [{"k": 1}, {"k": 2}]
    assert store.names() == ["clusters"]


def test_nothing_is_current_until_somebody_says_so(store: SegmentStore) -> None:
    version = kept(store, 1)
    assert store.current("clusters") is None
    change = store.use(version, WHY, "me")
    assert (change.before, change.after, change.by) == (None, "clusters@1", "me")
    assert store.current("clusters") == store.version("clusters") == version
    assert store.use(version, WHY, "me") == change, "it is in use already"
    assert store.use(kept(store, 2), WHY, "you").before == "clusters@1"
    assert [one.after for one in store.changes("clusters")] == ["clusters@1", "clusters@2"]


@pytest.mark.parametrize("id_", ["clusters", "clusters@9", "clusters@x", "rules", "", "../clusters@1"])
def test_an_unknown_version_is_answered_with_those_that_there_are(store: SegmentStore, id_: str) -> None:
    kept(store, 1)
    with pytest.raises(DataError) as refused:
        store.version(id_)
    assert refused.value.code == "segment.unknown"
    assert "clusters@1" in refused.value.hint.en


@pytest.mark.parametrize("damage", ["{", "{}", '{"format": 1}'])
def test_a_damaged_definition_is_said_to_be_so(store: SegmentStore, damage: str) -> None:
    kept(store, 1)
    (store.root / "clusters" / "1" / FILE).write_text(damage, encoding="utf-8")
    with pytest.raises(DataError, match="damaged"):
        store.version("clusters@1")


def test_a_definition_that_somebody_edited_is_not_used(store: SegmentStore) -> None:
    kept(store, 1)
    path = store.root / "clusters" / "1" / FILE
    found = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(found | {"definition": {"k": 7}}), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        store.versions("clusters")
    assert refused.value.code == "segment.damaged"


def test_of_two_who_decide_at_once_one_decides(store: SegmentStore, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = kept(store, 1), kept(store, 2)
    seen = store.changes("clusters")
    store.use(one, WHY, "the quick one")
    monkeypatch.setattr(SegmentStore, "changes", lambda *_: seen)
    with pytest.raises(DataError) as refused:
        store.use(two, WHY, "the slow one")
    assert refused.value.code == "segment.overtaken"
    monkeypatch.undo()
    assert [change.by for change in store.changes("clusters")] == ["the quick one"]


def test_what_died_half_written_is_swept_away(store: SegmentStore) -> None:
    folder = store.root / "clusters" / ".draft-dead"
    folder.mkdir(parents=True)
    assert kept(store, 1).id == "clusters@1"
    assert not folder.exists()
