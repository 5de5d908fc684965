"""Customers and their ids: CRM accounts and contacts, member lists of shops, demographics."""

from liuke.collect.synonyms.shared import CALLED, CONTACTS, IDS, OWNER, SOURCE

NAMES = {
    "customer": {
        "customer_id": f"""{IDS} account_code account_number record_id contact_record_id customers.id users.id
            user_name username login_id row_id 客户昵称 淘宝会员名 旺旺号 旺旺名 客户旺旺 买家旺旺 会员账号 用户账号
            卡号 id""",
        "name": """name full_name customer_name client_name contact_name account_name display_name nickname nick_name
            first_name last_name surname 姓名 客户名称 客户姓名 会员姓名 会员名称 客户名 会员名 真实姓名 昵称 会员昵称
            用户昵称 微信昵称 粉丝昵称 联系人 联系人姓名 用户名""",
        "email": """email e-mail email_address mail customer_email primary_email user_email 邮箱 电子邮箱 邮箱地址
            电子邮件 邮件地址 邮件 客户邮箱""",
        "phone": """phone phone_number mobile mobile_phone mobile_number mobile_no cell cellphone tel telephone
            telephone_number contact_number customer_phone work_phone default_address_phone 手机 手机号 手机号码 电话
            联系电话 联系手机 移动电话 会员手机号 客户手机 客户手机号 电话号码 联系方式 固定电话""",
        "birth_date": """birth_date birthday date_of_birth dob birthdate born 出生日期 生日 出生年月日 会员生日
            客户生日 公历生日""",
        "gender": "gender sex 性别 会员性别 客户性别",
        "income_band": """income_band income income_range income_level income_group income_bracket annual_income
            monthly_income household_income estimated_salary salary 收入区间 收入水平 收入范围 年收入 月收入 家庭收入
            收入 薪资范围""",
        "occupation": """occupation job job_title job_role job_function profession position employment 职业 职位 职务
            工作 岗位""",
        "region": """region area province state state_province state/region city location district county country
            geography billing_state billing_city billing_country mailing_state mailing_city mailing_country
            shipping_city default_address_city default_address_province_code address_city zip_code zip postal_code
            地区 所在地区 所属区域 区域 省份 省 省市 所在省份 城市 市 所在城市 居住城市 常住地 所在地 归属地 国家
            国家地区""",
        "company": """company company_name organization organisation organization_name employer
            associated_company default_address_company 公司 公司名称 企业 企业名称 单位 工作单位 单位名称""",
        "industry": """industry sector business_type industry_name vertical 行业 所属行业 行业类型 行业分类 一级行业
            客户行业""",
        "signed_up_at": """signed_up_at sign_up_date sign_up_time signup_date signup_at registered_at
            registration_date registration_time register_time register_date registered_on joined_at join_date joined
            join_time member_since customer_since date_joined enrolled_at enrollment_date enroll_date first_seen
            first_seen_at customer_created_at account_created_at created_at create_date created_date created_time
            created_on created creation_date date_created 注册时间 注册日期 会员注册时间 入会时间 入会日期 成为会员时间
            成为客户时间 开卡时间 开卡日期 领卡时间 加入时间 加入日期 建档时间 建档日期 开户时间 开户日期 关注时间
            添加时间 创建时间 创建日期 登记时间 录入时间""",
        "acquisition_channel": f"""acquisition_channel acquisition_source signup_source signup_channel
            registration_source registration_channel account_source customer_source marketing_channel first_channel
            {SOURCE} 获客渠道 注册渠道 注册来源 客户来源 会员来源 用户来源 粉丝来源 入会渠道 开卡渠道 添加渠道""",
        "acquisition_cost": """acquisition_cost cac customer_acquisition_cost cost_per_acquisition cpa 获客成本
            获客费用""",
        "tier": """tier loyalty_tier membership_tier member_level membership_level member_tier loyalty_level
            customer_level customer_tier customer_grade vip_level vip_tier vip grade level membership card_type
            loyalty_card 会员等级 会员级别 客户等级 客户级别 VIP等级 会员卡等级 等级 级别 会员类型 会员卡 会员卡名称
            卡类型 客户分级""",
        "owner": f"""{OWNER} account_manager account_owner contact_owner record_owner customer_owner csm
            customer_success_manager account_executive 客户负责人 客户经理 客户所有人 客户归属人 归属导购 专属导购
            所属导购 专属客服 服务导购 所属客户经理""",
        "consent_email": """consent_email email_consent email_opt_in email_optin accepts_marketing
            accepts_email_marketing email_marketing_consent marketing_consent marketing_opt_in email_permission
            email_subscribed newsletter newsletter_subscribed is_subscribed subscribed allow_email can_email
            允许邮件联系 是否订阅邮件 邮件订阅 接受邮件营销 是否接收邮件 邮件营销许可 允许邮件营销""",
        "consent_phone": """consent_phone phone_consent phone_opt_in call_consent call_permission accepts_calls
            allow_call allow_phone can_call 允许电话联系 是否接受电话 允许电话回访 接受电话营销 是否允许电话营销
            允许电话营销""",
        "tags": "tags tag labels customer_tags user_tags 标签 客户标签 会员标签 用户标签 标签名称 粉丝标签",
    },
    "identity": {
        "id_kind": "id_kind id_type identifier_type identity_type key_type 编号类型 ID类型 标识类型 账号类型",
        "id_value": """id_value identifier identity identity_value alias alias_id linked_id other_id external_id
            anonymous_id secondary_id previous_id 关联编号 关联ID 标识值 别名 ID值 其他编号""",
        "customer_id": f"main_id master_id canonical_id one_id oneid 主编号 主ID 统一编号 {IDS}",
    },
}
REACHED = f"{CONTACTS} phone phone_number mobile mobile_phone 电话 email_address 电子邮箱"
ALSO_IDS = f"""{REACHED} {CALLED} account_name 昵称 会员昵称 用户昵称 company_name 公司名称 企业名称 name full_name
    姓名"""
"""What stands in for a customer's number where a list of customers has none, and is a column of its own too."""

AROUND = {
    "customer": """
        age age_group age_band age_range marital_status marital married marriage education education_level
        household_size household_comp kids_count home_ownership children senior_citizen partner dependents address
        street address1 postcode wechat qq fax website annual_revenue employees number_of_employees lifecycle_stage
        total_spent total_orders orders_count order_count last_order_date last_order_at lifetime_value points
        points_balance store_credit credit_score balance tenure churn exited last_activity_date email_opt_out
        has_opted_out_of_email do_not_call account_type 年龄 年龄段 婚姻状况 婚姻状态 学历 教育程度 家庭人数 子女数
        地址 详细地址 家庭住址 身份证 身份证号 证件号 微信 微信号 QQ 积分 可用积分 当前积分 累计积分 积分余额 余额
        储值余额 成长值 累计消费金额 累计消费次数 累计消费 累计交易金额 累计交易笔数 消费总额 消费次数 购买次数 购次
        交易总额 交易笔数 交易次数 平均交易额 客单价 平均客单价 最近消费时间 最后消费时间 上次消费时间 最近购买时间
        最近下单时间 最近一次消费时间 上次交易时间 最近交易时间 首次消费时间 会员状态 客户状态 所属门店 开卡门店
        客户类型 黑名单 是否黑名单 成为会员方式""",
    "identity": "confidence linked_at match_rule 匹配规则 关联时间",
}
