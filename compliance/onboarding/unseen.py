"""Why an item that GitHub would show may stay open: what is not shown to the credential."""

from __future__ import annotations

from collections.abc import Iterator

from compliance import organizations
from compliance.facts import FactValues, Unavailable
from compliance.facts.forge import Commits, Deployments, PullRequests, PullRequestState
from compliance.models import Plan, PlanItem, Poll, Repository
from compliance.onboarding.deeds import is_by
from compliance.protocol import ShownBy
from compliance.sync import forge_facts

_BY_PULL_REQUESTS = {ShownBy.BRANCH, ShownBy.PULL_REQUEST, ShownBy.REVIEW}


def reasons(plan: Plan) -> dict[str, tuple[str, ...]]:
    """By the keys of open items of a plan, why nothing may be seen of them: sentences without a
    full stop. An item of which all is shown is not among them.
    """
    items = [each for each in plan.items.all() if each.counts and each.state != PlanItem.State.DONE]
    wanted = {word for each in items for word in each.shown_by}
    known = dict(_reasons(plan, wanted)) if plan.is_open else {}
    found = {
        each.key: tuple(dict.fromkeys(why for word in each.shown_by for why in known.get(word, ())))
        for each in items
    }
    return {key: why for key, why in found.items() if why}


def _reasons(plan: Plan, wanted: set[str]) -> Iterator[tuple[str, list[str]]]:
    """By what shows an item, why it is not seen."""
    people = _people(plan)
    yield ShownBy.MEMBERSHIP, people
    yield ShownBy.TEAM, people
    if not wanted & {*_BY_PULL_REQUESTS, ShownBy.COMMIT, ShownBy.STAGING}:
        return
    repositories = list(_repositories(plan))
    facts = [(each, forge_facts.load(each)) for each in repositories]
    pulls = [why for _, found in facts if (why := _missing(found, PullRequests))]
    for word in _BY_PULL_REQUESTS:
        yield word, pulls
    yield ShownBy.COMMIT, [why for _, found in facts if (why := _missing(found, Commits))]
    yield ShownBy.STAGING, [why for each, found in facts for why in _staging(plan, each, found)]


def _people(plan: Plan) -> list[str]:
    if plan.person is None and plan.email and not plan.login:
        return [f"the invitation of {plan.email} names no login: {_JOINS}"]
    poll = plan.organization.polls.filter(kind=Poll.Kind.PEOPLE).first()
    return [poll.problem] if poll and poll.problem else []


_JOINS = "it is known who accepted it once they sign in, or a manager says so"


def _repositories(plan: Plan) -> Iterator[Repository]:
    """Those that a plan is looked for in."""
    found = {each.repository for each in plan.milestones.select_related("repository")}
    if plan.repository:
        found.add(plan.repository)
    yield from sorted((each for each in found if each), key=lambda each: each.name)


def _staging(plan: Plan, repository: Repository, facts: FactValues) -> Iterator[str]:
    if why := _missing(facts, Deployments):
        yield why
    protocol = organizations.protocols().get(plan.protocol)
    if not organizations.staging_of(repository, protocol):
        yield f"nothing says what the staging environment of {repository.name} is called"
    pulls = facts.get(PullRequests)
    if not isinstance(pulls, PullRequests):
        yield from filter(None, [_missing(facts, PullRequests)])
        return
    login = plan.person.login if plan.person else ""
    merged = [
        each
        for each in pulls.items
        if each.state is PullRequestState.MERGED and login and is_by(login, each.author)
    ]
    if merged and not any(each.merged_as for each in merged):
        yield (
            f"GitHub does not show as which commit #{merged[0].number} of {repository.name} was "
            "merged: needs Contents: read"
        )


def _missing(facts: FactValues, fact: type[PullRequests | Commits | Deployments]) -> str:
    found = facts.get(fact)
    return found.reason if isinstance(found, Unavailable) else ""
