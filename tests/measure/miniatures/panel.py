"""A panel of customers who were asked: NPS, CSAT, CES, and two respondents of the satisfaction index."""

from datetime import date

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from tests.measure.miniatures.worked import MARCH, Miniature, Shown, Worked, at, inputs_from

AS_OF = date(2024, 3, 31)
ANSWERS = (
    ("nps", (10, 9, 9, 7, 3)),
    ("csat", (5, 4, 3, 5)),
    ("ces", (7, 6, 4)),
)
INDEX = (("R1", (8, 7, 6)), ("R2", (10, 10, 10)))
"""Respondent, answers to the three questions of the index."""


def panel(engine: Engine) -> Inputs:
    """Return the inputs that the stages make of the panel."""
    rows = [
        {"customer_id": f"c{place}", "answered_at": at("03-10"), "kind": kind, "score": float(score)}
        for kind, scores in ANSWERS
        for place, score in enumerate(scores)
    ]
    rows += [
        {
            "response_id": who, "customer_id": who, "answered_at": at("03-12"), "kind": "csi",
            "question": question, "score": float(score),
        }
        for who, scores in INDEX
        for question, score in zip("abc", scores, strict=True)
    ]  # fmt: skip
    return inputs_from(engine, {"survey_response": rows}, AS_OF)


WORKED = {
    "nps": Worked(MARCH, 2, 5, Text("100 × (3 − 1) / 5", "100 ×（3 − 1）/ 5"), given=40),
    "promoter_share": Worked(MARCH, 3, 5, Text("10, 9, 9", "10、9、9")),
    "detractor_share": Worked(MARCH, 1, 5, Text("3", "3")),
    "csat": Worked(MARCH, 3, 4, Text("5, 4, 5 of four answers", "四份回答中的 5、4、5")),
    "ces": Worked(MARCH, 17, 3, Text("7 + 6 + 4", "7 + 6 + 4")),
    "csi": Worked(
        MARCH,
        600 / 9 + 100,
        2,
        Text("R1: (7 − 1) / 9 = 66.67; R2: 100", "R1：（7 − 1）/ 9 = 66.67；R2：100"),
    ),
    "survey_answers": Worked(MARCH, 18, None, Text("5 + 4 + 3 + 6", "5 + 4 + 3 + 6")),
}

PANEL = Miniature(
    "panel",
    Text("The panel", "问卷样本"),
    Text(
        "All answers are of March 2024; the questions of the index weigh the same.",
        "全部回答于 2024 年 3 月；指数各题权重相同。",
    ),
    (
        Shown(
            (Text("kind", "类型"), Text("scores", "得分")),
            [
                (kind, ", ".join(map(str, scores)))
                for kind, scores in (*ANSWERS, *((f"csi {who}", s) for who, s in INDEX))
            ],
        ),
    ),
    panel,
    WORKED,
)
