"""Charts: result rows and a language in, a plain Vega-Lite dictionary with its words and its table out.

`CHARTS` is the registry. To add a chart, write its file and add its line here.
"""

from liuke.present.charts.active_days import ACTIVE_DAYS
from liuke.present.charts.calibration import CALIBRATION
from liuke.present.charts.cluster_choice import CLUSTER_CHOICE
from liuke.present.charts.cluster_flow import CLUSTER_FLOW
from liuke.present.charts.clusters import CLUSTERS
from liuke.present.charts.cohorts import COHORTS
from liuke.present.charts.concentration import CONCENTRATION
from liuke.present.charts.conversion import CONVERSION
from liuke.present.charts.counts import ACTIVE_USERS
from liuke.present.charts.demand import DEMAND
from liuke.present.charts.demand_error import DEMAND_ERROR
from liuke.present.charts.drift import DRIFT
from liuke.present.charts.driver_tree import DRIVER_TREE
from liuke.present.charts.drivers import DRIVERS
from liuke.present.charts.features import FEATURES
from liuke.present.charts.frame import Chart, Figure, Rows
from liuke.present.charts.funnel import FUNNEL
from liuke.present.charts.gains import GAINS
from liuke.present.charts.hazard import HAZARD
from liuke.present.charts.hit_rate import HIT_RATE
from liuke.present.charts.learning_curve import LEARNING_CURVE
from liuke.present.charts.ledger import LEDGER
from liuke.present.charts.lifecycle import LIFECYCLE
from liuke.present.charts.lines import REVENUE_RETENTION
from liuke.present.charts.mrr_bridge import MRR_BRIDGE
from liuke.present.charts.mrr_movement import MRR_MOVEMENT
from liuke.present.charts.path_flow import PATH_FLOW
from liuke.present.charts.path_steps import PATH_STEPS
from liuke.present.charts.profit import PROFIT
from liuke.present.charts.qini import QINI
from liuke.present.charts.renewals import RENEWALS_TRACKED
from liuke.present.charts.retention import RETENTION_CURVE
from liuke.present.charts.rfm import RFM
from liuke.present.charts.rules import RULES, SEQUENCES
from liuke.present.charts.satisfaction import CES, CSAT, CSI, NPS
from liuke.present.charts.service import FIRST_RESPONSE, PROMISES, REOPENED, RESOLUTION
from liuke.present.charts.silence import SILENCE
from liuke.present.charts.steps import STEPS
from liuke.present.charts.stickiness import STICKINESS
from liuke.present.charts.survival import SURVIVAL
from liuke.present.charts.tracking import TRACKING
from liuke.present.charts.trend import CHURN, RENEWALS, RETENTION
from liuke.present.charts.uplift_policies import UPLIFT_POLICIES
from liuke.present.reader import Reader

__all__ = ["CHARTS", "Chart", "Figure", "Rows", "draw"]

CHARTS: dict[str, Chart] = {
    chart.id: chart
    for chart in (
        CHURN,
        RETENTION,
        COHORTS,
        RETENTION_CURVE,
        RFM,
        CONCENTRATION,
        LIFECYCLE,
        SILENCE,
        GAINS,
        CALIBRATION,
        PROFIT,
        LEARNING_CURVE,
        TRACKING,
        DRIFT,
        LEDGER,
        SURVIVAL,
        HAZARD,
        DEMAND,
        DEMAND_ERROR,
        RENEWALS_TRACKED,
        MRR_BRIDGE,
        MRR_MOVEMENT,
        REVENUE_RETENTION,
        RENEWALS,
        FUNNEL,
        CONVERSION,
        NPS,
        CSAT,
        CES,
        CSI,
        FIRST_RESPONSE,
        RESOLUTION,
        PROMISES,
        REOPENED,
        ACTIVE_USERS,
        ACTIVE_DAYS,
        STICKINESS,
        FEATURES,
        RULES,
        SEQUENCES,
        HIT_RATE,
        QINI,
        UPLIFT_POLICIES,
        DRIVERS,
        DRIVER_TREE,
        CLUSTERS,
        CLUSTER_CHOICE,
        CLUSTER_FLOW,
        PATH_STEPS,
        PATH_FLOW,
        STEPS,
    )
}


def draw(id_: str, rows: Rows, reader: Reader) -> Figure | None:
    """Draw a chart of the registry, or return None where there are no rows; raises `KeyError` for an unknown id."""
    return CHARTS[id_].draw(rows, reader)
