"""Whether 03/04/2024 is 3 April or March 4: decided from the whole column, and said where it stays open."""

from ibis.expr.types import Table

from liuke.collect.dates import day_order_parts
from liuke.engine import Engine
from liuke.language import Text

_MONTH_FIRST_ZONES = (
    "US/", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "America/Detroit", "America/Boise", "America/Anchorage", "America/Indiana/", "America/Kentucky/",
    "America/North_Dakota/", "Pacific/Honolulu",
)  # fmt: skip
_ORDER = {True: Text("day/month/year", "日/月/年"), False: Text("month/day/year", "月/日/年")}
_OPEN = Text(
    "Dates in “{header}” such as {value} could be read two ways; they are read as {order} ({why}).",
    "“{header}”中的日期（如 {value}）有两种读法，按 {order} 读取（{why}）。",
)
_FEWER = Text("they then fall into fewer months", "这样落在更少的月份内")
_CUSTOM = Text("the custom of the time zone {zone}", "依据时区 {zone} 的习惯")
_DOTS = Text("dots are written that way", "用点分隔时的习惯写法")
_BOTH = Text(
    "“{header}” has dates in both orders; {order} fits most, the others are set aside as unreadable.",
    "“{header}”中两种日期顺序并存；多数符合 {order}，其余按无法识别处理。",
)


def decide_day_first(engine: Engine, rows: Table, name: str, zone: str) -> tuple[bool, Text | None]:
    """Return whether the day comes first in a column of dates, and a note where the values alone do not prove it.

    A number above 12 proves it. Without one, the order that puts the dates into fewer months is taken: a file of the
    first twelve days of a month is likelier than one of the first day of twelve months. Then the custom decides.
    """
    text, header = rows[name], name.removesuffix(" text")
    first, second = day_order_parts(text)
    year = text.re_extract(r"(\d{2,4})(?:\D.*)?$", 1)
    found = engine.rows(
        rows.aggregate(
            day_first=(first > 12).sum().fill_null(0),
            month_first=(second > 12).sum().fill_null(0),
            months_day_first=(year + "-" + second.cast("string")).nunique(),
            months_month_first=(year + "-" + first.cast("string")).nunique(),
            example=first.notnull().ifelse(text, None).min(),
        )
    )[0]
    proof = found["day_first"] - found["month_first"]
    if proof:
        day_first = proof > 0
        both = found["day_first"] and found["month_first"]
        return day_first, _BOTH.fill(header=header, order=_ORDER[day_first]) if both else None
    difference = found["months_month_first"] - found["months_day_first"]
    custom = not zone.startswith(_MONTH_FIRST_ZONES)
    if difference:
        day_first, why = difference > 0, _FEWER
    elif "." in (found["example"] or ""):
        day_first, why = True, _DOTS
    else:
        day_first, why = custom, _CUSTOM.fill(zone=zone)
    return day_first, _OPEN.fill(header=header, value=found["example"], order=_ORDER[day_first], why=why)
