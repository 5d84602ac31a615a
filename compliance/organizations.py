"""The organization that this installation serves, its protocols, and its rules."""

from __future__ import annotations

import fnmatch
import functools
import hashlib
import inspect
import json
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from compliance import evaluate, releases, scoring
from compliance.checks import CATALOGUE, FAMILIES, base
from compliance.collect import Source
from compliance.collect.folder import FolderSource
from compliance.extract import VERSIONS
from compliance.models import Organization, Repository
from compliance.protocol import Protocol
from compliance.protocol.files import load_protocols

DEMO_NAME = "Brightquay"
DEFAULT_PROTOCOL = "backend"


def source_folder() -> Path:
    """The folder of checkouts that is the source: the demo's where none is set."""
    if settings.PLUMBLINE_SOURCE:
        return Path(settings.PLUMBLINE_SOURCE)
    return Path(settings.PLUMBLINE_DATA) / "demo"


def is_demo() -> bool:
    """Whether the demo organization is shown, because no source is set."""
    return not settings.PLUMBLINE_SOURCE


def source() -> Source:
    """Where the organization's repositories come from."""
    return FolderSource(source_folder())


def current() -> Organization:
    """The organization of the source that is set; made when it is first asked for."""
    folder = source_folder()
    organization, _ = Organization.objects.get_or_create(
        source=f"folder:{folder}",
        defaults={"name": DEMO_NAME if is_demo() else folder.name or str(folder)},
    )
    return organization


@functools.cache
def protocols() -> dict[str, Protocol]:
    """All protocols by their key, loaded once a process.

    Raises:
        ProtocolError: a file of PLUMBLINE_PROTOCOLS is wrong.
    """
    own = Path(settings.PLUMBLINE_PROTOCOLS) if settings.PLUMBLINE_PROTOCOLS else None
    return load_protocols(CATALOGUE, own)


def protocol_of(organization: Organization, repository: Repository) -> Protocol:
    """The protocol that a repository is judged by: the first rule that fits, else `backend`."""
    known = protocols()
    wanted = first_fitting(organization.protocol_rules, repository.name)
    return known.get(wanted or DEFAULT_PROTOCOL) or known[DEFAULT_PROTOCOL]


def first_fitting(rules: Iterable[tuple[str, str]], name: str) -> str | None:
    """What the first rule says whose pattern (with `*` and `?`) fits a repository's name."""
    return next((value for pattern, value in rules if fnmatch.fnmatchcase(name, pattern)), None)


def judged_by(protocol: Protocol, owner: str) -> str:
    """A digest of what a stored judgement depends on besides the facts and the day.

    That is the protocol's content, the owner that the settings give, and the program's rules.
    """
    return _digest((protocol.fingerprint, owner, rules_fingerprint()))


@functools.cache
def rules_fingerprint() -> str:
    """A digest of the checks' source code, of what merges and weighs their answers, and of the
    extractors' versions.
    """
    modules = (*FAMILIES, base, releases, evaluate, scoring)
    versions = sorted(f"{fact.__name__} {version}" for fact, version in VERSIONS.items())
    return _digest((*map(inspect.getsource, modules), *versions))


def _digest(texts: Iterable[str]) -> str:
    content = json.dumps(list(texts))
    return hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
