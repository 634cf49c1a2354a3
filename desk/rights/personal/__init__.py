"""Personal rights: cases, items, decisions, letters and what leaves with them."""
