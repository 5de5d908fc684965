"""Names of made-up people, Chinese and English; which one a customer has follows from their number alone."""

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "雨桐",
    "子涵",
    "思远",
)
FIRST = (
    "Ann",
    "Ben",
    "Clara",
    "David",
    "Ella",
    "Frank",
    "Grace",
    "Henry",
    "Iris",
    "Jack",
    "Kate",
    "Leo",
    "Mia",
    "Noah",
)
LAST = (
    "Adams",
    "Baker",
    "Clark",
    "Davis",
    "Evans",
    "Foster",
    "Green",
    "Hill",
    "Irwin",
    "Jones",
    "King",
    "Lewis",
    "Moore",
)


def name_of(number: int) -> str:
    """Return the name of a customer: two in three are Chinese."""
    if number % 3:
        return SURNAMES[number % len(SURNAMES)] + GIVEN[number // 7 % len(GIVEN)]
    return f"{FIRST[number % len(FIRST)]} {LAST[number // 5 % len(LAST)]}"
