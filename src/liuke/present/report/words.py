"""The words that the report's templates choose by a value."""

from liuke.language import Text

SECTIONS = {
    "headline": Text("At a glance", "一览"),
    "churn": Text("Churn and retention", "流失与留存"),
    "cohorts": Text("Cohorts", "群组留存"),
    "segments": Text("Segments", "客户分群"),
    "value": Text("Value", "价值分布"),
    "lifecycle": Text("Lifecycle", "生命周期"),
    "calls": Text("Who to call this week", "本周跟进名单"),
    "prediction": Text("How good is the prediction", "预测有多准"),
    "quality": Text("Data quality", "数据质量"),
    "definitions": Text("Definitions", "指标口径"),
}

RISKS = {
    "high": Text("High", "高"),
    "medium": Text("Medium", "中"),
    "low": Text("Low", "低"),
}

SEVERITIES = {
    "error": Text("error", "错误"),
    "warning": Text("warning", "警告"),
    "info": Text("note", "提示"),
}
