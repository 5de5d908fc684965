"""Peers: whether customers like this one were lost lately."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.peers import DAYS, Peers

GROUPS = (
    (Peers("peers_region", "profile", "region"), Text("region", "地区")),
    (Peers("peers_channel", "first_channel", "acquisition_channel"), Text("channel", "渠道")),
    (Peers("peers_plan", "contract", "plan", "starts_on"), Text("plan", "套餐")),
)


def _peers(source: Peers, label: Text) -> Feature:
    name = f"{source.id}_gone"
    return Feature(
        f"{source.id}_lost_{DAYS}",
        "peers",
        Text(f"Peers of the same {label.en} lost in the last {DAYS} days", f"近 {DAYS} 天同{label.zh}客户流失占比"),
        Text(
            f"Of the customers of the same {label.en} {DAYS} days before the snapshot, the share lost since.",
            f"快照日前 {DAYS} 天时同{label.zh}的客户中，此后流失的比例。",
        ),
        "share",
        Window(DAYS),
        (Total(source, name, lambda t: t.gone / t.there, (source.column,)),),
        1,
        lambda t: t[name],
        Text(
            f"{{value}} of the customers of the same {label.en} left in {DAYS} days; {{usual}} is usual",
            f"同{label.zh}客户 {DAYS} 天内流失 {{value}}，一般为 {{usual}}",
        ),
    )


FEATURES = tuple(_peers(source, label) for source, label in GROUPS)
