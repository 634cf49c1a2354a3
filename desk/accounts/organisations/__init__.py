"""Organisations: who makes and ends them, who belongs to them, and how one comes in and out."""
