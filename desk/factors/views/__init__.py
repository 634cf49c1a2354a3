"""Pages of the second step: at sign-in, one's own, and the operator's."""
