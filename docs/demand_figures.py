"""Prints the figures of docs/demand.md and takes its pictures: `python -m docs.demand_figures [FOLDER]`.

FOLDER has the sets of real data, default ../shared/data. Weekly sales of Complete Journey by department, those of
Online Retail in all, and CDNOW's.
"""

import sys
from pathlib import Path
from typing import Any

import polars as pl

from liuke.language import LANGUAGES, NOTHING, Text
from liuke.predict.demand import Ask, Demand, forecast, record_of, teller
from liuke.present.charts import draw
from liuke.present.export import chart_svg
from liuke.present.reader import Reader

DATA = Path(__file__).parents[2] / "shared" / "data"
IMAGES = Path(__file__).parent / "images"
MOST, WIDTH = 10, 620
REVENUE = Text("revenue", "收入")
TELL = teller("money", "USD")


def journey(folder: Path) -> pl.DataFrame:
    """Return sales of groceries by day and department, of one year."""
    lines = pl.read_parquet(folder / "complete_journey" / "transactions.parquet")
    products = pl.read_parquet(folder / "complete_journey" / "products.parquet").select("product_id", "department")
    found = lines.join(products, on="product_id", how="left")
    return found.select(day=pl.col("transaction_timestamp").dt.date(), amount="sales_value", group="department")


def retail(folder: Path) -> pl.DataFrame:
    """Return sales of gifts by day, net of cancellations, from lines that have a customer."""
    lines = pl.read_parquet(folder / "online_retail" / "online_retail.parquet").filter(
        pl.col("CustomerID").is_not_null()
    )
    amount = pl.col("Quantity").cast(pl.Float64) * pl.col("UnitPrice").cast(pl.Float64)
    return lines.select(day=pl.col("InvoiceDate").dt.date(), amount=amount)


def cdnow(folder: Path) -> pl.DataFrame:
    """Return sales of music by day."""
    rows = pl.read_csv(folder / "cdnow" / "cdnow_sample.csv")
    return rows.select(day=pl.col("date").cast(pl.String).str.to_date("%Y%m%d"), amount="amount")


def table(told: dict[str, Any]) -> list[str]:
    """Return a row a series: what is expected, by what, how far off that was, and the naive."""
    lines = ["| group | next 13 weeks | method | off by | as chosen each time | naive off by | 95% held |"]
    lines.append("| --- | ---: | --- | ---: | ---: | ---: | ---: |")
    for one in told["series"]:
        errors = one["errors"]
        off = [
            f"{errors[name]['wape']:.1%}" if name in errors else NOTHING
            for name in (one["method"], "chosen", "seasonal_naive")
        ]
        held = NOTHING if one["held"]["95"] is None else f"{one['held']['95']:.0%}"
        name, label = one["label"]["en"], one["method_label"]["en"]
        lines.append(f"| {name} | {one['total']['value']:,.0f} | {label} | {' | '.join(off)} | {held} |")
    return lines


def pictures(told: dict[str, Any], name: str) -> None:
    """Write the two charts of the whole, in both languages."""
    whole = told["series"][0]
    more = {"grain": told["every"], "unit": "number", "of": REVENUE}
    none = dict.fromkeys(("expected", "naive", "low80", "high80", "low95", "high95"))
    rows = [none | more | {"period": row["period"], "seen": row["value"]} for row in whole["history"]]
    rows += [more | row | {"seen": None, "expected": row["value"]} for row in whole["forecast"]]
    errors = [row | more for row in whole["by_ahead"]]
    for chart, drawn in (("demand", rows), ("demand_error", errors)):
        for language in LANGUAGES:
            figure = draw(chart, drawn, Reader(language))
            if figure is not None:
                path = IMAGES / f"{chart.replace('_', '-')}-{name}-{language}.svg"
                path.write_text(chart_svg(figure, width=WIDTH), encoding="utf-8")


def say(name: str, found: Demand) -> None:
    """Print what was found, in both languages."""
    told = record_of(found, TELL)
    whole = told["series"][0]
    for text in (*told["notes"], *whole["says"]):
        sys.stdout.write(f"{text['en']}\n{text['zh']}\n")
    methods = {id_: f"{one['wape']:.1%} (MASE {one['mase']:.2f})" for id_, one in whole["errors"].items()}
    sys.stdout.write(f"{methods}\n" + "\n".join(table(told)) + "\n\n")
    if name:
        pictures(told, name)


def main(arguments: list[str]) -> None:
    """Ask of each set, print and draw."""
    folder = Path(arguments[0]) if arguments else DATA
    say("journey", forecast(journey(folder), date="day", value="amount", by="group", ask=Ask(), most=MOST))
    say("retail", forecast(retail(folder), date="day", value="amount", ask=Ask(country="GB")))
    say("", forecast(cdnow(folder), date="day", value="amount", ask=Ask(country="US")))


if __name__ == "__main__":
    main(sys.argv[1:])
