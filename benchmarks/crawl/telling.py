"""Tells people what a crawl found."""

from __future__ import annotations

import re
from collections.abc import Mapping

from benchmarks.crawl.cases import Address
from benchmarks.crawl.crawler import Report

# What Django refuses for security's sake, it calls an error, too.
_ERROR = re.compile(r"(?:ERROR|CRITICAL) (?!django\.security\.).*")


def told(report: Report, known: Mapping[str, Address], log: str) -> int:
    """Print it; returns the exit code: 1 where something was wrong."""
    named = sum(
        len(each.parameters) + len(each.fields) + len(each.parts) for each in known.values()
    )
    print(
        f"\n{report.requests:,} requests in {report.seconds:.0f} s to {len(known)} addresses with"
        f" {named} parameters, fields and parts of paths; {len(report.places):,} combinations of"
        " role, address and what was hostile"
    )
    statuses = sorted(report.statuses)
    print(f"\n{'role':22}" + "".join(f"{each or 'none':>7}" for each in statuses))
    for role, counts in report.by_role.items():
        print(f"{role:22}" + "".join(f"{counts[each]:7}" for each in statuses))
    print(f"{'all':22}" + "".join(f"{report.statuses[each]:7}" for each in statuses))
    print(f"\nslowest: {report.slowest[0]:.1f} s, {report.slowest[1]}")
    for what, case in sorted(report.wrong.items()):
        print(f"\nWRONG {what}\n  first by {case}")
    errors = sorted({found[0][:200] for found in _ERROR.finditer(log)})
    for each in errors:
        print(f"\nIN THE LOG {each}")
    print("\nnothing is wrong" if not report.wrong and not errors else "\nsomething is wrong")
    return 1 if report.wrong or errors else 0
