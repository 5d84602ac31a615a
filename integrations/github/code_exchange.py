"""The token for the code with which somebody comes back from GitHub, and whose that token is.

Both questions go as all others do: to no address that is never asked (see `reachable`), after no
redirect, and within bounds of time and memory.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import msgspec

from integrations.github import bodies
from integrations.github.deadlines import Deadline
from integrations.github.errors import AnswerError, RejectedError, UnreachableError
from integrations.github.settings import GitHubSettings
from integrations.github.sign_in import SignInSettings
from integrations.github.transport import (
    API_VERSION,
    MEDIA_TYPE,
    connections,
    headers_of,
    reaching,
)

# Seconds; somebody waits for the page.
_CONNECT, _READ, _WHOLE = 5.0, 10.0, 15.0
_BYTES = 256 * 1024


class Account(msgspec.Struct, frozen=True):
    """Whose a token is: the number that stays the same, and the login."""

    id: int
    login: str


class _Address(msgspec.Struct, frozen=True):
    email: str
    primary: bool = False
    verified: bool = False


@dataclass(frozen=True)
class Addresses:
    """The e-mail addresses that somebody confirmed at GitHub; `primary` is empty where that is none
    of them.
    """

    primary: str = ""
    confirmed: tuple[str, ...] = ()


class _Exchanged(msgspec.Struct, frozen=True):
    access_token: str = ""
    error: str = ""


def token_for(
    asked: GitHubSettings,
    application: SignInSettings,
    code: str,
    *,
    verifier: str,
    callback: str,
) -> str:
    """The token that GitHub gives for a code, once; `verifier` is what PKCE asks for, and
    `callback` the address that the code was sent to.

    Raises:
        GitHubError: GitHub cannot be asked, or gives none.
    """
    named = "POST /login/oauth/access_token"
    sent = {
        "client_id": application.client_id,
        "client_secret": application.secret,
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": callback,
    }
    url = f"{asked.web_url}/login/oauth/access_token"
    headers = {"Accept": "application/json"}
    body = _answer(asked, named, "POST", url, headers=headers, data=sent)
    found = bodies.decoded(body, _Exchanged, named)
    if not found.access_token:
        raise RejectedError(f"GitHub gives no token for a code ({found.error[:100]!r})")
    return found.access_token


def account_of(asked: GitHubSettings, token: str) -> Account:
    """Whose a token is.

    Raises:
        GitHubError: GitHub cannot be asked, or does not say.
    """
    named = "GET /user"
    body = _answer(asked, named, "GET", f"{asked.api_url}/user", headers=_as(token))
    return bodies.decoded(body, Account, named)


def confirmed_addresses_of(asked: GitHubSettings, token: str) -> Addresses:
    """The e-mail addresses of whose a token is.

    Raises:
        GitHubError: GitHub cannot be asked, or does not say: it was not permitted.
    """
    named = "GET /user/emails"
    url = f"{asked.api_url}/user/emails?per_page=100"
    body = _answer(asked, named, "GET", url, headers=_as(token))
    found = [each for each in bodies.decoded(body, list[_Address], named) if each.verified]
    primary = next((each.email for each in found if each.primary), "")
    return Addresses(primary, tuple(each.email for each in found))


def _as(token: str) -> dict[str, str]:
    return {
        "Accept": MEDIA_TYPE,
        "Authorization": f"Bearer {token}",
        "X-GitHub-Api-Version": API_VERSION,
    }


def _answer(asked: GitHubSettings, named: str, method: str, url: str, **sent: Any) -> bytes:
    """The body of an answer.

    Raises:
        GitHubError: there is none, or it is no success.
    """
    timeout = Deadline(time.monotonic() + _WHOLE).timeout(_CONNECT, _READ)
    with (
        reaching(named),
        connections(asked) as client,
        client.stream(method, url, timeout=timeout, **sent) as answer,
    ):
        status, encoding = answer.status_code, headers_of(answer).get("content-encoding", "")
        body = bodies.whole(answer.iter_raw(), encoding, _BYTES, named) if status == 200 else b""
    if status >= 500:
        raise UnreachableError(f"GitHub answered {status} to {named}", status=status)
    if status != 200:
        raise AnswerError(f"GitHub answered {status} to {named}")
    return body
