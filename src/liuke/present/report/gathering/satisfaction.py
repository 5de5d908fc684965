"""Satisfaction: what customers answered, over time and now, and by survey."""

from liuke.language import Text
from liuke.measure import Inputs
from liuke.present.report.findings import Listing
from liuke.present.report.gathering.section import ByMonth, Section, last_year, listing

KINDS = ("nps", "csat", "ces", "csi")
ANSWERS = Text("{n} answers", "{n} 份回答")


def _surveys(inputs: Inputs, _: ByMonth) -> Listing | None:
    unit = Text("the last twelve months", "最近十二个月")
    names = ("survey_answers", *KINDS)
    return listing(inputs, "surveys", Text("By survey", "按问卷"), unit, "survey_id", names, last_year(inputs))


SATISFACTION = Section(
    "satisfaction",
    KINDS,
    {f"{kind}_over_time": kind for kind in KINDS},
    listings=(_surveys,),
    counted={"nps": ANSWERS, "csat": ANSWERS, "ces": ANSWERS, "csi": Text("{n} respondents", "{n} 位受访者")},
)
