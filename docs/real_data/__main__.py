"""Writes the page on real data: `python -m docs.real_data [FOLDER]`; FOLDER has the sets, default ../shared/data.

Every number, sentence of judgement and picture comes from what the sets give when it is called; some minutes.
"""

import sys
import time
from pathlib import Path

from docs.real_data.sets import SETS
from liuke.language import LANGUAGES, Text

DOCS = Path(__file__).parents[1]
DATA = DOCS.parents[1] / "shared" / "data"
PAGES = {"en": "real-data.md", "zh": "real-data.zh-CN.md"}
HEAD = (
    Text("# Real data: what can be foreseen, set by set", "# 真实数据：逐一看能预测什么"),
    Text("[简体中文](real-data.zh-CN.md)", "[English](real-data.md)"),
    Text(
        "What Liuke says of public sets of data: which shape it finds, which model it chooses and why, and how that "
        "held on what the model had not seen, beside what a person would use. Modest results stand here as they came. "
        "`python -m docs.real_data` writes this page; no number in it is typed. How the figures are made: "
        "[Prediction](prediction.md). The same sets step by step: [Worked examples](examples.md).",
        "留客对公开数据集给出的结果：识别出的数据形态、选用的模型及理由、在模型未见过的数据上的表现，并与常用的简单方法对照。"
        "效果平平的也如实列出。本页由 `python -m docs.real_data` 生成，数字均非手工填写。"
        "指标如何得出见[预测](prediction.zh-CN.md)；同样的数据逐步操作见[实例](examples.zh-CN.md)。",
    ),
)


def main(arguments: list[str]) -> None:
    """Ask of every set, and write both pages."""
    folder = Path(arguments[0]) if arguments else DATA
    parts: list[Text] = [*HEAD]
    for name, ask in SETS.items():
        began = time.perf_counter()
        parts += ask(folder)
        sys.stdout.write(f"{name}: {time.perf_counter() - began:.0f} s\n")
        sys.stdout.flush()
    for language in LANGUAGES:
        text = "\n\n".join(part.say(language) for part in parts)
        (DOCS / PAGES[language]).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
