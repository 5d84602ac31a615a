"""How far back the deployments of a repository to staging are read; pure but for the pages asked.

The newest twenty come with the details of each repository. Who is new may have reached staging
before those: so more is asked for, but only where somebody who is new has a part in the repository,
and nothing that is kept already.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.collect.activity import deployment
from compliance.facts import FactValues
from compliance.facts.forge import Deployment, Deployments
from integrations.github import payloads
from integrations.github.connections import Nodes

# So long one is followed that has not ended, though many others came after it.
FOLLOWED = timedelta(days=1)
_ENDS_LATER = frozenset({"", "pending", "queued", "in_progress", "waiting"})


@dataclass(frozen=True)
class Staging:
    """Which deployments are wanted: to environments of those names, in whatever letters.

    `since` says from when on, of a repository of which those facts are known; None where nobody who
    is new has a part in it. `kept` gives what is kept of the repository of a key.
    """

    names: frozenset[str]
    since: Callable[[FactValues], datetime | None]
    kept: Callable[[str], Deployments | None]

    @property
    def environments(self) -> list[str]:
        """What is asked for. GitHub takes no notice of capital letters in environments, and does
        not say whether that holds for this question: so each name is asked for in the usual ways.
        """
        ways = (str, str.lower, str.upper, str.capitalize)
        return sorted({way(name) for name in self.names for way in ways})


Page = Nodes[payloads.Deployment]


def reach_back(
    key: str,
    newest: Deployments,
    facts: FactValues,
    page: Page,
    staging: Staging,
    more: Callable[[str], Iterable[payloads.Deployment]],
) -> Deployments:
    """The newest deployments, and those to staging as far back as they are wanted.

    `key` names the repository, `newest` are its newest deployments, whatever to, and `facts` what
    else was read of it; `page` are the newest to staging, and `more` gives those after a cursor.
    """
    read = [deployment(each) for each in page.nodes if each]
    since = staging.since(facts)
    if since is None or not _is_short(page, read, since):
        return _together((*newest.items, *read), staging, since)
    kept = _of_staging(staging.kept(key), staging, since)
    until = max(since, _settled_until(kept)) if kept else since
    if _is_short(page, read, until):
        further = map(deployment, more(page.page_info.end_cursor or ""))
        read += itertools.takewhile(lambda each: each.created_at >= until, further)
    older = [each for each in kept if each.created_at >= since]
    # What was read now is newer than what is kept of the same.
    return _together((*older, *newest.items, *read), staging, since)


def _is_short(page: Page, read: Collection[Deployment], since: datetime) -> bool:
    """Whether there are more on further pages that are wanted."""
    has_more = page.page_info.has_next_page and page.page_info.end_cursor
    return bool(has_more and read and min(each.created_at for each in read) >= since)


def _of_staging(
    kept: Deployments | None, staging: Staging, since: datetime
) -> tuple[Deployment, ...]:
    """Those to staging that are kept, where they are without a gap since some moment."""
    if kept is None or kept.since is None or kept.since > since:
        return ()
    if not staging.names <= frozenset(kept.environments):
        return ()
    return tuple(each for each in kept.items if each.environment.lower() in staging.names)


def _settled_until(kept: Collection[Deployment]) -> datetime:
    """The moment before which nothing changes any more."""
    newest = max(each.created_at for each in kept)
    followed = [
        each.created_at
        for each in kept
        if each.succeeded_at is None
        and each.state in _ENDS_LATER
        and each.created_at >= newest - FOLLOWED
    ]
    return min([newest, *followed])


def _together(found: Iterable[Deployment], staging: Staging, since: datetime | None) -> Deployments:
    by_id = {each.id: each for each in found}
    items = sorted(by_id.values(), key=lambda each: (each.created_at, each.id), reverse=True)
    return Deployments(tuple(items), since, tuple(sorted(staging.names)))
