"""Post out: one door for every message; knows no tickets."""
