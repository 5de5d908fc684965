"""Ids as people type them: what surrounds them, full-width characters, and texts that are no id at all."""

import ibis
from ibis.expr.types import BooleanValue, StringValue

_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_NARROW = "".join(chr(ord(letter) - 0xFEE0) for letter in _WIDE)
_SPACES = "\u3000\u00a0\u2007\u202f"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

UNUSUAL = r"[^!-~]"
IMPOSSIBLE = r"(?i)^(0+(\.0+)?|nulls?|nil|nan|nat|n/?a|#n/a|none|undefined|unknown|-+|\?+|\.+|无|空|未知|暂无|匿名)?$"


def tidy(text: StringValue) -> StringValue:
    """Return an id without what surrounds it, full-width letters and digits as ordinary ones (as NFKC has them)."""
    plain = text.translate(_WIDE + _SPACES + _INVISIBLE, _NARROW + " " * len(_SPACES)).strip()
    return ibis.ifelse(text.re_search(UNUSUAL), plain, text)


def impossible(text: StringValue) -> BooleanValue:
    """Say whether a tidy text stands where an id should be but names nobody: blank, 0, NULL, N/A, 无."""
    return text.re_search(IMPOSSIBLE)


def doubtful(text: StringValue, *patterns: str) -> BooleanValue:
    """Say in one look whether an id may need tidying, may be impossible, or may match one of `patterns`.

    True too often is harmless; where it is false for a whole file, nothing else needs to look at its ids.
    """
    return text.re_search("|".join(f"(?:{pattern})" for pattern in (UNUSUAL, IMPOSSIBLE, *patterns)))
