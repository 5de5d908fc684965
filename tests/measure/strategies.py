"""Small shops for property tests.

Most of an example's time goes into compiling queries, so a shop has many customers and a test few examples.
"""

from datetime import timedelta

from hypothesis import strategies as st

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
