"""What is said where nothing can be learnt: what is there, and what is needed."""

from collections.abc import Sequence

from liuke.language import Text
from liuke.predict.churn_model.history import History
from liuke.predict.learning.sample import Sample

ORDERS, CONTRACTS = Text("orders", "订单"), Text("contracts", "合同数据")
FEWEST_ROWS, FEWEST_EACH = 200, 30


def too_few(one: Sample) -> bool:
    """Say whether a sample has too few customers, or too few who left or stayed, to learn or to judge by."""
    left = int(one.left.sum())
    return len(one.left) < FEWEST_ROWS or left < FEWEST_EACH or len(one.left) - left < FEWEST_EACH


def too_short(history: History) -> Text:
    """Say that the history is too short."""
    return Text(
        "Learning who leaves needs at least five weeks of {what}; there are {days} days.",
        "学习流失规律至少需要五周的{what}，目前只有 {days} 天。",
    ).fill(days=(history.as_of - history.first).days + 1, what=ORDERS if "activity" in history.tables else CONTRACTS)


def too_small(slices: Sequence[Sample]) -> Text:
    """Say that there are too few customers, or too few of them left or stayed."""
    return Text(
        "Learning who leaves needs at least {rows} customers at each snapshot, {each} of whom left and {each} stayed; "
        "there are {sizes} customers, and {left} left.",
        "学习流失规律要求每个快照至少 {rows} 位客户，其中流失与留下各不少于 {each} 位；"
        "目前各快照客户数为 {sizes}，流失数为 {left}。",
    ).fill(
        rows=FEWEST_ROWS,
        each=FEWEST_EACH,
        sizes=" / ".join(str(len(one.left)) for one in slices),
        left=" / ".join(str(int(one.left.sum())) for one in slices),
    )
