"""Metrics that a workspace declares in `liuke.toml` or `metrics.toml`: read strictly, refused with metric and place."""

from pathlib import Path

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.forbidden import FORBIDDEN

from liuke.errors import ConfigError
from liuke.expression import Names, UserMetric
from liuke.language import Text
from liuke.settings import Settings, load_settings
from liuke.workspace import Workspace, open_workspace

WHOLE = """
[[metric]]
id = "big_baskets"
label = { en = "Big baskets", zh = "大额订单占比" }
sentence = "Share of purchase days above 1 000."
kind = "ratio"
table = "activity"
numerator = "amount > 1000"
denominator = "orders > 0"
where = "coupons = 0 and amount is not null"
unit = "share"
direction = "up"
version = 2
"""
SHORT = '[[metric]]\nid = "tickets_{n}"\nkind = "count"\ntable = "ticket"\n'


def _load(folder: Path, content: str, beside: str | None = None) -> Settings:
    (folder / "liuke.toml").write_text(content, encoding="utf-8")
    if beside is not None:
        (folder / "metrics.toml").write_text(beside, encoding="utf-8")
    return load_settings(folder / "liuke.toml")


def _refused(folder: Path, content: str, beside: str | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        _load(folder, content, beside)
    return caught.value


def test_a_whole_declaration_is_read(tmp_path: Path) -> None:
    (metric,) = _load(tmp_path, WHOLE).metric
    assert (metric.id, metric.kind, metric.table, metric.version) == ("big_baskets", "ratio", "activity", 2)
    assert metric.label.text(Text("a", "b")) == Text("Big baskets", "大额订单占比")
    assert metric.sentence == Names(en="Share of purchase days above 1 000.", zh="Share of purchase days above 1 000.")
    assert list(metric.expressions) == ["numerator", "denominator", "where"]


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    (metric,) = _load(tmp_path, SHORT.format(n=1)).metric
    assert (metric.unit, metric.direction, metric.version, metric.share) == (None, "none", 1, 0.5)
    assert metric.label.text(Text("otherwise", "否则")) == Text("otherwise", "否则")
    assert metric.expressions == {}


def test_one_language_of_a_label_stands_for_both() -> None:
    assert Names(zh="大额").text(Text("x", "x")) == Text("大额", "大额")
    assert Names(en="Big").text(Text("x", "x")) == Text("Big", "Big")


def test_a_file_of_metrics_beside_the_settings_is_read_too(tmp_path: Path) -> None:
    found = _load(tmp_path, "[lost]\ndays = 40\n" + SHORT.format(n=1), SHORT.format(n=2) + WHOLE)
    assert [one.id for one in found.metric] == ["tickets_1", "tickets_2", "big_baskets"]
    assert found.lost.days == 40


def test_a_workspace_opens_with_the_metrics_of_both_files(workspace: Workspace) -> None:
    (workspace.root / "metrics.toml").write_text(WHOLE, encoding="utf-8")
    assert [one.id for one in open_workspace(workspace.root).settings.metric] == ["big_baskets"]


@pytest.mark.parametrize(
    ("content", "beside", "file"),
    [
        (SHORT.format(n=1) * 2, None, "liuke.toml"),
        (SHORT.format(n=1), SHORT.format(n=1), "metrics.toml"),
        ("", SHORT.format(n=1) * 2, "metrics.toml"),
    ],
)
def test_two_metrics_of_one_id_are_an_error_wherever_they_stand(
    tmp_path: Path, content: str, beside: str | None, file: str
) -> None:
    error = _refused(tmp_path, content, beside)
    assert (error.code, error.column, error.file) == ("metric.twice", "metric.tickets_1.id", str(tmp_path / file))


def test_the_file_beside_is_named_where_it_is_at_fault(tmp_path: Path) -> None:
    assert _refused(tmp_path, "", "[[metric\n").file == str(tmp_path / "metrics.toml")
    error = _refused(tmp_path, "", "[lost]\ndays = 30\n")
    assert (error.file, error.column) == (str(tmp_path / "metrics.toml"), "lost")


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"id": "Big"}, "metric.Big.id", "look like"),
        ({"id": "x"}, "metric.x.id", "look like"),
        ({"id": 5}, "metric.5.id", "quotes"),
        ({"kind": "mean"}, "metric.big_baskets.kind", "one of"),
        ({"table": "orders"}, "metric.big_baskets.table", "one of"),
        ({"unit": "yuan"}, "metric.big_baskets.unit", "one of"),
        ({"colour": "red"}, "metric.big_baskets.colour", "no such setting"),
        ({"kind": None}, "metric.big_baskets.kind", "must be there"),
        ({"denominator": None}, "metric.big_baskets", "a ratio needs denominator"),
        ({"numerator": ""}, "metric.big_baskets", "a ratio needs numerator"),
        ({"of": "amount"}, "metric.big_baskets", "a ratio has no of"),
        ({"share": 0.9}, "metric.big_baskets", "a ratio has no share"),
        ({"kind": "sum"}, "metric.big_baskets", "a sum needs of"),
        ({"version": 0}, "metric.big_baskets.version", "at least 1"),
        ({"label": {"en": "[red]Big"}}, "metric.big_baskets.label.en", "without brackets"),
        ({"label": "{x}"}, "metric.big_baskets.label.en", "without brackets"),
        ({"sentence": "two\nlines"}, "metric.big_baskets.sentence.en", "one line"),
        ({"label": {"de": "Groß"}}, "metric.big_baskets.label.de", "no such setting"),
        ({"label": "   "}, "metric.big_baskets.label.en", "blank"),
        ({"label": "a\x9bb"}, "metric.big_baskets.label.en", "control characters"),
        ({"label": "a\x7fb"}, "metric.big_baskets.label.en", "control characters"),
        ({"label": "a\u202eb"}, "metric.big_baskets.label.en", "control characters"),
        ({"sentence": "a\u2028b"}, "metric.big_baskets.sentence.en", "control characters"),
        ({"version": "2"}, "metric.big_baskets.version", "a number"),
        ({"version": True}, "metric.big_baskets.version", "a number"),
        ({"version": 2.0}, "metric.big_baskets.version", "a number"),
        ({"share": "0.5"}, "metric.big_baskets.share", "a number"),
    ],
)
def test_a_wrong_declaration_is_named_by_metric_and_key(
    tmp_path: Path, changes: dict[str, object], key: str, said: str
) -> None:
    document = tomlkit.parse(WHOLE).unwrap()
    whole = document["metric"][0] | changes
    document["metric"] = [{name: value for name, value in whole.items() if value is not None}]
    error = _refused(tmp_path, tomlkit.dumps(document))
    assert (error.code, error.column) == ("config.value", key)
    assert said in error.message.en
    assert error.hint.zh


