"""The sentences and names that answers about demand are made of."""

from liuke.language import Text

LEVEL = 80
"""The interval that sentences name, in percent."""
PERIODS = {"day": Text("days", "天"), "week": Text("weeks", "周"), "month": Text("months", "个月")}
ONE = {"day": Text("day", "天"), "week": Text("week", "周"), "month": Text("month", "月")}
EVERYTHING, THE_REST = Text("all together", "合计"), Text("all others", "其他合计")
COLD = Text("share of its parent", "按上级份额")
NAIVE_PLAIN = Text("the last value again", "沿用上一期")
NAIVE_SEASON = {
    "day": Text("the same weekday of last week", "沿用上周同日"),
    "week": Text("the same week of last year", "沿用去年同周"),
    "month": Text("the same month of last year", "沿用去年同月"),
}
EXPECTED = Text(
    "The next {n} {periods}: {sum} expected in all, and in four cases of five between {low} and {high}{change}.",
    "未来 {n} {periods}：预计合计 {sum}，五次中有四次会在 {low} 至 {high} 之间{change}。",
)
EXPECTED_PLAIN = Text(
    "The next {n} {periods}: {sum} expected in all{change}. How far off that may be, too little history tells.",
    "未来 {n} {periods}：预计合计 {sum}{change}。历史过短，无法说明可能的偏差。",
)
CHANGE = Text(" ({change} on the {n} {periods} before)", "（较此前 {n} {periods} {change}）")
USED = Text(
    "Method: {method}. In {origins} rehearsals on the past it was off by {ours} of what came; {naive} by {theirs}.",
    "方法：{method}。在过去数据上的 {origins} 次演练中，偏差为实际值的 {ours}；{naive}的偏差为 {theirs}。",
)
FALLBACK = Text(
    "No model did better than {naive} in {origins} rehearsals on the past, so that is the forecast; it was off by "
    "{theirs} of what came.",
    "在过去数据上的 {origins} 次演练中，没有模型优于“{naive}”，因此采用后者；其偏差为实际值的 {theirs}。",
)
CHOSEN = Text(
    "Choosing the best so far each time, as is done here, was off by {ours}.",
    "每次都选当时最优的方法（即此处的做法），偏差为 {ours}。",
)
NO_BETTER = Text(
    "But which one is best shows only afterwards: choosing the best so far each time, as is done here, was off by "
    "{ours}, which is no better than that. Do not rely on more.",
    "但哪种方法最好只有事后才知道：每次都选当时最优的方法（即此处的做法），偏差为 {ours}，并不更好，请勿寄予更高期望。",
)
HELD = Text(
    "Intervals of 80% and 95%, made in the same way in the past, held {eighty} and {ninety} of the time.",
    "过去以同样方法得出的 80% 与 95% 区间，实际覆盖率为 {eighty} 与 {ninety}。",
)
NO_SEASON = Text(
    "Only {n} {periods} are known. To tell what comes back every year, such as Christmas or a summer lull, from chance "
    "takes two full years and some {periods} to check it by: {least}. So no yearly season is in this forecast; expect "
    "it to miss such {periods}.",
    "已知仅 {n} {periods}。要把每年重复的起伏（如春节旺季、圣诞、淡季）与偶然区分开，"
    "需要两个完整年度以及若干{period}用于检验，共 {least} {periods}。因此本预测不含年度季节性，遇到这类时段会有偏差。",
)
NO_YEAR_BY_DAY = Text(
    "By day, only the week's rhythm is forecast; ask by week or by month for that of the year.",
    "按日预测只考虑一周内的规律；年度规律请按周或按月查询。",
)
ZEROS = Text(
    "{n} {periods} without any entry count as zero.",
    "有 {n} {periods}没有任何记录，按零计。",
)
NEGATIVE = Text(
    "In {n} {periods} more came back than was sold. Values are net of returns, so that forecasts may be below zero.",
    "有 {n} {periods}退回多于售出。数值为扣除退货后的净额，因此预测也可能为负。",
)
OUTLIER = Text(
    "The {period} of {start} stands alone with {value}, where {usual} is usual. Models are fitted as if it had been at "
    "the edge of the usual; totals and errors count it as it is.",
    "{start} 所在的{period}为 {value}，而平常约为 {usual}，属于孤立的异常值。"
    "拟合模型时按正常范围的边缘处理，合计与偏差仍按原值计算。",
)
WHOLE = Text(
    "Whole {periods} from {first} on; the one not over yet is left out.",
    "采用自 {first} 起的完整{period}，尚未结束的不计入。",
)
RARE = Text(
    "Demand is {kind}: something is asked for every {adi} {periods} on average. The forecast is the mean a {period}, "
    "not what any one {period} will bring.",
    "需求属{kind}：平均每 {adi} {periods}才有一次。预测值是每{period}的平均水平，并非某一{period}的具体数量。",
)
COLD_START = Text(
    "Only {n} {periods} since it was first asked for: forecast by the shape of “{parent}”, at its own level.",
    "首次出现至今仅 {n} {periods}：按“{parent}”的走势与其自身水平预测。",
)
SHORT = Text(
    "Only {n} {periods} since it was first asked for; {least} would be needed to check a forecast.",
    "首次出现至今仅 {n} {periods}；检验预测至少需要 {least} {periods}。",
)
NOTHING_ASKED = Text("Nothing was ever asked for: zero is expected.", "从未有过需求：预计为零。")
HOLIDAY = {
    "before": Text("in the week before {name}", "{name}前一周"),
    "during": Text("on {name}", "{name}期间"),
    "after": Text("in the week after {name}", "{name}后一周"),
}
SHIFT = Text("A day {when} changes the {period} by {effect}", "{when}每天使当{period}变化 {effect}")
STOCK = Text(
    "To last with a chance of {level} until an order placed in {review} days arrives ({lead} days of delivery, {n} "
    "{periods} in all), have {order} in stock and on order: {expected} expected to be asked for, and {safety} for "
    "safety.",
    "若要有 {level} 的把握撑到 {review} 天后所下订单到货（交货期 {lead} 天，共 {n} {periods}），"
    "现有与在途库存应达到 {order}：其中预计需求 {expected}，安全库存 {safety}。",
)
