"""`liuke drivers --timing`: which groups leave faster, all attributes known at the start at once."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.answers import attribute_value
from liuke.cli.session import Session
from liuke.explain.drivers import NOT_CAUSE
from liuke.language import Text, number
from liuke.measure import Inputs, attribute_label
from liuke.predict.timing import Stays, ask_timing_drivers, no_stays
from liuke.workspace import Run, Workspace

WHO = Text("{stays} stays, {lost} of which ended.", "{stays} 段留存，其中 {lost} 段已结束。")
TITLE = Text("How much faster they leave (Cox regression, the others equal)", "离开得有多快（Cox 回归，其他属性相同）")
HEADS = (
    Text("attribute", "属性"), Text("group", "分组"), Text("against", "对比"), Text("hazard ratio", "风险比"),
    Text("95%", "95%"), Text("p", "p"),
)  # fmt: skip
NOBODY = Text("No group leaves faster or slower beyond what chance makes.", "没有任何分组离开的快慢超出随机波动。")
LEFT_OUT = Text("Not compared: {names}", "未参与对比：{names}")


def answer_timing(call: Session, workspace: Workspace, run: Run) -> None:
    """Answer with hazard ratios; raises `LiukeError` where the run cannot tell who left, or too few did."""
    with call.engine(workspace) as engine:
        stays = Stays.of(run, engine)
        if stays is None:
            raise no_stays()
        record = {"as_of": str(run.as_of)} | ask_timing_drivers(Inputs.of(run, engine), stays).record()
    record["note"] = NOT_CAUSE.record()
    call.answer(record, lambda out: _show(out, call, record))


def _show(out: Console, call: Session, record: dict[str, Any]) -> None:
    language = call.language
    counts = {name: number(record[name], language) for name in ("stays", "lost")}
    out.print(WHO.say(language, **counts), style="dim", markup=False, soft_wrap=True)
    named = [row for row in record["effects"] if row["named"]]
    out.print((TITLE if named else NOBODY).say(language), style="bold", markup=False, soft_wrap=True)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for at, head in enumerate(HEADS):
        grid.add_column(head.say(language), justify="right" if at > 2 else "left")
    for row in named:
        words = [attribute_value(row["attribute"], row[name], language) for name in ("group", "against")]
        ratio, interval = number(row["hazard_ratio"], language, 2), f"{row['low']:.2f} … {row['high']:.2f}"
        p = "<0.0001" if row["p_adjusted"] < 0.0001 else f"{row['p_adjusted']:.4f}"
        grid.add_row(escape(attribute_label(row["attribute"]).say(language)), *words, ratio, interval, p)
    if named:
        out.print(grid)
    if record["left_out"]:
        names = ", ".join(
            f"{attribute_label(name).say(language)} ({Text(**why).say(language)})"
            for name, why in record["left_out"].items()
        )
        out.print(LEFT_OUT.say(language, names=names), style="dim", markup=False, soft_wrap=True)
    out.print(NOT_CAUSE.say(language), style="dim", markup=False, soft_wrap=True)
