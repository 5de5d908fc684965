"""Subscriptions: what moved recurring revenue, who stayed, and how the plans do."""

from liuke.language import LANGUAGES, Text
from liuke.measure import Inputs
from liuke.present.charts.mrr import MOVES
from liuke.present.reader import Reader
from liuke.present.report.findings import Listing, Rows
from liuke.present.report.gathering.section import ByMonth, Section, lines, listing, month_of, together, told

MOVEMENT = ("mrr_opening", *MOVES, "mrr")
KEPT = ("net_revenue_retention", "gross_revenue_retention")
OF_PLANS = (
    "mrr",
    "subscribers",
    "arpa",
    "subscriber_churn_rate",
    "net_revenue_retention",
    "renewal_rate",
    "paid_in_time_rate",
)


def _bridge(months: ByMonth) -> Rows:
    return [row for row in together(months, MOVEMENT) if not row["partial"]][-1:]


def _movement(months: ByMonth) -> Rows:
    return together(months, MOVEMENT)


def _kept(months: ByMonth) -> Rows:
    return lines(months, KEPT)


def _plans(inputs: Inputs, months: ByMonth) -> Listing | None:
    done = told(months["mrr"])
    if not done:
        return None
    month = Text(*(Reader(language).month(done[-1]["period"]) for language in LANGUAGES))
    unit = Text("in {month}, by the plan that customers have now", "{month}，按客户当前套餐").fill(month=month)
    return listing(
        inputs, "plans", Text("How the plans do", "各套餐表现"), unit, "plan", OF_PLANS, month_of(done[-1]["period"])
    )


SUBSCRIPTIONS = Section(
    "subscriptions",
    ("mrr", "arpa", "subscribers", "subscriber_churn_rate", *KEPT),
    {
        "mrr_bridge": _bridge,
        "mrr_movement": _movement,
        "revenue_retention": _kept,
        "renewals_over_time": "renewal_rate",
    },
    MOVEMENT,
    (_plans,),
)
