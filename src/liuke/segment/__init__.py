"""Segment: who the customers are, by recency, frequency and money, and by stage of life."""
