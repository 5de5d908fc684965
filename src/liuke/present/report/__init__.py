"""The report: one self-contained HTML file. `gather` reads a run, `render` says it in a language."""
