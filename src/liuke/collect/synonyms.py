"""What columns are called out there, in English and Chinese: data, not code. Earlier names win over later ones."""

from liuke.collect.headers import plain
from liuke.schema import TABLES, TIME

CUSTOMER = """
    customer_id customer customer_no customer_number customer_code customerid cust_id cust_no custid cust
    client_id client member_id member_no membership_no user_id userid uid user buyer_id buyer shopper_id
    household_id household household_key account_id account_no account visitor_id contact_id person_id open_id
    openid union_id 客户编号 客户号 客户ID 客户代码 客户编码 客户 会员编号 会员号 会员ID 会员卡号 会员码 会员
    用户编号 用户ID 用户号 用户 买家ID 买家编号 买家会员名 买家昵称 买家账号 买家 顾客编号 顾客ID 顾客 消费者ID
    消费者编号 家庭编号 账户编号 账号 buyer_email customer_email email 邮箱 收货人手机 手机号 手机 手机号码
    会员手机号 联系电话 customer_name client_name 客户名称 客户姓名 会员名称 会员名 会员姓名 客户名"""

ORDERED = """
    ordered_at order_date order_time order_datetime order_timestamp order_created_at purchase_date
    purchase_time purchased_at purchase_timestamp order_purchase_timestamp invoice_date transaction_date
    transaction_time transaction_timestamp transaction_datetime trans_date trans_time txn_date txn_time
    sale_date sales_date sold_at paid_at payment_date payment_time pay_time created_at create_time created
    date_of_purchase timestamp datetime date time day 下单时间 下单日期 订单时间 订单日期 订单创建时间
    订单创建日期 创建时间 购买时间 购买日期 交易时间 交易日期 成交时间 成交日期 消费时间 消费日期 销售日期
    销售时间 付款时间 支付时间 订单付款时间 付款日期 支付日期 开票日期 发生时间 时间 日期"""

ORDER = """
    order_id order_no order_number order_code orderid order invoice_no invoice_id invoice_number invoice
    transaction_id transaction_no trans_id txn_id basket_id basket receipt_no receipt_id receipt sales_order
    bill_no ticket_no 订单编号 订单号 订单ID 订单 主订单编号 主订单号 主订单 父订单号 交易号 交易编号 交易单号
    流水号 交易流水号 单号 单据号 单据编号 小票号 小票编号 销售单号 发票号 购物篮编号"""

AMOUNT = """
    amount net_amount paid_amount amount_paid payment_amount payment_value order_amount order_total order_value
    total_amount total_price total_paid grand_total total total_sales net_sales sales_value sales_amount
    sales_total sales_price sales revenue turnover line_total line_amount subtotal extended_price spend spent
    value transaction_amount trans_amount txn_amount purchase_amount invoice_amount amt dollars 实付金额
    实收金额 实际支付金额 买家实际支付金额 买家实付金额 实付款 实付 实收 支付金额 付款金额 订单实付金额
    订单实付 成交金额 成交额 订单金额 订单总金额 订单总额 订单总价 总金额 消费金额 交易金额 销售金额 销售额
    合计金额 合计 总计 总额 总价 商品总价 商品金额 小计 应付金额 应付 金额 消费额 营业额 收入"""

COST = """
    cost cost_amount total_cost cogs cost_of_goods cost_price purchase_cost 成本 成本价 成本金额 总成本
    商品成本 进货成本"""

CURRENCY = "currency currency_code ccy 币种 货币 币别 货币代码 结算币种"
CHANNEL = """
    channel sales_channel order_channel order_source platform medium storefront 渠道 销售渠道 订单渠道 订单来源
    下单渠道 渠道名称 平台 来源渠道 购买渠道"""
COUPON = """
    coupon coupon_code promo_code promotion_code voucher voucher_code discount_code 优惠券 优惠码 优惠券码
    优惠券编号 优惠券名称 促销码"""
STATUS = "status order_status order_state state 状态 订单状态 交易状态 订单交易状态 单据状态"
QUANTITY = """
    quantity qty items item_count number_of_items units units_sold pieces count 数量 商品数量 购买数量 件数
    商品件数 销售数量 商品总数量 宝贝总数量 销量 总件数"""
PRODUCT_ID = """
    product_id product_no product_code productid sku sku_id sku_code item_id item_no item_code stock_code
    stockcode article_no article_id asin upc ean barcode goods_id 商品编号 商品ID 商品编码 商品代码 商品货号
    货号 产品编号 产品ID 产品编码 SKU编码 SKU编号 条码 商品条码 条形码 物料编码 宝贝ID 商家编码"""
PRODUCT = """
    product product_name product_title item item_name item_description description product_description title
    goods_name 商品名称 商品 产品名称 产品 商品标题 宝贝标题 宝贝名称 品名 货品名称 物料名称"""
CATEGORY = """
    category product_category category_name department product_type 品类 商品类别 商品品类 商品分类 类别 分类
    类目 产品类别 产品分类 一级类目"""
PRICE = """
    unit_price price_per_unit price each_price item_price selling_price list_price 单价 商品单价 成交单价
    销售单价 商品价格 价格 售价 实付单价"""

_SALES = {
    "customer_id": CUSTOMER,
    "ordered_at": ORDERED,
    "order_id": ORDER,
    "amount": AMOUNT,
    "cost": COST,
    "currency": CURRENCY,
    "channel": CHANNEL,
    "coupon": COUPON,
    "status": STATUS,
}
_BY_TABLE: dict[str, dict[str, str]] = {
    "order": _SALES | {"items": QUANTITY},
    "order_line": _SALES | {"quantity": QUANTITY, "product_id": PRODUCT_ID, "product": PRODUCT, "category": CATEGORY},
}


def names_of(table: str, column: str) -> tuple[str, ...]:
    """Return the plain names that a canonical column goes by, the likeliest first."""
    canonical = TABLES[table][column]
    words = _BY_TABLE.get(table, {}).get(column)
    if words is None:
        words = CUSTOMER if column == "customer_id" else column
        words += f" {ORDERED}" if canonical.required and canonical.type == TIME else ""
    own = (column, canonical.label.zh, canonical.label.en)
    return tuple(dict.fromkeys(plain(word) for word in (*words.split(), *own)))


PRICES = tuple(dict.fromkeys(plain(word) for word in PRICE.split()))
QUANTITIES = tuple(dict.fromkeys(plain(word) for word in QUANTITY.split()))
KNOWN = frozenset(name for table in TABLES.values() for column in table.names for name in names_of(table.name, column))
KNOWN |= frozenset(PRICES)
