"""What people do: exports of product analytics, tag managers, logs of sites and apps."""

from liuke.collect.synonyms.shared import ANY_CUSTOMER, TIMES

NAMES = {
    "event": {
        "event_id": """insert_id $insert_id event_uuid uuid event_id message_id log_id track_id action_id hit_id
            事件编号 事件ID 日志编号 日志ID 行为编号 埋点编号 id""",
        "customer_id": f"""external_user_id user_id customer_id distinct_id $distinct_id properties.distinct_id login_id
            login_user_id $user_id second_id $identity_login_id 登录ID 登录用户ID {ANY_CUSTOMER}
            user_pseudo_id""",
        "anonymous_id": """anonymous_id anon_id device_id $device_id cookie_id cookie amplitude_id first_id
            $identity_anonymous_id visit_user_id anonymous_user_id user_pseudo_id fullvisitorid full_visitor_id cid
            client_uuid idfa idfv oaid imei gaid advertising_id browser_id guest_id 匿名编号 匿名ID 设备编号 设备ID
            设备号 设备标识 访客编号 访客ID 访问用户ID 匿名用户ID 游客ID visitor_id visitor""",
        "occurred_at": f"""occurred_at event_time event_timestamp event_datetime event_at client_event_time $time
            properties.time timestamp original_timestamp action_time activity_time visit_time log_time click_time
            view_time operation_time server_time event_created_at event_date activity_date sent_at received_at
            event_server_time 发生时间 事件时间 事件发生时间 行为时间 操作时间 触发时间 访问时间 浏览时间 点击时间
            登录时间 日志时间 上报时间 埋点时间 记录时间 事件日期 行为日期 {TIMES}""",
        "name": """event_name event event_type event_key event_code event_action event_label event_title
            event_text action action_name action_type activity activity_name activity_type behavior behaviour
            behavior_type behaviour_type user_action operation 事件名称 事件 事件名 事件类型 事件标识 事件显示名
            事件英文名 事件代码 行为 行为类型 行为名称 操作 操作类型 动作 动作类型 埋点名称 埋点 埋点事件 name""",
        "session_id": """session_id session session_no session_key user_session ga_session_id visit_id sid
            $session_id 会话编号 会话ID 会话 访问编号 访问ID""",
        "properties": """properties event_properties event_params props event_data event_payload payload
            event_attributes attributes params parameters extra extra_data 属性 事件属性 事件参数 事件变量 扩展字段
            扩展属性 参数 附加信息""",
    },
}
AROUND = {
    "event": """
        url page page_url page_path page_title page_name page_type screen screen_name referrer referer ip ip_address
        user_agent os os_name os_version browser browser_version device device_type device_model device_brand platform
        app_version app_name sdk_version lib library $lib $os $browser $ip $city $model $screen_width utm_source
        utm_medium utm_campaign utm_term utm_content session_duration context_ip context_page_url user_properties
        server_upload_time element_id element_content 页面 页面地址 页面标题 页面名称 页面路径 来源页面 前向地址
        浏览器 操作系统 设备型号 设备类型 设备品牌 停留时长 浏览时长 应用版本 APP版本 IP IP地址 网络类型 用户属性
        元素内容 项目ID""",
}
