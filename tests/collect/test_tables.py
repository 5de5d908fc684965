"""A file finds its table: by the headers that systems write, by its name, by hand; and says so where it does not."""

from pathlib import Path

import pytest
from exports import EXPORTS, Export
from files import put
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.collect import Proposal, inspect
from liuke.collect.signatures import SIGNATURES
from liuke.collect.synonyms import around, known_to, names_of
from liuke.errors import DataError, UsageError
from liuke.schema import TABLES
from liuke.settings import Mapping, Settings

TOLD = [pytest.param(export, id=f"{export.table} from {export.system}") for export in EXPORTS]
SEVERAL_ROWS = 30


def look(folder: Path, header: str, *rows: str, name: str = "export.csv", **options: object) -> Proposal:
    return inspect(put(folder, "\n".join([header, *rows]) + "\n", name), Settings(), **options)  # type: ignore[arg-type]


def refused(folder: Path, header: str, *rows: str, name: str = "export.csv") -> DataError:
    with pytest.raises(DataError) as raised:
        look(folder, header, *rows, name=name)
    return raised.value


@pytest.mark.parametrize("export", TOLD)
def test_an_export_finds_its_table_and_columns(tmp_path: Path, export: Export) -> None:
    found = inspect(export.write(tmp_path), Settings())
    assert (found.table, found.mapping.columns) == (export.table, export.columns)
    assert found.table_from.en.startswith("told by")


def test_every_table_is_shown_in_three_ways_at_least() -> None:
    assert dict.fromkeys(TABLES, 3) == {
        table: min(3, sum(export.table == table for export in EXPORTS)) for table in TABLES
    }


@settings(deadline=None, max_examples=60)
@given(export=st.sampled_from(EXPORTS), seed=st.randoms(use_true_random=False), style=st.integers(0, 3))
def test_order_and_spelling_of_headers_and_strange_columns_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, export: Export, seed: object, style: int
) -> None:
    headers = [*export.headers, "zzz 1", "奇怪的列"]
    seed.shuffle(headers)  # type: ignore[attr-defined]
    lines = list(export.lines(tuple(headers)))
    respelt = [str.upper, str.lower, lambda text: text.replace(" ", "_"), lambda text: f" {text} "][style]
    path = put(tmp_path_factory.getbasetemp(), "\n".join([respelt(lines[0]), *lines[1:]]) + "\n", "export.csv")
    found = inspect(path, Settings())
    spelt = {column: respelt(header).strip() for column, header in export.columns.items()}
    assert (found.table, found.mapping.columns) == (export.table, spelt)


@pytest.mark.parametrize("table", [table for table in TABLES if table != "order_line"])
def test_a_file_with_the_canonical_columns_is_that_table(tmp_path: Path, table: str) -> None:
    names = TABLES[table].names
    values = {"timestamp(6)": "2024-03-05 10:00", "date": "2024-03-05"}
    row = ",".join(values.get(TABLES[table][name].type, "7.50") for name in names)
    found = look(tmp_path, ",".join(names), row)
    assert (found.table, found.mapping.columns) == (table, {name: name for name in names})


def test_every_table_has_a_signature_that_names_its_columns() -> None:
    assert {signature.table for signature in SIGNATURES} == set(TABLES)
    for signature in SIGNATURES:
        named = " ".join((*signature.groups, signature.own)).split()
        assert set(named) <= set(TABLES[signature.table].names), signature.table


def test_what_stands_around_a_table_is_none_of_its_columns() -> None:
    for table in TABLES.values():
        columns = {name for column in table.names for name in names_of(table.name, column)}
        assert around(table.name) & columns == set() or table.name in ("order", "order_line", "subscription"), (
            table.name
        )


def test_names_are_known_to_families_of_tables() -> None:
    assert known_to("订单号") == {"order"}
    assert known_to("ticketid") == {"feedback"}
    assert known_to("nothingofthekind") == frozenset()


PAYMENTS = "customer,date,amount"


