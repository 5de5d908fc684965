"""What a workspace may set in `liuke.toml`, with a default for everything.

The file is read strictly: an unknown key or a wrong value is an error that names the key and says what would be right.
"""

from liuke.settings.checks import WEEKDAYS, read_hours
from liuke.settings.file import FILE, METRICS_FILE, load_settings, save_mapping
from liuke.settings.sections import (
    CleanSettings,
    EngineSettings,
    FunnelSettings,
    LostSettings,
    Mapping,
    PredictSettings,
    RiskSettings,
    ServiceSettings,
    Settings,
    SurveySettings,
    Target,
    WorkspaceSettings,
)

__all__ = [
    "FILE",
    "METRICS_FILE",
    "WEEKDAYS",
    "CleanSettings",
    "EngineSettings",
    "FunnelSettings",
    "LostSettings",
    "Mapping",
    "PredictSettings",
    "RiskSettings",
    "ServiceSettings",
    "Settings",
    "SurveySettings",
    "Target",
    "WorkspaceSettings",
    "load_settings",
    "read_hours",
    "save_mapping",
]
