"""Lets plans of onboarding follow what is read of repositories, and has those read that they need.

Plans are few, so what nobody who is new has a part in costs nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from compliance import clock, organizations
from compliance.collect import SourceError, forge
from compliance.collect.details import Details
from compliance.collect.forge import Group
from compliance.collect.github import GitHubSource
from compliance.collect.staging import Staging
from compliance.facts import FactValues
from compliance.facts.forge import Deployments
from compliance.models import Milestone, Organization, Plan, Repository
from compliance.onboarding import comparing, verification
from compliance.onboarding.deeds import takes_part
from compliance.onboarding.verification import Question
from compliance.sync import forge_facts, people, queue

Wanted = Repository.Wanted


def follow(
    organization: Organization,
    seen: Sequence[Repository],
    answers: Sequence[tuple[str, Details | SourceError]],
) -> list[Question]:
    """Settle what was stored of some repositories, and say what is to be compared for more. Within
    the transaction that stores it, which holds the organization.
    """
    now = clock.now()
    whole = [
        (repository, found)
        for repository, (_, found) in zip(seen, answers, strict=True)
        if isinstance(found, Details)
    ]
    told = any(found.collaborators is not None for _, found in whole)
    if told and _waiting_partners(organization).exists():
        people.follow(organization, now)
    facts = [
        (repository, found.facts[Group.ACTIVITY])
        for repository, found in whole
        if Group.ACTIVITY in found.facts
    ]
    return verification.of_facts(organization, facts, now)


def staging(
    organization: Organization, repositories: Mapping[str, Repository], now: datetime
) -> Staging | None:
    """Which deployments those of some repositories, by their keys, are to be read for people who
    are new; None where there are none of these.
    """
    plans = verification.newcomers(organization)
    since = {
        plan.person.login: max(began, forge.window(now))
        for plan in plans
        if plan.person and (began := verification.counts_from(plan))
    }
    protocols = [organizations.protocols().get(key) for key in {each.protocol for each in plans}]
    names = {
        name.lower()
        for repository in repositories.values()
        for protocol in protocols
        for name in organizations.staging_of(repository, protocol)
    }
    if not since or not names:
        return None

    def since_of(facts: FactValues) -> datetime | None:
        return min((at for login, at in since.items() if takes_part(login, facts)), default=None)

    def kept(key: str) -> Deployments | None:
        found = forge_facts.load(repositories[key]).get(Deployments)
        return found if isinstance(found, Deployments) else None

    return Staging(frozenset(names), since_of, kept)


def compare(source: GitHubSource, questions: Sequence[Question]) -> None:
    """Compare commits that decide whether a goal was reached.

    Raises:
        WaitError: GitHub answers nobody before some moment.
    """
    comparing.ask(source, questions)


def want(organization: Organization) -> None:
    """Let the repositories be read in which people who are new work or are to work; those that a
    partner's invitation is still to be seen in with who was given access to them.
    """
    comparing.forget(organization)
    verification.of_people(organization, clock.now())
    going_on = organization.plans.open()
    assigned = Q(plans__in=going_on)
    worked_in = Q(
        pk__in=Milestone.objects.filter(plan__in=going_on, repository__isnull=False).values(
            "repository"
        )
    )
    there = organization.repositories.listed()
    known = there.filter(assigned | worked_in).exclude(wanted=Wanted.CHANGES)
    waiting = list(_waiting_partners(organization).values_list("repository", flat=True))
    queue.want(there.filter(pk__in=waiting).exclude(wanted=Wanted.ALL), Wanted.ALL)
    pks = list(known.values_list("pk", flat=True).distinct())
    queue.want(organization.repositories.filter(pk__in=pks), Wanted.CHANGES)


def _waiting_partners(organization: Organization) -> QuerySet[Plan]:
    """The plans of partners who were not seen yet to have access to where they are to work."""
    partners = organization.plans.open().filter(whom=Plan.Whom.PARTNER)
    return partners.exclude(milestones__kind=Milestone.Kind.MEMBERSHIP)
