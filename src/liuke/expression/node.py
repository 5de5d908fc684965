"""What an expression becomes: nodes; or why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from liuke.errors import ConfigError
from liuke.language import Text

type Constant = Decimal | str | bool | date | None

_MANY = 20
FUNCTIONS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "abs": (1, 1),
        "coalesce": (1, _MANY),
        "day": (1, 1),
        "greatest": (2, _MANY),
        "if": (2, 3),
        "least": (2, _MANY),
        "length": (1, 1),
        "lower": (1, 1),
        "month": (1, 1),
        "round": (1, 2),
        "upper": (1, 1),
        "weekday": (1, 1),
        "year": (1, 1),
    }
)
"""The functions, each with the fewest and the most values it takes."""
ALLOWED = Text(
    "Allowed are columns by their bare names, numbers, 'texts', DATE '2024-01-31', TRUE, FALSE, NULL, + - * /, "
    "= <> < <= > >=, AND, OR, NOT, IN (…), BETWEEN … AND …, IS NULL, LIKE, CASE WHEN … THEN … ELSE … END, and the "
    "functions {functions}.",
    "可用：列名（不带表名）、数字、'文字'、DATE '2024-01-31'、TRUE、FALSE、NULL、+ - * /、= <> < <= > >=、"
    "AND、OR、NOT、IN (…)、BETWEEN … AND …、IS NULL、LIKE、CASE WHEN … THEN … ELSE … END，以及函数 {functions}。",
).fill(functions=", ".join(FUNCTIONS))


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an expression: an operation on `parts`, a `column` (its name in `value`) or a `constant`.

    `at` is its place in the text, counted from 1.
    """

    name: str
    parts: tuple["Node", ...] = ()
    value: Constant = None
    at: int = 1


class RefusedError(Exception):
    """Why an expression is refused, at which place, and what would be right."""

    def __init__(self, what: Text, hint: Text = ALLOWED, at: int = 1) -> None:
        super().__init__(what.en)
        self.what, self.hint, self.at = what, hint, at

    def told(self, metric: str, part: str) -> ConfigError:
        """Return the error to show for a part of a declared metric, such as its `numerator`."""
        return self._told("metric", "metric", Text("metric", "指标"), metric, part)

    def told_of_feature(self, feature: str, part: str) -> ConfigError:
        """Return the error to show for a part of a declared feature, such as its `where`."""
        return self._told("feature", "features", Text("feature", "特征"), feature, part)

    def _told(self, code: str, section: str, kind: Text, name: str, part: str) -> ConfigError:
        return ConfigError(
            f"{code}.expression",
            Text(
                "The {kind} “{name}” cannot be computed: in `{part}`, character {at}: {what}",
                "无法计算{kind}“{name}”：`{part}` 第 {at} 个字符处，{what}",
            ).fill(kind=kind, name=name, part=part, at=self.at, what=self.what),
            self.hint,
            column=f"{section}.{name}.{part}",
        )


def not_allowed(text: str, at: int) -> RefusedError:
    """Return the refusal of something that is not of the language."""
    return RefusedError(Text("“{text}” is not allowed.", "不允许使用“{text}”。").fill(text=text), at=at)