def test_a_label_is_told_without_blanks_around_it() -> None:
    assert Names(en=" Big ", zh="大额 ").text(Text("x", "x")) == Text("Big", "大额")


def test_a_quantile_takes_a_share_and_a_count_may_take_a_condition(tmp_path: Path) -> None:
    text = '[[metric]]\nid = "late_{n}"\nkind = "{kind}"\ntable = "ticket"\nof = "{of}"\n'
    quantile = text.format(n=1, kind="quantile", of="response_hours") + "share = 0.9\n"
    found = _load(tmp_path, quantile + text.format(n=2, kind="count", of="not response_kept"))
    assert found.metric[0].share == 0.9
    assert _refused(tmp_path, quantile.replace("0.9", "1.0")).column == "metric.late_1.share"


@pytest.mark.parametrize("text", [text for text, _ in FORBIDDEN if text])
def test_a_forbidden_expression_is_refused_when_loaded_and_touches_nothing(tmp_path: Path, text: str) -> None:
    planted = tmp_path / "secret.csv"
    planted.write_text("amount\n1\n", encoding="utf-8")
    document = {"metric": [{"id": "sneaky", "kind": "sum", "table": "activity", "of": text}]}
    (tmp_path / "metrics.toml").write_text(tomlkit.dumps(document), encoding="utf-8")
    error = _refused(tmp_path, "")
    assert (error.code, error.column) == ("metric.expression", "metric.sneaky.of")
    assert error.file == str(tmp_path / "metrics.toml")
    assert "sneaky" in error.message.en
    assert "sneaky" in error.message.zh
    assert sorted(path.name for path in tmp_path.iterdir()) == ["liuke.toml", "metrics.toml", "secret.csv"]
    assert planted.read_text(encoding="utf-8") == "amount\n1\n"


values = st.text(max_size=20) | st.integers(-5, 5) | st.booleans() | st.floats(allow_nan=False) | st.just("amount > 5")
declarations = st.dictionaries(
    st.sampled_from([*UserMetric.model_fields, "colour"]),
    values | st.dictionaries(st.sampled_from(["en", "zh", "de"]), values, max_size=2) | st.lists(values, max_size=2),
    max_size=8,
).map(lambda given: {"id": "some_id", "kind": "sum", "table": "activity", "of": "amount"} | given)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(declared=st.lists(declarations, max_size=2))
def test_whatever_is_declared_is_read_or_named_as_wrong(tmp_path: Path, declared: list[dict[str, object]]) -> None:
    (tmp_path / "liuke.toml").write_text(tomlkit.dumps({"metric": declared}), encoding="utf-8", newline="")
    try:
        load_settings(tmp_path / "liuke.toml")
    except ConfigError as error:
        told = error
    else:
        return
    assert told.file
    assert told.message.zh
    assert told.hint.zh
