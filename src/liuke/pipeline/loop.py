"""The main job: the loop, stage by stage, from received files to a published run.

received rows → clean → activity, derived tables → value → visits → gaps, spells → customer → churn → score → published
run. Without orders it ends after the derived tables and the spells of contracts.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from ibis.expr.types import Table

from liuke import __version__
from liuke.clean import Cleaned, clean
from liuke.course import Course, alone
from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.explain import Material as Explained
from liuke.explain import explain_run
from liuke.explain.drivers import Settled
from liuke.language import Text, day
from liuke.measure import (
    Inputs,
    Window,
    activity,
    first_channels,
    gap_histogram,
    headline,
    propose_window,
    summary,
    until,
    visits,
    with_previous,
)
from liuke.measure.derived import Known, derive, later_rows, strangers
from liuke.measure.inputs import with_scores
from liuke.measure.lost import Contract, Definition, Inactivity, Material, definition_for
from liuke.pipeline.telling import account_of, told_of_lost
from liuke.predict import ChurnFit, History, ValueFit, build_scores, contract_scores, fit_value, predict_churn
from liuke.predict.churn_model.manifest import told_of_churn
from liuke.predict.demand.of_run import keep_demand
from liuke.predict.features.declared import all_features
from liuke.predict.features.sources.known import tables_for_features
from liuke.predict.features.sources.undated import as_placed, told_of
from liuke.predict.store import Store, settle
from liuke.predict.timing import RunTiming, Stays, keep_timing
from liuke.predict.uplift.campaign import Ask, keep_uplift
from liuke.predict.uplift.campaign import Material as Trials
from liuke.predict.value.contracts import ContractFit, fit_contracts
from liuke.predict.value.worth import Terms, terms
from liuke.predict.watch.history import risks_before
from liuke.predict.watch.of_run import keep_watch
from liuke.progress import Progress, silent
from liuke.segment import rfm, stage_flow, stages
from liuke.segment.clusters.of_run import Known as Grouped
from liuke.segment.of_run import Segmenting, keep_segments, readable
from liuke.segment.store import SegmentStore
from liuke.workspace import Draft, Run, Source, Workspace, write_json


def run_pipeline(
    workspace: Workspace, engine: Engine, *, as_of: date | None = None, progress: Progress = silent
) -> Run:
    """Compute everything from the received files and publish it as one run.

    `as_of` is the last day to know of (default: the last in the data). Raises `LiukeError`s that leave the published
    run as it was.
    """
    sources = workspace.sources()
    if not sources:
        raise DataError(
            "run.no_data",
            Text("There is nothing in this workspace yet.", "此工作区中还没有数据。"),
            Text("Add a file with `liuke add FILE`.", "请用 `liuke add 文件` 添加数据。"),
        )
    with workspace.locked(), workspace.draft(engine) as draft:
        _Loop(workspace, engine, draft, Course(progress)).run(sources, as_of)
    return workspace.run()


@dataclass(slots=True)
class _Loop:
    workspace: Workspace
    engine: Engine
    draft: Draft
    course: Course
    settled: Settled | None = None

    def run(self, sources: list[Source], wanted: date | None) -> None:
        settings = self.workspace.settings
        all_features(settings)  # what is declared wrong is told before anything is computed
        today = datetime.now(ZoneInfo(settings.workspace.timezone)).date()
        with self.course.step("clean"):
            cleaned = clean(self.engine, sources, settings, today=today)
            as_of = _last_day(cleaned, wanted)
            self._keep_account(cleaned)
        with self.course.step("activity"):
            made = self._gather(cleaned, as_of)
        measure = self._shop if "activity" in made else self._contracts_only
        found = measure(cleaned, made, as_of)
        told = account_of(self.engine, settings, sources, cleaned, as_of)
        self.draft.manifest |= told | {"seconds": self.course.seconds} | found
        self.draft.manifest |= headline(self._inputs(made, cleaned, as_of), made.get("score"))
        with self.course.step("clusters"), alone():
            keep_segments(self.draft, self._segmenting(made, cleaned, as_of))
        with self.course.step("explain"), alone():
            keep_demand(self.draft, self._inputs(made, cleaned, as_of), settings.service.holidays)
            material = Explained(self.engine, settings, made, cleaned.first_day, as_of, self.settled, cleaned.order)
            explain_run(self.draft, material)

    def _gather(self, cleaned: Cleaned, as_of: date) -> dict[str, Table]:
        """Write activity, where there are orders, and every table that the other facts allow."""
        made = {}
        if cleaned.order is not None:
            made["activity"] = self.draft.write("activity", self._activity(cleaned.order, cleaned, as_of))
        known = Known(self.engine, cleaned.facts, self.workspace.settings, cleaned.first_day, as_of, made)
        self.draft.manifest |= {"later": later_rows(known), "strangers": strangers(known)}
        lines = {} if cleaned.line is None else {"order_line": cleaned.line}
        return derive(replace(known, facts={**known.facts, **lines}), self.draft.write)

    def _contracts_only(self, cleaned: Cleaned, made: dict[str, Table], as_of: date) -> dict[str, Any]:
        """Measure and score the customers of contracts, where there are any; return what the manifest says of it."""
        material, settings = Material(as_of, movement=made.get("movement")), self.workspace.settings
        if material.movement is None:
            return {}
        with self.course.step("measure"):
            lost = definition_for(settings.lost, material, None, None)
            made["stay"] = self.draft.write("stay", lost.spells(material).order_by("customer_id", "number"))
        with self.course.step("churn"), alone():
            tables, notes = self._for_features(cleaned, made, as_of, lost)
            count = self.engine.count(made["contract"].select("customer_id").distinct())
            grace = settings.lost.grace_days
            own = all_features(settings)
            history = History(tables, cleaned.first_day, as_of, count, 0, lost.kind, grace, own, notes)
            churn = self._settled(predict_churn(self.engine, history, settings), history)
        with self.course.step("value"), alone():
            value = self._worth_of_contracts(made, as_of)
            lasting = self._lasting(cleaned, made, tables, lost, as_of)
        if churn.card:
            with self.course.step("score"):
                before = self._before(as_of)
                scores = contract_scores(self.engine, tables, as_of, churn, settings, value.customers, before)
                scores = lasting.remaining(scores, churn.horizon_days + settings.predict.latency_days)
                made["score"] = self.draft.write("score", self.engine.table(scores, "score"))
                keep_watch(self.workspace.runs, self.draft, history, churn, settings)
            write_json(self.draft.models / "churn.json", churn.card)
        self._keep_uplift(made, history, churn.horizon_days)
        for place, record in enumerate(value.records):
            write_json(self.draft.models / f"contracts-{place}.json", record)
        learnt = told_of_churn(churn)
        refusals = [*learnt["refusals"], *(why.record() for why in (lasting.refusal, value.refusal) if why)]
        told = {
            "lost": told_of_lost(lost, settings, None),
            "clv_days": settings.predict.clv_days,
            "timing": lasting.told,
        }
        return learnt | told | {"refusals": refusals}

    def _worth_of_contracts(self, made: dict[str, Table], as_of: date) -> ContractFit:
        settings = self.workspace.settings
        to = Terms(settings.predict.clv_days, settings.predict.discount_rate, settings.predict.margin, "settings")
        grace = settings.lost.grace_days
        return fit_contracts(self.engine, made["contract"], made["movement"], as_of, to, grace)

    def _shop(self, cleaned: Cleaned, made: dict[str, Table], as_of: date) -> dict[str, Any]:
        """Measure, segment and score the customers of orders; return what the manifest says of it."""
        settings, active = self.workspace.settings, made["activity"]
        assert cleaned.order is not None  # noqa: S101 - activity is made of it
        with self.course.step("value"), alone():
            value = fit_value(self.engine, active, as_of, settings)
        with self.course.step("measure"):
            visit = self.engine.hold(visits(active), "visit")
            gaps = self.draft.write("gap", gap_histogram(visit, as_of).order_by("days"))
            window = propose_window(self.engine.rows(gaps), (as_of - cleaned.first_day).days + 1, settings.lost.days)
            material = Material(as_of, visit, made.get("movement"))
            lost = definition_for(settings.lost, material, window, _parameters(value))
            spell = made["spell"] = self.draft.write("spell", Inactivity(window.days).spells(material))
            inactive = lost.kind == Inactivity.kind
            made["stay"] = spell if inactive else self.draft.write("stay", lost.spells(material))
        with self.course.step("segment"):
            customer = made["customer"] = self._customers(cleaned.order, active, spell, window, as_of)
            flow = stage_flow(self.engine, visit, window.days, as_of)
            self.draft.write("stage_flow", self.engine.table(flow, "flow"))
            self.engine.drop(visit)
        with self.course.step("churn"), alone():
            count = self.engine.count(customer)
            tables, notes = self._for_features(cleaned, made, as_of, lost)
            grace, own = settings.lost.grace_days, all_features(settings)
            history = History(tables, cleaned.first_day, as_of, count, window.days, lost.kind, grace, own, notes)
            churn = self._settled(predict_churn(self.engine, history, settings), history)
        with self.course.step("score"):
            lasting = self._lasting(cleaned, made, tables, lost, as_of)
            scores = build_scores(self.engine, tables, customer, as_of, churn, value, settings, self._before(as_of))
            if lost.kind == Contract.kind:  # who stays is told by contracts then, not by purchases
                scores = lasting.remaining(scores, churn.horizon_days + settings.predict.latency_days)
            made["score"] = self.draft.write("score", self.engine.table(scores, "score"))
            keep_watch(self.workspace.runs, self.draft, history, churn, settings)
        self._keep_models(churn, value)
        self._keep_uplift(made, history, churn.horizon_days)
        learnt = told_of_churn(churn)
        refusals = [*learnt["refusals"], *(why.record() for why in (lasting.refusal, value.refusal) if why)]
        told = {
            "lost": told_of_lost(lost, settings, window),
            "clv_days": settings.predict.clv_days,
            "timing": lasting.told,
        }
        return learnt | told | {"refusals": refusals}

    def _lasting(
        self, cleaned: Cleaned, made: dict[str, Table], tables: dict[str, Table], lost: Definition, as_of: date
    ) -> RunTiming:
        """Write how long stays last, and return it."""
        settings, of_contracts = self.workspace.settings, lost.kind == Contract.kind
        stays = Stays(
            made["stay"], as_of, lost.warm_up, made["contract"] if of_contracts else None,
            "subscription" not in cleaned.facts, settings.lost.grace_days, tables.get("term") if of_contracts else None,
        )  # fmt: skip
        return keep_timing(self.draft, stays, settings.predict.clv_days)

    def _before(self, as_of: date) -> pl.DataFrame | None:
        """Return the bands of risk of the run before, which those of this one do not leave for nothing."""
        return risks_before(self.engine, self.workspace.runs, as_of)

    def _settled(self, churn: ChurnFit, history: History) -> ChurnFit:
        """Store the model, keep the customers it was tested on, and return the champion, which scores."""
        limit, self.settled = self.workspace.settings.predict.retrain_days, churn.settled
        return settle(Store(self.workspace.models), churn, history, self.draft.id, __version__, limit)

    def _keep_uplift(self, made: dict[str, Table], history: History, horizon: int) -> None:
        """Learn from the campaigns that there are, and say whom to contact."""
        settings, treatment = self.workspace.settings, made.get("treatment")
        if treatment is None or not horizon:
            return
        with self.course.step("uplift"), alone():
            margin = settings.predict.margin
            if "activity" in made:
                margin = terms(self.engine, made["activity"], history.as_of, settings.predict).margin
            trials = Trials(self.engine, history, treatment, horizon, margin)
            keep_uplift(self.draft, Store(self.workspace.models), trials, Ask.of(settings), __version__)

    def _for_features(
        self, cleaned: Cleaned, made: dict[str, Table], as_of: date, lost: Definition
    ) -> tuple[dict[str, Table], tuple[Text, ...]]:
        """Return the tables that features are made from, and what the model's card says of them."""
        order, line = cleaned.placed or (cleaned.order, cleaned.line)
        if cleaned.placed:
            active = self._activity(cleaned.placed[0], cleaned, as_of)
            made = as_placed(self.engine, made, active, cleaned.placed[0], lost, as_of)
        known = Known(self.engine, cleaned.facts, self.workspace.settings, cleaned.first_day, as_of, made)
        tables = tables_for_features(known, order, line)
        return tables, told_of(known, tables, placed=cleaned.placed is not None)

    def _activity(self, order: Table, cleaned: Cleaned, as_of: date) -> Table:
        """Return customer × day up to `as_of`; the bounds leave room for the distance between zones."""
        first = datetime.combine(cleaned.first_day, datetime.min.time()) - timedelta(days=1)
        last = datetime.combine(cleaned.last_day, datetime.min.time()) + timedelta(days=2)
        active = activity(order, self.workspace.settings.workspace.timezone, first, last)
        return with_previous(until(active, as_of))

    def _customers(self, order: Table, active: Table, spell: Table, window: Window, as_of: date) -> Table:
        known = stages(rfm(summary(active, as_of)), spell, window.days, as_of)
        channels = self.engine.hold(first_channels(order), "channel")
        joined = known.left_join(channels, "customer_id").drop("customer_id_right")
        return self.draft.write("customer", joined.order_by("customer_id"))

    def _keep_account(self, cleaned: Cleaned) -> None:
        for name in ("quarantine", "quality", "reconciliation", "return_match"):
            self.draft.write(name, getattr(cleaned, name))
        if cleaned.names is not None:
            self.draft.write("identity", cleaned.names.order_by("id_value"))

    def _keep_models(self, churn: ChurnFit, value: ValueFit) -> None:
        for card in [*value.records, *([churn.card] if churn.card else [])]:
            write_json(self.draft.models / f"{card['name']}.json", card)

    def _inputs(self, made: dict[str, Table], cleaned: Cleaned, as_of: date) -> Inputs:
        """Return the tables made until now, as metrics read them."""
        lost = self.draft.manifest["lost"]
        days, warm_up = (int(lost.get(name, 0)) for name in ("days", "warm_up"))
        return Inputs(self.engine, made, as_of, cleaned.currency, days, warm_up)

    def _segmenting(self, made: dict[str, Table], cleaned: Cleaned, as_of: date) -> Segmenting:
        """Return what clusters and segments by rules are made of."""
        settings = self.workspace.settings
        known = Grouped(self.engine, readable(made), cleaned.first_day, as_of, settings.predict.seed)
        inputs = self._inputs(with_scores(made), cleaned, as_of)
        return Segmenting(inputs, known, settings, SegmentStore(self.workspace.segments), __version__)


def _parameters(value: ValueFit) -> tuple[float, ...] | None:
    """Return r, α, a and b of the MBG/NBD model, or None where it was not fitted."""
    for record in value.records:
        if record["name"] == "mbg_nbd":
            return tuple(float(record["parameters"][name]) for name in ("r", "alpha", "a", "b"))
    return None


def _last_day(cleaned: Cleaned, wanted: date | None) -> date:
    if wanted and wanted < cleaned.first_day:
        raise UsageError(
            "run.as_of",
            Text("On {wanted} there was nothing to know yet.", "{wanted} 时还没有任何数据。").fill(wanted=wanted),
            Text(
                "The data begin on {first}; choose that day or a later one.",
                "数据始于 {first}，请选择当天或之后的日期。",
            ).fill(first=Text(day(cleaned.first_day, "en"), day(cleaned.first_day, "zh"))),
        )
    return wanted or cleaned.last_day
