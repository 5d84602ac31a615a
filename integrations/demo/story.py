"""What is told of the demo organization: who works there, and what became of each repository.

`examples/demo/organization.toml` is an `Organization`; `examples/demo/NAME.toml` beside the folder
`NAME` is the `Story` of that repository. Moments are working days before today and a time in UTC
(`61 09:20`); people are named by their key in `organization.toml`.
"""

from __future__ import annotations

import enum
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from integrations.demo.errors import DemoError

ORGANIZATION = "organization.toml"


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of what is told."""


class CheckState(enum.StrEnum):
    """How the checks of a commit end; PENDING: they still run."""

    SUCCESS = "success"
    FAILURE = "failure"
    PENDING = "pending"


class Change(_Told, frozen=True, kw_only=True):
    """What a commit changes.

    `files` are the beginnings of paths: those of today's files that no earlier commit brought, as
    they were before all later edits; an empty text means all of them. An edit is a path, the text
    before and the text after, which the file holds once. `removes` are paths of `Story.gone`.
    `adds` are whole files, for what never reaches the default branch.
    """

    files: tuple[str, ...] = ()
    edits: tuple[tuple[str, str, str], ...] = ()
    removes: tuple[str, ...] = ()
    adds: dict[str, str] = {}


class Commit(Change, frozen=True, kw_only=True):
    """A commit straight onto the branch that work goes to."""

    at: str
    by: str
    message: str
    ci: CheckState = CheckState.SUCCESS


class PullCommit(Change, frozen=True, kw_only=True):
    """A commit of a pull request; without a moment it follows the one before by some minutes."""

    message: str
    at: str = ""
    by: str = ""


class Pull(Change, frozen=True, kw_only=True):
    """A pull request. Without `commits` it has one, of its own changes and title.

    Without `base` it goes to `dev`, or to the default branch while there is no `dev`. A review is
    `amara approved 57 13:40`, or `changes_requested`, `commented`, `dismissed`. `asked` are people
    whose review is still awaited. `ci` is how the checks of its head end, `landed_ci` those of what
    it became on its base. `kept`: its branch was not deleted.
    """

    by: str
    at: str
    head: str
    title: str
    body: str = ""
    base: str = ""
    message: str = ""
    commits: tuple[PullCommit, ...] = ()
    merged: str = ""
    merged_by: str = ""
    closed: str = ""
    draft: bool = False
    reviews: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    ci: CheckState = CheckState.SUCCESS
    landed_ci: CheckState = CheckState.SUCCESS
    deploy: CheckState = CheckState.SUCCESS
    kept: bool = False


class Checks(_Told, frozen=True, kw_only=True):
    """What CI reports for each commit since a moment."""

    since: str
    names: tuple[str, ...]
    minutes: int


class Deploys(_Told, frozen=True, kw_only=True):
    """Which branch is deployed to which environment since when, and by whom."""

    environment: str
    branch: str
    since: str
    until: str = ""
    by: str = "deployer"


class Ruleset(_Told, frozen=True, kw_only=True):
    """A ruleset on branches; `approvals` is None where it asks for no pull request.

    `repositories` are patterns of names, for one of the organization.
    """

    name: str
    since: str
    until: str = ""
    branches: tuple[str, ...] = ("~DEFAULT_BRANCH",)
    repositories: tuple[str, ...] = ()
    approvals: int | None = None
    forbids_force_push: bool = True
    enforcement: str = "active"


class Protection(_Told, frozen=True, kw_only=True):
    """Classic protection of branches; `approvals` is None where it asks for no pull request."""

    pattern: str
    since: str
    until: str = ""
    approvals: int | None = None
    allows_force_push: bool = False


class Outside(_Told, frozen=True, kw_only=True):
    """An outside collaborator of a repository."""

    who: str
    permission: str
    since: str
    until: str = ""


class Excuse(_Told, frozen=True, kw_only=True):
    """A waiver or an attestation that somebody asked for, to end so many days after that day.

    `approved` is when and by whom: `29 14:20 oskar`, and so is `refused`; without both it waits.
    `decision` is what was said of that. `paths` are patterns of the places that a waiver is for,
    none meaning all of the check.
    """

    check: str
    by: str
    at: str
    days: int
    reason: str
    link: str = ""
    component: str = ""
    paths: tuple[str, ...] = ()
    approved: str = ""
    refused: str = ""
    decision: str = ""


class Story(_Told, frozen=True, kw_only=True):
    """All of one repository but its files.

    `dev` is the moment at which the branch `dev` was made, and `releases` are merges of it into the
    default branch: `55 15:00 amara mateo` is when, who opened it, and who approved it. `submodules`
    are paths and the repositories that they hold. `gone` are files that there are no more, as they
    were last; `written` are files of today that the folder cannot hold, since git would leave them
    out. `secret_scanning` and `push_protection` are the moments from which on GitHub has them
    enabled; empty: it has not.
    """

    description: str
    created: str
    visibility: str = "private"
    archived: str = ""
    default: str = "main"
    dev: str = ""
    squash: bool = False
    numbered_from: int = 1
    topics: tuple[str, ...] = ()
    properties: dict[str, str] = {}
    secret_scanning: str = ""
    push_protection: str = ""
    submodules: dict[str, str] = {}
    checks: Checks | None = None
    deploys: tuple[Deploys, ...] = ()
    rulesets: tuple[Ruleset, ...] = ()
    protections: tuple[Protection, ...] = ()
    outside: tuple[Outside, ...] = ()
    releases: tuple[str, ...] = ()
    commits: tuple[Commit, ...] = ()
    pulls: tuple[Pull, ...] = ()
    waivers: tuple[Excuse, ...] = ()
    attestations: tuple[Excuse, ...] = ()
    gone: dict[str, str] = {}
    written: dict[str, str] = {}


class Person(_Told, frozen=True, kw_only=True):
    """Somebody with an account. `role` is `owner`, `member`, or empty for who is no member."""

    name: str
    login: str
    email: str
    role: str = ""
    joined: str = ""
    left: str = ""
    bot: bool = False


class Invitation(_Told, frozen=True, kw_only=True):
    """An invitation that is not accepted yet, by login or by e-mail address."""

    at: str
    by: str
    login: str = ""
    email: str = ""
    role: str = "member"
    teams: tuple[str, ...] = ()


class Team(_Told, frozen=True, kw_only=True):
    """A team; `repositories` are their names and the permission that it has there."""

    name: str
    since: str
    description: str = ""
    parent: str = ""
    secret: bool = False
    maintainers: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    repositories: dict[str, str] = {}


class Plan(_Told, frozen=True, kw_only=True):
    """How somebody's onboarding went.

    `set_up` is when and by whom it was set up: `15 08:40 yuki`; who is a partner has no plan before
    that. `steps` are in the order of time what was done to items: `15 09:10 tick api-client
    Insomnia`; `stuck`, `confirm` and `send-back` (the two by who set it up) likewise, with what was
    said at the end. `15 11:00 doctor docker services` is a report in which those fail.
    """

    who: str
    set_up: str
    repository: str
    team: str = ""
    buddy: str = ""
    partner: bool = False
    steps: tuple[str, ...] = ()


class Organization(_Told, frozen=True, kw_only=True):
    """The organization without its repositories' own stories."""

    login: str
    name: str
    created: str
    base_permission: str
    people: dict[str, Person]
    teams: dict[str, Team]
    invitations: tuple[Invitation, ...] = ()
    rulesets: tuple[Ruleset, ...] = ()
    plans: tuple[Plan, ...] = ()


_T = TypeVar("_T", Organization, Story)


def organization(examples: Path) -> Organization:
    """What is told of the organization.

    Raises:
        DemoError: the file is not what it has to be.
        OSError: it cannot be read.
    """
    return _load(examples / ORGANIZATION, Organization)


def stories(examples: Path) -> dict[str, Story]:
    """The repositories' stories by their names; what is a submodule of another comes before it.

    Raises:
        DemoError: a file is not what it has to be.
        OSError: one cannot be read.
    """
    files = sorted(path for path in examples.glob("*.toml") if path.name != ORGANIZATION)
    found = {path.stem: _load(path, Story) for path in files}
    return dict(sorted(found.items(), key=lambda each: (bool(each[1].submodules), each[0])))


def _load(path: Path, kind: type[_T]) -> _T:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return msgspec.convert(content, kind)
    except (ValueError, msgspec.ValidationError) as error:
        raise DemoError(f"{path.name} cannot be used: {error}.") from error
