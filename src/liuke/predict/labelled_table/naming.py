"""Names of columns as a person types them."""

import polars as pl


def column_named(frame: pl.DataFrame, given: str) -> str:
    """Return the column that is meant: the one called so, or the only one called so but for spaces.

    A name that is not there comes back as it was given.
    """
    if given in frame.columns:
        return given
    meant = [name for name in frame.columns if name.split() == given.split()]
    return meant[0] if len(meant) == 1 else given


def quoted(name: str) -> str:
    """Return a name as it is typed after an option."""
    return f'"{name}"' if " " in name else name
