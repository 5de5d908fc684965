"""The file beside the settings that holds what a workspace declares of its own."""

from pydantic import BaseModel, ConfigDict

from liuke.expression.declared import UserMetric
from liuke.expression.feature import UserFeatures


class MetricsFile(BaseModel):
    """What `metrics.toml` beside `liuke.toml` may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: tuple[UserMetric, ...] = ()
    features: UserFeatures = {}
