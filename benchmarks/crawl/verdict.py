"""What may be in no answer, whatever was asked."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlsplit

import httpx

from benchmarks.crawl import pages

_OF_SQL = re.compile(
    r"psycopg\.errors|django\.db\.utils|syntax error at or near|SQLSTATE|Traceback \(most recent"
    r"|psycopg\.\w+Error"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wrong(answer: httpx.Response, asker: str, may_lead_to: tuple[str, ...]) -> list[str]:
    """What is wrong with an answer to somebody of that name; empty: nobody's. `may_lead_to` are the
    hosts that redirects may name.
    """
    found = []
    if answer.status_code >= 500:
        found.append(f"answered {answer.status_code}")
    if answer.headers.get("x-injected"):
        found.append("a header was injected")
    kept = answer.headers.get("cache-control", "")
    if _is_the_dashboards(answer) and ("no-store" not in kept or "private" not in kept):
        found.append(f"may be kept by a cache ({kept!r})")
    if "location" in answer.headers and not _is_ours(answer.headers["location"], may_lead_to):
        found.append(f"leads to {answer.headers['location'][:80]!r}")
    text = answer.text
    if _OF_SQL.search(text):
        found.append("speaks of an error of the database")
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        found += pages.read(text).dangers
        named = pages.whose(text)
        if named and named != asker:
            found.append(f"is the page of {named}")
    if kind.startswith("text/csv"):
        found += _formulas(text)
    return found


def _is_the_dashboards(answer: httpx.Response) -> bool:
    """Whether the dashboard was asked at all: what is no HTTP the web server refuses by itself."""
    return answer.status_code != 400 or "x-content-type-options" in answer.headers


def _is_ours(location: str, hosts: tuple[str, ...]) -> bool:
    if re.match(r"[\s\x00-\x1f]*[/\\]{2}", location):
        return False
    parts = urlsplit(location)
    return parts.netloc in hosts if parts.netloc or parts.scheme else True


def _formulas(text: str) -> list[str]:
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    return [
        f"a cell is a formula: {cell[:40]!r}"
        for row in rows
        for cell in row
        if cell.startswith(_FORMULA) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)
    ]
