"""What each metric means, as a fingerprint: its formula, sets, window, tables and statistic, told apart by version.

`python -m tests.measure.definitions` writes those of new metrics and new versions into definitions.json. It never
changes one that is there: a version means one thing for ever.
"""

import ast
import dis
import inspect
import json
import linecache
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from liuke.measure import METRICS, Metric

FILE = Path(__file__).with_name("definitions.json")


def meaning(metric: Metric) -> dict[str, Any]:
    """Return what a metric means, in words and expressions that do not depend on how the code is laid out."""
    base = metric.base
    told = {
        name: text and text.en
        for name in ("formula", "numerator", "denominator", "window", "censoring")
        for text in [getattr(metric, name)]
    }
    return {
        **told,
        "unit": metric.unit,
        "rows": [base.name, base.kind, *base.inputs],
        "statistic": [type(metric.statistic).__name__, _parts(metric.statistic)],
        "ripens": said(metric.ripens),
        "warms_up": said(metric.warms_up),
    }


def fingerprint(metric: Metric) -> str:
    """Return a short name for what a metric means."""
    written = json.dumps(meaning(metric), ensure_ascii=False, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]


def key(metric: Metric) -> str:
    """Return the id and the version of a metric, which mean one thing."""
    return f"{metric.id}@{metric.version}"


def known() -> dict[str, str]:
    """Return the fingerprints that are kept, by id and version."""
    found: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _parts(statistic: Any) -> dict[str, Any]:
    return {
        one.name: said(value)
        for one in fields(statistic)
        for value in [getattr(statistic, one.name)]
        if one.name != "why_none"
    }


def said(value: Any) -> Any:
    """Return a part of a declaration as data: a lambda as its expression and what that takes from around it.

    Of other functions the name counts: what they do is tested, and may be written in other words.
    """
    if isinstance(value, tuple):
        return [said(one) for one in value]
    if not isinstance(value, FunctionType):
        return value
    if value.__name__ != "<lambda>":
        return value.__name__
    return {"does": _source(value), **{name: said(one) for name, one in sorted(_refers_to(value).items())}}


def _refers_to(function: Callable[..., Any]) -> Mapping[str, Any]:
    """Return the functions and constants that a function takes from around it; modules and classes are left out."""
    found = inspect.getclosurevars(function)
    return {
        name: value
        for name, value in {**found.globals, **found.nonlocals}.items()
        if isinstance(value, FunctionType | str | int | float | tuple)
    }


def _source(function: FunctionType) -> str:
    """Return a lambda as Python writes it, whatever its layout."""
    inside = _place(function.__code__)
    tree = _tree(function.__code__.co_filename)
    lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and _spans(node.body, inside)]
    return ast.unparse(max(lambdas, key=lambda node: (node.lineno, node.col_offset)))


def _place(code: CodeType) -> tuple[int, int]:
    """Return line and column at which the expression begins that a lambda returns."""
    *_, last = (one.positions for one in dis.get_instructions(code) if one.opname.startswith("RETURN"))
    assert last is not None
    assert last.lineno is not None
    assert last.col_offset is not None
    return last.lineno, last.col_offset


def _spans(node: ast.expr, place: tuple[int, int]) -> bool:
    end = (node.end_lineno or 0, node.end_col_offset or 0)
    return (node.lineno, node.col_offset) <= place < end


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse("".join(linecache.getlines(file)))


def main() -> None:
    """Add what is new; keep what is there."""
    now = {key(metric): fingerprint(metric) for metric in METRICS.values()}
    kept = known() if FILE.exists() else {}
    FILE.write_text(json.dumps({**now, **kept}, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
