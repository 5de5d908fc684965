"""Blocks of customers and orders as Arrow tables, made without a loop over rows."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from liuke.simulate.population import People, Vector
from liuke.simulate.purchases import Orders
from liuke.simulate.scenario import Scenario

MONEY = pa.decimal128(18, 4)
AHEAD_DAYS = 364
COUPON = "SAVE10"


def order_table(scenario: Scenario, people: People, orders: Orders, first: int) -> pa.Table:
    """Return a block's orders by time, in canonical columns and numbered from `first`; times are naive UTC."""
    cents = np.round(orders.amount * 100).astype(np.int64)
    channels = pa.array([one.id for one in scenario.channels])
    size = len(orders.at)
    return pa.table(
        {
            "order_id": numbered("O", 10, np.arange(first, first + size)),
            "customer_id": customer_ids(people).take(pa.array(orders.owner)),
            "ordered_at": _times(scenario, orders.at),
            "amount": decimals(cents),
            "cost": decimals(np.round(cents * (1 - scenario.margin)).astype(np.int64)),
            "currency": repeated(scenario.currency, size),
            "channel": channels.take(pa.array(people.channel[orders.owner])),
            "coupon": pa.array([COUPON, None]).take(pa.array((~orders.coupon).astype(np.int8))),
            "status": pa.array(["completed", "returned"]).take(pa.array((orders.amount < 0).astype(np.int8))),
            "items": pa.array(orders.items, pa.int32()),
        }
    )


def people_table(scenario: Scenario, people: People) -> pa.Table:
    """Return the truth of a block's customers, a row each.

    alive: at the end of the last day; died_on, cause: the last departure of those who are not; came_back: after an
    earlier one; rate: purchases a day; hazard: chance a day to leave, before any surge; contract; expected_orders:
    purchases to be expected in the 364 days to come, of those alive.
    """
    died = people.died(scenario.days)
    alive = died >= scenario.days
    back = people.back < scenario.days
    causes = pa.array([one.id for one in scenario.causes])
    last = np.where(back, people.cause_again, people.cause)
    return pa.table(
        {
            "number": people.number,
            "customer_id": customer_ids(people),
            "joined_on": _days(scenario, people.joined),
            "alive": alive,
            "died_on": _days(scenario, np.where(alive, np.nan, died)),
            "came_back": back,
            "cause": causes.take(pa.array(last, mask=alive)),
            "channel": pa.array([one.id for one in scenario.channels]).take(pa.array(people.channel)),
            "rate": people.rate,
            "hazard": people.hazard,
            "contract": people.contract,
            "expected_orders": np.where(alive, expected_orders(scenario, people), 0.0),
        }
    )


def contract_table(scenario: Scenario, people: People) -> pa.Table:
    """Return the contracts of a block: one from joining, one more for those who come back; leaving ends them."""
    causes = pa.array([one.id for one in scenario.causes])
    parts = []
    for turn, (start, end, why) in enumerate(
        ((people.joined, people.left, people.cause), (people.back, people.left_again, people.cause_again))
    ):
        has = people.contract & (start < scenario.days)
        gone = end[has] < scenario.days
        owner = customer_ids(people).filter(pa.array(has))
        parts.append(
            pa.table(
                {
                    "subscription_id": pc.binary_join_element_wise("S", owner, str(turn + 1), ""),
                    "customer_id": owner,
                    "started_at": _days(scenario, start[has]),
                    "cancelled_at": _days(scenario, np.where(gone, end[has], np.nan)),
                    "end_reason": causes.take(pa.array(why[has], mask=~gone)),
                }
            )
        )
    return pa.concat_tables(parts)


def expected_orders(scenario: Scenario, people: People) -> Vector:
    """Return rate × season × the mean time alive within the next 364 days, under the hazard that acts at the end."""
    shares = np.array([one.share for one in scenario.causes])
    surges = np.array([one.surge for one in scenario.causes])
    hazard = np.maximum(people.hazard * float(shares @ surges / shares.sum()), 1e-12)
    pace = float(np.mean(scenario.season)) * (5 + 2 * scenario.weekend) / 7
    found: Vector = people.rate * pace * -np.expm1(-hazard * AHEAD_DAYS) / hazard
    return found


def customer_ids(people: People) -> pa.Array:
    """Return customer numbers as the company prints them: C00000001."""
    return numbered("C", 8, people.number + 1)


def numbered(letter: str, width: int, numbers: np.ndarray) -> pa.Array:
    """Return numbers with a letter before them and zeros up to `width`."""
    padded = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(letter, padded, "")


def repeated(word: str, size: int) -> pa.Array:
    """Return one word `size` times."""
    return pa.array([word]).take(pa.array(np.zeros(size, dtype=np.int8)))


def _times(scenario: Scenario, at: Vector) -> pa.Array:
    midnight = datetime.combine(scenario.first, datetime.min.time(), ZoneInfo(scenario.timezone))
    start = np.datetime64(midnight.astimezone(UTC).replace(tzinfo=None), "s")
    return pa.array((start + np.floor(at * 86_400).astype("timedelta64[s]")).astype("datetime64[us]"))


def _days(scenario: Scenario, at: Vector) -> pa.Array:
    known = ~np.isnan(at)
    days = np.floor(np.where(known, at, 0)).astype("timedelta64[D]")
    return pa.array(np.datetime64(scenario.first, "D") + days, mask=~known)


def decimals(cents: np.ndarray) -> pa.Array:
    """Return cents as decimals of four places: each is a 128-bit integer of ten-thousandths, low half first."""
    whole = cents * 100
    halves = np.column_stack([whole, whole >> 63]).tobytes()
    return pa.Decimal128Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(halves)])
