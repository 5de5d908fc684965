"""What is to be expected, in sentences that a manager understands, and what nobody can know from these data."""

from collections.abc import Callable

import numpy as np

from liuke.language import LANGUAGES, Text, money, number, percent
from liuke.predict.demand.bands import spread_of
from liuke.predict.demand.cold import is_cold
from liuke.predict.demand.demand import SHARE, Demand, Node
from liuke.predict.demand.kinds import KINDS
from liuke.predict.demand.methods import METHODS, NAIVE
from liuke.predict.demand.origins import CHECKED, SEASONS, SHORTEST
from liuke.predict.demand.outliers import far_out
from liuke.predict.demand.sayings import (
    CHANGE,
    CHOSEN,
    COLD,
    COLD_START,
    EVERYTHING,
    EXPECTED,
    EXPECTED_PLAIN,
    FALLBACK,
    HELD,
    HOLIDAY,
    LEVEL,
    NAIVE_PLAIN,
    NAIVE_SEASON,
    NEGATIVE,
    NO_BETTER,
    NO_SEASON,
    NO_YEAR_BY_DAY,
    NOTHING_ASKED,
    ONE,
    OUTLIER,
    PERIODS,
    RARE,
    SHIFT,
    SHORT,
    STOCK,
    THE_REST,
    USED,
    WHOLE,
    ZEROS,
)
from liuke.predict.demand.series import OTHERS

type Tell = Callable[[float | None], Text]


def teller(unit: str, currency: str) -> Tell:
    """Return how values of a unit are said."""

    def say(value: float | None) -> Text:
        if unit == "money":
            return Text(*(money(value, currency, to, short=True) for to in LANGUAGES))
        digits = 0 if value is None or abs(value) >= 10 else 1
        return Text(*(number(value, to, digits) for to in LANGUAGES))

    return say


def share(value: float | None, digits: int = 1) -> Text:
    """Return a share as a percentage in both languages."""
    return Text(*(percent(value, to, digits) for to in LANGUAGES))


def named(node: Node) -> Text:
    """Return what a series is called: the last name of its path."""
    if not node.path:
        return EVERYTHING
    return THE_REST if node.path[-1] == OTHERS else Text(node.path[-1], node.path[-1])


def counted(grain: str, n: int) -> Text:
    """Return what so many periods are called."""
    return PERIODS[grain] if n != 1 else Text(ONE[grain].en, PERIODS[grain].zh)


def method_label(node: Node, demand: Demand) -> Text:
    """Return the name of the method in use; that of the naive says what it repeats."""
    if node.judged.method == SHARE:
        return COLD
    return naive_label(demand) if node.judged.method == NAIVE else METHODS[node.judged.method]


def naive_label(demand: Demand) -> Text:
    """Return what the seasonal naive repeats here."""
    return NAIVE_SEASON[demand.series.grain] if demand.plan.period > 1 else NAIVE_PLAIN


def in_all(node: Node, demand: Demand, horizon: int) -> tuple[float, float | None, float | None]:
    """Return the sum over the horizon and its 80 % interval, by how far sums were off at the origins."""
    total = float(node.forecast[:horizon].sum())
    spread = (
        None if node.judged.method == SHARE else spread_of(np.cumsum(node.judged.rolled[:-1] - node.judged.actual, 1))
    )
    if spread is None:
        return total, None, None
    half = float(spread.quantile(0.5 + LEVEL / 200)[horizon - 1])
    return total, max(0.0, total - half) if demand.floor else total - half, total + half


def node_sentences(node: Node, demand: Demand, tell: Tell, horizon: int) -> list[Text]:
    """Return what is said of one series: what is expected, by what, how well it did, and its own oddities."""
    if node.judged.kind == "none":
        return [NOTHING_ASKED]
    return [
        _expected(node, demand, tell, horizon),
        *_how(node, demand),
        *_own(node, demand, tell),
        *_stock(node, demand),
    ]


def _expected(node: Node, demand: Demand, tell: Tell, horizon: int) -> Text:
    periods = counted(demand.series.grain, horizon)
    total, low, high = in_all(node, demand, horizon)
    before = float(node.judged.values[-horizon:].sum())
    moved = Text("", "")
    if before > 0 and len(node.judged.values) - node.judged.start >= horizon:
        change = total / before - 1
        signed = Text(*(f"{'+' if change >= 0 else ''}{percent(change, to, 0)}" for to in LANGUAGES))
        moved = CHANGE.fill(change=signed, n=horizon, periods=periods)
    said = EXPECTED_PLAIN if low is None else EXPECTED
    return said.fill(n=horizon, periods=periods, sum=tell(total), low=tell(low), high=tell(high), change=moved)


