"""What was asked of a campaign, and how many customers it would need, in words."""

from liuke.language import LANGUAGES, Text, day, number
from liuke.predict.uplift.campaign.ask import Outcome
from liuke.predict.uplift.campaign.campaigns import Campaign
from liuke.predict.uplift.power import Power

ASKED = Text(
    "Campaign “{name}”: {treated} customers “{arm}” and {held} “{control}”, {days}; outcome: {outcome} within "
    "{horizon} days; {worth}; a contact costs {cost}.",
    "活动“{name}”：“{arm}”{treated} 位、“{control}”{held} 位客户，{days}；结果：{horizon} 天内{outcome}；{worth}；"
    "每次联系成本 {cost}。",
)
OUTCOMES = {"kept": Text("kept", "留住"), "revenue": Text("revenue", "的收入")}
ON, FROM_TO = Text("assigned on {first}", "于{first}分配"), Text("assigned {first} to {last}", "{first}至{last}分配")
NEEDED = Text(
    "The average effect that pays for contact is {effect}: to show it takes {average} customers, both groups together, "
    "and {halves} to show as large a difference between two halves of them. The campaign has {there}.",
    "能抵回联系成本的平均效果为{effect}：要看出它，两组合计需要 {average} 位客户；"
    "要看出两半客户之间同样大的差别，需要 {halves} 位。该活动有 {there} 位。",
)
IN_100, EACH = Text("{} in 100", "每百人 {} 人"), Text("{} a customer", "每人 {}")


def asked(one: Campaign, arms: tuple[str, str], outcome: Outcome, days: int, worth: Text, cost: float) -> Text:
    """Return the campaign, its customers, the outcome and the money in a sentence."""
    arm, control = arms
    first, last = (Text(*(day(when, to) for to in LANGUAGES)) for when in (one.first, one.last))
    return ASKED.fill(
        name=one.id,
        arm=arm,
        control=control,
        treated=said(one.ripe[arm]),
        held=said(one.ripe[control]),
        days=(ON if one.first == one.last else FROM_TO).fill(first=first, last=last),
        outcome=OUTCOMES[outcome],
        horizon=days,
        worth=worth,
        cost=said(cost, 2),
    )


def sizes(power: Power, there: int, binary: bool) -> Text:
    """Return how many customers the effect worth finding takes, and how many there are."""
    unit, times, digits = (IN_100, 100.0, 1) if binary else (EACH, 1.0, 3)
    effect = said(times * power.worthwhile, digits)
    return NEEDED.fill(
        effect=Text(unit.en.format(effect.en), unit.zh.format(effect.zh)),
        average=said(power.for_average),
        halves=said(power.for_halves),
        there=said(there),
    )


def said(value: float, digits: int = 0) -> Text:
    """Return a number in both languages."""
    return Text(*(number(value, language, digits) for language in LANGUAGES))
