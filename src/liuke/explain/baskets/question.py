"""A question to order lines: what is bought together, or what is bought next; and why there may be no answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.explain.baskets.counting import count_together
from liuke.explain.baskets.items import FEWEST, Baskets, Level, item_of, names, purchases
from liuke.explain.baskets.rules import checked, rules_of, tried
from liuke.explain.baskets.sequences import count_followed
from liuke.language import Text

MOST_RULES = 10_000
"""The rules that an answer holds: the most telling ones."""
TOLD = (
    "count", "if_count", "then_count", "expected", "support", "confidence", "low", "high", "lift", "leverage",
    "p_value", "adjusted", "significant",
)  # fmt: skip
SIDES = ("if_1", "if_2", "then")


@dataclass(frozen=True, slots=True)
class BasketAnswer:
    """Rules with item and name of each side, and what they were counted from.

    `rules` has if_1, if_2 (null where there is one), then, each with its _name, and TOLD, the most telling first;
    `found` is how many there were before MOST_RULES, `tried` how many could have been. `of` counts baskets; with
    `then_days`, visits whose window has elapsed.
    """

    level: Level
    least: int
    then_days: int | None
    of: int
    customers: int
    lines: int
    blank: int
    items: int
    tried: int
    found: int
    significant: int
    rules: pl.DataFrame

    def told(self) -> dict[str, Any]:
        """Return all but the rules, for JSON."""
        names = ("level", "least", "then_days", "of", "customers", "lines", "blank", "items", "tried", "found")
        return {name: getattr(self, name) for name in names} | {"significant": self.significant}

    def record(self) -> dict[str, Any]:
        """Return the answer for JSON."""
        return self.told() | {"rules": [rule_record(row) for row in self.rules.iter_rows(named=True)]}


def rule_record(row: dict[str, Any]) -> dict[str, Any]:
    """Return a rule for JSON: its sides as lists of items with their names."""
    before = [{"item": row[side], "name": row[f"{side}_name"]} for side in SIDES[:2] if row[side] is not None]
    after = {"item": row["then"], "name": row["then_name"]}
    return {"if": before, "then": after} | {name: row[name] for name in TOLD}


def ask_together(
    engine: Engine, lines: Table, level: Level = "product", least: int | None = None, *, triples: bool = True
) -> BasketAnswer:
    """Return what is bought in one basket, of things in `least` baskets or more (default: chosen from the data).

    Raises `DataError` where baskets cannot tell: nothing named, one thing only, one thing an order, all too rare.
    """
    baskets = _read(engine, lines, level, least)
    counted = count_together(baskets, least, triples=triples)
    if counted.pairs.is_empty():
        raise _too_rare(baskets, lines, counted.least, None)
    rules = checked(rules_of(counted), counted)
    answer = _answer(baskets, lines, rules, counted.items, tried(counted), counted.least)
    baskets.close()
    return answer


def ask_next(
    engine: Engine, lines: Table, days: int, as_of: date, level: Level = "product", least: int | None = None
) -> BasketAnswer:
    """Return what is bought within `days` after what, on a later day; raises `DataError` as `ask_together` does."""
    baskets = _read(engine, lines, level, least)
    followed = count_followed(baskets, days, as_of, least)
    if followed.pairs.is_empty():
        raise _too_rare(baskets, lines, followed.least, days)
    hypotheses = followed.items.height * (followed.items.height - 1)
    of = (days, followed.visits, followed.customers)
    answer = _answer(baskets, lines, followed.rules(), followed.items, hypotheses, followed.least, of)
    baskets.close()
    return answer


def _read(engine: Engine, lines: Table, level: Level, least: int | None) -> Baskets:
    baskets = Baskets.of(engine, lines, level, min(FEWEST, least or FEWEST))
    if not baskets.lines:
        raise _no_lines()
    if baskets.blank == baskets.lines:
        raise _no_names(level)
    if baskets.kinds < 2:
        raise _one_thing(level)
    return baskets


def _answer(
    baskets: Baskets, lines: Table, rules: pl.DataFrame, items: pl.DataFrame, hypotheses: int, least: int,
    followed: tuple[int, int, int] | None = None,
) -> BasketAnswer:  # fmt: skip
    days, of, customers = followed or (None, baskets.baskets, baskets.customers)
    order = ["significant", "leverage", "confidence", "first", "second", "then"]
    ranked = rules.sort(*order, descending=[True, True, True, False, False, False], nulls_last=True)
    return BasketAnswer(
        baskets.level, least, days, of, customers, baskets.lines, baskets.blank, items.height, hypotheses,
        rules.height, int(rules["significant"].sum()), _named(baskets, lines, ranked.head(MOST_RULES), items),
    )  # fmt: skip


def _named(baskets: Baskets, lines: Table, rules: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Return rules with items and names in place of codes."""
    known = items.select("code", "item")
    used = pl.concat([rules["first"], rules["second"], rules["then"]]).unique()
    known = known.filter(pl.col("code").is_in(used.implode()))
    called = names(baskets.engine, lines, known["item"]) if baskets.level == "product" else {}
    known = known.with_columns(name=pl.Series([called.get(item, item) for item in known["item"]], dtype=pl.String))
    for code, side in zip(("first", "second", "then"), SIDES, strict=True):
        given = known.rename({"code": "_code", "item": f"_{side}", "name": f"{side}_name"})
        rules = rules.join(given, left_on=code, right_on="_code", how="left", maintain_order="left")
    columns = [pl.col(f"_{side}").alias(side) for side in SIDES]
    return rules.select(*columns, *(f"{side}_name" for side in SIDES), *TOLD)


