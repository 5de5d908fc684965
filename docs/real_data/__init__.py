"""Makes docs/real-data.md: public sets of real data, the card of what was learnt from each, and its pictures."""
