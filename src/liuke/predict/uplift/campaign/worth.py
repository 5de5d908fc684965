"""What a customer kept is worth, and what a contact costs, as far as the workspace knows."""

import polars as pl

from liuke.language import LANGUAGES, Text, number, percent
from liuke.predict.uplift.campaign.ask import Ask

YEAR_SPENT, PRICE = "amount_365", "monthly_price"
MONTHS = 12
GIVEN = Text("a customer kept is worth {worth}, as the settings say", "按设置，留住一位客户价值 {worth}")
SPENT = Text(
    "a customer kept is worth the margin ({margin}) of what they bought in the 365 days before",
    "留住一位客户的价值，按其此前 365 天消费的毛利（毛利率 {margin}）计",
)
PRICED = Text(
    "a customer kept is worth the margin ({margin}) of a year at their monthly price",
    "留住一位客户的价值，按其月费一年的毛利（毛利率 {margin}）计",
)
COUNTED = Text("what a customer kept is worth is not known: each counts 1", "不知道留住一位客户值多少钱：每位按 1 计")
MARGIN = Text("revenue counts by its margin ({margin})", "收入按毛利率 {margin} 计")
FREE = Text(
    "What a contact costs is not known: it counts as free. Give it with --cost, or as cost under [uplift].",
    "联系成本未知，按零计。可用 --cost 指定，或在 [uplift] 中设置 cost。",
)


def worth_of(rows: pl.DataFrame, ask: Ask, margin: float) -> tuple[pl.Series, Text]:
    """Return the money of one unit of the outcome for each row, and in words what it is."""
    said = Text(*(percent(margin, language, 0) for language in LANGUAGES))
    if ask.outcome == "revenue":
        return pl.repeat(margin, rows.height, dtype=pl.Float64, eager=True), MARGIN.fill(margin=said)
    if ask.worth > 0:
        given = Text(*(number(ask.worth, language, 2) for language in LANGUAGES))
        return pl.repeat(ask.worth, rows.height, dtype=pl.Float64, eager=True), GIVEN.fill(worth=given)
    for name, times, rule in ((YEAR_SPENT, 1, SPENT), (PRICE, MONTHS, PRICED)):
        if name in rows.columns:
            return (rows[name].fill_null(0.0).fill_nan(0.0) * times * margin).clip(0), rule.fill(margin=said)
    return pl.repeat(1.0, rows.height, dtype=pl.Float64, eager=True), COUNTED


def cost_of(rows: pl.DataFrame, ask: Ask) -> tuple[float, tuple[Text, ...]]:
    """Return what a contact costs: as asked, or the mean of what the treated cost; with a note where nobody knows."""
    if ask.cost is not None:
        return ask.cost, ()
    known = rows.filter(pl.col("treated"))["cost"].drop_nulls()
    mean = known.mean() if len(known) else None
    return (float(mean), ()) if isinstance(mean, float) and mean > 0 else (0.0, (FREE,))
