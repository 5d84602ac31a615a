"""What the audit log has of somebody: what they did, and what was done to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from django.db.models import Q, QuerySet

from compliance.models import AskedFor, AuditEntry, AuditOrigin, Excuse
from dashboard.kept.holding import HIDDEN, Holding, Row, Rows, Whose

_OF_REPOSITORIES: Mapping[str, QuerySet[Excuse] | QuerySet[AskedFor]] = {
    "excuse": Excuse.objects.all(),
    "askedfor": AskedFor.objects.all(),
}


def _entries(whose: Whose) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.filter(organization=whose.organization)
    return found.select_related("by", "origin").order_by("-at", "-pk")


def _by_them(whose: Whose) -> Q:
    if whose.person is not None:
        return Q(by=whose.person)
    return Q(by=None, on_behalf=f"local administrator {whose.user.name}")


def _subject(whose: Whose) -> tuple[str, str]:
    return ("person", str(whose.person.pk)) if whose.person else ("user", str(whose.user.pk))


def _done_by(whose: Whose) -> Rows:
    what = _what_of(whose)

    def tell(entry: AuditEntry) -> Row:
        return {
            "When": entry.at,
            "What": entry.get_action_display(),
            "To what": what(entry),
            "From": entry.address,
            **_difference(entry, whose),
        }

    return Rows(_entries(whose).filter(_by_them(whose)), tell)


def _done_to(whose: Whose) -> Rows:
    kind, pk = _subject(whose)
    found = _entries(whose).filter(subject=kind, subject_id=pk).exclude(_by_them(whose))

    def tell(entry: AuditEntry) -> Row:
        return {
            "When": entry.at,
            "What": entry.get_action_display(),
            "By": str(entry.by or entry.on_behalf),
            **_difference(entry, whose),
        }

    return Rows(found, tell)


def _what_of(whose: Whose) -> Callable[[AuditEntry], str]:
    """What something was done to, as far as they may see it now."""

    @cache
    def shown(kind: str) -> frozenset[str]:
        found = _OF_REPOSITORIES[kind].filter(repository__in=whose.seen)
        return frozenset(str(pk) for pk in found.values_list("pk", flat=True))

    def what(entry: AuditEntry) -> str:
        if (entry.subject, entry.subject_id) == _subject(whose):
            return "yourself"
        if entry.subject in _OF_REPOSITORIES and entry.subject_id not in shown(entry.subject):
            return HIDDEN
        return entry.title or ("somebody else" if entry.subject == "person" else "")

    return what


def _difference(entry: AuditEntry, whose: Whose) -> dict[str, object]:
    """What it was before and after, where that tells nothing that they may not see."""
    is_own = (entry.subject, entry.subject_id) == _subject(whose)
    if not (is_own or whose.is_administrator):
        return {}
    sides = {"Before": entry.before, "After": entry.after}
    return {name: _words(said) for name, said in sides.items() if said}


def _words(said: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in said.items())


DONE_BY = Holding(
    models=(AuditEntry, AuditOrigin),
    title="What you did",
    why="Who decides on what others are judged by, and who signs in, can be held to it. "
    "Administrators read it in the audit log.",
    until="for good, as nobody can change the log; once you are a pseudonym, as that one's, and "
    "without the address that you did it from",
    none="Nothing is written down.",
    find=_done_by,
)
DONE_TO = Holding(
    models=(AuditEntry,),
    title="What others did to you",
    why="So that you can tell who gave or took what you may do.",
    until="for good, as nobody can change the log; once you are a pseudonym, to that one",
    none="Nothing is written down.",
    find=_done_to,
)
