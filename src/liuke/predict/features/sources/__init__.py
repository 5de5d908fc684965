"""Where features come from: for each subject, the rows that were known, and the totals of them that are shared."""
