"""How customers are won and kept: leads, opportunities, and the actions taken."""

from liuke.language import Text
from liuke.schema.table import MONEY, TIME, Table, column

LEAD = Table(
    "lead",
    Text("a possible customer", "一条线索"),
    ("lead_id",),
    (
        column("lead_id", "string", "Lead number", "线索编号"),
        column("customer_id", "string", "Customer number", "客户编号"),
        column("stage", "string", "Stage", "阶段"),
        column("origin", "string", "Origin", "线索来源"),
        column("amount", MONEY, "Amount", "金额", "money"),
        column("created_at", TIME, "Created at", "创建时间", "", "required"),
        column("contacted_at", TIME, "First contacted at", "首次联系时间"),
        column("converted_at", TIME, "Converted at", "转化时间"),
        column("closed_at", TIME, "Closed at", "关闭时间"),
        column("outcome", "string", "Outcome", "结果"),
        column("owner", "string", "Owner", "负责人"),
    ),
    "created_at",
    ("leads",),
)
OPPORTUNITY = Table(
    "opportunity",
    Text("a possible sale", "一个商机"),
    ("opportunity_id",),
    (
        column("opportunity_id", "string", "Opportunity number", "商机编号"),
        column("lead_id", "string", "Lead number", "线索编号"),
        column("customer_id", "string", "Customer number", "客户编号"),
        column("stage", "string", "Stage", "阶段"),
        column("origin", "string", "Origin", "线索来源"),
        column("amount", MONEY, "Amount", "金额", "money"),
        column("created_at", TIME, "Created at", "创建时间", "", "required"),
        column("closed_at", TIME, "Closed at", "关闭时间"),
        column("outcome", "string", "Outcome", "结果"),
        column("owner", "string", "Owner", "负责人"),
    ),
    "created_at",
    ("opportunities", "deal", "deals"),
)
TREATMENT = Table(
    "treatment",
    Text("an action taken", "一次干预"),
    ("treatment_id",),
    (
        column("treatment_id", "string", "Treatment number", "干预编号"),
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        column("playbook_id", "string", "Playbook number", "方案编号"),
        column("arm", "string", "Arm", "实验组别"),
        column("assigned_at", TIME, "Assigned at", "分配时间", "", "required"),
        column("delivered_at", TIME, "Delivered at", "送达时间"),
        column("cost", MONEY, "Cost", "成本", "money"),
    ),
    "assigned_at",
    ("treatments",),
)
