"""The canonical tables. Every source is mapped to these, and every stage reads them by these names.

Times are naive UTC timestamps; the workspace's time zone decides days. Money is decimal with an ISO 4217 currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import ibis

from liuke.errors import UsageError
from liuke.language import Text

MONEY = "decimal(18, 4)"
TIME = "timestamp(6)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Ibis type, its short label, and whether every row must have it."""

    name: str
    type: str
    label: Text
    unit: str = ""
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: what a row is, its columns, and the columns that identify a row.

    `time` names the column that says when a row happened ("" where nothing happens), `also` other names of the table.
    """

    name: str
    row: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    time: str = ""
    also: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that every row must have."""
        return tuple(column.name for column in self.columns if column.required)

    def schema(self) -> ibis.Schema:
        """Return the Ibis schema of the whole table, provenance included."""
        return ibis.schema({column.name: column.type for column in (*self.columns, *PROVENANCE)})


def _column(name: str, type_: str, en: str, zh: str, unit: str = "", *marks: str) -> Column:
    return Column(name, type_, Text(en, zh), unit, "required" in marks, "personal" in marks)


PROVENANCE = (
    _column("source", "string", "Source file", "来源文件"),
    _column("source_row", "int64", "Row in the source, the first data row being 1", "来源行号（首条数据为 1）"),
    _column("recorded_at", TIME, "When we learned it", "获知时间"),
)

