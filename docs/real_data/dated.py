"""What a run says of dated data: who leaves, what customers are worth, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from docs.real_data.writing import Part, bullets, fixed, judged, picture, share, table, told
from liuke.language import NOTHING, Text, signed
from liuke.predict.churn_model import sentence
from liuke.predict.features import BY_ID
from liuke.predict.notebook.figures import of_churn
from liuke.predict.notebook.running import Told
from liuke.segment import SEGMENTS

ROWS = Text(
    "{rows} rows from {first} to {as_of}: {kept} count, {aside} are set aside with the reason. {customers} customers.",
    "{first} 至 {as_of} 共 {rows} 行：保留 {kept} 行，隔离 {aside} 行并注明原因；客户 {customers} 位。",
)
LOST = Text("Lost after {days} days without a purchase: {why}.", "连续 {days} 天没有购买即判为流失：{why}。")
LEAVES = Text("**Who leaves.** {shape}", "**谁会流失**：{shape}")
JUDGED = Text(
    "Judged on {customers} customers as they were known before {test}, of whom {base} left; learnt from {rows} rows of "
    "{snapshots} earlier snapshots.",
    "在截至 {test} 之前信息的 {customers} 位客户上评估，其中 {base} 流失；学习自更早 {snapshots} 个快照的 {rows} 行。",
)
WORTH = Text("**What they will buy.** {why}", "**未来会买多少**：{why}")
WEAK = Text(
    "The probabilities do not hold in {n} of {of} segments: {names}.", "{of} 个客群中有 {n} 个概率不可信：{names}。"
)
NAMED = {one.id: one.label for one in SEGMENTS}
HOLD = Text("The probabilities hold in all {of} segments looked at.", "所考察的 {of} 个客群中，概率均可信。")
REASON = Text("{share}: {label}, such as “{said}”", "{share}：{label}，如“{said}”")
REASONS = Text(
    "What most often speaks first for leaving, of customers not lost:", "尚未流失的客户中，最常见的首要流失原因："
)
BUYING = (
    Text("on held-out time", "留出时段"),
    Text("expected", "预期"),
    Text("came", "实际"),
    Text("off by", "偏差"),
    Text("error a customer", "人均误差"),
)
GUESSES = {
    "own_rate": Text("everybody goes on at their own rate", "每人保持各自的频率"),
    "average_rate": Text("everybody buys at the average rate", "人人按平均频率购买"),
    "nobody": Text("nobody buys", "无人购买"),
}


def dated(found: Told, name: str) -> list[Part]:
    """Return what a run found, as parts of a page; what it refused stands in the place of what it would have said."""
    card = next((one for one in found.cards if one["name"] == "churn"), None)
    refused = [Text(**said) for said in found.manifest["refusals"]]
    return [_rows(found), *_who_leaves(found, card, name), *_worth(found.cards, name), *refused]


def _rows(found: Told) -> Part:
    said = found.manifest
    counts = {name: told(said["quality"][f"rows_{of}"]) for name, of in COUNTS.items()}
    rows = ROWS.fill(first=said["first_day"], as_of=said["as_of"], customers=told(found.scores.height), **counts)
    if not said["lost"].get("days"):
        return rows
    lost = LOST.fill(days=said["lost"]["days"], why=Text(**said["lost"]["why"]))
    return Text(f"{rows.en} {lost.en}", f"{rows.zh}{lost.zh}")


COUNTS = {"rows": "in", "kept": "kept", "aside": "quarantined"}


def _who_leaves(found: Told, card: Mapping[str, Any] | None, name: str) -> list[Part]:
    if card is None:
        return []
    trained, figures = card["trained_on"], card["metrics"]
    how = JUDGED.fill(
        customers=told(figures["customers"]),
        test=trained["test"],
        base=share(figures["base_rate"]),
        rows=told(trained["rows"][0]),
        snapshots=len(trained["train"]),
    )
    alarms = [Text(**one["text"]) for one in card["alarms"]]
    return [
        LEAVES.fill(shape=Text(**card["shape_why"])),
        how,
        judged(of_churn(card)),
        *bullets([chosen(card), Text(**card["learning_curve"]["says"]), *_segments(card), *alarms]),
        *picture("calibration", card["calibration"], name),
        *picture("profit", card["profit"], name),
        *_reasons(found),
    ]


def chosen(card: Mapping[str, Any]) -> Text:
    """Say which kind is in use, and why."""
    why = Text(**card["why"])
    return Text(f"In use: {why.en}.", f"采用{why.zh}。")


def _segments(card: Mapping[str, Any]) -> list[Text]:
    rows = card["segments"]
    weak = [row for row in rows if row["weak"]]
    if len(rows) < 2:
        return []
    if not weak:
        return [HOLD.fill(of=len(rows))]
    labels = [NAMED.get(row["segment"], Text(row["segment"], row["segment"])) for row in weak]
    names = Text(", ".join(one.en for one in labels), "、".join(one.zh for one in labels))
    return [WEAK.fill(n=len(weak), of=len(rows), names=names)]


def _reasons(found: Told) -> list[Part]:
    here = found.scores.filter(pl.col("stage") != "lost")
    first = here.select(pl.col("reasons").list.first()).to_series().drop_nulls().to_list()
    by_feature: dict[str, list[dict[str, Any]]] = {}
    for reason in first:
        by_feature.setdefault(reason["feature"], []).append(reason)
    common = sorted(by_feature.items(), key=lambda one: -len(one[1]))[:3]
    said = [_reason(feature, reasons, here.height, found.manifest["currency"]) for feature, reasons in common]
    return [REASONS, *bullets(said)] if said else []


def _reason(feature: str, reasons: Sequence[dict[str, Any]], of: int, currency: str) -> Text:
    weightiest = max(reasons, key=lambda reason: reason["contribution"])
    label = BY_ID[feature].label if feature in BY_ID else Text(feature, feature)
    return REASON.fill(share=share(len(reasons) / of), label=label, said=sentence(weightiest, currency))


def _worth(cards: Sequence[Mapping[str, Any]], name: str) -> list[Part]:
    models = [card for card in cards if card["kind"] == "buy_till_you_die" and card["metrics"]]
    used = next((card for card in models if card.get("champion")), None)
    if used is None:
        return []
    rows = [_bought(_label(card), card["metrics"]) for card in models]
    rows += [_bought(GUESSES[guess], of) for guess, of in used["baselines"].items() if guess in GUESSES]
    notes = bullets([Text(**note) for note in used["notes"]])
    tracking = picture("tracking", used["tracking"], name)
    return [WORTH.fill(why=Text(**used["why"])), table(BUYING, rows), *notes, *tracking]


def _label(card: Mapping[str, Any]) -> Text:
    mark = "**" if card.get("champion") else ""
    return Text(*[f"{mark}{card['label']}{mark}"] * 2)


def _bought(label: Text, of: Mapping[str, Any]) -> list[Text | str]:
    low, high = (of.get("intervals") or {}).get("expected", (None, None))
    expected = told(of["expected"])
    if low is not None:
        expected = Text("{value} ({low} – {high})", "{value}（{low} – {high}）").fill(
            value=expected, low=told(low), high=told(high)
        )
    bias = NOTHING if of.get("bias") is None else f"{signed(100 * of['bias'], 1)} %"
    return [label, expected, told(of["actual"]), bias, fixed(of.get("rmse"), 2)]