@pytest.mark.parametrize(
    "header",
    [
        PAYMENTS,
        "customer,date,amount,comment",
        "customer,date,amount,score",
        "customer,date,amount,campaign,channel",
        "date,customer,amount,status,type,note",
        "customer_id,date,amount,lead_source,owner",
        "lead_id,customer_id,date,amount,status",
        "order_id,user_id,plan,created_at,amount,status",
        "payment_id,customer_id,subscription_id,amount,created,status",
        "订单编号,客户姓名,手机,城市,性别,生日,会员等级,下单时间,实付金额,来源渠道,负责人,备注,评价",
        "客户,日期,金额,跟进人,跟进结果",
        "bill_no,customer_id,date,amount",
    ],
)
@pytest.mark.parametrize("name", ["export.csv", "customers.csv", "活动.csv"])
def test_orders_stay_orders_whatever_else_they_carry(tmp_path: Path, header: str, name: str) -> None:
    names = header.split(",")
    rows = [",".join(_cell(column, row) for column in names) for row in range(SEVERAL_ROWS)]
    assert look(tmp_path, header, *rows, name=name).table == "order"


def _cell(header: str, row: int) -> str:
    if header in ("date", "created", "created_at", "日期", "下单时间", "生日"):
        return f"2024-03-{row % 28 + 1:02}"
    return f"{row}.25" if header in ("amount", "金额", "实付金额") else f"K{row:03}"


def test_a_log_whose_amounts_are_mostly_empty_is_no_list_of_orders(tmp_path: Path) -> None:
    rows = [
        f"U{row % 9:03},{'order' if row == 5 else 'view'},2024-03-05,{'9.5' if row == 5 else ''}" for row in range(30)
    ]
    assert look(tmp_path, "user_id,event,timestamp,revenue", *rows).table == "event"


@pytest.mark.parametrize(
    ("name", "header", "row", "table"),
    [
        ("客户.csv", "客户编号,姓名", "C1,王芳", "customer"),
        ("members_2024.csv", "id,name", "1,Ann", "customer"),
        ("工单_2024.csv", "编号,客户,时间", "1,C1,2024-03-05", "feedback"),
        ("客户投诉.csv", "客户,时间,内容", "C1,2024-03-05,太慢", "feedback"),
        ("leads.csv", "id,email,created_at,source", "1,a@b.c,2024-03-05,ad", "lead"),
        ("web-events.csv", "user_id,name,time", "U1,view,2024-03-05", "event"),
        ("subscriptions.csv", "customer,start,plan", "C1,2024-03-05,gold", "subscription"),
        ("nps_2024.csv", "customer_id,date,score,comment", "C1,2024-03-05,9,good", "survey_response"),
        ("跟进记录.csv", "客户,时间,负责人", "C1,2024-03-05,李雷", "interaction"),
        ("deals.csv", "id,account,created,amount,stage", "1,Acme,2024-03-05,9.5,won", "opportunity"),
    ],
)
def test_the_file_s_name_helps_where_headers_say_little(
    tmp_path: Path, name: str, header: str, row: str, table: str
) -> None:
    assert look(tmp_path, header, row, name=name).table == table


def test_a_bill_is_only_taken_for_one_by_its_columns(tmp_path: Path) -> None:
    assert look(tmp_path, PAYMENTS, "C1,2024-03-05,9.5", name="bills.csv").table == "order"
    assert look(tmp_path, "客户,时间,费用", "C1,2024-03-05,9.5", name="账单.csv").table == "order"
    assert look(tmp_path, PAYMENTS + ",due date", "C1,2024-03-05,9.5,2024-04-05").table == "bill"
    assert look(tmp_path, "客户,账单日期,金额", "C1,2024-03-05,9.5").table == "bill"
    assert look(tmp_path, PAYMENTS + ",period start", "C1,2024-03-05,9.5,2024-03-01").table == "bill"


@pytest.mark.parametrize(
    ("header", "row", "table", "other"),
    [
        (
            "Record ID,Email,Phone,Company name,Lead status,Lead source,Create date",
            "1,a@b.c,5,Acme,new,ad,2024-03-05",
            "lead",
            "customer",
        ),
        ("conversation_id,customer_id,agent,time", "1,C1,Ann,2024-03-05", "feedback", "interaction"),
        ("客户,阶段,负责人,创建时间,关闭时间", "C1,初步,王芳,2024-03-05,2024-03-06", "opportunity", "lead"),
    ],
)
def test_a_file_that_could_be_two_tables_says_so(tmp_path: Path, header: str, row: str, table: str, other: str) -> None:
    found = look(tmp_path, header, row)
    assert found.table == table
    said = next(note for note in found.notes if "could also be" in note.en)
    assert f"--table {other}" in said.en
    assert f"--table {other}" in said.zh
    assert look(tmp_path, header, row, table=other).table == other


