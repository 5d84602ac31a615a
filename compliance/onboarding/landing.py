"""Which deployment to staging was the first that has in it what a newcomer got merged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.facts.forge import Deployment, Deployments, PullRequest, PullRequests
from compliance.onboarding.deeds import is_by


@dataclass(frozen=True)
class Pair:
    """Two commits, of which it is asked whether `base` is in the history of `head`."""

    base: str
    head: str


@dataclass(frozen=True)
class Landing:
    """A deployment that succeeded, and which pull request of the newcomer's it has in it; none
    where they deployed it themselves.
    """

    deployment: Deployment
    at: datetime
    pull: PullRequest | None


def landed(
    login: str,
    since: datetime,
    environments: Collection[str],
    pulls: PullRequests | None,
    deployments: Deployments,
    answers: Mapping[Pair, bool],
) -> Landing | Pair | None:
    """The first success since some moment in one of the environments that has in it a pull request
    of somebody's that was merged since then, or was deployed by them; None: there is none. Where
    that is not known yet, the pair of commits that is to be compared next.

    Deployments are looked through from the first to the last, for the first one counts: what is
    not known of one has to be asked before it is looked at the next.
    """
    merged = sorted(_merged(login, since, pulls), key=lambda each: each[0])
    for at, deployment in sorted(_succeeded(since, environments, deployments), key=_moment):
        if is_by(login, deployment.creator) and deployment.created_at >= since:
            return Landing(deployment, at, None)
        for merged_at, pull in merged:
            if deployment.commit == pull.merged_as:
                return Landing(deployment, at, pull)
            if merged_at > deployment.created_at:
                continue
            pair = Pair(pull.merged_as, deployment.commit)
            if pair not in answers:
                return pair
            if answers[pair]:
                return Landing(deployment, at, pull)
    return None


def _moment(succeeded: tuple[datetime, Deployment]) -> tuple[datetime, int]:
    return succeeded[0], succeeded[1].id


def _succeeded(
    since: datetime, environments: Collection[str], deployments: Deployments
) -> Iterator[tuple[datetime, Deployment]]:
    """Those that did, with the moment; GitHub takes no notice of capital letters in environments.

    Whether it is inactive by now says nothing: each later one makes the earlier ones that.
    """
    names = {each.lower() for each in environments}
    for each in deployments.items:
        at = each.succeeded_at
        if at is not None and at >= since and each.environment.lower() in names:
            yield at, each


def _merged(
    login: str, since: datetime, pulls: PullRequests | None
) -> Iterator[tuple[datetime, PullRequest]]:
    """Their pull requests of which it is known as which commit they were merged."""
    for each in pulls.items if pulls else ():
        is_theirs = is_by(login, each.author) and bool(each.merged_as)
        if is_theirs and each.merged_at is not None and each.merged_at >= since:
            yield each.merged_at, each
