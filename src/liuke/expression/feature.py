"""A feature that a person declares in settings: what a customer's rows of one table come to before a snapshot."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from liuke.errors import ConfigError
from liuke.expression.declared import Names, both_languages
from liuke.expression.in_file import InFile
from liuke.expression.node import RefusedError
from liuke.expression.syntax import read_expression
from liuke.language import Text

type FeatureKind = Literal["count", "sum", "mean", "min", "max", "distinct", "days_since_last"]
type FeatureTable = Literal[
    "activity",
    "order",
    "order_line",
    "event_day",
    "contact",
    "ticket",
    "answer",
    "bill",
    "contract",
    "movement",
    "treatment",
]
type FeatureUnit = Literal["number", "count", "days", "hours", "money", "share", "points", "ratio"]

_NAME = "^[a-z][a-z0-9_]{2,40}$"
WITHOUT_OF = ("count", "days_since_last")
"""The kinds that aggregate rows, and not a value of theirs."""
_UNITS: Mapping[str, FeatureUnit] = {"count": "count", "distinct": "count", "days_since_last": "days"}


class FeaturePart(BaseModel):
    """One aggregate of the rows of a table: those of the last `window_days` days (default: all) that meet `where`.

    `of` is an expression over the columns of a row.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: FeatureKind
    of: str = ""
    where: str = ""
    window_days: Annotated[int, Field(ge=1, le=3650, strict=True)] | None = None

    @property
    def expressions(self) -> dict[str, str]:
        """The expressions that are given, by the name of their part."""
        return {name: text for name in ("of", "where") if (text := getattr(self, name))}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Check that the kind has what it needs and nothing else."""
        if self.kind not in WITHOUT_OF and not self.of:
            raise PydanticCustomError("feature_needs", "", {"kind": self.kind})
        if self.kind in WITHOUT_OF and self.of:
            raise PydanticCustomError("feature_useless", "", {"kind": self.kind})
        return self


class UserFeature(InFile, FeaturePart):
    """A feature of the workspace's own: an aggregate of a customer's rows in `table`, or that over another (`over`).

    `risky` is 1 where more of it speaks for leaving, -1 where less does, 0 where nobody knows: then it is learnt from,
    and no reason is told by it.
    """

    SUBSTANCE: ClassVar[tuple[str, ...]] = ("table", "kind", "of", "where", "window_days", "over")
    """What its values depend on: two declarations alike in this have the same values."""

    id: Annotated[str, Field(pattern=_NAME)]
    table: FeatureTable
    over: FeaturePart | None = None
    risky: Literal[-1, 0, 1] = 0
    label: Annotated[Names, BeforeValidator(both_languages)] = Names()
    meaning: Annotated[Names, BeforeValidator(both_languages)] = Names()
    unit: FeatureUnit | None = None

    @property
    def parts(self) -> dict[str, FeaturePart]:
        """The aggregates, by what stands before their keys: the feature's own, and what it is divided by."""
        return {"": self} | ({"over.": self.over} if self.over else {})

    @property
    def told_in(self) -> FeatureUnit:
        """The unit in which its values are told."""
        return self.unit or ("number" if self.over else _UNITS.get(self.kind, "number"))

    @model_validator(mode="after")
    def _is_read(self) -> Self:
        """Check that every expression is one."""
        for before, part in self.parts.items():
            for name, text in part.expressions.items():
                try:
                    read_expression(text)
                except RefusedError as refused:
                    raise refused.told_of_feature(self.id, before + name) from refused
        return self


def named(given: object) -> object:
    """Return sections by name with the name of each as its id."""
    if not isinstance(given, dict):
        return given
    for name, one in given.items():
        if not re.fullmatch(_NAME, name):
            raise PydanticCustomError("feature_name", "", {"name": name})
        if isinstance(one, dict) and "id" in one:
            raise PydanticCustomError("feature_id", "", {"name": name})
    return {name: {**one, "id": name} if isinstance(one, dict) else one for name, one in given.items()}


type UserFeatures = Annotated[dict[str, UserFeature], BeforeValidator(named)]


def feature_twice(known: Mapping[str, UserFeature], more: Mapping[str, UserFeature]) -> ConfigError | None:
    """Return the error for the first of `more` whose name is taken; None where all are different."""
    for name in more:
        if name in known:
            return ConfigError(
                "feature.twice",
                Text("There are two features “{name}”.", "特征“{name}”重复定义。").fill(name=name),
                Text("Give one of them another name, then call again.", "请为其中一个换一个名称后重试。"),
                column=f"features.{name}",
            )
    return None
