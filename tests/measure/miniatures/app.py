"""An application with three users, some contacts, and four treatments."""

from datetime import date

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from tests.measure.miniatures.worked import MARCH, Miniature, Shown, Worked, at, inputs_from

AS_OF = date(2024, 3, 31)
EVENTS = (
    ("ann", None, "03-01", "open"),
    ("ann", None, "03-01", "open"),
    ("ann", None, "03-02", "open"),
    ("ann", None, "03-02", "buy"),
    ("bo", None, "03-05", "open"),
    (None, "device 1", "03-05", "open"),
)
"""Customer, device, day, event."""
CONTACTS = (("ann", "03-03"), ("ann", "03-09"), ("bo", "03-10"))
TREATMENTS = (
    ("ann", "03-04", "03-04", 1),
    ("bo", "03-04", "03-05", 1),
    ("cy", "03-06", None, None),
    ("dee", "03-07", "03-07", 2),
)
"""Customer, assigned, delivered, cost."""


def app(engine: Engine) -> Inputs:
    """Return the inputs that the stages make of the application."""
    given = {
        "event": [
            {"customer_id": who, "anonymous_id": device, "occurred_at": at(day), "name": name}
            for who, device, day, name in EVENTS
        ],
        "interaction": [{"customer_id": who, "occurred_at": at(day)} for who, day in CONTACTS],
        "treatment": [
            {"customer_id": who, "assigned_at": at(day), "delivered_at": at(came) if came else None, "cost": cost}
            for who, day, came, cost in TREATMENTS
        ],
    }
    return inputs_from(engine, given, AS_OF)


WORKED = {
    "events": Worked(MARCH, 6, None, Text("2 + 1 + 1 + 1 + 1", "2 + 1 + 1 + 1 + 1")),
    "active_users": Worked(MARCH, 3, None, Text("ann, bo, device 1", "ann、bo、设备 1")),
    "active_days": Worked(MARCH, 4, 3, Text("ann 2, bo 1, device 1 one", "ann 2、bo 1、设备 1 一天")),
    "stickiness": Worked(MARCH, 4, 93, Text("4 / 31 a day, over 3 users", "每天 4 / 31，除以 3 位用户")),
    "events_per_user": Worked(MARCH, 6, 3, Text("six events of three", "三位用户六次")),
    "feature_use_rate": Worked(
        MARCH, 1, 3, Text("ann bought, of three users", "三位用户中 ann 使用了 buy"), by="name", of="buy"
    ),
    "contacts": Worked(MARCH, 3, None, Text("ann twice, bo once", "ann 两次，bo 一次")),
    "contacted_customers": Worked(MARCH, 2, None, Text("ann, bo", "ann、bo")),
    "treatments": Worked(MARCH, 4, None, Text("ann, bo, cy, dee", "ann、bo、cy、dee")),
    "delivery_rate": Worked(MARCH, 3, 4, Text("all but cy's", "除 cy 外")),
    "treatment_cost": Worked(MARCH, 4, None, Text("1 + 1 + 2", "1 + 1 + 2")),
}


def _heads(*pairs: tuple[str, str]) -> tuple[Text, ...]:
    return tuple(Text(*pair) for pair in pairs)


APP = Miniature(
    "app",
    Text("The application", "应用"),
    Text("The last known day is 2024-03-31.", "数据截至 2024-03-31。"),
    (
        Shown(_heads(("customer", "客户"), ("device", "设备"), ("day", "日期"), ("event", "事件")), EVENTS),
        Shown(_heads(("customer", "客户"), ("contact", "接触")), CONTACTS),
        Shown(_heads(("customer", "客户"), ("assigned", "分配"), ("delivered", "送达"), ("cost", "成本")), TREATMENTS),
    ),
    app,
    WORKED,
)
