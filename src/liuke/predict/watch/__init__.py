"""The watch over models: drift, the ledger of what was said and what happened, and what to do about it."""
