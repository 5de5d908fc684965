"""A change in a sentence: what it was, what it is, whether that is real, and where it comes from."""

import math
import re
from datetime import date
from typing import Any

from liuke.clock import Grain
from liuke.language import LANGUAGES, Language, Text, day, money, number, percent
from liuke.measure.attributes import attribute_label
from liuke.measure.change.changed import VERDICTS, Change
from liuke.measure.change.contributions import Contribution
from liuke.measure.metric import Unit

_TIMES: dict[Unit, Text] = {
    "hours": Text("h", "小时"),
    "days": Text("days", "天"),
    "months": Text("months", "个月"),
}
POINTS = Text("points", "个百分点")
_PATTERNS: dict[Grain, tuple[str, str]] = {
    "month": ("MMMM y", "y年M月"),
    "quarter": ("QQQ y", "y年QQQQ"),
    "year": ("y", "y年"),
}
_WHEN: dict[Grain, Text] = {
    "day": Text("on {period}", "{period}"),
    "week": Text("in the week of {period}", "{period}当周"),
}
_COUNTED = ("customers", "orders", "count")
_MOST = 0.5
"""A group that makes at least this share of the change is named as most of it."""
_ROUNDING = 1e-9


def sentence(change: Change, currency: str, names: dict[str, dict[Any, Text]] | None = None) -> Text:
    """Return the change in words; `names` has labels for the values of attributes."""
    told = Text(
        "{label}: {now} {period}, {moved}{interval}: {verdict}.{season}{origin}",
        "{period}{label}为 {now}，{moved}{interval}：{verdict}。{season}{origin}",
    )
    if change.difference == 0:
        told = Text("{label}: {now} {period}, as {before}.", "{period}{label}为 {now}，与{before}相同。")
    unit, (low, high) = change.metric.unit, change.interval
    period = _period(change.now["period"], change.grain)
    return told.fill(
        label=change.metric.label,
        now=said(change.now["value"], unit, currency),
        period=Text(period.en, f"{period.zh}，") if change.grain in ("day", "week") else period,
        before=_period(change.before["period"], change.grain),
        moved=_moved(change, currency),
        interval=_bounds(low, high, unit, currency),
        verdict=VERDICTS[change.verdict],
        season=_season(change),
        origin=_origin(change, currency, names or {}),
    )


def usual_range(change: Change, currency: str) -> Text:
    """Return what is usual, in words; of a count the whole numbers that are. Nothing where it is not known."""
    if change.usual is None:
        return Text("", "")
    low, high = change.usual.low, change.usual.high
    if change.metric.unit in _COUNTED and change.now["denominator"] is None:
        inside = math.ceil(low), math.floor(high)
        low, high = inside if inside[0] <= inside[1] else (round(low), round(high))
    limits = (said(limit, change.metric.unit, currency) for limit in (low, high))
    told = Text("Usual: {low} to {high}.", "通常范围：{low} 至 {high}。")
    return _closed(told.fill(**dict(zip(("low", "high"), limits, strict=True))))


def said(value: float | None, unit: Unit, currency: str, *, gap: bool = False) -> Text:
    """Return a value in words; the `gap` between two shares is in points."""

    def in_language(language: Language) -> str:
        if unit == "share" and gap:
            return _points(value, language) if value is None else f"{_points(value, language)} {POINTS.say(language)}"
        if unit == "share":
            return percent(value, language)
        if unit == "money":
            return money(value, currency, language)
        figure = number(value, language, 0 if value is None or float(value).is_integer() else 2)
        return figure if value is None or unit not in _TIMES else f"{figure} {_TIMES[unit].say(language)}"

    return Text(*(in_language(language) for language in LANGUAGES))


def _closed(text: Text) -> Text:
    """Return a text without spaces between Chinese words, as a number with its unit leaves them."""
    return Text(text.en, re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text.zh))


def _moved(change: Change, currency: str) -> Text:
    told = Text("{way} {difference} from {then} {before}", "较{before}的 {then} {way} {difference}")
    return _closed(
        told.fill(
            way=Text("up", "上升") if change.difference >= 0 else Text("down", "下降"),
            difference=said(abs(change.difference), change.metric.unit, currency, gap=True),
            then=said(change.before["value"], change.metric.unit, currency),
            before=_period(change.before["period"], change.grain),
        )
    )


def _points(value: float | None, language: Language) -> str:
    return percent(value, language).removesuffix("%")


def _bounds(low: float | None, high: float | None, unit: Unit, currency: str) -> Text:
    """Return the interval of the difference; both ends of one in points share the word."""
    if low is None or high is None:
        return Text("", "")
    first = Text(*(_points(low, to) for to in LANGUAGES)) if unit == "share" else said(low, unit, currency, gap=True)
    told = Text(" (95% interval {low} to {high})", "（95% 区间 {low} 至 {high}）")
    return _closed(told.fill(low=first, high=said(high, unit, currency, gap=True)))


def _period(period: str, grain: Grain) -> Text:
    """Return when something was: in a month, on a day."""
    start = date.fromisoformat(period)
    patterns = _PATTERNS.get(grain, ("medium", "medium"))
    shown = Text(*(day(start, to, pattern) for to, pattern in zip(LANGUAGES, patterns, strict=True)))
    return _WHEN.get(grain, Text("in {period}", "{period}")).fill(period=shown)


def _season(change: Change) -> Text:
    if change.usual is None or change.usual.seasonal or change.grain != "month":
        return Text("", "")
    return Text(
        " With less than two years before it, a season cannot be told from a change.",
        "此前数据不足两年，无法区分季节性与变化。",
    )


def _origin(change: Change, currency: str, names: dict[str, dict[Any, Text]]) -> Text:
    """Return which group the change comes from most: one that moved with it, by its own rate or its weight."""
    leaders = [
        found[0]
        for found in change.contributions.values()
        if found and found[0].total * change.difference > 0 and found[0].group is not None
    ]
    if not leaders or change.verdict in ("same", "chance"):
        return Text("", "")
    first = max(leaders, key=lambda one: (abs(one.total), one.attribute))
    share = first.total / change.difference
    size = Text("Most of it", "其中大部分") if share >= _MOST else Text("The largest part", "其中最大的一部分")
    if abs(share - 1) <= _ROUNDING:
        size = Text("All of it", "变化全部")
    told = Text(
        " {size} ({part}) comes from {attribute} “{group}”, {how}.",
        "{size}（{part}）来自{attribute}“{group}”，{how}。",
    )
    if share > 1 + _ROUNDING:
        told = Text(
            " It comes from {attribute} “{group}” ({part}), {how}; the other groups together moved the other way.",
            "变化来自{attribute}“{group}”（{part}），{how}；其余分组合计则反向变动。",
        )
    return told.fill(
        size=size,
        part=said(abs(first.total), change.metric.unit, currency, gap=True),
        attribute=attribute_label(first.attribute),
        group=names.get(first.attribute, {}).get(first.group, Text(str(first.group), str(first.group))),
        how=_how(first, change.metric.unit, currency),
    )


def _how(one: Contribution, unit: Unit, currency: str) -> Text:
    if one.weights and abs(one.mix_effect) > abs(one.rate_effect):
        before, after = (said(weight, "share", currency) for weight in one.weights)
        return Text("which went from {before} to {after} of the whole", "其占比由 {before} 变为 {after}").fill(
            before=before, after=after
        )
    told = Text("from {before} to {after}", "由 {before} 变为 {after}")
    return _closed(told.fill(before=said(one.before, unit, currency), after=said(one.after, unit, currency)))
