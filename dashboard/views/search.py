"""Looks one text up among repositories, teams, people, checks and clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.models import Person, Repository, Team
from compliance.protocol import Clause
from compliance.sight import Sight
from dashboard.access import Action, Thing
from dashboard.filters import Search, asked_checks
from dashboard.protection import may_open, protected, sight_of
from dashboard.requests import Request, asks_for_part

SHOWN = 8
# So many are suggested while somebody types, of all kinds together.
SUGGESTED = 8
_SHORTEST = (Length("name"), "name")


@dataclass(frozen=True)
class Hit:
    """Something that was found, and where it is."""

    title: str
    address: str
    more: str = ""


@dataclass(frozen=True)
class Found:
    """What was found of one kind: the first hits, and where all stand if there are more."""

    title: str
    hits: list[Hit]
    all: str = ""


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: Request) -> HttpResponse:
    """What fits best first, by kind; htmx gets the hits alone, as somebody types. What is the only
    one that fits, or is called just so, is gone to at once.
    """
    seen = sight_of(request)
    form = Search(request.GET)
    text = form.text
    kinds = [kind for kind in _kinds(request, seen, text) if kind.hits] if text else []
    part = asks_for_part(request)
    hits = [hit for kind in kinds for hit in kind.hits]
    meant = [hit for hit in hits if hit.title == text] or hits
    if len(meant) == 1 and not part:
        return redirect(meant[0].address)
    template = "search/_found.html" if part else "search/index.html"
    return render(request, template, {"text": text, "kinds": kinds})


@require_safe
@protected(Action.SEE, Thing.LISTS)
def suggested(request: Request) -> HttpResponse:
    """What has the text in its title, as options of the field that stands on each page; of each
    kind its best before the second best of another.
    """
    text = Search(request.GET).text
    kinds = _kinds(request, sight_of(request), text) if text else ()
    ranked = zip_longest(*([(kind.title, hit) for hit in kind.hits] for kind in kinds))
    fitting = (each for rank in ranked for each in rank if each)
    found = [each for each in fitting if text.casefold() in each[1].title.casefold()]
    return render(request, "search/_suggested.html", {"found": found[:SUGGESTED]})


def _kinds(request: Request, seen: Sight, text: str) -> Iterator[Found]:
    # Looked for in the index of the names, and read once they are found.
    best = _best(seen.repositories().listed(), text).values("pk")
    repositories = Repository.objects.filter(pk__in=best).order_by(*_SHORTEST)
    teams = _best(seen.shown_teams(), text)
    every = f"?{urlencode({'q': text})}"
    yield _found("Repositories", map(_repository, repositories), reverse("repositories") + every)
    yield _found("Teams", map(_team, teams), reverse("teams"))
    if may_open(request, "roles"):
        yield _found("People", map(_person, _people(seen, text)), reverse("roles") + every)
    if may_open(request, "checks"):
        checks = (Hit(title, reverse("check", args=[key]), key) for key, title in asked_checks())
        yield _found("Checks", _fitting(checks, text), reverse("checks"))
    yield _found("Clauses", _fitting(_clauses(), text), reverse("protocols"))


def _found(title: str, hits: Iterable[Hit], everything: str) -> Found:
    listed = list(hits)
    return Found(title, listed[:SHOWN], everything if len(listed) > SHOWN else "")


def _best(
    rows: QuerySet[Repository] | QuerySet[Team], text: str
) -> QuerySet[Repository] | QuerySet[Team]:
    """Those whose name has the text, one more than is shown: the shortest fits best."""
    return rows.filter(name__icontains=text).order_by(*_SHORTEST)[: SHOWN + 1]


def _people(seen: Sight, text: str) -> QuerySet[Person]:
    here = seen.organization.people.filter(left_at=None)
    fitting = here.filter(Q(login__icontains=text) | Q(name__icontains=text))
    return fitting.order_by("login")[: SHOWN + 1]


def _repository(each: Repository | Team) -> Hit:
    return Hit(each.name, reverse("repository", args=[each.slug]))


def _team(each: Repository | Team) -> Hit:
    return Hit(each.name, reverse("team", args=[each.slug]))


def _person(each: Person) -> Hit:
    address = f"{reverse('roles')}?{urlencode({'q': each.login})}"
    return Hit(each.called, address, each.login if each.name else "")


def _clauses() -> Iterator[Hit]:
    for key, protocol in sorted(organizations.protocols().items()):
        for clause in protocol.own_clauses():
            address = f"{reverse('protocol', args=[key])}#{clause.identity}"
            yield Hit(clause.title, address, _words(clause))


def _words(clause: Clause) -> str:
    return f"{clause.identity} · {'; '.join(rule.title for rule in clause.rules)}"


def _fitting(hits: Iterable[Hit], text: str) -> list[Hit]:
    """Those that have each word of the text, those first that have them in their title."""
    words = text.casefold().split()
    fitting = [
        hit for hit in hits if all(word in f"{hit.title} {hit.more}".casefold() for word in words)
    ]
    return sorted(fitting, key=lambda hit: not all(word in hit.title.casefold() for word in words))
