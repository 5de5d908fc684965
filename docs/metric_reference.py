"""The metric reference: every metric of the registry with its miniature, and the segments and stages."""

from collections.abc import Iterable, Iterator

from tests.measure.miniatures import MINIATURES, Miniature
from tests.measure.miniatures.worked import Shown

from liuke.language import Language, Text, number, percent
from liuke.measure import FAMILIES, METRICS, Metric
from liuke.measure.inputs import COME_FROM
from liuke.measure.metric import DIRECTIONS, UNITS
from liuke.segment import SEGMENTS, STAGES

TITLE = Text("Metric reference", "指标手册")
OTHER = Text("[简体中文](metrics.zh-CN.md)", "[English](metrics.md)")
GENERATED = Text(
    "Generated from the registry by `make docs`; do not edit.", "由 `make docs` 根据指标注册表生成，请勿手工修改。"
)
HOW = Text(
    """\
Ask for a metric with `liuke metric ID`, by `--by day`, `week`, `month`, `quarter` or `year`, by any attribute of the
customer or of the rows counted, or by several at once; `--where region=North` filters. `liuke metrics` lists what this
workspace can answer, and searches in either language.

* **Lost** is a definition that is chosen: no purchase for the inactivity window, a contract that ended and was not
  renewed in its grace period, or a chance of being alive that fell too low. The loss counts on the day it becomes
  known, is never back-dated, and one who comes back has *returned*. `liuke lost` shows the effect of the choice.
* **Churn and net shrinkage** differ: of 1,000 opening customers 200 lost and 100 won is 20 % churn and 10 % shrinkage.
* **Partial** marks a period that is not over, or whose answer cannot be complete yet. Leave it out of averages.
* **Intervals** are of 95 %. Where there is none, the reference says why.
* **Attributes** of customers are those of the run's last day: churn by `segment` tells where today's segments come
  from, not who will leave. Rows of customers of whom nothing else is known have none.
* **Contracts from bills**: where there are bills and no subscriptions, a bill covers the service period that it
  states. Without one it covers the time to the next bill, a week, two weeks, a month, two, three, six or twelve: as its
  price was billed to the customer before, as the name of the plan says (“annual”), or as others were billed for that
  price. Where nothing tells, it is read as a month, a plan billed only once by the year too: state the period, or name
  it in the plan. A bill counts from the day it was billed if its service began before. Where most of a customer's bills
  come once half of their period has run, each also covers the time to the next. A charge that never recurs, beside a
  plan that does, is no contract. A refund is no loss. What the first bills of a plan stand for is known only from
  later ones, so that the months of those bills may be told anew; others are not, once they are over.
* **Days and months** are those of the workspace's time zone; weeks start on Monday.
* **Versions**: a definition that changes gets a new version.""",
    """\
用 `liuke metric 编号` 查询指标，可按 `--by day`、`week`、`month`、`quarter`、`year`、客户属性或记录自身的属性拆分，
也可组合；
`--where region=华东` 用于筛选。`liuke metrics` 列出此工作区可回答的指标，支持中英文搜索。

* **流失**是可选择的定义：在判定期内没有购买；合同结束且宽限期内未续约；或仍是客户的概率过低。
  流失在判明当日计入，不回溯；再次出现的客户记为*回流*。`liuke lost` 展示不同选择的影响。
* **流失率与净减少率**不同：期初 1,000 位客户，流失 200、赢得 100，流失率为 20%，净减少率为 10%。
* **未完整**表示期间尚未结束，或其结果尚不能完整得知；不应计入平均。
* **区间**均为 95%。没有区间的指标会说明原因。
* **客户属性**以数据截止日为准：按 `segment` 拆分的流失率说明今天各分群的来历，并不预示谁将流失。
  除该记录外一无所知的客户没有属性。
* **由账单推断合同**：只有账单而没有订阅时，账单覆盖其注明的服务期；未注明的，覆盖到下一张账单为止：
  一周、两周、一个月、两个月、一季、半年或一年，依次依据该客户以往同价账单的间隔、套餐名称（如“年付”）、
  其他客户同价账单的间隔。无从判断时按月计，只出过一次账的年付套餐也是如此：请注明服务期，或在套餐名称中写明。
  服务早于出账开始的，自出账之日起计。若客户的账单大多在服务期过半后才出（后付费），则每张账单还覆盖到下一张为止。
  与循环套餐并存而从不重复的收费不算合同。退款不算流失。套餐最初几张账单的周期要由后来的账单才能得知，
  因此这些账单所在月份的数字可能重述；其他月份结束后不再改变。
* **日与月**按工作区时区划分，每周从周一开始。
* **版本**：定义一旦改变，版本号随之增加。""",
)
MINIATURES_TITLE = Text("The miniatures", "示例")
MINIATURES_TOLD = Text(
    "Each metric is worked out by hand on one of these made-up businesses; the tests hold the code to it.",
    "每个指标都在下列虚构业务之一上手工演算，测试据此核对代码。",
)
WORDS = {
    name: Text(*pair)
    for name, pair in {
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
        "needs": ("Needs", "所需数据"),
        "own": ("Its own splits", "自有拆分项"),
        "worked": ("**Worked** on {title}", "**演算**（{title}）"),
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
        f"## {MINIATURES_TITLE.say(language)}",
        MINIATURES_TOLD.say(language),
        *(_miniature(one, language) for one in MINIATURES),
    ]
    for family, label in FAMILIES.items():
        parts.append(f"## {label.say(language)}")
        parts += [_metric(metric, language) for metric in METRICS.values() if metric.family == family]
    return "\n\n".join([*parts, *_segments(language), *_stages(language)]) + "\n"


def _miniature(miniature: Miniature, language: Language) -> str:
    tables = [_shown(shown, language) for shown in miniature.shown]
    return "\n\n".join([f"### {miniature.title.say(language)}", miniature.told.say(language), *tables])


def _shown(shown: Shown, language: Language) -> str:
    heads = [head.say(language) for head in shown.heads]
    return _table(heads, (tuple("" if cell is None else str(cell) for cell in row) for row in shown.rows))


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
        ("needs", _needs(metric)),
        ("own", _listed([Text(f"`{name}`", f"`{name}`") for name in metric.base.own])),
        ("version", Text(str(metric.version), str(metric.version))),
    ]
    told = [_fact(WORDS[name], text, language) for name, text in facts if text and text != metric.label]
    head = f"### {metric.label.say(language)} · `{metric.id}`\n\n{metric.sentence.say(language)}\n"
    (miniature,) = [one for one in MINIATURES if metric.id in one.worked]
    where = WORDS["worked"].fill(title=miniature.title)
    return "\n".join([head, *told, _fact(where, _worked(metric, miniature, language), language)])


