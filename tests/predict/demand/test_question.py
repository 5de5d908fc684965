"""A table of one's own: what is answered, and what is refused with what would be right."""

import re
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import polars as pl
import pytest

from liuke.errors import DataError, LiukeError, UsageError
from liuke.language import LANGUAGES, Text
from liuke.predict.demand import Ask, Demand, Service, forecast, general_sentences, node_sentences, record_of, teller

FIRST = date(2024, 1, 1)
QUICK = Ask(horizon=4, origins=4, few=False)
TELL = teller("number", "XXX")


def table(values: np.ndarray, shop: str = "a") -> pl.DataFrame:
    days = [FIRST + timedelta(weeks=at) for at in range(len(values))]
    return pl.DataFrame({"day": days, "sold": values, "shop": [shop] * len(values)})


def noise(length: int = 40, level: float = 100, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(level, level / 10, length).round()


def says(found: Demand, place: int = 0) -> str:
    texts = [*general_sentences(found), *node_sentences(found.nodes[place], found, TELL, 4)]
    return " ".join(text.say("en") for text in texts)


def refused(rows: pl.DataFrame, ask: Ask = QUICK, **more: Any) -> LiukeError:
    with pytest.raises(LiukeError) as caught:
        forecast(rows, date="day", value="sold", ask=ask, **more)
    for language in LANGUAGES:
        assert "{" not in caught.value.message.say(language) + caught.value.hint.say(language)
    return caught.value


def test_a_level_with_noise_goes_on_at_its_level() -> None:
    rows = table(noise(60))
    found = forecast(rows, date="day", value="sold", ask=QUICK)
    (node,) = found.nodes
    assert node.forecast == pytest.approx([100] * 4, abs=6)
    assert node.judged.errors[node.judged.method]["mase"] < node.judged.errors["seasonal_naive"]["mase"]  # type: ignore[operator]
    assert (node.bands[95][0] < node.bands[80][0]).all()
    assert "takes two full years" in says(found)
    assert found.series.length == 59, "a last week of which only the Monday is known is not whole"


def test_polars_and_ibis_tables_say_the_same_and_rows_can_be_counted() -> None:
    rows = pl.concat([table(noise(30))] * 3)
    found = [forecast(one, date="day", ask=QUICK) for one in (rows, ibis.memtable(rows))]
    assert found[0].series.values.tolist() == found[1].series.values.tolist() == [[3.0] * 29]
    assert found[0].nodes[0].forecast.tolist() == [3, 3, 3, 3]


def test_groups_add_up_to_the_whole_in_every_period() -> None:
    rows = pl.concat([table(noise(40, 100, 1), "a"), table(noise(40, 20, 2), "b"), table(noise(40, 500, 3), "c")])
    found = forecast(rows, date="day", value="sold", by="shop", ask=QUICK)
    whole, *groups = [node.forecast for node in found.nodes]
    assert np.sum(groups, axis=0) == pytest.approx(whole)
    assert [node.path for node in found.nodes] == [(), ("a",), ("b",), ("c",)]


def test_three_points_are_refused_with_what_is_needed() -> None:
    fault = refused(table(np.array([5.0, 6, 7, 8])))
    assert isinstance(fault, DataError)
    assert fault.code == "demand.short"
    assert "3 whole weeks" in fault.message.en
    assert "16" in fault.message.zh


def test_a_horizon_beyond_the_history_is_refused() -> None:
    fault = refused(table(noise(30)), Ask(horizon=30))
    assert (fault.code, fault.exit_code) == ("demand.horizon", 2)
    assert "--horizon 29" in fault.hint.en


def test_zeros_alone_are_refused_and_a_group_of_zeros_is_expected_to_stay_so() -> None:
    assert refused(table(np.zeros(30))).code == "demand.nothing"
    rows = pl.concat([table(noise(30), "a"), table(np.zeros(30), "b")])
    found = forecast(rows, date="day", value="sold", by="shop", ask=QUICK)
    assert found.nodes[2].forecast.tolist() == [0, 0, 0, 0]
    assert "zero is expected" in says(found, 2)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"value": "nothing"}, "demand.column"),
        ({"by": "region"}, "demand.column"),
        ({"date": "shop"}, "demand.date"),
        ({"value": "shop"}, "demand.value"),
    ],
)
def test_wrong_columns_are_named(columns: dict[str, str], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        forecast(table(noise()), **{"date": "day", "value": "sold", **columns})  # type: ignore[arg-type]
    assert caught.value.code == code
    assert next(iter(columns.values())) in caught.value.message.en


def test_a_table_without_dates_is_refused() -> None:
    assert refused(table(noise()).with_columns(day=pl.lit(None, pl.Date))).code == "demand.nothing"


def test_returns_are_net_and_said_so() -> None:
    values = noise(40)
    values[20] = -50
    found = forecast(table(values), date="day", value="sold", ask=QUICK)
    assert not found.floor
    assert "more came back than was sold" in says(found)


def test_gaps_count_as_zero_and_are_said_to() -> None:
    rows = table(noise(40)).filter(pl.col("day") != FIRST + timedelta(weeks=7))
    found = forecast(rows, date="day", value="sold", ask=QUICK)
    assert found.series.values[0, 7] == 0
    assert "1 weeks without any entry count as zero" in says(found)


def test_one_huge_value_is_named_and_does_not_carry_the_forecast_away() -> None:
    values = noise(40)
    values[37] = 1e7
    found = forecast(table(values), date="day", value="sold", ask=QUICK)
    assert found.nodes[0].forecast.max() < 1_000
    assert re.search("stands alone with 10,000,000, where (99|10.) is usual", says(found))


def test_a_product_with_little_history_is_forecast_by_its_category() -> None:
    level = noise(60)
    new = np.r_[np.zeros(52), level[52:] / 4]
    frames = [table(level, "old"), table(noise(60, 80, 4), "other"), table(new, "new")]
    rows = pl.concat(frames).with_columns(kind=pl.lit("food"))
    found = forecast(rows, date="day", value="sold", by=("kind", "shop"), ask=QUICK)
    node = next(one for one in found.nodes if one.path == ("food", "new"))
    assert node.judged.method == "share"
    assert node.forecast == pytest.approx([25] * 4, rel=0.15)
    assert "Only 7 weeks since it was first asked for: forecast by the shape of “food”" in says(
        found, found.nodes.index(node)
    )
    low, high = node.bands[80]
    assert (low < node.forecast).all()
    assert (node.forecast < high).all()


def test_rare_demand_is_forecast_by_its_mean_and_said_to_be_rare() -> None:
    values = np.where(np.random.default_rng(2).random(80) < 0.25, 8.0, 0)
    found = forecast(table(values), date="day", value="sold", ask=QUICK)
    assert found.nodes[0].judged.kind == "intermittent"
    assert {"croston", "sba", "tsb"} < set(found.nodes[0].judged.errors)
    assert 0.5 < found.nodes[0].forecast[0] < 4
    assert "Demand is intermittent" in says(found)


def test_stock_is_advised_in_words() -> None:
    found = forecast(
        table(noise(60)), date="day", value="sold", ask=Ask(4, service=Service(0.95, 14), origins=6, few=False)
    )
    told = found.nodes[0].stock
    assert told is not None
    assert 300 < told["order_up_to"] < 450
    assert f"have {told['order_up_to']} in stock and on order" in says(found)


def test_the_record_is_whole_and_in_both_languages() -> None:
    rows = pl.concat([table(noise(40), "a"), table(noise(40, 20, 2), "b")])
    told = record_of(forecast(rows, date="day", value="sold", by="shop", ask=QUICK), TELL)
    assert told["horizon"] == 4
    assert told["season"] is None
    whole, *groups = told["series"]
    assert [one["group"] for one in groups] == [["a"], ["b"]]
    assert len(whole["history"]) == told["periods"] == 39
    assert [set(row) for row in whole["forecast"]] == [
        {"period", "value", "low80", "high80", "low95", "high95", "naive"}
    ] * 4
    assert whole["total"]["value"] == pytest.approx(sum(row["value"] for row in whole["forecast"]))
    assert whole["total"]["low80"] < whole["total"]["value"] < whole["total"]["high80"]
    for text in (*told["notes"], *whole["says"], whole["method_label"]):
        assert not any("{" in Text(**text).say(language) for language in LANGUAGES)
