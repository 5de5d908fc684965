"""What metrics read: the tables of a run, by name, and what is known of each customer to split and filter by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke import schema
from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.language import Text
from liuke.workspace import Run

_RFM = ("rfm_recency", "rfm_frequency", "rfm_monetary")
_PERSONAL = {column.name for column in schema.TABLES["customer"].columns if column.personal}
_NOT_ATTRIBUTES = {"customer_id", "reasons", "source", *_PERSONAL}

DAYS: Mapping[str, str] = {
    "activity": "day",
    "spell": "started_on",
    "stay": "started_on",
    "profile": "signed_up_on",
    "movement": "day",
    "contract": "starts_on",
    "bill": "billed_on",
    "order_line": "day",
    "event_day": "day",
    "contact": "day",
    "ticket": "received_on",
    "answer": "answered_on",
    "lead": "created_on",
    "opportunity": "created_on",
    "treatment": "assigned_on",
}
"""The tables that metrics read, and the column that says on which day a row happened."""

_ORDERS = Text("orders", "订单")
COME_FROM: Mapping[str, Text] = {
    "activity": _ORDERS,
    "spell": _ORDERS,
    "stay": Text("orders or subscriptions", "订单或订阅"),
    "customer": _ORDERS,
    "score": Text("scored customers (more orders)", "客户评分（需要更多订单）"),
    "cluster": Text("clusters (`liuke segments fit`)", "聚类（`liuke segments fit`）"),
    "band": Text("customers or orders", "客户资料或订单"),
    "rule_segment": Text(
        "segments by rules ([segments.NAME] in liuke.toml)", "规则分群（liuke.toml 的 [segments.NAME]）"
    ),
    "profile": Text("customers (table customer)", "客户资料（customer 表）"),
    "movement": Text("subscriptions or bills (table subscription or bill)", "订阅或账单（subscription 或 bill 表）"),
    "contract": Text("subscriptions or bills (table subscription or bill)", "订阅或账单（subscription 或 bill 表）"),
    "bill": Text("bills (table bill)", "账单（bill 表）"),
    "order_line": Text("order lines (table order_line)", "订单明细（order_line 表）"),
    "event_day": Text("events (table event)", "行为事件（event 表）"),
    "contact": Text("contacts (table interaction)", "接触记录（interaction 表）"),
    "ticket": Text("feedback or tickets (table feedback)", "反馈或工单（feedback 表）"),
    "answer": Text("survey answers (table survey_response)", "问卷回答（survey_response 表）"),
    "lead": Text("leads (table lead)", "线索（lead 表）"),
    "opportunity": Text("opportunities (table opportunity)", "商机（opportunity 表）"),
    "treatment": Text("treatments (table treatment)", "干预记录（treatment 表）"),
}
"""What a person adds to a workspace so that its runs have a table."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of a run that metrics read, and what bounds them.

    `window_days` is the inactivity window; `warm_up` says in how many days after the data begin no loss can be known.
    `customer` has a row a customer who ever purchased, with the score where there is one; `profile` a row a customer
    of whom more is known than purchases.
    """

    engine: Engine
    tables: Mapping[str, Table]
    as_of: date
    currency: str
    window_days: int
    warm_up: int = 0
    _first: dict[str, date] = field(default_factory=dict, repr=False, compare=False)
    _known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(run: Run, engine: Engine) -> "Inputs":
        """Read the inputs from a published run; what the score says of a customer is one more attribute."""
        tables = with_scores({name: run.table(engine, name) for name in COME_FROM if run.has(name)})
        lost = run.manifest.get("lost", {})
        days = int(lost.get("days", 0))
        return Inputs(engine, tables, run.as_of, run.currency, days, int(lost.get("warm_up", days)))

    @property
    def activity(self) -> Table:
        """Customer × day."""
        return self.table("activity")

    @property
    def spell(self) -> Table:
        """How long customers stayed between silences."""
        return self.table("spell")

    @property
    def customer(self) -> Table:
        """Customers who ever purchased."""
        return self.table("customer")

    def has(self, name: str) -> bool:
        """Say whether the table of this name is there."""
        if name == "score":
            return "customer" in self.tables and "probability" in self.tables["customer"].columns
        return name in self.tables

    def table(self, name: str) -> Table:
        """Return a table by name; raises `UsageError` that says what to add where the run has none."""
        if name in self.tables:
            return self.tables[name]
        raise UsageError(
            "metric.no_input",
            Text("This run has no {what}.", "本次运行没有{what}。").fill(what=COME_FROM[name]),
            Text(
                "Add them with `liuke add FILE`, then call `liuke run`.",
                "请用 `liuke add 文件` 添加后执行 `liuke run`。",
            ),
        )

    def first_day(self, name: str) -> date:
        """Return the first day of a table; the last known day where it is empty."""
        if name not in self._first:
            column = self.table(name)[DAYS[name]]
            found: dict[str, Any] = self.engine.rows(self.table(name).aggregate(first=column.min()))[0]
            self._first[name] = min(found["first"] or self.as_of, self.as_of)
        return self._first[name]

    def knows(self, name: str, column: str) -> bool:
        """Say whether a column has anything but zeros and blanks: where it has not, nobody wrote it down."""
        key = f"{name}.{column}"
        if key not in self._known:
            value = self.table(name)[column]
            self._known[key] = (
                self.engine.count(
                    self.table(name).filter(value != 0 if value.type().is_numeric() else value.notnull()).limit(1)
                )
                > 0
            )
        return self._known[key]

    def _known_of_customers(self) -> list[Table]:
        """Return the tables with a row a customer, what was written down before what was found out."""
        found = []
        if "profile" in self.tables:
            found.append(self.tables["profile"])
        if "customer" in self.tables:
            customer = self.tables["customer"]
            cohort = {"cohort": customer.first_on.strftime("%Y-%m")} if "first_on" in customer.columns else {}
            found.append(customer.mutate(**cohort))
        if "contract" in self.tables:
            contract = self.tables["contract"]
            found.append(contract.group_by("customer_id").agg(plan=contract.plan.argmax(contract.number)))
        found += [self.tables[name] for name in ("cluster", "band", "rule_segment") if name in self.tables]
        return found

    def people(self, names: Sequence[str] | None = None) -> Table:
        """Return everybody of whom something of `names` (default: anything) is known: customer_id and these columns.

        What the profile says of how somebody came wins over the channel of their first order.
        """
        tables = [table for table in self._known_of_customers() if names is None or {*names} & {*table.columns}]
        if not tables:
            return ibis.memtable(ibis.schema({"customer_id": "string"}).to_pyarrow().empty_table())
        joined = reduce(_merged, tables)
        return joined if names is None else joined.select("customer_id", *names)

    def _types(self) -> dict[str, Any]:
        return {name: type_ for table in self._known_of_customers() for name, type_ in table.schema().items()}

    def attributes(self) -> list[str]:
        """Return what customers can be split by: words and yes-or-no, RFM scores, cohorts; nobody's name."""
        types = self._types()
        words = [name for name in types if types[name].is_string() or types[name].is_boolean() or name in _RFM]
        return [name for name in words if name not in _NOT_ATTRIBUTES]

    def numbers(self) -> list[str]:
        """Return the numbers and days known of customers, which can be filtered by."""
        return [
            name
            for name, type_ in self._types().items()
            if (type_.is_numeric() or type_.is_temporal()) and name not in {*_NOT_ATTRIBUTES, *_RFM}
        ]


def with_scores(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Return the tables of a run as metrics read them: what the score says of a customer is one more attribute."""
    found = {name: table for name, table in tables.items() if name != "score"}
    if "score" in tables and "customer" in found:  # of contracts alone there is no such table
        score, customer = tables["score"], found["customer"]
        wanted = [name for name in score.columns if name not in customer.columns and name != "reasons"]
        joined = customer.left_join(score.select("customer_id", *wanted), "customer_id")
        found["customer"] = joined.drop("customer_id_right")
    if "spell" in found:
        found.setdefault("stay", found["spell"])
    return found


def _merged(first: Table, second: Table) -> Table:
    """Return the rows of both by customer; where both know something, the first counts."""
    both = [name for name in first.columns if name in second.columns]
    joined = first.outer_join(second, "customer_id")
    merged = {name: ibis.coalesce(joined[name], joined[f"{name}_right"]) for name in both}
    return joined.mutate(**merged).drop(*[f"{name}_right" for name in both])
