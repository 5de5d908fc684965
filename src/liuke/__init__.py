"""Liuke (留客): from the records a business already has to measured retention."""

__version__ = "0.1.0"
