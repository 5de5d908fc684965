"""What stands out: three to six plain sentences, each computed from the findings, each with its place.

A sentence that the figures do not carry is not said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from liuke.language import Text
from liuke.measure.change import VERDICTS
from liuke.present.charts import CHARTS
from liuke.present.charts.concentration import revenue_of
from liuke.present.charts.trend import complete, differs, usual
from liuke.present.reader import Reader
from liuke.present.report.findings import Findings

MOST = 6
WORTH_SAYING = 0.05
"""The least share of all that is at stake which the first calls must hold to be mentioned."""


@dataclass(frozen=True, slots=True)
class Standout:
    """One sentence: its tone (good, bad, plain) and the section that shows more."""

    tone: str
    section: str
    text: str


def _churn(found: Findings, reader: Reader) -> Standout | None:
    rows = [dict(row) for row in found.churn]
    done, base = complete(rows), usual(rows)
    if not done or base is None:
        return None
    last, way = done[-1], differs(rows)
    said = {
        "month": reader.month(last["period"]),
        "value": reader.percent(last["value"]),
        "base": reader.percent(base),
        "lost": reader.number(last["numerator"]),
        "opening": reader.number(last["denominator"]),
    }
    if way > 0:
        words = Text(
            "More customers are leaving: {lost} of {opening} were lost in {month}, {value} against the usual {base}.",
            "流失在加快：{month}期初 {opening} 位客户中流失 {lost} 位，流失率 {value}，高于平常的 {base}。",
        )
        return Standout("bad", "churn", reader.say(words, **said))
    if way < 0:
        words = Text(
            "Fewer customers are leaving: {lost} of {opening} were lost in {month}, {value} against the usual {base}.",
            "流失在放缓：{month}期初 {opening} 位客户中流失 {lost} 位，流失率 {value}，低于平常的 {base}。",
        )
        return Standout("good", "churn", reader.say(words, **said))
    words = Text(
        "Churn in {month}: {lost} of {opening} customers were lost ({value}; {base} over the months before), "
        "{verdict}.",
        "{month}流失：期初 {opening} 位客户中流失 {lost} 位（{value}，此前数月平均 {base}），{verdict}。",
    )
    verdict = VERDICTS[last.get("verdict", "chance")]
    return Standout("plain", "churn", reader.say(words, verdict=verdict, **said))


def _revenue(found: Findings, reader: Reader) -> Standout | None:
    done = [row for row in found.revenue if row["value"] is not None and not row["partial"]]
    if len(done) < 2:
        return None
    back = 12 if len(done) > 12 else 1
    last, before = done[-1], done[-1 - back]
    if not before["value"]:
        return None
    change = float(last["value"]) / float(before["value"]) - 1
    words = (
        Text(
            "Revenue of {value} in {month} is {change} above {before}.",
            "{month}收入 {value}，比{before}高 {change}。",
        )
        if change >= 0
        else Text(
            "Revenue of {value} in {month} is {change} below {before}.",
            "{month}收入 {value}，比{before}低 {change}。",
        )
    )
    tone = "good" if change > 0.02 else "bad" if change < -0.02 else "plain"
    if last.get("beyond", change) * change <= 0:  # the change was tested, and is no more than usual
        tone = "plain"
    return Standout(
        tone,
        "headline",
        reader.say(
            words,
            value=reader.short_money(last["value"]),
            month=reader.month(last["period"]),
            before=reader.month(before["period"]),
            change=reader.percent(abs(change)),
        ),
    )


def _at_risk(found: Findings, reader: Reader) -> Standout | None:
    high = found.risks.get("high")
    if not high or not high["customers"]:
        return None
    top = sum(call.at_risk or 0 for call in found.calls[:10])
    whole = sum(group["at_risk"] for group in found.risks.values())
    who = Text("{n} customer is" if high["customers"] == 1 else "{n} customers are", "{n} 位客户")
    words = Text(
        "{who} at high risk. Of the {amount} at stake with all customers not lost yet, "
        "the first ten on the call list stand for {top}.",
        "{who}处于高流失风险。未流失客户的风险价值合计 {amount}，跟进名单前十位占其中的 {top}。",
    )
    if not WORTH_SAYING * whole <= top <= whole:
        words = Text(
            "{who} at high risk; {amount} is at stake with all customers not lost yet.",
            "{who}处于高流失风险；未流失客户的风险价值合计 {amount}。",
        )
    return Standout(
        "bad",
        "calls",
        reader.say(
            words,
            who=who.fill(n=reader.number(high["customers"])),
            amount=reader.short_money(whole),
            top=reader.percent(top / whole if whole else None, 0),
        ),
    )


def _slipping(found: Findings, reader: Reader) -> Standout | None:
    slipping = [row for row in found.rfm if row["recency"] <= 2 and row["frequency"] >= 4]
    customers = sum(row["customers"] for row in slipping)
    if not customers:
        return None
    words = Text(
        "{n} once frequent customer has gone quiet, having spent {amount} with you so far."
        if customers == 1
        else "{n} once frequent customers have gone quiet; they have spent {amount} with you so far.",
        "{n} 位曾经常买的客户已久未购买，他们累计消费 {amount}。",
    )
    amount = float(sum(row["amount"] or 0 for row in slipping))
    said = reader.say(words, n=reader.number(customers), amount=reader.short_money(amount))
    return Standout("bad", "segments", said)


def _concentration(found: Findings, reader: Reader) -> Standout | None:
    rows = [dict(row) for row in found.concentration]
    share = revenue_of(rows, 0.1)
    if share is None:
        return None
    words = Text(
        "The best 10% of customers bring {share} of revenue; losing one of them is like losing {times} of the others.",
        "前 10% 的客户贡献了 {share} 的收入：流失其中一位，约等于流失 {times} 位其他客户。",
    )
    times = (share / 0.1) / ((1 - share) / 0.9) if share < 1 else None
    said = reader.say(words, share=reader.percent(share, 0), times=reader.number(times))
    return Standout("plain", "value", said)


TRENDS: Mapping[str, tuple[str, int]] = {
    "nps_over_time": ("satisfaction", 1),
    "csat_over_time": ("satisfaction", 1),
    "renewals_over_time": ("subscriptions", 1),
    "conversion_over_time": ("acquisition", 1),
    "resolution_over_time": ("service", -1),
    "first_response_over_time": ("service", -1),
    "reopened_over_time": ("service", -1),
    "stickiness_over_time": ("engagement", 1),
}
"""The trends that are watched: the section of each, and which way is good."""


def _trends(found: Findings, reader: Reader) -> list[Standout]:
    """Return what each watched trend says whose last complete month is beyond its usual."""
    said = []
    for id_, (section, better) in TRENDS.items():
        rows = [dict(row) for row in found.panels[section].charts.get(id_, ())] if section in found.panels else []
        if moved := differs(rows):
            text = CHARTS[id_].title(rows, reader) + reader.text(".", "。")
            said.append(Standout("good" if moved * better > 0 else "bad", section, text))
    return said


SENTENCES: tuple[Callable[[Findings, Reader], Standout | None], ...] = (
    _churn,
    _revenue,
    _at_risk,
    _slipping,
)


def stands_out(found: Findings, reader: Reader) -> list[Standout]:
    """Return the sentences that the figures carry, most pressing first."""
    said = [sentence(found, reader) for sentence in SENTENCES]
    said += [*_trends(found, reader), _concentration(found, reader)]
    return [one for one in said if one][:MOST]