def _how(node: Node, demand: Demand) -> list[Text]:
    judged, grain = node.judged, demand.series.grain
    if judged.method == SHARE:
        parent = Text(node.path[-2], node.path[-2]) if len(node.path) > 1 else EVERYTHING
        return [
            COLD_START.fill(
                n=len(judged.values) - judged.start,
                periods=counted(grain, len(judged.values) - judged.start),
                parent=parent,
            )
        ]
    if is_cold(judged.values) or not judged.errors:
        known = len(judged.values) - judged.start
        return [SHORT.fill(n=known, periods=counted(grain, known), least=SHORTEST)]
    theirs = share(judged.errors[NAIVE]["wape"])
    origins = len(demand.plan.origins)
    if judged.method == NAIVE:
        said = FALLBACK.fill(naive=naive_label(demand), origins=origins, theirs=theirs)
    else:
        ours, method = share(judged.errors[judged.method]["wape"]), METHODS[judged.method]
        said = USED.fill(method=method, origins=origins, ours=ours, naive=naive_label(demand), theirs=theirs)
    worse = (judged.errors["chosen"]["wape"] or 0) > (judged.errors[NAIVE]["wape"] or 0)
    found = [said, (NO_BETTER if worse else CHOSEN).fill(ours=share(judged.errors["chosen"]["wape"]))]
    if node.held.get(95) is not None:
        found.append(HELD.fill(eighty=share(node.held[80], 0), ninety=share(node.held[95], 0)))
    return found


def _own(node: Node, demand: Demand, tell: Tell) -> list[Text]:
    judged, grain = node.judged, demand.series.grain
    found = []
    if judged.kind in ("intermittent", "lumpy"):
        every = Text(*(number(judged.interval, to, 1) for to in LANGUAGES))
        found.append(RARE.fill(kind=KINDS[judged.kind], adi=every, periods=PERIODS[grain], period=ONE[grain]))
    seen = judged.values[judged.start :]
    for place in np.flatnonzero(far_out(seen)):
        day = demand.series.starts[judged.start + int(place)]
        value, usual = tell(float(seen[place])), tell(float(np.median(seen)))
        found.append(OUTLIER.fill(period=ONE[grain], start=day, value=value, usual=usual))
    return [*found, *holiday_sentences(node, demand, tell)]


def holiday_sentences(node: Node, demand: Demand, tell: Tell) -> list[Text]:
    """Return what each holiday that was found to matter changes in a period, for each of its days."""
    if node.effects is None or demand.calendar is None:
        return []
    found = []
    for row, size in zip(node.effects.rows, node.effects.sizes, strict=True):
        name, part = demand.calendar.names[row]
        effect = share(float(np.expm1(size))) if node.effects.times else tell(size)
        when = HOLIDAY[part].fill(name=name)
        found.append(SHIFT.fill(when=when, period=ONE[demand.series.grain], effect=effect))
    return found


def _stock(node: Node, demand: Demand) -> list[Text]:
    if node.stock is None:
        return []
    told = node.stock
    numbers = {
        key: Text(*(number(told[key], to) for to in LANGUAGES)) for key in ("expected", "safety_stock", "order_up_to")
    }
    return [
        STOCK.fill(
            level=share(told["service_level"]), review=told["review_days"], lead=told["lead_days"], n=told["periods"],
            periods=PERIODS[demand.series.grain], order=numbers["order_up_to"], expected=numbers["expected"],
            safety=numbers["safety_stock"],
        )
    ]  # fmt: skip


def general_sentences(demand: Demand) -> list[Text]:
    """Return what holds of the whole answer: which periods count, and what cannot be known from them."""
    grain, values = demand.series.grain, demand.series.values[0]
    periods = PERIODS[grain]
    found = [WHOLE.fill(periods=periods, period=ONE[grain], first=demand.series.starts[0])]
    if demand.plan.period == 1 and SEASONS[grain] > 7:
        least = 2 * SEASONS[grain] + CHECKED
        found.append(NO_SEASON.fill(n=len(values), periods=periods, period=ONE[grain], least=least))
    if grain == "day":
        found.append(NO_YEAR_BY_DAY)
    if zeros := int((values == 0).sum()):
        found.append(ZEROS.fill(n=zeros, periods=counted(grain, zeros)))
    if below := int((values < 0).sum()):
        found.append(NEGATIVE.fill(n=below, periods=counted(grain, below)))
    return found
