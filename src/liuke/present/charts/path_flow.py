"""The flow of last steps: where leavers went, step by step, and below it where stayers went before a like moment.

Rows (of `liuke.explain.paths.flow`): `left`, `back` (1 is the last step), `name` ("" for the rarer ones together),
`following` (None after the last), `customers`, `total`: the customers of the group; and `apart`: the step that sets the
groups apart most, or "".
"""

from liuke.language import Text
from liuke.measure.intervals import difference, wilson
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, tips
from liuke.present.charts.path_layout import HALF, apart, bars_of, curve, links, names, ribbons_of
from liuke.present.reader import Reader
from liuke.present.theme import paint

ROLES = ("accent", "stage-dormant", "stage-new", "stage-returned", "heat-4")
"""The colours of steps, the most frequent first; the rest are told together."""
APART = "bad"
"""The colour of the step that sets the groups apart most."""
OTHER = "stage-lost"
GAP = 0.28
"""The room between the two groups, in shares."""
REST = Text("other", "其他")
GROUPS = {True: Text("Left ({n})", "离开（{n}）"), False: Text("Stayed ({n})", "留下（{n}）")}


def roles(rows: Rows) -> tuple[str, ...]:
    """Return the colours of the named steps, in their order."""
    return (APART, *ROLES) if apart(rows) else ROLES


def keys(rows: Rows) -> list[Key]:
    """Return the legend: a colour a step."""
    found = [Key(role, "box", Text(name, name)) for role, name in zip(roles(rows), names(rows), strict=False)]
    return found + [Key(OTHER, "box", REST)] * any(not link.name for link in links(rows))


def last_steps(rows: Rows, *, left: bool) -> dict[str, int]:
    """Return how many of a group ended with each named step."""
    return {link.name: link.customers for link in links(rows) if link.left is left and link.back == 1 and link.name}


def _title(rows: Rows, reader: Reader) -> str:
    """Return which last step differs most, where any does beyond the interval, else which is the most frequent."""
    ends = {left: last_steps(rows, left=left) for left in (True, False)}
    totals = {left: max(_total(rows, left=left), 1) for left in (True, False)}
    shares = {
        name: tuple(ends[left].get(name, 0) / totals[left] for left in (True, False))
        for name in sorted({*ends[True], *ends[False]})
    }
    if not shares:
        return reader.text("The last steps of both groups", "两组客户的最后几步")
    name = max(shares, key=lambda one: abs(shares[one][0] - shares[one][1]))
    bounds = [wilson(ends[left].get(name, 0), totals[left]) for left in (True, False)]
    low, high = difference((shares[name][0], bounds[0]), (shares[name][1], bounds[1]))
    words = Text(
        "‘{name}’ is the last step of {left} of those who left, of {stayed} of those who stayed",
        "离开的客户中 {left} 的最后一步是“{name}”，留下的客户中为 {stayed}",
    )
    if low is None or high is None or low <= 0 <= high:
        name = max(shares, key=lambda one: sum(shares[one]))
        words = Text(
            "Both end alike: ‘{name}’ is the last step of {left} of those who left, of {stayed} of those who stayed",
            "两组的结尾相近：离开的客户中 {left} 的最后一步是“{name}”，留下的客户中为 {stayed}",
        )
    left, stayed = (reader.percent(share, 0) for share in shares[name])
    return reader.say(words, name=name, left=left, stayed=stayed)


def _summary(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "From left to right, the last {steps} steps of {left} who left and, below, of {stayed} who stayed, before a "
        "like visit ended. The height is the share of the group; whoever had fewer steps comes in later.",
        "自左至右为最后 {steps} 步：上方是离开的 {left} 位客户，下方是留下的 {stayed} 位客户在可比到访中的步骤。"
        "高度为占该组的比例；步数较少的客户从中途开始。",
        steps=max(row["back"] for row in rows),
        **{name: reader.number(_total(rows, left=left)) for name, left in (("left", True), ("stayed", False))},
    )


def _total(rows: Rows, *, left: bool) -> int:
    return next((int(row["total"]) for row in rows if row["left"] is left), 0)


