"""Contracts and what is billed for them: subscription billing, telecoms, utilities, memberships that expire."""

from liuke.collect.synonyms.shared import ANY_CUSTOMER, CURRENCY, RECORDED, STATUS, TIMES

_SUBSCRIPTION = """
    subscription_id subscription subscription_no subscription_number sub_id contract_id contract_no contract_number
    contract agreement_id agreement_no membership_id policy_no policy_id subscription_uuid 订阅编号 订阅ID 订阅号
    合同编号 合同号 合同ID 签约编号 签约号 协议编号 保单号"""
_PLAN = """
    plan plan_name plan_id plan_code subscription_plan subscription_type membership_type contract_type package
    package_name price_id price_nickname edition tariff offer subscribed_product 套餐 套餐名称 套餐类型 套餐编码
    订阅计划 订阅套餐 订阅产品 订阅版本 方案 方案名称 合同类型 合同产品 资费 资费套餐 订购产品 服务套餐 购买版本
    产品版本 会员卡种 卡种 product product_name 产品 产品名称"""

NAMES = {
    "subscription": {
        "subscription_id": f"{_SUBSCRIPTION} uuid id",
        "customer_id": f"{ANY_CUSTOMER} policyholder 签约客户 甲方 甲方名称 客户方",
        "plan": _PLAN,
        "started_at": f"""started_at start_date start_at started start start_time subscription_start
            subscription_start_date subscription_started_at contract_start contract_start_date activated_at
            activation_date begin_date begins_at valid_from effective_date effective_from effective_at service_start
            signed_at signed_date contract_date current_period_start current_period_started_at current_term_start
            current_term_started_at 开始时间 开始日期 起始日期 起始时间 订阅开始时间 订阅开始日期 合同开始日期
            合同开始时间 合同生效日期 合同起始日期 生效时间 生效日期 开通时间 开通日期 订阅时间 订阅日期 签约时间
            签约日期 签订日期 签订时间 入网时间 入网日期 办理时间 办理日期 服务开始时间 服务开始日期 {TIMES}""",
        "expires_at": """expires_at expire_date expire_at expire_time expired_at expiry expiry_date expires
            expires_on expiration expiration_date contract_end contract_end_date subscription_end
            subscription_end_date current_period_end current_period_ends_at current_term_end current_term_ends_at
            valid_to valid_until valid_through term_end end_date end_at ends_at end_time paid_through renewal_date
            renews_at next_renewal_date 到期时间 到期日期 到期日 合同到期日 合同到期日期 合同到期时间 合同结束日期
            合同结束时间 合同终止日期 订阅到期时间 订阅到期日期 订阅结束时间 服务到期时间 服务到期日 有效期至
            有效期截止 失效时间 失效日期 截止日期 截止时间 结束时间 结束日期 续费日期 下次续费时间""",
        "cancelled_at": """cancelled_at canceled_at cancel_date cancel_at cancelled_on canceled_on cancelled_date
            canceled_date cancellation_date cancel_time churned_at churn_date terminated_at termination_date
            ended_at unsubscribed_at deactivated_at 取消时间 取消日期 退订时间 退订日期 终止时间 终止日期 解约时间
            解约日期 注销时间 注销日期 销户时间 销户日期 离网时间 离网日期 退费时间""",
        "end_reason": """end_reason cancel_reason cancellation_reason cancelation_reason cancel_reason_code
            churn_reason termination_reason 终止原因 取消原因 退订原因 解约原因 流失原因 注销原因 销户原因 离网原因
            不续约原因 不续费原因 reason 原因""",
        "price": """price plan_price plan_amount plan_unit_price unit_amount recurring_amount subscription_amount
            subscription_price contract_amount contract_value monthly_price monthly_fee monthly_amount amount
            unit_price price_per_seat price_per_user price_per_unit seat_price fee mrr total acv arr 价格 套餐价格
            套餐金额 订阅金额 订阅价格 订阅费 合同金额 合同总额 合同总金额 月费 月租 月租费 年费 服务费 续费金额
            资费金额 单价 席位单价 费用 金额""",
        "currency": CURRENCY,
        "period": """period billing_period_unit period_unit interval_unit billing_period billing_cycle billing_interval
            billing_frequency interval plan_interval payment_frequency cycle term term_length frequency 计费周期
            付费周期 订阅周期 缴费周期 付款周期 续费周期 结算周期 周期 合同期限 合同周期 订阅时长""",
        "paused_at": """paused_at pause_date paused_on pause_start pause_started_at suspended_at 暂停时间 暂停日期
            停机时间 停用时间 冻结时间""",
        "resumed_at": """resumed_at resume_date resumed_on pause_end pause_ended_at reactivated_at 恢复时间 恢复日期
            复机时间 启用时间 解冻时间""",
    },
    "bill": {
        "bill_id": """bill_id bill_number bill_no bill_code statement_id statement_number statement_no invoice_id
            invoice_no invoice_number invoice 账单编号 账单号 账单ID 账单流水号 账单编码 对账单号 发票号 number id""",
        "customer_id": f"{ANY_CUSTOMER} 缴费户号 户号 缴费账号 付款方",
        "subscription_id": _SUBSCRIPTION,
        "plan": _PLAN,
        "billed_at": f"""billed_at bill_date bill_time bill_created_at billing_date billing_time statement_date
            invoice_date invoiced_at invoice_created_at issue_date issued_at issued_on finalized_at date_of_issue
            出账时间 出账日期 账单日期 账单日 账单时间 账单生成时间 账单创建时间 计费日期 计费时间 开票日期 {TIMES}""",
        "amount": """amount bill_amount billed_amount amount_billed bill_total invoice_amount invoice_total
            total_amount total amount_due charge charges net_amount subtotal monthly_charges amount_paid paid_amount
            账单金额 账单总额 出账金额 应收金额 应缴金额 应付金额 本期金额 本期应缴 本期费用 总金额 合计金额 合计
            费用合计 金额 费用 实收金额 缴费金额 实缴金额""",
        "currency": CURRENCY,
        "starts_at": """starts_at period_start period_start_date service_start service_start_date
            service_period_start billing_period_start period_from service_from usage_start invoice_period_start
            minimum_line_item_period_start line_item_period_start line_period_start 服务开始时间 服务开始日期
            计费开始时间 计费开始日期 账期开始 账期开始日期 账期开始时间 账期起始 账期起 周期开始 周期开始日期
            计费起始日期 start_date 开始时间 开始日期""",
        "ends_at": """ends_at period_end period_end_date service_end service_end_date service_period_end
            billing_period_end period_to service_to usage_end invoice_period_end maximum_line_item_period_end
            line_item_period_end line_period_end 服务结束时间 服务结束日期 计费结束时间 计费结束日期 账期结束
            账期结束日期 账期结束时间 账期截止 账期止 周期结束 周期结束日期 计费截止日期 end_date 结束时间 结束日期""",
        "due_at": """due_at due_date due_on due payment_due payment_due_date pay_by bill_due_date invoice_due_date
            应付时间 应付日期 付款截止日 付款截止日期 付款截止时间 缴费截止日期 缴费截止日 缴费截止时间 缴费期限
            最后缴费日 最后缴费日期 最晚缴费日 到期缴费日 应缴日 最迟付款日 最迟缴费日 付款期限 还款日
            到期还款日 到期付款日 应缴日期""",
        "paid_at": """paid_at paid_on paid_date date_paid payment_date payment_time pay_time settled_at paid_time
            支付时间 付款时间 缴费时间 缴费日期 付款日期 支付日期 到账时间 到账日期 实缴日期 核销时间 结清时间""",
        "status": f"""bill_status invoice_status payment_status {STATUS} 账单状态 缴费状态 支付状态 付款状态 结清状态
            是否缴费 是否结清""",
        "recorded_at": RECORDED,
    },
}
UNIT_PRICE = """
    unit_price plan_unit_price unit_amount price_per_seat price_per_user price_per_unit seat_price 单价 席位单价"""
