"""Small shops, and books of contracts, for property tests.

Most of an example's time goes into compiling queries, so a shop has many customers and a test few examples.
"""

from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from liuke.settings import LostSettings
from tests.measure.contract_oracle import FIRST, LENGTH, Row
from tests.measure.oracle import START

DAYS = 150
AS_OF = START + timedelta(days=DAYS)

purchases = st.dictionaries(
    st.sampled_from(["ann", "bo", "cy", "dee", "eve", "fay", "李", "王", "赵", "孙"]),
    st.sets(st.integers(0, DAYS).map(lambda n: START + timedelta(days=n)), min_size=1, max_size=12),
    min_size=1,
    max_size=10,
)
windows = st.integers(1, 60)
grains = st.sampled_from(["week", "month", "quarter"])

_rows = st.builds(
    Row,
    customer=st.sampled_from(["ann", "bo", "cy", "dee", "eve", "fay", "gil", "hal", "ivy", "joy", "kit", "lea"]),
    chain=st.none() | st.sampled_from(["S1", "S2"]),
    start=st.integers(0, LENGTH),
    length=st.none() | st.integers(-1, 90),
    cancelled=st.none() | st.integers(0, 120),
    monthly=st.sampled_from([Decimal(0), Decimal("9.99"), Decimal(20), Decimal("33.3333")]),
    plan=st.sampled_from(["basic", "pro"]),
    paused=st.none() | st.integers(-3, 60),
    resumed=st.none() | st.integers(-1, 40),
)
_ZOE = [Row("zoe", None, start, 40, None, Decimal(5), "basic", None, None) for start in (5, 45)]
"""In every book, so that each has a contract and a renewal on any day that is asked about."""
books = st.lists(_rows, min_size=1, max_size=40).map(
    lambda drawn: [
        *_ZOE,
        *(Row(**{**vars(one), "chain": one.chain and f"{one.chain} of {one.customer}"}) for one in drawn),
    ]
)
known_days = st.integers(LENGTH // 3, LENGTH).map(lambda n: FIRST + timedelta(days=n))
lost_rules = st.builds(
    LostSettings, grace_days=st.sampled_from([0, 1, 7, 30]), cancelled=st.sampled_from(["at_expiry", "at_once"])
)
