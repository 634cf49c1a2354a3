"""People, organisations, guests and one-time links."""
