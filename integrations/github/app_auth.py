"""Asking as a GitHub App: its installation in the organization, and tokens that last an hour.

PyGithub signs the App in. What the App asks is sent like everything else, with the same limits:
PyGithub would read an answer of any size, for any time.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from integrations.github.bodies import decoded
from integrations.github.errors import (
    AnswerError,
    DeniedError,
    NotFoundError,
    RevokedError,
    SettingsError,
)
from integrations.github.guard import APP, Guard
from integrations.github.settings import GitHubSettings
from integrations.github.transport import Call, Transport

if TYPE_CHECKING:
    from github.Auth import AppAuth

T = TypeVar("T")

# A token is renewed before it expires, so that it does not do so on its way.
_EARLY = 5 * 60


class Installation(msgspec.Struct, frozen=True):
    """The App as it is installed in the organization, and what it was given there.

    `permissions` maps names such as "administration" to "read", "write" or "admin".
    `repository_selection` is "all" or "selected".
    """

    id: int
    app_slug: str = ""
    permissions: dict[str, str] = {}
    repository_selection: str = ""
    suspended_at: datetime | None = None


class _Token(msgspec.Struct):
    token: str
    expires_at: datetime


class _App:
    """The App itself, which signs anew what it says of itself for each request."""

    def __init__(self, settings: GitHubSettings) -> None:
        """Nothing is asked.

        Raises:
            SettingsError: the key cannot be used.
        """
        self._auth = _auth(settings)

    def token(self) -> str:
        """A JSON web token that holds for minutes."""
        return self._auth.create_jwt()

    def renewed(self, stale: str) -> None:
        """Nothing: what was signed now is as good as what is signed next."""


class AppCredential:
    """The tokens of the App's installation in the organization. Safe for threads."""

    def __init__(self, settings: GitHubSettings, transport: Transport, guard: Guard) -> None:
        """Nothing is asked yet.

        Raises:
            SettingsError: the key cannot be used.
        """
        self._app = _App(settings)
        self._settings = settings
        self._transport = transport
        self._guard = guard
        self._lock = threading.Lock()
        self._installation = 0
        self._token = ""
        self._expires = 0.0

    def token(self) -> str:
        """A token that holds for minutes at least; a new one where the last one is about to expire.

        Raises:
            GitHubError: none can be had: the App is unknown, not installed or suspended, or GitHub
                is out of reach.
        """
        with self._lock:
            if self._guard.clock() > self._expires - _EARLY:
                self._renew()
            return self._token

    def renewed(self, stale: str) -> str | None:
        """A token in place of one that was not accepted, asked for once by all threads.

        Raises:
            GitHubError: as `token` does.
        """
        with self._lock:
            if self._token == stale:
                self._renew()
            return self._token

    def installation(self) -> Installation:
        """How the App is installed in the organization now.

        Raises:
            GitHubError: it is not, or that cannot be found out.
        """
        with self._lock:
            return self._guard.patiently(self._installed)

    def _renew(self) -> None:
        self._token, self._expires = "", 0.0
        if not self._installation:
            self._installation = self._installed().id
        try:
            found = self._issued()
        except NotFoundError:
            # It was installed anew since, under another number.
            self._installation = self._installed().id
            found = self._issued()
        self._token, self._expires = found.token, found.expires_at.timestamp()

    def _issued(self) -> _Token:
        path = f"/app/installations/{self._installation}/access_tokens"
        try:
            return self._ask("POST", path, _Token)
        except DeniedError as error:
            raise RevokedError(f"GitHub gives the App no token ({error})") from error

    def _installed(self) -> Installation:
        organization = self._settings.organization
        try:
            return self._ask("GET", f"/orgs/{organization}/installation", Installation)
        except NotFoundError as error:
            message = f"the GitHub App is not installed in the organization {organization}"
            raise RevokedError(f"{message}: install it there") from error
        except RevokedError as error:
            raise RevokedError(
                "GitHub does not know the App: GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY do not"
                f" belong together, or the key was deleted ({error})"
            ) from error

    def _ask(self, method: str, path: str, answer: type[T]) -> T:
        """One request as the App itself, which has no part in the installation's quota."""
        call = Call(method, f"{self._settings.api_url}{path}", APP)
        received = self._transport.send(call, self._app)
        if received.status not in (200, 201):
            raise AnswerError(f"GitHub answered {received.status} to {call.asked}")
        return decoded(received.body, answer, call.asked)


def _auth(settings: GitHubSettings) -> AppAuth:
    # Only now: it loads slowly, and whoever asks with a token does without it.
    import jwt  # noqa: PLC0415
    from github import Auth  # noqa: PLC0415

    auth = Auth.AppAuth(settings.app_id, settings.private_key)
    try:
        auth.create_jwt()
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        message = "GITHUB_APP_PRIVATE_KEY holds no RSA key that can be used"
        raise SettingsError(message) from error
    return auth
