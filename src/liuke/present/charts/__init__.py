"""Charts as Vega-Lite dictionaries, one function each."""
