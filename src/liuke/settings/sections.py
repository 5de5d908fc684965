"""The sections of the settings: every field with its type, its bounds and its default."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from liuke.expression import UserFeatures, UserMetric
from liuke.expression.declared import Names, both_languages
from liuke.settings.checks import Day, known_country, known_engine, known_hours, known_length, known_zone

type _Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
type ModelKind = Literal["logistic", "splines", "boosted", "forest", "network", "trees"]
type _Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkspaceSettings(_Section):
    """Who and where: `timezone` decides days and months; `currency` is that of amounts which name none."""

    name: str = ""
    timezone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None


class CleanSettings(_Section):
    """What counts as impossible: orders before `business_started`, customers whose id matches `test_customers`."""

    business_started: date = date(1990, 1, 1)
    test_customers: tuple[str, ...] = (r"(?i)^(test|dummy|demo[-_ ]?user|测试)([-_ 0-9]|$)",)
    outlier_factor: Annotated[float, Field(gt=1)] = 20.0


class LostSettings(_Section):
    """When a customer counts as lost.

    `definition` is `inactivity` (no purchase for `days`; 0 proposes them from the data), `contract` (a contract ended
    and was not renewed within `grace_days`) or `probability` (the chance of still being a customer fell below
    `below`, by the model whose `parameters` are given, or else fitted by each run). Without it, inactivity where there
    are orders, and contracts where there are none.
    `cancelled` says when a cancelled contract ends: once what was paid for is used up (`at_expiry`), or `at_once`.
    """

    definition: Literal["", "inactivity", "contract", "probability"] = ""
    days: Annotated[int, Field(ge=0, le=3650)] = 0
    grace_days: Annotated[int, Field(ge=0, le=365)] = 7
    cancelled: Literal["at_expiry", "at_once"] = "at_expiry"
    below: Annotated[float, Field(gt=0, lt=1)] = 0.5
    parameters: tuple[_Positive, _Positive, _Positive, _Positive] | None = None


class PredictSettings(_Section):
    """`horizon_days` 0 follows the inactivity window; `clv_days` is the horizon of lifetime value.

    `margin` is the share of revenue left after cost where orders carry no cost; it scales lifetime value.
    `latency_days` lie between what is known and the outcome window; `kinds` are the models to try, of which an additive
    one is the champion; `search_seconds` is the time to search for their options. With `class_weights` leavers and
    stayers weigh the same while a model learns; its probabilities are calibrated by rows that do not. A model that is
    older than `retrain_days` when a run scores by it is to be learnt anew.
    """

    horizon_days: Annotated[int, Field(ge=0, le=730)] = 0
    clv_days: Annotated[int, Field(ge=7, le=3650)] = 364
    discount_rate: Annotated[float, Field(ge=0, lt=1)] = 0.10
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 2026
    training_rows: Annotated[int, Field(ge=1_000)] = 200_000
    retrain_days: Annotated[int, Field(ge=1)] = 90
    latency_days: Annotated[int, Field(ge=0, le=365)] = 0
    kinds: Annotated[tuple[ModelKind, ...], Field(min_length=1)] = ("logistic", "boosted", "trees")
    search_seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 0.0
    class_weights: Annotated[bool, Field(strict=True)] = False


class UpliftSettings(_Section):
    """What campaigns with a control group are to answer.

    `campaign` is the one to learn from (empty: the one that tells most), `arm` its treatment, `control` the value of
    its control group, where their names do not say so. `outcome` is `kept` or `revenue`, within `days` of assignment
    (0: the churn horizon). `cost` is that of a contact (without it, what the treated cost), `budget` the most to spend
    (0: no limit). `random` says that a lottery drew the control group. Capacity and worth are those under [risk].
    """

    campaign: str = ""
    arm: str = ""
    control: str = ""
    outcome: Literal["kept", "revenue"] = "kept"
    days: Annotated[int, Field(ge=0, le=730)] = 0
    cost: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    budget: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    random: bool = True


class SurveySettings(_Section):
    """The highest score of a satisfaction (CSAT) and of an effort (CES) question, and the weights of CSI questions.

    `csi_weights` maps a question to its weight; without it all weigh the same.
    """

    csat_scale: Annotated[int, Field(ge=2, le=100)] = 5
    ces_scale: Annotated[int, Field(ge=2, le=100)] = 7
    csi_weights: dict[str, Annotated[float, Field(gt=0)]] = {}


class ServiceSettings(_Section):
    """The clock that service is measured by, and its targets in working hours.

    `hours` is such as "09:00-17:00" for Monday to Friday, or a table by weekday with several intervals a day;
    `holidays` a country such as CN, or a part of one such as DE-BY; `timezone` the workspace's where it is empty.
    While a ticket has one of the statuses `waiting`, the clock stands still.
    """

    hours: Annotated[str | dict[str, str], AfterValidator(known_hours)] = "09:00-18:00"
    timezone: Annotated[str, AfterValidator(lambda name: known_zone(name) if name else name)] = ""
    holidays: Annotated[str, AfterValidator(known_country)] = ""
    extra_holidays: tuple[date, ...] = ()
    extra_working_days: tuple[date, ...] = ()
    first_response_hours: Annotated[float, Field(gt=0)] = 8.0
    resolution_hours: Annotated[float, Field(gt=0)] = 40.0
    waiting: tuple[str, ...] = ("waiting", "pending", "on hold", "等待客户", "待客户回复", "挂起")
    resolved: tuple[str, ...] = ("resolved", "closed", "solved", "done", "已解决", "已关闭", "已完成")


class RiskSettings(_Section):
    """Churn probabilities from which a customer is of medium and of high risk, where nothing better is known.

    `capacity` is how many customers can be handled: so many at most are of high risk. `worth` is what a customer who
    stays is worth, `incentive` and `contact` what an offer taken up and a contact cost, `accept` the share of leavers
    who accept: they say from which probability on a contact earns. 0 leaves capacity or worth unsaid. A customer leaves
    a band only when the probability passes its threshold by `margin`.
    """

    medium: Annotated[float, Field(gt=0, lt=1)] = 0.35
    high: Annotated[float, Field(gt=0, lt=1)] = 0.65
    capacity: Annotated[int, Field(ge=0)] = 0
    worth: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    incentive: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 10.0
    contact: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1.0
    accept: Annotated[float, Field(gt=0, lt=1)] = 0.3
    margin: Annotated[float, Field(ge=0, lt=0.5)] = 0.02


class Target(_Section):
    """What a metric is to be on the day `by`, of customers that meet the conditions `where`.

    With `since` and `start`, the way there is a straight line from `start` on that day, which is before `by`.
    """

    metric: str
    value: _Number
    by: Day
    since: Day | None = None
    start: _Number | None = None
    where: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_way(self) -> Self:
        """Check that the way to the target starts somewhere, and before the target is due."""
        if self.since is not None and self.since >= self.by:
            raise PydanticCustomError("target_late", "starts too late", {"since": self.since, "by": self.by})
        if (self.since is None) != (self.start is None):
            raise PydanticCustomError("target_way", "since and start go together")
        return self


class SegmentRule(_Section):
    """A segment of the workspace's own: those customers who meet all conditions of `where`, as in `--where`."""

    where: Annotated[tuple[str, ...], Field(min_length=1)]
    label: Annotated[Names, BeforeValidator(both_languages)] = Names()


