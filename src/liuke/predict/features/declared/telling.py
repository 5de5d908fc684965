"""What a model card says of declared features, and how they are told again by what it says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ibis.expr.types import Table
from pydantic import ValidationError

from liuke.errors import ConfigError
from liuke.expression import UserFeature
from liuke.language import Text
from liuke.predict.features.declared.compiling import DeclaredFeature, declared_feature
from liuke.predict.features.feature import Feature

KEPT = Text("The model has learnt from it.", "模型已使用该特征。")
REFUSED = Text(
    "It was refused: by itself it ranks leavers almost perfectly, so it knows the outcome.",
    "已被剔除：它单凭自身就几乎能完美区分流失客户，说明包含了结果信息。",
)
SAME = Text(
    "It was left out: it is the same for all customers learnt from.", "未被采用：所有训练客户的取值相同，没有区分作用。"
)
NO_COLUMN = Text(
    "It was left out: table {table} lacks one of the columns {columns} here.",
    "未被采用：此处的 {table} 表缺少以下某一列：{columns}。",
)
LACKS = Text("It was left out: there are no rows of table {table} here.", "未被采用：此处没有 {table} 表的数据。")


def states(
    features: Iterable[Feature], tables: Mapping[str, Table], kept: Collection[Feature], refused: Collection[str]
) -> list[dict[str, Any]]:
    """Return what a card says of each declared feature: id, state, why, how it is told, and its declaration.

    The state is `used`, `refused` (it knows the outcome), `same` (it tells no two customers apart) or `no_table`.
    """
    used = {one.id for one in kept}
    found = []
    for one in features:
        if not isinstance(one, DeclaredFeature) or one.declaration is None:
            continue
        state, why = _state(one, one.declaration, tables, used, refused)
        found.append(
            {
                "id": one.id,
                "state": state,
                "why": why.record(),
                "label": one.label.record(),
                "meaning": one.meaning.record(),
                "declaration": one.declaration.model_dump(mode="json"),
            }
        )
    return found


def _state(
    one: Feature, declared: UserFeature, tables: Mapping[str, Table], used: Collection[str], refused: Collection[str]
) -> tuple[str, Text]:
    if one.id in used:
        return "used", KEPT
    if one.id in refused:
        return "refused", REFUSED
    if one.available(tables):
        return "same", SAME
    if not set(one.tables) <= set(tables):
        return "no_table", LACKS.fill(table=declared.table)
    columns = sorted({name for total in one.totals for name in total.columns})
    return "no_table", NO_COLUMN.fill(table=declared.table, columns=", ".join(columns))


def declared_in(cards: Sequence[Mapping[str, Any]]) -> dict[str, Feature]:
    """Return the declared features that cards tell of, by id; one that cannot be read today is left out."""
    found: dict[str, Feature] = {}
    for card in cards:
        for one in card.get("declared", ()):
            try:
                found[one["id"]] = declared_feature(UserFeature.model_validate(one["declaration"]))
            except (ConfigError, ValidationError):
                continue
    return found


def declarations(features: Iterable[Feature]) -> dict[str, dict[str, Any]]:
    """Return the declarations of those features that have one, as settings and cards hold them."""
    found = (one for one in features if isinstance(one, DeclaredFeature))
    return {one.id: one.declaration.model_dump(mode="json") for one in found if one.declaration is not None}


def unchanged(names: Iterable[str], now: Mapping[str, Mapping[str, Any]], card: Mapping[str, Any]) -> list[str]:
    """Return the features but those that were declared otherwise when the model of a card was learnt.

    `now` are today's declarations. Another label is the same feature; another window is not.
    """
    then = {one["id"]: one["declaration"] for one in card.get("declared", ())}
    changed = {
        name
        for name in {*now} & {*then}
        if any(now[name].get(part) != then[name].get(part) for part in UserFeature.SUBSTANCE)
    }
    return [name for name in names if name not in changed]
