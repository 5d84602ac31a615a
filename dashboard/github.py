"""GitHub as django-allauth signs people in with it."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from django.http import HttpRequest

from compliance import organizations


class Adapter(GitHubOAuth2Adapter):  # type: ignore[misc]
    """Asks the GitHub that is the source, wherever that has its pages and its API."""

    @property
    def access_token_url(self) -> str:
        """Where a code is exchanged for a token."""
        return f"{organizations.github().web_url}/login/oauth/access_token"

    @property
    def authorize_url(self) -> str:
        """Where people say that they want to sign in."""
        return f"{organizations.github().web_url}/login/oauth/authorize"

    @property
    def profile_url(self) -> str:
        """Where GitHub says whose a token is."""
        return f"{organizations.github().api_url}/user"


class GitHub(GitHubProvider):  # type: ignore[misc]
    """Asks for no more than what is set, whatever the address of the page asks for."""

    oauth2_adapter_class = Adapter
    pkce_enabled_default = True

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """As they are set; allauth would take more scopes from the address, which somebody else may
        have made.
        """
        kwargs: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        return kwargs | {
            "process": AuthProcess.LOGIN,
            "scope": self.get_scope(),
            "auth_params": self.get_auth_params(),
        }

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """The login alone: of what else GitHub tells of a person nothing is kept."""
        return {"login": data["login"]}
