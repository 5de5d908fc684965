"""Predict: who will leave, what they are worth, and how well that held on past data."""