def _drawn(rows: Rows, reader: Reader) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the points of ribbons, the bars, and the groups' names."""
    order, every = [*names(rows), ""], links(rows)
    ribbons: list[Row] = []
    bars: list[Row] = []
    heads: list[Row] = []
    first = -max(link.back for link in every) - HALF
    for base, left in ((0.0, True), (1.0 + GAP, False)):
        found = [link for link in every if link.left is left]
        slices = bars_of(found, order, base)
        total = _total(rows, left=left)
        for link, start, end in ribbons_of(found, order, slices):
            then = _name(link.following or "", reader)
            told = _words(reader, left, f"{_name(link.name, reader)} → {then}", link.customers, link.share)
            key = f"{left} {link.back} {link.name} {link.following}"
            ribbons += curve(link, start, end, told | {"name": _name(link.name, reader), "link": key})
        for (back, name), (start, end) in slices.items():
            told = _words(reader, left, _name(name, reader), round((end - start) * total), end - start)
            bars.append(
                told | {"name": _name(name, reader), "x": -back - HALF, "x2": -back + HALF, "y": start, "y2": end}
            )
        heads.append({"head": reader.say(GROUPS[left], n=reader.number(total)), "x": first, "y": base})
    return ribbons, bars, heads


def _words(reader: Reader, left: bool, step: str, customers: int, share: float) -> Row:
    group = reader.text("Left", "离开") if left else reader.text("Stayed", "留下")
    return {"group": group, "step": step, "said": f"{reader.percent(share)} ({reader.number(customers)})"}


def _name(name: str, reader: Reader) -> str:
    return name or reader.say(REST)


def _plan(rows: Rows, reader: Reader) -> Spec:
    ribbons, bars, heads = _drawn(rows, reader)
    steps = max(row["back"] for row in rows)
    labels = [_name(name, reader) for name in [*names(rows), ""]]
    colours = [paint(role) for role in (*roles(rows)[: len(labels) - 1], OTHER)]
    colour = {"field": "name", "type": "nominal", "scale": {"domain": labels, "range": colours}, "sort": None,
              "legend": None}  # fmt: skip
    last = reader.text("'last'", "'最后一步'")
    before = reader.text("format(-datum.value, 'd') + ' back'", "'倒数第 ' + format(-datum.value, 'd') + ' 步'")
    axis = {"title": None, "values": [*range(-steps, 0)], "grid": False, "domain": False, "ticks": False,
            "labelExpr": f"datum.value == -1 ? {last} : {before}", "labelOverlap": False}  # fmt: skip
    x = {
        "field": "x",
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [-steps - 0.12, -1 + 0.12], "nice": False},
    }
    scale = {"domain": [-0.14, 2 + GAP], "nice": False, "reverse": True}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": scale}
    tooltip = tips(
        ("group", reader.text("Group", "分组")), ("step", reader.text("Step", "步骤")),
        ("said", reader.text("Of the group", "占该组")),
    )  # fmt: skip
    return framed(
        [],
        400,
        layer=[
            {
                "data": {"values": ribbons},
                "mark": {"type": "area", "opacity": 0.32, "line": False},
                "encoding": {"x": x, "y": y, "y2": {"field": "y2"}, "detail": {"field": "link"},
                             "fill": colour, "tooltip": tooltip},
            },
            {
                "data": {"values": bars},
                "mark": {"type": "rect", "stroke": paint("surface"), "strokeWidth": 0.8},
                "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"},
                             "fill": colour, "tooltip": tooltip},
            },
            {
                "data": {"values": heads},
                "mark": {"type": "text", "align": "left", "dy": -9, "fill": paint("ink"), "fontWeight": "bold"},
                "encoding": {"x": x, "y": y, "text": {"field": "head"}},
            },
        ],
    )  # fmt: skip


def _table(rows: Rows) -> Rows:
    """Return the transitions, those of leavers first, from the first step to the last."""
    found = sorted(links(rows), key=lambda link: (not link.left, -link.back, -link.customers, link.name))
    return [
        {
            "group": Text("Left", "离开") if link.left else Text("Stayed", "留下"),
            "back": link.back,
            "name": link.name or REST,
            "following": REST if not link.following and link.following is not None else link.following,
            "customers": link.customers,
            "share": link.share,
        }
        for link in found
    ]


PATH_FLOW = Chart(
    "path_flow",
    Text("% of the group, from step to step", "占该组的百分比，逐步流向"),
    _title,
    _summary,
    _plan,
    (
        Column("group", Text("Group", "分组")),
        Column("back", Text("Steps before the end", "距结束的步数"), "number"),
        Column("name", Text("From", "从")),
        Column("following", Text("To", "到")),
        Column("customers", Text("Customers", "客户数"), "number"),
        Column("share", Text("Share", "占比"), "percent"),
    ),
    table=_table,
    keys=keys,
)
