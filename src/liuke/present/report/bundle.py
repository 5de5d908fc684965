"""The Vega code that draws charts in a page. Bundling takes seconds, so it is kept in the user's own cache folder."""

import os
import sys
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import vl_convert

SNIPPET = "window.vegaEmbed = vegaEmbed;"


def cache_folder() -> Path:
    """Return the user's cache folder for Liuke; it may not exist yet."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "liuke" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liuke"


@cache
def vega_bundle() -> str:
    """Return the Vega, Vega-Lite and vega-embed code as one module."""
    place = cache_folder() / f"vega-{version('vl-convert-python')}.js"
    try:
        return place.read_text(encoding="utf-8")
    except OSError:
        code = str(vl_convert.javascript_bundle(SNIPPET))
    _keep(place, code)
    return code


def _keep(place: Path, code: str) -> None:
    """Store the code whole or not at all; a cache that cannot be written only costs time."""
    half = place.with_name(f".{place.name}.{uuid4().hex}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.write_text(code, encoding="utf-8")
        half.replace(place)
    except OSError:
        with suppress(OSError):
            half.unlink()
