"""How long pages take while twenty people use them, beside a page that does next to nothing.

    python -m benchmarks.load [repositories] [--seconds N] [--users N]

Fills a database of its own with a year of so many repositories (1,000) as `benchmarks.scale` does,
serves the pages with two processes of gunicorn, and lets people open one page after another, each a
second after the last one came: a local administrator, owners, those who manage a team, members.
Prints the median and the 95th percentile of each page, and how many times that of the bare page it
is: of the same middleware and base template, for the same people, with one query.
"""
