"""What a report says, before it is said in a language: plain values gathered from a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from liuke.language import Text
from liuke.present.charts.frame import Column

type Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline figure. `kind` is number, percent or money; `better` is +1 where more is good, -1 where less is.

    `before` is the value of the period before; `low` and `high` the 95 % interval; `history` feeds the sparkline;
    `parts` are colour roles with their shares of the whole; `basis` says how many it is of. `beyond` is how a test of
    the change went: 1 more than is usual, −1 less, 0 neither, None where there was no test.
    """

    id: str
    label: Text
    kind: str
    value: float | None
    note: Text
    before: float | None = None
    better: int = 0
    low: float | None = None
    high: float | None = None
    history: tuple[float, ...] = ()
    parts: tuple[tuple[str, float], ...] = ()
    basis: Text | None = None
    beyond: int | None = None

    @property
    def tone(self) -> str:
        """Good, bad or plain: a colour only where the change is beyond the usual, or untested beyond its interval."""
        if self.value is None or self.before is None or self.value == self.before:
            return "plain"
        way = 1 if self.value > self.before else -1
        told = self.low is not None and self.high is not None and not self.low <= self.before <= self.high
        if not self.better or (not told if self.beyond is None else self.beyond != way):
            return "plain"
        return "good" if way * self.better > 0 else "bad"


@dataclass(frozen=True, slots=True)
class Call:
    """One customer to call: what is at stake, why, and what to do."""

    customer_id: str
    name: str | None
    risk: str
    probability: float | None
    worth: float | None
    at_risk: float | None
    last_on: date | None
    recency_days: int | None
    usual_gap_days: float | None
    reasons: tuple[Text, ...]
    step: Text
    segment: Text | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure of the report means, as the registry of metrics declares it."""

    id: str
    label: Text
    meaning: Text
    formula: str | Text
    numerator: Text | None
    denominator: Text | None
    source: str | Text


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one way to rank customers did on held-out time."""

    model: str
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    lift: float | None
    brier: float | None
    log_loss: float | None


@dataclass(frozen=True, slots=True)
class ChurnModel:
    """The churn model on held-out time: figures of it, of the others tried and of baselines, and its charts' rows.

    `note` says why the one in use, of the given `kind`, was chosen.
    """

    judgements: tuple[Judgement, ...]
    gains: Rows
    calibration: Rows
    customers: int | None
    snapshot: date | None
    horizon_days: int | None
    base_rate: float | None
    note: Text | None = None
    profit: Rows = ()
    learning_curve: Rows = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ValueModel:
    """The buy-till-you-die model in use: its parameters, its hold-out by week, and how it was judged there.

    `judged` has label, ours, bias (expected / actual − 1) and rmse by customer, of the model and of its baselines.
    """

    name: Text
    parameters: Mapping[str, float]
    tracking: Rows
    judged: Rows
    meaning: Text | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one definition of “lost” makes of the same customers; `chosen` where it is the run's own.

    `mean_rate` is the churn rate of all whole months, `last_rate` that of the last one, which starts on `month`;
    `returned` are those of the `lost` who came back. `of` says who can be lost, where these are not the buyers.
    """

    sentence: Text
    chosen: bool
    mean_rate: float | None
    last_rate: float | None
    month: str | None
    lost: int
    returned: int
    of: Text | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """How a metric changed in the last complete month: the verdict, and a sentence where it is told by itself.

    `tone` is good, bad or plain; `section` shows more. `period` is the month; `beyond` is 1 where it went to more than
    is usual, −1 to less, 0 otherwise.
    """

    metric: str
    label: Text
    section: str
    verdict: str
    tone: str
    value: float
    sentence: Text | None = None
    period: str = ""
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of a section; a cell that is a row of the `metric` contract is shown with its interval."""

    id: str
    title: Text
    unit: Text
    columns: tuple[Column, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Panel:
    """What a section has: sentences, figures, rows of charts by the chart's id, and tables; `metrics` are all it shows.

    `notes` say what was found in words, before anything else.
    """

    figures: tuple[Headline, ...]
    charts: Mapping[str, Rows]
    listings: tuple[Listing, ...] = ()
    metrics: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Contacting:
    """What a campaign with a control group taught, and whom to contact; or why it teaches nothing, and what is needed.

    `refusal` and `hint` are there alone. `qini` and `profit` are the rows of the charts; `policies` the three lists
    among customers of today, `why` how they differ; `classes` has label, customers of today, and of the campaign: their
    number, what is expected without contact, and what contact changed, with its interval.
    """

    refusal: Text | None = None
    hint: Text | None = None
    asked: Text | None = None
    verdict: Text | None = None
    usable: bool = False
    binary: bool = True
    sizes: Text | None = None
    qini: Rows = ()
    profit: Rows = ()
    policies: Rows = ()
    customers: int = 0
    why: tuple[Text, ...] = ()
    classes: Rows = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything in a report. Rows of charts are as `present.charts` describes them.

    What a run does not have is empty; `orders` is None where it has none, and `window_days` where no silence makes a
    customer lost. `lost_means` is the definition of “lost” in a sentence.
    """

    shop: str
    run: str
    as_of: date
    made_at: datetime
    currency: str
    customers: int
    first_on: date | None
    headline: tuple[Headline, ...]
    files: Rows
    quality: Rows
    definitions: tuple[Definition, ...]
    orders: int | None = None
    lost_means: Text | None = None
    window_days: int | None = None
    window_rule: Text | None = None
    bridge: Mapping[str, Any] = field(default_factory=dict)
    churn: Rows = ()
    retention: Rows = ()
    revenue: Rows = ()
    cohorts: Rows = ()
    curve: Rows = ()
    silence: Rows = ()
    rfm: Rows = ()
    segments: Rows = ()
    concentration: Rows = ()
    stages: Rows = ()
    flow: Rows = ()
    flow_month: date | None = None
    calls: tuple[Call, ...] = ()
    risks: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    churn_model: ChurnModel | None = None
    value_model: ValueModel | None = None
    uplift: Contacting | None = None
    ledger: Rows = ()
    drift: Rows = ()
    notes: tuple[Text, ...] = ()
    panels: Mapping[str, Panel] = field(default_factory=dict)
    changes: tuple[Moved, ...] = ()
    readings: tuple[Reading, ...] = ()
