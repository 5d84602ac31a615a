"""The organization that this installation serves, its protocols, and its rules."""

from __future__ import annotations

import fnmatch
import functools
import hashlib
import inspect
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings

from compliance import evaluate, excuses, releases, scoring, self_description
from compliance.checks import CATALOGUE, FAMILIES, base, remedies
from compliance.collect import Source, SourceError, forge
from compliance.collect.folder import FolderSource
from compliance.collect.github import GitHubSource
from compliance.extract import VERSIONS
from compliance.facts.self_description import Matter
from compliance.models import Organization, Repository
from compliance.protocol import Protocol
from compliance.protocol.files import load_protocols
from compliance.scorecards.self_description import PROTOCOL, granted, prop
from integrations.github.access import Access
from integrations.github.settings import GitHubSettings

if TYPE_CHECKING:
    from integrations.github.client import Client

DEFAULT_PROTOCOL = "backend"


def is_github() -> bool:
    """Whether the source is a GitHub organization, and not a folder of checkouts."""
    return settings.GITHUB is not None


def github() -> GitHubSettings:
    """Which GitHub is the source.

    Raises:
        SourceError: none is set.
    """
    if settings.GITHUB is None:
        raise SourceError("no GitHub organization is set: see GITHUB_ORG in .env.example")
    return settings.GITHUB


def is_demo() -> bool:
    """Whether the demo organization is shown, because no source is set."""
    return bool(settings.PLUMBLINE_DEMO)


def demo_folder() -> Path:
    """Where the demo organization is made."""
    return Path(settings.PLUMBLINE_DATA) / "demo"


def folder_source() -> FolderSource:
    """The folder of checkouts that is the source.

    Raises:
        SourceError: none is set.
    """
    if not settings.PLUMBLINE_SOURCE:
        raise SourceError(
            "no source is set: name a folder in PLUMBLINE_SOURCE, or an organization in GITHUB_ORG"
        )
    return FolderSource(Path(settings.PLUMBLINE_SOURCE))


def github_source(organization: Organization) -> GitHubSource:
    """The GitHub organization that is the source, with what its credential was proven to see."""
    return GitHubSource(client(), access(organization))


def source(organization: Organization) -> Source:
    """Where the organization's repositories come from."""
    return github_source(organization) if is_github() else folder_source()


def client_of(token: str) -> Client:
    """A client for GitHub that asks as the person whose token it is; close it, and its budget."""
    return _impatient(replace(github(), token=token, app_id="", private_key=""))


@functools.cache
def impatient_client() -> Client:
    """The client with the installation's credential for what somebody waits for at a page."""
    return _impatient(github())


def _impatient(asked: GitHubSettings) -> Client:
    from integrations.github.budget import Budget  # noqa: PLC0415
    from integrations.github.client import Client  # noqa: PLC0415
    from integrations.github.transport import Limits  # noqa: PLC0415

    limits = Limits(connect=3, read=5, answer=10)
    budget = Budget(settings.REDIS_URL, asked.identity)
    return Client(asked, budget, limits=limits, sleep=_not_at_all)


def _not_at_all(seconds: float) -> None:
    """No pause between tries: somebody waits."""


@functools.cache
def client() -> Client:
    """The client for GitHub that all threads of this process share."""
    asked = github()
    # Only now, since the pages, which need none, are to be there soon after a start.
    from integrations.github.budget import Budget  # noqa: PLC0415
    from integrations.github.client import Client  # noqa: PLC0415

    return Client(asked, Budget(settings.REDIS_URL, asked.identity))


def access(organization: Organization) -> Access | None:
    """What the organization's credential was proven to see; None before that was tried."""
    if organization.access is None:
        return None
    return msgspec.convert(organization.access, Access)


def current() -> Organization:
    """The organization of the source that is set; made when it is first asked for."""
    key, name = _identity()
    organization, _ = Organization.objects.get_or_create(source=key, defaults={"name": name})
    return organization


