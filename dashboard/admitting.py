"""How django-allauth lets people in here: those whom GitHub says to belong, and nobody else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from compliance import admission, clock, organizations
from compliance.admission import NotAdmitted
from compliance.models import AuditEntry
from compliance.onboarding import joining
from dashboard import limits, recorded
from dashboard.arriving import first_page
from dashboard.mails import addresses
from dashboard.models import User
from dashboard.requests import address_of, organization_of
from integrations.github.errors import GitHubError, UnreachableError

if TYPE_CHECKING:
    from integrations.github.code_exchange import Addresses

logger = logging.getLogger(__name__)
# What of a request is the address of who signs in.
_ADDRESS = "plumbline_address"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts of which none is made by who wants one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: who is let in gets an account, and nobody else."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """By what attempts are counted; those through no network are counted together."""
        return address_of(request) or "none"

    def is_safe_url(self, url: str) -> bool:
        """Whether somebody may be led there: to this host alone. allauth would lead to each that
        is allowed, and fails at what is no address.
        """
        return url_has_allowed_host_and_scheme(url, {allauth_context.request.get_host()})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody arrives who asked for no page."""
        user = request.user
        return first_page(user.person if isinstance(user, User) else None)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same, at the first time."""
        return self.get_login_redirect_url(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the page says who is signed in."""


class SignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in with GitHub."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Ask GitHub who this is to the organization; the token is used for that, and revoked.

        Raises:
            ImmediateHttpResponse: they are not let in, with the page that says why.
        """
        token, sociallogin.token = sociallogin.token.token, None
        if not limits.is_within_account_limit(request, f"github-{sociallogin.account.uid}"):
            _revoke(token)
            raise ImmediateHttpResponse(limits.too_many(request))
        try:
            person = admission.admit(organization_of(request), token)
            found = _addresses(token)
        except NotAdmitted as refusal:
            why = {"way": "GitHub", "why": refusal.why.value}
            recorded.note(AuditEntry.Action.SIGN_IN_REFUSED, request, None, after=why)
            context = {"login": refusal.login, "why": refusal.why.value}
            page = render(request, "accounts/refused.html", context, status=403)
            raise ImmediateHttpResponse(page) from refusal
        except GitHubError as error:
            raise ImmediateHttpResponse(unreachable(request)) from error
        finally:
            _revoke(token)
        user = User.objects.filter(person=person).first() or User(person=person)
        user.name = f"github-{sociallogin.account.uid}"
        user.confirmed_at = user.asked_at = clock.now()
        if user.pk:
            user.save(update_fields=["name", "confirmed_at", "asked_at"])
            addresses.store(user, found.primary if found else None)
        setattr(request, _ADDRESS, found.primary if found else None)
        joining.by_addresses(person, found.confirmed if found else (), address_of(request))
        sociallogin.user = user
        sociallogin.account.user = user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Make the account of somebody who was let in for the first time."""
        user: User = super().save_user(request, sociallogin, form)
        addresses.store(user, getattr(request, _ADDRESS))
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Whether somebody gets an account who was let in and has none: always."""
        return True

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Any:
        """GitHub, as it is asked here; there is no other."""
        # Only now, since pages are to be there soon after a start, and this brings HTTP's client.
        from dashboard.github import GitHub  # noqa: PLC0415

        return GitHub(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> None:
        """Say it in our words; GitHub's may hold what is not to be shown.

        Raises:
            ImmediateHttpResponse: always.
        """
        is_cancelled = error == AuthError.CANCELLED
        if not is_cancelled:
            recorded.note(AuditEntry.Action.SIGN_IN_FAILED, request, None, after={"way": "GitHub"})
        if exception is not None:
            logger.warning("somebody did not sign in with GitHub: %s", exception)
            if isinstance(exception.__cause__, UnreachableError):
                raise ImmediateHttpResponse(unreachable(request)) from exception
        context = {"is_cancelled": is_cancelled}
        page = render(request, "accounts/failed.html", context, status=401)
        raise ImmediateHttpResponse(page)


def unreachable(request: HttpRequest) -> HttpResponse:
    """The page that says that GitHub cannot be asked whether somebody belongs."""
    page = render(request, "accounts/unreachable.html", status=503)
    page["Retry-After"] = "60"
    return page


def _addresses(token: str) -> Addresses | None:
    """The addresses that whose token it is confirmed; none where GitHub knows none, or may not say
    them, and None where it cannot be asked now.
    """
    # Only now, since pages are to be there soon after a start, and this brings HTTP's client.
    from integrations.github.code_exchange import (  # noqa: PLC0415
        Addresses,
        confirmed_addresses_of,
    )

    try:
        return confirmed_addresses_of(organizations.github(), token)
    except UnreachableError as error:
        logger.warning("the address of somebody who signs in stays as it was: %s", error)
        return None
    except GitHubError as error:
        logger.warning("somebody who signs in gets no mail: %s", error)
        return Addresses()


def _revoke(token: str) -> None:
    """Have GitHub forget a token; where that fails it is good until GitHub lets it expire."""
    # Only now, since pages are to be there soon after a start, and this brings HTTP's client.
    from integrations.github.revoking import revoke  # noqa: PLC0415

    if settings.SIGN_IN is None:
        return
    try:
        revoke(organizations.github(), settings.SIGN_IN, token)
    except GitHubError as error:
        logger.warning("the token of somebody who signed in was not revoked: %s", error)
