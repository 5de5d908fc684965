"""The drawing of the flow loses nobody."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.present.flow import LEFT, OUTSIDE, ROOM, lay_out
from liuke.present.theme import STAGES

links = st.lists(
    st.tuples(st.sampled_from([None, *STAGES]), st.sampled_from(STAGES), st.integers(0, 500)),
    max_size=30,
    unique_by=lambda link: link[:2],
)


@given(links)
@settings(deadline=None, max_examples=80)
def test_it_draws_as_many_customers_on_each_side_as_there_are(found: list[tuple[str | None, str, int]]) -> None:
    total = sum(count for _, _, count in found)
    flow = lay_out([{"from_stage": start, "to_stage": end, "customers": count} for start, end, count in found])
    if flow is None:
        assert total == 0
        return
    assert sum(bar.customers for bar in flow.left) == sum(bar.customers for bar in flow.right) == total
    assert sum(ribbon.customers for ribbon in flow.ribbons) == total
    for bars in (flow.left, flow.right):
        for above, below in pairwise(bars):
            assert below.top >= above.top + above.height
        assert bars[-1].top + bars[-1].height <= flow.height


def test_one_stage_to_another_fills_the_room() -> None:
    flow = lay_out([{"from_stage": None, "to_stage": "new", "customers": 7}])
    assert flow is not None
    assert [(bar.stage, bar.height) for bar in flow.left] == [(OUTSIDE, ROOM)]
    assert flow.ribbons[0].path == "M0 2.00C50 2.00 50 2.00 100 2.00V252.00C50 252.00 50 252.00 0 252.00Z"


def test_those_from_outside_stand_first() -> None:
    assert tuple(LEFT) == (OUTSIDE, *STAGES)
