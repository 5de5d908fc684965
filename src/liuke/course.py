"""The course of a run: its steps, how far it has come, and how long each took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from threadpoolctl import threadpool_limits

from liuke.language import Text
from liuke.progress import Progress

STEPS: dict[str, tuple[Text, float]] = {
    "clean": (Text("Cleaning", "清洗数据"), 0.15),
    "activity": (Text("Gathering activity", "汇总活跃记录"), 0.15),
    "value": (Text("Estimating lifetime value", "估算客户终身价值"), 0.15),
    "measure": (Text("Measuring", "度量"), 0.15),
    "segment": (Text("Segmenting", "分群"), 0.10),
    "churn": (Text("Learning who leaves", "学习流失规律"), 0.15),
    "score": (Text("Scoring customers", "客户评分"), 0.05),
    "uplift": (Text("Learning whom contact keeps", "学习联系的效果"), 0.05),
    "clusters": (Text("Grouping customers", "划分客户群"), 0.02),
    "explain": (Text("Explaining", "解释流失"), 0.03),
}


@contextmanager
def alone() -> Iterator[None]:
    """Keep linear algebra on one thread: on small matrices several spend their time waiting for each other."""
    with threadpool_limits(1, "blas"):
        yield


@dataclass(slots=True)
class Course:
    """Tells the progress of the steps, and keeps how long each took in seconds."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell the begin and the end of a step, and take its time."""
        done = sum(STEPS[before][1] for before in self.seconds)
        self.progress(STEPS[name][0], done)
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.progress(STEPS[name][0], done + STEPS[name][1])
