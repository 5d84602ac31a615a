"""Proves what the credential may see, before anything that it does not see is believed.

Whoever lacks a permission gets an empty value from GitHub, an error, or the answer that there is no
such thing. An App's installation lists what it may, a classic token its scopes; of any other token
each permission is tried on a repository.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from integrations.github.errors import DeniedError, GitHubError, NotFoundError, RejectedError
from integrations.github.permissions import (
    NEEDS,
    Access,
    Kind,
    Permission,
    Proof,
    allowed,
    denied,
    unproven,
)

if TYPE_CHECKING:
    from integrations.github.app_auth import Installation
    from integrations.github.client import Client

__all__ = ["Access", "Kind", "Permission", "Proof", "probe"]

_MAX_SAMPLES = 3
_SCOPES = "x-oauth-scopes"
_EXPIRY = "github-authentication-token-expiration"
_INCLUDED = {"admin:org": ("write:org", "read:org"), "write:org": ("read:org",)}

# Tokens with permissions, even where GitHub answers with a header of scopes, an empty one.
_PERMITTED = {"github_pat_": Kind.FINE_GRAINED, "ghu_": Kind.OTHER, "ghs_": Kind.OTHER}

# Refusals that only those get who may see it: GitHub looks at the permission first.
_PROOFS = {
    Permission.ADMINISTRATION: (404, "Branch not protected"),
    Permission.CONTENTS: (409, "Git Repository is empty"),
}
# What GitHub says to whoever lacks a permission; what else it says is worth repeating.
_USUAL = ("Resource not accessible", "Not Found")
# A 403 that is about the organization's plan, and says nothing of the credential.
_PLAN = "Upgrade to"
_PUBLIC_ONLY = "cannot see repositories that are not public: needs the scope repo"


class _User(msgspec.Struct):
    login: str


class _Repository(msgspec.Struct):
    full_name: str
    private: bool
    default_branch: str = ""


def probe(client: Client, sample_repositories: Sequence[str]) -> Access:
    """What the client's credential may see.

    `sample_repositories` are full names, of which the first three are looked at: private ones
    first, for anybody sees most of a public one. Costs one request with an App, three with a
    classic token that has the scope `repo`, and at most 28 with any other token.

    Raises:
        GitHubError: the credential is not accepted, a limit was met, or GitHub is out of reach.
    """
    if client.app:
        return _of_installation(client.app.installation())
    kind, actor, headers = _who(client)
    scopes = _scopes(headers) if kind is Kind.CLASSIC else frozenset()
    settled = {each: _by_scopes(each, scopes) for each in Permission if kind is Kind.CLASSIC}
    tried = _Trial(client, kind)
    if any(not settled.get(each) and not NEEDS[each].is_of_organization for each in Permission):
        tried.look_at(sample_repositories)
    proofs = {each: settled.get(each) or tried.proof(each) for each in Permission}
    is_public_only = kind is Kind.CLASSIC and "repo" not in scopes
    return Access(
        kind,
        actor,
        proofs,
        _remarks(tried, is_public_only),
        _expiry(headers),
        _PUBLIC_ONLY if is_public_only else "",
    )


def _of_installation(installation: Installation) -> Access:
    given = {} if installation.suspended_at else installation.permissions
    proofs = {
        each: allowed(each, Kind.APP) if NEEDS[each].key in given else denied(each, Kind.APP)
        for each in Permission
    }
    remarks = []
    if installation.suspended_at:
        day = f"{installation.suspended_at:%Y-%m-%d}"
        remarks.append(f"the App's installation is suspended since {day}: it sees nothing")
    if installation.repository_selection == "selected":
        remarks.append("the App sees only the repositories that were selected at its installation")
    return Access(Kind.APP, installation.app_slug, proofs, tuple(remarks))


def _who(client: Client) -> tuple[Kind, str, Mapping[str, str]]:
    """The kind of a token, its owner's login, and the headers that say more.

    Scopes in the answer are what tells a classic token, whatever it looks like; a prefix tells
    others, on Enterprise Server too. An installation's token is nobody's, and is denied.
    """
    prefixed = (
        kind for prefix, kind in _PERMITTED.items() if client.settings.token.startswith(prefix)
    )
    kind = next(prefixed, None)
    try:
        page = client.get("/user", _User)
    except DeniedError:
        return kind or Kind.OTHER, "", {}
    if kind is None:
        kind = Kind.CLASSIC if _SCOPES in page.headers else Kind.OTHER
    return kind, page.data.login, page.headers


def _scopes(headers: Mapping[str, str]) -> frozenset[str]:
    """The scopes of a classic token, with those that they include."""
    named = [each.strip() for each in headers.get(_SCOPES, "").split(",") if each.strip()]
    return frozenset(named).union(*(_INCLUDED.get(each, ()) for each in named))


def _by_scopes(permission: Permission, scopes: frozenset[str]) -> Proof | None:
    """What scopes alone prove; None where it has to be tried.

    Without `repo` a token sees public repositories, so that is to be tried. Without another scope
    that is needed GitHub refuses a whole query.
    """
    need = NEEDS[permission]
    has_all = scopes.issuperset(need.scopes)
    if has_all and need.is_settled_by_scopes:
        return allowed(permission, Kind.CLASSIC)
    if not has_all and (need.is_of_organization or "repo" in scopes):
        return denied(permission, Kind.CLASSIC)
    return None


class _Trial:
    """Requests that show by their answers what a token may see."""

    def __init__(self, client: Client, kind: Kind) -> None:
        self._client = client
        self._kind = kind
        self._samples: list[_Repository] = []

    @property
    def saw_public_only(self) -> bool:
        """Whether what was tried on repositories was tried on public ones."""
        return bool(self._samples) and not any(each.private for each in self._samples)

    def look_at(self, names: Sequence[str]) -> None:
        """Find out which repositories to try on: those that can be read at all."""
        for name in names[:_MAX_SAMPLES]:
            try:
                found = self._client.get(f"/repos/{quote(name)}", _Repository)
            except (DeniedError, NotFoundError, RejectedError):
                continue
            self._samples.append(found.data)
        self._samples.sort(key=lambda each: not each.private)

    def proof(self, permission: Permission) -> Proof:
        """What trying proves: on the organization, or on one repository after the other."""
        if NEEDS[permission].is_of_organization:
            return self._ask(permission, "", "")
        if not self._samples:
            return unproven(permission, self._kind, "there is no repository to try it on")
        if permission is Permission.METADATA:
            return allowed(permission, self._kind)
        for sample in self._samples:
            branch = quote(sample.default_branch, safe="")
            found = self._ask(permission, quote(sample.full_name), branch)
            if found.allowed is not None:
                break
        return found

    def _ask(self, permission: Permission, repository: str, branch: str) -> Proof:
        need = NEEDS[permission]
        organization = self._client.settings.organization
        path = need.path.format(organization=organization, repository=repository, branch=branch)
        try:
            self._client.get(path, msgspec.Raw, **need.parameters)
        except (DeniedError, NotFoundError, RejectedError) as error:
            return self._refused(permission, error)
        return allowed(permission, self._kind)

    def _refused(self, permission: Permission, error: GitHubError) -> Proof:
        """What a refusal proves: 403 that it may not be seen, 404 next to nothing."""
        if (error.status, error.said) == _PROOFS.get(permission):
            return allowed(permission, self._kind)
        said = "" if error.said.startswith(_USUAL) else error.said
        if isinstance(error, DeniedError) and not said.startswith(_PLAN):
            return denied(permission, self._kind, said)
        reason = f"GitHub answers {error.status}{f' ({said})' if said else ''}"
        return unproven(permission, self._kind, reason)


def _remarks(tried: _Trial, is_public_only: bool) -> tuple[str, ...]:
    if is_public_only:
        return ("a token without the scope repo sees public repositories only",)
    if tried.saw_public_only:
        return ("what this token may see was tried on public repositories only",)
    return ()


def _expiry(headers: Mapping[str, str]) -> datetime | None:
    """When a token ends, as in "2026-01-31 12:00:00 UTC" or "… +0100"."""
    text = headers.get(_EXPIRY, "").replace("UTC", "+0000")
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None
