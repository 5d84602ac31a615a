"""GitHub as django-allauth signs people in with it."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from django.conf import settings
from django.http import HttpRequest

from compliance import organizations
from integrations.github.code_exchange import account_of, token_for
from integrations.github.errors import GitHubError


class Client(OAuth2Client):  # type: ignore[misc]
    """Exchanges codes by our own way to GitHub: allauth's goes to whatever a name leads to."""

    def get_access_token(
        self,
        code: str,
        pkce_code_verifier: str | None = None,
        extra_data: object = None,  # noqa: ARG002
    ) -> dict[str, str]:
        """The token for a code, of GitHub's answer nothing else.

        Raises:
            OAuth2Error: there is none.
        """
        assert settings.SIGN_IN is not None  # noqa: S101 (for the type checker)
        try:
            token = token_for(
                organizations.github(),
                settings.SIGN_IN,
                code,
                verifier=pkce_code_verifier or "",
                callback=self.callback_url,
            )
        except GitHubError as error:
            raise OAuth2Error(str(error)) from error
        return {"access_token": token}


class Adapter(GitHubOAuth2Adapter):  # type: ignore[misc]
    """Asks the GitHub that is the source, wherever that has its pages and its API."""

    client_class = Client

    @property
    def authorize_url(self) -> str:
        """Where people say that they want to sign in."""
        return f"{organizations.github().web_url}/login/oauth/authorize"

    def complete_login(
        self,
        request: HttpRequest,
        app: object,  # noqa: ARG002
        token: SocialToken,
        **_: Any,
    ) -> SocialLogin:
        """Whose a token is, as allauth keeps it while somebody signs in.

        Raises:
            OAuth2Error: GitHub does not say.
        """
        try:
            found = account_of(organizations.github(), token.token)
        except GitHubError as error:
            raise OAuth2Error(str(error)) from error
        said = {"id": found.id, "login": found.login}
        return self.get_provider().sociallogin_from_response(request, said)


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
