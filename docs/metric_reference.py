"""The metric reference: every metric of the registry with its miniature, and the segments and stages."""

from collections.abc import Iterable, Iterator

from tests.measure.miniatures.shop import AS_OF, ORDERS, SCORES, WINDOW, WORKED

from liuke.language import Language, Text, number, percent
from liuke.measure import FAMILIES, METRICS, Metric
from liuke.measure.metric import DIRECTIONS, UNITS
from liuke.segment import SEGMENTS, STAGES

TITLE = Text("Metric reference", "指标手册")
OTHER = Text("[简体中文](metrics.zh-CN.md)", "[English](metrics.md)")
GENERATED = Text(
    "Generated from the registry by `make docs`; do not edit.", "由 `make docs` 根据指标注册表生成，请勿手工修改。"
)
HOW = Text(
    """\
Ask for a metric with `liuke metric ID`, by `--by month`, `week` or `quarter`, by any attribute of the customer, or by
several at once; `liuke metric` finds an id by its name in either language.

* **Lost** means no purchase for the inactivity window. The loss counts on the day the window has elapsed, is never
  back-dated, and a later purchase is a *return*. A gap of exactly the window is no loss.
* **Churn and net shrinkage** differ: of 1 000 opening customers 200 lost and 100 won is 20 % churn and 10 % shrinkage.
* **Partial** marks a period that is not over, or whose answer cannot be complete yet. Leave it out of averages.
* **Intervals** are of 95 %. Where there is none, the reference says why.
* **Attributes** are those of the run's last day: churn by `segment` tells where today's segments come from, not who
  will leave. A customer with returns but no purchase has none.
* **Days and months** are those of the workspace's time zone; weeks start on Monday.""",
    """\
用 `liuke metric 编号` 查询指标，可按 `--by month`、`week`、`quarter`、任意客户属性，或其组合拆分；
编号可用中英文名称查找。

* **流失**指在流失判定期内没有购买。流失在判定期届满当日计入，不回溯；之后的购买记为*回流*。间隔恰好等于判定期不算流失。
* **流失率与净减少率**不同：期初 1 000 位客户，流失 200、赢得 100，流失率为 20%，净减少率为 10%。
* **未完整**表示期间尚未结束，或其结果尚不能完整得知；不应计入平均。
* **区间**均为 95%。没有区间的指标会说明原因。
* **属性**以数据截止日为准：按 `segment` 拆分的流失率说明今天各分群的来历，并不预示谁将流失。
  只有退货、从未购买的客户没有属性。
* **日与月**按工作区时区划分，每周从周一开始。""",
)
MINIATURE = Text("The miniature", "示例小店")
SHOP = Text(
    "Each metric is worked out on this shop of five customers. The window is {window} days, the last known day {day}.",
    "每个指标都以这家只有五位客户的小店演算。流失判定期 {window} 天，数据截至 {day}。",
)
WORDS = {
    name: Text(*pair)
    for name, pair in {
        "customer": ("customer", "客户"),
        "orders": ("orders (a negative amount is a return)", "订单（负数为退货）"),
        "probability": ("churn probability", "流失概率"),
        "clv": ("lifetime value", "终身价值"),
        "formula": ("Formula", "公式"),
        "numerator": ("Numerator", "分子"),
        "count": ("Counts", "统计对象"),
        "denominator": ("Denominator", "分母"),
        "unit": ("Unit", "单位"),
        "window": ("Window", "时间窗"),
        "censoring": ("Censoring", "删失规则"),
        "interval": ("Interval", "区间"),
        "source": ("Source", "出处"),
        "version": ("Version", "版本"),
        "today": ("on the last day", "截止日"),
        "segments": ("Segments", "客户分群"),
        "stages": ("Lifecycle stages", "生命周期阶段"),
        "segment": ("segment", "分群"),
        "stage": ("stage", "阶段"),
        "meaning": ("meaning", "含义"),
        "use": ("suggested use", "建议"),
        "recency": ("recency", "最近购买"),
        "engagement": ("frequency and money", "频次与金额"),
    }.items()
}
GRID = Text(
    "Recency, frequency and money are scored 1 to 5 by rank, 5 best, ties never split. Segments follow from recency "
    "and from the mean of frequency and money, rounded up.",
    "最近购买、频次、金额按排名各评 1–5 分，5 分最好，同值不拆分。"
    "分群依据最近购买得分，以及频次与金额得分的均值（向上取整）。",
)


