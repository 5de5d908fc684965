"""Before and around a sale: leads, opportunities, and what was done to whom in campaigns and experiments."""

from liuke.collect.synonyms.shared import ANY_CUSTOMER, COST, OWNER, SOURCE, STATUS, TIMES

_LEAD = """
    lead_id lead_number lead_no lead lead_code lead_record_id prospect_id prospect_no prospect_number 线索编号 线索ID
    线索号 线索编码 销售线索编号 潜客编号 潜客ID 潜在客户编号 潜在客户ID"""

NAMES = {
    "lead": {
        "lead_id": f"{_LEAD} record_id 线索 线索名称 id",
        "customer_id": f"""converted_account_id converted_contact_id converted_customer_id converted_account
            转化客户编号 转化客户 转换后客户 转换客户 {ANY_CUSTOMER}""",
        "stage": f"""stage lead_stage lead_status lead_state lifecycle_stage 阶段 线索阶段 线索状态 跟进阶段 跟进状态
            潜客阶段 生命周期阶段 {STATUS}""",
        "origin": f"""lead_source origin lead_origin lead_channel {SOURCE} campaign campaign_name 线索来源 线索渠道
            潜客来源 获客渠道 获客来源 市场活动 活动来源 来源活动 channel""",
        "amount": """amount expected_amount expected_value estimated_value lead_value deal_value budget 金额 预计金额
            预估金额 意向金额 预算 预算金额 value""",
        "created_at": f"""lead_created_at lead_created_date lead_created lead_create_date lead_date enquiry_date
            inquiry_date date_added {TIMES} 线索创建时间 线索创建日期 线索时间 获取时间 留资时间 留资日期 进线时间
            分配时间 提交时间""",
        "contacted_at": """contacted_at first_contacted_at first_contact_date first_contact_at first_contacted
            first_contact_time first_outreach_at first_response_date 首次联系时间 首次联系日期 首次跟进时间
            首次跟进日期 首次外呼时间 首次触达时间""",
        "converted_at": """converted_at converted_date converted_on converted_time conversion_date conversion_time
            date_converted lead_conversion_time became_customer_at won_at won_date 转化时间 转化日期 转换时间 转换日期
            转客户时间 转客户日期 成交时间 成交日期 签约时间 签约日期""",
        "closed_at": "closed_at close_date closed_date closed_on date_closed 关闭时间 关闭日期 结束时间",
        "outcome": """outcome converted is_converted conversion lead_result lead_outcome conversion_status result 结果
            是否转化 是否转换 是否成交 转化结果 转化状态 转换状态 线索结果 是否转客户 是否转为客户 跟进结果""",
        "owner": f"lead_owner {OWNER} 线索负责人 线索所有人 线索归属人 线索跟进人",
    },
    "opportunity": {
        "opportunity_id": """opportunity_id opportunity_no opportunity_number opportunity_code deal_id deal_no
            商机编号 商机ID 商机号 商机编码 销售机会编号 机会编号 项目编号 record_id opportunity opportunity_name deal
            deal_name 商机 商机名称 销售机会名称 id""",
        "lead_id": f"{_LEAD} 来源线索 线索 线索名称",
        "customer_id": f"""account_id account_name associated_company associated_company_primary {ANY_CUSTOMER}
            company company_name organization contact_name 公司名称 公司 企业名称 联系人""",
        "stage": f"""stage stage_name sales_stage deal_stage opportunity_stage pipeline_stage opportunity_status
            deal_status 阶段 销售阶段 商机阶段 商机状态 当前阶段 销售流程阶段 跟进阶段 {STATUS}""",
        "origin": f"origin opportunity_source deal_source {SOURCE} 商机来源 线索来源 机会来源",
        "amount": """amount opportunity_amount deal_amount opportunity_value deal_value expected_amount
            amount_in_company_currency total_amount value 商机金额 预计销售金额 预计成交金额 预计签单金额 预计合同金额
            预计金额 预估金额 机会金额 销售金额 成交金额 金额""",
        "created_at": f"""opportunity_created_at opportunity_created_date deal_created_at deal_created_date {TIMES}
            商机创建时间 商机创建日期 立项时间 立项日期""",
        "closed_at": """closed_at close_date closed_date closing_date actual_close_date actual_closing_date close_time
            won_time won_at won_date lost_time lost_at deal_closed_date 关闭时间 关闭日期 结单日期 结单时间 实际成交日期
            实际结单日期 成交日期 成交时间 赢单时间 赢单日期 签单日期 输单时间""",
        "outcome": """outcome is_won is_closed_won closed_won won_lost deal_result result 结果 是否赢单 赢单状态
            输赢状态 赢输 商机结果 成交状态 是否成交""",
        "owner": f"opportunity_owner deal_owner {OWNER} 商机负责人 商机所有人 商机归属人",
    },
    "treatment": {
        "treatment_id": """treatment_id delivery_id assignment_id exposure_id message_send_id 干预编号 触达编号
            发送编号 触达记录编号 推送编号 id""",
        "customer_id": f"{ANY_CUSTOMER} recipient recipient_id recipient_email 接收人 目标客户 触达客户",
        "playbook_id": """playbook_id playbook playbook_name campaign_id campaign campaign_name campaign_code
            experiment_id experiment experiment_name experiment_key test_id test_name journey_id journey_name
            program_id program_name mailing_id flow_id strategy_id treatment 方案编号 干预方案 活动编号 活动ID 活动名称
            营销活动 营销活动编号 营销活动名称 营销计划 实验编号 实验ID 实验名称 策略编号 策略名称 计划编号 任务名称
            旅程名称""",
        "arm": """arm experiment_group test_group treatment_group control_group variant variant_name variation
            variation_name variation_id message_variation_name message_variation message_variation_id ab_group bucket
            test_cell is_control in_control_group is_treatment treated holdout group 实验组别 实验组 实验分组 实验版本
            对照组 是否对照组 是否实验组 组别 分组""",
        "assigned_at": f"""assigned_at assigned_date assigned_on assignment_date assignment_time enrolled_at
            entered_at exposed_at exposure_time exposure_date first_exposure sent_at sent_date sent_on send_time
            send_date campaign_date 分配时间 分配日期 分组时间 入组时间 入组日期 进入时间 曝光时间 发送时间 发送日期
            触达时间 触达日期 推送时间 投放时间 start_date start_time 开始时间 开始日期 {TIMES}""",
        "delivered_at": """delivered_at delivered_on delivered_time message_delivered_at 送达时间 送达日期 到达时间
            触达成功时间""",
        "cost": f"treatment_cost send_cost unit_cost contact_cost {COST} 干预成本 触达成本 发送成本 推送成本",
    },
}
AROUND = {
    "lead": """
        first_name last_name company job_title website industry city country
        annual_revenue lead_quality lead_profile
        lead_grade lead_score lead_rating utm_medium utm_campaign last_activity total_visits page_views_per_visit
        total_time_spent_on_website converted_opportunity_id no_of_employees 公司名称 公司 职务 行业 地区 城市
        线索评分 线索等级 线索池 意向程度
        意向等级 意向产品 意向度 落地页 咨询内容 线索类型 最近跟进时间 下次跟进时间""",
    "opportunity": """
        probability forecast_category next_step pipeline pipeline_name expected_close_date expected_revenue
        loss_reason lost_reason closed_lost_reason win_probability fiscal_period weighted_amount is_closed
        opportunity_type deal_type 赢率 成交概率 预计成交日期 预计结单日期 预计签约日期 预计签单日期 预计成交时间
        输单原因 丢单原因 销售流程 竞争对手 商机类型""",
    "treatment": """
        opened opened_at open_time clicked clicked_at click_time bounced unsubscribed template template_id
        message_template touch_channel 是否打开 是否点击 打开时间 点击时间 模板 模板名称 触达渠道 推送渠道 发送状态
        发送结果 券批次""",
}
