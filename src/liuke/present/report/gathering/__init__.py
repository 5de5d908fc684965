"""Reads a published run and hands over the findings of its report; what a stage computed is not computed again."""
