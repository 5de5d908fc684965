"""Collect: files as they come, read into rows of the canonical tables; one module per kind of file in `formats`."""

from liuke.collect.inspecting import inspect
from liuke.collect.plain import Plain, read_plain
from liuke.collect.proposal import Proposal, Received
from liuke.collect.receiving import receive

__all__ = ["Plain", "Proposal", "Received", "inspect", "read_plain", "receive"]
