"""The model store: versions of models that never change, and which of them is champion."""

from liuke.predict.store.rules import settle
from liuke.predict.store.store import Change, Store
from liuke.predict.store.version import Stored, Version

__all__ = ["Change", "Store", "Stored", "Version", "settle"]
