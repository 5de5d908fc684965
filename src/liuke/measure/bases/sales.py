"""Rows about acquisition: leads, opportunities, first contacts, sign-ups, and what customers cost to win."""

import ibis
from ibis.expr.types import Table

from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base
from liuke.measure.statistic import ranked

LEAD_WINDOW, SIGN_UP_WINDOW = 90, 30
"""Days that a lead has to become a customer, and a sign-up to buy, before it counts as one that did not."""


def _leads(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("lead")
    end = ibis.literal(inputs.as_of)

    def in_time(name: str) -> ibis.Value:
        return (rows[name].delta(rows.created_on, unit="day") <= LEAD_WINDOW).fill_null(False)

    def if_told(step: ibis.Value, *, told: bool) -> ibis.Value:
        return step if told else ibis.null("boolean")

    bought = any(name in inputs.tables for name in ("activity", "movement"))
    rows = rows.mutate(
        ripe=end.delta(rows.created_on, unit="day") >= LEAD_WINDOW,
        contacted=if_told(in_time("contacted_on"), told=inputs.knows("lead", "contacted_on")),
        qualified=if_told(
            in_time("opportunity_on") | in_time("customer_on"), told=inputs.knows("lead", "opportunity_on")
        ),
        converted=in_time("customer_on"),
        repeated=if_told((rows.repeat_on.notnull() & in_time("customer_on")).fill_null(False), told=bought),
    )
    return split(frame.within(rows, rows.created_on), inputs, frame)


def _opportunities(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("opportunity")
    return split(frame.within(rows, rows.created_on), inputs, frame)


def _closed(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("opportunity")
    rows = rows.filter(rows.won | rows.lost)
    rows = rows.mutate(closed_on=ibis.coalesce(rows.closed_on, rows.created_on))
    return split(frame.within(rows, rows.closed_on), inputs, frame)


def _cycles(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("opportunity")
    won = rows.filter(rows.won & rows.closed_on.notnull())
    won = won.mutate(days=won.closed_on.delta(won.created_on, unit="day").clip(0, None))
    return ranked(split(frame.within(won, won.closed_on), inputs, frame), frame.keys, "days")


def _first_contacts(inputs: Inputs, frame: Frame) -> Table:
    contact, lead = inputs.table("contact"), inputs.table("lead")
    first = contact.filter(contact["first"])
    known = lead.filter(lead.customer_id.notnull()).group_by("customer_id").agg(lead_on=lead.created_on.min())
    rows = first.left_join(known, "customer_id").drop("customer_id_right")
    after = rows.lead_on.delta(rows.day, unit="day")
    rows = rows.filter(rows.lead_on.isnull() | (after >= 0))
    after = rows.lead_on.delta(rows.day, unit="day")
    rows = rows.mutate(
        became_lead=(after <= LEAD_WINDOW).fill_null(False),
        ripe=ibis.literal(inputs.as_of).delta(rows.day, unit="day") >= LEAD_WINDOW,
    )
    return split(frame.within(rows, rows.day), inputs, frame)


def _sign_ups(inputs: Inputs, frame: Frame) -> Table:
    profile = inputs.table("profile")
    rows = profile.filter(profile.signed_up_on.notnull())
    if "customer" in inputs.tables:
        bought = inputs.customer.select("customer_id", "first_on")
        rows = rows.left_join(bought, "customer_id").drop("customer_id_right")
    else:
        rows = rows.mutate(first_on=ibis.null("date"))
    wait = rows.first_on.delta(rows.signed_up_on, unit="day")
    rows = rows.mutate(
        activated=(wait <= SIGN_UP_WINDOW).fill_null(False),
        ripe=ibis.literal(inputs.as_of).delta(rows.signed_up_on, unit="day") >= SIGN_UP_WINDOW,
    )
    return split(frame.within(rows, rows.signed_up_on), inputs, frame)


def _acquired(inputs: Inputs, frame: Frame) -> Table:
    """Return new customers with a known acquisition cost, by their first purchase, and their margin to date."""
    cost = inputs.table("profile").select("customer_id", "acquisition_cost")
    rows = inputs.customer.inner_join(cost.filter(cost.acquisition_cost.notnull()), "customer_id")
    months = (rows.tenure_days.cast("float64") / 30.4375).clip(1.0, None)
    rows = rows.mutate(monthly_margin=(rows.amount - rows.cost.fill_null(0)).cast("float64") / months)
    if "clv" not in rows.columns:
        rows = rows.mutate(clv=ibis.null("float64"))
    rows = rows.mutate(acquired_on=rows.first_on)
    return split(frame.within(rows, rows.acquired_on), inputs, frame)


def _costs(inputs: Inputs, frame: Frame) -> Table:
    bare = Frame(None, frame.attributes, inputs.first_day("activity"), inputs.as_of, frame.own, frame.where)
    return _acquired(inputs, bare).mutate(period=ibis.literal(frame.first))


_SALES = ("origin", "owner", "stage")
LEADS = Base("leads", ("lead",), "flow", _leads, own=_SALES)
"""Leads by the day they were created: ripe (their window is over), converted; contacted, qualified, repeated (NULL
where nothing tells)."""
OPPORTUNITIES = Base("opportunities", ("opportunity",), "flow", _opportunities, own=_SALES)
"""Opportunities by the day they were created: amount, won, lost."""
CLOSED = Base("closed", ("opportunity",), "flow", _closed, own=_SALES)
"""Decided opportunities by the day they were closed: amount, won."""
CYCLES = Base("cycles", ("opportunity",), "flow", _cycles, own=_SALES)
"""Histogram of the days from creation to the win: days, below, cases."""
FIRST_CONTACTS = Base(
    "first_contacts", ("contact", "lead"), "flow", _first_contacts, own=("channel", "direction", "kind")
)
"""First contacts with those who were no lead yet: ripe, became_lead."""
SIGN_UPS = Base("sign_ups", ("profile",), "flow", _sign_ups)
"""Customers by the day they signed up: ripe, activated (bought within their window)."""
ACQUIRED = Base("acquired", ("activity", "customer", "profile"), "flow", _acquired)
"""New customers with a known acquisition cost: acquisition_cost, monthly_margin, clv."""
COSTS = Base("costs", ("activity", "customer", "profile", "score"), "stock", _costs)
"""The same, all of them as they are on the last day, with scores."""
