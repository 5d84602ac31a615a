"""Signing in with GitHub: the authorization of an OAuth App, or of a GitHub App by its user.

The page on which GitHub asks who somebody is and what they allow is a list of the people here: each
name leads on with `login`, which GitHub takes as a suggestion and the simulator as the choice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from tests.github_simulator import pages
from tests.github_simulator.accounts import Accounts
from tests.github_simulator.credentials import Credential, Kind, OAuthClient
from tests.github_simulator.messages import Request, Response, as_json
from tests.github_simulator.present import Present

ROOT = "/login/oauth/"
_CODE_LASTS = timedelta(minutes=10)
_USER_TOKEN_LASTS = timedelta(hours=8)
_BAD_CODE = (
    "bad_verification_code",
    "The code passed is incorrect or expired.",
)
_BAD_CLIENT = (
    "incorrect_client_credentials",
    "The client_id and/or client_secret passed are incorrect.",
)
_BAD_REDIRECT = (
    "redirect_uri_mismatch",
    "The redirect_uri MUST match the registered callback URL for this application.",
)


@dataclass(frozen=True)
class _Code:
    """What a code stands for until it is exchanged, once."""

    client: OAuthClient
    login: str
    scopes: frozenset[str]
    redirect: str
    challenge: str
    until: datetime


@dataclass
class OAuth:
    """The part of GitHub's pages that signs people in."""

    accounts: Accounts
    _codes: dict[str, _Code] = field(default_factory=dict)

    def answer(self, present: Present, request: Request, now: datetime) -> Response:
        """Answer a request below `/login/oauth/`."""
        asked = f"{request.method} {request.path.removeprefix(ROOT)}"
        if asked == "GET authorize":
            return self._authorize(present, request, now)
        if asked == "POST access_token":
            return _in_form(request, self._token(_sent(request), now))
        return pages.answer(present, request)

    def _authorize(self, present: Present, request: Request, now: datetime) -> Response:
        """The page, or back to where one came from once somebody is chosen."""
        asked = request.parameters
        client = self.accounts.clients.get(asked.get("client_id", ""))
        if client is None:
            return pages.shown(present, 404, "Nothing is here", "There is no such application.")
        redirect = asked.get("redirect_uri", client.callback)
        if not _is_below(redirect, client.callback):
            return _back(client.callback, asked, dict(zip(_ERROR, _BAD_REDIRECT, strict=True)))
        if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
            raise NotImplementedError("the simulator knows the challenge S256 alone")
        if asked.get("login") == "-":
            denied = ("access_denied", "The user has denied your application access.")
            return _back(redirect, asked, dict(zip(_ERROR, denied, strict=True)))
        if asked.get("login") not in present.people:
            return pages.choice(present, f"{request.path}?{urlencode(asked)}", client.name)
        code = secrets.token_hex(10)
        self._codes[code] = _Code(
            client,
            asked["login"],
            frozenset(asked.get("scope", "").replace(",", " ").split()),
            redirect,
            asked.get("code_challenge", ""),
            now + _CODE_LASTS,
        )
        return _back(redirect, asked, {"code": code})

    def _token(self, sent: Mapping[str, str], now: datetime) -> dict[str, object]:
        """A token for a code; a refusal is an answer as good as any other, as GitHub has it."""
        client = self.accounts.clients.get(sent.get("client_id", ""))
        if client is None or not hmac.compare_digest(client.secret, sent.get("client_secret", "")):
            return _refused(_BAD_CLIENT)
        code = self._codes.pop(sent.get("code", ""), None)
        if code is None or code.client is not client or now >= code.until:
            return _refused(_BAD_CODE)
        if sent.get("redirect_uri", code.redirect) != code.redirect:
            return _refused(_BAD_REDIRECT)
        if code.challenge and _challenge(sent.get("code_verifier", "")) != code.challenge:
            return _refused(_BAD_CODE)
        return self._issued(code, now)

    def _issued(self, code: _Code, now: datetime) -> dict[str, object]:
        app = code.client.app
        issued = Credential(
            Kind.USER if app else Kind.CLASSIC,
            code.login,
            token=f"{'ghu' if app else 'gho'}_{secrets.token_urlsafe(27)}",
            scopes=frozenset() if app else code.scopes,
            repositories=app.repositories if app else None,
            expires_at=now + _USER_TOKEN_LASTS if app else None,
            app=app,
            client=code.client,
        )
        self.accounts.add(issued)
        described: dict[str, object] = {
            "access_token": issued.token,
            "scope": ",".join(sorted(issued.scopes)),
            "token_type": "bearer",
        }
        if app:
            described |= {
                "expires_in": int(_USER_TOKEN_LASTS.total_seconds()),
                "refresh_token": f"ghr_{secrets.token_urlsafe(48)}",
                "refresh_token_expires_in": 15_897_600,
            }
        return described


_ERROR = ("error", "error_description")


def _sent(request: Request) -> dict[str, str]:
    """What was sent as a form, or behind the question mark."""
    return {**request.parameters, **dict(parse_qsl(request.body.decode()))}


def _refused(why: tuple[str, str]) -> dict[str, object]:
    return dict(zip(_ERROR, why, strict=True))


def _in_form(request: Request, content: Mapping[str, object]) -> Response:
    """As JSON where that is asked for, else as a form."""
    if "json" in request.headers.get("accept", ""):
        return as_json(200, content)
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return Response(200, headers, urlencode(content).encode())


def _back(redirect: str, asked: Mapping[str, str], more: Mapping[str, str]) -> Response:
    state = {"state": asked["state"]} if "state" in asked else {}
    joined = "&" if "?" in redirect else "?"
    return Response(302, {"Location": f"{redirect}{joined}{urlencode({**more, **state})}"})


def _is_below(address: str, callback: str) -> bool:
    """Whether an address is the callback's or below it; a port may differ on loopback alone, which
    the simulator does not need.
    """
    return address == callback or address.startswith(callback.rstrip("/") + "/")


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
