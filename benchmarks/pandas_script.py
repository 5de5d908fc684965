"""What `liuke add` and `liuke run` compute, as a data scientist would write it for one known file of orders.

    python pandas_script.py ORDERS.parquet FOLDER

pandas, scikit-learn, LightGBM and lifetimes, in an environment with `REQUIREMENTS`. Definitions, tables and the number
of training rows are Liuke's; the last line printed is JSON: seconds by step, peak memory, versions and findings.

Where it differs it has less to do: it knows its columns and takes times as written; of the purchase models it fits
BG/NBD alone, where Liuke fits three and scores with the best; its figures carry no intervals. Trees are plain LightGBM,
with its own contributions as reasons. Step `store` writes the cleaned orders, as `liuke add` stores what it read.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from scipy.special import betaln, gammaln, logit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

type Frame = pd.DataFrame
type Day = pd.Timestamp
type Model = Any
type Card = dict[str, Any]

PYTHON = "3.13"
REQUIREMENTS = (
    "pandas==3.1.1",
    "numpy==2.5.5",
    "scipy==1.18.1",
    "pyarrow==26.0.1",
    "scikit-learn==1.9.1",
    "lightgbm==4.7.0",
    "lifetimes==0.11.3",
    "autograd==1.9.1",
)

TEST = r"(?i)^(?:test|dummy|demo[-_ ]?user|测试)(?:[-_ 0-9]|$)"
UNDONE = r"(?i)^\s*(?:cancell?ed|returned?|refund(?:ed)?|void(?:ed)?|charge-?back|已?(?:取消|退货|退款))\s*$"
NOBODY = ["", "0", "00", "0.0", "null", "nil", "nan", "n/a", "na", "none", "undefined", "unknown", "anonymous", "guest",
          "-", "?", ".", "无", "空", "未知", "暂无", "匿名", "散客"]  # fmt: skip
SEGMENTS = np.array(  # rows: recency 1 to 5, columns: engagement 1 to 5
    [
        ["faded", "faded", "at_risk", "at_risk", "cannot_lose"],
        ["hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"],
        ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"],
        ["promising", "potential_loyalist", "potential_loyalist", "loyal", "loyal"],
        ["new", "potential_loyalist", "potential_loyalist", "champions", "champions"],
    ]
)
STAGES = ["lost", "dormant", "returned", "new", "active"]
CLV_DAYS, DISCOUNT, JUDGED, TRAINING_ROWS, SEED = 364, 0.10, 100_000, 200_000, 2026
DAY = pd.Timedelta(days=1)


def read(path: str) -> Frame:
    table = pq.read_table(path, read_dictionary=["customer_id", "currency", "channel", "coupon", "status"])
    for name in ("amount", "cost"):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast("float64"))
    orders = table.to_pandas()
    return orders.set_index(pd.RangeIndex(1, len(orders) + 1, name="source_row"))


# ---------------------------------------------------------------- clean


def clean(orders: Frame) -> tuple[Frame, Frame, Frame, Frame]:
    """Return the orders kept, the quarantine, what each rule found, and the matches of returns."""
    flags = tidy(orders)
    names, home = orders.customer_id.cat.categories, orders.currency.value_counts().idxmax()
    rules = {
        "missing_customer": orders.customer_id.isna(),
        "missing_time": orders.ordered_at.isna(),
        "missing_amount": orders.amount.isna(),
        "impossible_customer": orders.customer_id.isin(names[names.str.lower().isin(NOBODY)]),
        "future": orders.ordered_at >= pd.Timestamp.now().normalize() + DAY,
        "before_business": orders.ordered_at < pd.Timestamp("1990-01-01"),
        "test_customer": orders.customer_id.isin(names[names.str.match(TEST)]),
        "other_currency": orders.currency.notna() & (orders.currency != home),
    }
    found = np.select(list(rules.values()), range(len(rules)), default=-1)
    rule = pd.Series(pd.Categorical.from_codes(found, [*rules, "exact_duplicate", "key_duplicate"]), orders.index)
    again = orders[rule.isna() & orders.order_id.notna() & orders.order_id.duplicated(keep=False)]
    again = again.assign(refund=again.amount < 0)
    rule[again.index[again.duplicated(["order_id", "refund"], keep="last")]] = "key_duplicate"
    rule[again.index[again.duplicated(keep="last")]] = "exact_duplicate"

    quarantine, kept = orders[rule.notna()].assign(rule=rule), orders[rule.isna()]
    statuses, back = kept.status.cat.categories, kept.amount < 0
    undone = kept.status.isin(statuses[statuses.str.match(UNDONE)])
    flags |= {
        "possible_duplicate": kept[kept.order_id.isna()].duplicated(),
        "zero_amount": (kept.amount == 0) & ~undone,
        "return": back,
        "undone_order": undone & ~back,
        "outlier": kept.amount.abs() > 20 * kept.amount[kept.amount > 0].quantile(0.99),
    }
    kept["returned"] = undone | back
    kept.loc[undone & ~back, ["amount", "cost", "items"]] = 0  # the money came and went in one row
    matched = match_returns(kept)
    flags["unmatched_return"] = back & ~kept.index.isin(matched.source_row)
    dropped = quarantine.reset_index().groupby("rule", observed=True).source_row.agg(rows="size", first_row="min")
    told = {name: (mask.sum(), mask.idxmax()) for name, mask in flags.items() if mask.any()}
    flagged = pd.DataFrame.from_dict(told, orient="index", columns=["rows", "first_row"])
    quality = pd.concat({"dropped": dropped, "flagged": flagged}, names=["action", "rule"])
    return kept, quarantine, quality.reset_index(), matched


def tidy(orders: Frame) -> dict[str, pd.Series]:
    """Tidy ids in place and put customers in alphabetical order; return where something was untidy."""
    names = orders.customer_id.cat.categories
    tidied = as_typed_well(names.to_series())
    flags = {"tidied_customer": orders.customer_id.isin(names[tidied != names])}
    if flags["tidied_customer"].any():
        orders["customer_id"] = orders.customer_id.map(tidied).astype("category")
    orders["customer_id"] = orders.customer_id.cat.set_categories(sorted(tidied.unique()))
    numbers = as_typed_well(orders.order_id)
    nothing = numbers.str.lower().isin(NOBODY)
    flags |= {"tidied_order": numbers != orders.order_id, "impossible_number": nothing}
    orders["order_id"] = numbers.mask(nothing)
    return flags


def as_typed_well(ids: pd.Series) -> pd.Series:
    wide = ~ids.str.isascii().fillna(True)
    return (ids.mask(wide, ids[wide].str.normalize("NFKC")) if wide.any() else ids).str.strip()


def match_returns(kept: Frame) -> Frame:
    """Match each return to the latest purchase before it that covers it, its own order number first."""
    columns = ["customer_id", "order_id", "ordered_at", "amount"]
    back = kept.loc[kept.amount < 0, columns].rename(columns={"ordered_at": "returned_at"}).reset_index()
    back = back[back.groupby("customer_id", observed=True).order_id.transform("size") <= 1_000]
    bought = kept.loc[~kept.returned & (kept.amount > 0) & kept.customer_id.isin(back.customer_id.unique()), columns]
    bought.columns = ["customer_id", "purchase_order_id", "purchased_at", "paid"]
    pairs = back.merge(bought, on="customer_id")
    pairs = pairs[(pairs.purchased_at <= pairs.returned_at) & (-pairs.amount <= pairs.paid)]
    own = pairs.order_id == pairs.purchase_order_id
    pairs = pairs[own | ~pairs.source_row.isin(pairs.source_row[own])]
    return pairs.loc[pairs.groupby("source_row").purchased_at.idxmax()].drop(columns="paid").reset_index(drop=True)


# ---------------------------------------------------------------- measure


def by_customer(rows: Frame) -> Any:  # noqa: ANN401 - pandas does not name its groups' class
    return rows.groupby("customer_id", observed=True)


def gather(kept: Frame) -> tuple[Frame, Day, Day]:
    """Return customer × day, and the first and the last day of the data."""
    rows = kept[["customer_id", "amount", "cost", "items"]].assign(
        day=kept.ordered_at.dt.normalize(), orders=~kept.returned, returns=kept.returned
    )
    activity = rows.groupby(["customer_id", "day"], as_index=False, observed=True).sum()
    bought = activity.day[activity.orders > 0]
    return activity[activity.day <= bought.max()], bought.min(), bought.max()


def measure(activity: Frame, first: Day, as_of: Day) -> tuple[Frame, Frame, int, Frame]:
    """Return purchase days with their spell, the histogram of silences, the inactivity window and the spells."""
    visits = activity.loc[activity.orders > 0, ["customer_id", "day"]].reset_index(drop=True)
    following = by_customer(visits).day.shift(-1)
    silence = (following.fillna(as_of) - visits.day).dt.days.rename("days")
    gaps = silence.groupby([silence, following.isna()]).size().unstack(fill_value=0)
    gaps = gaps.rename(columns={False: "closed", True: "open"}).reindex(range(silence.max() + 1), fill_value=0)
    window = propose_window(gaps, (as_of - first).days + 1)
    begins = ~(by_customer(visits).day.diff() <= window * DAY)
    visits["number"] = begins.groupby(visits.customer_id, observed=True).cumsum()
    visits["started_on"] = visits.day.where(begins).ffill()
    spells = visits.groupby(["customer_id", "number"], as_index=False, observed=True).agg(
        started_on=("day", "first"), last_on=("day", "last"), purchase_days=("day", "size")
    )
    lost_on = spells.last_on + window * DAY
    spells["lost_on"] = lost_on.where(lost_on <= as_of)
    return visits, gaps[gaps.any(axis=1)].reset_index(), window, spells


def propose_window(gaps: Frame, history: int) -> int:
    """Return the shortest silence of whole weeks after which at most one in five buys again within as long a time."""
    at_risk = gaps.sum(axis=1)[::-1].cumsum()[::-1]
    survival = (1 - gaps.closed / at_risk).cumprod().to_numpy()  # Kaplan-Meier
    reached = gaps.closed.cumsum() / gaps.closed.sum()
    most, wide = (max(14, -(-(reached >= share).idxmax() // 7) * 7) for share in (0.8, 0.9))
    longest = max(14, min(365, history // 3))
    for days in range(most, longest + 1, 7):
        if 2 * days < len(survival) and survival[days] > 0 and 1 - survival[2 * days] / survival[days] <= 0.20:
            return days
    return longest if 2 * longest < len(survival) else min(wide, longest)


def last_month_churn(spells: Frame, as_of: Day) -> tuple[int, int]:
    """Return how many were lost in the last whole month, and how many were there at its opening."""
    end = (as_of + DAY).to_period("M").start_time
    start = (end - DAY).to_period("M").start_time
    opening = spells[(spells.started_on < start) & ~(spells.lost_on < start)]
    return int((opening.lost_on < end).sum()), len(opening)


# ---------------------------------------------------------------- segment


def quintile(values: pd.Series) -> pd.Series:
    rank = (values.rank(method="min") - 1) / max(1, len(values) - 1)
    return (np.floor(rank * 5) + 1).clip(upper=5).astype("int32")


def segment(kept: Frame, activity: Frame, visits: Frame, window: int, as_of: Day) -> tuple[Frame, Frame]:
    """Return the customers, and the flow between their stages from month to month."""
    customers = by_customer(visits).day.agg(first_on="first", last_on="last", purchase_days="size")
    customers = customers.join(by_customer(activity)[["orders", "returns", "amount", "cost"]].sum().round(4))
    customers["average_order"] = customers.amount / customers.orders
    customers["recency_days"] = (as_of - customers.last_on).dt.days
    customers["tenure_days"] = (as_of - customers.first_on).dt.days
    customers["rfm_recency"] = quintile(-customers.recency_days)
    customers["rfm_frequency"] = quintile(customers.purchase_days)
    customers["rfm_monetary"] = quintile(customers.amount)
    engagement = (customers.rfm_frequency + customers.rfm_monetary + 1) // 2
    customers["segment"] = pd.Categorical(SEGMENTS[customers.rfm_recency - 1, engagement - 1])
    customers["stage"] = stage_of(visits.drop_duplicates("customer_id", keep="last"), as_of, window)
    bought = kept.loc[~kept.returned & kept.channel.notna(), ["customer_id", "ordered_at", "channel"]]
    earliest = bought.loc[by_customer(bought).ordered_at.idxmin()]
    customers["acquisition_channel"] = earliest.set_index("customer_id").channel
    return customers, stage_flow(visits, window, as_of)


def stage_of(visits: Frame, end: Day, window: int) -> pd.Categorical:
    """Return the stages, at the end of a day, of the customers whose latest visits these are."""
    silent, half = (end - visits.day).dt.days, window // 2
    recent = (end - visits.started_on).dt.days <= half
    cases = [silent >= window, silent > half, recent & (visits.number > 1), recent]
    return pd.Categorical.from_codes(np.select(cases, range(4), default=4), STAGES)


def stage_flow(visits: Frame, window: int, as_of: Day) -> Frame:
    """Return how many customers went from each stage to each other between the ends of consecutive months."""
    latest = visits[["customer_id"]].assign(month=visits.day.dt.to_period("M"), visit=visits.index)
    latest = latest.drop_duplicates(["customer_id", "month"], keep="last")
    months = pd.period_range(latest.month.min(), as_of, freq="M")
    table = latest.pivot(index="customer_id", columns="month", values="visit").reindex(columns=months).ffill(axis=1)
    flow, before = {}, pd.Series(pd.Categorical([None] * len(table), STAGES), table.index)
    for month in months:
        visit = table[month].dropna().astype(int)
        stage = stage_of(visits.loc[visit], min(month.end_time.normalize(), as_of), window)
        after = pd.Series(stage, visit.index).reindex(table.index)
        moved = pd.DataFrame({"from_stage": before, "to_stage": after}).dropna(subset="to_stage")
        flow[month.start_time], before = moved.value_counts(dropna=False), after
    counted = pd.concat(flow, names=["month"]).rename("customers").reset_index()
    return counted[counted.customers > 0]


# ---------------------------------------------------------------- value


def history(activity: Frame, end: Day) -> Frame:
    """Return x, t_x, T (weeks) and the mean net amount of a repeat purchase day, as known at the end of a day."""
    known = activity[activity.day <= end]
    rows = by_customer(known[known.orders > 0]).agg(
        first_on=("day", "first"), last_on=("day", "last"), days=("day", "size"), opening=("amount", "first")
    )
    rows["total"] = by_customer(known).amount.sum()
    rows["x"] = rows.days - 1.0
    rows["t_x"] = (rows.last_on - rows.first_on).dt.days / 7
    rows["T"] = (end - rows.first_on).dt.days / 7
    rows["monetary"] = ((rows.total - rows.opening).round(4) / rows.x.where(rows.x > 0)).fillna(0)
    return rows


def fit_value(rows: Frame) -> tuple[Model, Model]:
    """Return BG/NBD and Gamma-Gamma."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter  # noqa: PLC0415 - not where only REQUIREMENTS are read

    repeaters = rows[(rows.x > 0) & (rows.monetary > 0)]
    purchases = BetaGeoFitter(penalizer_coef=0.0).fit(rows.x, rows.t_x, rows["T"])
    return purchases, GammaGammaFitter(penalizer_coef=0.0).fit(repeaters.x, repeaters.monetary)