def metric_reference(language: Language) -> str:
    """Return the reference in a language, as Markdown."""
    parts = [
        f"# {TITLE.say(language)}",
        f"{GENERATED.say(language)} {OTHER.say(language)}",
        HOW.say(language),
        f"## {MINIATURE.say(language)}",
        SHOP.say(language, window=WINDOW, day=AS_OF.isoformat()),
        _shop(language),
    ]
    for family, label in FAMILIES.items():
        parts.append(f"## {label.say(language)}")
        parts += [_metric(metric, language) for metric in METRICS.values() if metric.family == family]
    return "\n\n".join([*parts, *_segments(language), *_stages(language)]) + "\n"


def _shop(language: Language) -> str:
    rows = []
    for customer, probability, clv in SCORES:
        bought = [f"{day:%m-%d} {amount}" for who, day, amount in ORDERS if who == customer]
        rows.append((customer, ", ".join(bought), number(probability, language, 1), number(clv, language)))
    return _table([WORDS[name].say(language) for name in ("customer", "orders", "probability", "clv")], rows)


def _metric(metric: Metric, language: Language) -> str:
    facts: list[tuple[str, Text | None]] = [
        ("formula", metric.formula),
        ("numerator" if metric.denominator else "count", metric.numerator),
        ("denominator", metric.denominator),
        ("unit", _unit(metric)),
        ("window", metric.window),
        ("censoring", metric.censoring),
        ("interval", metric.interval_told),
        ("source", Text(metric.source, metric.source)),
        ("version", Text(str(metric.version), str(metric.version))),
    ]
    told = [_fact(WORDS[name], text, language) for name, text in facts if text and text != metric.label]
    head = f"### {metric.label.say(language)} · `{metric.id}`\n\n{metric.sentence.say(language)}\n"
    return "\n".join([head, *told, _fact(Text("**Worked**", "**演算**"), _worked(metric, language), language)])


def _fact(name: Text, value: Text, language: Language) -> str:
    return Text("* {name}: {value}", "* {name}：{value}").fill(name=name, value=value).say(language)


def _unit(metric: Metric) -> Text:
    return Text("{unit}; {direction}", "{unit}；{direction}").fill(
        unit=UNITS[metric.unit], direction=DIRECTIONS[metric.direction]
    )


def _worked(metric: Metric, language: Language) -> Text:
    worked = WORKED[metric.id]
    when = f"{worked.month:%Y-%m}" if worked.month else WORDS["today"].say(language)
    value = percent(worked.value, language) if metric.unit == "share" else number(worked.value, language, 2)
    parts = f"{number(worked.numerator, language, 2)} / {number(worked.denominator, language, 2)} = "
    result = f"{parts if worked.denominator is not None else ''}{value}"
    told = Text("{when}: {result} ({working})", "{when}：{result}（{working}）")
    return told.fill(when=when, result=result, working=worked.working)


def _segments(language: Language) -> Iterator[str]:
    yield f"## {WORDS['segments'].say(language)}"
    yield GRID.say(language)
    heads = [WORDS[name].say(language) for name in ("segment", "recency", "engagement", "meaning", "use")]
    yield _table(
        heads,
        (
            (
                f"{one.label.say(language)} · `{one.id}`",
                _range(one.recency),
                _range(one.engagement),
                one.meaning.say(language),
                one.use.say(language),
            )
            for one in SEGMENTS
        ),
    )


def _stages(language: Language) -> Iterator[str]:
    yield f"## {WORDS['stages'].say(language)}"
    rows = ((f"{one.label.say(language)} · `{one.id}`", one.meaning.say(language)) for one in STAGES)
    yield _table([WORDS[name].say(language) for name in ("stage", "meaning")], rows)


def _range(values: tuple[int, ...]) -> str:
    return str(values[0]) if len(values) == 1 else f"{values[0]}–{values[-1]}"


def _table(heads: list[str], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
