"""Everyday words for what the registry has under its own name, in both languages: for searching, not for asking."""

from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[str, tuple[str, ...]] = {
    "active_users": ("dau", "wau", "mau", "日活", "周活", "月活", "活跃用户"),
    "average_order_value": ("aov", "basket", "ticket size", "笔单价", "件单价", "平均订单金额"),
    "billed_amount": ("invoice", "invoices", "bills", "账单", "开票"),
    "churn_rate": (
        "who leaves", "who left", "leave", "leaves", "leaving", "attrition", "defection", "流失客户", "离开", "掉粉",
    ),
    "conversion_rate": ("funnel", "漏斗", "转化"),
    "coupon_order_share": ("discount", "discounts", "voucher", "promotion", "折扣", "优惠", "优惠券", "打折", "促销"),
    "csat": ("好评", "好评率", "满意率", "satisfied"),
    "customer_share": ("rfm", "segments", "分群", "客户分层", "沉睡客户", "沉默客户", "dormant"),
    "customers": ("会员", "会员数", "用户数", "客户数", "members", "membership"),
    "detractor_share": ("差评", "差评率", "bad reviews"),
    "events": ("clicks", "page views", "点击", "浏览量"),
    "gross_margin": ("profit", "profits", "earnings", "利润", "毛利润", "盈利"),
    "historic_value": ("historic ltv", "累计消费"),
    "items_per_order": ("units per transaction", "upt", "连带率"),
    "new_customers": ("new buyers", "拉新", "新客", "新客数", "首购"),
    "nps": ("word of mouth", "recommend", "口碑", "推荐"),
    "orders": ("purchases", "transactions", "单量", "订单量", "成交单数"),
    "payback_months": ("roi", "return on investment", "投资回报", "回本"),
    "predicted_value": ("ltv", "clv", "clv prediction", "lifetime value", "客户终身价值", "终身价值", "生命周期价值"),
    "renewal_rate": ("renew", "renewed", "renews", "续费", "续费率", "续订", "续签"),
    "repeat_customer_share": ("老客", "老客占比"),
    "repeat_rate": ("回头客", "repurchase", "returning customers", "comes back", "come back", "复购"),
    "return_rate": ("refund", "refunds", "退款", "退款率", "退单", "退换货"),
    "revenue": (
        "gmv", "sales", "turnover", "income", "takings", "营收", "营业额", "销售额", "成交额", "交易额", "流水",
        "销售收入",
    ),
    "reopen_rate": ("返工", "重复来电"),
    "retention_rate": ("loyalty rate", "who stays", "留客率"),
    "sign_ups": ("registrations", "注册", "注册量", "注册用户"),
    "subscriber_churn_rate": (
        "cancel", "cancels", "cancelled", "cancellation", "unsubscribe", "退订", "退订率", "解约",
    ),
    "tickets": ("complaint", "complaints", "投诉", "投诉量", "客诉", "support requests"),
    "win_back_rate": ("win back", "reactivation", "reactivate", "唤醒", "召回", "挽回"),
}  # fmt: skip
"""Words for a metric, by its id."""
_ALSO: Mapping[str, tuple[str, ...]] = {
    "clv": ("historic_value", "clv_to_cac"),
    "ltv": ("historic_value", "clv_to_cac"),
    "cancel": ("churned_subscribers",),
    "客户终身价值": ("historic_value", "clv_to_cac"),
    "沉睡客户": ("win_back_rate",),
    "profit": ("margin_rate", "historic_margin"),
    "利润": ("margin_rate", "historic_margin"),
    "会员": ("sign_ups", "subscribers"),
    "members": ("sign_ups", "subscribers"),
    "rfm": ("loyal_customer_share",),
    "leave": ("lost_customers",),
    "who leaves": ("lost_customers",),
    "好评率": ("rating", "promoter_share"),
    "差评": ("rating",),
    "回头客": ("repeat_customer_share", "returned_customers"),
    "退订": ("churned_subscribers",),
    "dau": ("stickiness",),
    "日活": ("stickiness",),
}
"""Further metrics that a word may mean, after the one that it means first."""


def _turned() -> dict[str, tuple[str, ...]]:
    first = {word: id_ for id_, words in _WORDS.items() for word in words}
    return {word: (id_, *_ALSO.get(word, ())) for word, id_ in first.items()}


ALSO_CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(_turned())
"""The ids that an everyday word may mean, the likeliest first."""
