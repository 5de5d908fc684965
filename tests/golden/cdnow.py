"""The CDNOW sample as the published papers use it."""

from datetime import date
from pathlib import Path

import polars as pl

CALIBRATED = date(1997, 9, 30)
LAST = date(1998, 6, 30)
FILE = Path(__file__).parent / "data" / "cdnow_sample.csv"


def activity() -> pl.DataFrame:
    """Return customer × day of the sample in the columns of table `activity`."""
    text = {"customer_id": pl.String, "date": pl.String, "amount": pl.String}
    rows = pl.read_csv(FILE, schema_overrides=text).with_columns(
        day=pl.col("date").str.to_date("%Y%m%d"), amount=pl.col("amount").cast(pl.Decimal(18, 4))
    )
    return rows.group_by("customer_id", "day").agg(
        orders=pl.len().cast(pl.Int32),
        returns=pl.lit(0, pl.Int32),
        amount=pl.col("amount").sum().cast(pl.Decimal(18, 4)),
        cost=pl.lit(None, pl.Decimal(18, 4)),
        items=pl.col("quantity").sum().cast(pl.Decimal(18, 3)),
    )
