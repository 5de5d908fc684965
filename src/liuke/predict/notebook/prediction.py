"""The answer in a notebook: scores, the card, what was refused, and reasons in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from liuke.language import Language, Text
from liuke.predict.notebook.page import SHOWN, page

REASON = {
    "place": pl.Int64,
    "said": pl.String,
    "feature": pl.String,
    "value": pl.String,
    "usual": pl.String,
    "contribution": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was foreseen.

    `scores` has a row a customer, the id first, with the columns of a run or of `liuke predict table`. `card` is the
    model's card: what it was learnt from, how it was chosen, how it held. Where nothing could be learnt it is None and
    `refusal` says why and what is needed. `figures` has a row a model: that in use, the others tried and the baselines,
    with `auc`, `auc_low`, `auc_high` and so on. `notes` say how the data were read and what to look at. `by` is the
    column that puts customers in order; `word` tells a reason; `language` is that of all that is shown.
    """

    title: Text
    shape: Text
    scores: pl.DataFrame
    card: dict[str, Any] | None
    refusal: Text | None
    figures: pl.DataFrame
    notes: tuple[Text, ...]
    language: Language
    word: Callable[[Mapping[str, Any], Language], str]
    by: str = "probability"

    @property
    def reasons(self) -> pl.DataFrame:
        """A row a customer and reason, weightiest first.

        The id, place (from 1), said (in words), feature, value and usual as text, and contribution in log-odds, which
        says what the model goes by, not what would change the outcome.
        """
        return self._reasons(self.scores)

    def _reasons(self, scores: pl.DataFrame) -> pl.DataFrame:
        who = scores.columns[0]
        told = scores["reasons"].to_list() if "reasons" in scores.columns else []
        rows = [
            {who: id_, "place": place, **self._told(reason)}
            for id_, reasons in zip(scores[who].to_list(), told, strict=bool(told))
            for place, reason in enumerate(reasons or (), 1)
        ]
        return pl.DataFrame(rows, schema={who: scores.schema[who], **REASON})

    def _told(self, reason: Mapping[str, Any]) -> dict[str, Any]:
        values = {name: None if reason[name] is None else str(reason[name]) for name in ("value", "usual")}
        feature = reason["feature"] if "feature" in reason else reason["attribute"]
        said = self.word(reason, self.language)
        return {"said": said, "feature": feature, **values, "contribution": reason["contribution"]}

    def speaking(self, language: Language) -> "Prediction":
        """Return the same answer in `en` or `zh`."""
        return replace(self, language=language)

    @property
    def first(self) -> pl.DataFrame:
        """The scores of those who have not left, highest first."""
        here = self.scores
        if "stage" in here.columns:
            here = here.filter(pl.col("stage") != "lost")
        if "label" in here.columns:
            here = here.filter(pl.col("label").fill_null(0) != 1)
        return here.sort(self.by, descending=True, nulls_last=True, maintain_order=True)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        shown = self.first.head(SHOWN)
        words: dict[Any, list[str]] = {}
        for id_, _, said, *_ in self._reasons(shown).iter_rows():
            words.setdefault(id_, []).append(said)
        lines = [one.say(self.language) for one in (self.shape, self.refusal, *self.notes) if one]
        return page(self.title.say(self.language), lines, self.figures, shown, words, self.language)

    def __repr__(self) -> str:
        said = self.refusal or self.shape
        return f"{self.title.say(self.language)} ({self.scores.height}): {said.say(self.language)}"
