"""Asking as a GitHub App: its installation in the organization, and tokens that last an hour.

PyGithub signs in and asks for tokens. Its retries and its pauses of a quarter of a second are off:
what to do about a fault or a limit is decided in one place for all requests.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import datetime
from typing import TypeVar

import jwt
import msgspec
import requests
from github import Auth, GithubIntegration

from integrations.github.errors import (
    AnswerError,
    NotFoundError,
    RevokedError,
    SettingsError,
    UnreachableError,
)
from integrations.github.graphql import decoded
from integrations.github.guard import APP, Guard
from integrations.github.refusals import Received, refusal
from integrations.github.settings import GitHubSettings
from integrations.github.transport import API_VERSION, MEDIA_TYPE, USER_AGENT

T = TypeVar("T")

_SECONDS = 30
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


class AppCredential:
    """The tokens of the App's installation in the organization. Safe for threads."""

    def __init__(self, settings: GitHubSettings, guard: Guard) -> None:
        """Nothing is asked yet.

        Raises:
            SettingsError: the key cannot be used.
        """
        auth = Auth.AppAuth(settings.app_id, settings.private_key)
        try:
            auth.create_jwt()
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            message = "GITHUB_APP_PRIVATE_KEY holds no RSA key that can be used"
            raise SettingsError(message) from error
        self._github = GithubIntegration(
            auth=auth,
            base_url=settings.api_url,
            timeout=_SECONDS,
            user_agent=USER_AGENT,
            # The same authorities as for all other requests: Enterprise Server may have its own.
            verify=os.environ.get("SSL_CERT_FILE") or True,
            retry=0,
            seconds_between_requests=None,
            seconds_between_writes=None,
            api_version=API_VERSION,
        )
        self._organization = settings.organization
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

    def close(self) -> None:
        """Close the connections."""
        self._github.close()

    def _renew(self) -> None:
        self._token, self._expires = "", 0.0
        if not self._installation:
            self._installation = self._installed().id
        try:
            found = self._ask("POST", self._path(), _Token)
        except NotFoundError:
            # It was installed anew since, under another number.
            self._installation = self._installed().id
            found = self._ask("POST", self._path(), _Token)
        self._token, self._expires = found.token, found.expires_at.timestamp()

    def _path(self) -> str:
        return f"/app/installations/{self._installation}/access_tokens"

    def _installed(self) -> Installation:
        try:
            return self._ask("GET", f"/orgs/{self._organization}/installation", Installation)
        except NotFoundError as error:
            message = f"the GitHub App is not installed in the organization {self._organization}"
            raise NotFoundError(f"{message}: install it there") from error
        except RevokedError as error:
            raise RevokedError(
                "GitHub does not know the App: GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY do not"
                f" belong together, or the key was deleted ({error})"
            ) from error

    def _ask(self, method: str, path: str, answer: type[T]) -> T:
        """One request as the App itself, which has no part in the installation's quota."""
        asked = f"{method} {path}"
        self._guard.before(APP)
        began = time.monotonic()
        try:
            status, headers, body = self._github.requester.requestJson(
                method, path, headers={"Accept": MEDIA_TYPE}
            )
        except (requests.Timeout, requests.ConnectionError) as error:
            raise UnreachableError(f"GitHub cannot be reached for {asked}") from error
        except requests.RequestException as error:
            raise UnreachableError(f"GitHub's answer to {asked} was cut off") from error
        except (RuntimeError, RecursionError) as error:
            message = f"GitHub redirects {asked}: does GITHUB_API_URL name the API itself?"
            raise AnswerError(message) from error
        received = Received(asked, status, headers, body.encode())
        self._guard.after(received, APP, began=began)
        if status >= 300:
            raise refusal(received) or AnswerError(f"GitHub answered {status} to {asked}")
        return decoded(received.body, answer, asked)
