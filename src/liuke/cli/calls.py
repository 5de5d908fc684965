"""Wrong calls, told in the reader's language: the parser of the command line says them in English only."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from liuke.errors import UsageError
from liuke.language import Text

NO_COMMAND = re.compile(r"No such command '([^']+)'")
LEAST, MOST = (re.compile(rf"{side} than or equal to (-?[\d.]*\d)") for side in ("greater", "less"))
EXTRA = re.compile(r"extra arguments? \((.+)\)|extra argument\(s\) \((.+)\)")


def wrong_call(error: Any) -> UsageError:  # noqa: ANN401 - the parser keeps the types of its errors to itself
    """Return the error to show for one that the parser of the command line raised."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "liuke"
    hint = Text(f"`{path} --help` shows how it is called.", f"`{path} --help` 查看用法。")
    said, better = TOLD.get(type(error).__name__, _other)(error)
    return UsageError("usage.call", said, better or hint)


def _other(error: Any) -> tuple[Text, Text | None]:  # noqa: ANN401
    said = error.format_message()
    if found := NO_COMMAND.search(said):
        commands = list(getattr(error.ctx.command, "commands", {})) if error.ctx else []
        near = get_close_matches(found[1], commands, cutoff=0.6)
        better = Text("Did you mean {near}?", "您是否要用 {near}？").fill(near=", ".join(near)) if near else None
        return Text("There is no command “{name}”.", "没有名为“{name}”的命令。").fill(name=found[1]), better
    if found := EXTRA.search(said):
        extra = found[1] or found[2]
        return Text("“{extra}” is too much here.", "多余的参数：{extra}。").fill(extra=extra), None
    return Text(said, f"命令有误：{said}"), None


def _no_option(error: Any) -> tuple[Text, Text | None]:  # noqa: ANN401
    near = list(error.possibilities or ())
    better = Text("Did you mean {near}?", "您是否要用 {near}？").fill(near=", ".join(near)) if near else None
    return Text("There is no option {name}.", "没有选项 {name}。").fill(name=error.option_name), better


def _missing(error: Any) -> tuple[Text, Text | None]:  # noqa: ANN401
    return Text("{name} is missing.", "缺少 {name}。").fill(name=_name(error)), None


def _wrong_value(error: Any) -> tuple[Text, Text | None]:  # noqa: ANN401
    said = str(error.message)
    if "integer" in said:
        return Text("{name} takes a whole number.", "{name} 应为整数。").fill(name=_name(error)), None
    if "valid number" in said:
        return Text("{name} takes a number.", "{name} 应为数字。").fill(name=_name(error)), None
    if found := LEAST.search(said):
        return Text("{name} must be at least {least}.", "{name} 不能小于 {least}。").fill(
            name=_name(error), least=found[1]
        ), None
    if found := MOST.search(said):
        return Text("{name} must be at most {most}.", "{name} 不能大于 {most}。").fill(
            name=_name(error), most=found[1]
        ), None
    return Text("{name}: {said}", "{name} 的值无效（{said}）。").fill(name=_name(error), said=said), None


def _no_value(error: Any) -> tuple[Text, Text | None]:  # noqa: ANN401
    return Text("The option {name} needs a value.", "选项 {name} 需要一个值。").fill(name=error.option_name), None


def _name(error: Any) -> str:  # noqa: ANN401
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


TOLD: Mapping[str, Callable[[Any], tuple[Text, Text | None]]] = {
    "NoSuchOption": _no_option,
    "MissingParameter": _missing,
    "BadParameter": _wrong_value,
    "BadOptionUsage": _no_value,
}
