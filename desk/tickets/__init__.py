"""The private conversation."""
