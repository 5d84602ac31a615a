"""Organizations that show everything which pages can show, with names as long as they come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils import timezone

from compliance import organizations
from compliance.collect.forge import Group
from compliance.facts import Unavailable
from compliance.facts.forge import Branches, Commits, Deployment, Deployments, PullRequests
from compliance.models import (
    Audience,
    CheckResult,
    DailyScore,
    Organization,
    Poll,
    Post,
    Repository,
    SyncItem,
    SyncRun,
    Team,
)
from compliance.sync import forge_facts, polls
from integrations.github.permissions import Access, Kind, Permission, denied
from tests.dashboard.posting import make_channel
from tests.factories import (
    make_asked,
    make_excuse,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
)

LONG = "a-service-whose-name-is-as-long-as-some-names-really-are-" + "x" * 60
NODE = "node-version-pinned"
# The primary key of something that LONG asks for, and of something that is asked for in it.
ASKED = 1_000_000


def crowd(organization: Organization) -> Organization:
    """Repositories, results, history and a run."""
    organization.checked_at = timezone.now()
    organization.save()
    team = make_team(organization, LONG)
    _channel(team)
    place = {
        "path": f"src/{LONG}/{LONG}.ts",
        "line": 9,
        "end_line": 10,
        "excerpt": f"{LONG * 3}\n}}",
    }
    left_out = [{"key": "k", "title": LONG, "clause": "engineering:3.1", "needs": ["GitHub"]}]
    for name in (LONG, "orders"):
        repository = make_repository(organization, name, team=team, not_judged=left_out)
        parts = [
            {
                "path": f"packages/{LONG}",
                "outcome": "fail",
                "standing": "fail",
                "excuses": [],
                "message": LONG,
                "evidence": [place] * 5,
            }
            for _ in range(2)
        ]
        failing = make_result(
            repository, NODE, "fail", message=LONG, evidence=[place], components=parts
        )
        make_result(repository, "lockfile-in-sync", "unknown", clause="backend:2.3")
        make_result(repository, "lint-in-ci", "not_applicable", clause="engineering:3.2")
        make_transition(repository, NODE, "pass", "fail", at=timezone.now())
        _excuse(failing, LONG if name == LONG else "alice")
        pk = {"pk": ASKED} if name == LONG else {}
        make_asked(repository, "component", LONG, "node", reason=LONG, files=7, note=LONG, **pk)
        make_asked(repository, "phase", "mvp", topic="phase-mvp", is_said=False)
        repository.components = [
            {"path": LONG, "stack": "node", "why": LONG, "counts": True, "seen_at": place},
            {"path": LONG, "stack": "node", "why": LONG, "counts": False, "is_unreadable": True},
            {"path": LONG, "stack": "node", "why": LONG * 2, "counts": False},
        ]
        repository.notices = [{"line": 3, "text": LONG}, {"line": 0, "text": "is misnamed"}]
        repository.own_file_is_invalid = True
        repository.unlisted_manifests = 9
        repository.save()
    make_repository(
        organization, "waiting", judged_at=None, problem=LONG, problem_since=timezone.now()
    )
    make_repository(organization, "empty", judged_at=None, left_out="it has no commits yet")
    for days, passed in ((9, 2), (0, 6)):
        DailyScore.objects.create(
            organization=organization, day=timezone.now().date() - timedelta(days=days),
            audience=Audience.ALL, repositories=1, passed=passed, decided=8, covered=8, judged=10,
            exemplary=0, standard=0, foundation=1, below=0, not_established=0,
        )  # fmt: skip
    run = SyncRun.objects.create(
        pk=1, organization=organization, reason="request", started_at=timezone.now(), found=2,
        finished_at=timezone.now(),
    )  # fmt: skip
    SyncItem.objects.create(
        organization=organization, run=run, repository=repository, work=SyncItem.Work.READ,
        queued_at=timezone.now(), state=SyncItem.State.FAILED, problem=LONG,
    )  # fmt: skip
    return organization


def _excuse(result: CheckResult, login: str) -> None:
    """Something that waits, and something that is in effect and ends soon."""
    person = make_person(result.organization, login[:100])
    now = timezone.now()
    decided = {"state": "approved", "decided_at": now, "decision": LONG}
    for pk, values in ((ASKED, {}), (ASKED + 1, decided)):
        by = make_person(result.organization, f"b-{pk}-{login[:90]}")
        make_excuse(
            result, person, component=LONG, paths=[LONG, LONG], reason=LONG, asked_at=now,
            link=f"https://example.com/{LONG}", until=now.date() + timedelta(days=9),
            **({"pk": pk} if login == LONG else {}),
            **(values | {"decided_by": by} if values else {}),
        )  # fmt: skip


def trouble(organization: Organization) -> Organization:
    """What pages show of GitHub, and all that can hinder to read it."""
    soon = timezone.now() + timedelta(minutes=20)
    _withhold(organization)
    _limit(organization, soon)
    organization.repositories.update(
        url=f"https://github.example.com/{LONG}", full_name=f"acme/{LONG}", visibility="internal",
        topics=[LONG, "phase-mvp", f"protocol-{LONG}"], properties={}, wanted="all",
        wanted_at=timezone.now(), pushed_at=timezone.now(), withheld=LONG,
    )  # fmt: skip
    _deploy(organization.repositories.get(slug=LONG))
    organization.runs.update(finished_at=None)
    SyncItem.objects.update(state=SyncItem.State.WAITING, not_before=soon)
    return organization


def _withhold(organization: Organization) -> None:
    """A credential that sees nothing, and ends soon."""
    proofs = {each: denied(each, Kind.CLASSIC, LONG) for each in Permission}
    ends_at = timezone.now() + timedelta(days=3)
    access = Access(Kind.CLASSIC, LONG, proofs, (f"{LONG} {LONG}",), expires_at=ends_at)
    organization.access, organization.access_at = msgspec.to_builtins(access), timezone.now()
    organization.save()


def _limit(organization: Organization, until: datetime) -> None:
    """A quota that is used up, and polls of which none is answered."""
    Organization.objects.filter(pk=organization.pk).update(problem=LONG)
    polls.schedule(organization)
    organization.polls.update(problem=LONG, done_at=timezone.now(), due_at=until, requests=12_345)
    organization.polls.filter(kind=Poll.Kind.HEADS).update(not_before=until)
    budget = organizations.client().budget
    budget.note("core", 5_000, 0, until)
    budget.note("graphql", 12_500, 11_000, until)
    budget.block(until)


def _deploy(repository: Repository) -> None:
    deployed = Deployment(1, LONG, "e" * 40, LONG, "active", timezone.now(), timezone.now())
    activity = {
        **dict.fromkeys((Branches, PullRequests, Commits), Unavailable(LONG)),
        Deployments: Deployments((deployed,)),
    }
    forge_facts.store(repository, {Group.ACTIVITY: activity}, timezone.now())


def _channel(team: Team) -> None:
    """One that was refused, with a post of each state but that of a moment."""
    now = timezone.now()
    channel = make_channel(
        team, next_at=None, paused_at=now, problem="The channel is archived " * 9
    )
    for number, state in enumerate(set(Post.State.values) - {Post.State.HANDED.value}, 1):
        Post.objects.create(
            organization=team.organization,
            channel=channel,
            kind="test" if state == Post.State.CLAIMED else "digest",
            since=now - timedelta(weeks=number),
            until=now - timedelta(weeks=number - 1),
            due_at=now,
            state=state,
            answer=LONG * 2,
            **_held(state, now),
        )


def _held(state: str, now: datetime) -> dict[str, Any]:
    """Who holds such a post, or when it ended."""
    if state not in Post.OPEN:
        return {"ended_at": now}
    return {} if state == "waiting" else {"claimed_by": "x", "claimed_at": now}
