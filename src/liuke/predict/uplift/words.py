"""What was found, in words: the verdict, and why lists of customers differ."""

from collections.abc import Callable, Mapping

from liuke.language import LANGUAGES, Language, Text, number, percent
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.average import Estimate
from liuke.predict.uplift.heterogeneity import Test
from liuke.predict.uplift.trial import Marks

LEARNED = Text(
    "Effects differ between customers, and predicted differences come true (test p {p}; Qini {qini}, 95% interval "
    "{low} to {high}). Contact by uplift: for {count} of {all} customers contact is expected to earn more than it "
    "costs.",
    "不同客户的效果确有差别，且预测的差别得到了验证（检验 p {p}；Qini {qini}，95% 区间 {low} 至 {high}）。"
    "按增益联系：{all} 位客户中有 {count} 位，联系的预期收益高于成本。",
)
ALIKE = Text(
    "No usable difference between customers: {why}. Do not choose by uplift; contact {whom}. On average contact "
    "improves the outcome by {effect}, which after its cost leaves {profit} a customer{doubt}.",
    "客户之间没有可用的效果差别：{why}。请勿按增益挑选，应{whom}。"
    "联系平均带来的改善为{effect}，扣除成本后每位客户收益 {profit}{doubt}。",
)
DOUBT = Text(": it may be a gain or a loss", "，是盈是亏尚不能确定")
NO_DOUBT = Text("", "")
EVERYBODY, NOBODY = Text("everybody", "联系全部客户"), Text("nobody", "不联系任何客户")
NOT_SHOWN = Text(
    "those predicted to react more did not react more than chance explains (test p {p})",
    "预测反应更强的客户，其实际反应并未超出随机波动（检验 p {p}）",
)
QINI_OPEN = Text(
    "the interval of the Qini coefficient, {low} to {high}, includes choosing at random",
    "Qini 系数的区间 {low} 至 {high} 包含随机挑选",
)
WHY = Text(
    "{overlap} of the customers chosen {by} are also chosen by uplift. Of the {count} who are not, {bad} are expected "
    "to {lost} without contact, and contact improves the outcome by {theirs}; of the {others} whom only uplift "
    "chooses, {their_bad} are, and contact improves it by {ours}.",
    "{by}选出的客户中，{overlap} 也被按增益选出。其余 {count} 位若不联系，预计 {bad} {lost}，联系带来的改善为{theirs}；"
    "仅按增益选出的 {others} 位，预计 {their_bad} {lost}，联系带来的改善为{ours}。",
)
LOST, MISSED = Text("be lost", "会流失"), Text("go without the outcome", "不会出现该结果")
NOTHING_BOUGHT = Text("bring nothing", "不会带来收入")
SAME = Text("All customers chosen {by} are also chosen by uplift.", "{by}选出的客户全部也被按增益选出。")
NONE_BY_UPLIFT = Text(
    "By uplift nobody is contacted, since contact is not expected to pay; {by} {count} customers are.",
    "联系预计得不偿失，按增益不联系任何人；{by}则会联系 {count} 位。",
)
BY = {"risk": Text("by risk", "按风险"), "value_at_risk": Text("by value at risk", "按风险价值")}
BARE, EACH = Text("{}", "{}"), Text("{} a customer", "每人 {}")
RANGE = Text("{value} ({low} to {high})", "{value}（{low} 至 {high}）")


def effect_said(effect: Estimate, binary: bool) -> Text:
    """Return an effect and its interval in its unit: customers of 100, or money a customer."""
    return _range(effect, 100.0, 1, Text("{} in 100", "每百人 {} 人")) if binary else _range(effect, unit=EACH)


def _range(given: Estimate, times: float = 1.0, digits: int = 3, unit: Text = BARE) -> Text:
    def said(value: float) -> Text:
        return _each(lambda to: number(times * value, to, digits))

    value = Text(unit.en.format(said(given.value).en), unit.zh.format(said(given.value).zh))
    return RANGE.fill(value=value, low=said(given.low), high=said(given.high))


def usable_verdict(test: Test, qini: tuple[float, float, float], count: int, size: int) -> Text:
    """Return the verdict where effects differ; `count` of `size` customers are expected to pay."""
    value, low, high = qini
    return LEARNED.fill(
        p=_small(test.chance),
        qini=f"{value:.4g}",
        low=f"{low:.4g}",
        high=f"{high:.4g}",
        count=_count(count),
        all=_count(size),
    )


def alike_verdict(
    test: Test, qini: tuple[float, float, float], average: Estimate, profit: Estimate, binary: bool
) -> Text:
    """Return the verdict where no difference is shown: contact all or none, by what contact earns on average."""
    _, low, high = qini
    why = QINI_OPEN.fill(low=f"{low:.4g}", high=f"{high:.4g}") if test.passed else NOT_SHOWN.fill(p=_small(test.chance))
    return ALIKE.fill(
        why=why,
        whom=EVERYBODY if profit.value > 0 else NOBODY,
        effect=effect_said(average, binary),
        profit=_range(profit),
        doubt=DOUBT if profit.low <= 0 <= profit.high else NO_DOUBT,
    )


def bad_outcome(binary: bool, lower_is_better: bool) -> Text:
    """Return what it is called that risk is the probability of."""
    if not binary:
        return NOTHING_BOUGHT
    return LOST if lower_is_better else MISSED


type EffectOf = Callable[[Marks], Estimate]
"""The mean effect on some of the customers."""


def reasons(
    chosen: Mapping[str, Marks], risk: Vector, effect: EffectOf, binary: bool, lower_is_better: bool
) -> dict[str, Text]:
    """Return, for each list that is not by uplift, how it differs from that one, and what the difference is made of."""
    lost = bad_outcome(binary, lower_is_better)
    return {
        name: _reason(BY[name], chosen[name], chosen["uplift"], risk, effect, binary, lost)
        for name in BY
        if name in chosen
    }


def _reason(by: Text, theirs: Marks, ours: Marks, risk: Vector, effect: EffectOf, binary: bool, lost: Text) -> Text:
    if not ours.any():
        return NONE_BY_UPLIFT.fill(by=by, count=_count(int(theirs.sum())))
    only, others = theirs & ~ours, ours & ~theirs
    if only.sum() < 2 or others.sum() < 2:
        return SAME.fill(by=by)
    return WHY.fill(
        by=by,
        lost=lost,
        overlap=_share(float((theirs & ours).sum() / theirs.sum())),
        count=_count(int(only.sum())),
        others=_count(int(others.sum())),
        bad=_share(float(risk[only].mean())),
        their_bad=_share(float(risk[others].mean())),
        theirs=effect_said(effect(only), binary),
        ours=effect_said(effect(others), binary),
    )


def _each(said: Callable[[Language], str]) -> Text:
    return Text(*(said(language) for language in LANGUAGES))


def _share(value: float) -> Text:
    return _each(lambda to: percent(value, to, 0))


def _count(value: int) -> Text:
    return _each(lambda to: number(value, to))


def _small(chance: float) -> str:
    return "< 0.001" if chance < 0.001 else f"= {chance:.3f}"
