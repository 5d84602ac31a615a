"""What a year of a large organization takes in PostgreSQL, and how long its pages take.

    python -m benchmarks.scale [repositories [beside]] [--seed N] [--rounds N] [--explain]

Fills the models' tables with so many repositories (1,000) of teams of 33, each judged by all checks
of its protocol, with a year of changes, the sums of each day, the stored facts, and the runs of the
last month, in a PostgreSQL of its own. Then prints the rows and bytes of each table, and for each
page the number of its queries, the milliseconds it takes and those of the processor, with
`--explain` the plans of its slowest queries too; and how long it takes to ask what pages about
history ask. With a second, larger number it fills both, each in a database of its own, and prints
what the pages of each take, opened by turns, so that what else the machine does befalls both.
10,000 repositories take some minutes and 2 GB of disk.
"""
