"""The audit log: who did what, when, to what, from where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from compliance import audit
from compliance.models import AuditEntry, Organization
from dashboard.access import Action, Thing
from dashboard.csv_export import csv_file
from dashboard.filters import AuditFilter, called
from dashboard.protection import protected, sight_of
from dashboard.requests import organization_of

PAGE = 50
_READ_AT_ONCE = 1_000
_OF_ITEMS = (AuditEntry.Action.ITEM_CONFIRMED, AuditEntry.Action.ITEM_SENT_BACK)
_PERSON, _PLAN = "person", "plan"
# What in an entry of a plan refers to a person; `for` is whose plan it is.
_REFERENCES = ("for", "buddy", "person")
# Of those whom a name fits.
_NAMED = 50
_HEAD = ("When (UTC)", "Who", "What", "Kind of thing", "Thing", "From", "Before", "After")


@require_safe
@protected(Action.SEE, Thing.AUDIT)
def index(request: HttpRequest) -> HttpResponse:
    """What people did, the newest first, a page at a time."""
    form = AuditFilter(request.GET)
    page = Paginator(_found(request, form), PAGE).get_page(request.GET.get("page"))
    people = _people(request, (pk for each in page for pk in _named(each)))
    shown = [Shown(each, people) for each in page]
    context = {"form": form, "page": page, "shown": shown, "people": people}
    return render(request, "audit/index.html", context)


@dataclass(frozen=True)
class Shown:
    """An entry as the page shows it, with people as they are called now."""

    entry: AuditEntry
    people: Mapping[str, str]

    @property
    def of_whom(self) -> str:
        """Whose plan it is about; empty where it is about none, or about nobody's yet."""
        return self._named(self.entry.after).get("for", "") if self._is_of_plan else ""

    @property
    def title(self) -> str:
        """What the thing is called, where that says more than what was done."""
        bare = self._is_of_plan and self.entry.action not in _OF_ITEMS
        return "" if bare else self.entry.title

    @property
    def before(self) -> Mapping[str, Any]:
        """What was, as far as it differs."""
        return self._named(self.entry.before)

    @property
    def after(self) -> Mapping[str, Any]:
        """What is since, as far as it differs."""
        found = self._named(self.entry.after)
        return {name: value for name, value in found.items() if name != "for"}

    @property
    def _is_of_plan(self) -> bool:
        return self.entry.subject == _PLAN

    def _named(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self._is_of_plan:
            return said
        return {
            name: self.people.get(str(value), "") if name in _REFERENCES and value else value
            for name, value in said.items()
        }


@require_POST
@protected(Action.EXPORT, Thing.AUDIT)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """What the page shows, all of it, as CSV; that somebody took it stands in the log, too."""
    form = AuditFilter(request.GET)
    found = _found(request, form)
    # The last before it is written down that they were taken, which is no part of the file.
    last = found.values_list("pk", flat=True).order_by("-pk").first() or 0
    organization = organization_of(request)
    with transaction.atomic():
        audit.record(
            AuditEntry.Action.EXPORTED,
            organization,
            organization=organization,
            by=sight_of(request).person,
            after={"list": "audit log", **_narrowed(organization, form.asked)},
        )
    name = f"plumbline-audit-{timezone.now():%Y-%m-%d}.csv"
    taken = found.filter(pk__lte=last)
    of_people = taken.filter(subject=_PERSON).order_by().values_list("subject_id", flat=True)
    return csv_file(name, _HEAD, _rows(taken, _people(request, of_people.distinct())))


def _narrowed(organization: Organization, asked: Mapping[str, str]) -> dict[str, object]:
    """What a file was narrowed to, with people as references: a name would stay for good."""
    if "who" not in asked:
        return dict(asked)
    found = organization.people.filter(called(asked["who"])).order_by("pk")
    people = [str(pk) for pk in found.values_list("pk", flat=True)[:_NAMED]]
    return {name: value for name, value in asked.items() if name != "who"} | {"people": people}


def _named(entry: AuditEntry) -> Iterator[str]:
    """How an entry refers to people, but for who did it."""
    if entry.subject == _PERSON:
        yield entry.subject_id
    yield from entry.after.get("people", ())
    if entry.subject == _PLAN:
        for said in (entry.before, entry.after):
            yield from (str(said[name]) for name in _REFERENCES if said.get(name))


def _people(request: HttpRequest, keys: Iterable[str]) -> Mapping[str, str]:
    """What people are called now to whom something was done, by how entries refer to them."""
    found = organization_of(request).people.filter(pk__in=[int(each) for each in keys])
    return {str(pk): login for pk, login in found.values_list("pk", "login")}


def _found(request: HttpRequest, form: AuditFilter) -> QuerySet[AuditEntry]:
    return form.apply(organization_of(request).audit_entries.select_related("by", "origin"))


def _rows(entries: QuerySet[AuditEntry], people: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    for each in entries.iterator(chunk_size=_READ_AT_ONCE):
        yield (
            each.at,
            each.by.login if each.by else each.on_behalf,
            each.get_action_display(),
            each.subject,
            people.get(each.subject_id, "") if each.subject == _PERSON else each.title,
            each.address,
            json.dumps(each.before, ensure_ascii=False) if each.before else "",
            json.dumps(each.after, ensure_ascii=False) if each.after else "",
        )
