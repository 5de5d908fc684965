"""The orders that are measured: a simulated company's, about twenty a customer, in one Parquet file by time.

A few faulty rows are planted among them, so that cleaning has something to find. The file is made once for each number
of customers and kept under `benchmarks/data`.
"""

from pathlib import Path

from liuke.engine import open_engine
from liuke.simulate import large, simulate

DATA = Path(__file__).parent / "data"
ORDERS_EACH, DIRT = 20.6, 0.002


def orders_file(customers: int) -> Path:
    """Return the Parquet file of the orders of so many customers, made where there is none yet."""
    path = DATA / f"orders-{customers}.parquet"
    if not path.exists():
        scratch = DATA / f"company-{customers}"
        company = simulate(large(customers, ORDERS_EACH, dirt=DIRT), scratch)
        with open_engine(memory="3GiB", scratch=DATA) as engine:
            orders = engine.read(company.orders[0])
            engine.write(orders.order_by("ordered_at", "order_id"), path)
        company.orders[0].unlink()
    return path
