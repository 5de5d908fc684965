"""The model store: versions never change, no half version is ever seen, and a wrong model file is refused in words."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from liuke.errors import DataError
from liuke.files import DRAFT, digest, numbers, publish
from liuke.language import Text
from liuke.predict.learning.kinds import KINDS
from liuke.predict.store import Store, Version
from liuke.predict.store.version import FORMAT
from tests.predict.learning.people import people
from tests.predict.store.made_up import AS_OF, KNOWN, card, fitted

SCORING = {"horizon_days": 60, "lost_stay_away": 0.9}
WHY = Text("because", "因为")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def keep(store: Store, kind: str = "logistic", seed: int = 0, **more: Any) -> Version:
    return store.keep(card(kind, **more), fitted(kind, seed), SCORING, "0.1.0")


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_model_scores_exactly_as_the_one_that_was_learnt(store: Store, kind: str) -> None:
    rows = people(200, 7).features
    found = keep(store, kind).read(KNOWN)
    assert np.array_equal(found.model.probability(rows), fitted(kind).probability(rows))
    assert found.scoring == SCORING


def test_a_version_has_a_card_that_says_where_it_comes_from(store: Store) -> None:
    found = keep(store)
    assert (found.id, found.kind, found.as_of) == ("churn@1", "logistic", AS_OF)
    assert found.card["liuke"] == "0.1.0"
    assert found.card["metrics"] == {"auc": 0.8}
    assert found.card["sha256"] == digest((found.folder / "model.json").read_bytes())


def test_the_same_model_again_is_the_same_version(store: Store) -> None:
    assert keep(store).id == keep(store).id == "churn@1"
    assert keep(store, seed=1).id == "churn@2"
    assert keep(store).id == "churn@1"
    assert [one.id for one in store.versions("churn")] == ["churn@1", "churn@2"]


def test_nothing_in_the_store_is_a_pickle(store: Store) -> None:
    for kind in KINDS:
        keep(store, kind)
    files = [path for path in store.root.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".json"}
    assert all(isinstance(json.loads(path.read_text(encoding="utf-8")), dict) for path in files)


def test_a_process_that_died_half_way_leaves_nothing_that_is_read(store: Store) -> None:
    keep(store)
    left = store.root / "churn" / f"{DRAFT}killed"
    left.mkdir()
    (left / "card.json").write_text('{"name": "chu', encoding="utf-8")
    assert [one.id for one in store.versions("churn")] == ["churn@1"]
    assert keep(store, seed=1).id == "churn@2"
    assert not left.exists()


def test_a_process_that_dies_while_it_stores_leaves_no_version(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    keep(store)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", die)
        with pytest.raises(KeyboardInterrupt):
            keep(store, seed=1)
    assert numbers(store.root / "churn") == [1]
    assert keep(store, seed=1).id == "churn@2"


def test_a_full_disk_is_an_error_and_no_version(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("liuke.files.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            keep(store)
    assert list((store.root / "churn").iterdir()) == []


def rewritten(path: Path, **changes: Any) -> bytes:
    content = json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes).encode()
    path.write_bytes(content)
    return content


def sealed(version: Version, **changes: Any) -> Version:
    """Return a version whose model file was written otherwise, with the hash of what was written."""
    content = rewritten(version.folder / "model.json", **changes)
    return Version(version.name, version.number, version.folder, {**version.card, "sha256": digest(content)})


def test_a_model_file_that_was_tampered_with_is_refused(store: Store) -> None:
    found = keep(store)
    path = found.folder / "model.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"intercept"', '"intercepts"', 1), encoding="utf-8")
    with pytest.raises(DataError, match="not the one that was stored") as caught:
        found.read(KNOWN)
    assert caught.value.code == "model.changed"
    assert caught.value.file == str(path)
    assert "liuke run" in caught.value.hint.en


def test_one_bit_is_enough(store: Store) -> None:
    path = keep(store).folder / "model.json"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match="not the one that was stored"):
        store.version("churn@1").read(KNOWN)


def test_a_model_file_that_is_gone_is_refused(store: Store) -> None:
    found = keep(store)
    (found.folder / "model.json").unlink()
    with pytest.raises(DataError, match="not the one that was stored"):
        found.read(KNOWN)


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"format": FORMAT + 1}, "model.format", "another version of Liuke"),
        ({"kind": "oracle"}, "model.kind", "“oracle”"),
        ({"parameters": {}}, "model.changed", "not the one"),
        ({"parameters": None}, "model.changed", "not the one"),
    ],
)
def test_a_file_written_otherwise_is_refused_though_its_hash_is_right(
    store: Store, changes: dict[str, Any], code: str, said: str
) -> None:
    with pytest.raises(DataError, match=said) as caught:
        sealed(keep(store), **changes).read(KNOWN)
    assert caught.value.code == code
    assert "liuke run" in caught.value.hint.en


def test_a_model_that_asks_for_features_that_are_not_there_is_refused(store: Store) -> None:
    with pytest.raises(DataError, match="silence") as caught:
        keep(store).read([name for name in KNOWN if name != "silence"])
    assert caught.value.code == "model.inputs"


@pytest.mark.parametrize("id_", ["churn@9", "churn@x", "value@1", "churn", "../churn@1", ""])
def test_an_unknown_version_is_refused_with_those_there_are(store: Store, id_: str) -> None:
    keep(store)
    with pytest.raises(DataError, match="no model") as caught:
        store.version(id_)
    assert "churn@1" in caught.value.hint.en


def test_a_damaged_card_is_named(store: Store) -> None:
    (keep(store).folder / "card.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"card\.json") as caught:
        store.versions("churn")
    assert str(store.root / "churn" / "1") in caught.value.hint.en
    assert keep(store).id == "churn@2", "a damaged version is not the same model"


def test_every_change_of_champion_is_a_row(store: Store) -> None:
    first, second = keep(store), keep(store, seed=1)
    store.crown(first, "first", WHY, "run 1", 0)
    store.crown(second, "refit", WHY, "run 2", 1)
    store.crown(first, "person", Text("the new one was odd", "新版本异常"), "command", 2)
    rows = store.changes("churn")
    assert [(one.before, one.after, one.rule, one.by) for one in rows] == [
        (None, "churn@1", "first", "run 1"),
        ("churn@1", "churn@2", "refit", "run 2"),
        ("churn@2", "churn@1", "person", "command"),
    ]
    assert [one.when for one in rows] == sorted(one.when for one in rows)
    assert rows[2].why.zh == "新版本异常"
    assert store.version("churn").id == "churn@1"


def test_a_decision_on_an_old_state_is_refused(store: Store) -> None:
    first, second = keep(store), keep(store, seed=1)
    store.crown(first, "first", WHY, "run", 0)
    with pytest.raises(DataError, match="in the meantime"):
        store.crown(second, "person", WHY, "command", 0)
    assert store.version("churn").id == "churn@1"


def test_of_many_who_decide_at_once_one_decides(store: Store) -> None:
    versions = [keep(store, seed=seed) for seed in range(4)]
    store.crown(versions[0], "first", WHY, "run", 0)
    ready, won, lost = threading.Barrier(8), [], []

    def promote(place: int) -> None:
        ready.wait()
        try:
            won.append(store.crown(versions[place % 4], "person", WHY, str(place), 1))
        except DataError as fault:
            lost.append(fault.code)

    threads = [threading.Thread(target=promote, args=(place,)) for place in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(won), lost) == (1, ["model.overtaken"] * 7)
    assert store.changes("churn")[-1] == won[0]


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    assert publish(tmp_path / "1", {"a": b"1"})
    assert not publish(tmp_path / "1", {"a": b"2"})
    assert (tmp_path / "1" / "a").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_versions_that_others_store_at_once_get_numbers_of_their_own(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store)

    def late(target: Path, files: Any, real: Callable[..., bool] = publish) -> bool:
        if target.name == "2" and not target.exists():
            shutil.copytree(target.with_name("1"), target)
        return real(target, files)

    monkeypatch.setattr("liuke.predict.store.store.publish", late)
    assert keep(store, seed=1).id == "churn@3"
