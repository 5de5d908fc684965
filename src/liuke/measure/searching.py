"""Searching the metrics: by their names, by everyday words, and by what they say of themselves."""

import difflib
import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from liuke.language import Text
from liuke.measure.also_called import ALSO_CALLED
from liuke.measure.metric import Metric

_IDLE = frozenset({"a", "an", "and", "are", "do", "does", "how", "in", "is", "many", "much", "my", "of", "our", "the",
                   "to", "what", "which", "who"})  # fmt: skip
"""Words that say nothing of a metric."""
_LIKE = 0.75
"""How much a mistyped name must look like one that there is."""


def names(metric: Metric) -> set[str]:
    """Return the names that a metric can be asked by."""
    return {metric.id, metric.id.replace("_", " "), metric.label.en.casefold(), metric.label.zh.casefold()}


def search(words: str, known: Iterable[Metric], families: Mapping[str, Text]) -> list[Metric]:
    """Return the metrics that a few words may mean, best first; all words must be found, each wherever it stands.

    Only where nothing is found, names that look alike are returned.
    """
    wanted, known = " ".join(normalize("NFKC", words).casefold().split()), list(known)
    if exact := [metric for metric in known if wanted in names(metric)]:
        return exact
    if not wanted:
        return []
    parts = [word for word in wanted.split() if word not in _IDLE] or wanted.split()
    ranked = [(_rank(metric, wanted, parts, families), metric) for metric in known]
    found = sorted(((rank, metric) for rank, metric in ranked if rank is not None), key=lambda pair: pair[0])
    return [metric for _, metric in found] or _alike(wanted, known)


def _rank(metric: Metric, wanted: str, parts: list[str], families: Mapping[str, Text]) -> tuple[int, int] | None:
    """Return how well a metric fits, the lowest first; None where it does not.

    First what the words as a whole are an everyday name for, or the family; then what each word is found in: everyday
    names, names, anything said.
    """
    if metric.id in ALSO_CALLED.get(wanted, ()):
        return 0, ALSO_CALLED[wanted].index(metric.id)
    family = families.get(metric.family)
    if family and wanted in (family.en.casefold(), family.zh):
        return 1, 0
    places = [_place(metric, part) for part in parts]
    return None if None in places else (2, max(place for place in places if place is not None))


def _place(metric: Metric, word: str) -> int | None:
    """Return where a word is found; the lower, the more it says."""
    if metric.id in ALSO_CALLED.get(word, ()):
        return ALSO_CALLED[word].index(metric.id)
    if _holds(" ".join(sorted(names(metric))), word):
        return 10
    return 20 if _holds(f"{metric.sentence.en} {metric.sentence.zh}".casefold(), word) else None


def _holds(text: str, word: str) -> bool:
    """Say whether a text has a word, or one that begins with it; Chinese has no blanks between words."""
    begins = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    return re.search(begins + re.escape(word), text) is not None


def _alike(wanted: str, known: Iterable[Metric]) -> list[Metric]:
    named = {name: metric for metric in known for name in names(metric)}
    near = [named[name] for name in difflib.get_close_matches(wanted, named, n=4, cutoff=_LIKE)]
    return list({metric.id: metric for metric in near}.values())