def _too_rare(baskets: Baskets, lines: Table, least: int, days: int | None) -> DataError:
    """Return why nothing was found: one thing an order, or all too rare."""
    kept = purchases(lines)
    told = kept.select("order_id", item=item_of(kept, baskets.level))
    most = told.group_by("order_id").agg(things=told.item.nunique()).things.max().name("most")
    if days is None and int(baskets.engine.rows(most.as_table())[0]["most"] or 0) < 2:
        return DataError(
            "baskets.single",
            Text(
                "Every order has one thing only: nothing is bought together.", "每个订单都只有一种商品，没有同时购买。"
            ),
            Text(
                "Ask what is bought next instead: `liuke baskets --then 30`. If orders do have several lines, check "
                "the mapping of the order number.",
                "可以改问接下来会买什么：`liuke baskets --then 30`。如果订单实际有多行，请检查订单编号的映射。",
            ),
        )
    top = next(iter(baskets.items["count"]), 0)
    return DataError(
        "baskets.rare",
        Text(
            "No two things go together {least} times or more; the most bought one is in {top} of {baskets} baskets.",
            "没有任何两种商品一起出现达到 {least} 次；最常买的商品出现在 {baskets} 个购物篮中的 {top} 个。",
        ).fill(least=least, top=top, baskets=baskets.baskets),
        Text(
            "Ask for fewer with --least N, or for categories with --level category.",
            "请用 --least N 降低门槛，或用 --level category 按品类查询。",
        ),
    )


def _no_lines() -> DataError:
    return DataError(
        "baskets.no_lines",
        Text("No order line is a purchase.", "没有任何订单明细是购买。"),
        Text(
            "Baskets need lines with a positive quantity; what was returned is no part of one.",
            "购物篮需要数量为正的明细；退货不计入。",
        ),
    )


def _no_names(level: Level) -> DataError:
    column = Text("category", "品类") if level == "category" else Text("product", "商品")
    return DataError(
        "baskets.no_items",
        Text("No order line names its {what}.", "没有任何订单明细写明{what}。").fill(what=column),
        Text(
            "Map the column that names it (`liuke add FILE --map category=HEADER` or product_id, product).",
            "请映射写明它的列（`liuke add 文件 --map category=列名`，或 product_id、product）。",
        ),
        column="category" if level == "category" else "product_id",
    )


def _one_thing(level: Level) -> DataError:
    what = Text("category", "品类") if level == "category" else Text("product", "商品")
    return DataError(
        "baskets.one_item",
        Text("Only one {what} was ever bought: it goes with nothing.", "只卖出过一种{what}，无从搭配。").fill(
            what=what
        ),
        Text("Baskets need at least two.", "至少需要两种。"),
    )
