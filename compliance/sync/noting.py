"""Stores how a source lists its repositories."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from compliance.collect import SourceRepository
from compliance.collect.listed import SEEN_BY_REST
from compliance.models import Organization, Repository
from compliance.sight import OPEN

Values = Mapping[str, Any]


def new_repositories(
    organization: Organization, listed: Collection[SourceRepository]
) -> list[Repository]:
    """Repositories that were not known, each with an address that no other has; not saved."""
    if not listed:
        return []
    slugs = set(organization.repositories.values_list("slug", flat=True))
    return [_new(organization, each, slugs) for each in listed]


def _new(organization: Organization, listed: SourceRepository, slugs: set[str]) -> Repository:
    base = slugify(listed.name, allow_unicode=True)[:180] or "repository"
    slug, number = base, 1
    while slug in slugs:
        number += 1
        slug = f"{base}-{number}"
    slugs.add(slug)
    return Repository(organization=organization, key=listed.key[:MAX_KEY], slug=slug)


MAX_KEY = 500


def take_over(repository: Repository, values: Values) -> list[str]:
    """Give a repository what the source says of it; the names of the fields that this changes.

    One whose head moved is tried again at once, whatever came of its last one.
    """
    given = dict(values)
    if "head" in given and repository.head != given["head"]:
        given["retry_at"] = None
    news = [name for name, value in given.items() if getattr(repository, name) != value]
    for name in news:
        setattr(repository, name, given[name])
    return news


def counts_in(repository: Repository) -> tuple[bool, bool]:
    """Whether a repository counts in the sums over all, and in those that every member may see."""
    is_there = not repository.left_out and repository.gone_since is None
    counts = is_there and repository.judged_at is not None
    return counts, counts and repository.visibility in OPEN


def of_folder(repository: Repository, listed: SourceRepository, now: datetime) -> Values:
    """What a folder says of a repository.

    One that was judged before and cannot be read now keeps its results, marked as stale; one that
    never was and is empty, or no repository at all, is left out.
    """
    problem = listed.problem if listed.head is None else ""
    is_fault = repository.judged_at is not None or listed.unreadable
    values = {
        **_of_head(listed),
        "gone_since": None,
        "left_out": "" if is_fault else problem[:300],
    }
    if problem and not is_fault:
        return values | {"problem": "", "problem_since": None}
    if problem:
        return values | {"problem": problem, "problem_since": repository.problem_since or now}
    return values


def of_graphql(listed: SourceRepository) -> Values:
    """What GraphQL says of a repository; nothing of its branches where it withholds those."""
    values = {**_of_forge(listed), "left_out": listed.left_out, "withheld": listed.withheld}
    if listed.withheld:
        return values
    return {
        **values,
        **_of_head(listed),
        "working_head": listed.working_head,
        "tree": listed.tree,
    }


def of_rest(repository: Repository, listed: SourceRepository) -> Values:
    """What REST says of a repository: nothing of its head, nor whether it is empty or locked."""
    values = {
        **_of_forge(listed),
        "topics": [topic[:100] for topic in listed.topics],
        "properties_hidden": listed.properties is None,
    }
    if listed.properties is not None:
        values["properties"] = dict(listed.properties)
    if listed.left_out or repository.left_out in SEEN_BY_REST:
        values["left_out"] = listed.left_out
    return values


def _of_head(listed: SourceRepository) -> Values:
    return {
        "name": listed.name[:500],
        "branch": listed.branch[:300],
        "head": listed.head or "",
        "committed_at": listed.committed_at,
    }


def _of_forge(listed: SourceRepository) -> Values:
    return {
        "name": listed.name[:500],
        "full_name": listed.full_name[:500],
        "url": listed.url[:500],
        "visibility": listed.visibility,
        "pushed_at": listed.pushed_at,
        "gone_since": None,
    }
