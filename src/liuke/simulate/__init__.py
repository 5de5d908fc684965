"""Simulate: companies with a known truth, from ten customers to ten million."""
