"""Who the customers are: what is known of them, and which ids are theirs."""

from liuke.language import Text
from liuke.schema.table import MONEY, TIME, Table, column

CUSTOMER = Table(
    "customer",
    Text("a customer", "一位客户"),
    ("customer_id",),
    (
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        column("name", "string", "Name", "姓名", "", "personal"),
        column("email", "string", "E-mail", "邮箱", "", "personal"),
        column("phone", "string", "Phone", "电话", "", "personal"),
        column("birth_date", "date", "Date of birth", "出生日期", "", "personal"),
        column("gender", "string", "Gender", "性别"),
        column("income_band", "string", "Income band", "收入区间"),
        column("occupation", "string", "Occupation", "职业"),
        column("region", "string", "Region", "地区"),
        column("company", "string", "Company", "公司"),
        column("industry", "string", "Industry", "行业"),
        column("signed_up_at", TIME, "Signed up", "注册时间"),
        column("acquisition_channel", "string", "Acquisition channel", "获客渠道"),
        column("acquisition_cost", MONEY, "Acquisition cost", "获客成本", "money"),
        column("tier", "string", "Loyalty tier", "会员等级"),
        column("owner", "string", "Owner", "负责人"),
        column("consent_email", "boolean", "May be e-mailed", "允许邮件联系"),
        column("consent_phone", "boolean", "May be called", "允许电话联系"),
        column("tags", "string", "Tags", "标签"),
    ),
    "",
    ("customers",),
)
IDENTITY = Table(
    "identity",
    Text("two ids of one person", "同一人的两个编号"),
    (
        "id_kind",
        "id_value",
    ),
    (
        column("id_kind", "string", "Kind of id", "编号类型"),
        column("id_value", "string", "Id", "编号", "", "required", "personal"),
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
    ),
    "",
    ("identities",),
)
