"""Lists as CSV, for spreadsheets that take some texts for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import StreamingHttpResponse

# What a spreadsheet takes for the beginning of a formula; see OWASP on CSV injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """A file that keeps nothing: what is written to it is the line that it answers."""

    def write(self, line: str) -> str:
        return line


def csv_file(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """A file of that name, sent while its rows are read."""
    return StreamingHttpResponse(
        _lines(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    # Without it Excel takes UTF-8 for the code page of the machine.
    yield "\ufeff"
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([_cell(each) for each in row])


def _cell(value: object) -> str:
    """A value as text that no spreadsheet calculates with; moments in ISO 8601, in UTC. A number of
    ours is no formula, though it be less than nothing.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
