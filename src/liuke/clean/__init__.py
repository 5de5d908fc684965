"""Clean: rules as data, duplicates, returns, quarantine, and a report that reconciles every row."""
