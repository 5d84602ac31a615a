"""Readers of the routes of Python's frameworks."""
