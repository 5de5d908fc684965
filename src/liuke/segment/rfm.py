"""RFM: how recently, how often and for how much a customer bought, in quintiles, and the segments they make.

Quintiles by rank, 5 best; equal values always get the same score, so a score's group may be larger than a fifth
(Hughes, Strategic Database Marketing, 1994, with ties kept together).
"""

from dataclasses import dataclass

import ibis
from ibis.expr.types import NumericValue, StringValue, Table

from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Segment:
    """A named cell range of the recency × engagement map; engagement is the mean of frequency and money, rounded up.

    `use` suggests what to do with such customers.
    """

    id: str
    label: Text
    meaning: Text
    recency: tuple[int, ...]
    engagement: tuple[int, ...]
    use: Text


SEGMENTS: tuple[Segment, ...] = (
    Segment(
        "champions",
        Text("Champions", "冠军客户"),
        Text("Bought lately, often and for much.", "近期购买、频次高、金额大。"),
        (5,),
        (4, 5),
        Text(
            "Thank them, give them first sight of what is new, ask for a referral; no discounts.",
            "致谢、优先体验新品、邀请推荐；无需折扣。",
        ),
    ),
    Segment(
        "loyal",
        Text("Loyal", "忠诚客户"),
        Text("Buy often and well, and did so not long ago.", "购买频繁且金额可观，近期仍有购买。"),
        (3, 4),
        (4, 5),
        Text("Offer what goes with what they buy, and a step up in membership.", "推荐相配的商品，引导会员升级。"),
    ),
    Segment(
        "potential_loyalist",
        Text("Potential loyalists", "潜力客户"),
        Text("Bought lately and more than once; the next purchases decide.", "近期多次购买，接下来的几次购买很关键。"),
        (4, 5),
        (2, 3),
        Text("Invite to membership, and make the next purchase easy.", "邀请入会，降低下一次购买的门槛。"),
    ),
    Segment(
        "new",
        Text("New", "新客户"),
        Text("Bought very lately, and little so far.", "刚刚购买，累计还不多。"),
        (5,),
        (1,),
        Text("Welcome them, help with the first purchase, and lead to the second.", "做好欢迎与首单服务，引导第二单。"),
    ),
    Segment(
        "promising",
        Text("Promising", "有望客户"),
        Text("Bought lately, but little so far.", "较近期购买，但累计较少。"),
        (4,),
        (1,),
        Text(
            "Keep in touch with useful content and a small reason to come back.",
            "以有用的内容和小额理由保持联系，促其再来。",
        ),
    ),
    Segment(
        "need_attention",
        Text("Need attention", "需关注客户"),
        Text("Middling in everything, and starting to fade.", "各项居中，开始淡出。"),
        (3,),
        (3,),
        Text("Remind in time, with an offer that ends soon.", "及时提醒，配合限时优惠。"),
    ),
    Segment(
        "about_to_sleep",
        Text("About to sleep", "即将沉默客户"),
        Text("Bought little, and not lately.", "购买不多，且已有一段时间未购买。"),
        (3,),
        (1, 2),
        Text(
            "Show what is popular and what they looked at; one message, low cost.",
            "推荐热销与曾购品类；低成本触达一次。",
        ),
    ),
    Segment(
        "cannot_lose",
        Text("Can't lose them", "重点挽留客户"),
        Text("Among the best buyers once, silent for long.", "曾是最好的客户，如今久未购买。"),
        (1, 2),
        (5,),
        Text(
            "Call in person, ask what changed, and make it right; a discount comes last.",
            "专人联系，了解变化原因并解决问题；折扣放在最后。",
        ),
    ),
    Segment(
        "at_risk",
        Text("At risk", "流失风险客户"),
        Text("Bought well, but long ago.", "曾有可观的购买，但已过去很久。"),
        (1, 2),
        (3, 4),
        Text("Send a personal win-back offer, and find out why.", "发送个性化召回优惠，并了解原因。"),
    ),
    Segment(
        "hibernating",
        Text("Hibernating", "休眠客户"),
        Text("Bought little, and long ago.", "购买不多，且已很久未购买。"),
        (2,),
        (1, 2),
        Text("One win-back attempt, then leave them in peace.", "尝试召回一次，之后减少打扰。"),
    ),
    Segment(
        "faded",
        Text("Faded", "淡出客户"),
        Text("Bought little, and longest ago of all.", "购买不多，且是最久以前。"),
        (1,),
        (1, 2),
        Text("Do not spend on them; keep them for seasonal mailings only.", "不再投入，仅保留季节性触达。"),
    ),
)


def quintile(value: NumericValue) -> NumericValue:
    """Return 1 to 5 by rank, 5 for the largest; equal values are never split."""
    rank = ibis.percent_rank().over(ibis.window(order_by=value))
    return ((rank * 5).floor() + 1).clip(upper=5).cast("int32")


def engagement(frequency: NumericValue, monetary: NumericValue) -> NumericValue:
    """Return the mean of two scores, rounded up: how much a customer buys, however they do it."""
    return ((frequency + monetary + 1) / 2).floor().cast("int32")


def segment_of(recency: NumericValue, frequency: NumericValue, monetary: NumericValue) -> StringValue:
    """Return the id of the segment of each of the 125 cells."""
    how_much = engagement(frequency, monetary)
    return ibis.cases(
        *((recency.isin(one.recency) & how_much.isin(one.engagement), ibis.literal(one.id)) for one in SEGMENTS)
    )


def rfm(summary: Table) -> Table:
    """Return `summary` with rfm_recency, rfm_frequency, rfm_monetary (1–5) and segment.

    Recency is days since the last purchase (fewer is better), frequency purchase days, monetary the net amount.
    """
    scored = summary.mutate(
        rfm_recency=quintile(-summary.recency_days),
        rfm_frequency=quintile(summary.purchase_days),
        rfm_monetary=quintile(summary.amount),
    )
    return scored.mutate(segment=segment_of(scored.rfm_recency, scored.rfm_frequency, scored.rfm_monetary))