def is_current(organization: Organization) -> bool:
    """Whether that is the one of the source that is set."""
    return organization.source == _identity()[0]


def _identity() -> tuple[str, str]:
    """What the organization is stored under, and what it is called as long as nobody says more."""
    if is_demo():
        return "demo", github().organization
    if is_github():
        asked = github()
        return f"github:{asked.web_url}/{asked.organization.lower()}", asked.organization
    folder = Path(settings.PLUMBLINE_SOURCE)
    return f"folder:{folder}", folder.name or str(folder)


@functools.cache
def protocols() -> dict[str, Protocol]:
    """All protocols by their key, loaded once a process.

    Raises:
        ProtocolError: a file of PLUMBLINE_PROTOCOLS is wrong.
    """
    own = Path(settings.PLUMBLINE_PROTOCOLS) if settings.PLUMBLINE_PROTOCOLS else None
    return load_protocols(CATALOGUE, own)


def protocol_of(organization: Organization, repository: Repository) -> Protocol:
    """The protocol that a repository is judged by: what its custom property says, else what it asks
    for and a manager approved, else the first rule that fits, else `backend`.
    """
    known = protocols()
    wanted = granted(repository, Matter.PROTOCOL)
    if wanted and not known.get(prop(repository, PROTOCOL)):
        return known.get(wanted.values[0]) or default_protocol_of(organization, repository)
    return default_protocol_of(organization, repository)


def default_protocol_of(organization: Organization, repository: Repository) -> Protocol:
    """The protocol that a repository is judged by whatever it asks for."""
    known = protocols()
    said = known.get(prop(repository, PROTOCOL))
    wanted = first_fitting(organization.protocol_rules, repository.name)
    return said or known.get(wanted or DEFAULT_PROTOCOL) or known[DEFAULT_PROTOCOL]


def working_branch_of(repository: Repository, protocol: Protocol) -> str:
    """The branch that pull requests of a repository go to; empty, it is its default branch."""
    wanted = granted(repository, Matter.WORKING_BRANCH)
    return wanted.values[0] if wanted else protocol.working_branch


def staging_of(repository: Repository, protocol: Protocol | None) -> tuple[str, ...]:
    """What the staging environments of a repository are called; none where nothing says."""
    wanted = granted(repository, Matter.STAGING)
    if wanted:
        return wanted.values
    return protocol.goal.environments if protocol and protocol.goal else ()


def working_branch() -> str:
    """The working branch of the protocol that judges what nothing else is said of."""
    return protocols()[DEFAULT_PROTOCOL].working_branch


def requests() -> int:
    """How many requests this process has sent to GitHub so far."""
    return client().requests if is_github() else 0


def first_fitting(rules: Iterable[tuple[str, str]], name: str) -> str | None:
    """What the first rule says whose pattern (with `*` and `?`) fits a repository's name."""
    return next((value for pattern, value in rules if fnmatch.fnmatchcase(name, pattern)), None)


def judged_by(protocol: Protocol, said: Iterable[str]) -> str:
    """A digest of what a stored judgement depends on besides the facts and the day.

    That is the protocol's content, what settings and GitHub say of the repository, and the
    program's rules.
    """
    return _digest((protocol.fingerprint, *said, rules_fingerprint()))


@functools.cache
def rules_fingerprint() -> str:
    """A digest of the checks' source code, of what merges and weighs their answers, and of the
    versions of what makes facts: of files, and of what a forge says.
    """
    modules = (*FAMILIES, base, remedies, releases, evaluate, excuses, scoring, self_description)
    made = [*VERSIONS.items(), *(each for of in forge.VERSIONS.values() for each in of.items())]
    versions = sorted(f"{fact.__name__} {version}" for fact, version in made)
    return _digest((*map(inspect.getsource, modules), *versions))


def _digest(texts: Iterable[str]) -> str:
    content = json.dumps(list(texts))
    return hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
