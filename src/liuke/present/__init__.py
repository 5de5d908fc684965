"""Present: charts, the report and exports."""
