"""Ids as people type them: what surrounds them, full-width characters, capitals of an e-mail address, no id at all."""

import ibis
from ibis.expr.types import BooleanValue, StringValue

_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_NARROW = "".join(chr(ord(letter) - 0xFEE0) for letter in _WIDE)
_SPACES = "\u3000\u00a0\u2007\u202f"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

UNUSUAL = (
    r"^[ \t-\r]|[ \t-\r]$|"
    r"[\x{ff01}-\x{ff5e}\x{3000}\x{a0}\x{2007}\x{202f}\x{200b}-\x{200d}\x{2060}\x{feff}]|"
    r"[A-Z].*@|@.*[A-Z]"
)
"""What `tidy` changes."""

IMPOSSIBLE = (
    r"(?i)^(0+(\.0+)?|nulls?|nil|nan|nat|n/?a|#n/a|none|undefined|unknown|anonymous|guest|walk-?in|-+|\?+|\.+|"
    r"无|空|未知|暂无|匿名|散客|游客|非会员)?$"
)


def stripped(text: StringValue) -> StringValue:
    """Return a text without the white space around it; Ibis 12's own `strip` takes letters f and v, too, on Spark."""
    return text.re_replace(r"^[ \t-\r]+|[ \t-\r]+$", "")


def tidy(text: StringValue) -> StringValue:
    """Return an id without what surrounds it, full-width letters and digits as ordinary ones (as NFKC has them).

    No mail system in use tells capitals apart, and exports write an address as the person typed it that day.
    """
    plain = stripped(text.translate(_WIDE + _SPACES + _INVISIBLE, _NARROW + " " * len(_SPACES)))
    plain = ibis.ifelse(plain.contains("@"), plain.lower(), plain)
    return ibis.ifelse(text.re_search(UNUSUAL), plain, text)


def written(column: str) -> str:
    """Return the name of the column that has an id as it was written, before it was tidied."""
    return f"written_{column}"


def impossible(text: StringValue) -> BooleanValue:
    """Say whether a tidy text stands where an id should be but names nobody: blank, 0, NULL, N/A, 无, 散客."""
    return text.re_search(IMPOSSIBLE)


def doubtful(text: StringValue, *patterns: str) -> BooleanValue:
    """Say in one look whether an id needs tidying, is impossible, or matches one of `patterns`."""
    return text.re_search("|".join(f"(?:{pattern})" for pattern in (UNUSUAL, IMPOSSIBLE, *patterns)))
