"""Asks the table before a view answers: the one way in which a page is protected.

`@protected(Action.SEE, Thing.SETTINGS)` stands on a view of a thing that there is once, and
`@protected(Action.ASK, REPOSITORY)` on one whose address names an object: it is called with the
object in the place of its `slug`, or of what else names it. What lists several of them takes them
from `sight_of(request)`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, get_resolver, get_urlconf
from django.utils.cache import add_never_cache_headers

from compliance import sight
from compliance.models import Organization, Plan, Repository, Team
from compliance.roles import Role
from compliance.sight import Sight
from dashboard.access import Action, Answer, Thing, answer
from dashboard.models import User
from dashboard.requests import organization_of
from dashboard.things import thing_of_channel, thing_of_plan, thing_of_repository, thing_of_team

_SIGHT, _THING = "plumbline_sight", "plumbline_thing"
View = Callable[..., HttpResponseBase]


Found = TypeVar("Found", bound=models.Model)


@dataclass(frozen=True)
class Subject(Generic[Found]):
    """What an address names by its `slug`, or by another part: how it is found, and what it is to
    who asks.

    A view gets it by the argument `name`.
    """

    name: str
    find: Callable[[Organization, Any], Found]
    thing: Callable[[Sight, Found], Thing]
    named_by: str = "slug"


def _repository(organization: Organization, slug: str) -> Repository:
    return get_object_or_404(organization.repositories.all(), slug=slug)


def _team(organization: Organization, slug: str) -> Team:
    return get_object_or_404(organization.teams.all(), slug=slug)


def _plan(organization: Organization, pk: int) -> Plan:
    return get_object_or_404(organization.plans.with_people(), pk=pk)


REPOSITORY = Subject("repository", _repository, thing_of_repository)
TEAM = Subject("team", _team, thing_of_team)
CHANNEL = Subject("team", _team, thing_of_channel)
PLAN = Subject("plan", _plan, thing_of_plan, named_by="pk")


def sight_of(request: HttpRequest) -> Sight:
    """What who asks is and may see, read once for a request; who is not signed in is a stranger."""
    if not hasattr(request, _SIGHT):
        setattr(request, _SIGHT, _sight(request))
    return cast("Sight", getattr(request, _SIGHT))


def _sight(request: HttpRequest) -> Sight:
    user = request.user
    if not isinstance(user, User):
        return Sight(organization_of(request), Role.STRANGER)
    if user.person is None:
        return sight.of_administrator(organization_of(request))
    return sight.of(user.person)


def require(seen: Sight, action: Action, thing: Thing) -> None:
    """Go on only where the table allows it.

    Raises:
        Http404: who asks may not see the thing.
        PermissionDenied: they may see it, and not do that.
    """
    match answer(seen.role, action, thing):
        case Answer.NOT_FOUND:
            raise Http404
        case Answer.FORBIDDEN:
            raise PermissionDenied


def may(request: HttpRequest, action: Action) -> bool:
    """Whether who asks may do that, too, with what the address of a protected view names."""
    thing: Thing = getattr(request, _THING)
    return answer(sight_of(request).role, action, thing) is Answer.ALLOWED


def may_open(request: HttpRequest, name: str) -> bool:
    """Whether who asks is answered at the address of that name, as far as that does not depend on
    the object that it names.
    """
    seen = sight_of(request)
    asked = getattr(_views(get_urlconf())[name], "protected", None)
    if asked is None:
        return True
    action, subject = asked
    if isinstance(subject, Thing):
        return answer(seen.role, action, subject) is Answer.ALLOWED
    return seen.role is not Role.STRANGER


@functools.cache
def _views(urlconf: str | None) -> dict[str, View]:
    """The views by the name of their address."""
    patterns = get_resolver(urlconf).url_patterns
    return {
        each.name: each.callback for each in patterns if isinstance(each, URLPattern) and each.name
    }


def protected(
    action: Action, subject: Thing | Subject[Any], *, instead: str = ""
) -> Callable[[View], View]:
    """Let a view answer only who may do that; others get 404 or 403, or are led to the page that is
    named `instead`, and who is not signed in gets the page to sign in. No cache keeps what it
    answers, since the next reader may be somebody else.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **names: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return _to_sign_in(request)
            seen = sight_of(request)
            if isinstance(subject, Thing):
                thing = subject
            else:
                found = subject.find(organization_of(request), names.pop(subject.named_by))
                thing, names[subject.name] = subject.thing(seen, found), found
            if instead and answer(seen.role, action, thing) is not Answer.ALLOWED:
                return _led_to(instead)
            require(seen, action, thing)
            setattr(request, _THING, thing)
            response = view(request, **names)
            add_never_cache_headers(response)
            return response

        # What a test that walks all addresses compares with the table.
        wrapped.protected = (action, subject)  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _led_to(name: str) -> HttpResponse:
    response = redirect(name)
    add_never_cache_headers(response)
    return response


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the page to sign in, and from there back to a page; what was sent is not sent again."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    response = redirect_to_login(back)
    add_never_cache_headers(response)
    if request.headers.get("HX-Request") == "true":
        # Followed as it is, the page to sign in would take the place of a part of this one.
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response
