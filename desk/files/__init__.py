"""Bytes with an owner, a key of their own and an end date."""
