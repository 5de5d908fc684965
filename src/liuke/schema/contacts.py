"""What customers do and say: events, contacts, tickets and reviews, answers to surveys."""

from liuke.language import Text
from liuke.schema.table import RECORDED, TIME, Table, column

EVENT = Table(
    "event",
    Text("anything a customer did", "客户的一次行为"),
    ("event_id",),
    (
        column("event_id", "string", "Event number", "事件编号"),
        column("customer_id", "string", "Customer number", "客户编号"),
        column("anonymous_id", "string", "Anonymous number", "匿名编号"),
        column("occurred_at", TIME, "Occurred at", "发生时间", "", "required"),
        column("name", "string", "Event", "事件名称", "", "required"),
        column("session_id", "string", "Session number", "会话编号"),
        column("properties", "json", "Properties", "属性"),
    ),
    "occurred_at",
    ("events",),
)
INTERACTION = Table(
    "interaction",
    Text("a contact with us", "一次接触"),
    ("interaction_id",),
    (
        column("interaction_id", "string", "Contact number", "接触编号"),
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        column("occurred_at", TIME, "Occurred at", "发生时间", "", "required"),
        column("channel", "string", "Channel", "渠道"),
        column("direction", "string", "Direction", "方向"),
        column("kind", "string", "Kind", "类型"),
        column("agent", "string", "Agent", "客服"),
        column("outcome", "string", "Outcome", "结果"),
        RECORDED,
    ),
    "occurred_at",
    ("interactions", "contact", "contacts"),
)
FEEDBACK = Table(
    "feedback",
    Text("something a customer said", "客户的一条反馈"),
    ("feedback_id",),
    (
        column("feedback_id", "string", "Feedback number", "反馈编号"),
        column("customer_id", "string", "Customer number", "客户编号"),
        column("received_at", TIME, "Received at", "收到时间", "", "required"),
        column("channel", "string", "Channel", "渠道"),
        column("text", "string", "Text", "内容", "", "personal"),
        column("rating", "float64", "Rating", "评分"),
        column("language", "string", "Language", "语言"),
        column("product_id", "string", "Product number", "商品编号"),
        column("category", "string", "Category", "问题类别"),
        column("priority", "string", "Priority", "优先级"),
        column("agent", "string", "Agent", "客服"),
        column("status", "string", "Status", "状态"),
        column("first_response_at", TIME, "First response at", "首次响应时间"),
        column("resolved_at", TIME, "Resolved at", "解决时间"),
        RECORDED,
    ),
    "received_at",
    ("ticket", "tickets"),
)
FEEDBACK_STATUS = Table(
    "feedback_status",
    Text("a change of a ticket's status", "工单的一次状态变更"),
    ("feedback_id", "changed_at", "status"),
    (
        column("feedback_id", "string", "Feedback number", "反馈编号", "", "required"),
        column("changed_at", TIME, "Changed at", "变更时间", "", "required"),
        column("status", "string", "Status", "状态", "", "required"),
    ),
    "changed_at",
    ("ticket_status",),
)
SURVEY_RESPONSE = Table(
    "survey_response",
    Text("an answer to a survey question", "一份问卷回答"),
    ("response_id", "kind", "question"),
    (
        column("response_id", "string", "Response number", "回答编号"),
        column("survey_id", "string", "Survey number", "问卷编号"),
        column("customer_id", "string", "Customer number", "客户编号"),
        column("answered_at", TIME, "Answered at", "回答时间", "", "required"),
        column("kind", "string", "Kind (nps, csat, ces, csi)", "类型（nps、csat、ces、csi）"),
        column("question", "string", "Question", "问题"),
        column("score", "float64", "Score", "得分", "points", "required"),
        column("comment", "string", "Comment", "评论", "", "personal"),
    ),
    "answered_at",
    ("survey_responses", "survey", "surveys"),
)
