"""How local administrators sign in: by password, or once by a link, and with a code besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from compliance import clock
from dashboard import limits, local
from dashboard.forms import LinkKey
from dashboard.models import User

View = Callable[..., HttpResponse]


class PasswordForm(forms.Form):
    """A name and a password."""

    name = forms.CharField(
        max_length=100, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def by_password(request: HttpRequest) -> HttpResponse:
    """Sign in a local administrator who knows their password."""
    if isinstance(request.user, User):
        return redirect("organization")
    form, status = PasswordForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
    if form.is_valid():
        sent = {"username": form.cleaned_data["name"], "password": form.cleaned_data["password"]}
        try:
            user = get_adapter().authenticate(request, **sent)
        except ValidationError:
            form.add_error(None, "Too many attempts. Wait five minutes, and try again.")
            status = 429
        else:
            if user is not None:
                begun = Login(user=user, redirect_url=get_next_redirect_url(request))
                answer: HttpResponse = perform_password_login(request, sent, begun)
                return answer
            form.add_error(None, "The name or the password is wrong.")
    context = {"form": form, "next": get_next_redirect_url(request) or ""}
    return render(request, "accounts/password.html", context, status=status)


@never_cache
@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest) -> HttpResponse:
    """Sign in whom a link is for, once. Opening it does not use it up: a preview opens links."""
    # In a query or a form, since paths are written to logs.
    now = clock.now()
    sent = LinkKey(request.POST if request.method == "POST" else request.GET)
    key = sent.cleaned_data["key"] if sent.is_valid() else ""
    if request.method == "POST":
        user = local.use_link(key, now)
        if user is not None:
            answer: HttpResponse = perform_login(request, Login(user=user))
            return answer
        key = ""
    is_good = local.is_good(key, now)
    context = {"key": key if is_good else ""}
    return render(request, "accounts/link.html", context, status=200 if is_good else 410)


@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """Ask who has begun to sign in for the code of their authenticator."""
    return _limited(request, _allauth("mfa.base.views.authenticate")(request))


def _limited(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """429 instead of allauth's page where there were too many codes for the account."""
    form = (getattr(answer, "context_data", None) or {}).get("form")
    is_over = form and form.is_bound and form.has_error("code", "too_many_login_attempts")
    return limits.too_many(request) if is_over else answer


def _allauth(name: str) -> View:
    """A view of allauth's, loaded when it is first asked for: these bring much that no other page
    needs, and pages are to be there soon after a start.
    """
    return cast("View", import_string(f"allauth.{name}"))


def _of_local_administrators(name: str) -> View:
    """A view of allauth's; there is nothing at it for others, who have no password here."""

    @never_cache
    @sensitive_post_parameters()
    def view(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return redirect("account_login")
        if user.person is not None:
            raise Http404
        return _limited(request, _allauth(name)(request))

    return view


again = _of_local_administrators("account.views.reauthenticate")
code_again = _of_local_administrators("mfa.base.views.reauthenticate")
second_factor = _of_local_administrators("mfa.base.views.index")
second_factor_on = _of_local_administrators("mfa.totp.views.activate_totp")
second_factor_off = _of_local_administrators("mfa.totp.views.deactivate_totp")
recovery_codes = _of_local_administrators("mfa.recovery_codes.views.view_recovery_codes")
