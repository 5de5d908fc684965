"""Leads and opportunities: how far each came on the way from a contact to a customer who buys again."""

import ibis
from ibis.expr.types import BooleanValue, DateValue, StringValue, Table

from liuke.engine import union
from liuke.measure.derived.known import Known, no_rows

_WON = (
    r"(?i)(^|[^a-z])(won|win|converted|success(ful)?|customer|成交|赢单|已转化|转化成功|已签约|签单|成功)([^a-z]|$)"
    r"|^\s*(1|1\.0|yes|y|true|t|是)\s*$"
)
_LOST = (
    r"(?i)(^|[^a-z])(lost|lose|dead|disqualified|unqualified|rejected|输单|丢单|失败|流失|无效|已关闭|放弃)([^a-z]|$)"
)
_NO = r"(?i)^\s*(0|0\.0|no|n|false|f|否)\s*$"
_NOT = r"(?i)(^|[^a-z])not([^a-z]|$)|尚未|未(成交|赢单|转化|签约|签单|成功)"
"""What outcomes and stages say; a column that only asks whether is answered by yes and no."""


def opportunity(known: Known) -> Table | None:
    """Return a row an opportunity: its columns of words and amount, created_on, closed_on, and whether won or lost.

    Won and lost are read from the outcome, else from the stage; what will be decided after the last day known is open.
    """
    rows = known.rows("opportunity", "created_at")
    if rows is None:
        return None
    closed = known.known_day(rows.closed_at)
    won, lost = _decided(rows)
    open_yet = rows.closed_at.notnull() & closed.isnull()
    return rows.select(
        "customer_id",
        "lead_id",
        "stage",
        "origin",
        "owner",
        "amount",
        created_on=known.day(rows.created_at),
        closed_on=closed,
        won=won & ~open_yet,
        lost=lost & ~open_yet,
    ).order_by("created_on", "customer_id", "lead_id", "amount")


def lead(known: Known) -> Table | None:
    """Return a row a lead: its columns of words and amount, created_on, closed_on, and how far it came.

    A lead is won on the day it was converted; without one, where its outcome or stage says so, on the day it was
    closed. How far it came is contacted_on, opportunity_on (first opportunity of the lead or its customer since),
    customer_on (won, or the customer's first purchase or contract since) and repeat_on (one of these on a later day).
    """
    rows = known.rows("lead", "created_at")
    if rows is None:
        return None
    won, _ = _decided(rows)
    closed, converted = known.known_day(rows.closed_at), known.known_day(rows.converted_at)
    open_yet = ibis.coalesce(rows.converted_at, rows.closed_at).notnull() & ibis.coalesce(converted, closed).isnull()
    decided_on = ibis.coalesce(converted, closed, known.day(rows.created_at))
    rows = rows.mutate(
        place=rows.source + ":" + rows.source_row.cast("string"),
        created_on=known.day(rows.created_at),
        contacted_on=known.known_day(rows.contacted_at),
        closed_on=closed,
        own_win=ibis.ifelse((won & ~open_yet) | converted.notnull(), decided_on, ibis.null("date")),
    )
    wins, deals, talks = _firsts(rows, _comings(known)), _deals(known, rows), _firsts(rows, _contacts(known))
    joined = rows.left_join(wins.rename(came_on="first_on"), "place").drop("place_right")
    joined = joined.left_join(deals.rename(dealt_on="first_on", dealt_again="second_on"), "place").drop("place_right")
    joined = joined.left_join(talks.rename(talked_on="first_on", talked_again="second_on"), "place")
    customer_on = _earlier(joined.own_win, joined.came_on)
    return joined.select(
        "lead_id",
        "customer_id",
        "stage",
        "origin",
        "owner",
        "amount",
        "created_on",
        "closed_on",
        contacted_on=_earlier(joined.contacted_on, joined.talked_on),
        opportunity_on=joined.dealt_on,
        customer_on=customer_on,
        repeat_on=joined.second_on,
    ).order_by("created_on", "lead_id", "customer_id")


def _decided(rows: Table) -> tuple[BooleanValue, BooleanValue]:
    """Return whether a row is won, and whether it is lost: by its outcome, else by its stage.

    A bare no says “not won”, of open rows too. It is a loss unless the stages, which tell losses by name, name another
    one here, or the row is not closed while others are.
    """

    def says(text: StringValue, pattern: str) -> BooleanValue:
        return text.re_search(pattern).fill_null(False)

    won = ibis.ifelse(rows.outcome.notnull(), says(rows.outcome, _WON), says(rows.stage, _WON))
    lost, everything = says(rows.stage, _LOST), ibis.window()
    named = lost | ~lost.any().over(everything)
    closed = rows.closed_at.notnull() | ~rows.closed_at.notnull().any().over(everything)
    no = says(rows.outcome, _NO) & named & closed
    lost = ibis.ifelse(rows.outcome.notnull(), says(rows.outcome, _LOST) | no, lost)
    told = ibis.coalesce(rows.outcome, rows.stage)
    return won & ~lost & ~says(told, _NOT), lost


def _earlier(one: DateValue, other: DateValue) -> DateValue:
    return ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))


def _comings(known: Known) -> Table:
    """Return customer_id, day: purchase days and starts of contracts."""
    none = no_rows(customer_id="string", day="date")
    parts = [none]
    if "activity" in known.made:
        active = known.made["activity"]
        parts.append(active.filter(active.orders > 0).select("customer_id", "day"))
    if "movement" in known.made:
        moved = known.made["movement"]
        parts.append(moved.filter(moved.kind.isin(["new", "returned"])).select("customer_id", "day"))
    return union(parts)


def _contacts(known: Known) -> Table:
    if "contact" in known.made:
        return known.made["contact"].select("customer_id", "day")
    return no_rows(customer_id="string", day="date")


def _firsts(leads: Table, days: Table) -> Table:
    """Return place, first_on, second_on: the first two days of a lead's customer since the lead was created."""
    named = leads.filter(leads.customer_id.notnull()).select("place", "customer_id", "created_on")
    later = named.inner_join(days, "customer_id")
    later = later.filter(later.day >= later.created_on).select("place", "day").distinct()
    ranked = later.mutate(turn=ibis.row_number().over(group_by="place", order_by="day"))
    return ranked.group_by("place").agg(
        first_on=ranked.day.min(where=ranked.turn == 0), second_on=ranked.day.min(where=ranked.turn == 1)
    )


def _deals(known: Known, leads: Table) -> Table:
    """Return place, first_on, second_on: the first opportunities of each lead, by its number or else its customer."""
    none = no_rows(customer_id="string", day="date")
    if "opportunity" not in known.made:
        return _firsts(leads, none)
    deals = known.made["opportunity"]
    by_customer = deals.filter(deals.lead_id.isnull()).select("customer_id", day=deals.created_on)
    by_number = deals.filter(deals.lead_id.notnull()).select("lead_id", day=deals.created_on)
    numbered = leads.filter(leads.lead_id.notnull()).select("place", "lead_id").inner_join(by_number, "lead_id")
    days = union(
        [
            numbered.select("place", "day"),
            leads.select("place", "customer_id", "created_on")
            .inner_join(by_customer, "customer_id")
            .filter(lambda t: t.day >= t.created_on)
            .select("place", "day"),
        ]
    ).distinct()
    ranked = days.mutate(turn=ibis.row_number().over(group_by="place", order_by="day"))
    return ranked.group_by("place").agg(
        first_on=ranked.day.min(where=ranked.turn == 0), second_on=ranked.day.min(where=ranked.turn == 1)
    )
