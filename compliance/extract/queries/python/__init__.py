"""The readers of queries in Python, a module for each ORM or driver."""
