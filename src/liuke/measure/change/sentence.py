"""A change in a sentence: what it was, what it is, whether that is real, and where it comes from."""

from datetime import date
from typing import Any

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
_MOST = 0.5
"""A group that makes at least this share of the change is named as most of it."""


def sentence(change: Change, currency: str, names: dict[str, dict[Any, Text]] | None = None) -> Text:
    """Return the change in words; `names` has labels for the values of attributes."""
    told = Text(
        "{label}: {now} in {period}, {moved} {difference} from {then} in {before}{interval}: {verdict}."
        "{season}{origin}",
        "{period}{label}为 {now}，较{before}的 {then} {moved} {difference}{interval}：{verdict}。{season}{origin}",
    )
    if change.difference == 0:
        told = Text("{label}: {now} in {period}, as in {before}.", "{period}{label}为 {now}，与{before}相同。")
    unit, now, before = change.metric.unit, change.now, change.before
    low, high = change.interval
    return told.fill(
        label=change.metric.label,
        now=said(now["value"], unit, currency),
        then=said(before["value"], unit, currency),
        period=_period(now["period"], change.grain),
        before=_period(before["period"], change.grain),
        moved=Text("up", "上升") if change.difference >= 0 else Text("down", "下降"),
        difference=said(abs(change.difference), unit, currency, gap=True),
        interval=_bounds(low, high, unit, currency),
        verdict=VERDICTS[change.verdict],
        season=_season(change),
        origin=_origin(change, currency, names or {}),
    )


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


def _points(value: float | None, language: Language) -> str:
    return percent(value, language).removesuffix("%")


def _bounds(low: float | None, high: float | None, unit: Unit, currency: str) -> Text:
    """Return the interval of the difference; both ends of one in points share the word."""
    if low is None or high is None:
        return Text("", "")
    first = Text(*(_points(low, to) for to in LANGUAGES)) if unit == "share" else said(low, unit, currency, gap=True)
    return Text(" (95% interval {low} to {high})", "（95% 区间 {low} 至 {high}）").fill(
        low=first, high=said(high, unit, currency, gap=True)
    )


def _period(period: str, grain: str) -> Text:
    start = date.fromisoformat(period)
    patterns = {"month": ("MMMM y", "y年M月"), "quarter": ("QQQ y", "y年QQQ"), "year": ("y", "y年")}
    if grain in patterns:
        return Text(*(day(start, to, pattern) for to, pattern in zip(LANGUAGES, patterns[grain], strict=True)))
    shown = Text(*(day(start, language) for language in LANGUAGES))
    return Text("the week of {day}", "{day} 当周").fill(day=shown) if grain == "week" else shown


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
    if not leaders or change.difference == 0:
        return Text("", "")
    first = max(leaders, key=lambda one: (abs(one.total), one.attribute))
    share = first.total / change.difference
    size = Text("Most of it", "其中大部分") if share >= _MOST else Text("The largest part", "其中最大的一部分")
    return Text(
        " {size} ({part}) comes from {attribute} “{group}”, {how}.",
        "{size}（{part}）来自{attribute}“{group}”，{how}。",
    ).fill(
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
    return Text("from {before} to {after}", "由 {before} 变为 {after}").fill(
        before=said(one.before, unit, currency), after=said(one.after, unit, currency)
    )
