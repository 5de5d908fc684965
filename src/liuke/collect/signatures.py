"""What tells one table from another: data. Orders need no telling; every other table must be told by its columns."""

from dataclasses import dataclass

from liuke.collect.headers import plain


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells a table, as words separated by spaces.

    Of each of `groups`, one column must be matched by a telling name: one that orders do not use, and that is not
    vague (see `VAGUE`). `own` are columns whose names tell although orders use them. `least` is the number of telling
    headers, `file` what such files are called; a file called so needs no groups unless `strict`.
    """

    table: str
    groups: tuple[str, ...] = ()
    least: int = 1
    own: str = ""
    file: str = ""
    strict: bool = False
    bonus: float = 0.0


SIGNATURES = (
    Signature(
        "order",
        file="order sale transaction purchase 订单 交易 销售 流水 消费 购买",
    ),
    Signature(
        "order_line",
        file="order sale transaction purchase line item basket 订单明细 销售明细 订单商品 小票",
    ),
    Signature(
        "bill",
        ("starts_at ends_at due_at bill_id billed_at amount status plan",),
        file="bill invoice statement 账单 发票 缴费",
        strict=True,
        bonus=1.0,
    ),
    Signature(
        "subscription",
        (
            "subscription_id plan period price started_at end_reason",
            "expires_at cancelled_at end_reason period paused_at price",
        ),
        least=2,
        file="subscription contract membership 订阅 合同 套餐 签约 续费",
    ),
    Signature(
        "event",
        ("name event_id session_id anonymous_id properties",),
        file="event clickstream behavior behaviour log track click pageview 事件 行为 埋点 日志 点击流",
    ),
    Signature(
        "feedback_status",
        ("feedback_id", "changed_at status"),
        least=2,
        file="statushistory ticketstatus 状态变更 流转记录 状态流转",
    ),
    Signature(
        "feedback",
        ("feedback_id text rating priority received_at category status",),
        file="ticket feedback review complaint case zendesk freshdesk intercom 工单 反馈 评论 评价 投诉 客诉 售后",
    ),
    Signature(
        "survey_response",
        ("survey_id response_id kind question score answered_at",),
        file="survey nps csat ces csi response questionnaire 问卷 调研 满意度 净推荐值 回访问卷 答卷",
    ),
    Signature(
        "interaction",
        ("interaction_id occurred_at direction channel kind", "agent outcome direction kind channel occurred_at"),
        least=2,
        file="interaction call touch activity visit 接触 通话 呼叫 跟进 拜访 回访 沟通 会话",
    ),
    Signature(
        "opportunity",
        ("opportunity_id stage closed_at outcome",),
        file="opportunity opportunitie deal pipeline 商机 销售机会",
    ),
    Signature(
        "lead",
        ("lead_id stage origin outcome contacted_at created_at owner",),
        file="lead prospect 线索 潜客 留资",
    ),
    Signature(
        "treatment",
        ("playbook_id treatment_id", "arm assigned_at delivered_at treatment_id"),
        least=2,
        file="treatment campaign experiment assignment exposure abtest 干预 触达 实验 营销活动 推送",
    ),
    Signature(
        "customer",
        (
            """name email phone birth_date gender income_band occupation region company industry signed_up_at
            acquisition_channel acquisition_cost tier consent_email consent_phone""",
        ),
        least=2,
        own="name email phone income_band region acquisition_channel",
        file="customer client member user contact account people demographic 客户 会员 用户 顾客 粉丝 名单",
    ),
    Signature("identity", ("id_value id_kind",), file="identity identitie idmap 身份 标识 关联"),
)
SALES = ("order", "order_line")
_OUTCOMES = """
    churn churned is_churn churn_label churn_value churn_flag exited attrition attrition_flag left target label
    converted conversion is_converted retained is_lost lost 是否流失 流失 流失标签 是否转化 是否续约 是否离网"""
LABELS = frozenset(plain(word) for word in _OUTCOMES.split())
"""Headers of outcomes in tables that were made for training a model."""
