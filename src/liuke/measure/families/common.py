"""Words that declarations share: windows, censoring, sources."""

from liuke.language import Text

PERIOD = Text("the period", "期间")
NOW = Text("from the first order to the run's last day", "自首笔订单至数据截止日")
TODAY = Text("the run's last day", "数据截止日")
NONE = Text("none", "无")
SPELLS = Text(
    "a loss counts on the day it becomes known, and later purchases never undo it; as long as the data are younger "
    "than the definition of lost needs, none can be known",
    "流失在判明当日计入，之后的购买不改写历史；数据起始后尚不足以按流失定义判定时，无法判明任何流失",
)
GLOSSARY = "Liuke, docs/glossary.md"
FARRIS = "Farris et al., Marketing Metrics (2nd ed. 2010), ch. 5"
COCHRAN = "Cochran, Sampling Techniques (3rd ed. 1977), §2.11"
CONTRACT_LOSS = Text(
    "a contract counts from its first row that is not free until another takes its place or its grace period is over; "
    "the loss counts on that day and is never back-dated",
    "合同自首个非免费时段起计入（试用不计），至被接续或宽限期届满为止；流失在届满当日计入，不回溯",
)
BRIDGE_SOURCE = f"{GLOSSARY}; Skok, SaaS Metrics 2.0 (2010)"
