"""Screens of removal: asking for everybody, deciding for agents, checking certificates for everybody."""
