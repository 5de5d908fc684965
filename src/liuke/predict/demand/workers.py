"""Many series at a time: on every core, in processes, as the models hold the interpreter while they fit."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

from liuke.language import Text
from liuke.predict.demand.judged import Judged, judge
from liuke.predict.demand.methods.frame import Values
from liuke.predict.demand.origins import Plan
from liuke.progress import Progress

WORTH = 24
"""Series from which on starting processes pays."""
BATCH = 8
STEP = Text("Forecasting {done} of {all} series", "正在预测第 {done}/{all} 个序列")

type Task = tuple[Values, Plan, Values | None, bool]


def _batch(tasks: Sequence[Task]) -> list[Judged]:
    with threadpool_limits(1, "blas"):
        return [judge(values, plan, few=few, calendar=calendar) for values, plan, calendar, few in tasks]


def judge_all(tasks: Sequence[Task], progress: Progress, processes: int = 0) -> list[Judged]:
    """Return what is forecast of each series, in their order; `processes` 0 takes every core where it pays."""
    count = processes or (os.cpu_count() or 1 if len(tasks) >= WORTH else 1)
    found: list[Judged] = []
    with _mapped(count) as mapped:
        batches = [
            tasks[at : at + (BATCH if count > 1 else 1)] for at in range(0, len(tasks), BATCH if count > 1 else 1)
        ]
        for part in mapped(_batch, batches):
            found += part
            progress(STEP.fill(done=len(found), all=len(tasks)), len(found) / len(tasks))
    return found


type _Map = Callable[[Callable[[Sequence[Task]], list[Judged]], Sequence[Sequence[Task]]], Iterator[list[Judged]]]


@contextmanager
def _mapped(count: int) -> Iterator[_Map]:
    """Give a map in order: in this process, or over as many others, which import what they need by themselves."""
    if count == 1:
        yield map
        return
    from joblib import Parallel, delayed  # noqa: PLC0415 - slow to load

    def mapped(
        work: Callable[[Sequence[Task]], list[Judged]], given: Sequence[Sequence[Task]]
    ) -> Iterator[list[Judged]]:
        return iter(Parallel(n_jobs=count, return_as="generator")(delayed(work)(one) for one in given))

    yield mapped
