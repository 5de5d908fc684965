"""What changed in a funnel, in words: which step, for whom, by how much, and how many customers that is."""

from collections.abc import Mapping, Sequence

from liuke.explain.funnel.comparing import Shift
from liuke.language import LANGUAGES, Text, number, percent

ANYBODY = Text("everybody", "全部客户")
CHANGED = Text(
    "{whom}: {now} of those at “{previous}” went on to “{step}” ({numerator} of {denominator}), {then} {other}: "
    "{points} points {way} (95% {low} to {high}).",
    "{whom}：到达“{previous}”的客户中有 {now} 进入“{step}”（{denominator} 位中 {numerator} 位），{then}为 {other}："
    "{way} {points} 个百分点（95% 区间 {low} 至 {high}）。",
)  # fmt: skip
FEWER = Text(" At that share, {n} customers more would have gone on.", "若仍按该比例，会多 {n} 位客户进入下一步。")
THEN = {
    "previous": Text("in the period before", "上一期间"),
    "groups": Text("of all others", "其余客户"),
}
WAY = {True: Text("less", "下降"), False: Text("more", "上升")}
WAY_OF_GROUPS = {True: Text("less", "低"), False: Text("more", "高")}
NO_CHANGE = {
    "previous": Text(
        "No step changed by more than chance would explain ({n} comparisons).",
        "各步骤的变化均未超出偶然波动的范围（共 {n} 项比较）。",
    ),
    "groups": Text(
        "No group goes on less or more often than the others by more than chance would explain ({n} comparisons).",
        "各组与其余客户的差异均未超出偶然波动的范围（共 {n} 项比较）。",
    ),
}
NOT_CAUSE = Text(
    "This says where it changed, not why: look at what was changed at this step, and for whom.",
    "这里指出变化发生在哪一步，并不说明原因：请查看该步骤当时有何改动、影响了哪些客户。",
)


def sentences(kind: str, found: Sequence[Shift], most: int = 5) -> list[Text]:
    """Return in words what changed for sure, the surest first; that nothing did, where it is so."""
    sure = [one for one in found if one.sure]
    if not sure:
        return [NO_CHANGE[kind].fill(n=len(found))]
    return [*(_sentence(kind, one) for one in sure[:most]), NOT_CAUSE]


def _sentence(kind: str, one: Shift) -> Text:
    told = one.record()
    ends = sorted(abs(told[name]) for name in ("difference_low", "difference_high"))
    values: Mapping[str, object] = {
        "whom": ANYBODY if one.group is None else str(one.group),
        "previous": one.previous,
        "step": one.step,
        "now": _percent(told["share"]),
        "other": _percent(told["other_share"]),
        "numerator": _number(one.now[0]),
        "denominator": _number(one.now[1]),
        "then": THEN[kind],
        "points": _number(abs(one.gap) * 100, 1),
        "way": (WAY if kind == "previous" else WAY_OF_GROUPS)[one.gap < 0],
        "low": _number(ends[0] * 100, 1),
        "high": _number(ends[1] * 100, 1),
    }
    sentence = CHANGED.fill(**values)
    if round(one.fewer) < 1:
        return sentence
    more = FEWER.fill(n=_number(one.fewer))
    return Text(sentence.en + more.en, sentence.zh + more.zh)


def _number(value: float, digits: int = 0) -> Text:
    return Text(*(number(value, to, digits) for to in LANGUAGES))


def _percent(share: float) -> Text:
    return Text(*(percent(share, to) for to in LANGUAGES))
