"""What the watch says: which input moved, since when, whether the scores went with it, and what may explain it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuke.language import LANGUAGES, Language, Text, day, number, percent
from liuke.predict.watch.calibrated import Held
from liuke.predict.watch.seen import label

MOVED = Text(
    "“{label}” is not what it was when the model learnt: the middle customer had {then} and has {now} now "
    "(PSI {psi}, since {since}).",
    "“{label}”与模型训练时不同：客户中位数由 {then} 变为 {now}（PSI {psi}，始于 {since}）。",
)
SPREAD = Text(
    "“{label}” is not spread among the customers as it was when the model learnt (PSI {psi}, since {since}).",
    "“{label}”在客户中的分布与模型训练时不同（PSI {psi}，始于 {since}）。",
)
MISSING = Text(
    "It is not known for {now} of the customers; when the model learnt it was not for {then}.",
    "缺失该值的客户占比由训练时的 {then} 变为 {now}。",
)
WITH_SCORES = Text(
    "The scores moved with it (PSI {psi}): the middle one was {then} and is {now}.",
    "评分也随之变化（PSI {psi}）：中位数由 {then} 变为 {now}。",
)
SCORES = Text(
    "The scores moved (PSI {psi}, since {since}): the middle one was {then} and is {now}. No single input moved as "
    "much.",
    "评分发生变化（PSI {psi}，始于 {since}）：中位数由 {then} 变为 {now}，但没有哪一项特征有同等幅度的变化。",
)
WITHOUT_SCORES = Text("The scores did not move with it.", "评分没有随之明显变化。")
SEASON = Text(
    "At this time last year it was as it is now: it may be no more than the season.",
    "去年同期与现在相近，可能只是季节因素。",
)
NO_SEASON = Text(
    "At this time last year it was not so: the season does not explain it.", "与去年同期也不同，无法用季节解释。"
)
OTHERS = Text("Others that moved: {names}.", "同时变化的还有：{names}。")
OFF = Text(
    "The scores of {day} did not come true: {happened} of {n} customers left, and {said} were expected to.",
    "{day} 的评分与实际不符：{n} 位客户中实际流失 {happened}，预测为 {said}。",
)
OFF_SHAPE = Text(
    "The scores of {day} did not come true: in all, {happened} of {n} customers left as expected ({said}), but scores "
    "were off by {error} on average, too bold or too timid.",
    "{day} 的评分与实际不符：{n} 位客户总体流失 {happened}，与预测 {said} 接近，但各概率段平均偏差 {error}。",
)
OLD = Text(
    "The model has learnt up to {day}, {days} days before the last day known; it is to be learnt anew after {limit}.",
    "模型只学习到 {day}，距最新数据已 {days} 天，超过 {limit} 天的重训周期。",
)
ANEW = Text(
    "Call `liuke run`, which learns a new model; where `liuke model list` shows a newer one that waits, put it in use "
    "with `liuke model promote`.",
    "请执行 `liuke run` 重新训练；若 `liuke model list` 中有等待启用的新版本，请用 `liuke model promote` 启用。",
)
EARLIER = Text("They were of an earlier model, {model}.", "该评分来自较早的模型 {model}。")
NO_NEED = Text("There is no need to learn the model anew.", "目前无需重新训练模型。")
NO_REFERENCE = Text(
    "The card of the model does not say what its training data were like: drift cannot be told until it is learnt "
    "anew.",
    "模型卡未记录训练数据的分布，重新训练后才能判断漂移。",
)

type Row = dict[str, Any]


def joined(texts: Sequence[Text]) -> Text:
    """Return sentences one after the other."""
    return Text(" ".join(one.en for one in texts), "".join(one.zh for one in texts))


def dated(when: date) -> Text:
    """Return a day in both languages."""
    return Text(*(day(when, language) for language in LANGUAGES))


def shared(value: float, digits: int = 0) -> Text:
    """Return a share in both languages."""
    return Text(*(percent(value, language, digits) for language in LANGUAGES))


def moved(rows: Sequence[Row], score: Row | None, season: bool | None, card: Mapping[str, Any]) -> Text:
    """Return what is said of inputs that drifted, the weightiest first."""
    first = rows[0]
    then, now = _value(first["median_then"]), _value(first["median_now"])
    psi, since = f"{first['psi']:.2f}", dated(first["since"])
    said = SPREAD if then == now else MOVED
    told = [said.fill(label=label(first["input"], card), psi=psi, since=since, then=then, now=now)]
    if abs(first["missing_now"] - first["missing_then"]) > 0.05:
        told.append(MISSING.fill(now=shared(first["missing_now"]), then=shared(first["missing_then"])))
    told.append(_with_scores(score))
    if season is not None:
        told.append(SEASON if season else NO_SEASON)
    if len(rows) > 1:
        names = [label(row["input"], card) for row in rows[1:4]]
        told.append(OTHERS.fill(names=Text(", ".join(n.en for n in names), "、".join(n.zh for n in names))))
    return joined(told)


def _with_scores(score: Row | None) -> Text:
    if score is None or score["verdict"] == "steady":
        return WITHOUT_SCORES
    return scores(score, WITH_SCORES)


def scores(row: Row, said: Text = SCORES) -> Text:
    """Return what is said of scores that moved."""
    return said.fill(
        psi=f"{row['psi']:.2f}",
        since=dated(row["since"]),
        then=shared(row["median_then"] or 0.0),
        now=shared(row["median_now"] or 0.0),
    )


def off(found: Held, when: date, by_whole: bool) -> Text:
    """Return what is said of scores that did not come true."""
    return (OFF if by_whole else OFF_SHAPE).fill(
        day=dated(when),
        n=Text(*(number(found.customers, language) for language in LANGUAGES)),
        happened=shared(found.happened, 1),
        said=shared(found.said, 1),
        error=shared(found.error, 1),
    )


def old(as_of: date, days: int, limit: int) -> Text:
    """Return what is said of a model that is older than it should be."""
    return OLD.fill(day=dated(as_of), days=days, limit=limit)


def _value(value: float | None) -> Text:
    if value is None:
        return Text("no value", "无")
    digits = 0 if abs(value) >= 10 else 2

    def said(language: Language) -> str:
        return number(value, language, digits)

    return Text(said("en"), said("zh"))
