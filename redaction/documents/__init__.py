"""File formats, one per module: bytes in, pixels or text out, never by file name."""
