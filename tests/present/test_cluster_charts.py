"""Charts of clusters: titles that say what the rows carry, colours by difference, and a flow that loses nobody."""

import pytest
from made_up_clusters import CHOICE, CLUSTERS, FLOW, IDS

from liuke.present.charts.cluster_choice import CLUSTER_CHOICE
from liuke.present.charts.cluster_flow import CLUSTER_FLOW, COLOURS, order
from liuke.present.charts.clusters import CLUSTERS as PROFILES
from liuke.present.reader import Reader

EN, ZH = Reader("en", "GBP"), Reader("zh", "GBP")


def test_the_cluster_that_spends_most_is_named() -> None:
    assert PROFILES.title(CLUSTERS, EN) == (
        "“Frequent, high spend, recently active” are 32% of customers; half of them have spent £2,270 or more"
    )
    assert PROFILES.title(CLUSTERS, ZH) == "“高频、高消费、近期活跃”占客户的 32%，累计消费中位数为 £2,270"


def test_without_money_the_number_of_clusters_is_told() -> None:
    rows = [row for row in CLUSTERS if row["measure"] != "monetary"]
    assert PROFILES.title(rows, EN) == "Customers fall into 3 clusters"
    assert PROFILES.title(rows, ZH) == "客户分为 3 个群"


def test_every_cell_is_told_as_its_measure_is() -> None:
    cells = PROFILES.plan(CLUSTERS, EN)["data"]["values"]
    assert [cell["said"] for cell in cells[:4]] == ["191", "2", "£380", "277"]
    assert cells[0]["interval"] == "181 – 201"
    assert cells[0]["measure"] == "Days silent"
    drawn = PROFILES.draw(CLUSTERS, ZH)
    assert drawn
    assert len(drawn.body) == 12
    assert drawn.body[0][0] == "久未购买、低消费、低频"


def test_that_more_clusters_are_not_sure_is_said_where_it_is_so() -> None:
    assert CLUSTER_CHOICE.title(CHOICE, EN).startswith(
        "3 clusters come back when customers are drawn again; more are not"
    )
    all_sure = [row | {"weakest": 0.9, "beyond": True} for row in CHOICE]
    assert CLUSTER_CHOICE.title(all_sure, EN) == "3 clusters come back when customers are drawn again"
    given = [row | {"chosen": row["k"] == 7} for row in CHOICE]
    assert CLUSTER_CHOICE.title(given, ZH) == "客户可以分成几群", "a number that does not come back is not praised"


def test_a_number_that_was_not_held_against_chance_has_no_silhouette() -> None:
    bare = [row | {"silhouette": None, "without_groups": None, "beyond": None} for row in CHOICE]
    drawn = CLUSTER_CHOICE.draw(bare, EN)
    assert drawn
    assert drawn.body[0][-1] == "–"


def test_the_largest_move_is_named_and_who_stayed_is_counted() -> None:
    assert CLUSTER_FLOW.title(FLOW, EN) == "The largest move: 505 from “New” to “Long silent”"
    assert CLUSTER_FLOW.title(FLOW, ZH) == "最大的流动：505 位从“新客户”到“久未购买”"
    assert "Of 3,370 who were customers before, 65% are in the same cluster" in CLUSTER_FLOW.summary(FLOW, EN)


def test_where_nobody_moved_that_is_said() -> None:
    still = [row for row in FLOW if row["from_cluster"] == row["to_cluster"]]
    assert CLUSTER_FLOW.title(still, EN) == "Nobody moved from one cluster to another"
    assert "100%" in CLUSTER_FLOW.summary(still, ZH)
    new = [row for row in FLOW if row["from_cluster"] is None]
    assert "–" in CLUSTER_FLOW.summary(new, EN)
    assert CLUSTER_FLOW.draw(new, EN)


def test_the_flow_draws_every_customer_on_both_sides() -> None:
    plan = CLUSTER_FLOW.plan(FLOW, EN)
    ends = plan["layer"][1]["data"]["values"]
    for side in ("left", "right"):
        heights = [row["bottom"] - row["top"] for row in ends if row["side"] == side]
        assert sum(heights) == pytest.approx(250, abs=1)
    assert len({row["ribbon"] for row in plan["data"]["values"]}) == len(FLOW)
    assert order(FLOW) == list(IDS)
    assert len(set(COLOURS)) == 8, "as many as a run proposes"


def test_a_cluster_that_everybody_left_is_still_there() -> None:
    gone = [row for row in FLOW if row["to_cluster"] != IDS[2]]
    assert order(gone) == list(IDS)
    assert {row["stage"] for row in CLUSTER_FLOW.plan(gone, ZH)["layer"][1]["data"]["values"]} == {"outside", *IDS}
