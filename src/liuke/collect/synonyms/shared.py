"""Names that several tables use: whose row it is, when it was made, and the like."""

IDS = """
    customer_id external_user_id external_customer_id customer customer_no customer_number customer_code customerid
    cust_id cust_no custid cust client_id client member_id member_no membership_no user_id userid uid user buyer_id
    buyer shopper_id household_id household household_key account_id account_no account visitor_id contact_id person_id
    open_id openid union_id 客户编号 客户号 客户ID 客户代码 客户编码 客户 会员编号 会员号 会员ID 会员卡号 会员码 会员
    用户编号 用户ID 用户号 用户 买家ID 买家编号 买家会员名 买家账号 买家 顾客编号 顾客ID 顾客 消费者ID 消费者编号
    家庭编号 账户编号 账号 下单账号 下单帐号 下单账户 买家帐号"""
CONTACTS = """
    buyer_email customer_email email 邮箱 买家手机号 买家手机 买家邮箱 客户手机号 客户手机 客户电话 客户邮箱 收货人手机
    收货人手机号 手机号 手机 手机号码 会员手机号 联系电话"""
CALLED = """
    customer_name client_name 客户名称 客户姓名 会员名称 会员名 会员姓名 客户名 买家昵称 买家姓名"""
CUSTOMER = IDS + CONTACTS + CALLED
_MORE_IDS = """
    account_code account_number customers.id users.id subscriber_id subscriber login_id 关联客户 所属客户 相关客户
    会员账号 用户账号"""
_MORE_CONTACTS = """
    电子邮箱 email_address user_email phone phone_number mobile mobile_phone 电话"""
_MORE_CALLED = """
    user_name username full_name account_name 姓名 用户昵称 会员昵称 客户昵称 昵称"""
ANY_CUSTOMER = IDS + _MORE_IDS + CONTACTS + _MORE_CONTACTS + CALLED + _MORE_CALLED
"""Accounts first, then how to reach the customer, and at last what many may be called."""

TIMES = """
    created_at create_time created created_date created_time created_on create_date creation_date creation_time
    date_created timestamp datetime date_time date time day ts 创建时间 创建日期 创建于 建立时间 登记时间 登记日期
    录入时间 录入日期 生成时间 发生时间 发生日期 时间 日期"""

RECORDED = """
    recorded_at record_inserted_at loaded_at load_time inserted_at insert_time ingested_at imported_at dw_insert_time
    etl_time etl_loaded_at 入库时间 入库日期 导入时间 导入日期 补录时间 补录日期"""
"""When a fact was written down, which says nothing of when it happened."""

CURRENCY = "currency currency_code ccy 币种 货币 币别 货币代码 结算币种"
CHANNEL = """
    channel sales_channel order_channel order_source platform medium storefront 渠道 销售渠道 订单渠道 订单来源
    下单渠道 渠道名称 平台 来源渠道 购买渠道"""
STATUS = "status order_status order_state state 状态 订单状态 交易状态 订单交易状态 单据状态"
COST = """
    cost cost_amount total_cost cogs cost_of_goods cost_price purchase_cost 成本 成本价 成本金额 总成本
    商品成本 进货成本"""
PRODUCT_ID = """
    product_id product_no product_code productid sku sku_id sku_code item_id item_no item_code stock_code
    stockcode article_no article_id asin upc ean barcode goods_id 商品编号 商品ID 商品编码 商品代码 商品货号
    货号 产品编号 产品ID 产品编码 SKU编码 SKU编号 条码 商品条码 条形码 物料编码 宝贝ID 商家编码"""
CATEGORY = """
    category product_category category_name department product_type 品类 商品类别 商品品类 商品分类 类别 分类
    类目 产品类别 产品分类 一级类目"""

SOURCE = """
    lead_source original_source original_traffic_source source source_channel utm_source first_utm_source
    referral_source media_source traffic_source 来源 来源渠道 渠道来源 推广渠道 首次来源 渠道"""
OWNER = """
    owner owner_name owner_id assigned_to assigned_user assigned_user_name responsible responsible_user sales_rep
    sales_representative salesperson sales_owner 负责人 所有人 归属人 跟进人 所属员工 销售 销售负责人 所属销售
    业务员 销售员 跟进员工"""

VAGUE = f"""
    id ids number no code name names title type kind group class level state text content note notes remark
    description score rating result reason source segment value item start end comment comments user member group
    version title subject 编号 序号 名称 类型 分组 级别 等级 内容 备注 说明 描述 标题 主题 得分 评分 打分 分数 分值
    结果 原因 来源 数值 评论 建议 意见 版本 销售 开始时间 结束时间 开始日期 结束日期 start_date end_date
    start_time end_time charge charges monthly_charges issue_date issued_at issued_on date_of_issue finalized_at
    应收金额 应缴金额 本期金额 本期应缴 本期费用 费用合计 费用 实收金额 实缴金额 received_at submitted_at submitted_on
    submit_date {TIMES} {_MORE_IDS} {_MORE_CONTACTS} {_MORE_CALLED}"""
"""Names that tell nothing about the table they stand in."""
