"""What was found, in words: the verdict, and why lists of customers differ."""

from collections.abc import Callable, Mapping

import numpy as np

from liuke.language import LANGUAGES, Language, Text, number, percent
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.average import Estimate, adjusted
from liuke.predict.uplift.heterogeneity import Test
from liuke.predict.uplift.trial import Marks

LEARNED = Text(
    "Effects differ between customers, and predicted differences come true (test p = {p}; Qini {qini}, 95% interval {low} "
    "to {high}). Contact by uplift: for {count} of {all} customers contact is expected to earn more than it costs.",
    "不同客户的效果确有差别，且预测的差别得到验证（检验 p = {p}；Qini {qini}，95% 区间 {low} 至 {high}）。按增益联系："
    "{all} 位客户中有 {count} 位的预期收益高于联系成本。",
)
ALIKE = Text(
    "No usable difference between customers: {why}. Do not choose by uplift; contact {whom}. On average contact "
    "changes the outcome by {effect} ({low} to {high}), which leaves {profit} a customer after its cost "
    "({profit_low} to {profit_high}{doubt}).",
    "客户之间没有可用的效果差别：{why}。请勿按增益挑选，应{whom}。联系平均使结果变化 {effect}（{low} 至 {high}），扣除成本后每位客户"
    "收益 {profit}（{profit_low} 至 {profit_high}{doubt}）。",
)
DOUBT = Text(", so that it may be either way", "，正负尚不能确定")
NOTHING_MORE = Text("", "")
EVERYBODY, NOBODY = Text("everybody", "联系全部客户"), Text("nobody", "不作联系")
NOT_SHOWN = Text(
    "customers predicted to react more did not react more beyond chance (test p = {p})",
    "预测反应更强的客户，其实际反应并未超出随机波动（检验 p = {p}）",
)
QINI_OPEN = Text(
    "the interval of the Qini coefficient, {low} to {high}, includes choosing at random",
    "Qini 系数的区间 {low} 至 {high} 包含随机挑选",
)
WHY = Text(
    "{overlap} of the customers chosen {by} are also chosen by uplift. Of the {count} who are not, {bad} are expected to "
    "be lost without contact, and contact keeps {theirs} ({low} to {high}); of the {others} whom only uplift chooses, "
    "{their_bad} are, and it keeps {ours} ({our_low} to {our_high}).",
    "{by}选出的客户中，{overlap} 也被按增益选出。其余 {count} 位若不联系，预计 {bad} 会流失，联系可挽回 {theirs}（{low} 至 {high}）；"
    "仅按增益选出的 {others} 位，预计流失 {their_bad}，联系可挽回 {ours}（{our_low} 至 {our_high}）。",
)
WHY_MONEY = Text(
    "{overlap} of the customers chosen {by} are also chosen by uplift. Of the {count} who are not, {bad} are expected to "
    "bring nothing without contact, and contact adds {theirs} a customer ({low} to {high}); of the {others} whom only "
    "uplift chooses, {their_bad} are, and it adds {ours} ({our_low} to {our_high}).",
    "{by}选出的客户中，{overlap} 也被按增益选出。其余 {count} 位若不联系，预计 {bad} 不会消费，联系使每人增加 {theirs}（{low} 至 {high}）；"
    "仅按增益选出的 {others} 位，预计 {their_bad} 不会消费，联系使每人增加 {ours}（{our_low} 至 {our_high}）。",
)
SAME = Text("All customers chosen {by} are also chosen by uplift.", "{by}选出的客户全部也被按增益选出。")
NONE_BY_UPLIFT = Text(
    "By uplift nobody is contacted, since contact is not expected to pay; {by}, {count} customers are.",
    "联系预计得不偿失，按增益不联系任何人；{by}则会联系 {count} 位。",
)
BY = {"risk": Text("by risk", "按风险"), "value_at_risk": Text("by value at risk", "按风险价值")}


def effect_said(value: float, binary: bool) -> Text:  # noqa: FBT001 - the unit
    """Return an effect in its unit: of 100 customers, or of money a customer."""
    if not binary:
        return _each(lambda to: f"{number(value, to, 3)}")
    return Text(f"{number(100 * value, 'en', 2)} in 100", f"每百人 {number(100 * value, 'zh', 2)} 人")


def usable_verdict(test: Test, qini: tuple[float, float, float], count: int, size: int) -> Text:
    """Return the verdict where effects differ; `count` of `size` customers are expected to pay."""
    value, low, high = qini
    return LEARNED.fill(
        p=_small(test.chance),
        qini=f"{value:.4g}",
        low=f"{low:.4g}",
        high=f"{high:.4g}",
        count=_each(lambda to: number(count, to)),
        all=_each(lambda to: number(size, to)),
    )


def alike_verdict(
    test: Test, qini: tuple[float, float, float], average: Estimate, profit: Estimate, unit: bool
) -> Text:  # noqa: FBT001
    """Return the verdict where no difference is shown: contact all or none, by what contact earns on average.

    `unit` says that outcomes are 0 and 1.
    """
    _, low, high = qini
    why = QINI_OPEN.fill(low=f"{low:.4g}", high=f"{high:.4g}") if test.passed else NOT_SHOWN.fill(p=_small(test.chance))
    return ALIKE.fill(
        why=why,
        whom=EVERYBODY if profit.value > 0 else NOBODY,
        effect=effect_said(average.value, unit),
        low=effect_said(average.low, unit),
        high=effect_said(average.high, unit),
        profit=_money(profit.value),
        profit_low=_money(profit.low),
        profit_high=_money(profit.high),
        doubt=DOUBT if profit.low <= 0 <= profit.high else NOTHING_MORE,
    )


def reasons(chosen: Mapping[str, Marks], risk: Vector, psi: Vector, binary: bool) -> dict[str, Text]:  # noqa: FBT001
    """Return, for each list that is not by uplift, how it differs from that one, and what the difference is made of."""
    return {name: _reason(BY[name], chosen[name], chosen["uplift"], risk, psi, binary) for name in BY if name in chosen}


def _reason(by: Text, theirs: Marks, ours: Marks, risk: Vector, psi: Vector, binary: bool) -> Text:  # noqa: FBT001
    if not ours.any():
        return NONE_BY_UPLIFT.fill(by=by, count=_each(lambda to: number(int(theirs.sum()), to)))
    only, others = theirs & ~ours, ours & ~theirs
    if only.sum() < 2 or others.sum() < 2:
        return SAME.fill(by=by)
    left, right = adjusted(psi[only]), adjusted(psi[others])
    share = float((theirs & ours).sum() / theirs.sum())
    return (WHY if binary else WHY_MONEY).fill(
        by=by,
        overlap=_share(share),
        count=_each(lambda to: number(int(only.sum()), to)),
        others=_each(lambda to: number(int(others.sum()), to)),
        bad=_share(float(risk[only].mean())),
        their_bad=_share(float(risk[others].mean())),
        theirs=effect_said(left.value, binary),
        low=effect_said(left.low, binary),
        high=effect_said(left.high, binary),
        ours=effect_said(right.value, binary),
        our_low=effect_said(right.low, binary),
        our_high=effect_said(right.high, binary),
    )


def _each(said: Callable[[Language], str]) -> Text:
    return Text(*(said(language) for language in LANGUAGES))


def _share(value: float) -> Text:
    return _each(lambda to: percent(value, to, 0))


def _money(value: float) -> Text:
    return _each(lambda to: number(value, to, 3))


def _small(chance: float) -> str:
    return "< 0.001" if chance < 0.001 else f"{np.round(chance, 3):g}"
