"""Engagement: what a customer does between purchases, from their events."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.others import EVENTS

LAST_EVENT = Total(EVENTS, "last_event_on", lambda t: t.day.max())


def _days(window: int) -> Total:
    return Total(EVENTS, f"active_days_in_{window}", lambda t: t.day.nunique(where=t.age <= window), empty=0)


ACTIVE = {window: _days(window) for window in (30, 90)}
USED = Total(EVENTS, "names_used_in_90", lambda t: t.name.nunique(where=t.age <= 90), empty=0)
DONE_30 = Total(EVENTS, "events_in_30", lambda t: t.events.sum(where=t.age <= 30), empty=0)
DONE_60 = Total(EVENTS, "events_in_60", lambda t: t.events.sum(where=t.age <= 60), empty=0)


def _active(days: int) -> Feature:
    return Feature(
        f"active_days_{days}",
        "engagement",
        Text(f"Active days in the last {days} days", f"近 {days} 天活跃天数"),
        Text(f"Days with at least one event among the last {days} days.", f"近 {days} 天中至少有一次行为的天数。"),
        "count",
        Window(days),
        (ACTIVE[days],),
        -1,
        lambda t: t[f"active_days_in_{days}"],
        Text(
            f"active on {{value}} of the last {days} days; {{usual}} is usual",
            f"近 {days} 天活跃 {{value}} 天，一般客户 {{usual}} 天",
        ),
        Text(
            f"not active on any of the last {days} days; {{usual}} is usual",
            f"近 {days} 天没有活跃，一般客户活跃 {{usual}} 天",
        ),
    )


FEATURES = (
    Feature(
        "event_recency_days",
        "engagement",
        Text("Days since the last event", "距上次行为天数"),
        Text("Days from the customer's last event to the last day known.", "客户最近一次行为距已知最后一天的天数。"),
        "days",
        Window(),
        (LAST_EVENT,),
        1,
        lambda t: t.snapshot.delta(t.last_event_on, unit="day") - 1,
        Text("last active {value} ago; {usual} is usual", "已 {value}没有任何行为，一般客户 {usual}"),
    ),
    _active(30),
    _active(90),
    Feature(
        "events_used_90",
        "engagement",
        Text("Different things done in the last 90 days", "近 90 天使用的功能数"),
        Text("Distinct names of events among the last 90 days.", "近 90 天内不同行为名称的数量。"),
        "count",
        Window(90),
        (USED,),
        -1,
        lambda t: t.names_used_in_90,
        Text(
            "did {value} different things in the last 90 days; {usual} is usual",
            "近 90 天使用了 {value} 项功能，一般客户 {usual} 项",
        ),
    ),
    Feature(
        "event_trend_30",
        "engagement",
        Text("Events of the last 30 days less the 30 before", "近 30 天与前 30 天行为次数之差"),
        Text(
            "Events of the last 30 days, less those of the 30 days before them.",
            "近 30 天行为次数减去再往前 30 天的行为次数。",
        ),
        "difference",
        Window(60),
        (DONE_30, DONE_60),
        -1,
        lambda t: 2 * t.events_in_30 - t.events_in_60,
        Text("{value} events fewer than in the 30 days before", "行为次数比前 30 天少 {value} 次"),
    ),
)
