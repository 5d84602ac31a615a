"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

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


@_where_people_sign_in
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page that leads to GitHub."""
    if isinstance(request.user, User):
        return redirect("organization")
    context = {"organization": organization_of(request), "next": request.GET.get("next", "")}
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


@_where_people_sign_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")
