"""The command's own words in both languages: help texts, and what Typer says of a wrong call.

Typer fixes help texts when a command is declared; `translate` puts in the reader's language before it is shown.
"""

from typing import Any

from typer import Context, rich_utils

from liuke.language import Language, Text

_HELP = Text("Show this message and exit.", "显示本帮助后退出。")
_SAID: dict[str, Text] = {}
_PANELS = {
    "ARGUMENTS_PANEL_TITLE": Text("Arguments", "参数"),
    "OPTIONS_PANEL_TITLE": Text("Options", "选项"),
    "COMMANDS_PANEL_TITLE": Text("Commands", "命令"),
    "ERRORS_PANEL_TITLE": Text("Error", "错误"),
    "DEFAULT_STRING": Text("[default: {}]", "[默认：{}]"),
    "REQUIRED_LONG_STRING": Text("[required]", "[必填]"),
}


def words(en: str, zh: str) -> str:
    """Declare a help text; returns the English one, which Typer keeps."""
    _SAID[en] = Text(en, zh)
    return en


def translate(command: Any, language: Language) -> None:  # noqa: ANN401 - Typer's command classes are private
    """Put the help of a command, its options and its subcommands into `language`."""
    for name, text in _PANELS.items():
        setattr(rich_utils, name, text.say(language))
    _translate(command, language)


def _translate(command: Any, language: Language) -> None:  # noqa: ANN401
    shown = command.get_help_option(Context(command))
    shown.help = _HELP.say(language)
    for holder in (command, *command.params):
        for place in ("help", "short_help", "epilog"):
            said = getattr(holder, place, None)
            if said in _SAID:
                setattr(holder, place, _SAID[said].say(language))
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, language)
