"""What is kept about a person: found, told to them in plain words, and taken away after they left.

`holdings.HOLDINGS` is the one list of what holds personal data. A test walks all tables, and fails
where one that refers to people is not on it.
"""