def _needs(metric: Metric) -> Text:
    return _listed(list(dict.fromkeys(COME_FROM[name] for name in metric.inputs))) or Text("", "")


def _listed(texts: list[Text]) -> Text | None:
    return Text(", ".join(text.en for text in texts), "、".join(text.zh for text in texts)) if texts else None


def _fact(name: Text, value: Text, language: Language) -> str:
    return Text("* {name}: {value}", "* {name}：{value}").fill(name=name, value=value).say(language)


def _unit(metric: Metric) -> Text:
    return Text("{unit}; {direction}", "{unit}；{direction}").fill(
        unit=UNITS[metric.unit], direction=DIRECTIONS[metric.direction]
    )


def _worked(metric: Metric, miniature: Miniature, language: Language) -> Text:
    worked = miniature.worked[metric.id]
    when = f"{worked.month:%Y-%m}" if worked.month else WORDS["today"].say(language)
    if worked.by:
        when = f"{when}, {worked.by} = {worked.of}" if language == "en" else f"{when}，{worked.by} = {worked.of}"
    value = percent(worked.value, language) if metric.unit == "share" else number(worked.value, language, 2)
    parts = f"{number(worked.numerator, language, 2)} / {number(worked.denominator, language, 2)} = "
    result = f"{parts if worked.denominator is not None and worked.given is None else ''}{value}"
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
