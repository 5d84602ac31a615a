"""Where evidence stands: its lines, and the addresses of files and commits in the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django import template

from compliance import facts
from compliance.checks.base import MAX_EVIDENCE
from compliance.facts.self_description import PATH
from compliance.models import Repository

register = template.Library()

FEW_PLACES = 5
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# GitHub shows these as pages, in which no line has an address, unless it is asked not to.
_RENDERED = (".md", ".markdown")


@register.filter
def short(commit: str) -> str:
    """The first seven digits of a commit."""
    return commit[:7]


@register.filter
def first_few(places: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The places that are shown at once, all of them where hardly one is left."""
    return places if len(places) <= FEW_PLACES + 1 else places[:FEW_PLACES]


@register.filter
def all_but_first_few(places: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The places that are shown to whoever asks for them."""
    return places[len(first_few(places)) :]


@register.filter
def may_be_cut(places: list[Mapping[str, Any]]) -> bool:
    """Whether there are as many places as are kept of one check, so that there may be others."""
    return len(places) >= MAX_EVIDENCE


@register.filter
def numbered(place: Mapping[str, Any]) -> list[tuple[int | str, str]]:
    """The lines of an evidence's excerpt with their numbers, which are empty for a whole file."""
    first = place["line"]
    lines = str(place["excerpt"]).splitlines()
    return [(first + offset if first else "", line) for offset, line in enumerate(lines)]


@register.filter
def is_web_address(address: str | None) -> bool:
    """Whether an evidence's address may be linked to; a file has none."""
    return facts.is_web_address(address or "")


@register.filter
def permalink(place: Mapping[str, Any], repository: Repository) -> str:
    """The address of an evidence: its own, or that of its lines at the commit that was judged;
    empty where the repository has no page, or it cannot be told.
    """
    address = place.get("url") or _at_commit(place, repository)
    return address if facts.is_web_address(address) else ""


def _at_commit(place: Mapping[str, Any], repository: Repository) -> str:
    if not repository.url or not _COMMIT.fullmatch(repository.commit):
        return ""
    path, first, last = str(place["path"]), place["line"], place["end_line"]
    lines = f"#L{first}" + (f"-L{last}" if last > first else "") if first else ""
    plain = "?plain=1" if lines and path.lower().endswith(_RENDERED) else ""
    return f"{repository.url}/blob/{repository.commit}/{quote(path)}{plain}{lines}"


@register.filter
def in_own_file(line: int) -> Mapping[str, Any]:
    """The place of a line in a repository's own file; line 0 is the file as a whole."""
    return {"path": PATH, "line": line, "end_line": line}


@register.filter
def commit_page(commit: str, repository: Repository) -> str:
    """The address of a commit; empty where the repository has no page."""
    address = f"{repository.url}/commit/{commit}"
    known = repository.url and _COMMIT.fullmatch(commit)
    return address if known and facts.is_web_address(address) else ""
