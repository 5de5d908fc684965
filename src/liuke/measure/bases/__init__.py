"""The rows that metrics are aggregated over, a file a subject. Asked together, metrics of one base need one pass."""
