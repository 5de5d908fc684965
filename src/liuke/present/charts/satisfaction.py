"""What customers answered, month by month: NPS, CSAT, effort, and the satisfaction index."""

from liuke.language import Text
from liuke.present.charts.trend import Series, trend

ANSWERS = Text("answers", "份回答")
RESPONDENTS = Text("respondents", "位受访者")

NPS = trend(
    "nps_over_time",
    Series(Text("NPS", "净推荐值"), "score", ANSWERS),
    Text("points, from −100 (all detractors) to 100 (all promoters)", "分，从 −100（全为贬损者）到 100（全为推荐者）"),
)
CSAT = trend(
    "csat_over_time",
    Series(Text("Satisfaction (CSAT)", "客户满意度"), of=ANSWERS),
    Text("% satisfied", "满意回答占比（%）"),
)
CES = trend(
    "ces_over_time",
    Series(Text("Effort score (CES)", "客户费力度"), "score", ANSWERS),
    Text("mean score, higher is less effort", "平均得分，越高越省力"),
)
CSI = trend(
    "csi_over_time",
    Series(Text("Satisfaction index (CSI)", "客户满意度指数"), "score", RESPONDENTS),
    Text("from 0 (all answers 1) to 100 (all answers 10)", "从 0（全为 1 分）到 100（全为 10 分）"),
)
