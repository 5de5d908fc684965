"""The questions that a notebook may ask, each in one call."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from liuke.clock import local_zone
from liuke.collect import read_plain
from liuke.engine import open_engine
from liuke.errors import DataError, LiukeError, UsageError
from liuke.language import Language, Text, preferred_language
from liuke.predict.churn_model import word
from liuke.predict.labelled_table import How, predict_table
from liuke.predict.labelled_table import word as word_of_table
from liuke.predict.labelled_table.ids import find_id
from liuke.predict.notebook.figures import of_churn, of_table, of_value
from liuke.predict.notebook.frames import Frame, as_file
from liuke.predict.notebook.prediction import Prediction
from liuke.predict.notebook.running import Columns, Told, told

NONE: Mapping[str, Any] = {}
VALUE = ("customer_id", "p_alive", "expected_orders", "clv", "recency_days", "orders", "amount", "first_on", "last_on")
TOO_LITTLE = ("table.one_label", "table.too_few", "table.no_attributes")
"""Errors of a table that say what is needed to learn: here they are an answer."""
LEAVES = Text("Who will leave within {days} days of {day}", "{day} 之后 {days} 天内谁会流失")
WORTH = Text("What customers are worth, as known on {day}", "客户终身价值（截至 {day}）")
OUTCOME = Text("Who is “{positive}” in “{label}”", "“{label}”为“{positive}”的客户")
AHEAD = Text(
    "Purchases and margin foreseen from what each customer bought, by a model chosen on later time.",
    "根据每位客户的购买历史预测未来购买与毛利，模型按留出时段上的表现选定。",
)
OPTIONS = Text(
    'In Python, columns={"amount": "实付"} does what --map amount=实付 does; the name of a frame is its --table.',
    '在 Python 中，columns={"amount": "实付"} 相当于 --map amount=实付，参数名相当于 --table。',
)


def churn(
    orders: Frame | None = None,
    *,
    subscriptions: Frame | None = None,
    others: Mapping[str, Frame] = NONE,
    columns: Columns = NONE,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    settings: Mapping[str, Any] = NONE,
    language: Language | None = None,
) -> Prediction:
    """Return who will leave, as `liuke run` says it of the same rows; nothing is kept.

    `orders` (or their lines) make a shop, `subscriptions` contracts. `others` are further frames by the name of their
    table, such as `event` or `feedback`: features come from all of them. Columns are guessed as `liuke add` guesses
    them; `columns` names some, `{"amount": "实付"}` of the first frame, or by table. Of what came after `as_of` nothing
    is known. `settings` are as `liuke.toml` has them. Raises `LiukeError` for frames that cannot be used; too little
    to learn from is a `refusal`.
    """
    speaks = language or preferred_language()
    with _explained(speaks):
        asked = _with(settings, horizon_days=horizon_days)
        found = told(_frames(orders, subscriptions, others), columns, as_of, asked)
    card = next((one for one in found.cards if one["name"] == "churn"), None)
    refusal = None if card else _refusal(found, 0)
    shape = Text(**found.manifest["shape_why"]) if "shape_why" in found.manifest else Text("", "")
    title = LEAVES.fill(days=found.manifest.get("horizon_days", "–"), day=found.manifest["as_of"])
    say = partial(word, currency=found.manifest["currency"])
    return Prediction(title, shape, found.scores, card, refusal, of_churn(card), _notes(found, card), speaks, say)


def lifetime_value(
    orders: Frame,
    *,
    columns: Columns = NONE,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    settings: Mapping[str, Any] = NONE,
    language: Language | None = None,
) -> Prediction:
    """Return what each customer of a shop will buy and is worth within `horizon_days`, as `liuke run` says it.

    The parameters are those of `churn`.
    """
    speaks = language or preferred_language()
    with _explained(speaks):
        # The churn model is no part of the answer: the quickest kind will do.
        asked = _with(settings, clv_days=horizon_days, kinds=["logistic"])
        found = told({"orders": orders}, columns, as_of, asked)
    cards = [one for one in found.cards if one["kind"] == "buy_till_you_die"]
    card = next((one for one in cards if one.get("champion")), None)
    refusal = None if card else _refusal(found, -1)
    scores = found.scores.select(one for one in VALUE if one in found.scores.columns)
    title, notes = WORTH.fill(day=found.manifest["as_of"]), _notes(found, card)
    return Prediction(title, AHEAD, scores, card, refusal, of_value(cards), notes, speaks, word, "clv")


def table(
    frame: Frame,
    label: str,
    *,
    positive: str | None = None,
    id: str | None = None,  # noqa: A002 - the option's name
    keep: Sequence[str] = (),
    how: How | None = None,
    language: Language | None = None,
) -> Prediction:
    """Return what `liuke predict table` says of one labelled table: a row a customer, attributes and the outcome.

    `positive` is the value of `label` to foresee, `id` the column of the customer's id, `keep` columns to use although
    they look as if they knew the outcome. Raises `LiukeError` where a column or value that was named is not there; too
    little to learn from is a `refusal`.
    """
    speaks = language or preferred_language()
    with _explained(speaks), tempfile.TemporaryDirectory(prefix="liuke-") as folder, open_engine() as engine:
        file = as_file(frame, Path(folder), "frame")
        plain = read_plain(engine, file, Path(folder), local_zone())
        rows = engine.polars(plain.rows)
        try:
            found = predict_table(rows, label, positive=positive, id=id, keep=keep, how=how or How())
        except DataError as fault:
            if fault.code not in TOO_LITTLE:
                raise
            return _too_little(fault, label, speaks)
        scores = _with_own_ids(found.scores, frame, file, find_id(rows, label, id, keep)[0])
    card = {name: said for name, said in found.record().items() if name != "scores"}
    title = OUTCOME.fill(label=found.label, positive=found.positive)
    notes = (*plain.notes, found.verdict.why, *found.warnings)
    return Prediction(title, found.shape, scores, card, None, of_table(card), notes, speaks, word_of_table)


def _with(settings: Mapping[str, Any], **given: Any) -> dict[str, Any]:  # noqa: ANN401 - as settings are
    """Return settings with what else was given of `predict`; what is no section there is told where it is read."""
    own = settings.get("predict", {})
    said = {name: value for name, value in given.items() if value is not None}
    return {**settings, "predict": {**own, **said} if isinstance(own, Mapping) else own}


def _frames(orders: Frame | None, subscriptions: Frame | None, others: Mapping[str, Frame]) -> dict[str, Frame]:
    named = {"orders": orders, "subscriptions": subscriptions}
    there = {name: frame for name, frame in named.items() if frame is not None}
    if not there:
        raise UsageError(
            "notebook.nothing",
            Text("There are neither orders nor subscriptions.", "既没有订单也没有订阅。"),
            Text(
                "Call churn(orders=…) or churn(subscriptions=…); a table with a churned flag is for table(…).",
                "请使用 churn(orders=…) 或 churn(subscriptions=…)；带流失标签的表请用 table(…)。",
            ),
        )
    return there | dict(others)


def _refusal(found: Told, place: int) -> Text | None:
    said = found.manifest["refusals"]
    return Text(**said[place]) if said else None


def _notes(found: Told, card: Mapping[str, Any] | None) -> tuple[Text, ...]:
    """Return how the frames were read, why this model, and what to look at."""
    why = [card["why"]] if card and card.get("why") else []
    alarms = [one["text"] for one in card.get("alarms", ())] if card else []
    return (*found.notes, *(Text(**one) for one in (*why, *alarms, *(card or {}).get("notes", ()))))


def _too_little(fault: DataError, label: str, language: Language) -> Prediction:
    why = Text(f"{fault.message.en} {fault.hint.en}", f"{fault.message.zh}{fault.hint.zh}")
    title, shape = Text(label, label), Text("One labelled table.", "单张标签表。")
    empty = pl.DataFrame(schema={"id": pl.String, "probability": pl.Float64})
    return Prediction(title, shape, empty, None, why, of_table(None), (), language, word_of_table)


def _with_own_ids(scores: pl.DataFrame, frame: Frame, file: Path, who: str | None) -> pl.DataFrame:
    """Return the scores with the ids as the frame has them, where numbers were read as such."""
    if who is None or isinstance(frame, str | Path):
        return scores
    return scores.with_columns(id=pl.read_parquet(file, columns=[who])[who])


@contextmanager
def _explained(language: Language) -> Iterator[None]:
    """Put what to do next under an error, in the reader's language."""
    try:
        yield
    except LiukeError as fault:
        if language == "zh":
            fault.add_note(fault.message.zh)
        hint = fault.hint.say(language)
        fault.add_note(hint)
        if "--map" in hint or "--table" in hint:
            fault.add_note(OPTIONS.say(language))
        raise
