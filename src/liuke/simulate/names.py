"""Names and home towns of made-up people, Chinese and English; which ones follow from the customer's number alone."""

import polars as pl

SURNAMES = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗")
GIVEN = (*"伟芳娜敏静丽强磊洋艳勇军杰娟涛明超", "雨桐", "子涵", "思远")
FIRST = (
    "Ann", "Ben", "Clara", "David", "Ella", "Frank", "Grace", "Henry", "Iris", "Jack", "Kate", "Leo", "Mia", "Noah",
)  # fmt: skip
LAST = (
    "Adams", "Baker", "Clark", "Davis", "Evans", "Foster", "Green", "Hill", "Irwin", "Jones", "King", "Lewis", "Moore",
)  # fmt: skip
TOWNS = ("上海", "北京", "杭州", "广州", "成都", "深圳", "南京", "武汉", "苏州", "西安", "重庆")


def names(number: pl.Expr) -> pl.Expr:
    """Return the names of customers: two in three are Chinese."""
    chinese = pl.concat_str(_pick(SURNAMES, number), _pick(GIVEN, number // 7))
    english = pl.concat_str(_pick(FIRST, number), _pick(LAST, number // 5), separator=" ")
    return pl.when(number % 3 > 0).then(chinese).otherwise(english)


def towns(number: pl.Expr) -> pl.Expr:
    """Return where customers live."""
    return _pick(TOWNS, number // 3)


def _pick(words: tuple[str, ...], number: pl.Expr) -> pl.Expr:
    places = list(range(len(words)))
    return (number % len(words)).replace_strict(places, words, return_dtype=pl.String)
