"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from compliance import clock, sight
from compliance.models import Person
from compliance.roles import Role
from dashboard import demo
from dashboard.arriving import first_page, page_asked_for
from dashboard.forms import Choice
from dashboard.mails import addresses
from dashboard.models import User
from dashboard.requests import organization_of

View = Callable[[HttpRequest], HttpResponse]


def _where_people_sign_in(view: View) -> View:
    """There is nothing at the address where signing in is not set up."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if settings.SIGN_IN is None:
            raise Http404
        return view(request)

    return never_cache(wrapped)


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page that leads to GitHub, and to where a local administrator signs in."""
    if isinstance(request.user, User):
        return redirect("organization")
    if demo.is_open(request):
        asked = _back(request)
        return redirect(reverse("demo-people", query={"next": asked} if asked else None))
    context = {
        "organization": organization_of(request),
        "can_sign_in": settings.SIGN_IN is not None,
        "next": page_asked_for(request.GET.get("next", "")),
    }
    return render(request, "accounts/sign_in.html", context)


@_where_people_sign_in
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Send somebody to GitHub, to say that they want to sign in."""
    # Only now, since pages are to be there soon after a start, and this brings a client of HTTP.
    from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView  # noqa: PLC0415

    from dashboard.github import Adapter  # noqa: PLC0415

    begun: HttpResponse = OAuth2LoginView.adapter_view(Adapter)(request)
    return begun


@_where_people_sign_in
@require_safe
def complete(request: HttpRequest) -> HttpResponse:
    """Let in who comes back from GitHub and belongs to the organization."""
    from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView  # noqa: PLC0415

    from dashboard.github import Adapter  # noqa: PLC0415

    completed: HttpResponse = OAuth2CallbackView.adapter_view(Adapter)(request)
    return completed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Sign somebody in as whom of the demo's people they choose."""
    if not demo.is_open(request):
        raise Http404
    organization = organization_of(request)
    known = organization.people.filter(left_at=None)
    if request.method == "POST":
        sent = Choice(request.POST)
        chosen = sent.cleaned_data["login"] if sent.is_valid() else None
        person = next((each for each in known if each.login == chosen), None)
        if person is None:
            raise Http404
        login(request, _user_of(person))
        request.session[demo.CHOSEN] = True
        return redirect(_back(request) or first_page(person))
    teams = dict(organization.teams.values_list("pk", "name"))
    people = sorted((_chosen(person, teams) for person in known), key=lambda each: each.order)
    context = {"organization": organization, "people": people}
    response = render(request, "accounts/demo.html", context)
    if not people:
        response["Refresh"] = "2"  # Seconds. It asks for nothing until the first of them is there.
    return response


def _back(request: HttpRequest) -> str:
    """The page that somebody asked for before they signed in, if any; none of another host."""
    asked = page_asked_for(request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if is_ours else ""


@dataclass(frozen=True)
class Chosen:
    """One of the demo's people, with what they are and the teams that make them it."""

    person: Person
    role: Role
    teams: list[str]

    @property
    def order(self) -> tuple[int, str]:
        """Who may do the most comes first."""
        return list(Role).index(self.role), self.person.login


def _chosen(person: Person, teams: Mapping[int, str]) -> Chosen:
    seen = sight.of(person)
    matter = seen.led if seen.role is Role.MANAGER else seen.teams
    return Chosen(person, seen.role, sorted(teams[pk] for pk in matter))


def _user_of(person: Person) -> User:
    """The account of one of the demo's people, made where there is none."""
    now = clock.now()
    values = {"name": f"demo-{person.pk}", "confirmed_at": now, "asked_at": now}
    user, _ = User.objects.update_or_create(
        person=person, create_defaults=values, defaults={"confirmed_at": now, "asked_at": now}
    )
    addresses.store(user, addresses.demo_address(person.login))
    return user


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("demo-people" if demo.is_open(request) else "sign-in")
