"""Collect: files as they come, read into rows of the canonical tables."""
