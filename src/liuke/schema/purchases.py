"""What customers buy: orders and their lines, contracts and bills."""

from liuke.language import Text
from liuke.schema.table import MONEY, RECORDED, TIME, Table, column

ORDER = Table(
    "order",
    Text("a purchase", "一笔订单"),
    ("order_id",),
    (
        column("order_id", "string", "Order number", "订单编号"),
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        column("ordered_at", TIME, "Ordered at", "下单时间", "", "required"),
        column("amount", MONEY, "Amount", "订单金额", "money", "required"),
        column("cost", MONEY, "Cost", "成本", "money"),
        column("currency", "string", "Currency", "币种"),
        column("channel", "string", "Channel", "渠道"),
        column("coupon", "string", "Coupon", "优惠券"),
        column("status", "string", "Status", "状态"),
        column("items", "decimal(18, 3)", "Number of items", "商品件数", "items"),
    ),
    "ordered_at",
    ("orders",),
)
ORDER_LINE = Table(
    "order_line",
    Text("a product in an order", "订单中的一件商品"),
    ("order_id", "product_id"),
    (
        column("order_id", "string", "Order number", "订单编号", "", "required"),
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        column("ordered_at", TIME, "Ordered at", "下单时间", "", "required"),
        column("product_id", "string", "Product number", "商品编号"),
        column("product", "string", "Product", "商品名称"),
        column("category", "string", "Category", "品类"),
        column("quantity", "decimal(18, 3)", "Quantity", "数量", "items"),
        column("amount", MONEY, "Amount", "金额", "money", "required"),
        column("cost", MONEY, "Cost", "成本", "money"),
        column("currency", "string", "Currency", "币种"),
        column("channel", "string", "Channel", "渠道"),
        column("coupon", "string", "Coupon", "优惠券"),
        column("status", "string", "Status", "状态"),
    ),
    "ordered_at",
    ("order_lines", "line", "lines"),
)
SUBSCRIPTION = Table(
    "subscription",
    Text("a contract period", "一个合同期"),
    (
        "subscription_id",
        "started_at",
    ),
    (
        column("subscription_id", "string", "Subscription number", "订阅编号"),
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        column("plan", "string", "Plan", "套餐"),
        column("started_at", TIME, "Started", "开始时间", "", "required"),
        column("expires_at", TIME, "Expires (first day not covered)", "到期时间（当日起不再覆盖）"),
        column("cancelled_at", TIME, "Cancelled", "取消时间"),
        column("end_reason", "string", "Reason for ending", "终止原因"),
        column("price", MONEY, "Price", "价格", "money"),
        column("currency", "string", "Currency", "币种"),
        column("period", "string", "Billing period", "计费周期"),
        column("paused_at", TIME, "Paused", "暂停时间"),
        column("resumed_at", TIME, "Resumed", "恢复时间"),
    ),
    "started_at",
    ("subscriptions", "contract", "contracts"),
)
BILL = Table(
    "bill",
    Text("a bill for a service", "一张服务账单"),
    ("bill_id",),
    (
        column("bill_id", "string", "Bill number", "账单编号"),
        column("customer_id", "string", "Customer number", "客户编号", "", "required"),
        column("subscription_id", "string", "Subscription number", "订阅编号"),
        column("plan", "string", "Plan", "套餐"),
        column("billed_at", TIME, "Billed at", "出账时间", "", "required"),
        column("amount", MONEY, "Amount", "账单金额", "money", "required"),
        column("currency", "string", "Currency", "币种"),
        column("starts_at", TIME, "Service starts", "服务开始时间"),
        column("ends_at", TIME, "Service ends", "服务结束时间"),
        column("due_at", TIME, "Due at", "应付时间"),
        column("paid_at", TIME, "Paid at", "支付时间"),
        column("status", "string", "Status", "状态"),
        RECORDED,
    ),
    "billed_at",
    ("bills",),
)
