"""What is wrong with a setting, in words, by the type of error that the check reports."""

from collections.abc import Mapping
from typing import Any

from liuke.language import Text

NUMBER = Text("it should be a number", "应为数字")
WRONG: dict[str, Text] = {
    "extra_forbidden": Text("there is no such setting", "没有这个设置项"),
    "greater_than_equal": Text("it should be at least {ge}", "不能小于 {ge}"),
    "greater_than": Text("it should be more than {gt}", "应大于 {gt}"),
    "less_than_equal": Text("it should be at most {le}", "不能大于 {le}"),
    "less_than": Text("it should be less than {lt}", "应小于 {lt}"),
    "literal_error": Text("it should be one of {expected}", "可选值：{expected}"),
    "string_pattern_mismatch": Text("it should look like {pattern}", "格式应符合 {pattern}"),
    "time_zone": Text(
        "it should be a time zone of the IANA database, such as Asia/Shanghai or Europe/London",
        "应为 IANA 时区名，如 Asia/Shanghai",
    ),
    "engine": Text("it should be duckdb, spark or spark://host:port", "可选值：duckdb、spark 或 spark://主机:端口"),
    "hours": Text(
        "“{part}” is not such as 09:00-17:00 or 09:00-12:00, 13:30-18:00, in order, for mon … sun",
        "“{part}”不是 09:00-17:00 或 09:00-12:00, 13:30-18:00 这样的依次排列的时段（星期用 mon … sun）",
    ),
    "length": Text(
        "it should be a length of time such as 30m, 1h, 7d or 2w, or none", "应为时长，如 30m、1h、7d、2w，或 none"
    ),
    "too_short": Text("it should have at least {min_length}", "至少需要 {min_length} 项"),
    "country": Text(
        "it should be a country code such as CN, or one with a part such as DE-BY",
        "应为国家代码，如 CN；或带地区的代码，如 DE-BY",
    ),
    "metric_needs": Text("a {kind} needs {names}", "{kind} 类指标缺少 {names}"),
    "metric_useless": Text("a {kind} has no {names}", "{kind} 类指标没有 {names}"),
    "metric_words": Text(
        "it should be one line of at most 200 characters without brackets or control characters",
        "应为一行，不超过 200 字，且不含括号与控制字符",
    ),
    "metric_blank": Text("it should not be blank", "不能为空白"),
    "feature_needs": Text(
        "a {kind} needs `of`, an expression over the columns of its table", "{kind} 需要 `of`，即对所选表各列的表达式"
    ),
    "feature_useless": Text(
        "a {kind} aggregates rows and has no `of`; say in `where` which rows count",
        "{kind} 统计的是行，没有 `of`；请在 `where` 中说明哪些行计入",
    ),
    "feature_name": Text(
        "“{name}” is no name for a feature; it should be 3 to 41 small letters, digits and _, the first one a letter",
        "“{name}”不能作特征名；应为 3 至 41 个小写字母、数字或下划线，且以字母开头",
    ),
    "feature_id": Text(
        "its name is that of its section, [features.{name}]; `id` is too much",
        "其名称即小节名 [features.{name}]，无需另写 `id`",
    ),
    "target_late": Text("since ({since}) should be before by ({by})", "since（{since}）应早于 by（{by}）"),
    "target_way": Text(
        "since and start go together: the day and the value that the way begins with",
        "since 与 start 需同时填写：起始日与起始值",
    ),
    "missing": Text("it must be there", "必须填写"),
    **dict.fromkeys(
        ("int_parsing", "int_type", "int_from_float", "float_parsing", "float_type", "finite_number"), NUMBER
    ),
    **dict.fromkeys(("bool_parsing", "bool_type"), Text("it should be true or false", "应为 true 或 false")),
    **dict.fromkeys(("string_type",), Text("it should be a text in quotes", "应为带引号的文字")),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        Text("it should be a date such as 2026-12-31", "应为日期，如 2026-12-31"),
    ),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), Text("it should be a section", "应为一个小节")
    ),
}
"""What is wrong with a setting, by the type of error that the check reports."""


def why(fault: Mapping[str, Any]) -> Text:
    """Return what is wrong by one error of the check; what it says of itself where there is no text for its type."""
    kind, given = fault["type"], fault.get("input")
    if kind == "tuple_type":
        return _several(str(fault["loc"][-1]), given)
    return WRONG.get(kind, Text(fault["msg"], fault["msg"])).fill(**fault.get("ctx", {}))


def _several(name: str, given: object) -> Text:
    """Return how several are written: sections in two pairs of brackets, values in one."""
    if isinstance(given, dict):
        return Text("write [[{name}]]", "请写成 [[{name}]]").fill(name=name)
    if isinstance(given, str) and '"' not in given:
        return Text("write it in brackets: [{given}]", "请加上方括号：[{given}]").fill(given=f'"{given}"')
    return Text("it should be a list in brackets", "应为方括号内的列表")
