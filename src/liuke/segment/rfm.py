"""RFM: how recently, how often and for how much a customer bought, in quintiles, and the segments they make.

Quintiles by rank, 5 best; equal values always get the same score, so a score's group may be larger than a fifth
(Hughes, Strategic Database Marketing, 1994, with ties kept together).
"""

from dataclasses import dataclass

import ibis
from ibis.expr.types import NumericValue, Table

from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Segment:
    """A named cell range of the recency × engagement map; engagement is the mean of frequency and money, rounded up."""

    id: str
    label: Text
    meaning: Text
    recency: tuple[int, ...]
    engagement: tuple[int, ...]


SEGMENTS: tuple[Segment, ...] = (
    Segment(
        "champions",
        Text("Champions", "冠军客户"),
        Text("Bought lately, often and for much.", "近期购买、频次高、金额大。"),
        (5,),
        (4, 5),
    ),
    Segment(
        "loyal",
        Text("Loyal", "忠诚客户"),
        Text("Buy often and well, and did so not long ago.", "购买频繁且金额可观，近期仍有购买。"),
        (3, 4),
        (4, 5),
    ),
    Segment(
        "potential_loyalist",
        Text("Potential loyalists", "潜力客户"),
        Text("Bought lately and more than once; the next purchases decide.", "近期多次购买，接下来的几次购买很关键。"),
        (4, 5),
        (2, 3),
    ),
    Segment(
        "new",
        Text("New", "新客户"),
        Text("Bought very lately, and little so far.", "刚刚购买，累计还不多。"),
        (5,),
        (1,),
    ),
    Segment(
        "promising",
        Text("Promising", "有望客户"),
        Text("Bought lately, but little so far.", "较近期购买，但累计较少。"),
        (4,),
        (1,),
    ),
    Segment(
        "need_attention",
        Text("Need attention", "需关注客户"),
        Text("Middling in everything, and starting to fade.", "各项居中，开始淡出。"),
        (3,),
        (3,),
    ),
    Segment(
        "about_to_sleep",
        Text("About to sleep", "即将沉默客户"),
        Text("Bought little, and not lately.", "购买不多，且已有一段时间未购买。"),
        (3,),
        (1, 2),
    ),
    Segment(
        "cannot_lose",
        Text("Can't lose them", "重点挽留客户"),
        Text("Among the best buyers once, silent for long.", "曾是最好的客户，如今久未购买。"),
        (1, 2),
        (5,),
    ),
    Segment(
        "at_risk",
        Text("At risk", "流失风险客户"),
        Text("Bought well, but long ago.", "曾有可观的购买，但已过去很久。"),
        (1, 2),
        (3, 4),
    ),
    Segment(
        "hibernating",
        Text("Hibernating", "休眠客户"),
        Text("Bought little, and long ago.", "购买不多，且已很久未购买。"),
        (2,),
        (1, 2),
    ),
    Segment(
        "faded",
        Text("Faded", "淡出客户"),
        Text("Bought little, and longest ago of all.", "购买不多，且是最久以前。"),
        (1,),
        (1, 2),
    ),
)


def quintile(value: NumericValue) -> NumericValue:
    """Return 1 to 5 by rank, 5 for the largest; equal values are never split."""
    rank = ibis.percent_rank().over(ibis.window(order_by=value))
    return ((rank * 5).floor() + 1).clip(upper=5).cast("int32")


def rfm(summary: Table) -> Table:
    """Return `summary` with rfm_recency, rfm_frequency, rfm_monetary (1–5) and segment.

    Recency is days since the last purchase (fewer is better), frequency purchase days, monetary the net amount.
    """
    scored = summary.mutate(
        rfm_recency=quintile(-summary.recency_days),
        rfm_frequency=quintile(summary.purchase_days),
        rfm_monetary=quintile(summary.amount),
    )
    engagement = ((scored.rfm_frequency + scored.rfm_monetary + 1) / 2).floor().cast("int32")
    named = [
        (scored.rfm_recency.isin(one.recency) & engagement.isin(one.engagement), ibis.literal(one.id))
        for one in SEGMENTS
    ]
    return scored.mutate(segment=ibis.cases(*named))
