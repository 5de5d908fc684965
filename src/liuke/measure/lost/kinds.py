"""The definitions of “lost”: by inactivity, by contract, by probability."""

import math
from dataclasses import dataclass
from typing import ClassVar

import ibis
from ibis.expr.types import Table

from liuke.errors import ConfigError
from liuke.language import Text
from liuke.measure.derived import contract_spells
from liuke.measure.lost.definition import Definition, Material
from liuke.measure.silence import Window
from liuke.measure.spells import spells
from liuke.settings import FILE, LostSettings

_WEEK = 7
_LONGEST = 3650
"""Days after which a silence counts as a loss whatever the model says."""
_BEYOND = 50
"""Of a number with a larger logarithm there is no need to know more, and of some no float."""


@dataclass(frozen=True, slots=True)
class Inactivity:
    """No purchase for `days`; known on the day that completes the silence."""

    kind: ClassVar[str] = "inactivity"
    label: ClassVar[Text] = Text("By inactivity", "按不活跃判定")

    days: int

    @property
    def sentence(self) -> Text:
        """The definition in a sentence."""
        return Text("No purchase for {days} days.", "连续 {days} 天没有购买。").fill(days=self.days)

    @property
    def warm_up(self) -> int:
        """The days of the window."""
        return self.days

    def applies(self, material: Material) -> bool:
        """Say whether there are purchases."""
        return material.visit is not None

    def spells(self, material: Material) -> Table:
        """Return the spells between silences."""
        assert material.visit is not None  # noqa: S101 - asked before
        return spells(material.visit, self.days, material.as_of)


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract ended and no other began within `grace_days`; known on the day that completes the grace period."""

    kind: ClassVar[str] = "contract"
    label: ClassVar[Text] = Text("By contract", "按合同判定")

    grace_days: int

    @property
    def sentence(self) -> Text:
        """The definition in a sentence."""
        return Text(
            "The contract ended and was not renewed within {days} days.", "合同结束后 {days} 天内没有续约。"
        ).fill(days=self.grace_days)

    @property
    def warm_up(self) -> int:
        """No days: a contract may end on the first."""
        return 0

    def applies(self, material: Material) -> bool:
        """Say whether there are contracts."""
        return material.movement is not None

    def spells(self, material: Material) -> Table:
        """Return the spells from coming to going."""
        assert material.movement is not None  # noqa: S101 - asked before
        return contract_spells(material.movement)


@dataclass(frozen=True, slots=True)
class Probability:
    """P(alive) by the MBG/NBD model fell below `below`; known on the day it did, unless a purchase came first.

    P(alive) of a customer with x repeat purchase days, the last t_x weeks after the first, falls to p when
    T = (α + t_x) · ((1/p − 1) · (b + x) / a)^(1 / (r + x)) − α weeks have passed since the first (solved from
    Batislam, Denizel & Filiztekin 2007). The parameters are part of the definition: others move the days of losses.
    """

    kind: ClassVar[str] = "probability"
    label: ClassVar[Text] = Text("By probability", "按概率判定")

    below: float
    r: float
    alpha: float
    a: float
    b: float

    @property
    def sentence(self) -> Text:
        """The definition in a sentence."""
        return Text(
            "The chance of still being a customer fell below {below} (MBG/NBD model).",
            "仍是客户的概率降至 {below} 以下（MBG/NBD 模型）。",
        ).fill(below=f"{100 * self.below:.4g}%")

    @property
    def warm_up(self) -> int:
        """The days after which a customer of one purchase is lost."""
        odds = (1 / self.below - 1) * self.b / self.a
        if math.log(odds) / self.r > _BEYOND:
            return _LONGEST
        crossing = self.alpha * odds ** (1 / self.r) - self.alpha
        return min(max(1, -int(-crossing * _WEEK // 1)), _LONGEST)

    def applies(self, material: Material) -> bool:
        """Say whether there are purchases."""
        return material.visit is not None

    def spells(self, material: Material) -> Table:
        """Return the spells between the days on which the chance fell too low."""
        assert material.visit is not None  # noqa: S101 - asked before
        visit = material.visit
        first = ibis.window(group_by="customer_id")
        visit = visit.mutate(first_on=visit.day.min().over(first))
        x, t_x = visit.place.cast("float64"), visit.day.delta(visit.first_on, unit="day") / float(_WEEK)
        odds = (1 / self.below - 1) * (self.b + x) / self.a
        weeks = (self.alpha + t_x) * odds ** (1 / (self.r + x)) - self.alpha
        after = ((weeks - t_x) * _WEEK).clip(1, _LONGEST).ceil().cast("int32")
        visit = visit.mutate(falls_on=(visit.day + after.as_interval("D")).cast("date"))
        return _spells_until(visit, material)


def _spells_until(visit: Table, material: Material) -> Table:
    """Return spells of visits that each say on which day the customer is lost if no purchase comes until then."""
    order = ibis.window(group_by="customer_id", order_by="day")
    visit = visit.mutate(begins=visit.previous.isnull() | (visit.falls_on.lag().over(order) < visit.day))
    so_far = ibis.cumulative_window(group_by="customer_id", order_by="day")
    visit = visit.mutate(number=visit.begins.cast("int32").sum().over(so_far).cast("int32"))
    grouped = visit.group_by("customer_id", "number").agg(
        started_on=visit.day.min(),
        last_on=visit.day.max(),
        purchase_days=visit.count().cast("int32"),
        falls_on=visit.falls_on.argmax(visit.day),
    )
    known = grouped.falls_on <= ibis.literal(material.as_of)
    lost_on = ibis.ifelse(known, grouped.falls_on, ibis.literal(None, "date"))
    return grouped.mutate(lost_on=lost_on).drop("falls_on")


def definition_for(
    settings: LostSettings, material: Material, window: Window | None, parameters: tuple[float, ...] | None
) -> Definition:
    """Return the definition that a workspace uses.

    `window` is the inactivity window, None without purchases; `parameters` are r, α, a and b of MBG/NBD as fitted,
    which those set in `liuke.toml` win over. Raises `ConfigError` where the one set needs what is not there.
    """
    wanted = settings.definition or ("inactivity" if window else "contract")
    given = settings.parameters or parameters
    found: Definition | None = None
    if wanted == "inactivity" and window:
        found = Inactivity(window.days)
    elif wanted == "contract":
        found = Contract(settings.grace_days)
    elif wanted == "probability" and given:
        found = Probability(settings.below, *given)
    if found and found.applies(material):
        return found
    raise ConfigError(
        "lost.definition",
        Text(
            "“Lost” cannot be told by {wanted} here: what it needs is not there.",
            "此处无法按 {wanted} 判定流失：缺少所需数据。",
        ).fill(wanted=wanted),
        Text(
            "Inactivity needs orders, contract needs subscriptions or bills, probability needs orders enough for a "
            "model. Change lost.definition in liuke.toml, or add the files.",
            "inactivity 需要订单，contract 需要订阅或账单，probability 需要足以拟合模型的订单。"
            "请修改 liuke.toml 中的 lost.definition，或添加相应文件。",
        ),
        file=FILE,
        column="lost.definition",
    )  # fmt: skip
