"""Screens of the public copy: the review for agents, the tracker for everybody."""
