"""Why a question about paths has no answer, and what would be needed."""

import difflib
from collections.abc import Sequence

from liuke.errors import DataError, UsageError
from liuke.language import Text

_SHOWN = 12


def wrong_steps(most: int) -> UsageError:
    """Return the error for a number of steps that is none."""
    return UsageError(
        "paths.steps",
        Text("Paths have at least one step.", "路径至少要有一步。"),
        Text("Ask for 1 to {most} steps.", "步数请取 1 至 {most}。").fill(most=most),
    )


def wrong_gap() -> UsageError:
    """Return the error for a pause that ends no visit."""
    return UsageError(
        "paths.gap",
        Text("A visit cannot end after such a pause.", "无法以这样的间隔划分会话。"),
        Text("Use a pause from 1m to 7d, such as 30m or 2h.", "请使用 1m 到 7d 之间的间隔，如 30m 或 2h。"),
    )


def no_such_event(name: str, known: Sequence[str]) -> UsageError:
    """Return the error for an event that nobody ever did."""
    near = [*dict.fromkeys([*difflib.get_close_matches(name, known, n=3), *known])][:_SHOWN]
    return UsageError(
        "paths.event",
        Text("There is no event “{name}”.", "没有名为“{name}”的行为。").fill(name=name),
        Text("Among the events are: {names}.", "现有行为包括：{names}。").fill(names=", ".join(near)),
    )


def one_event() -> DataError:
    """Return the refusal where every step is the same."""
    return DataError(
        "paths.one_event",
        Text("Every step is the same event: no path differs.", "所有步骤都是同一种行为，路径没有差别。"),
        Text("Paths need events of at least two names.", "路径分析至少需要两种不同名称的行为。"),
    )


def nobody(who: str) -> DataError:
    """Return the refusal where one of the two groups is empty: `who` is leavers or stayers."""
    said = {
        "leavers": Text("Nobody with events has left.", "有行为记录的客户中没有人流失。"),
        "stayers": Text(
            "Of nobody with events is it known that they stayed.", "有行为记录的客户中没有可确认留下的人。"
        ),
    }
    return DataError(
        f"paths.no_{who}",
        said[who],
        Text(
            "Paths compare those who left with those who stayed. Say otherwise who left: --left-by EVENT, --reached "
            "EVENT or --silent DAYS.",
            "路径分析需要比较流失与留下的客户。可改用 --left-by 行为、--reached 行为 或 --silent 天数 指定谁算离开。",
        ),
    )


def too_few(leavers: int, stayers: int, fewest: int) -> DataError:
    """Return the refusal where too few can be compared."""
    return DataError(
        "paths.too_few",
        Text(
            "Too few can be compared: {leavers} who left, and {stayers} who stayed in the same months after as long a "
            "history.",
            "可比较的客户太少：流失 {leavers} 位，月份与历史长度相当的留下客户 {stayers} 位。",
        ).fill(leavers=leavers, stayers=stayers),
        Text("At least {fewest} of each are needed.", "两组各至少需要 {fewest} 位。").fill(fewest=fewest),
    )


def no_events() -> UsageError:
    """Return the error for a run without events."""
    return UsageError(
        "paths.no_events",
        Text("This run has no events.", "本次运行没有行为事件。"),
        Text(
            "Add a file of events (customer, time, name) with `liuke add FILE`, then call `liuke run`.",
            "请用 `liuke add 文件` 添加行为事件（客户、时间、名称），再执行 `liuke run`。",
        ),
    )


def several_ways() -> UsageError:
    """Return the error for a call that says in several ways who left."""
    return UsageError(
        "paths.several_ways",
        Text("It is said in several ways who left.", "同时用多种方式指定了谁算离开。"),
        Text("Use one of --left-by, --reached and --silent.", "--left-by、--reached、--silent 只能选用一个。"),
    )
