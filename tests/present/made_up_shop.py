"""A shop of some 400 customers, made up but good to look at: the findings of a report."""

import math
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import made_up_clusters
from made_up_baskets import baskets
from made_up_centre import panels
from made_up_demand import panel as demand_panel
from made_up_funnel import panel as funnels
from made_up_paths import panel as path_panel
from made_up_timing import panel
from made_up_uplift import contacting
from made_up_watch import drift, ledger

from liuke.language import Text
from liuke.present.charts.silence import binned
from liuke.present.report.findings import (
    Call,
    ChurnModel,
    Definition,
    Findings,
    Headline,
    Judgement,
    Moved,
    Reading,
    ValueModel,
)

HOSTILE = "<script>alert('x')</script>"
WINDOW = 63
AS_OF = date(2026, 6, 17)


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a made-up shop, no secret


def _months(count: int) -> list[date]:
    last = AS_OF.replace(day=1)
    found = [last]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _interval(part: float, whole: float) -> tuple[float, float]:
    """Wilson's 95 % interval."""
    z, share = 1.96, part / whole
    centre, spread = share + z * z / (2 * whole), z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole**2))
    return max(0.0, (centre - spread) / (1 + z * z / whole)), min(1.0, (centre + spread) / (1 + z * z / whole))


def rate(numerator: int, denominator: int, month: date, *, partial: bool = False) -> dict[str, Any]:
    low, high = _interval(numerator, denominator)
    return {
        "period": month.isoformat(),
        "split": {},
        "value": numerator / denominator,
        "numerator": numerator,
        "denominator": denominator,
        "low": low,
        "high": high,
        "partial": partial,
    }


def _rates() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[int]]:
    chance = _chance(7)
    opening, churn, kept, sizes = 150, [], [], []
    months = _months(18)
    for place, month in enumerate(months):
        partial = month == months[-1]
        share = 0.085 + 0.02 * math.sin(place / 2) + chance.uniform(-0.012, 0.012) + (0.07 if place == 16 else 0)
        lost = round(opening * share * (0.5 if partial else 1))
        churn.append(rate(lost, opening, month, partial=partial))
        kept.append(rate(opening - lost, opening, month, partial=partial))
        sizes.append(opening)
        opening += chance.randint(14, 26) - lost
    return churn, kept, sizes


def _revenue() -> list[dict[str, Any]]:
    chance = _chance(11)
    months = _months(18)
    return [
        rate(1, 1, month, partial=month == months[-1])
        | {"value": 620_000 + 21_000 * place + chance.uniform(-50_000, 50_000) - (60_000 if place == 16 else 0)}
        for place, month in enumerate(months)
    ]


def _cohorts() -> list[dict[str, Any]]:
    chance = _chance(3)
    months = _months(14)
    rows = []
    for place, month in enumerate(months):
        size = chance.randint(17, 41)
        cells = []
        for k in range(len(months) - place):
            running = place + k == len(months) - 1
            share = 1.0 if k == 0 else max(0.08, 0.46 * 0.9 ** (k - 1) + chance.uniform(-0.07, 0.07))
            customers = round(size * share)
            cells.append(
                {"k": k, "customers": customers, "value": None if running else customers / size, "partial": running}
            )
        rows.append({"cohort": month.isoformat(), "size": size, "cells": cells})
    return rows


