"""Lets items be done by what GitHub shows, without anybody's word.

What a newcomer did for the first time is a milestone; an item that milestones of some kind show is
settled by them, also one that is asked for later. Nothing is asked here: `of_people` looks at who
belongs, right after that was stored, `of_facts` at what was stored of repositories.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from compliance import organizations
from compliance.facts import FactValues
from compliance.facts.forge import Deployments, PullRequests
from compliance.models import Comparison, Milestone, Organization, Plan, PlanItem, Repository
from compliance.onboarding import belonging, plans, ticking
from compliance.onboarding.deeds import firsts, takes_part
from compliance.onboarding.landing import Landing, Pair, landed
from compliance.onboarding.seen import Seen

Kind = Milestone.Kind
State, Way = PlanItem.State, PlanItem.Way


@dataclass(frozen=True)
class Question:
    """Two commits of a repository that have to be compared, for a plan whose goal may be reached;
    `facts` are those that it follows from.
    """

    plan: Plan
    repository: Repository
    facts: FactValues
    pair: Pair


def newcomers(organization: Organization) -> list[Plan]:
    """The plans that go on of those whose clock has begun to be a person's, with what was seen."""
    found = organization.plans.open().filter(person__isnull=False)
    return list(
        found.select_related("person", "organization", "repository", "team").prefetch_related(
            "milestones", "items"
        )
    )


def of_people(organization: Organization, now: datetime) -> None:
    """Settle what membership in the organization and in teams shows, as it is stored now."""
    for plan in newcomers(organization):
        note(plan, list(belonging.seen(plan, now)), now)


def of_facts(
    organization: Organization, found: Sequence[tuple[Repository, FactValues]], now: datetime
) -> list[Question]:
    """Settle what facts of repositories show, and say which commits have to be compared for more.

    Takes one query where nobody with a plan that goes on has a part in any of the repositories.
    """
    questions: list[Question] = []
    for plan in newcomers(organization) if found else ():
        seen: list[Seen] = []
        for repository, facts in found:
            if plan.person and takes_part(plan.person.login, facts):
                more, pair = _look(plan, plan.person.login, repository, facts)
                seen += more
                questions += [Question(plan, repository, facts, pair)] if pair else []
        note(plan, seen, now)
    return questions


def again(question: Question, now: datetime) -> Question | None:
    """Settle what the facts of a question show with what was compared since; what is to be
    compared next.
    """
    plan = question.plan
    if plan.person is None or not plan.is_open:
        return None
    seen, pair = _look(plan, plan.person.login, question.repository, question.facts)
    note(plan, seen, now)
    return replace(question, pair=pair) if pair and plan.is_open else None


def _look(
    plan: Plan, login: str, repository: Repository, facts: FactValues
) -> tuple[list[Seen], Pair | None]:
    """What facts of one repository show, and what is to be compared for more."""
    since = counts_from(plan)
    if since is None:
        return [], None
    seen = [
        Seen(
            Kind(deed.kind.value),
            deed.at,
            f"{deed.title} in {repository.name[:150]}",
            deed.url,
            repository,
        )
        for deed in firsts(login, since, facts)
    ]
    landing = _landing(plan, login, since, repository, facts)
    if isinstance(landing, Landing):
        seen.append(_of_landing(landing, repository))
    return seen, landing if isinstance(landing, Pair) else None


def counts_from(plan: Plan) -> datetime | None:
    """From when on it counts what somebody does; None before they belong."""
    if plan.joined_at is None:
        return None
    return min(plan.joined_at, plan.starts_at) if plan.starts_at else plan.joined_at


def note(plan: Plan, seen: Iterable[Seen], now: datetime) -> None:
    """Keep what was seen of a newcomer for the first time, and settle the items that it shows."""
    known = {each.kind: each.at for each in plan.milestones.all()}
    new: dict[str, Seen] = {}
    for each in sorted(seen, key=lambda each: each.at):
        if each.kind not in known or each.at < known[each.kind]:
            new.setdefault(each.kind, each)
    if not new and not _to_settle(plan.items.all(), plan.milestones.all()):
        return
    with transaction.atomic():
        held = plans.locked(plan)
        if not held.is_open:
            return
        for each in new.values():
            _keep(held, each, now)
            held.progressed_at = max(held.progressed_at, min(each.at, now))
        held.save(update_fields=["progressed_at"])
        for item, milestone in _to_settle(held.items.all(), held.milestones.all()):
            item.plan = held
            ticking.settle(
                item,
                Way.VERIFIED,
                milestone.at,
                evidence=f"{milestone.title}.",
                url=milestone.url,
            )
    # What was fetched of it before is not so any more.
    plan.refresh_from_db()


def _keep(plan: Plan, seen: Seen, now: datetime) -> None:
    values = {
        "organization_id": plan.organization_id,
        # A commit says of itself when it was made, by a clock that may go wrong.
        "at": min(seen.at, now),
        "seen_at": now,
        "title": seen.title[:300],
        "url": seen.url[:1000],
        "repository": seen.repository,
    }
    Milestone.objects.update_or_create(plan=plan, kind=seen.kind, defaults=values)


def _to_settle(
    items: Iterable[PlanItem], milestones: Iterable[Milestone]
) -> list[tuple[PlanItem, Milestone]]:
    """The items that milestones show, each with the first of these, where they do not rest on it
    yet. What the lead confirmed stays theirs.
    """
    by_kind = {each.kind: each for each in milestones}
    return list(_unsettled(items, by_kind))


def _unsettled(
    items: Iterable[PlanItem], by_kind: dict[str, Milestone]
) -> Iterator[tuple[PlanItem, Milestone]]:
    for item in items:
        shown = [by_kind[kind] for kind in item.shown_by if kind in by_kind]
        if not shown or not item.counts or item.way == Way.CONFIRMED:
            continue
        first = min(shown, key=lambda each: each.at)
        if item.way != Way.VERIFIED or (item.done_at and first.at < item.done_at):
            yield item, first


def _landing(
    plan: Plan, login: str, since: datetime, repository: Repository, facts: FactValues
) -> Landing | Pair | None:
    pulls, deployments = facts.get(PullRequests), facts.get(Deployments)
    if not isinstance(deployments, Deployments):
        return None
    protocol = organizations.protocols().get(plan.protocol)
    environments = organizations.staging_of(repository, protocol)
    return landed(
        login,
        since,
        environments,
        pulls if isinstance(pulls, PullRequests) else None,
        deployments,
        answers(repository),
    )


def answers(repository: Repository) -> dict[Pair, bool]:
    """What is known already of the commits of a repository."""
    rows = Comparison.objects.filter(repository=repository)
    return {
        Pair(base, head): contains
        for base, head, contains in rows.values_list("base", "head", "contains")
    }


def _of_landing(landing: Landing, repository: Repository) -> Seen:
    deployment, pull = landing.deployment, landing.pull
    what = f"Pull request #{pull.number}" if pull else "Their own deployment"
    title = f"{what} of {repository.name[:150]} reached {deployment.environment[:50]}"
    url = f"{repository.url}/deployments" if repository.url else ""
    return Seen(Kind.STAGING, landing.at, title, url, repository)
