"""The cells of other tables than orders: the same dates and amounts, yes and no, JSON, and kinds said in words."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files import at, put, read_cells, rows_of, take, workbook

from liuke.collect import inspect
from liuke.collect.kinds import KINDS, kind_in
from liuke.engine import Engine
from liuke.settings import Settings
from liuke.workspace import Workspace


def received(workspace: Workspace, engine: Engine, path: Path, **options: Any) -> list[dict[str, Any]]:
    return rows_of(engine, take(workspace, engine, path, **options))


def test_a_list_of_members_is_read_as_people_keep_it(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    header = "会员号,姓名,手机号,生日,会员等级,成为会员时间,获客成本,允许邮件联系,允许电话联系,标签"
    rows = [
        "M1,王芳,13800000001,1990年3月5日,金卡,2024年3月5日 下午2:30,¥12.50,是,否,高价值;母婴",
        "M2,李雷,13800000002,32937,银卡,45356,1.2万,已订阅,已退订,",
        "M3,Ann,13800000003,1990-03-05,-,2024-03-05 14:30,8,同意,拒绝,x",
        "M4,Bob,13800000004,unknown,金卡,2024/3/5,8,maybe,1,x",
    ]
    found = received(workspace, engine, put(tmp_path, "\n".join([header, *rows]), "会员.csv"))
    assert [row["birth_date"] for row in found] == [date(1990, 3, 5), date(1990, 3, 5), date(1990, 3, 5), None]
    assert [row["signed_up_at"] for row in found] == [
        at("2024-03-05T14:30"), at("2024-03-05"), at("2024-03-05T14:30"), at("2024-03-05"),
    ]  # fmt: skip
    assert [row["acquisition_cost"] for row in found] == [12.5, 12_000, 8, 8]
    assert [row["consent_email"] for row in found] == [True, True, True, None]
    assert [row["consent_phone"] for row in found] == [False, False, False, True]
    assert (found[0]["tags"], found[3]["unread"]) == ("高价值;母婴", "birth_date\tunknown")


def test_contracts_from_a_workbook_keep_their_dates(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ("合同编号", "客户编号", "套餐", "开始时间", "到期时间", "取消时间", "价格", "计费周期"),
            ("S1", "C1", "专业版", at("2024-01-01"), at("2024-12-31"), None, 1299, "年"),
            ("S2", "C2", "基础版", at("2024-02-01"), at("2024-02-29"), at("2024-02-10"), 99.5, "月"),
        ],
        name="合同.xlsx",
    )
    taken = take(workspace, engine, path)
    assert taken.source.table == "subscription"
    first, second = rows_of(engine, taken)
    assert (first["started_at"], first["expires_at"], first["cancelled_at"]) == (
        at("2024-01-01"),
        at("2024-12-31"),
        None,
    )
    assert (second["price"], second["period"], second["cancelled_at"]) == (99.5, "月", at("2024-02-10"))


def test_a_bill_is_read_with_its_period_and_currency(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    header = "账单编号,客户编号,账单日期,账单金额,服务开始时间,服务结束时间,应付时间"
    text = header + '\nB1,C1,20240301,"US$1,299.00",20240301,20240331,20240315\n'
    row = received(workspace, engine, put(tmp_path, text))[0]
    assert (row["amount"], row["currency"]) == (1299, "USD")
    assert (row["billed_at"], row["ends_at"], row["due_at"]) == (at("2024-03-01"), at("2024-03-31"), at("2024-03-15"))


def test_times_of_events_come_from_epochs_and_zones(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    text = "user_id,event,event_time\nU1,view,1709600400123\nU2,buy,2024-03-05T09:00:00+08:00\n"
    found = received(workspace, engine, put(tmp_path, text))
    assert [row["occurred_at"] for row in found] == [at("2024-03-05T01:00:00.123"), at("2024-03-05T01:00")]


JSON = ['{"page": "/a"}', "[1, 2]", "", "null", "{page: /a}"]


def test_properties_are_json_or_unread(engine: Engine) -> None:
    columns = {"occurred_at": ["2024-03-05"] * 5, "name": ["view"] * 5, "properties": JSON}
    _, found = read_cells(engine, columns, table="event")
    assert [row["properties"] and json.loads(row["properties"]) for row in found] == [
        {"page": "/a"}, [1, 2], None, None, None,
    ]  # fmt: skip
    assert [row["unread"] for row in found] == [None, None, None, None, "properties\t{page: /a}"]


def test_an_object_of_a_json_line_is_there_as_a_whole_and_by_its_fields(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    lines = [
        {"event": "view", "properties": {"time": 1709600400, "distinct_id": "U1", "page": {"path": "/a"}}},
        {"event": "buy", "properties": {"time": 1709600460, "distinct_id": "U2", "amount": 9.5}},
    ]
    path = put(tmp_path, "\n".join(map(json.dumps, lines)) + "\n", "mixpanel.jsonl")
    taken = take(workspace, engine, path)
    assert taken.source.about["mapping"]["columns"] == {
        "customer_id": "properties.distinct_id",
        "occurred_at": "properties.time",
        "name": "event",
        "properties": "properties",
    }
    found = rows_of(engine, taken)
    assert [json.loads(row["properties"]) for row in found] == [line["properties"] for line in lines]
    assert found[1]["occurred_at"] == at("2024-03-05T01:01")


def test_nested_columns_of_parquet_become_json_and_joined_words(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    events = {"user_id": ["U1"], "event": ["view"], "timestamp": [at("2024-03-05")], "properties": [{"n": 1, "s": "é"}]}
    pq.write_table(pa.table(events), tmp_path / "events.parquet")
    row = received(workspace, engine, tmp_path / "events.parquet")[0]
    assert json.loads(row["properties"]) == {"n": 1, "s": "é"}
    people = {"customer_id": ["C1", "C2"], "name": ["Ann", "Bob"], "gender": ["f", "m"], "tags": [["a", "b"], None]}
    pq.write_table(pa.table(people), tmp_path / "people.parquet")
    assert [row["tags"] for row in received(workspace, engine, tmp_path / "people.parquet")] == ["a,b", None]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("NPS", "nps"), ("nps score", "nps"), ("eNPS", "nps"), ("Net Promoter Score", "nps"), ("净推荐值", "nps"),
        ("推荐意愿", "nps"), ("CSAT", "csat"), ("Customer satisfaction", "csat"), ("满意度", "csat"),
        ("服务满意度评分", "csat"), ("CES", "ces"), ("Customer Effort Score", "ces"), ("费力度", "ces"), ("CSI", "csi"),
        ("满意度指数", "csi"), ("ACSI satisfaction index", "csi"), ("product processes", None), ("回访", None),
    ],
)  # fmt: skip
def test_kinds_of_surveys_are_told_from_words(engine: Engine, said: str, kind: str | None) -> None:
    assert kind_in(said) == kind
    columns = {"answered_at": ["2024-03-05"], "score": ["9"], "kind": [said]}
    _, found = read_cells(engine, columns, table="survey_response")
    assert found[0]["kind"] == (kind or said)


def test_every_kind_says_itself() -> None:
    assert {kind: kind_in(kind) for kind in KINDS} == {kind: kind for kind in KINDS}


@pytest.mark.parametrize(
    ("name", "header", "kind", "where"),
    [
        ("export.csv", "Email,NPS score,Date", "nps", "header “NPS score”"),
        ("export.csv", "手机号,满意度评分,答题时间", "csat", "header “满意度评分”"),
        ("csat_2024.csv", "customer_id,score,answered_at", "csat", "file's name"),
        ("净推荐值调研.csv", "customer_id,score,answered_at", "nps", "file's name"),
    ],
)
def test_a_survey_without_a_kind_takes_it_from_where_it_is_said(
    engine: Engine, workspace: Workspace, tmp_path: Path, name: str, header: str, kind: str, where: str
) -> None:
    names = header.split(",")
    row = ",".join("2024-03-05" if name in ("Date", "答题时间", "answered_at") else "9" for name in names)
    path = put(tmp_path, f"{header}\n{row}\n", name)
    proposal = inspect(path, Settings())
    assert proposal.filled == {"kind": kind}
    assert any(where in note.en and kind in note.zh for note in proposal.notes)
    taken = take(workspace, engine, path)
    assert [found["kind"] for found in rows_of(engine, taken)] == [kind]
    assert taken.source.about["filled"] == {"kind": kind}
    assert take(workspace, engine, path).already


def test_a_survey_whose_kind_nothing_says_has_none(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "customer_id,survey_id,score,answered_at\nC1,S1,9,2024-03-05\n")
    assert received(workspace, engine, path)[0]["kind"] is None
    assert inspect(path, Settings()).filled == {}


def test_the_same_answers_under_a_name_that_says_the_kind_are_read_anew(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    text = "customer_id,survey_id,score,answered_at\nC1,S1,9,2024-03-05\n"
    take(workspace, engine, put(tmp_path, text, "answers.csv"))
    again = take(workspace, engine, put(tmp_path, text, "nps.csv"))
    assert not again.already
    assert len(workspace.sources()) == 1


def test_ids_without_a_kind_are_of_the_kind_their_header_says(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    path = put(tmp_path, "unionid,会员号\nwx_1,M1\nwx_2,M1\n")
    taken = take(workspace, engine, path, table="identity", given={"id_value": "unionid"})
    assert [(row["id_kind"], row["id_value"], row["customer_id"]) for row in rows_of(engine, taken)] == [
        ("unionid", "wx_1", "M1"),
        ("unionid", "wx_2", "M1"),
    ]
    assert "“unionid”" in taken.source.about["notes"][-1]["zh"]


def test_ids_with_a_kind_keep_it(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "id_kind,id_value,customer_id\nphone,138,C1\n")
    assert received(workspace, engine, path)[0]["id_kind"] == "phone"


def test_a_customer_s_phone_may_be_the_number_too(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    row = received(workspace, engine, put(tmp_path, "姓名,手机号,性别\n王芳,13800000001,女\n"))[0]
    assert (row["customer_id"], row["phone"], row["name"]) == ("13800000001", "13800000001", "王芳")
