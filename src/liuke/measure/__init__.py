"""Measure: the metric centre. A number gets its meaning here and nowhere else."""
