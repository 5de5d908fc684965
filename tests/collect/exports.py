"""Headers as real systems export them, and what each is: at least an English, a Chinese and a system's for every table.

Columns are written `canonical=header`; a header alone belongs to no column. `|` separates them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from liuke.schema import MONEY, TABLES, TIME

ROWS = 40
_VALUES = {
    TIME: lambda row: f"2024-03-{row % 28 + 1:02} 10:{row % 60:02}:00",
    "date": lambda row: f"19{60 + row % 40}-03-05",
    MONEY: lambda row: f"{row}.50",
    "float64": lambda row: str(row % 5 + 1),
    "boolean": lambda row: "是" if row % 2 else "否",
    "json": lambda row: f'{{""page"": {row}}}',
}


@dataclass(frozen=True)
class Export:
    """A kind of file: its table, the system that writes it, and its headers."""

    table: str
    system: str
    cells: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> dict[str, str]:
        return {column: header for column, header in self.cells if column}

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(header for _, header in self.cells))

    def lines(self, headers: tuple[str, ...] | None = None) -> Iterator[str]:
        types = {header: TABLES[self.table][column].type for column, header in self.columns.items()}
        shown = headers or self.headers
        yield ",".join(shown)
        for row in range(ROWS):
            yield ",".join(f'"{self._value(header, types.get(header, ""), row)}"' for header in shown)

    def _value(self, header: str, type_: str, row: int) -> str:
        if type_ in _VALUES:
            return _VALUES[type_](row)
        numbered = any(column.endswith("_id") and name == header for column, name in self.columns.items())
        return f"K{row % 31:05}" if numbered else f"word {'abcd'[row % 4]}"

    def write(self, folder: Path, name: str = "export.csv") -> Path:
        path = folder / name
        path.write_text("\n".join(self.lines()) + "\n", encoding="utf-8")
        return path


def _export(table: str, system: str, text: str) -> Export:
    cells = (cell.strip().rpartition("=") for cell in text.replace("\n", " ").split("|"))
    return Export(table, system, tuple((column.strip(), header.strip()) for column, _, header in cells))


EXPORTS = tuple(
    _export(table, system, text)
    for table, exports in {
        "order": {
            "English": "order_id=Order ID|customer_id=Customer|ordered_at=Order date|amount=Total amount|status=Status",
            "Chinese": "order_id=订单号|customer_id=会员号|ordered_at=下单时间|amount=实付金额|会员等级|门店|备注",
            "a ledger": "ordered_at=date|customer_id=customer|amount=amount|comment",
            "payments": """order_id=transaction_id|customer_id=user_id|ordered_at=created|amount=amount
                |currency=currency
                |status=status|subscription_id""",
            "a till": "order_id=bill_no|customer_id=手机号|姓名|ordered_at=消费时间|amount=消费金额|导购",
            "B2B": """order_id=invoice_no|customer_id=customer_id|ordered_at=invoice_date|amount=amount|ship date
                |due_status""",
            "Shopify": """order_id=Name|customer_id=Email|status=Financial Status|Paid at|Fulfillment Status
                |Fulfilled at|Accepts Marketing|currency=Currency|Subtotal|Shipping|Taxes|amount=Total
                |coupon=Discount Code|Discount Amount|Shipping Method|ordered_at=Created at|Lineitem quantity
                |Lineitem name|Lineitem price|Lineitem sku|Billing Name|Notes|Cancelled at|Payment Method
                |Refunded Amount|Vendor|Id|Tags|Source""",
            "WooCommerce": """order_id=Order Number|status=Order Status|ordered_at=Order Date
                |customer_id=Email (Billing)|Order Subtotal Amount|amount=Order Total Amount
                |coupon=Coupon Code""",
        },
        "order_line": {
            "UCI": """order_id=InvoiceNo|product_id=StockCode|product=Description|quantity=Quantity
                |ordered_at=InvoiceDate|amount=Line total|customer_id=CustomerID|Country""",
            "淘宝": """order_id=订单编号|customer_id=买家会员名|amount=买家实际支付金额|status=订单状态|收货人姓名
                |收货地址
                |联系手机|ordered_at=订单创建时间|订单付款时间|product=宝贝标题|宝贝种类|物流单号|店铺名称
                |quantity=宝贝总数量""",
            "groceries": """customer_id=household_id|store_id|order_id=basket_id|product_id=product_id|quantity=quantity
                |amount=sales_value|retail_disc|week|ordered_at=transaction_timestamp""",
        },
        "customer": {
            "English": """customer_id=Customer ID|name=Full name|email=E-mail|phone=Mobile|birth_date=Date of birth
                |gender=Gender|signed_up_at=Registration date|tier=Loyalty tier|consent_email=Email opt-in""",
            "Chinese": "customer_id=客户编号|name=姓名|phone=手机号|email=邮箱|region=城市|signed_up_at=注册时间",
            "Salesforce accounts": """customer_id=Account ID|name=Account Name|Type|industry=Industry
                |region=Billing City|owner=Account Owner|signed_up_at=Created Date|acquisition_channel=Account Source
                |Annual Revenue""",
            "HubSpot contacts": """customer_id=Record ID|name=First Name|Last Name|email=Email|phone=Phone Number
                |owner=Contact owner|signed_up_at=Create Date|acquisition_channel=Original Source
                |company=Company name""",
            "Shopify customers": """customer_id=Customer ID|name=First Name|Last Name|email=Email
                |consent_email=Accepts Email Marketing|region=Default Address City|Total Spent|Total Orders|Note
                |tags=Tags""",
            "有赞": """name=客户姓名|phone=手机号|微信昵称|gender=性别|birth_date=生日|tier=会员等级|积分
                |累计消费金额|购次
                |客单价|上次消费时间|signed_up_at=成为客户时间|tags=标签|owner=归属导购|customer_id=手机号""",
            "微盟": """customer_id=客户ID|昵称|name=姓名|phone=手机号|gender=性别|birth_date=生日|tier=会员等级|成长值
                |储值余额|signed_up_at=成为会员时间|acquisition_channel=来源渠道|所属门店|累计消费金额""",
            "淘宝会员": """name=会员名|tier=会员级别|交易总额|交易笔数|平均交易额|上次交易时间
                |acquisition_channel=客户来源
                |gender=性别|birth_date=生日|region=城市|phone=手机|customer_id=手机""",
            "Segment traits": """id|received_at|anonymous_id|customer_id=user_id|email=email|name=name|context_ip
                |original_timestamp|sent_at|timestamp""",
            "纷享销客": """name=客户名称|tier=客户级别|industry=客户行业|region=所属区域|owner=负责人
                |signed_up_at=创建时间|acquisition_channel=客户来源|customer_id=客户名称""",
            "demographics": """customer_id=household_id|age|income_band=income|home_ownership|marital_status
                |household_size|household_comp|kids_count""",
        },
        "subscription": {
            "English": """subscription_id=subscription_id|customer_id=customer_id|plan=plan|started_at=start_date
                |expires_at=end_date|cancelled_at=cancelled_at|price=price|period=billing_period""",
            "Chinese": """subscription_id=订阅编号|customer_id=客户编号|plan=套餐|started_at=开始时间
                |expires_at=到期时间
                |cancelled_at=取消时间|end_reason=终止原因|price=价格|period=计费周期""",
            "Stripe": """subscription_id=id|customer_id=Customer ID|Customer Description|Customer Email|plan=Plan
                |Quantity
                |currency=Currency|period=Interval|price=Amount|Status|Created (UTC)|started_at=Start (UTC)
                |Current Period Start (UTC)|expires_at=Current Period End (UTC)|Trial Start (UTC)
                |cancelled_at=Canceled At (UTC)|Cancel At Period End|Ended At (UTC)""",
            "Chargebee": """subscription_id=subscriptions.id|customer_id=customers.id|plan=subscriptions.plan_id
                |price=subscriptions.plan_unit_price|period=subscriptions.billing_period_unit|subscriptions.status
                |started_at=subscriptions.started_at|expires_at=subscriptions.current_term_end
                |cancelled_at=subscriptions.cancelled_at|end_reason=subscriptions.cancel_reason_code""",
            "Recurly": """subscription_id=uuid|customer_id=account_code|plan=plan_code|state|started_at=activated_at
                |cancelled_at=canceled_at|expires_at=expires_at|current_period_ends_at|price=unit_amount""",
            "contracts": """subscription_id=合同编号|customer_id=客户名称|price=合同金额|签约日期
                |started_at=合同开始日期
                |expires_at=合同结束日期|负责人""",
        },
        "bill": {
            "English": """bill_id=bill_id|customer_id=customer_id|billed_at=bill_date|amount=amount
                |starts_at=period_start|ends_at=period_end|due_at=due_date|paid_at=paid_at|status=status""",
            "Chinese": """bill_id=账单编号|customer_id=客户编号|billed_at=账单日期|amount=账单金额
                |starts_at=服务开始时间
                |ends_at=服务结束时间|due_at=应付时间|paid_at=支付时间|status=状态""",
            "Stripe": """id|Amount Due|Amount Paid|Amount Remaining|Created (UTC)|currency=Currency|customer_id=Customer
                |Customer Email|due_at=Due Date (UTC)|bill_id=Number|Paid|subscription_id=Subscription|Subtotal
                |amount=Total|billed_at=Finalized At (UTC)|status=Status
                |starts_at=Minimum Line Item Period Start (UTC)|ends_at=Maximum Line Item Period End (UTC)""",
            "Recurly": """bill_id=invoice_number|customer_id=account_code|billed_at=invoice_date|due_at=due_date
                |amount=total|currency=currency|status=status""",
            "a water company": """customer_id=户号|billed_at=账单日期|amount=应缴金额|due_at=缴费截止日
                |paid_at=缴费时间""",
            "utilities": """customer_id=户号|billed_at=账单日期|amount=应缴金额|due_at=缴费截止日期|paid_at=缴费时间
                |plan=套餐""",
        },
        "event": {
            "English": "customer_id=user_id|name=event|occurred_at=timestamp",
            "Chinese": """customer_id=用户ID|name=事件名称|occurred_at=发生时间|session_id=会话ID|页面
                |properties=事件属性""",
            "Segment": """event_id=id|received_at|original_timestamp|sent_at|occurred_at=timestamp|customer_id=user_id
                |anonymous_id=anonymous_id|name=event|event_text|context_page_url""",
            "Amplitude": """customer_id=user_id|anonymous_id=device_id|name=event_type|occurred_at=event_time
                |session_id=session_id|properties=event_properties|user_properties|platform|os_name""",
            "Amplitude's raw export": """amplitude_id|app|client_event_time|anonymous_id=device_id|event_id
                |occurred_at=event_time|name=event_type|event_id=$insert_id|customer_id=user_id|uuid""",
            "Mixpanel": "name=event|occurred_at=$time|customer_id=$distinct_id|event_id=$insert_id|$os|$city",
            "神策": "customer_id=distinct_id|occurred_at=time|name=event|properties=properties|$lib|$os",
            "GrowingIO": """anonymous_id=访问用户ID|customer_id=登录用户ID|session_id=会话ID|name=事件名称
                |occurred_at=事件时间|properties=事件变量|页面路径|操作系统""",
            "a shop's log": """occurred_at=event_time|name=event_type|product_id|category_code|brand|price
                |customer_id=user_id|session_id=user_session""",
        },
        "interaction": {
            "English": """interaction_id=call_id|customer_id=customer_id|occurred_at=call_time|direction=direction
                |agent=agent|outcome=outcome|duration""",
            "Chinese": """customer_id=客户编号|occurred_at=通话时间|direction=呼叫方向|agent=坐席|outcome=通话结果
                |通话时长""",
            "Salesforce tasks": """interaction_id=Activity ID|Subject|occurred_at=Date|Status|Priority|agent=Assigned
                |Company / Account|Contact|customer_id=Contact ID|direction=Call Type|outcome=Call Result
                |Call Duration|kind=Type|Created Date""",
            "Salesforce tasks by due date": """interaction_id=Task ID|occurred_at=Due Date|agent=Assigned
                |customer_id=Contact ID|direction=Call Type|outcome=Call Result|Created Date""",
            "销售易": """interaction_id=拜访编号|customer_id=拜访客户|occurred_at=拜访日期|agent=拜访人|kind=拜访目的
                |outcome=拜访结果""",
            "纷享销客": "customer_id=客户名称|channel=跟进方式|occurred_at=跟进时间|agent=跟进人|跟进内容",
        },
        "feedback": {
            "English": """feedback_id=review_id|product_id=product_id|customer_id=user_id|rating=rating|text=review_text
                |received_at=review_date""",
            "Chinese": """feedback_id=工单编号|text=工单标题|customer_id=客户名称|status=工单状态|priority=优先级
                |category=问题类型|agent=受理客服|received_at=创建时间|first_response_at=首次响应时间
                |resolved_at=解决时间""",
            "Zendesk": """feedback_id=ID|Requester|customer_id=Requester id|Requester email|text=Subject|status=Status
                |priority=Priority|channel=Via|category=Ticket type|agent=Assignee|received_at=Created at|Updated at
                |resolved_at=Solved at|rating=Satisfaction Score""",
            "Freshdesk": """feedback_id=Ticket ID|text=Subject|status=Status|priority=Priority|channel=Source
                |category=Type|agent=Agent|Group|received_at=Created time|resolved_at=Resolved time
                |first_response_at=Initial response time|First response time (in hrs)|Resolution time (in hrs)
                |Full name|customer_id=Email|Work phone""",
            "Freshdesk with SLA": """feedback_id=Ticket ID|text=Subject|status=Status|Resolution status
                |received_at=Created time|resolved_at=Resolved time|customer_id=Email""",
            "Zendesk Explore": """feedback_id=Ticket ID|text=Ticket subject|status=Ticket status|category=Ticket type
                |channel=Ticket channel|Requester name|customer_id=Requester email|agent=Assignee name
                |received_at=Ticket created - Timestamp|resolved_at=Ticket solved - Timestamp
                |First reply time (min)|rating=Ticket satisfaction rating""",
            "智齿": """feedback_id=工单ID|工单模板|customer_id=发起人|agent=受理人|受理组|channel=工单来源
                |received_at=提交时间|resolved_at=完结时间|text=工单内容""",
            "Olist": """feedback_id=review_id|order_id|rating=review_score|review_comment_title
                |text=review_comment_message|received_at=review_creation_date
                |first_response_at=review_answer_timestamp""",
        },
        "feedback_status": {
            "English": "feedback_id=ticket_id|status=status|changed_at=changed_at",
            "Chinese": "feedback_id=工单编号|变更前状态|status=变更后状态|changed_at=变更时间|操作人",
            "a help desk's log": "feedback_id=ticket_id|from_status|status=to_status|changed_at=timestamp",
        },
        "survey_response": {
            "English": """response_id=response_id|survey_id=survey_id|customer_id=customer_id|answered_at=answered_at
                |kind=survey_type|question=question|score=score|comment=comment""",
            "Chinese": "customer_id=客户编号|survey_id=问卷名称|question=题目|score=得分|answered_at=提交时间",
            "Qualtrics": """response_id=ResponseId|answered_at=RecordedDate|customer_id=RecipientEmail
                |DistributionChannel|score=NPS|comment=Comment""",
            "SurveyMonkey": """response_id=Respondent ID|Collector ID|answered_at=Date Created|customer_id=Email Address
                |question=Question|score=Answer""",
            "Typeform": """#|score=How likely are you to recommend us to a friend or colleague?|Why that score?
                |customer_id=email|Response Type|Start Date (UTC)|answered_at=Submit Date (UTC)|Network ID|Tags""",
            "问卷星's own questions": """response_id=序号|answered_at=提交答卷时间|所用时间|来源
                |score=1、您有多大可能向朋友推荐我们（0-10分）|2、您打分的原因是？|customer_id=3、您的手机号|总分""",
            "NPS tool": "customer_id=Email|score=NPS score|comment=Comment|answered_at=Date",
            "问卷星": """response_id=序号|answered_at=提交答卷时间|所用时间|来源|customer_id=手机号|score=NPS评分
                |comment=原因""",
        },
        "lead": {
            "English": """lead_id=lead_id|stage=stage|origin=origin|amount=amount|created_at=created_at
                |contacted_at=contacted_at|closed_at=closed_at|outcome=outcome|owner=owner""",
            "Chinese": """lead_id=线索编号|姓名|公司名称|customer_id=手机|origin=线索来源|stage=跟进状态|owner=负责人
                |created_at=创建时间|converted_at=转化时间|outcome=是否转化""",
            "Salesforce": """lead_id=Lead ID|First Name|Last Name|Company|customer_id=Email|Phone|origin=Lead Source
                |stage=Lead Status|created_at=Created Date|converted_at=Converted Date|outcome=Converted
                |owner=Lead Owner""",
            "Zoho": """lead_id=Record Id|owner=Lead Owner|Company|First Name|Last Name|customer_id=Email|Phone
                |origin=Lead Source|stage=Lead Status|Industry|created_at=Created Time""",
            "销售易": """lead_id=线索名称|公司|customer_id=手机|origin=来源|stage=线索状态|线索池|owner=所有人
                |created_at=创建日期""",
        },
        "opportunity": {
            "English": """opportunity_id=opportunity_id|lead_id=lead_id|customer_id=customer_id|stage=stage
                |amount=amount
                |created_at=created_at|closed_at=closed_at|outcome=outcome|owner=owner""",
            "Chinese": """opportunity_id=商机编号|商机名称|customer_id=客户名称|amount=商机金额|stage=销售阶段
                |created_at=创建时间|预计成交日期|owner=负责人|赢率""",
            "Salesforce": """opportunity_id=Opportunity ID|Opportunity Name|customer_id=Account Name|stage=Stage
                |amount=Amount|closed_at=Close Date|created_at=Created Date|origin=Lead Source
                |owner=Opportunity Owner|Probability (%)""",
            "HubSpot": """opportunity_id=Record ID|Deal Name|stage=Deal Stage|closed_at=Close Date|owner=Deal owner
                |amount=Amount|Pipeline|created_at=Create Date|customer_id=Associated Company""",
            "Zoho": """opportunity_id=Record Id|owner=Deal Owner|amount=Amount|Deal Name|closed_at=Closing Date
                |customer_id=Account Name|stage=Stage|Type|Probability (%)|origin=Lead Source
                |created_at=Created Time""",
        },
        "treatment": {
            "English": """customer_id=customer_id|playbook_id=campaign_id|arm=variant|assigned_at=sent_at
                |delivered_at=delivered_at|cost=cost""",
            "Chinese": """customer_id=客户编号|playbook_id=活动名称|arm=实验组别|assigned_at=触达时间
                |delivered_at=送达时间|cost=触达成本""",
            "Braze": """treatment_id=id|user_id|customer_id=external_user_id|assigned_at=time|playbook_id=campaign_id
                |campaign_name|arm=message_variation_id|send_id|email_address""",
            "an experiment tool": """customer_id=user_id|playbook_id=experiment_name|arm=variant_name
                |assigned_at=first_exposure""",
        },
        "identity": {
            "English": "id_kind=id_kind|id_value=id_value|customer_id=customer_id",
            "Chinese": "id_kind=编号类型|id_value=编号|customer_id=客户编号",
            "Segment identifies": "id_value=anonymous_id|customer_id=user_id|email|received_at",
            "Segment aliases": "id_value=alias|customer_id=user_id",
        },
    }.items()
    for system, text in exports.items()
)