def test_a_clear_file_raises_no_doubt(tmp_path: Path) -> None:
    doubted = [
        (export.table, export.system)
        for export in EXPORTS
        if any("could also be" in note.en for note in inspect(export.write(tmp_path), Settings()).notes)
    ]
    assert len(doubted) <= 2


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("Lead ID,Full name,Company,Email,Phone,Industry,City,Created", "lead"),
        ("工单编号,客户名称,电话,城市,会员等级,创建时间", "feedback"),
    ],
)
def test_rows_are_what_they_are_numbered_as(tmp_path: Path, header: str, table: str) -> None:
    row = ",".join("2024-03-05" if name in ("Created", "创建时间") else "x" for name in header.split(","))
    assert look(tmp_path, header, row).table == table


def test_values_of_which_too_many_are_something_else_tell_nothing(tmp_path: Path) -> None:
    rows = [f"U{row % 30:03},view,{'2024-03-05' if row % 10 else 'n/a'}" for row in range(200)]
    assert refused(tmp_path, "user_id,event_name,wann", *rows).column == "occurred_at"
    rows = [row.replace("n/a", "2024-03-06") if number > 80 else row for number, row in enumerate(rows)]
    assert look(tmp_path, "user_id,event_name,wann", *rows).mapping.columns["occurred_at"] == "wann"


def test_what_was_given_by_hand_narrows_the_tables(tmp_path: Path) -> None:
    header, row = "who,what,when", "C1,view,2024-03-05"
    found = look(tmp_path, header, row, given={"customer_id": "who", "name": "what", "occurred_at": "when"})
    assert found.table == "event"
    found = look(tmp_path, header, row, given={"customer_id": "who", "playbook_id": "what", "assigned_at": "when"})
    assert found.table == "treatment"


@pytest.mark.parametrize(
    ("alias", "table"),
    [("customers", "customer"), ("deals", "opportunity"), ("Tickets", "feedback"), ("survey", "survey_response")],
)
def test_a_table_answers_to_its_other_names(tmp_path: Path, alias: str, table: str) -> None:
    row = "1,C1,2024-03-05,2024-03-05,2024-03-05,3"
    found = look(tmp_path, "id,customer_id,received_at,created_at,answered_at,score", row, table=alias)
    assert (found.table, found.mapping.table, found.table_from.en) == (table, table, "given by hand")


def test_a_stored_mapping_is_found_by_another_name_of_its_table(tmp_path: Path) -> None:
    stored = Mapping(table="customer", headers=("a", "b"), columns={"customer_id": "a", "name": "b"})
    path = put(tmp_path, "a,b\n1,2\n")
    for asked in (None, "customers"):
        found = inspect(path, Settings(mapping=(stored,)), table=asked)
        assert found.mapping.columns == stored.columns


def test_a_file_that_is_no_table_is_told_what_the_nearest_miss(tmp_path: Path) -> None:
    error = refused(tmp_path, "campaign_id,household_id", "7,105")
    assert (error.code, error.column) == ("collect.unmapped", "assigned_at")
    assert "As treatment (an action taken) it misses assigned_at" in error.message.en
    assert "As order (a purchase) it misses ordered_at (Ordered at), amount (Amount)" in error.message.en
    assert "作为 treatment（一次干预）还缺 assigned_at（分配时间）" in error.message.zh
    assert "--table treatment --map assigned_at=…" in error.hint.en


def test_of_tables_that_miss_as_much_the_one_with_most_in_it_is_asked_about_first(tmp_path: Path) -> None:
    error = refused(
        tmp_path, "Ticket ID,Ticket subject,Ticket status,Ticket channel,Requester email,Ticket made", "1,a,b,c,d,e"
    )
    assert "--table feedback --map received_at=…" in error.hint.en


def test_a_need_that_several_columns_would_meet_names_them(tmp_path: Path) -> None:
    error = refused(tmp_path, "household_id,coupon_upc,campaign_id,redemption_date", "K1,5,7,2024-03-05")
    assert "arm (Arm) or assigned_at (Assigned at)" in error.message.en
    assert "arm（实验组别） 或 assigned_at（分配时间）" in error.message.zh


def test_a_file_that_says_nothing_is_asked_about_as_orders(tmp_path: Path) -> None:
    error = refused(tmp_path, "a,b,c", "x,y,z")
    assert "customer_id (Customer number), ordered_at (Ordered at), amount (Amount)" in error.message.en
    assert "--table" not in error.hint.en


