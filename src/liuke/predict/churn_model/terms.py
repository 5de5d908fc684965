"""The terms of the campaign that a card states profit for: a workspace's own, or else the paper's."""

from typing import Any

from liuke.language import Text
from liuke.predict.evaluation.profit import PAPER, Campaign

OWN = Text(
    "a customer who stays is worth {worth}, an offer taken up costs {incentive} and a contact {contact}, and "
    "{accept}% of the leavers accept",
    "挽回一位客户价值 {worth}，被接受的优惠成本 {incentive}，每次联系成本 {contact}，{accept}% 的流失客户会接受",
)
BORROWED = Text(
    "{terms} (the terms of Verbraken et al. 2013; your own go under [risk] in liuke.toml)",
    "{terms}（取自 Verbraken 等 2013 的假设；自己的数值请在 liuke.toml 的 [risk] 中设置）",
)


def terms_of(own: Campaign | None) -> dict[str, Any]:
    """Return the terms for the card: numbers, `own` (false: the paper's), and `says`, in both languages."""
    campaign = own or PAPER
    amounts = {name: getattr(campaign, name) for name in ("worth", "incentive", "contact", "accept")}
    shown = {name: f"{value:.12g}" for name, value in amounts.items()} | {"accept": f"{100 * campaign.accept:.3g}"}
    said = OWN.fill(**shown) if own else BORROWED.fill(terms=OWN.fill(**shown))
    return amounts | {"own": own is not None, "says": said.record()}