SEATS = "seats seat_count number_of_seats plan_quantity quantity licenses license_count 席位数 坐席数 数量 购买数量"
WHOLE_PRICE = """
    mrr recurring_amount subscription_amount subscription_price contract_amount contract_value total 合同金额 合同总额
    合同总金额 订阅金额 订阅价格 续费金额"""
"""The price of a subscription with all its seats."""
MONTHLY = "mrr monthly_price monthly_fee monthly_amount 月费 月租 月租费"
YEARLY = "arr acv 年费"
"""Prices that say for how long they are."""
PERIOD_UNIT = "billing_period_unit period_unit interval_unit plan_interval interval"
PERIOD_COUNT = """
    billing_period billing_period_count period_count interval_count plan_interval_count billing_interval_count"""
TERM_START = "current_period_start current_period_started_at current_term_start current_term_started_at"
TERM_END = "current_period_end current_period_ends_at current_term_end current_term_ends_at"

AROUND = {
    "subscription": """
        trial_start trial_end trial_ends_at trial_started_at cancel_at_period_end auto_renew auto_renewal
        auto_collection seats quantity next_billing_at next_billing_date renewal_status subscription_status
        contract_status remaining_billing_cycles contract_name 是否自动续费 自动续费 续费状态 续约状态 合同状态
        订阅状态 席位数 试用开始时间 试用结束时间 续费次数 合同名称 套餐状态 是否续约""",
    "bill": """
        amount_remaining balance_due outstanding past_due attempt_count dunning_status
        billing_reason collection_method late_fee 欠费金额 欠费 滞纳金 违约金 未付金额 已付金额 待缴金额 用量 抄表
        账单类型 账单周期 账期 账单月份""",
}