def value(activity: Frame, first: Day, as_of: Day) -> tuple[Frame, Card]:
    """Return p_alive, expected orders and lifetime value by customer, and the models' card."""
    rows = history(activity, as_of)
    purchases, spend = fit_value(rows)
    card = {
        "parameters": {name: float(purchases.params_[name]) for name in ("r", "alpha", "a", "b")},
        "spend": spend.params_.to_dict(),
        **hold_out(activity, rows, as_of, min(CLV_DAYS, (as_of - first).days // 3)),
    }
    counts, monetary, totals = (
        (rows.x, rows.t_x, rows["T"]),
        rows.monetary.clip(lower=0),
        activity[["amount", "cost"]].sum(),
    )
    rows["p_alive"] = purchases.conditional_probability_alive(*counts)
    rows["expected_orders"] = purchases.conditional_expected_number_of_purchases_up_to_time(CLV_DAYS / 7, *counts)
    rows["expected_amount"] = spend.conditional_expected_average_profit(rows.x, monetary)
    monthly = (1 + DISCOUNT) ** (1 / 12) - 1
    clv = spend.customer_lifetime_value(purchases, *counts, monetary, time=12, freq="W", discount_rate=monthly)
    rows["clv"] = clv * (1 - totals.cost / totals.amount)
    return rows[["x", "t_x", "T", "p_alive", "expected_orders", "expected_amount", "clv"]], card


def hold_out(activity: Frame, rows: Frame, as_of: Day, days: int) -> Card:
    """Fit on the time before the last `days`, and compare what was expected of them with what happened."""
    until, weeks = as_of - days * DAY, days / 7
    early = history(activity, until)
    judged = early.iloc[:: max(1, -(-len(early) // JUDGED))]
    whole, counts = rows.loc[judged.index], (judged.x, judged.t_x, judged["T"])
    purchases, spend = fit_value(judged)
    expected = purchases.conditional_expected_number_of_purchases_up_to_time(weeks, *counts)
    later, own = whole.days - judged.days, judged.x / judged["T"].clip(lower=1) * weeks
    amount = expected * spend.conditional_expected_average_profit(judged.x, judged.monetary.clip(lower=0))
    before = log_likelihood(purchases, *counts)
    buys = 1 - np.exp(log_likelihood(purchases, judged.x, judged.t_x, judged["T"] + weeks) - before)
    log_score = log_likelihood(purchases, whole.x, whole.t_x, whole["T"]) - before
    by_x = pd.DataFrame({"expected": expected, "actual": later}).groupby(judged.x.clip(upper=7)).mean()
    return {
        "metrics": compare(expected, later),
        "brier": float(((buys - (later > 0)) ** 2).mean()),
        "log_score": float(log_score.mean()),
        "baselines": {
            "own_rate": compare(own, later),
            "average_rate": compare(own * 0 + judged.x.sum() / judged["T"].sum() * weeks, later),
        },
        "amounts": compare(amount, whole.total - judged.total),
        "calibration": by_x.reset_index().to_dict("records"),
        "tracking": tracking(purchases, activity, early.first_on, as_of),
    }


def tracking(purchases: Model, activity: Frame, first_on: pd.Series, as_of: Day) -> Card:
    """Return week by week the cumulative repeat purchases that happened and that were expected."""
    births = first_on.value_counts().sort_index()
    visits = activity.day[(activity.orders > 0) & activity.customer_id.isin(first_on.index)]
    repeats = visits.value_counts().sub(births, fill_value=0).sort_index().cumsum()
    ends = pd.date_range(births.index[0] + 6 * DAY, as_of, freq="7D")
    by_age = purchases.expected_number_of_purchases_up_to_time(np.arange((as_of - births.index[0]).days + 1) / 7)
    expected = [float((births[:end] * by_age[(end - births[:end].index).days]).sum()) for end in ends]
    return {"actual": repeats.reindex(ends, method="ffill").tolist(), "expected": expected}


def log_likelihood(model: Model, x: pd.Series, t_x: pd.Series, seen: pd.Series) -> pd.Series:
    """Return ln of the density of each customer's purchases, by the BG/NBD paper; the fitter only tells their mean."""
    r, alpha, a, b = model.params_[["r", "alpha", "a", "b"]]
    base = gammaln(r + x) - gammaln(r) + betaln(a, b + x) - betaln(a, b) + r * np.log(alpha)
    dropped = np.log(a / (b + x.clip(lower=1) - 1)) - (r + x) * np.log(alpha + t_x)
    return base + np.logaddexp(-(r + x) * np.log(alpha + seen), dropped.where(x > 0, -np.inf))


def compare(expected: pd.Series, actual: pd.Series) -> Card:
    error, safe = expected - actual, expected.clip(lower=1e-3)
    figures = {
        "expected": expected.sum(),
        "actual": actual.sum(),
        "bias": expected.sum() / actual.sum() - 1,
        "rmse": np.sqrt((error**2).mean()),
        "mae": error.abs().mean(),
        "deviance": 2 * (actual * np.log(actual.clip(lower=1) / safe) - actual + safe).mean(),
    }
    return {name: float(figure) for name, figure in figures.items()}


# ---------------------------------------------------------------- churn

WINDOWS = (30, 90, 180, 365)
RISKY = {  # each feature, and which side of the usual speaks for leaving
    "recency_days": 1, "relative_recency": 1, "usual_gap_days": 0, "purchase_days": -1, "tenure_days": 0,
    **{f"purchases_{days}": -1 for days in WINDOWS}, "trend_90": -1, "average_order": 0, "amount_90": -1,
    "amount_share_90": -1, "return_share": 1,
}  # fmt: skip
FEATURES = list(RISKY)
THEMES = {
    "recency": ["recency_days", "relative_recency"],
    "rhythm": ["usual_gap_days"],
    "frequency": ["purchase_days", *(f"purchases_{days}" for days in WINDOWS)],
    "tenure": ["tenure_days"],
    "trend": ["trend_90", "amount_share_90"],
    "money": ["average_order", "amount_90"],
    "returns": ["return_share"],
}


def features(activity: Frame, snapshot: Day) -> Frame:
    """Return the features of customers who bought before the snapshot, from what was known by then."""
    known = activity[activity.day < snapshot]
    ago, bought = (snapshot - known.day).dt.days, known.orders > 0
    parts = known[["customer_id", "orders", "returns", "amount"]].assign(
        purchase_days=bought,
        **{f"purchases_{days}": bought & (ago <= days) for days in WINDOWS},
        **{f"amount_{days}": known.amount.where(ago <= days, 0.0) for days in (90, 365)},
    )
    rows = by_customer(known[bought]).day.agg(["first", "last"]).join(by_customer(parts).sum())
    rows["recency_days"] = (snapshot - rows["last"]).dt.days - 1
    rows["tenure_days"] = (snapshot - rows["first"]).dt.days - 1
    rows["usual_gap_days"] = (rows.tenure_days - rows.recency_days) / (rows.purchase_days - 1).replace(0, np.nan)
    rows["relative_recency"] = rows.recency_days / rows.usual_gap_days
    rows["trend_90"] = 2 * rows.purchases_90 - rows.purchases_180
    rows["average_order"] = rows.amount / rows.orders
    year = rows.amount_365.where(rows.amount_365 > 0)
    rows["amount_share_90"] = (rows.amount_90 / year).clip(0, 1)
    rows["amount_90"] = rows.amount_90.clip(lower=0)
    rows["return_share"] = rows.returns / (rows.orders + rows.returns)
    return rows[FEATURES].astype("float64")


def labelled(activity: Frame, snapshots: list[Day], horizon: int, window: int) -> Frame:
    """Return the features of those not lost at each snapshot, whether they left, and an equal say by customer."""
    parts = []
    for snapshot in snapshots:
        rows = features(activity, snapshot)
        rows = rows[rows.recency_days < window]
        after = activity[activity.day.between(snapshot, snapshot + (horizon - 1) * DAY) & (activity.orders > 0)]
        parts.append(rows.assign(left=~rows.index.isin(after.customer_id)))
    rows = pd.concat(parts)
    return rows.assign(weight=1 / by_customer(rows).left.transform("size"))


def fit(kind: str, train: Frame, watch: Frame) -> Model:
    """Return the model learnt from `train`, calibrated on `watch`."""
    if kind == "trees":  # small ones did best; threads would only wait for each other on so few columns
        options = {"learning_rate": 0.1, "num_leaves": 4, "min_child_samples": 200, "n_jobs": 1, "verbosity": -1}
        model = lightgbm.LGBMClassifier(n_estimators=400, **options)
        later = {
            "eval_X": watch[FEATURES],
            "eval_y": watch.left,
            "callbacks": [lightgbm.early_stopping(40, verbose=False)],
        }
        model.fit(train[FEATURES], train.left, sample_weight=train.weight, **later)
    else:
        signed_log = FunctionTransformer(lambda rows: np.sign(rows) * np.log1p(np.abs(rows)))
        only = FunctionTransformer(lambda rows: rows[FEATURES if kind == "logistic" else ["recency_days"]])
        fill = SimpleImputer(strategy="median", add_indicator=True)
        model = make_pipeline(only, fill, signed_log, StandardScaler(), LogisticRegression(max_iter=1000))
        model.fit(train[FEATURES], train.left, logisticregression__sample_weight=train.weight)
    return CalibratedClassifierCV(FrozenEstimator(model), method="sigmoid").fit(watch[FEATURES], watch.left)


def churn(activity: Frame, first: Day, as_of: Day, window: int) -> tuple[Model, float, Card]:
    """Return the model moved up to today, the share of the lost who stay away, and the card with its figures."""
    horizon = min(window, ((as_of - first).days + 1) // 5)
    test = as_of + (1 - horizon) * DAY
    watch = test - horizon * DAY
    training = [watch - (horizon + max(7, horizon // 2) * back) * DAY for back in (3, 2, 1, 0)]
    training = [day for day in training if (day - first).days >= horizon] or training[-1:]
    customers = pd.Series(activity.customer_id.unique())
    share = 1 / max(1, -(-len(customers) * (len(training) + 2) // TRAINING_ROWS))
    some = activity[activity.customer_id.isin(customers.sample(frac=share, random_state=SEED))]
    slices = (training, [watch], [test], [*training[1:], watch])
    train, calibrate, held, moved = (labelled(some, days, horizon, window) for days in slices)
    fitted = {kind: fit(kind, train, calibrate) for kind in ("trees", "logistic", "recency")}
    gain = row_losses(fitted["trees"], calibrate) - row_losses(fitted["logistic"], calibrate)
    winner = "logistic" if gain.mean() > gain.sem() else "trees"
    said = {kind: model.predict_proba(held[FEATURES])[:, 1] for kind, model in fitted.items()}
    card = {
        "kind": winner,
        "figures": {kind: evaluate(each, held.left) for kind, each in said.items()},
        "warnings": [name for name in FEATURES if abs(roc_auc_score(held.left, held[name].fillna(-1)) - 0.5) > 0.45],
        "rows": [len(train), len(calibrate), len(held)],
    }
    bought = activity[activity.orders > 0]
    last = by_customer(bought[bought.day < test]).day.last()
    lost = last.index[last < test - window * DAY]
    away = ~lost.isin(bought.customer_id[bought.day >= test])
    return fit(winner, moved, held), float((away.sum() + 1) / (len(lost) + 2)), card


def row_losses(model: Model, on: Frame) -> pd.Series:
    said = model.predict_proba(on[FEATURES])[:, 1].clip(1e-6, 1 - 1e-6)
    return -np.log(pd.Series(said, on.index).where(on.left, 1 - said))


def evaluate(said: np.ndarray, left: pd.Series) -> Card:
    """Return the figures of one set of probabilities, its gains by twentieths and its calibration by tenths."""
    odds = logit(said.clip(1e-6, 1 - 1e-6)).reshape(-1, 1)
    ranked = left.iloc[np.argsort(-said)].to_numpy()
    found = np.append(0, ranked.cumsum() / ranked.sum())
    tenths = pd.DataFrame({"predicted": said, "observed": left.to_numpy()}).groupby(
        pd.qcut(said, 10, duplicates="drop")
    )
    return {
        "auc": float(roc_auc_score(left, said)),
        "pr_auc": float(average_precision_score(left, said)),
        "log_loss": float(log_loss(left, said)),
        "brier": float(brier_score_loss(left, said)),
        "calibration_slope": float(LogisticRegression(C=1e6).fit(odds, left).coef_[0, 0]),
        "top_decile_lift": float(ranked[: len(left) // 10].mean() / left.mean()),
        "base_rate": float(left.mean()),
        "gains": found[np.linspace(0, len(left), 21).round().astype(int)].tolist(),
        "calibration": tenths.mean().to_dict("records"),
    }


# ---------------------------------------------------------------- score


def score(
    activity: Frame, customers: Frame, worth: Frame, model: Model, stay_away: float, as_of: Day
) -> tuple[Frame, Frame]:
    """Return the scores, one row a customer, and the reasons, up to three rows a customer."""
    rows = features(activity, as_of + DAY).loc[customers.index]
    living = (customers.stage != "lost").to_numpy()
    columns = ["segment", "stage", "recency_days", "orders", "amount", "first_on", "last_on"]
    scored = customers[columns].join(worth[["p_alive", "expected_orders", "clv"]])
    scored["probability"] = np.where(living, model.predict_proba(rows)[:, 1], stay_away)
    scored["risk"] = pd.cut(scored.probability, [0, 0.35, 0.65, 1.01], right=False, labels=["low", "medium", "high"])
    scored["value_at_risk"] = scored.probability * scored.clv
    scored["usual_gap_days"] = rows.usual_gap_days
    inner = model.estimator.estimator
    if isinstance(inner, lightgbm.LGBMClassifier):
        adds = inner.predict(rows, pred_contrib=True, num_threads=0)[:, :-1]
    else:
        adds = (inner[:-1].transform(rows) * inner[-1].coef_)[:, : len(FEATURES)]
    return scored, reasons(rows, adds, living)


def reasons(rows: Frame, adds: np.ndarray, living: np.ndarray) -> Frame:
    """Return what pushes each customer's risk up most, one feature a theme, beside what is usual."""
    usual = rows[living].median()
    against = pd.DataFrame({name: usual[name] for name in FEATURES}, rows.index)
    against["recency_days"] = rows.usual_gap_days.fillna(usual.recency_days)
    pushed = adds - adds[living].mean(axis=0)
    pushed = pd.DataFrame(pushed, rows.index, FEATURES).where(
        (rows - against) * list(RISKY.values()) > 0, lambda p: p.clip(upper=0)
    )
    against["recency_days"] = rows.usual_gap_days.where(rows.purchase_days >= 3)
    parts = []
    for theme, names in THEMES.items():
        total = pushed[names].sum(axis=1)
        place = 0 if theme == "recency" else pushed[names].to_numpy().argmax(axis=1)
        at = np.arange(len(rows)), np.broadcast_to(place, len(rows))
        told = {"value": rows[names].to_numpy()[at], "usual": against[names].to_numpy()[at], "contribution": total}
        feature = pd.Categorical(np.array(names)[at[1]], FEATURES)
        parts.append(pd.DataFrame(told).assign(feature=feature)[lambda t: (t.contribution > 0.05) & t["value"].notna()])
    found = pd.concat(parts).reset_index().sort_values(["customer_id", "contribution"], ascending=[True, False])
    return found[by_customer(found).cumcount() < 3]


# ---------------------------------------------------------------- everything


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("orders")
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds[name] = round(time.perf_counter() - began, 3)

    def write(**tables: Frame) -> None:
        for name, table in tables.items():
            table.to_parquet(asked.folder / f"{name}.parquet")

    with step("read"):
        orders = read(asked.orders)
    with step("clean"):
        kept, quarantine, quality, matched = clean(orders)
        account = pd.DataFrame([{"rows_in": len(orders), "rows_kept": len(kept), "rows_quarantined": len(quarantine)}])
        write(quarantine=quarantine, quality=quality, reconciliation=account, return_match=matched)
        del orders
    with step("store"):
        write(order=kept)
    with step("activity"):
        activity, first, as_of = gather(kept)
        write(activity=activity)
    with step("measure"):
        visits, gaps, window, spells = measure(activity, first, as_of)
        lost, opening = last_month_churn(spells, as_of)
        write(gap=gaps, spell=spells)
    with step("segment"):
        customers, flow = segment(kept, activity, visits, window, as_of)
        write(customer=customers, stage_flow=flow)
        del kept, visits
    with step("value"):
        worth, value_card = value(activity, first, as_of)
    with step("churn"):
        model, stay_away, churn_card = churn(activity, first, as_of, window)
    with step("score"):
        scored, why = score(activity, customers, worth, model, stay_away, as_of)
        write(score=scored, reason=why)
        cards = {"value": value_card, "churn": churn_card}
        (asked.folder / "models.json").write_text(json.dumps(cards), encoding="utf-8")
    findings = {
        "kept": int(account.rows_kept[0]),
        "quarantined": int(account.rows_quarantined[0]),
        "activity_rows": len(activity),
        "window_days": window,
        "lost": lost,
        "opening": opening,
        "customers": len(customers),
        "segments": customers.segment.value_counts().to_dict(),
        "stages": customers.stage.value_counts().to_dict(),
        "bgnbd": value_card["parameters"],
        "auc": churn_card["figures"][churn_card["kind"]]["auc"],
    }
    versions = {name: version(name) for name in (need.partition("==")[0] for need in REQUIREMENTS)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({"seconds": seconds, "peak_mib": round(peak), "versions": versions, "findings": findings}))


if __name__ == "__main__":
    main()
