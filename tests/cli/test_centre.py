"""The metric centre by command: a company without orders, every table from a file, and questions about it."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import Answered, liuke

type Call = Callable[..., Answered]

FILES = {
    "subscriptions.csv": """subscription_id,customer_id,plan,started_at,expires_at,price,period
S1,ann,basic,2024-01-10,2024-02-10,10,month
S1,ann,pro,2024-02-10,2024-03-10,20,month
S1,ann,basic,2024-03-10,2024-04-10,10,month
S1,ann,basic,2024-04-10,2024-05-10,10,month
S2,bo,pro,2024-01-20,2024-02-20,20,month
S3,cy,basic,2024-01-05,2024-12-31,10,month
S4,dee,pro,2024-02-05,2024-03-05,20,month
S5,0138,basic,2024-03-15,2024-05-15,10,month
""",
    "customers.csv": "customer_id,name,region,signed_up_at\nann,Ann,North,2024-01-01\nbo,Bo,South,2024-01-02\n"
    "cy,Cy,North,2024-01-03\ndee,Dee,South,2024-02-01\n",
    "tickets.csv": "ticket_id,customer_id,received_at,first_response_at,resolved_at,category\n"
    "T1,ann,2024-03-04 10:00,2024-03-04 11:00,2024-03-05 12:00,billing\n"
    "T2,bo,2024-03-08 16:30,2024-03-11 10:00,,login\n",
    "survey.csv": "response_id,customer_id,answered_at,kind,score\n"
    + "".join(f"R{n},c{n},2024-03-{n + 1:02},nps,{score}\n" for n, score in enumerate((10, 9, 9, 7, 3)))
    + "R9,c9,2024-03-09,nps,12\n",
    "identities.csv": "id_kind,id_value,customer_id\nphone,0138,bo\n",
}

COMPARED = {
    "to", "period", "value", "low", "high", "difference", "difference_low", "difference_high", "differs", "partial",
    "begins_inside", "first_day", "last_day",
}  # fmt: skip


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("club")
    root = folder / "club"
    assert liuke("-w", root, "init", "--timezone", "UTC").code == 0
    tables = ("subscriptions", "customers", "tickets", "surveys", "identities")
    for (name, text), table in zip(FILES.items(), tables, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
        assert liuke("-w", root, "add", folder / name, "-y", "--table", table).code == 0
    with (root / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[target]]\nmetric = "mrr"\nvalue = 60\nby = 2024-12-31\n')
    told = liuke("-w", root, "run", "--as-of", "2024-04-30", "--json")
    assert told.code == 0, told.err
    return root


@pytest.fixture
def ask(club: Path) -> Call:
    return partial(liuke, "-w", club)


def test_a_run_without_orders_accounts_for_every_row(ask: Call) -> None:
    told = ask("status", "--json").json
    assert told["quality"] == {"rows_in": 21, "rows_kept": 20, "rows_quarantined": 1}
    assert {"contract", "movement", "stay", "ticket", "answer", "profile", "identity"} <= set(told["tables"])
    assert told["lost"]["definition"] == "contract"
    assert told["headline"] == {"period": "2024-04-01", "churn_rate": 0.0, "lost": 0, "opening": 3}


def test_the_money_of_subscriptions_adds_up(ask: Call) -> None:
    names = ("mrr_opening", "mrr_new", "mrr_returned", "mrr_expansion", "mrr_contraction", "mrr_churned", "mrr")
    answers = ask("metric", *names, "--by", "month", "--json").json["answers"]
    assert [answer["metric"] for answer in answers] == list(names)
    for rows in zip(*(answer["rows"] for answer in answers), strict=True):
        opening, new, returned, expansion, contraction, churned, closing = (row["value"] for row in rows)
        assert opening + new + returned + expansion - contraction - churned == closing
    assert [row["value"] for row in answers[-1]["rows"]] == [40, 50, 30, 30]


def test_ids_of_one_person_count_as_one_customer(ask: Call) -> None:
    (march,) = ask("metric", "returned_subscribers", "--from", "2024-03-01", "--to", "2024-03-31", "--json").json[
        "rows"
    ]
    assert march["value"] == 1


def test_answers_are_filtered_split_and_compared(ask: Call) -> None:
    north = ask("metric", "subscribers", "--by", "month", "--where", "region=North", "--json").json["rows"]
    assert [row["value"] for row in north] == [2, 2, 2, 2]
    split = ask("metric", "subscribers", "--by", "region", "--json").json["rows"]
    assert {row["split"]["region"]: row["value"] for row in split} == {"North": 2, "South": 1}
    rows = ask("metric", "mrr", "--by", "month", "--compare", "previous", "--json").json["rows"]
    assert [row["compared"] and row["compared"]["difference"] for row in rows] == [None, 10, -20, 0]
    target = ask("metric", "mrr", "--compare", "target", "--json").json["rows"][0]["compared"]
    assert (target["value"], target["difference"], target["met"], target["by"]) == (60, -30, False, "2024-12-31")
    assert set(target) == COMPARED | {"by", "met"}


def test_a_month_inside_which_the_data_begin_is_marked(ask: Call) -> None:
    """The first contract starts on 5 January."""
    told = ask("metric", "mrr", "--by", "month", "--compare", "previous", "--lang", "en").out
    assert "2024-01-01 ‡" in told
    assert "2024-02-01 ‡" not in told
    assert "40.00 ‡" in told, "February is compared with it"
    assert "‡ the data begin in this period" in told
    assert "‡ 数据从该期间中途开始" in ask("metric", "mrr", "--by", "month", "--lang", "zh").out
    assert "‡" not in ask("metric", "mrr", "--by", "month", "--from", "2024-02-01").out
    rows = ask("metric", "mrr", "--by", "month", "--json").json["rows"]
    assert [row["begins_inside"] for row in rows] == [True, False, False, False]


def test_the_days_that_a_stretch_is_compared_with_are_told(ask: Call) -> None:
    call = ("metric", "mrr", "--from", "2024-03-01", "--to", "2024-03-31", "--compare", "previous")
    (row,) = ask(*call, "--json").json["rows"]
    assert set(row["compared"]) == COMPARED
    assert (row["compared"]["first_day"], row["compared"]["last_day"]) == ("2024-02-01", "2024-02-29")
    assert "Compared with 2024-02-01 to 2024-02-29." in ask(*call, "--lang", "en").out
    assert "对比期间：2024-02-01 至 2024-02-29。" in ask(*call, "--lang", "zh").out
    by_month = ask("metric", "mrr", "--by", "month", "--compare", "previous", "--lang", "en").out
    assert "The last period is compared with 2024-03-01 to 2024-03-31." in by_month
    assert "ompared with 20" not in ask("metric", "mrr", "--compare", "target", "--lang", "en").out


def test_tickets_and_answers_are_measured(ask: Call) -> None:
    (nps,) = ask("metric", "nps", "--json").json["rows"]
    assert (nps["value"], nps["denominator"]) == (40, 5)
    rows = ask("metric", "first_response_time", "--by", "category", "--json").json["rows"]
    assert {row["split"]["category"]: row["value"] for row in rows} == {"billing": 1, "login": 2.5}


def test_metrics_are_listed_and_searched_in_both_languages(ask: Call, tmp_path: Path) -> None:
    every = ask("metrics", "--json").json["metrics"]
    assert len(every) > 100
    there = {one["id"]: one["available"] for one in every}
    assert (there["mrr"], there["nps"], there["churn_rate"], there["revenue"]) == (True, True, True, False)
    found = [one["id"] for one in ask("metrics", "净推荐值", "--json").json["metrics"]]
    assert found[0] == "nps"
    assert "renewal_rate" in [one["id"] for one in ask("metrics", "renewed", "--json").json["metrics"]]
    assert ask("metrics", "zzzzqq", "--json").json["metrics"] == []
    anywhere = liuke("-w", tmp_path, "metrics", "mrr", "--json").json["metrics"]
    assert {one["available"] for one in anywhere} == {None}
    shown = ask("metrics", "renewal_rate", "--lang", "zh")
    assert "续约率" in shown.out
    assert "公式" in shown.out


def test_a_change_is_told_in_a_sentence(ask: Call) -> None:
    told = ask("change", "mrr", "--period", "2024-03-15", "--json").json
    assert (told["difference"], told["verdict"]) == (-20, "untold")
    plans = {one["group"]: one["contribution"] for one in told["contributions"]["plan"]}
    assert sum(plans.values()) == pytest.approx(-20)
    assert "down 20" in told["sentence"]["en"]
    assert "下降" in told["sentence"]["zh"]
    assert "2024" in ask("change", "mrr", "--period", "2024-03-15").out


def test_what_lost_would_read_is_shown(ask: Call, shop: Path) -> None:
    (contract,) = ask("lost", "--json").json["definitions"]
    assert (contract["definition"], contract["lost"], contract["returned"]) == ("contract", 2, 1)
    told = liuke("-w", shop, "lost", "--days", "30", "--below", "0.3", "--json").json
    assert told["chosen"] == "inactivity"
    kinds = [one["definition"] for one in told["definitions"]]
    assert (kinds.count("inactivity"), kinds.count("probability")) == (2, 1)
    by_days = {one["sentence"]["en"]: one for one in told["definitions"]}
    window = liuke("-w", shop, "status", "--json").json["lost"]["days"]
    short, own = by_days["No purchase for 30 days."], by_days[f"No purchase for {window} days."]
    assert short["mean_churn_rate"] > own["mean_churn_rate"]
    assert short["share_returned"] > own["share_returned"]


@pytest.mark.parametrize(
    ("call", "code", "hint"),
    [
        (("metric", "churnrate"), "metric.unknown", "churn_rate"),
        (("metric", "mrr", "--by", "decade"), "metric.by", "month"),
        (("metric", "revenue"), "metric.no_input", "liuke add"),
        (("metric", "mrr", "--from", "2030-01-01"), "metric.empty", "2024-01-05"),
        (("metric", "mrr", "--where", "region=West"), "metric.nobody", "North"),
        (("metric", "mrr", "--where", "shoe_size>40"), "metric.where", "region"),
        (("metric", "mrr", "--where", "region"), "metric.where", "="),
        (("metric", "paused_share", "--by", "month"), "metric.stock", "--as-of"),
        (("metric", "mrr", "--compare", "yesterday"), "usage.compare", "previous"),
        (("metric", "nps", "--compare", "target"), "metric.no_target", "mrr"),
        (("change", "paused_share"), "metric.stock", "--as-of"),
        (("change", "nps"), "change.too_short", "week"),
    ],
)
def test_what_cannot_be_asked_says_why_and_what_would_work(
    ask: Call, call: tuple[str, ...], code: str, hint: str
) -> None:
    for language in ("en", "zh"):
        told = ask(*call, "--json", "--lang", language)
        assert told.code == 2
        assert told.json["error"]["code"] == code
        assert hint in told.json["error"]["hint"]


def test_no_renewal_rate_is_told_where_renewals_are_not_written_down(tmp_path: Path) -> None:
    """One row a contract, with an expiry once it has ended: nobody ever seems to renew."""
    (tmp_path / "subscriptions.csv").write_text(
        "subscription_id,customer_id,started_at,cancelled_at,expires_at,price,period\n"
        "S1,ann,2024-01-10,2024-03-01,2024-03-10,10,month\nS2,bo,2024-01-10,,,10,month\n",
        encoding="utf-8",
    )
    assert liuke("-w", tmp_path / "club", "init").code == 0
    assert liuke("-w", tmp_path / "club", "add", tmp_path / "subscriptions.csv", "-y").code == 0
    assert liuke("-w", tmp_path / "club", "run", "--as-of", "2024-04-30", "--json").code == 0
    answers = liuke("-w", tmp_path / "club", "metric", "renewals_due,renewal_rate", "--by", "month", "--json").json[
        "answers"
    ]
    march = [next(row for row in answer["rows"] if row["period"] == "2024-03-01") for answer in answers]
    assert [row["value"] for row in march] == [1, None]


def test_as_many_customers_are_told_as_the_metric_counts(tmp_path: Path) -> None:
    """Who is on the list and never purchased is no customer of orders; dee is on no list and purchased."""
    root = tmp_path / "shop"
    (tmp_path / "orders.csv").write_text(
        "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-10,10\n2,bo,2024-02-10,10\n3,dee,2024-03-10,10\n",
        encoding="utf-8",
    )
    (tmp_path / "customers.csv").write_text(
        "customer_id,name,region\nann,Ann,North\nbo,Bo,South\ncy,Cy,North\nel,El,North\n", encoding="utf-8"
    )
    assert liuke("-w", root, "init", "--timezone", "UTC").code == 0
    for table in ("orders", "customers"):
        assert liuke("-w", root, "add", tmp_path / f"{table}.csv", "-y", "--table", table).code == 0
    assert liuke("-w", root, "run", "--json").json["customers"] == 3
    assert liuke("-w", root, "metric", "customers", "--json").json["rows"][0]["value"] == 3


def test_a_target_of_no_metric_is_told(tmp_path: Path, club: Path) -> None:
    root = tmp_path / "club"
    shutil.copytree(club, root)
    with (root / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[target]]\nmetric = "churn_rat"\nvalue = 0.1\nby = 2024-12-31\n')
    told = liuke("-w", root, "metric", "mrr", "--compare", "target")
    assert told.code == 1
    assert "churn_rat" in told.err
    assert "churn_rate" in told.err
    assert liuke("-w", root, "metric", "mrr").code == 0


def test_rows_after_the_last_order_and_numbers_of_nobody_are_told(tmp_path: Path) -> None:
    """Orders end in January; of 20 tickets in March by e-mail, none is of a customer that is known."""
    orders = "order_id,customer_id,date,amount\n" + "".join(f"{n},c{n},2025-01-{n:02},9\n" for n in range(1, 29))
    tickets = "ticket_id,email,received_at\n" + "".join(f"T{n},p{n}@x.com,2025-03-{n:02}\n" for n in range(1, 21))
    for name, text in {"orders": orders, "tickets": tickets}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        assert liuke("-w", tmp_path / "w", "add", tmp_path / f"{name}.csv", "--table", name, "-y").code == 0
    told = liuke("-w", tmp_path / "w", "run")
    assert told.code == 0, told.err
    assert "20 rows of feedback happened after that day" in told.out
    assert "run --as-of 2025-03-20" in told.out
    found = liuke("-w", tmp_path / "w", "run", "--as-of", "2025-03-20", "--json").json
    assert (found["later"], found["strangers"]) == ({}, {"feedback": {"ids": 20, "unknown": 20}})
    assert "20 个客户编号中有 20 个" in liuke("-w", tmp_path / "w", "status", "--lang", "zh").out


def test_a_target_is_read_as_a_call_is(club: Path, tmp_path: Path) -> None:
    """By the metric's label and the label of a value; what cannot be read is a fault of the file."""
    root = shutil.copytree(club, tmp_path / "club")
    settings = (root / "liuke.toml").read_text(encoding="utf-8")

    def told(metric: str, where: str) -> Answered:
        target = f'\n[[target]]\nmetric = "{metric}"\nvalue = 5\nby = 2024-12-31\nwhere = ["{where}"]\n'
        (root / "liuke.toml").write_text(settings + target, encoding="utf-8")
        return liuke("-w", root, "metric", "subscribers", "--where", "region=North", "--compare", "target", "--json")

    assert told("Subscribers", "region = North").json["rows"][0]["compared"]["value"] == 5
    for metric, where, code in (
        ("subscribbers", "region=North", "target.unknown"),
        ("subscribers", "region~N", "target.where"),
    ):
        wrong = told(metric, where)
        assert (wrong.code, wrong.json["error"]["code"], wrong.json["error"]["file"]) == (1, code, "liuke.toml")
