"""What is said of paths: who is compared, and what sets them apart."""

from liuke.explain.paths.comparing import Compared
from liuke.explain.paths.moments import ByEvent, BySilence, ByStay, Leaving
from liuke.explain.paths.separating import Separator
from liuke.language import LANGUAGES, Text, number, percent

STEP, PAIR = Text("‘{name}’", "“{name}”"), Text("‘{name}’ and then ‘{following}’", "“{name}”接着“{following}”")
SEPARATES = {
    "left": Text(
        "Of those who left, {left} had {step} among their last {steps} steps; of those who stayed, {stayed}.",
        "离开的客户中，{left} 的最后 {steps} 步里有{step}；留下的客户中为 {stayed}。",
    ),
    "reached": Text(
        "Of those who reached ‘{goal}’, {left} had {step} among the {steps} steps before it; of the others, {stayed}.",
        "到达“{goal}”的客户中，{left} 在此前 {steps} 步里有{step}；其他客户中为 {stayed}。",
    ),
}
SAME = Text(
    "No step sets them apart beyond chance ({tests} steps and pairs of steps were tested).",
    "没有哪一步使两组客户的差别超出偶然（共检验 {tests} 个步骤及相邻步骤对）。",
)
NOT_CAUSE = Text(
    "This compares what people did; it does not say that a step made anybody leave.",
    "这里只比较客户做过什么，并不表示某一步导致了离开。",
)
COMPARED = {
    "visit": Text(
        "Compared are {leavers} who left and {stayers} who came back, after visits of the same months and as many "
        "visits before.",
        "比较的是 {leavers} 位离开的客户与 {stayers} 位之后又来的客户：所取到访的月份相同，此前到访次数相当。",
    ),
    "left": Text(
        "Compared are {leavers} before their first ‘{name}’ and {stayers} who went on, in the same months and after as "
        "many steps.",
        "比较的是 {leavers} 位首次“{name}”之前的客户与 {stayers} 位继续下去的客户：月份相同，此前步数相当。",
    ),
    "reached": Text(
        "Compared are {leavers} before their first ‘{name}’ and {stayers} who never came to it, in the same months and "
        "after as many steps.",
        "比较的是 {leavers} 位首次“{name}”之前的客户与 {stayers} 位从未到达的客户：月份相同，此前步数相当。",
    ),
}
UNMATCHED = Text(
    "{missing} of {all} are left out: nobody comparable was seen beside them.",
    "另有 {missing} 位（共 {all} 位）找不到可比的客户，未计入。",
)
MARKER = Text(
    "‘{name}’ marks the end rather than leads to it: {share} of those who left did it last, and hardly anybody "
    "else did. It is not counted as a step.",
    "“{name}”是离开的标记，而非离开前的一步：{share} 的离开客户最后做的就是它，其他人几乎没有。因此不计为步骤。",
)
PURCHASES = Text(
    "{names} is the purchase itself, whose absence is the loss: it is not counted as a step.",
    "{names}就是购买本身，没有购买才算流失：因此不计为步骤。",
)
SHORT = Text(
    "Nobody compared had so many steps: the longest path has {longest}.",
    "参与比较的客户都没有这么多步：最长的路径为 {longest} 步。",
)
SILENT = Text("No event for {days} days.", "连续 {days} 天没有任何行为。")
GOAL = Text("Reached ‘{name}’.", "到达“{name}”。")
DONE = Text("Did ‘{name}’.", "做过“{name}”。")


def kind(leaving: Leaving) -> str:
    """Return which words go with a way to leave: visit, left or reached."""
    if not isinstance(leaving, ByEvent):
        return "visit"
    return "reached" if leaving.goal else "left"


def means(leaving: Leaving, lost: Text) -> Text:
    """Return what leaving means, in a sentence; `lost` is the run's definition."""
    if isinstance(leaving, BySilence):
        return SILENT.fill(days=leaving.days)
    if isinstance(leaving, ByEvent):
        return (GOAL if leaving.goal else DONE).fill(name=leaving.name)
    return lost


def step(one: Separator) -> Text:
    """Return a step, or two in a row, between quotation marks."""
    return PAIR.fill(name=one.name, following=one.following) if one.following else STEP.fill(name=one.name)


def sentence(one: Separator, steps: int, leaving: Leaving) -> Text:
    """Return what a separator says."""
    goal = leaving.name if isinstance(leaving, ByEvent) else ""
    words = SEPARATES["reached" if kind(leaving) == "reached" else "left"]
    left, stayed = _share(one.left_share), _share(one.stayed_share)
    return words.fill(left=left, stayed=stayed, step=step(one), steps=steps, goal=goal)


def notes(found: Compared, asked: int, leaving: Leaving) -> list[Text]:
    """Return who was compared, and what is to be known of it."""
    matched, name = found.matched, leaving.name if isinstance(leaving, ByEvent) else ""
    counts = {"leavers": _count(matched.leavers), "stayers": _count(matched.stayers)}
    told = [COMPARED[kind(leaving)].fill(**counts, name=name)]
    if missing := matched.all_leavers - matched.leavers:
        told.append(UNMATCHED.fill(missing=_count(missing), all=_count(matched.all_leavers)))
    told += [MARKER.fill(name=marker, share=_share(share)) for marker, share in found.markers]
    told += [PURCHASES.fill(names=STEP.fill(name=name)) for name in leaving.outcome if isinstance(leaving, ByStay)]
    if found.longest < asked:
        told.append(SHORT.fill(longest=found.longest))
    return told


def _count(value: int) -> Text:
    return Text(*(number(value, to) for to in LANGUAGES))


def _share(value: float) -> Text:
    return Text(*(percent(value, to, 0) for to in LANGUAGES))
