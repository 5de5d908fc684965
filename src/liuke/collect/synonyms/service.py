"""What passes between customers and us: contacts, tickets and reviews, changes of their status, surveys."""

from liuke.collect.synonyms.shared import ANY_CUSTOMER, CATEGORY, CHANNEL, PRODUCT_ID, RECORDED, STATUS, TIMES

_TICKET = """
    feedback_id ticket_id ticket ticket_number ticket_no ticket_key ticket_ref case_id case_number case_no case
    issue_id issue_key issue_no request_id complaint_id complaint_no inquiry_id conversation_id review_id comment_id
    反馈编号 反馈ID 工单编号 工单号 工单ID 工单 工单编码 工单流水号 投诉编号 投诉单号 服务单号 报修单号 评论编号
    评论ID 评价编号 评价ID 问题编号 咨询编号 售后单号"""
_AGENT = """
    agent agent_name agent_id assignee assignee_name assigned_to assigned_agent operator representative
    support_agent handled_by handler teammate teammate_assigned staff staff_name 客服 客服姓名 客服名称 客服人员 坐席
    坐席姓名 坐席工号 坐席名称 客服工号 负责人 服务人员 员工 员工姓名 操作人"""

NAMES = {
    "interaction": {
        "interaction_id": """interaction_id interaction task_id call_id call_sid contact_log_id activity_id
            engagement_id conversation_id chat_id touchpoint_id communication_id 接触编号 接触ID 通话编号 通话ID
            呼叫编号 会话编号 会话ID 跟进编号 跟进记录编号 拜访编号 拜访记录编号 回访编号 沟通编号 联络编号 录音编号
            记录编号 id""",
        "customer_id": f"""{ANY_CUSTOMER} related_to who_id name_id caller caller_id caller_number
            calling_number from_number 来电号码 客户号码 主叫号码 拜访客户 跟进客户 回访客户 接触客户""",
        "occurred_at": f"""occurred_at interaction_date interaction_time interaction_datetime interaction_at call_time
            call_date call_datetime call_start call_start_time call_started_at contact_date contact_time contacted_at
            contacted_on activity_date visit_date visited_at communication_date communication_time chat_time
            chat_start conversation_started_at started_at start_time 接触时间 接触日期 通话时间 通话开始时间 呼叫时间
            呼叫开始时间 来电时间 拨打时间 外呼时间 跟进时间 跟进日期 拜访时间 拜访日期 回访时间 回访日期 沟通时间
            沟通日期 联系时间 联系日期 接入时间 接待时间 会话开始时间 触达时间 开始时间 开始日期 date
            {TIMES}""",
        "channel": f"""contact_channel communication_channel interaction_channel contact_method contact_type
            communication_method {CHANNEL} media 接触渠道 接触方式 沟通渠道 沟通方式 联系渠道 联系方式 跟进方式
            拜访方式 回访方式 触达渠道 接入渠道 会话来源""",
        "direction": """direction call_direction inbound_outbound in_out in_or_out contact_direction 方向 呼叫方向
            通话方向 呼入呼出 呼叫类型 来去电 来电去电 call_type""",
        "kind": """kind interaction_type activity_type engagement_type touchpoint_type contact_reason call_reason
            call_purpose purpose topic task_subtype 接触类型 跟进类型 拜访类型 拜访目的 沟通类型 沟通主题 来电原因
            来电类型 咨询类型 回访类型 回访目的 业务类型 通话类型 活动类型 type 类型""",
        "agent": f"""{_AGENT} assigned activity_assigned_to rep caller_agent called_by visited_by 接待客服 接听客服
            跟进人 跟进人员 拜访人 回访人 外呼人员 顾问""",
        "outcome": """outcome call_outcome call_result call_disposition disposition contact_result contact_outcome
            call_status answered result 结果 接触结果 通话结果 呼叫结果 外呼结果 跟进结果 拜访结果 回访结果 沟通结果
            通话状态 接听状态 接通状态 是否接通 是否接听""",
        "recorded_at": RECORDED,
    },
    "feedback": {
        "feedback_id": f"{_TICKET} 单号 id",
        "customer_id": f"""{ANY_CUSTOMER} requester_id requester_email requester requester_name
            submitter_id submitter reporter reviewer_id reviewer reviewer_name author_id author 反馈人
            投诉人 提单人 发起人 评价人 评论人 申请人 报修人 联系人 contact_email""",
        "received_at": f"""received_at ticket_created_at ticket_created ticket_created_timestamp case_created_date
            opened_at opened_date open_date date_opened date_time_opened submitted_at submitted_on submission_date
            date_submitted reported_at requested_at review_date review_time review_creation_date reviewed_at
            comment_date comment_time feedback_date feedback_time complaint_date 收到时间 收到日期 反馈时间 反馈日期
            工单创建时间 工单提交时间 受理时间 受理日期 投诉时间 投诉日期 评价时间 评价日期 评论时间 评论日期 提单时间
            建单时间 报修时间 进线时间 咨询时间 发起时间 留言时间 提交时间 提交日期 {TIMES}""",
        "channel": f"""ticket_channel ticket_source case_origin {CHANNEL} source via origin 工单来源 工单渠道 反馈渠道
            反馈来源 受理渠道 接入渠道 提交渠道 评价来源 投诉渠道 来源""",
        "text": """text feedback_text review_text review_content review_body review_comment_message review_message
            review comment_text comment comments message body feedback content ticket_description issue_description
            complaint description subject ticket_subject review_title summary title details 反馈内容 工单内容 工单描述
            问题描述 问题内容 评论内容 评价内容 初评内容 投诉内容 咨询内容 留言内容 故障描述 评论 评价 留言 内容 描述
            详情 工单标题 问题标题 标题 主题""",
        "rating": """rating stars star star_rating review_score review_rating satisfaction_rating satisfaction_score
            satisfaction csat csat_score csat_rating ticket_satisfaction_rating overall_rating score 评分 星级 评价星级
            评论星级 商品评分 服务评分 评价等级 满意度 满意度评分 满意度评价 打分 得分""",
        "language": "language lang locale review_language ticket_language 语言 语种",
        "product_id": PRODUCT_ID,
        "category": f"""ticket_type ticket_category issue_type issue_category problem_type problem_category
            complaint_type complaint_category case_type case_reason request_type {CATEGORY} topic type 问题类别 问题类型
            问题分类 工单类型 工单分类 反馈类型 反馈分类 投诉类型 投诉原因 投诉分类 咨询分类 故障类型 服务类型 业务类型
            类型""",
        "priority": "priority urgency severity ticket_priority 优先级 紧急程度 紧急度 严重程度 重要程度 工单优先级",
        "agent": f"""{_AGENT} case_owner ticket_owner owner 处理人 处理人员 受理人 受理客服 处理客服 经办人 跟进客服
            指派给""",
        "status": f"ticket_status case_status {STATUS} 工单状态 处理状态 问题状态 反馈状态 受理状态 resolution_status",
        "first_response_at": """first_response_at first_reply_at first_responded_at first_response_date
            first_response_time first_reply_time initial_response_time first_replied_at first_answered_at
            review_answer_timestamp 首次响应时间 首次回复时间 首响时间 首次应答时间 首次处理时间 首次响应日期""",
        "resolved_at": """resolved_at solved_at ticket_solved_at ticket_solved_timestamp ticket_solved resolved_on
            resolved_time solved_time resolution_date resolved_date date_resolved closed_at closed_on closed_time
            closed_date close_date close_time date_closed date_time_closed completed_at completed_time finished_at
            解决时间 解决日期 处理完成时间 完结时间 办结时间 结单时间 工单完结时间 工单解决时间 工单关闭时间 关闭时间
            关单时间 完成时间 完成日期""",
        "recorded_at": RECORDED,
    },
    "feedback_status": {
        "feedback_id": _TICKET,
        "changed_at": f"""changed_at changed_on change_time change_date status_changed_at status_change_time
            status_time transition_time transitioned_at updated_at update_time updated_on modified_at 变更时间 变更日期
            状态变更时间 状态更新时间 流转时间 状态时间 更新时间 修改时间 操作时间 {TIMES}""",
        "status": f"""new_status to_status status_to to_state new_state new_value changed_to ticket_status {STATUS}
            变更后状态 新状态 目标状态 当前状态 流转后状态 工单状态""",
    },
    "survey_response": {
        "response_id": """response_id respondent_id submission_id answer_id response_number answer_sheet_id
            回答编号 答卷编号 答卷ID 答卷序号 答题编号 提交编号 response 序号 id""",
        "survey_id": """survey_id survey survey_name questionnaire_id questionnaire form_id form_name survey_title
            问卷编号 问卷ID 问卷 问卷名称 问卷标题 调查编号 调查名称 调研名称""",
        "customer_id": f"""{ANY_CUSTOMER} respondent respondent_email recipient_email recipient
            external_data_reference external_reference external_reference_id 受访者 受访客户 答题人 填写人 作答人
            答卷人""",
        "answered_at": f"""answered_at responded_at response_date response_time response_at submitted_at
            submit_date submit_time submission_date submission_time survey_date survey_completed_at survey_time
            completed_at recorded_date recorded_at end_date date_modified answer_date answer_time 回答时间 回答日期
            答题时间 作答时间 提交答卷时间 答卷提交时间 答卷时间 填写时间 填答时间 调查日期 调查时间 调研时间 问卷日期
            回收时间 评价时间 提交时间 提交日期 结束时间 {TIMES}""",
        "kind": """kind survey_type survey_kind metric metric_type score_type question_type 类型 问卷类型 调查类型 指标
            指标类型 评分类型 type""",
        "question": """question question_text question_title question_name question_id question_label item 问题 题目
            题干 题目内容 问题内容 问题标题 题号""",
        "score": """score nps_score nps nps_rating csat_score csat csat_rating ces_score ces ces_rating csi_score csi
            likelihood_to_recommend recommend_score recommendation_score customer_effort_score effort_score
            satisfaction_score satisfaction rating answer_value answer_score answer response_value value 得分 评分 分数
            打分 分值 NPS评分 NPS得分 NPS分值 NPS打分 净推荐值 推荐分 推荐分数 推荐意愿 推荐度 CSAT评分 CSAT得分
            满意度评分 满意度得分 满意度分数 满意度打分 满意度 CES评分 CES得分 费力度 费力度评分 费力度得分 满意度指数
            答案分值 答案得分 答案""",
        "comment": """comment comments open_text verbatim nps_comment nps_reason score_reason reason feedback
            additional_comments suggestion suggestions 评论 评语 文字反馈 意见建议 意见 建议 打分原因 评分原因 原因
            反馈 补充说明 开放题""",
    },
}
BESIDE = {
    "interaction": {
        "occurred_at": (
            "activity_date date due_date",
            "activity_id task_id task_subtype call_disposition call_result call_outcome",
        )
    }
}
AROUND = {
    "interaction": """
        duration call_duration talk_time wait_time ring_time hold_time recording recording_url next_follow_up
        transcript queue disposition_code 通话时长 时长 等待时长 振铃时长 录音 录音地址 通话记录 跟进内容 跟进记录
        拜访内容 沟通内容 回访内容 下次跟进时间 下次回访时间 被叫号码 外显号码 会话时长 接待时长 技能组""",
    "feedback": """
        requester_organization due_by due_by_time sla_status sla_breached reopens replies agent_interactions
        customer_interactions resolution_time first_response_status helpful_votes verified_purchase survey_results
        time_tracked assigned_group tags brand 客服组 受理组 技能组 处理组 SLA 是否超时 响应时长 处理时长 首次响应时长
        解决时长 追评 追评内容 商家回复 回复内容 工单模板 抄送人 关联订单 有用数""",
    "feedback_status": """
        old_status from_status status_from previous_status old_state old_value field changed_by 原状态 变更前状态
        旧状态 流转前状态 操作人 变更人""",
    "survey_response": """
        network_id response_type collector_id progress finished duration_in_seconds recipient_last_name
        recipient_first_name distribution_channel user_language collector_id nps_group nps_category nps_segment nps_type
        promoter_type respondent_type 所用时间 来源详情 来自IP 总分 答题时长 推荐者类型 NPS类型 客户类别""",
}
