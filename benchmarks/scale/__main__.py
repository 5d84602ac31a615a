"""Runs the benchmark with servers of its own; see the package."""

from __future__ import annotations

import argparse
import os
import sys

import benchmarks.scale
from benchmarks.scale import beside


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=benchmarks.scale.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("repositories", nargs="?", type=int, default=1000)
    parser.add_argument("beside", nargs="?", type=int, help="a larger one, to compare the pages of")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7, help="how often each page is asked for")
    parser.add_argument("--explain", action="store_true", help="print plans of slow queries")
    arguments = parser.parse_args()
    if os.environ.get("DATABASE_URL") is None:
        from launcher import testing  # noqa: PLC0415  (before Django, with its servers' addresses)

        return testing.run([sys.executable, "-m", "benchmarks.scale", *sys.argv[1:]], os.environ)
    if arguments.beside:
        sizes = arguments.repositories, arguments.beside
        beside.print_both(sizes, arguments.seed, arguments.rounds)
        return 0
    import django  # noqa: PLC0415

    django.setup()
    from benchmarks.scale import measuring  # noqa: PLC0415

    organization = measuring.filled(arguments.repositories, arguments.seed)
    measuring.print_tables()
    measuring.print_pages(organization, arguments.rounds, explain=arguments.explain)
    measuring.print_questions(organization, arguments.rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
