"""With what application people sign in with GitHub: an OAuth App, or a GitHub App."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from integrations.github.errors import SettingsError

_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_SECRET = re.compile(r"[\x21-\x7e]{1,400}")


@dataclass(frozen=True)
class SignInSettings:
    """The client ID and the client secret of the application."""

    client_id: str
    secret: str = field(repr=False)


def sign_in_from_environment(environment: Mapping[str, str]) -> SignInSettings | None:
    """The application that GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET name; None without them.

    Raises:
        SettingsError: one of them is missing or wrong, or no organization is set.
    """
    values = {name: value.strip() for name, value in environment.items() if value.strip()}
    client_id = values.get("GITHUB_CLIENT_ID", "")
    secret = values.get("GITHUB_CLIENT_SECRET", "")
    if not client_id and not secret:
        return None
    if not client_id:
        raise SettingsError("GITHUB_CLIENT_SECRET is set without GITHUB_CLIENT_ID, whose it is")
    if not secret:
        raise SettingsError("GITHUB_CLIENT_ID is set without GITHUB_CLIENT_SECRET, its secret")
    if not values.get("GITHUB_ORG"):
        raise SettingsError("GITHUB_CLIENT_ID is set without GITHUB_ORG: members sign in to one")
    if not _CLIENT_ID.fullmatch(client_id):
        raise SettingsError("GITHUB_CLIENT_ID is no client ID, such as Iv23liABCDEF")
    if not _SECRET.fullmatch(secret):
        raise SettingsError("GITHUB_CLIENT_SECRET holds spaces or signs that no secret has")
    return SignInSettings(client_id, secret)


def origin(address: str) -> str:
    """The scheme, the host and the port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