class FunnelSettings(_Section):
    """A funnel that every run keeps: see `liuke funnel`.

    `steps` are events in their order (`purchase` is an order), `window` how long after the first one the others count
    (such as 7d or 1h; none for no limit). `order` is specific or any, `entry` the first one or the most recent; `hold`
    must be the same on all steps, who does what is in `exclude` leaves, and `by` splits.
    """

    steps: Annotated[tuple[str, ...], Field(min_length=2)]
    window: Annotated[str, AfterValidator(known_length)] = "7d"
    order: Literal["specific", "any"] = "specific"
    entry: Literal["first", "recent"] = "first"
    hold: str = ""
    exclude: tuple[str, ...] = ()
    by: str = ""


class EngineSettings(_Section):
    """Which engine computes, and how much memory it may hold before it spills to disk."""

    name: Annotated[str, AfterValidator(known_engine)] = "duckdb"
    memory: Annotated[str, Field(pattern=r"^\d+(\.\d+)?(MiB|GiB|MB|GB)$")] = "3GiB"
    threads: Annotated[int, Field(ge=0)] = 0


class Mapping(_Section):
    """How files with these `headers` become rows of `table`.

    `columns` maps a canonical column to a header, or to a product of headers such as `单价 * 数量`.
    `day_first` settles dates such as 03/04/2024; `timezone` is that of times in the file (default: the workspace's).
    """

    table: str
    headers: tuple[str, ...]
    columns: dict[str, str]
    day_first: bool | None = None
    timezone: Annotated[str, AfterValidator(known_zone)] | None = None


class Settings(_Section):
    """Everything in `liuke.toml`."""

    workspace: WorkspaceSettings = WorkspaceSettings()
    clean: CleanSettings = CleanSettings()
    lost: LostSettings = LostSettings()
    predict: PredictSettings = PredictSettings()
    risk: RiskSettings = RiskSettings()
    uplift: UpliftSettings = UpliftSettings()
    survey: SurveySettings = SurveySettings()
    service: ServiceSettings = ServiceSettings()
    engine: EngineSettings = EngineSettings()
    target: tuple[Target, ...] = ()
    metric: tuple[UserMetric, ...] = ()
    features: UserFeatures = {}
    segments: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,40}$")], SegmentRule] = {}
    funnels: dict[str, FunnelSettings] = {}
    mapping: tuple[Mapping, ...] = ()