_TABLES = (
    Table(
        "customer",
        Text("a customer", "一位客户"),
        ("customer_id",),
        (
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
            _column("name", "string", "Name", "姓名", "", "personal"),
            _column("email", "string", "E-mail", "邮箱", "", "personal"),
            _column("phone", "string", "Phone", "电话", "", "personal"),
            _column("birth_date", "date", "Date of birth", "出生日期", "", "personal"),
            _column("gender", "string", "Gender", "性别"),
            _column("income_band", "string", "Income band", "收入区间"),
            _column("occupation", "string", "Occupation", "职业"),
            _column("region", "string", "Region", "地区"),
            _column("company", "string", "Company", "公司"),
            _column("industry", "string", "Industry", "行业"),
            _column("signed_up_at", TIME, "Signed up", "注册时间"),
            _column("acquisition_channel", "string", "Acquisition channel", "获客渠道"),
            _column("acquisition_cost", MONEY, "Acquisition cost", "获客成本", "money"),
            _column("tier", "string", "Loyalty tier", "会员等级"),
            _column("owner", "string", "Owner", "负责人"),
            _column("consent_email", "boolean", "May be e-mailed", "允许邮件联系"),
            _column("consent_phone", "boolean", "May be called", "允许电话联系"),
            _column("tags", "string", "Tags", "标签"),
        ),
        "",
        ("customers",),
    ),
    Table(
        "order",
        Text("a purchase", "一笔订单"),
        ("order_id",),
        (
            _column("order_id", "string", "Order number", "订单编号"),
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
            _column("ordered_at", TIME, "Ordered at", "下单时间", "", "required"),
            _column("amount", MONEY, "Amount", "订单金额", "money", "required"),
            _column("cost", MONEY, "Cost", "成本", "money"),
            _column("currency", "string", "Currency", "币种"),
            _column("channel", "string", "Channel", "渠道"),
            _column("coupon", "string", "Coupon", "优惠券"),
            _column("status", "string", "Status", "状态"),
            _column("items", "decimal(18, 3)", "Number of items", "商品件数", "items"),
        ),
        "ordered_at",
        ("orders",),
    ),
    Table(
        "order_line",
        Text("a product in an order", "订单中的一件商品"),
        ("order_id", "product_id"),
        (
            _column("order_id", "string", "Order number", "订单编号", "", "required"),
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
            _column("ordered_at", TIME, "Ordered at", "下单时间", "", "required"),
            _column("product_id", "string", "Product number", "商品编号"),
            _column("product", "string", "Product", "商品名称"),
            _column("category", "string", "Category", "品类"),
            _column("quantity", "decimal(18, 3)", "Quantity", "数量", "items"),
            _column("amount", MONEY, "Amount", "金额", "money", "required"),
            _column("cost", MONEY, "Cost", "成本", "money"),
            _column("currency", "string", "Currency", "币种"),
            _column("channel", "string", "Channel", "渠道"),
            _column("coupon", "string", "Coupon", "优惠券"),
            _column("status", "string", "Status", "状态"),
        ),
        "ordered_at",
        ("order_lines", "line", "lines"),
    ),
    Table(
        "subscription",
        Text("a contract period", "一个合同期"),
        (
            "subscription_id",
            "started_at",
        ),
        (
            _column("subscription_id", "string", "Subscription number", "订阅编号"),
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
            _column("plan", "string", "Plan", "套餐"),
            _column("started_at", TIME, "Started", "开始时间", "", "required"),
            _column("expires_at", TIME, "Expires", "到期时间"),
            _column("cancelled_at", TIME, "Cancelled", "取消时间"),
            _column("end_reason", "string", "Reason for ending", "终止原因"),
            _column("price", MONEY, "Price", "价格", "money"),
            _column("currency", "string", "Currency", "币种"),
            _column("period", "string", "Billing period", "计费周期"),
            _column("paused_at", TIME, "Paused", "暂停时间"),
            _column("resumed_at", TIME, "Resumed", "恢复时间"),
        ),
        "started_at",
        ("subscriptions", "contract", "contracts"),
    ),
    Table(
        "bill",
        Text("a bill for a service", "一张服务账单"),
        ("bill_id",),
        (
            _column("bill_id", "string", "Bill number", "账单编号"),
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
            _column("subscription_id", "string", "Subscription number", "订阅编号"),
            _column("plan", "string", "Plan", "套餐"),
            _column("billed_at", TIME, "Billed at", "出账时间", "", "required"),
            _column("amount", MONEY, "Amount", "账单金额", "money", "required"),
            _column("currency", "string", "Currency", "币种"),
            _column("starts_at", TIME, "Service starts", "服务开始时间"),
            _column("ends_at", TIME, "Service ends", "服务结束时间"),
            _column("due_at", TIME, "Due at", "应付时间"),
            _column("paid_at", TIME, "Paid at", "支付时间"),
            _column("status", "string", "Status", "状态"),
        ),
        "billed_at",
        ("bills",),
    ),
    Table(
        "event",
        Text("anything a customer did", "客户的一次行为"),
        ("event_id",),
        (
            _column("event_id", "string", "Event number", "事件编号"),
            _column("customer_id", "string", "Customer number", "客户编号"),
            _column("anonymous_id", "string", "Anonymous number", "匿名编号"),
            _column("occurred_at", TIME, "Occurred at", "发生时间", "", "required"),
            _column("name", "string", "Event", "事件名称", "", "required"),
            _column("session_id", "string", "Session number", "会话编号"),
            _column("properties", "json", "Properties", "属性"),
        ),
        "occurred_at",
        ("events",),
    ),
    Table(
        "interaction",
        Text("a contact with us", "一次接触"),
        ("interaction_id",),
        (
            _column("interaction_id", "string", "Contact number", "接触编号"),
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
            _column("occurred_at", TIME, "Occurred at", "发生时间", "", "required"),
            _column("channel", "string", "Channel", "渠道"),
            _column("direction", "string", "Direction", "方向"),
            _column("kind", "string", "Kind", "类型"),
            _column("agent", "string", "Agent", "客服"),
            _column("outcome", "string", "Outcome", "结果"),
        ),
        "occurred_at",
        ("interactions", "contact", "contacts"),
    ),
    Table(
        "feedback",
        Text("something a customer said", "客户的一条反馈"),
        ("feedback_id",),
        (
            _column("feedback_id", "string", "Feedback number", "反馈编号"),
            _column("customer_id", "string", "Customer number", "客户编号"),
            _column("received_at", TIME, "Received at", "收到时间", "", "required"),
            _column("channel", "string", "Channel", "渠道"),
            _column("text", "string", "Text", "内容", "", "personal"),
            _column("rating", "float64", "Rating", "评分"),
            _column("language", "string", "Language", "语言"),
            _column("product_id", "string", "Product number", "商品编号"),
            _column("category", "string", "Category", "问题类别"),
            _column("priority", "string", "Priority", "优先级"),
            _column("agent", "string", "Agent", "客服"),
            _column("status", "string", "Status", "状态"),
            _column("first_response_at", TIME, "First response at", "首次响应时间"),
            _column("resolved_at", TIME, "Resolved at", "解决时间"),
        ),
        "received_at",
        ("ticket", "tickets"),
    ),
    Table(
        "feedback_status",
        Text("a change of a ticket's status", "工单的一次状态变更"),
        ("feedback_id", "changed_at", "status"),
        (
            _column("feedback_id", "string", "Feedback number", "反馈编号", "", "required"),
            _column("changed_at", TIME, "Changed at", "变更时间", "", "required"),
            _column("status", "string", "Status", "状态", "", "required"),
        ),
        "changed_at",
        ("ticket_status",),
    ),
    Table(
        "survey_response",
        Text("an answer to a survey question", "一份问卷回答"),
        ("response_id", "kind", "question"),
        (
            _column("response_id", "string", "Response number", "回答编号"),
            _column("survey_id", "string", "Survey number", "问卷编号"),
            _column("customer_id", "string", "Customer number", "客户编号"),
            _column("answered_at", TIME, "Answered at", "回答时间", "", "required"),
            _column("kind", "string", "Kind (nps, csat, ces, csi)", "类型（nps、csat、ces、csi）"),
            _column("question", "string", "Question", "问题"),
            _column("score", "float64", "Score", "得分", "points", "required"),
            _column("comment", "string", "Comment", "评论", "", "personal"),
        ),
        "answered_at",
        ("survey_responses", "survey", "surveys"),
    ),
    Table(
        "lead",
        Text("a possible customer", "一条线索"),
        ("lead_id",),
        (
            _column("lead_id", "string", "Lead number", "线索编号"),
            _column("customer_id", "string", "Customer number", "客户编号"),
            _column("stage", "string", "Stage", "阶段"),
            _column("origin", "string", "Origin", "线索来源"),
            _column("amount", MONEY, "Amount", "金额", "money"),
            _column("created_at", TIME, "Created at", "创建时间", "", "required"),
            _column("contacted_at", TIME, "First contacted at", "首次联系时间"),
            _column("closed_at", TIME, "Closed at", "关闭时间"),
            _column("outcome", "string", "Outcome", "结果"),
            _column("owner", "string", "Owner", "负责人"),
        ),
        "created_at",
        ("leads",),
    ),
    Table(
        "opportunity",
        Text("a possible sale", "一个商机"),
        ("opportunity_id",),
        (
            _column("opportunity_id", "string", "Opportunity number", "商机编号"),
            _column("lead_id", "string", "Lead number", "线索编号"),
            _column("customer_id", "string", "Customer number", "客户编号"),
            _column("stage", "string", "Stage", "阶段"),
            _column("origin", "string", "Origin", "线索来源"),
            _column("amount", MONEY, "Amount", "金额", "money"),
            _column("created_at", TIME, "Created at", "创建时间", "", "required"),
            _column("closed_at", TIME, "Closed at", "关闭时间"),
            _column("outcome", "string", "Outcome", "结果"),
            _column("owner", "string", "Owner", "负责人"),
        ),
        "created_at",
        ("opportunities", "deal", "deals"),
    ),
    Table(
        "treatment",
        Text("an action taken", "一次干预"),
        ("treatment_id",),
        (
            _column("treatment_id", "string", "Treatment number", "干预编号"),
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
            _column("playbook_id", "string", "Playbook number", "方案编号"),
            _column("arm", "string", "Arm", "实验组别"),
            _column("assigned_at", TIME, "Assigned at", "分配时间", "", "required"),
            _column("delivered_at", TIME, "Delivered at", "送达时间"),
            _column("cost", MONEY, "Cost", "成本", "money"),
        ),
        "assigned_at",
        ("treatments",),
    ),
    Table(
        "identity",
        Text("two ids of one person", "同一人的两个编号"),
        (
            "id_kind",
            "id_value",
        ),
        (
            _column("id_kind", "string", "Kind of id", "编号类型"),
            _column("id_value", "string", "Id", "编号", "", "required", "personal"),
            _column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        ),
        "",
        ("identities",),
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})


def find_table(name: str) -> Table:
    """Return a canonical table by one of its names; raises `UsageError` that lists the names there are."""
    wanted = name.strip().casefold()
    for table in TABLES.values():
        if wanted in {table.name, *table.also}:
            return table
    raise UsageError(
        "schema.unknown_table",
        Text("There is no table called “{name}”.", "没有名为“{name}”的数据表。").fill(name=name),
        Text("Use one of: {names}.", "可用的数据表：{names}。").fill(names=", ".join(TABLES)),
    )