def test_a_table_named_by_hand_is_told_what_it_misses(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        look(tmp_path, "a,b", "x,y", table="events")
    assert (
        "as event: no column could be recognised as occurred_at (Occurred at), name (Event)" in raised.value.message.en
    )
    assert "--table event --map occurred_at=… --map name=…" in raised.value.hint.en


@pytest.mark.parametrize("dates", ["Seen,Called", "Close Date,Region"])
def test_a_pipeline_without_creation_dates_is_not_taken_for_orders(tmp_path: Path, dates: str) -> None:
    rows = [f"O{row},Acme {row % 7},Negotiation,{row}.50,Ann,2024-03-05,2024-03-06" for row in range(SEVERAL_ROWS)]
    if "Region" in dates:
        rows = [row.rpartition(",")[0] + ",north" for row in rows]
    error = refused(tmp_path, f"Opportunity ID,Client,Stage,Amount,Opportunity Owner,{dates}", *rows)
    assert "As opportunity (a possible sale) it misses created_at" in error.message.en


TELCO = "customerID,gender,SeniorCitizen,Partner,tenure,Contract,MonthlyCharges,Churn"


def test_a_labelled_table_without_dates_is_told_apart(tmp_path: Path) -> None:
    error = refused(tmp_path, TELCO, "7590-VHVEG,Female,0,Yes,1,Month-to-month,29.85,No")
    assert (error.code, error.column) == ("collect.labelled", "Churn")
    assert "the outcome “Churn”" in error.message.en
    assert "“Churn”" in error.message.zh
    assert "--table customer" in error.hint.en
    found = look(tmp_path, TELCO, "7590-VHVEG,Female,0,Yes,1,Month-to-month,29.85,No", table="customer")
    assert found.mapping.columns == {"customer_id": "customerID", "gender": "gender"}


def test_labelled_leads_are_told_which_date_they_miss(tmp_path: Path) -> None:
    error = refused(tmp_path, "Prospect ID,Lead Source,Converted,City", "319325b3,Google,1,Mumbai")
    assert error.code == "collect.labelled"
    assert "As lead (a possible customer) it misses created_at (Created at)" in error.hint.en
    assert "作为 lead（一条线索）还缺 created_at（创建时间）" in error.hint.zh


def test_a_labelled_experiment_is_asked_for_dated_records(tmp_path: Path) -> None:
    error = refused(
        tmp_path, "recency,history,zip_code,channel,segment,visit,conversion,spend", "10,142.44,Rural,Web,M,0,0,0"
    )
    assert (error.code, error.column) == ("collect.labelled", "conversion")
    assert error.hint.en.startswith("Export the orders, subscriptions or events")


def test_an_outcome_beside_dates_is_an_ordinary_column(tmp_path: Path) -> None:
    found = look(tmp_path, "customer_id,gender,signup_date,churn", "C1,F,2024-03-05,0")
    assert found.table == "customer"


def test_values_tell_when_and_who_of_other_tables_too(tmp_path: Path) -> None:
    rows = [f"K{row % 30:03},{row % 28 + 1}.03.2024,view" for row in range(200)]
    found = look(tmp_path, "Wer,Wann,event_name", *rows)
    assert found.table == "event"
    assert found.mapping.columns == {"customer_id": "Wer", "occurred_at": "Wann", "name": "event_name"}
    assert {note.en.split(" was")[0] for note in found.notes} == {"Customer number", "Occurred at"}


def test_measures_and_words_are_not_taken_for_customers(tmp_path: Path) -> None:
    rows = [f"town{'abcdefgh'[row % 8]}{'abcdefgh'[row % 7]},{row % 60}.5,2024-03-05,view" for row in range(200)]
    found = look(tmp_path, "place,seconds,time,event_name", *rows)
    assert found.mapping.columns == {"occurred_at": "time", "name": "event_name"}


def test_a_duration_is_not_taken_for_a_time(tmp_path: Path) -> None:
    row = "1,C1,slow,2024-03-05 10:00,43210,35"
    found = look(tmp_path, "ticket_id,customer_id,subject,created_at,First response time (in secs),Resolved time", row)
    assert found.unused == ("First response time (in secs)", "Resolved time")


def test_what_stands_for_a_customer_s_number_is_said(tmp_path: Path) -> None:
    found = look(tmp_path, "姓名,手机,性别,生日", "王芳,13800000000,女,1990-03-05")
    assert (found.mapping.columns["customer_id"], found.mapping.columns["phone"]) == ("手机", "手机")
    assert any("“手机” stands for them" in note.en and "以“手机”代替" in note.zh for note in found.notes)


def test_columns_that_no_table_has_together_are_refused_about_the_table_it_looks_like(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        look(tmp_path, "user_id,event,timestamp", "U1,view,2024-03-05", given={"coupon": "event", "tier": "event"})
    assert raised.value.code == "collect.no_canonical_column"
    assert "anonymous_id" in raised.value.hint.en


def test_a_column_given_by_hand_that_its_only_table_misses_more_with_is_told_about_that_table(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        look(tmp_path, "a,b", "x,y", given={"arm": "a"})
    assert raised.value.message.en.startswith("export.csv fits no table yet. As treatment")


@pytest.mark.parametrize(
    ("first", "second"), [("C1,2024-03-05,phone", "C2,2024-03-06,web"), ("17,12.50,邮箱", "18,3.25,电话")]
)
def test_a_word_among_values_is_no_header(tmp_path: Path, first: str, second: str) -> None:
    given_by_hand = {"customer_id": "column_1", "channel": "column_3"}
    with pytest.raises(DataError) as raised:
        look(tmp_path, first, second, given=given_by_hand, table="order")
    assert "column_1, column_2, column_3" in raised.value.message.en


INVOICES = "invoice_id,customer_id,invoice_date,amount,plan,status", "I1,a,2026-01-05,10,basic,paid"


def test_invoices_of_a_plan_are_bills_where_the_file_is_called_so_and_may_be_where_not(tmp_path: Path) -> None:
    called = look(tmp_path, *INVOICES, name="bills.csv")
    assert (called.table, called.mapping.columns["plan"]) == ("bill", "plan")
    export = look(tmp_path, *INVOICES, name="export.csv")
    assert export.table == "order"
    assert any("bill" in note.en for note in export.notes)


def test_a_score_beside_tickets_is_their_rating(tmp_path: Path) -> None:
    found = look(tmp_path, "ticket,customer,submitted,csat_score,comment", "T1,a,2026-03-01,5,great")
    assert (found.table, found.mapping.columns["rating"]) == ("feedback", "csat_score")


def test_scores_of_several_surveys_in_a_row_are_told_of(tmp_path: Path) -> None:
    found = look(tmp_path, "customer_id,date,nps,csat,comment", "a,2026-03-01,10,5,good")
    assert (found.table, found.mapping.columns["score"]) == ("survey_response", "nps")
    told = [note.en for note in found.notes if note.en.startswith("Not read: csat.")]
    assert len(told) == 1
    alone = look(tmp_path, "customer_id,date,nps,comment", "a,2026-03-01,10,good")
    assert not [note for note in alone.notes if note.en.startswith("Not read")]


def test_a_question_that_asks_for_a_recommendation_is_one_of_nps_where_its_answers_are_numbers(tmp_path: Path) -> None:
    header = "email,How likely are you to recommend us?,Submit Date (UTC)"
    found = look(tmp_path, header, "a@x.com,9,2025-01-07 10:05")
    assert (found.table, found.filled) == ("survey_response", {"kind": "nps"})
    assert refused(tmp_path, header, "a@x.com,very likely,2025-01-07 10:05").code == "collect.unmapped"


def test_a_name_beside_e_mails_is_an_event_s_where_it_is_the_same_for_many(tmp_path: Path) -> None:
    header = "anonymous_id,user_id,email,name,timestamp"
    events = [f"A{row},U{row},u{row}@x.com,{'view' if row % 2 else 'buy'},2025-01-07" for row in range(9)]
    assert look(tmp_path, header, *events).table == "event"
    people = [f"A{row},U{row},u{row}@x.com,Person {row},2025-01-07" for row in range(9)]
    assert look(tmp_path, header, *people).table == "customer"


def test_a_time_at_which_anything_may_come_in_tells_no_feedback(tmp_path: Path) -> None:
    assert look(tmp_path, "anonymous_id,user_id,email,received_at", "A1,U1,a@x.com,2025-01-01").table == "identity"
    error = refused(tmp_path, "response_id,email,submitted_at,answer given", "R1,a@x.com,2025-01-01,9")
    assert "As survey_response" in error.message.en


@pytest.mark.parametrize(
    "header",
    ["ticket_id,customer_id,created_at,resolved_at,loaded_at", "工单编号,客户编号,受理时间,解决时间,入库时间"],
)
def test_when_a_ticket_was_written_down_is_not_when_it_came(tmp_path: Path, header: str) -> None:
    found = look(tmp_path, header, "1,ann,2026-01-05,2026-01-07,2026-01-08")
    _, _, received, _, recorded = header.split(",")
    assert found.table == "feedback"
    assert (found.mapping.columns["received_at"], found.mapping.columns["recorded_at"]) == (received, recorded)
