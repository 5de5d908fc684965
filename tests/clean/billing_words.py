"""Billing periods as people write them, by the months that they are, and words that are none."""

from liuke.clean.periods import DAYS_A_MONTH

WORDS = {
    1 / DAYS_A_MONTH: ("day", "daily", "天", "P1D"),
    7 / DAYS_A_MONTH: ("Weekly", "1 week", "每周", "周付", "P1W"),
    14 / DAYS_A_MONTH: ("fortnight", "biweekly", "bi-weekly", "2 weeks", "两周"),
    28 / DAYS_A_MONTH: ("4 weeks", "every 4 weeks"),
    30 / DAYS_A_MONTH: ("P30D", "30天"),
    365 / DAYS_A_MONTH: ("365 days", "365天"),
    0.5: ("半个月", "half a month"),
    1.0: ("Monthly", "months", "mo", "1 month", "1 month(s)", "/month", "包月", "连续包月", "1个月", "每月", "p1m"),
    2.0: ("bimonthly", "两个月", "every two months", "每两个月", "双月"),
    3.0: ("Quarterly", "1 quarter", "3 month", "3-month", "每季度", "季付", "三个月", "季卡", "１季度"),
    6.0: ("half-yearly", "half year", "Semi-Annual", "2 quarters", "半年", "半年付", "六个月", "6mo"),
    12.0: (
        "1 year", "1 yr", "1yr", "years", "annum", "per annum", "p.a.", "per year", "every year", "a year",
        "yearly plan", "Annual subscription", "billed annually", "12 months", "12M", "P1Y", "P12M", "1年", "一年",
        "年费", "年付", "按年付", "包年", "十二个月", "年度套餐", "一年期", "twelve months",
    ),
    24.0: ("2 years", "biennial", "两年", "24个月"),
    36.0: ("3 years", "P3Y", "三年"),
    60.0: ("5 years",),
}  # fmt: skip
NONE = (
    "1",
    "12",
    "0 month",
    "3 monkeys",
    "lifetime",
    "trial",
    "per",
    "twice a month",
    "biannual",
    "一",
    "个",
    "",
    "年后",
    "a",
)
