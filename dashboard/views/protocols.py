"""The protocols: what the company wrote down, and what covers each sentence of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.protocol import CoveredBy, Protocol
from compliance.scorecards import questions, tallies
from compliance.scorecards.scope import Scope
from dashboard.access import Action, Thing
from dashboard.protection import protected, sight_of


@require_safe
@protected(Action.SEE, Thing.PROTOCOL)
def index(request: HttpRequest) -> HttpResponse:
    """Every protocol, and how many repositories are judged by it."""
    used = questions.protocols(Scope(sight_of(request)))
    protocols = [
        (protocol, _coverage(protocol), used[key])
        for key, protocol in sorted(organizations.protocols().items())
    ]
    return render(request, "protocols/index.html", {"protocols": protocols})


@require_safe
@protected(Action.SEE, Thing.PROTOCOL)
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One protocol by section, clause and rule, with how far each check is followed."""
    protocol = organizations.protocols().get(key)
    if protocol is None:
        raise Http404
    counts = questions.checks(tallies.seen_by(Scope(sight_of(request))))
    return render(
        request,
        "protocols/detail.html",
        {
            "protocol": protocol,
            "coverage": _coverage(protocol),
            "catalogue": CATALOGUE,
            "counts": {each.key: each for each in counts},
        },
    )


def _coverage(protocol: Protocol) -> dict[str, int]:
    """How many different keys of each kind cover the protocol's rules."""
    keys: dict[CoveredBy, set[str]] = {kind: set() for kind in CoveredBy}
    for coverage in protocol.coverages():
        keys[coverage.by].add(coverage.key)
    return {kind.value: len(found) for kind, found in keys.items()}
