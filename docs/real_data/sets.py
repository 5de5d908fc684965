"""The sets, in the order of the page: what each is, and what is asked of it."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from docs.real_data.dated import chosen, dated
from docs.real_data.writing import Part, bullets, judged, picture, share, table, told
from liuke.errors import LiukeError
from liuke.language import Text
from liuke.predict.notebook import churn
from liuke.predict.notebook import table as labelled
from liuke.predict.notebook.running import told as run
from liuke.predict.value import BGBB, Counts
from liuke.predict.value.intervals import parameter_intervals

type Ask = Callable[[Path], list[Part]]

MOST = 5


def cdnow(folder: Path) -> list[Part]:
    """Ask of the music shop's first customers."""
    found = run({"orders": folder / "cdnow" / "cdnow_sample.csv"}, {}, None, {"workspace": {"currency": "USD"}})
    return [
        Text("## CDNOW: a music shop's first customers", "## CDNOW：音乐商店的首批客户"),
        Text(
            "A tenth of the customers who first bought in the first quarter of 1997, and all that they bought until "
            "June 1998 (Fader & Hardie).",
            "1997 年第一季度首购客户的十分之一，以及他们到 1998 年 6 月的全部购买（Fader 与 Hardie）。",
        ),
        *dated(found, "cdnow"),
    ]


def retail(folder: Path) -> list[Part]:
    """Ask of the gift shop."""
    settings = {"workspace": {"timezone": "Europe/London", "currency": "GBP"}}
    found = run({"orders": folder / "online_retail" / "online_retail.parquet"}, {}, None, settings)
    return [
        Text("## Online Retail: a gift shop", "## Online Retail：礼品店"),
        Text(
            "Every invoice line of a year, as the shop's system exported it "
            "([doi:10.24432/C5BW33](https://doi.org/10.24432/C5BW33), CC BY 4.0).",
            "一年的全部发票明细，系统原样导出（[doi:10.24432/C5BW33](https://doi.org/10.24432/C5BW33)，CC BY 4.0）。",
        ),
        *dated(found, "retail"),
    ]


def journey(folder: Path) -> list[Part]:
    """Ask of the grocer's households."""
    there = folder / "complete_journey"
    frames = {"orders": there / "transactions.parquet", "customer": there / "demographics.parquet"}
    settings = {"workspace": {"timezone": "America/New_York", "currency": "USD"}}
    return [
        Text("## Complete Journey: a grocer's households", "## Complete Journey：超市的家庭客户"),
        Text(
            "A year of baskets of households that shop often, with demographics of a third of them (84.51°).",
            "常购家庭一年的购物篮，其中三分之一附有人口特征（84.51°）。",
        ),
        *dated(run(frames, {}, None, settings), "journey"),
    ]


def donations(folder: Path) -> list[Part]:
    """Ask how often donors will give again: occasions, not amounts."""
    rows = pl.read_csv(folder / "donations" / "donations.csv")
    counts = Counts.grouped(rows["frequency"], rows["recency"], rows["periods"], rows["weights"])
    model, found = BGBB.fit(counts)
    names, intervals = model.parameters(), parameter_intervals(model.parameters(), found)
    occasions = int(counts.T.max())
    said = model.chances(occasions) * counts.customers
    gave = [float(counts.weight[counts.x == times].sum()) for times in range(occasions + 1)]
    alive = float((model.p_alive(*counts.triple, ahead=1) * counts.weight).sum() / counts.customers)
    return [
        Text("## Donations: who gives again", "## 捐赠：谁会再次捐赠"),
        Text(
            "Donors who first gave in 1995, and in which of the six years after it they gave again: occasions, so the "
            "BG/BB model (Fader, Hardie & Shang 2010). The set has one row a history, no dates and no names.",
            "1995 年首次捐赠的人，以及其后六年中哪些年再次捐赠：属于离散机会，因此用 BG/BB 模型"
            "（Fader、Hardie 与 Shang，2010）。数据每种历史一行，没有日期和姓名。",
        ),
        table(
            [Text("parameter", "参数"), Text("value", "值"), Text("95 %", "95%")],
            [[name, told(value, 4), _ends(intervals[name])] for name, value in names.items()],
        ),
        Text(
            "{donors} donors, log-likelihood {likelihood}. {alive} are still donors in the year after; five further "
            "years bring {gifts} gifts.",
            "捐赠者 {donors} 位，对数似然 {likelihood}。次年仍为捐赠者的占 {alive}；之后五年预计捐赠 {gifts} 次。",
        ).fill(
            donors=told(counts.customers),
            likelihood=told(found.log_likelihood, 2),
            alive=share(alive),
            gifts=told(float((model.expected(5, *counts.triple) * counts.weight).sum())),
        ),
        table(
            [Text("years with a gift", "有捐赠的年数"), *(str(times) for times in range(occasions + 1))],
            [
                [Text("donors", "捐赠者"), *(told(value) for value in gave)],
                [Text("the model says", "模型给出"), *(told(value) for value in said)],
            ],
        ),
    ]


