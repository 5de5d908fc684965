"""Orders and their lines: shops, marketplaces, tills, payment ledgers."""

from liuke.collect.synonyms.shared import CATEGORY, CHANNEL, COST, CURRENCY, CUSTOMER, PRODUCT_ID, STATUS

ORDERED = """
    ordered_at order_date order_time order_datetime order_timestamp order_created_at purchase_date
    purchase_time purchased_at purchase_timestamp order_purchase_timestamp invoice_date transaction_date
    transaction_time transaction_timestamp transaction_datetime trans_date trans_time txn_date txn_time
    sale_date sales_date sold_at created_at create_time created paid_at payment_date payment_time pay_time
    date_of_purchase timestamp datetime date time day 下单时间 下单日期 订单时间 订单日期 订单创建时间
    订单创建日期 创建时间 购买时间 购买日期 交易时间 交易日期 成交时间 成交日期 消费时间 消费日期 销售日期
    销售时间 付款时间 支付时间 订单付款时间 付款日期 支付日期 开票日期 发生时间 时间 日期
    缴费时间 缴费日期 收款日期 收款时间 到账时间"""
ORDER = """
    order_id order_no order_number order_code orderid order invoice_no invoice_id invoice_number invoice
    transaction_id transaction_no trans_id txn_id basket_id basket receipt_no receipt_id receipt sales_order
    bill_no ticket_no 订单编号 订单号 订单ID 订单 主订单编号 主订单号 主订单 父订单号 交易号 交易编号 交易单号
    流水号 交易流水号 单号 单据号 单据编号 小票号 小票编号 销售单号 发票号 购物篮编号"""
AMOUNT = """
    amount net_amount paid_amount amount_paid payment_amount payment_value order_amount order_total order_total_amount
    order_value total_amount total_price total_paid grand_total total total_sales net_sales sales_value sales_amount
    sales_total sales_price sales revenue turnover line_total line_amount subtotal extended_price spend spent
    value transaction_amount trans_amount txn_amount purchase_amount invoice_amount amt dollars 实付金额
    实收金额 实际支付金额 买家实际支付金额 买家实付金额 实付款 实付 实收 支付金额 付款金额 订单实付金额
    订单实付 成交金额 成交额 订单金额 订单总金额 订单总额 订单总价 总金额 消费金额 交易金额 销售金额 销售额
    合计金额 合计 总计 总额 总价 商品总价 商品金额 小计 应付金额 应付 金额 消费额 营业额 收入
    缴费金额 收款金额 到账金额"""
ORDER_TOTAL = """
    order_amount order_total order_total_amount order_value grand_total 订单金额 订单总金额 订单总额 订单总价
    订单实付金额 订单实付"""
"""Amounts that are an order's by their name, however many lines it has."""
COUPON = """
    coupon coupon_code promo_code promotion_code voucher voucher_code discount_code 优惠券 优惠码 优惠券码
    优惠券编号 优惠券名称 促销码"""
QUANTITY = """
    quantity qty items item_count number_of_items units units_sold pieces count 数量 商品数量 购买数量 件数
    商品件数 销售数量 商品总数量 宝贝总数量 销量 总件数"""
PRODUCT = """
    product product_name product_title item_name item item_description description product_description title
    goods_name 商品名称 商品 产品名称 产品 商品标题 宝贝标题 宝贝名称 品名 货品名称 物料名称"""
PRICE = """
    unit_price price_per_unit price each_price item_price selling_price list_price 单价 商品单价 成交单价
    销售单价 商品价格 价格 售价 实付单价"""

_BOTH = {
    "customer_id": CUSTOMER,
    "ordered_at": ORDERED,
    "order_id": ORDER,
    "amount": AMOUNT,
    "cost": COST,
    "currency": CURRENCY,
    "channel": CHANNEL,
    "coupon": COUPON,
    "status": f"{STATUS} financial_status",
}
NAMES = {
    "order": _BOTH | {"items": QUANTITY},
    "order_line": _BOTH | {"quantity": QUANTITY, "product_id": PRODUCT_ID, "product": PRODUCT, "category": CATEGORY},
}
_NUMBERED = {
    "order_id": (
        "name order_number order_id id",
        "financial_status fulfillment_status lineitem_name lineitem_price lineitem_quantity",
    )
}
BESIDE = {"order": _NUMBERED, "order_line": _NUMBERED}
_AROUND = """
    shipping shipping_address shipping_fee shipping_cost shipping_method billing_address freight freight_value
    discount discount_amount tax taxes gift_card tracking_number fulfillment_status store store_id store_name
    payment_method payment_type unit_price 收货人 收货人姓名 收货人电话 收货地址 收件人 运费 快递单号
    快递公司 物流单号 物流公司 发货时间 确认收货时间 优惠金额 折扣 折扣金额 店铺 店铺名称 门店 门店名称 支付方式
    付款方式 退款金额 退款状态 买家留言 卖家备注 订单备注 发票抬头 单价 支付单号"""
AROUND = {"order": _AROUND, "order_line": _AROUND}
"""What also stands in such a file, and is no column of the table."""
