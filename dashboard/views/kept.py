"""What is kept about who asks: shown to them, and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from compliance import audit
from compliance.models import AuditEntry
from dashboard.access import Action, Thing
from dashboard.kept import export, holding
from dashboard.kept.holding import Holding, Row, Rows, Whose
from dashboard.kept.holdings import HOLDINGS
from dashboard.models import User
from dashboard.protection import protected, sight_of
from dashboard.requests import organization_of
from dashboard.session_store import digest

# So many of each are on the page; the file has all of them.
SHOWN = 10
# What says more than this of itself is no row of a table.
_COLUMNS = 6


@dataclass(frozen=True)
class Told:
    """One kind of data, as the page has it."""

    holding: Holding
    until: str
    count: int
    rows: list[dict[str, object]]

    @property
    def columns(self) -> list[str]:
        """What the rows say, where they make a table; else nothing."""
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        return names if self.count > 1 and len(names) <= _COLUMNS else []

    @property
    def cells(self) -> list[list[tuple[str, object]]]:
        """The rows of that table, each value with what it is."""
        return [[(name, row.get(name, "")) for name in self.columns] for row in self.rows]

    @property
    def more(self) -> int:
        """How many are in the file alone."""
        return self.count - len(self.rows)


@require_safe
@protected(Action.SEE, Thing.KEPT_OWN)
def index(request: HttpRequest) -> HttpResponse:
    """What is kept about who asks, why, and until when."""
    whose, kept = _whose(request), _kept(request)
    found = [each.find(whose) for each in HOLDINGS]
    counts = holding.counts(whose.organization, found)
    told = [
        Told(each, each.until.format(kept=kept), count, _shown(rows) if count else [])
        for each, rows, count in zip(HOLDINGS, found, counts, strict=True)
    ]
    context = {
        "told": [each for each in told if each.count],
        "untold": [each for each in told if not each.count],
        "kept": kept,
    }
    return render(request, "kept/index.html", context)


@require_POST
@protected(Action.EXPORT, Thing.KEPT_OWN)
def take(request: HttpRequest) -> StreamingHttpResponse:
    """All of it, as JSON; that they took it is written down."""
    whose = _whose(request)
    subject: models.Model = whose.person or whose.user
    with transaction.atomic():
        audit.record(
            AuditEntry.Action.EXPORTED,
            subject,
            organization=whose.organization,
            by=whose.person,
            after={"list": "what is kept about oneself"},
        )
    now = timezone.now()
    name = f"plumbline-what-is-kept-{now:%Y-%m-%d}.json"
    return StreamingHttpResponse(
        export.document(HOLDINGS, whose, _kept(request), now),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _whose(request: HttpRequest) -> Whose:
    stored = digest(request.session.session_key or "")
    return Whose(cast("User", request.user), sight_of(request), stored)


def _kept(request: HttpRequest) -> str:
    """How long after leaving somebody becomes a pseudonym."""
    days = organization_of(request).retention_days
    return f"{days} day{'' if days == 1 else 's'}"


def _shown(rows: Rows) -> list[dict[str, object]]:
    return [_filled(row) for row in rows.first(SHOWN)]


def _filled(row: Row) -> dict[str, object]:
    """What of a row says something."""
    return {name: value for name, value in row.items() if value not in (None, "")}
