"""Wrong calls and wrong settings: exit code 2 or 1, what is right, and never a traceback."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from liuke.cli import app
from liuke.cli.words import _SAID, translate
from tests.cli.conftest import Answered, liuke

type Call = Callable[..., Answered]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("metric", "churn"), "metric.unknown", "churn_rate"),
        (("metric", "流失"), "metric.unknown", "churn_rate"),
        (("metric", ""), "metric.unknown", "liuke metrics"),
        (("metric", "zzzzzz"), "metric.unknown", "liuke metrics"),
        (("metric", "churn_rate", "--by", "colour"), "metric.by", "stage"),
        (("metric", "churn_rate", "--by", "month", "--by", "week"), "metric.by", "month"),
        (("metric", "historic_value", "--by", "month"), "metric.stock", "without a period"),
        (("metric", "orders", "--from", "2030-01-01"), "metric.empty", "The data go from"),
        (("metric", "orders", "--from", "yesterday"), "usage.date", "2026-03-31"),
        (("metric", "churn_rate", "--where", "segment="), "metric.nobody", "keeps nobody"),
        (("metric", "orders", "--where", "segment="), "metric.nobody", "keeps nobody"),
        (("metric", "orders", "--from", "0001-01-01", "--by", "day"), "usage.date", "1900-01-01"),
        (("metric", "orders", "--to", "9999-12-31", "--by", "year"), "usage.date", "2200-12-31"),
        (("change", "orders", "--period", "0001-01-01"), "usage.date", "1900-01-01"),
        (("customers", "--sort", "beauty"), "usage.unknown", "clv"),
        (("customers", "--risk", "extreme"), "usage.unknown", "high"),
        (("customers", "--segment", "nobody"), "usage.unknown", "champions"),
        (("customers", "--format", "pdf"), "usage.unknown", "xlsx"),
        (("cohorts", "--by", "year"), "usage.grain", "quarter"),
        (("run", "--as-of", "2001-01-01"), "run.as_of", "data begin"),
        (("add", "x.csv", "--map", "amount"), "usage.map", "customer_id"),
        (("add", "x.csv", "--map", "colour=red"), "usage.map", "customer_id"),
        (("add", "x.csv", "--table", "invoice"), "schema.unknown_table", "order_line"),
        (("status", "--lang", "fr"), "usage.language", "zh"),
        (("sing",), "usage.call", "--help"),
        (("status", "--loud"), "usage.call", "--help"),
        (("customers", "--limit", "many"), "usage.call", "--help"),
        (("status", "--lang"), "usage.no_value", "--lang"),
    ],
)
def test_a_wrong_call_says_what_is_right(call: Call, arguments: tuple[str, ...], code: str, said: str) -> None:
    told = call(*arguments, "--json") if arguments[-1] != "--lang" else call("--json", *arguments)
    assert told.code == 2
    assert told.json["error"]["code"] == code
    assert said in told.json["error"]["hint"] + told.json["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("metric",), "缺少 ID"),
        (("statu",), "status"),
        (("customers", "--limt", "3"), "--limit"),
        (("customers", "--limit", "x"), "--limit 应为整数"),
        (("customers", "--limit"), "选项 --limit 需要一个值"),
        (("customers", "--limit", "0"), "--limit 不能小于 1。"),
        (("lost", "--below", "2"), "--below 不能大于 0.999。"),
        (("lost", "--below", "0"), "--below 不能小于 0.001。"),
        (("lost", "--below", "x"), "--below 应为数字。"),
        (("retention", "--by", "year"), "by 不支持“year”。"),
        (("report", "more"), "多余的参数：more"),
    ],
)
def test_a_call_that_cannot_be_parsed_is_told_in_chinese(call: Call, arguments: tuple[str, ...], said: str) -> None:
    told = call("--lang", "zh", *arguments)
    assert told.code == 2
    assert said in told.err
    assert not re.search(r"[a-z]{3,} [a-z]{3,}", re.sub(r"`[^`]*`", "", told.err))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("customer", "nobody"), "customer.unknown"), (("model", "show", "oracle"), "model.unknown")],
)
def test_what_is_not_there_is_wrong_data(call: Call, arguments: tuple[str, ...], code: str) -> None:
    told = call(*arguments, "--json")
    assert (told.code, told.json["error"]["code"]) == (1, code)


def test_a_folder_that_is_no_workspace_is_said_so(tmp_path: Path) -> None:
    told = liuke("-w", tmp_path, "status", "--json", "--lang", "zh")
    assert (told.code, told.json["error"]["code"]) == (1, "workspace.none")
    assert "liuke init" in told.json["error"]["hint"]


def test_before_the_first_run_the_next_step_is_said(tmp_path: Path) -> None:
    liuke("-w", tmp_path, "init")
    assert liuke("-w", tmp_path, "status", "--json").json["error"]["code"] == "run.none"
    assert liuke("-w", tmp_path, "run", "--json").json["error"]["code"] == "run.no_data"


def test_a_wrong_setting_stops_before_anything_is_computed(tmp_path: Path) -> None:
    liuke("-w", tmp_path, "init")
    (tmp_path / "liuke.toml").write_text("[lost]\ndays = 'soon'\n", encoding="utf-8")
    told = liuke("-w", tmp_path, "run", "--json")
    assert (told.code, told.json["error"]["column"]) == (1, "lost.days")


def test_errors_for_people_go_to_standard_error(call: Call) -> None:
    told = call("metric", "churn", "--lang", "zh")
    assert told.out == ""
    assert "没有名为" in told.err


def test_what_nobody_foresaw_is_exit_code_three_without_a_traceback(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("liuke.cli.asking.ask_all", broken)
    told = call("metric", "churn_rate", "--json")
    assert (told.code, told.json["error"]["code"]) == (3, "internal")
    assert "Traceback" not in told.out + told.err


def test_a_full_disk_is_said_to_be_full(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("liuke.cli.running.run_pipeline", full)
    told = call("run", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "disk.full")


def test_too_little_memory_is_said_to_be_too_little(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def large(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("liuke.cli.running.run_pipeline", large)
    told = call("run", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "memory.full")
    assert "engine.memory" in told.json["error"]["hint"]


def test_stopping_half_way_keeps_the_published_run(call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = call("status", "--json").json["run"]

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("liuke.pipeline.loop.fit_value", stopped)
    assert call("run").code == 130
    assert call("status", "--json").json["run"] == before
    assert not list((shop / "runs").glob(".draft-*"))


@pytest.mark.parametrize(
    "arguments", [("--help",), ("add", "--help"), ("model", "--help"), ("model", "show", "--help")]
)
def test_help_is_in_the_reader_s_language(arguments: tuple[str, ...]) -> None:
    told = liuke(*arguments, "--lang", "zh")
    assert told.code == 0
    assert "选项" in told.out
    assert "Show this message" not in told.out


def test_no_command_shows_the_help() -> None:
    assert "留客" in liuke("--lang", "zh").out


def test_every_help_text_has_both_languages() -> None:
    command = get_command(app)
    translate(command, "en")
    waiting, texts = [command], []
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "commands", {}).values()
        texts += [one.help] + [option.help for option in one.params if option.name != "help"]
    assert len(texts) > 30
    assert [text for text in texts if text not in _SAID] == []
