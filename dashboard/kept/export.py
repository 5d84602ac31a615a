"""What is kept about somebody as one JSON document, written while it is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from dashboard.kept.holding import Holding, Row, Whose


def document(holdings: Iterable[Holding], whose: Whose, kept: str, now: datetime) -> Iterator[str]:
    """The document, in pieces. `kept` is how long what ends with leaving is kept after it."""
    about = {"about": str(whose.user), "organization": whose.organization.name, "at": now}
    yield f'{_json(about)[:-1]}, "kept": ['
    for number, holding in enumerate(holdings):
        said = {
            "what": holding.title,
            "tables": sorted(model.__name__ for model in holding.models),
            "why": holding.why,
            "until": holding.until.format(kept=kept),
        }
        yield f'{"," if number else ""}\n{_json(said)[:-1]}, "rows": ['
        yield from _rows(holding.find(whose))
        yield "]}"
    yield "\n]}\n"


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n  {_json(row)}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_text)


def _text(value: object) -> str:
    """Moments in ISO 8601, in UTC."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