def _ends(interval: list[float] | None) -> Text | str:
    if interval is None:
        return "–"
    return Text("{low} – {high}", "{low} – {high}").fill(low=told(interval[0], 3), high=told(interval[1], 3))


def telco(folder: Path) -> list[Part]:
    """Ask of the telecom table."""
    return [
        Text("## Telco: one labelled table", "## Telco：单张标签表"),
        Text(
            "IBM's telecom table (Apache-2.0): fictional, and known by heart everywhere.",
            "IBM 的电信客户表（Apache-2.0）：虚构数据，人尽皆知。",
        ),
        *_labelled(folder / "telco" / "Telco-Customer-Churn.csv", "Churn", "telco"),
    ]


def leads(folder: Path) -> list[Part]:
    """Ask of the leads, two columns of which were filled in after the fact."""
    return [
        Text("## Leads: columns that know the outcome", "## 线索：包含结果信息的列"),
        Text(
            "Leads of an online school, and which of them enrolled. Nobody told which columns were filled in later.",
            "在线教育公司的线索及其是否报名。没有人告知哪些列是事后填写的。",
        ),
        *_labelled(folder / "leads" / "lead_scoring.csv", "Converted", "leads"),
    ]


def _labelled(file: Path, label: str, name: str) -> list[Part]:
    found = labelled(file, label, language="en")
    card = found.card
    if card is None:
        return [found.refusal or Text("", "")]
    heavy = list(card["importance"].items())[:MOST]
    moves = Text("What moves the odds most: {names}.", "对结果影响最大的列：{names}。").fill(
        names=Text(", ".join(one for one, _ in heavy), "、".join(one for one, _ in heavy))
    )
    rows = Text("{n} rows. {shape}", "{n} 行。{shape}").fill(n=told(found.scores.height), shape=found.shape)
    warned = [Text(**one) for one in card["warnings"]]
    return [
        rows,
        judged(found.figures),
        *bullets([chosen(card), *warned, moves]),
        *picture("calibration", card["curves"]["calibration"], name),
        *picture("profit", card["curves"]["profit"], name),
    ]


def clicks(folder: Path) -> list[Part]:
    """Ask of a shop's clicks, which have not the shape."""
    file = folder / "simple_shop" / "simple-onlineshop.csv"
    try:
        churn(orders=file, language="en")
    except LiukeError as refused:
        said = refused.message
    else:
        raise AssertionError("clicks are no orders")
    found = run({"event": file}, {}, None, {})
    return [
        Text("## Simple shop: clicks alone", "## 小店：只有点击"),
        Text(
            "{rows} events without an order among them: there is nothing that one could leave from, and nothing is "
            "foreseen. What can be asked of them is in the [examples](examples.md#a-shop-without-orders-clicks-alone). "
            "Given as orders, they are refused:",
            "{rows} 条事件，其中没有订单：没有可供判定流失的依据，因此不做预测。"
            "可以从中了解什么，见[实例](examples.zh-CN.md)。当作订单传入时会被拒绝：",
        ).fill(rows=told(found.manifest["quality"]["rows_kept"])),
        Text(f"> {said.en}", f"> {said.zh}"),
    ]


SETS: dict[str, Ask] = {
    "cdnow": cdnow,
    "retail": retail,
    "journey": journey,
    "donations": donations,
    "telco": telco,
    "leads": leads,
    "clicks": clicks,
}
