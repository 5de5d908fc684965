"""Opinions: ratings that customers gave, and what they answered to surveys."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.others import ANSWERS, TICKETS, latest

KINDS = {
    "nps": Text("NPS answer", "NPS 评分"),
    "csat": Text("satisfaction answer (CSAT)", "满意度（CSAT）评分"),
    "ces": Text("effort answer (CES)", "费力度（CES）评分"),
}


def _last(kind: str, label: Text) -> Feature:
    name = f"{kind}_last"
    return Feature(
        f"last_{kind}",
        "opinion",
        Text(f"Last {label.en}", f"最近一次{label.zh}"),
        Text(f"Score of the customer's last {label.en} before the snapshot.", f"快照日前客户最近一次{label.zh}。"),
        "points",
        Window(),
        (Total(ANSWERS, name, lambda t: latest(t, "score", t.kind == kind)),),
        0 if kind == "ces" else -1,
        lambda t: t[name],
        Text(
            f"last {label.en} was {{value}}; {{usual}} is usual",
            f"最近一次{label.zh}为 {{value}} 分，一般客户 {{usual}} 分",
        ),
    )


FEATURES = (
    Feature(
        "last_rating",
        "opinion",
        Text("Last rating", "最近一次评分"),
        Text(
            "The customer's last rating before the snapshot; the lowest of a day.",
            "快照日前客户最近一次评分（同日取最低）。",
        ),
        "points",
        Window(),
        (Total(TICKETS, "rating_last", lambda t: latest(t, "rating", t.rated_on < t.snapshot)),),
        -1,
        lambda t: t.rating_last,
        Text("last rated us {value}; {usual} is usual", "最近一次评分为 {value} 分，一般客户 {usual} 分"),
    ),
    Feature(
        "lowest_rating_365",
        "opinion",
        Text("Lowest rating of the last 365 days", "近 365 天最低评分"),
        Text("The lowest rating that the customer gave in the last 365 days.", "近 365 天内客户给出的最低评分。"),
        "points",
        Window(365),
        (Total(TICKETS, "rating_lowest", lambda t: t.rating.min(where=(t.age <= 365) & (t.rated_on < t.snapshot))),),
        -1,
        lambda t: t.rating_lowest,
        Text(
            "rated us as low as {value} in the last year; {usual} is usual",
            "近一年最低评分为 {value} 分，一般客户 {usual} 分",
        ),
    ),
    *(_last(kind, label) for kind, label in KINDS.items()),
)
