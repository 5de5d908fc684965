"""What a simulated company is like: every number of its truth, declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Channel:
    """Where customers come from: its share of newcomers, what it does to their hazard, how often they use coupons."""

    id: str
    label: Text
    share: float
    hazard: float
    coupon: float = 0.05


@dataclass(frozen=True, slots=True)
class Cause:
    """Why customers leave: its share of the base hazard, and the trace that it leaves in their last weeks.

    Once `since` (a share of the history) is past, its hazard is `surge` times as high. `basket` scales amounts, `pace`
    scales the rate of purchases, `returns` is added to the chance of a return.
    """

    id: str
    label: Text
    share: float
    since: float = 0.0
    surge: float = 1.0
    basket: float = 1.0
    pace: float = 1.0
    returns: float = 0.0


CHANNELS = (
    Channel("referral", Text("referral", "老客推荐"), 0.20, 0.55),
    Channel("store", Text("store", "门店"), 0.25, 0.85),
    Channel("search", Text("search", "搜索"), 0.30, 1.0, coupon=0.10),
    Channel("discount", Text("discount site", "折扣平台"), 0.25, 1.7, coupon=0.60),
)
RISE_AT = 0.6
CAUSES = (
    Cause("service", Text("bad service", "服务不佳"), 0.35, returns=0.30),
    Cause("price", Text("the price rise", "涨价"), 0.20, since=RISE_AT, surge=1.7, basket=0.65),
    Cause("competitor", Text("a competitor", "竞争对手"), 0.20, pace=0.5),
    Cause("life", Text("a change in life", "生活变化"), 0.15),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A company: `customers` who join over the days from `first` to `last`, and how they live and leave.

    rate_mean, rate_shape: purchases a day ~ Gamma, independent of channel; hazard: mean chance a day to leave for good,
    itself Gamma with hazard_shape, divided among causes by their shares; growth: how many times more customers join at
    the end than at the start; season: factor of each month; weekend: factor of Saturday and Sunday; amount: mean of an
    order; prices go up by `price_rise` once `rise_at` (a share of the history) is past, and a coupon takes `coupon_off`
    off; margin: what is left of an amount after cost; returns: chance that an order is sent back; come_back: share of
    leavers who start anew months later; contracts: share of customers with a monthly contract at `fee`, whose end is
    written down; dirt: faulty rows as a share of the orders.
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
    price_rise: float = 0.06
    rise_at: float = RISE_AT
    coupon_off: float = 0.10
    margin: float = 0.42
    returns: float = 0.03
    come_back: float = 0.06
    contracts: float = 0.15
    fee: float = 39.0
    dirt: float = 0.0
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    channels: tuple[Channel, ...] = CHANNELS
    causes: tuple[Cause, ...] = CAUSES

    @property
    def days(self) -> int:
        """The length of the company's history in days."""
        return (self.last - self.first).days + 1

    @property
    def peak_month(self) -> int:
        """The month of the year with the most purchases a day."""
        return max(range(12), key=self.season.__getitem__) + 1


def demo() -> Scenario:
    """Return the small company that `liuke demo` is about: its files are as faulty as real ones."""
    return Scenario("青禾优选 Qinghe", customers=3_000, dirt=0.012)


def shop(customers: int = 20_000) -> Scenario:
    """Return a shop without contracts, four years old, where people buy every other month."""
    return Scenario(
        "Corner shop", customers, seed=11, first=date(2022, 7, 1), rate_mean=1 / 55, hazard=1 / 700, contracts=0.0
    )


def subscription(customers: int = 10_000) -> Scenario:
    """Return a club of subscribers who now and then buy more: every leaving is written down."""
    return Scenario(
        "Reading club", customers, seed=12, rate_mean=1 / 90, hazard=1 / 500, come_back=0.10, contracts=1.0, amount=59.0
    )


def large(customers: int, orders_each: float = 20.0, *, dirt: float = 0.0) -> Scenario:
    """Return a company for benchmarks, with about `orders_each` orders a customer (more, where customers are few)."""
    plain = Scenario("large", customers=customers, dirt=dirt, contracts=0.0)
    return replace(plain, rate_mean=orders_each / ACTIVE_DAYS)


ACTIVE_DAYS = 338
"""How long a customer of the default scenario buys, in days of an ordinary month, on average."""

SCENARIOS: Mapping[str, Callable[[], Scenario]] = MappingProxyType(
    {"demo": demo, "shop": shop, "subscription": subscription}
)
