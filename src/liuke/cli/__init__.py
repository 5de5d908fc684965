"""The `liuke` command. Exit codes: 0 done, 1 the data or config is wrong, 2 the call is wrong, 3 internal."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.main import get_command

from liuke.cli import (
    asking,
    basketing,
    collecting,
    defining,
    demo,
    driving,
    foreseeing,
    funnels,
    listing,
    models,
    pathing,
    predicting,
    recommending,
    reporting,
    retaining,
    running,
    segmenting,
    surviving,
)
from liuke.cli.calls import wrong_call
from liuke.cli.failures import explain
from liuke.cli.session import Session
from liuke.cli.words import translate, words
from liuke.errors import LiukeError, UsageError
from liuke.language import LANGUAGES, Language, Text, preferred_language

EVERYWHERE = words(
    "-w/--workspace, --lang and --json go with every command, before or after its name.",
    "-w/--workspace、--lang 和 --json 适用于所有命令，写在命令名前后均可。",
)

app = typer.Typer(
    name="liuke",
    help=words(
        "Liuke keeps customers: from a file of orders to measured retention, and a list of customers to call.",
        "留客：从一份订单文件，到可度量的留存，再到一份可直接跟进的客户名单。",
    ),
    epilog=EVERYWHERE,
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def everywhere(
    workspace: Annotated[
        Path,
        typer.Option("-w", "--workspace", metavar="DIR", help=words("The workspace folder.", "工作区目录。")),
    ] = Path(),
    lang: Annotated[str, typer.Option(metavar="en|zh", help=words("The language to answer in.", "输出语言。"))] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help=words("Answer with one JSON document.", "以一个 JSON 文档输出结果。"))
    ] = False,
) -> None:
    """Take the options that go with every command."""


MODULES = (
    collecting, running, asking, defining, retaining, surviving, funnels, pathing, driving, basketing,
    recommending, segmenting, foreseeing, models, predicting, listing, reporting, demo,
)  # fmt: skip
for module in MODULES:
    module.register(app)


def _common(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Take the options of every command out of a call, wherever they stand."""
    names = {"-w": "workspace", "--workspace": "workspace", "--lang": "lang"}
    rest: list[str] = []
    found: dict[str, str] = {}
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--json":
            found["json"] = "yes"
        elif name in names:
            found[names[name]] = value if equals else next(waiting, "")
            if not found[names[name]]:
                raise UsageError(
                    "usage.no_value",
                    Text("The option {name} needs a value.", "选项 {name} 需要一个值。").fill(name=name),
                    Text("For example: {name} {example}.", "例如：{name} {example}。").fill(
                        name=name, example="en" if name == "--lang" else "my-shop"
                    ),
                )
        else:
            rest.append(argument)
    return rest, found


def _language(name: str | None) -> Language:
    if not name:
        return preferred_language()
    for language in LANGUAGES:
        if name.lower().replace("_", "-").split("-")[0] == language:
            return language
    raise UsageError(
        "usage.language",
        Text("There is no language “{name}” here.", "不支持语言“{name}”。").fill(name=name),
        Text("Use --lang en or --lang zh.", "请使用 --lang en 或 --lang zh。"),
    )


def run(arguments: Sequence[str]) -> int:
    """Carry out one call of the command and return its exit code."""
    session = Session(Path(), preferred_language(), "--json" in arguments)
    try:
        rest, found = _common(arguments)
        session.root, session.language = Path(found.get("workspace", ".")), _language(found.get("lang"))
        command = get_command(app)
        translate(command, session.language)
        return int(command.main(rest, prog_name="liuke", standalone_mode=False, obj=session) or 0)
    except LiukeError as error:
        session.fail(error)
        return error.exit_code
    except typer.exceptions.TyperException as error:
        return _wrong_call(session, error)
    except (KeyboardInterrupt, typer.Abort):
        session.say(Text("Stopped. The published run is as it was.", "已停止。已发布的结果保持不变。"))
        return 130
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - the reader has gone away
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback reaches the reader
        told, code = explain(error)
        session.fail(told)
        return code


def _wrong_call(session: Session, error: typer.exceptions.TyperException) -> int:
    if not error.format_message():  # no arguments at all: the help has been shown
        return 0
    session.fail(wrong_call(error))
    return 2


def main() -> None:
    """Run the `liuke` command on the process's arguments."""
    sys.exit(run(sys.argv[1:]))
