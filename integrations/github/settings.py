"""Which GitHub, which organization, and with what credential."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from integrations.github.errors import SettingsError
from integrations.github.reachable import is_closed

DEFAULT_API_URL = "https://api.github.com"
DEFAULT_WEB_URL = "https://github.com"
_ENTERPRISE_SERVER = "/api/v3"
_MAX_KEY = 64 * 1024

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_APP_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,4000}")
_PEM = re.compile(
    r"-----BEGIN ((?:RSA )?PRIVATE KEY)-----\s[A-Za-z0-9+/=\s]+-----END \1-----\s*", re.ASCII
)


@dataclass(frozen=True)
class GitHubSettings:
    """One organization on one GitHub, and either a token or a GitHub App to ask with.

    Addresses have no slash at their end. `app_id` is the App's ID or its client ID, `private_key`
    its key as PEM text.
    """

    organization: str
    api_url: str = DEFAULT_API_URL
    web_url: str = DEFAULT_WEB_URL
    token: str = field(default="", repr=False)
    app_id: str = ""
    private_key: str = field(default="", repr=False)

    @property
    def is_app(self) -> bool:
        """Whether a GitHub App asks, and no token."""
        return bool(self.app_id)

    @property
    def graphql_url(self) -> str:
        """Where GraphQL is: Enterprise Server has it at `/api/graphql`, beside `/api/v3`."""
        if self.api_url.endswith(_ENTERPRISE_SERVER):
            return self.api_url.removesuffix("/v3") + "/graphql"
        return f"{self.api_url}/graphql"

    @property
    def identity(self) -> str:
        """A short digest that names the credential, and does not reveal it."""
        credential = f"app {self.app_id} {self.organization.lower()}" if self.is_app else self.token
        return hashlib.sha256(f"{self.api_url} {credential}".encode()).hexdigest()[:16]


def from_environment(environment: Mapping[str, str]) -> GitHubSettings | None:
    """The settings that the GITHUB_… variables make; None where they name no credential.

    An empty variable counts as one that is left out.

    Raises:
        SettingsError: they contradict each other, or one of them is missing or wrong.
    """
    values = {name: value.strip() for name, value in environment.items() if value.strip()}
    organization = values.get("GITHUB_ORG", "")
    token, app_id = values.get("GITHUB_TOKEN", ""), values.get("GITHUB_APP_ID", "")
    key = values.get("GITHUB_APP_PRIVATE_KEY", "")
    if not (organization or token or app_id or key):
        return None
    _complete(organization, token, app_id, key)
    api_url = _address("GITHUB_API_URL", values.get("GITHUB_API_URL", DEFAULT_API_URL))
    web_url = values.get("GITHUB_URL", "") or _web_url(api_url)
    return GitHubSettings(
        organization=organization,
        api_url=api_url,
        web_url=_address("GITHUB_URL", web_url),
        token=token,
        app_id=app_id,
        private_key=_private_key(key) if key else "",
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, so that what is sent to it stays here."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _complete(organization: str, token: str, app_id: str, key: str) -> None:
    """Make sure that there is an organization and exactly one credential."""
    if not organization:
        given = "GITHUB_TOKEN" if token else "GITHUB_APP_ID" if app_id else "GITHUB_APP_PRIVATE_KEY"
        raise SettingsError(f"{given} is set without GITHUB_ORG, the login of the organization")
    if not _LOGIN.fullmatch(organization):
        raise SettingsError("GITHUB_ORG is no login of an organization, such as acme")
    if token and (app_id or key):
        raise SettingsError(
            "GITHUB_TOKEN and GITHUB_APP_ID or GITHUB_APP_PRIVATE_KEY are both set: leave out one"
        )
    if app_id and not key:
        raise SettingsError("GITHUB_APP_ID is set without GITHUB_APP_PRIVATE_KEY, the App's key")
    if key and not app_id:
        raise SettingsError("GITHUB_APP_PRIVATE_KEY is set without GITHUB_APP_ID, the App's ID")
    if not (token or app_id):
        raise SettingsError(
            "GITHUB_ORG is set without a credential: set GITHUB_TOKEN, or GITHUB_APP_ID and"
            " GITHUB_APP_PRIVATE_KEY"
        )
    if token and not _TOKEN.fullmatch(token):
        raise SettingsError("GITHUB_TOKEN holds spaces or signs that no token has")
    if app_id and not _APP_ID.fullmatch(app_id):
        raise SettingsError("GITHUB_APP_ID is neither an App's ID, such as 12345, nor a client ID")


def _address(name: str, value: str) -> str:
    """An address without the slash at its end, checked: a token will travel there."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise SettingsError(f"{name} is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsError(f"{name} is no address that begins with https://")
    if is_closed(host, allows_loopback=True):
        raise SettingsError(f"{name} leads to an address that is never asked: {host}")
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingsError(f"{name} is more than an address: leave out user, ? and #")
    if parts.scheme == "http" and not is_loopback(host):
        raise SettingsError(
            f"{name} begins with http://, so the token would travel in clear text: use https://"
        )
    if name == "GITHUB_API_URL" and host in ("github.com", "www.github.com"):
        raise SettingsError(f"{name} is not where the API is: github.com's is {DEFAULT_API_URL}")
    return value.rstrip("/")


def _web_url(api_url: str) -> str:
    """Where people go, for an API's address: Enterprise Server, GHE.com and github.com."""
    parts: SplitResult = urlsplit(api_url)
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"


def _private_key(value: str) -> str:
    """The PEM text that a variable holds, or that the file holds which it names."""
    text = value.replace("\\n", "\n") if value.startswith("-----") else _key_file(value)
    text = text.strip() + "\n"
    if not _PEM.fullmatch(text):
        raise SettingsError(
            "GITHUB_APP_PRIVATE_KEY holds no PEM, which begins with -----BEGIN RSA PRIVATE KEY-----"
        )
    return text


def _key_file(name: str) -> str:
    try:
        with Path(name).open(encoding="ascii") as file:
            return file.read(_MAX_KEY)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(
            f"GITHUB_APP_PRIVATE_KEY is neither PEM text nor a file that can be read ({reason})"
        ) from error
