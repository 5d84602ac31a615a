"""The source: who asks it, what that may see, what is asked when, and what is left of the quota."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.checks.base import Check
from compliance.collect.needs import checks_by_permission
from compliance.models import CheckResult, Organization, Poll
from compliance.scorecards import tallies
from compliance.scoring import Standing
from compliance.sync import polls
from dashboard.access import Action, Thing
from dashboard.protection import protected
from dashboard.requests import organization_of
from integrations.github.budget import ResourceState
from integrations.github.errors import SettingsError
from integrations.github.permissions import Access, Permission, Proof
from integrations.github.settings import GitHubSettings

# A credential that ends is announced so long before.
ENDS_SOON = timedelta(days=14)


@require_safe
@protected(Action.SEE, Thing.SOURCE)
def index(request: HttpRequest) -> HttpResponse:
    """What the repositories come from; that differs between a folder and GitHub."""
    organization = organization_of(request)
    asked = {"polls": _polls(organization)}
    github: GitHubSettings | None = settings.GITHUB
    if github is not None:
        return render(request, "source/github.html", asked | _github(organization, github))
    folder = {"folder": settings.PLUMBLINE_SOURCE, "left_out": _needs_github()}
    return render(request, "source/folder.html", asked | folder)


@dataclass(frozen=True)
class Asker:
    """Who asks, in words and addresses: nothing of it is a secret."""

    credential: str
    actor: str
    organization: str
    address: str
    api: str


@dataclass(frozen=True)
class CheckInDoubt:
    """A check that a permission decides, and in how many repositories it is undecided now."""

    key: str
    title: str
    undecided: int


@dataclass(frozen=True)
class Sight:
    """One thing to see: whether it is seen, and what rests on it."""

    permission: Permission
    proof: Proof | None
    use: str
    checks: Sequence[CheckInDoubt]

    @property
    def state(self) -> str:
        """`seen`, `hidden`, or `unproven`."""
        if self.proof is None or self.proof.allowed is None:
            return "unproven"
        return "seen" if self.proof.allowed else "hidden"

    @property
    def sentence(self) -> str:
        """What was proven, where that says more than that it is seen."""
        if self.proof is None:
            return ""
        return self.proof.sentence.removeprefix(f"sees {self.permission.sees}").lstrip(", ")


# What is known by a permission beside what checks say, as far as pages show it.
_USES: Mapping[Permission, str] = {
    Permission.DEPLOYMENTS: "what was deployed where and when",
    Permission.OUTSIDE_COLLABORATORS: "partners, and members who may see a private repository",
    Permission.MEMBERS: "teams, who is in them, and owners by their teams’ access",
    Permission.INVITATIONS: "who is going to join",
    Permission.CUSTOM_PROPERTIES: "which phase a repository is in, its owner and its protocol",
}


def _github(organization: Organization, github: GitHubSettings) -> dict[str, Any]:
    access = organizations.access(organization)
    sights = _sights(organization, access)
    return {
        "asker": _asker(github, access),
        "access": access,
        "ending": ending(access),
        "sights": sights,
        "not_seen": sum(each.state != "seen" for each in sights),
        **_quota(),
    }


def _asker(github: GitHubSettings, access: Access | None) -> Asker:
    """Who asks; before anything is proven, as far as the settings say it."""
    return Asker(
        credential=access.kind.value if access else "GitHub App" if github.is_app else "token",
        actor=access.actor if access else github.app_id,
        organization=github.organization,
        address=f"{github.web_url}/{github.organization}",
        api=github.api_url,
    )


@dataclass(frozen=True)
class Ending:
    """That a credential ends soon, or has ended."""

    at: datetime
    is_over: bool


def ending(access: Access | None) -> Ending | None:
    """Whether the credential ends within two weeks, as far as GitHub tells."""
    ends_at = access.expires_at if access else None
    now = timezone.now()
    if ends_at is None or ends_at > now + ENDS_SOON:
        return None
    return Ending(ends_at, is_over=ends_at <= now)


def _sights(organization: Organization, access: Access | None) -> list[Sight]:
    """Each thing to see, with the checks that it decides; what is not seen comes first."""
    deciding = checks_by_permission(CATALOGUE, organizations.protocols().values())
    undecided = _undecided(organization)
    proofs = access.permissions if access else {}
    found = [
        Sight(
            permission,
            proofs.get(permission),
            _USES.get(permission, ""),
            [_in_doubt(check, undecided) for check in deciding[permission]],
        )
        for permission in Permission
    ]
    return sorted(found, key=lambda sight: sight.state == "seen")


def _in_doubt(check: Check, undecided: Mapping[str, int]) -> CheckInDoubt:
    return CheckInDoubt(check.key, check.title, undecided.get(check.key, 0))


def _undecided(organization: Organization) -> dict[str, int]:
    """In how many repositories each check is unknown."""
    unknown = CheckResult.objects.filter(
        organization=organization, standing=Standing.UNKNOWN.value
    ).order_by()
    counted = tallies.of_counted(unknown).values("key").annotate(count=Count("pk"))
    return {row["key"]: row["count"] for row in counted}


_RESOURCES = {"core": "REST", "graphql": "GraphQL"}


@dataclass(frozen=True)
class Quota:
    """What is left of one quota, and until when that counts."""

    name: str
    left: int
    limit: int
    resets_at: datetime
    noted_at: datetime

    @property
    def share(self) -> float | None:
        """The share that is left."""
        return self.left / self.limit if self.limit else None


def _quota() -> dict[str, Any]:
    """What GitHub still answers, as all workers know it; or why nobody can ask at all."""
    try:
        budget = organizations.client().budget
    except SettingsError as error:
        return {"unusable": str(error)}
    return {
        "quotas": [_left(each) for each in budget.state()],
        "blocked_until": budget.blocked_until(),
    }


def _left(state: ResourceState) -> Quota:
    return Quota(
        name=_RESOURCES.get(state.resource, state.resource),
        left=state.remaining,
        limit=state.limit,
        resets_at=state.reset_at,
        noted_at=state.noted_at,
    )


@dataclass(frozen=True)
class Asked:
    """Something that is asked regularly. `poll` is None before that was scheduled."""

    title: str
    every: timedelta | None
    poll: Poll | None

    @property
    def state(self) -> str:
        """`asking`, `waiting` for GitHub, `failed`, `done`, or `never`."""
        now, poll = timezone.now(), self.poll
        if poll is None:
            return "never"
        if poll.leased_until and poll.leased_until > now:
            return "asking"
        if poll.not_before and poll.not_before > now:
            return "waiting"
        if poll.problem:
            return "failed"
        return "done" if poll.done_at else "never"


def _polls(organization: Organization) -> list[Asked]:
    """What is asked of this kind of source, in the order in which it is asked."""
    cadences = polls.asked()
    stored = {each.kind: each for each in organization.polls.all()}
    kinds: Iterable[Poll.Kind] = [*cadences, *(kind for kind in Poll.Kind if kind in stored)]
    return [
        Asked(kind.label, cadences.get(kind), stored.get(kind)) for kind in dict.fromkeys(kinds)
    ]


def _needs_github() -> list[Check]:
    """The checks of all protocols that a folder can never decide."""
    origins = organizations.folder_source().origins
    asked = (
        each for protocol in organizations.protocols().values() for each in protocol.automated()
    )
    found = {each.key: CATALOGUE[each.key] for each in asked}
    return [check for check in found.values() if check.origins - origins]