def _curve(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cohorts as the retention matrix gives them, their weighted average first."""
    for row in rows:
        row |= {"by": "month", "of": "customers"}
        for cell in row["cells"]:
            of = 0 if cell["partial"] else row["size"]
            low, high = _interval(cell["customers"], of) if of else (None, None)
            cell |= {"numerator": cell.pop("customers") if of else 0, "denominator": of, "low": low, "high": high}
    average = []
    for k in range(len(rows[0]["cells"]) - 1):
        cells = [row["cells"][k] for row in rows if k < len(row["cells"])]
        came, of = (sum(cell[name] for cell in cells) for name in ("numerator", "denominator"))
        low, high = _interval(came, of)
        told = {"k": k, "numerator": came, "denominator": of, "value": came / of, "low": low, "high": high}
        average.append(told | {"partial": False})
    whole = {"cohort": None, "size": sum(row["size"] for row in rows), "cells": average}
    return [whole | {"by": "month", "of": "customers"}, *rows]


def _gaps() -> list[dict[str, Any]]:
    return [
        {"days": days, "closed": round(90 * math.exp(-(((math.log(days) - 3.1) / 0.75) ** 2) / 2)), "open": 3}
        for days in range(1, 200)
    ]


def _rfm() -> list[dict[str, Any]]:
    chance = _chance(5)
    return [
        {
            "recency": recency,
            "frequency": frequency,
            "customers": (count := max(1, round(16 - 3.4 * abs(recency - frequency) + chance.uniform(-3, 6)))),
            "amount": count * 380.0 * frequency**1.5 * chance.uniform(0.8, 1.3),
        }
        for recency in range(1, 6)
        for frequency in range(1, 6)
    ]


def _segments() -> list[dict[str, Any]]:
    named = (
        ("Champions", "冠军客户", "bought lately, often and much", "近期、高频、高额", 62, 0.06, 412_000.0),
        ("Loyal", "忠诚客户", "buy regularly", "稳定复购", 88, 0.14, 318_000.0),
        ("Promising", "潜力客户", "new, and off to a good start", "新客且势头良好", 71, 0.31, 64_000.0),
        ("Need attention", "需关注", "above average, but going quiet", "高于平均但趋于沉默", 57, 0.47, 96_500.0),
        ("Cannot lose", "不可流失", "were among the best, now silent", "曾是最佳客户，如今沉默", 23, 0.72, 131_000.0),
        ("Hibernating", "休眠客户", "long silent, low value", "长期沉默且价值低", 112, 0.88, 41_300.0),
    )
    return [
        {
            "label": Text(en, zh),
            "meaning": Text(why, why_zh),
            "customers": count,
            "share": count / 413,
            "amount": amount,
            "probability": risk,
        }
        for en, zh, why, why_zh, count, risk, amount in named
    ]


def _stages() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    months = _months(16)[:-1]
    stages = [
        {"month": month, "stage": stage, "customers": round(base + slope * place + 6 * math.sin(place + base))}
        for place, month in enumerate(months)
        for stage, base, slope in (
            ("new", 38, 0.3),
            ("active", 120, 2.2),
            ("returned", 14, 0.4),
            ("dormant", 60, 1.0),
            ("lost", 40, 5.6),
        )
    ]
    flow = [
        {"from_stage": start, "to_stage": end, "customers": count}
        for start, end, count in (
            (None, "new", 24),
            ("new", "new", 18),
            ("new", "active", 16),
            ("new", "dormant", 11),
            ("active", "active", 119),
            ("active", "dormant", 27),
            ("dormant", "active", 13),
            ("dormant", "dormant", 38),
            ("dormant", "lost", 19),
            ("lost", "returned", 6),
            ("returned", "returned", 11),
            ("returned", "active", 5),
            ("returned", "dormant", 4),
        )
    ]
    return stages, flow


def _calls() -> tuple[Call, ...]:
    chance = _chance(23)
    names = (
        "华信保险经纪",
        "Umbra Travel",
        "盛世能源科技",
        HOSTILE,
        "Harbour & Sons",
        "林晓雯",
        "Nordlicht GmbH",
        None,
    )
    reasons = (
        Text("silent for 58 days; usually buys every 19", "已静默 58 天，平常每 19 天购买一次"),
        Text("orders fell from 6 to 2 in three months", "近三个月订单从 6 笔降至 2 笔"),
        Text("spends 41% less per order than before", "客单价比以前低 41%"),
        Text("returned its last two orders", "最近两笔订单均已退货"),
    )
    steps = (
        Text("Call within three days and ask what changed", "三天内致电，了解变化原因"),
        Text("Offer to repeat the usual order", "主动提议按往常订单再次下单"),
    )
    calls = []
    for place in range(18):
        probability, worth = chance.uniform(0.55, 0.94), chance.uniform(900, 38_000)
        silent = chance.randint(28, 62)
        calls.append(
            Call(
                customer_id=f"C{14000 + 37 * place}",
                name=names[place % len(names)],
                risk="high" if probability >= 0.65 else "medium",
                probability=probability,
                worth=worth,
                at_risk=worth * probability,
                last_on=AS_OF - timedelta(days=silent),
                recency_days=silent,
                usual_gap_days=float(chance.randint(9, 26)),
                reasons=tuple(chance.sample(reasons, chance.randint(1, 3))),
                step=steps[place % 2],
                segment=_segments()[3 + place % 2]["label"],
            )
        )
    return tuple(sorted(calls, key=lambda call: -(call.at_risk or 0)))


def _churn_model() -> ChurnModel:
    shapes = {"model": 0.42, "logistic": 0.5, "recency": 0.58}
    bins = [(0.04, 0.05, 60), (0.14, 0.11, 52), (0.27, 0.31, 44), (0.43, 0.40, 41), (0.58, 0.63, 37), (0.76, 0.73, 33)]
    calibration = [
        {
            "model": model,
            "predicted": said,
            "observed": min(1.0, max(0.0, happened + shift)),
            "low": _interval(round(happened * n), n)[0],
            "high": _interval(round(happened * n), n)[1],
            "customers": n,
        }
        for model, shift in (("model", 0.0), ("logistic", 0.05), ("recency", -0.08))
        for said, happened, n in bins
    ]
    gains = [
        {"model": model, "share": place / 20, "found": (place / 20) ** power}
        for model, power in shapes.items()
        for place in range(21)
    ]
    judgements = (
        Judgement("model", 0.842, 0.801, 0.879, 2.63, 0.146, 0.447),
        Judgement("logistic", 0.815, 0.771, 0.855, 2.35, 0.155, 0.471),
        Judgement("recency", 0.744, 0.693, 0.79, 1.98, 0.182, 0.55),
    )
    more = {
        "en": "More history would help: from half of the rows to all of them, log loss fell by 0.0150 (standard error "
        "0.004).",
        "zh": "更多历史数据仍有帮助：训练行数从一半增至全部时，对数损失下降 0.0150（标准误 0.004）。",
    }
    return ChurnModel(
        judgements,
        gains,
        calibration,
        267,
        date(2026, 4, 15),
        WINDOW,
        0.352,
        Text("additive trees: no challenger is better", "加性树模型：没有更优的模型"),
        [{"share": place / 100, "profit": 40 * place / 100 - 55 * (place / 100) ** 2} for place in range(101)],
        [
            {"rows": rows, "log_loss": loss, "low": loss - 0.02, "high": loss + 0.02, "more": more}
            for rows, loss in ((200, 0.52), (400, 0.49), (800, 0.462), (1600, 0.447))
        ],
    )


def _value_model() -> ValueModel:
    tracking = [
        {
            "week": (date(2025, 1, 5) + timedelta(weeks=week)).isoformat(),
            "actual": (came := round(900 * (1 - math.exp(-week / 34)))),
            "expected": came * (1 + 0.03 * math.sin(week / 6) + (0.001 * (week - 39) if week > 39 else 0)),
            "held_out": week > 39,
        }
        for week in range(1, 66)
    ]
    parameters = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}
    judged = [
        {"label": Text("BG/NBD model", "BG/NBD 模型"), "ours": True, "bias": -0.044, "rmse": 1.31},
        {"label": Text("Everyone keeps their own rate", "每人保持各自频率"), "ours": False, "bias": 0.62, "rmse": 1.98},
        {
            "label": Text("Everyone buys at the average rate", "人人按平均频率"),
            "ours": False,
            "bias": 0.4,
            "rmse": 1.77,
        },
    ]
    return ValueModel(
        Text("BG/NBD model", "BG/NBD 模型"),
        parameters,
        tracking,
        judged,
        Text(
            "r and alpha say how often customers buy; a and b how soon they stop.",
            "r 与 alpha 描述购买频率，a 与 b 描述多快停止购买。",
        ),
    )


def _headline(churn: list[dict[str, Any]], revenue: list[dict[str, Any]], sizes: list[int]) -> tuple[Headline, ...]:
    last, before = churn[-2], churn[-3]
    month = Text("May 2026", "2026年5月")
    return (
        Headline(
            "active_customers",
            Text("Active customers", "活跃客户"),
            "number",
            sizes[-1],
            Text("on 17 June 2026", "截至 2026年6月17日"),
            sizes[-2],
            1,
            history=tuple(map(float, sizes)),
        ),
        Headline(
            "churn_rate",
            Text("Churn rate", "流失率"),
            "percent",
            last["value"],
            month,
            before["value"],
            -1,
            last["low"],
            last["high"],
            tuple(row["value"] for row in churn[:-1]),
        ),
        Headline(
            "revenue",
            Text("Revenue", "收入"),
            "money",
            12_277_600.0,
            month,
            12_180_000.0,
            1,
            history=tuple(row["value"] for row in revenue[:-1]),
        ),
        Headline(
            "repeat_rate",
            Text("Repeat rate", "复购率"),
            "percent",
            0.612,
            Text("of all customers so far", "占全部客户"),
            None,
            1,
            0.564,
            0.658,
            tuple(0.612 - 0.006 * back for back in range(17, -1, -1)),
        ),
        Headline(
            "value_at_risk",
            Text("Value at risk", "风险价值"),
            "money",
            932_000.0,
            Text("188 customers at high risk", "188 位高风险客户"),
            None,
            -1,
            parts=(("bad", 0.64), ("stage-dormant", 0.2), ("line-strong", 0.16)),
        ),
    )


def _quality() -> list[dict[str, Any]]:
    return [
        {
            "label": Text("The row is an exact copy of another", "与另一行完全重复"),
            "severity": "warning",
            "action": Text("dropped", "移入隔离"),
            "rows": 41,
            "example": "A-10231",
            "name": "orders-2026.csv",
        },
        {
            "label": Text("The amount is far above the usual", "金额远高于平常"),
            "severity": "info",
            "action": Text("flagged", "标记"),
            "rows": 3,
            "example": "=HYPERLINK(1)",
            "name": "orders-2026.csv",
        },
        {
            "label": Text("The date cannot be read", "日期无法识别"),
            "severity": "error",
            "action": Text("dropped", "移入隔离"),
            "rows": 7,
            "example": "31/02/2026",
            "name": "orders-2025.csv",
        },
    ]


def _definitions() -> tuple[Definition, ...]:
    return (
        Definition(
            "churn_rate",
            Text("Churn rate", "流失率"),
            Text("The share of opening customers lost in the period.", "期初客户在该期间流失的比例。"),
            "lost / opening",
            Text("opening customers lost in the period", "期间流失的期初客户"),
            Text("customers at the opening", "期初客户"),
            "Liuke, definition of churn",
        ),
        Definition(
            "repeat_rate",
            Text("Repeat rate", "复购率"),
            Text("The share of customers who bought on two days or more.", "在两个及以上日期购买过的客户比例。"),
            "repeat / customers",
            Text("customers with two purchase days or more", "有两个及以上购买日的客户"),
            Text("customers", "客户"),
            "Farris et al., Marketing Metrics",
        ),
    )


def _changes() -> tuple[Moved, ...]:
    rose = Text(
        "Churn rate: 17.3% in May 2026, up 8.1 points from 9.2%: a real change, beyond what is usual.",
        "2026年5月流失率为 17.3%，较 9.2% 上升 8.1 个百分点：是真实的变化，超出了通常的波动。",
    )
    return (
        Moved("churn_rate", Text("Churn rate", "流失率"), "churn", "real", "bad", 0.173, rose),
        Moved("nps", Text("NPS", "净推荐值"), "satisfaction", "chance", "plain", 41.0),
        Moved("reopen_rate", Text("Reopen rate", "工单重开率"), "service", "same", "plain", 0.06),
    )


def _readings() -> tuple[Reading, ...]:
    def silent(days: int) -> Text:
        return Text("No purchase for {days} days.", "连续 {days} 天没有购买。").fill(days=days)

    return (
        Reading(silent(31), False, 0.19, 0.24, "2026-05-01", 320, 160),
        Reading(silent(WINDOW), True, 0.09, 0.17, "2026-05-01", 190, 34),
        Reading(silent(2 * WINDOW), False, 0.04, None, None, 80, 0),
    )


def findings() -> Findings:
    """Return the whole shop's findings, the same every time."""
    churn, kept, sizes = _rates()
    revenue = _revenue()
    stages, flow = _stages()
    return Findings(
        shop="Lighthouse Tea · 灯塔茶业",
        uplift=contacting(f"2026-Q1 {HOSTILE}"),
        run="20260618T080000000000Z",
        as_of=AS_OF,
        made_at=datetime(2026, 6, 18, 8, tzinfo=UTC),
        currency="CNY",
        customers=413,
        orders=3_127,
        first_on=date(2025, 1, 3),
        window_days=WINDOW,
        window_rule=Text(
            "Proposed from the data: after 63 silent days, fewer than one customer in five buys in the next 63.",
            "由数据得出：静默满 63 天后，接下来 63 天内再次购买的客户不足五分之一。",
        ),
        headline=_headline(churn, revenue, sizes),
        bridge={
            "month": "2026-05-01",
            "opening_customers": 196,
            "new_customers": 18,
            "returned_customers": 5,
            "lost_customers": 34,
            "closing_customers": 185,
            "churn_rate": 34 / 196,
            "net_shrinkage": 11 / 196,
        },
        churn=churn,
        retention=kept,
        revenue=revenue,
        cohorts=_cohorts(),
        curve=_curve(_cohorts()),
        silence=binned(_gaps(), WINDOW),
        rfm=_rfm(),
        segments=_segments(),
        concentration=[{"customers": share / 100, "revenue": (share / 100) ** 0.33} for share in range(101)],
        stages=stages,
        flow=flow,
        flow_month=date(2026, 5, 1),
        calls=_calls(),
        risks={
            "high": {"customers": 188, "worth": 1_240_000.0, "at_risk": 932_000.0},
            "medium": {"customers": 91, "worth": 610_000.0, "at_risk": 291_000.0},
            "low": {"customers": 134, "worth": 2_105_000.0, "at_risk": 236_000.0},
        },
        churn_model=_churn_model(),
        value_model=_value_model(),
        ledger=ledger(),
        drift=drift(),
        files=[
            {
                "name": "orders-2025.csv",
                "label": Text("orders", "订单"),
                "rows_in": 1_702,
                "rows_kept": 1_695,
                "rows_quarantined": 7,
            },
            {
                "name": "orders-2026.csv",
                "label": Text("orders", "订单"),
                "rows_in": 1_473,
                "rows_kept": 1_432,
                "rows_quarantined": 41,
            },
        ],
        quality=_quality(),
        definitions=_definitions(),
        panels=panels()
        | {
            "timing": panel(),
            "baskets": baskets(),
            "demand": demand_panel(),
            "clusters": made_up_clusters.panel(),
            "paths": path_panel(),
            "funnels": funnels(),
        },
        changes=_changes(),
        readings=_readings(),
    )
