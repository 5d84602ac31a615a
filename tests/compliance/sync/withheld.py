"""Which verdicts need what of GitHub, and what is to become of them without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from compliance.checks import CATALOGUE
from compliance.models import CheckResult, Invitation, Membership, Ownership, Person, Team
from compliance.protocol.files import load_protocols
from tests.compliance.sync.troubled import Troubled

Verdicts = Mapping[tuple[str, str], tuple[str, str]]
# What the verdict of a check on a repository needs, in words; empty where it is not affected.
Needed = Callable[[str, str], str]

OF_PULL_REQUESTS = {
    "branch-names", "pull-requests-target-dev", "pull-requests-linked", "pull-requests-reviewed",
}  # fmt: skip
OF_COMMITS = {"conventional-commits"}
OF_CI = {"ci-green"}
OF_SETTINGS = {"secret-scanning-enabled"}
_BACKEND = load_protocols(CATALOGUE, None)["backend"]
OF_PHASE = {each.key for each in _BACKEND.automated() if each.phases}
PRIVATE = {"rulesets", "classic", "both", "bare"}
ALL = PRIVATE | {"open"}


def nothing(_repository: str, _key: str) -> str:
    """No verdict is affected."""
    return ""


def checks(keys: set[str], words: str) -> Needed:
    """These checks are affected, on each repository."""
    return lambda _repository, key: words if key in keys else ""


def contents(repository: str, key: str) -> str:
    """A public repository shows its files to everybody; its commits are not asked for then. What
    is not asked in the MVP phase is not, whatever the files say.
    """
    is_mvp = repository == "classic" and key in OF_PHASE
    affected = key in OF_COMMITS if repository == "open" else key not in OF_SETTINGS and not is_mvp
    return "needs Contents, read" if affected else ""


def administration(repository: str, key: str) -> str:
    """Where rulesets alone protect the branches, nothing more need be known."""
    affected = key in OF_SETTINGS or (
        key == "branches-protected" and repository in ("classic", "bare")
    )
    return "needs Administration, read" if affected else ""


# The permissions of the App by their names in an installation.
PERMISSIONS: Mapping[str, Needed] = {
    "contents": contents,
    "pull_requests": checks(OF_PULL_REQUESTS, "needs Pull requests, read"),
    "checks": checks(OF_CI, "needs Checks, read"),
    "statuses": checks(OF_CI, "needs Commit statuses, read"),
    "deployments": nothing,
    "administration": administration,
    "members": nothing,
    "organization_custom_properties": checks(OF_PHASE, "needs Custom properties, read"),
    "actions": nothing,
}


def verdicts(github: Troubled) -> Verdicts:
    """What is said of each repository by each check: the outcome and the message."""
    rows = CheckResult.objects.filter(organization=github.organization)
    found = rows.values_list("repository__name", "key", "outcome", "message")
    return {(name, key): (outcome, message) for name, key, outcome, message in found}


def day_later(github: Troubled) -> Verdicts:
    """What is said after the polls of a new day."""
    github.pass_time(timedelta(days=1))
    github.sync()
    return verdicts(github)


def everybody() -> dict[str, object]:
    """People, teams, who is in them, who owns what, who is invited."""
    return {
        "people": sorted(Person.objects.values_list("login", "role", "left_at")),
        "teams": sorted(Team.objects.values_list("slug", "gone_since")),
        "memberships": sorted(Membership.objects.values_list("team__slug", "person__login")),
        "owners": sorted(Ownership.objects.values_list("repository__name", "team__slug")),
        "invitations": list(Invitation.objects.values_list("email", flat=True)),
    }


def assert_withheld(before: Verdicts, now: Verdicts, needed: Needed) -> None:
    """What is affected is unknown and says what it needs; all else is as it was."""
    assert now.keys() == before.keys()
    assert {name for name, _ in now} == ALL
    for (repository, key), (outcome, message) in now.items():
        if words := needed(repository, key):
            assert outcome == "unknown", (repository, key, message)
            assert words in message, (repository, key, message)
        else:
            assert outcome == before[repository, key][0], (repository, key, message)
