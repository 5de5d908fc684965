"""What a simulated company is like: every number of its truth, declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Channel:
    """Where customers come from: its share of newcomers, and what it does to their hazard of leaving."""

    id: str
    label: Text
    share: float
    hazard: float


@dataclass(frozen=True, slots=True)
class Cause:
    """Why customers leave: its share of the base hazard, and the trace that it leaves in their last weeks.

    `basket` scales amounts, `pace` scales the rate of purchases, `returns` is added to the chance of a return.
    """

    id: str
    label: Text
    share: float
    basket: float = 1.0
    pace: float = 1.0
    returns: float = 0.0


CHANNELS = (
    Channel("referral", Text("referral", "老客推荐"), 0.20, 0.55),
    Channel("store", Text("store", "门店"), 0.25, 0.85),
    Channel("search", Text("search", "搜索"), 0.30, 1.0),
    Channel("discount", Text("discount site", "折扣平台"), 0.25, 1.7),
)
CAUSES = (
    Cause("service", Text("bad service", "服务不佳"), 0.35, returns=0.30),
    Cause("price", Text("price", "价格"), 0.30, basket=0.65),
    Cause("competitor", Text("a competitor", "竞争对手"), 0.20, pace=0.5),
    Cause("life", Text("a change in life", "生活变化"), 0.15),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A company: `customers` who join over the days from `first` to `last`, and how they live and leave.

    rate_mean, rate_shape: purchases a day ~ Gamma, independent of channel; hazard: mean chance a day to leave for good,
    itself Gamma with hazard_shape; growth: how many times more customers join at the end than at the start; season:
    factor of each month; weekend: factor of Saturday and Sunday; come_back: share of leavers who start anew; contracts:
    share of customers with a monthly contract; dirt: faulty rows as a share of the orders.
    """

    name: str
    customers: int
    seed: int = 2026
    first: date = date(2023, 7, 1)
    last: date = date(2026, 6, 30)
    rate_mean: float = 1 / 24
    rate_shape: float = 1.6
    hazard: float = 1 / 420
    hazard_shape: float = 2.0
    growth: float = 2.0
    season: tuple[float, ...] = (0.95, 0.8, 0.9, 0.95, 1.0, 1.1, 0.95, 0.9, 1.0, 1.05, 1.45, 1.2)
    weekend: float = 1.25
    amount: float = 168.0
    margin: float = 0.42
    returns: float = 0.03
    come_back: float = 0.06
    contracts: float = 0.15
    dirt: float = 0.0
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    channels: tuple[Channel, ...] = CHANNELS
    causes: tuple[Cause, ...] = CAUSES
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """The length of the company's history in days."""
        return (self.last - self.first).days + 1


def demo() -> Scenario:
    """Return the small company that `liuke demo` is about: its files are as faulty as real ones."""
    return Scenario("青禾优选 Qinghe", customers=3_000, dirt=0.012)


def large(customers: int, orders_each: float = 20.0, *, dirt: float = 0.002) -> Scenario:
    """Return a company for benchmarks, with about `orders_each` orders a customer."""
    return Scenario("large", customers=customers, rate_mean=orders_each / 338, hazard=1 / 420, dirt=dirt, contracts=0.0)
