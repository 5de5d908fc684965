"""Payments: bills that were not paid in time."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.others import BILLS


def _late(days: int) -> Feature:
    name = f"late_in_{days}"
    return Feature(
        f"late_payments_{days}",
        "payment",
        Text(f"Bills not paid in time in the last {days} days", f"近 {days} 天未按时支付的账单数"),
        Text(
            f"Bills that fell due in the last {days} days and were not paid by then.",
            f"近 {days} 天内到期但未按时支付的账单数。",
        ),
        "count",
        Window(days),
        (Total(BILLS, name, lambda t: t.count(where=t.late & (t.age <= days)), ("late",), empty=0),),
        1,
        lambda t: t[name],
        Text(f"payment failed {{value}} times in {days} days", f"{days} 天内 {{value}} 次未按时支付"),
    )


FEATURES = (
    _late(90),
    _late(365),
    Feature(
        "unpaid_bills",
        "payment",
        Text("Bills overdue", "逾期未付账单数"),
        Text(
            "Bills past their due day that were not paid before the snapshot.", "快照日前已过应付日且尚未支付的账单数。"
        ),
        "count",
        Window(),
        (
            Total(
                BILLS,
                "overdue_bills",
                lambda t: t.count(where=t.paid_on.isnull() | (t.paid_on >= t.snapshot)),
                ("paid_on",),
                empty=0,
            ),
        ),
        1,
        lambda t: t.overdue_bills,
        Text("{value} bills overdue", "有 {value} 张账单逾期未付"),
    ),
)
