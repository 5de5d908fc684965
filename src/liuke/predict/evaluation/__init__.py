"""Evaluation: how good scores were, in figures, curves and money."""
