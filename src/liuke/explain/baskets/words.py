"""What rules say, in words a manager understands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from liuke.language import LANGUAGES, Text, day, number, percent

AND = Text("{one} and {other}", "{one}和{other}")
TOGETHER = Text(
    "Of {of} baskets with {before}, {count} ({share}) have {then} too; by chance it would be {expected}. That is "
    "{lift} times as many.",
    "{of} 个含{before}的购物篮中，{count} 个（{share}）同时有{then}；随机预期为 {expected} 个，是其 {lift} 倍。",
)
NEXT = Text(
    "After {of} visits with {before}, {count} ({share}) were followed by {then} on a later day, within {days} days; "
    "after visits of any kind it would be {expected}. That is {lift} times as many.",
    "{of} 次购买{before}之后，{count} 次（{share}）在 {days} 天内的另一天购买了{then}；"
    "按任意购买之后的比例应为 {expected} 次，是其 {lift} 倍。",
)
COUNTED = Text(
    "{found} rules of {items} {what} in {least} baskets or more, from {of} baskets of {customers} customers; {sure} of "
    "them are more than chance.",
    "在至少 {least} 个购物篮中出现的 {items} 个{what}之间有 {found} 条规则（共 {customers} 位客户、{of} 个购物篮），"
    "其中 {sure} 条并非偶然。",
)
COUNTED_NEXT = Text(
    "{found} rules of {items} {what} in {least} baskets or more, from {of} visits of {customers} customers after which "
    "{days} days have passed; {sure} of them are more than chance.",
    "在至少 {least} 个购物篮中出现的 {items} 个{what}之间有 {found} 条规则"
    "（{customers} 位客户、其后已满 {days} 天的 {of} 次购买），其中 {sure} 条并非偶然。",
)
BLANK = Text(
    "{blank} of {lines} lines do not name it and are left out.", "{lines} 行明细中有 {blank} 行未写明，未计入。"
)
WHAT = {"product": Text("products", "商品"), "category": Text("categories", "品类")}

HIT = {
    "next": Text(
        "Of {of} customers who bought in the {days} days from {first} on, {share} bought at least one of the {top} "
        "things recommended before.",
        "自{first}起 {days} 天内购买的 {of} 位客户中，{share} 至少买了此前推荐的 {top} 种中的一种。",
    ),
    "new": Text(
        "Of {of} customers who bought something new to them, {share} took one of the {top} new things recommended.",
        "在此期间尝试新品的 {of} 位客户中，{share} 买了所推荐的 {top} 种新品之一。",
    ),
}
NOBODY = {
    "next": Text("No known customer bought anything in the days that judge.", "检验期内没有已知客户购买。"),
    "new": Text(
        "No known customer bought anything new to them in the days that judge.", "检验期内没有已知客户购买新品。"
    ),
}
BESIDE = {
    "own": Text("what each customer buys most anyway: {share}", "该客户本来最常买的：{share}"),
    "popular": Text("what everybody buys most: {share}", "大家最常买的：{share}"),
}
BETTER = Text("Better than {beside}, beyond chance.", "优于{beside}，且并非偶然。")
NOT_BETTER = Text(
    "Not better, beyond chance, than every simple list ({beside}): it can as well be left to that.",
    "与简单名单（{beside}）相比没有确切的优势：直接用简单名单也可以。",
)

SAME = Text(
    "The list is simply what each customer buys most: nothing else that was tried did better ({other}).",
    "名单就是该客户最常买的商品：试过的其他办法都没有更好（{other}）。",
)
OWN = {"half_life": 0, "beside": 0.0, "own": True}


def verdict(judged: Mapping[str, Any]) -> Text:
    """Return how recommendations of a kind did beside the simple lists, in two sentences."""
    methods = {one["method"]: one for one in judged["methods"]}
    if not methods["chosen"]["customers"]:
        return NOBODY[judged["kind"]]
    shares = {name: Text(*(percent(one["value"], to, 1) for to in LANGUAGES)) for name, one in methods.items()}
    days = (date.fromisoformat(judged["last"]) - date.fromisoformat(judged["first"])).days + 1
    first = Text(*(day(date.fromisoformat(judged["first"]), to) for to in LANGUAGES))
    of = _number(methods["chosen"]["customers"])
    hit = HIT[judged["kind"]].fill(of=of, share=shares["chosen"], top=judged["top"], days=days, first=first)
    simple = [BESIDE[name].fill(share=shares[name]) for name in methods if name != "chosen"]
    beside = Text("; ".join(one.en for one in simple), "；".join(one.zh for one in simple))
    said = (BETTER if judged["better"] else NOT_BETTER).fill(beside=beside)
    if judged["kind"] == "next" and judged["weights"] == OWN:
        said = SAME.fill(other=BESIDE["popular"].fill(share=shares["popular"]))
    return Text(f"{hit.en} {said.en}", f"{hit.zh}{said.zh}")


def sides(rule: Mapping[str, Any]) -> tuple[Text, str]:
    """Return what stands before and after “then”."""
    before = [f"“{one['name']}”" for one in rule["if"]]
    told = Text(before[0], before[0]) if len(before) == 1 else AND.fill(one=before[0], other=before[1])
    return told, f"“{rule['then']['name']}”"


def rule_sentence(rule: Mapping[str, Any], then_days: int | None) -> Text:
    """Return a rule as a sentence with its counts."""
    before, then = sides(rule)
    numbers = {
        "of": _number(rule["if_count"]),
        "count": _number(rule["count"]),
        "expected": _number(rule["expected"]),
        "lift": _number(rule["lift"], 1),
        "share": Text(*(percent(rule["confidence"], to, 0) for to in LANGUAGES)),
    }
    return (NEXT if then_days else TOGETHER).fill(before=before, then=then, days=then_days, **numbers)


def summary(told: Mapping[str, Any]) -> Text:
    """Return how many rules there are, from what, and how many are more than chance."""
    numbers = {name: _number(told[name]) for name in ("found", "items", "least", "of", "customers")}
    said = COUNTED_NEXT if told["then_days"] else COUNTED
    found = said.fill(sure=_number(told["significant"]), what=WHAT[told["level"]], days=told["then_days"], **numbers)
    if not told["blank"]:
        return found
    blank = BLANK.fill(blank=_number(told["blank"]), lines=_number(told["lines"]))
    return Text(f"{found.en} {blank.en}", f"{found.zh}{blank.zh}")


def _number(value: float, digits: int = 0) -> Text:
    return Text(*(number(value, to, digits) for to in LANGUAGES))
