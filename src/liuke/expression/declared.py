"""A metric that a person declares in settings, made of expressions over the columns of one table."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from liuke.errors import ConfigError
from liuke.expression.in_file import InFile
from liuke.expression.node import RefusedError
from liuke.expression.syntax import read_expression
from liuke.language import Text

type Kind = Literal["ratio", "sum", "count", "quantile"]

_SAID = r"[^\[\]{}]{0,200}"
"""Labels and sentences are shown in places where brackets would mean something else."""
_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "ratio": ("numerator", "denominator"),
    "sum": ("of",),
    "count": (),
    "quantile": ("of",),
}
_MORE: Mapping[Kind, tuple[str, ...]] = {"ratio": (), "sum": (), "count": ("of",), "quantile": ("share",)}
"""What a metric of a kind needs, and what else it may have."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _sayable(text: str) -> str:
    """Return a text without blanks around it, or refuse one that cannot be shown in a line, or shows nothing."""
    if not (re.fullmatch(_SAID, text) and text.isprintable()):
        raise PydanticCustomError("metric_words", "not one line without brackets")
    if text and not text.strip():
        raise PydanticCustomError("metric_blank", "blank")
    return text.strip()


class Names(_Section):
    """A text in English and Chinese; where one is missing, the other stands for it."""

    en: Annotated[str, AfterValidator(_sayable)] = ""
    zh: Annotated[str, AfterValidator(_sayable)] = ""

    def text(self, otherwise: Text) -> Text:
        """Return both languages; `otherwise` where there is neither."""
        return Text(self.en or self.zh or otherwise.en, self.zh or self.en or otherwise.zh)


def both_languages(given: object) -> object:
    """Return one text as both languages."""
    return {"en": given, "zh": given} if isinstance(given, str) else given


class UserMetric(InFile):
    """A metric of the workspace's own: a ratio, sum, count or quantile over the rows of a table that metrics read.

    `numerator`, `denominator`, `of` and `where` are expressions over the columns of `table`; `where` says which rows
    count, `share` which quantile. A change of meaning is a new `version`.
    """

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{2,40}$")]
    kind: Kind
    table: Literal[
        "activity",
        "customer",
        "profile",
        "contract",
        "movement",
        "bill",
        "event_day",
        "contact",
        "ticket",
        "answer",
        "lead",
        "opportunity",
        "treatment",
    ]
    label: Annotated[Names, BeforeValidator(both_languages)] = Names()
    sentence: Annotated[Names, BeforeValidator(both_languages)] = Names()
    numerator: str = ""
    denominator: str = ""
    of: str = ""
    where: str = ""
    share: Annotated[float, Field(gt=0, lt=1, strict=True)] = 0.5
    unit: (
        Literal[
            "share",
            "money",
            "customers",
            "orders",
            "days",
            "purchases",
            "items",
            "count",
            "hours",
            "months",
            "points",
            "times",
        ]
        | None
    ) = None
    direction: Literal["up", "down", "none"] = "none"
    version: Annotated[int, Field(ge=1, strict=True)] = 1

    @property
    def expressions(self) -> dict[str, str]:
        """The expressions that are given, by the name of their part."""
        return {name: text for name in ("numerator", "denominator", "of", "where") if (text := getattr(self, name))}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Check that the kind has what it needs and nothing else, and that every expression is one."""
        needed, more = _NEEDED[self.kind], _MORE[self.kind]
        given = [name for name in ("numerator", "denominator", "of", "share") if name in self.model_fields_set]
        if lacking := [name for name in needed if not getattr(self, name)]:
            raise PydanticCustomError("metric_needs", "", {"kind": self.kind, "names": ", ".join(lacking)})
        if useless := [name for name in given if name not in {*needed, *more}]:
            raise PydanticCustomError("metric_useless", "", {"kind": self.kind, "names": ", ".join(useless)})
        for name, text in self.expressions.items():
            try:
                read_expression(text)
            except RefusedError as refused:
                raise refused.told(self.id, name) from refused
        return self


def metric_twice(known: Sequence[UserMetric], more: Sequence[UserMetric]) -> ConfigError | None:
    """Return the error for the first of `more` whose id is taken; None where all are different."""
    taken = {one.id for one in known}
    for one in more:
        if one.id in taken:
            return ConfigError(
                "metric.twice",
                Text("There are two metrics “{id}”.", "指标“{id}”重复定义。").fill(id=one.id),
                Text("Give one of them another id, then call again.", "请为其中一个换一个 id 后重试。"),
                column=f"metric.{one.id}.id",
            )
        taken.add(one.id)
    return None
