"""`liuke add` with any table: the table in words, its other names, and what a wrong call could have said."""

from pathlib import Path

import pytest

from tests.cli.conftest import Answered, liuke
from tests.cli.test_questions import on_a_terminal

EVENTS = "user_id,event,timestamp\nU1,view,2026-01-05 10:00\nU2,buy,2026-01-06 11:00\n"
MEMBERS = "会员号,姓名,性别\nM1,王芳,女\n"
TELCO = "customerID,gender,SeniorCitizen,Churn\n7590-VHVEG,Female,0,No\n"


def add(folder: Path, text: str, *arguments: str, name: str = "export.csv") -> Answered:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return liuke("-w", folder / "w", "add", "--yes", path, *arguments)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "export.csv → event: a row is anything a customer did (told by the columns event)"),
        ("zh", "export.csv → event：每行是客户的一次行为（依据列名 event）"),
    ],
)
def test_it_says_in_words_which_table_a_file_is(tmp_path: Path, language: str, said: str) -> None:
    told = add(tmp_path, EVENTS, "--lang", language)
    assert told.code == 0
    assert said in told.err


def test_the_document_keeps_its_shape_for_every_table(tmp_path: Path) -> None:
    orders = add(tmp_path, "customer,date,amount\nC1,2026-01-05,9\n", "--json", name="orders.csv").json
    for text, table in ((EVENTS, "event"), (MEMBERS, "customer")):
        told = add(tmp_path, text, "--json").json
        assert told["files"][0].keys() == orders["files"][0].keys()
        assert (told["files"][0]["table"], told["files"][0]["added"]) == (table, True)


def test_a_table_may_be_called_by_its_other_names(tmp_path: Path) -> None:
    told = add(tmp_path, "会员号,备注\nM1,x\n", "--table", "customers", "--json")
    assert told.json["files"][0]["table"] == "customer"
    assert [path.name for path in (tmp_path / "w" / "raw").iterdir()] == ["customer"]


def test_files_of_several_tables_are_added_by_one_call(tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")
    told = add(tmp_path, EVENTS, str(tmp_path / "members.csv"), "--json")
    assert [file["table"] for file in told.json["files"]] == ["event", "customer"]


def test_a_wrong_column_is_answered_with_those_of_the_table(tmp_path: Path) -> None:
    told = add(tmp_path, EVENTS, "--table", "events", "--map", "tier=event", "--json")
    assert (told.code, told.json["error"]["code"]) == (2, "usage.map")
    assert "event has: event_id, customer_id, anonymous_id" in told.json["error"]["hint"]
    told = add(tmp_path, EVENTS, "--map", "tier=event", "--json")
    assert told.json["error"]["code"] == "collect.no_canonical_column"
    assert told.json["error"]["hint"].startswith("It has: event_id, customer_id, anonymous_id")
    told = add(tmp_path, EVENTS, "--map", "colour=event", "--json")
    assert "For another table, add --table NAME, one of: customer, order" in told.json["error"]["hint"]


def test_a_labelled_table_is_refused_with_the_way_to_use_it(tmp_path: Path) -> None:
    told = add(tmp_path, TELCO, "--json")
    assert (told.code, told.json["error"]["code"], told.json["error"]["column"]) == (1, "collect.labelled", "Churn")
    assert add(tmp_path, TELCO, "--table", "customer", "--json").json["files"][0]["added"]


def test_a_wrong_table_is_mended_at_the_question(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("conversation_id,customer_id,agent,time\n1,C1,Ann,2026-01-05\n", encoding="utf-8")
    code, screen = on_a_terminal("-w", tmp_path / "w", "add", path, answers=("n", "table=interaction", "y"))
    assert code == 0
    assert "could also be interaction" in " ".join(screen.split())
    assert "a row is a contact with us (given by hand)" in screen
    assert [folder.name for folder in (tmp_path / "w" / "raw").iterdir()] == ["interaction"]
