"""Worlds of many repositories, made by one process of git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tests.github_simulator.state import (
    CheckRun,
    Member,
    Organization,
    Person,
    PullRequest,
    Repository,
    Review,
    Rule,
    Ruleset,
    Team,
    TeamMember,
    TeamRepository,
    World,
)

FILES = {
    "package.json": '{{"name": "{name}", "engines": {{"node": "22"}}}}',
    "README.md": "# {name}\n",
    ".gitignore": "node_modules\n",
}
_PEOPLE = 20
_A_TEAM = 50


def push(
    repository: Repository,
    files: Mapping[str, str | None],
    at: datetime,
    *,
    branch: str = "",
    message: str = "feat: change",
    author: str = "Person 1 <person-1@example.com>",
    onto: str = "",
    merges: str = "",
) -> str:
    """Commit on a branch of a repository; the new commit's id.

    None in place of a file's content deletes it. `onto` is the commit that it comes after: another
    than the branch's newest is a force push. `merges` is the commit that it merges.
    """
    reference = repository.heads + (branch or repository.default_branch)
    parents = [onto or f"{reference}^0", *([merges] if merges else [])]
    stream = b"".join(_commit(reference, files, at, message, author, parents))
    _git(repository.path, "fast-import", "--quiet", "--force", stdin=stream)
    return _git(repository.path, "rev-parse", reference).decode().strip()


def generate(
    count: int,
    folder: Path,
    now: datetime,
    *,
    files: Mapping[str, str] = FILES,
    login: str = "acme",
) -> World:
    """An organization of so many repositories, that were pushed to one after the other.

    They share one bare git repository in `folder`. Each has the branches `main` and `dev`, a merged
    and reviewed pull request, checks and a ruleset; fifty of them are a team's.
    """
    path = folder / "generated.git"
    path.mkdir(parents=True)
    _git(path, "init", "--quiet", "--bare", "--template=")
    _git(path, "config", "gc.auto", "0")
    repositories = [_repository(number, path) for number in range(1, count + 1)]
    stream = b"".join(_begun(repositories, files, now))
    _git(path, "fast-import", "--quiet", stdin=stream)
    _git(path, "pack-refs", "--all")
    heads = _git(path, "for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
    by_name = dict(line.split(" ") for line in heads)
    for number, repository in enumerate(repositories):
        _furnish(repository, by_name[f"{repository.heads}main"], _pushed(number, now))
    people = [_person(number) for number in range(1, _PEOPLE + 1)]
    return World(
        organization=Organization(login=login, name=login.title()),
        people=people,
        members=[
            Member(login=each.login, role="ADMIN" if each.id == 1 else "MEMBER") for each in people
        ],
        teams=[*_teams(repositories)],
        repositories=repositories,
    )


def _pushed(number: int, now: datetime) -> datetime:
    return (now - timedelta(hours=1, minutes=number)).replace(microsecond=0)


def _person(number: int) -> Person:
    mail = f"person-{number}@example.com"
    return Person(id=number, login=f"person-{number}", name=f"Person {number}", emails=[mail])


def _teams(repositories: Sequence[Repository]) -> Iterator[Team]:
    for number, start in enumerate(range(0, len(repositories), _A_TEAM), start=1):
        owned = repositories[start : start + _A_TEAM]
        member = TeamMember(login=f"person-{number % _PEOPLE + 1}")
        yield Team(
            id=number,
            slug=f"team-{number}",
            name=f"Team {number}",
            members=[member],
            repositories=[TeamRepository(name=each.name, permission="ADMIN") for each in owned],
        )


def _repository(number: int, path: Path) -> Repository:
    name = f"repository-{number:04}"
    return Repository(id=number, name=name, path=path, heads=f"refs/{name}/heads/")


def _begun(
    repositories: Sequence[Repository], files: Mapping[str, str], now: datetime
) -> Iterator[bytes]:
    for number, repository in enumerate(repositories):
        named = {path: text.format(name=repository.name) for path, text in files.items()}
        reference = f"{repository.heads}main"
        at = _pushed(number, now)
        author = "Person 2 <person-2@example.com>"
        yield from _commit(reference, named, at, "feat: begin", author, [])
        yield f"reset {repository.heads}dev\nfrom {reference}\n\n".encode()


def _commit(
    reference: str,
    files: Mapping[str, str | None],
    at: datetime,
    message: str,
    author: str,
    parents: Sequence[str],
) -> Iterator[bytes]:
    """One commit as `git fast-import` reads it."""
    who = f"{author} {int(at.timestamp())} +0000"
    yield f"commit {reference}\nauthor {who}\ncommitter {who}\n".encode()
    yield _data(message)
    for word, parent in zip(("from", "merge"), parents, strict=False):
        yield f"{word} {parent}\n".encode()
    for path, content in files.items():
        if content is None:
            yield f"D {path}\n".encode()
        else:
            yield f"M 100644 inline {path}\n".encode() + _data(content)
    yield b"\n"


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%s\n" % (len(content), content)


def _furnish(repository: Repository, head: str, at: datetime) -> None:
    repository.pull_requests = [
        PullRequest(
            number=1,
            title="feat: begin",
            author="person-2",
            head="feature/begin",
            base="dev",
            created_at=at - timedelta(hours=2),
            merged_at=at,
            merge_commit=head,
            reviews=[
                Review(author="person-3", state="APPROVED", submitted_at=at - timedelta(minutes=30))
            ],
        )
    ]
    repository.check_runs = [
        CheckRun(commit=head, name="test", started_at=at, completed_at=at + timedelta(minutes=5))
    ]
    rules = [Rule(type="PULL_REQUEST", approvals=1), Rule(type="NON_FAST_FORWARD")]
    repository.rulesets = [
        Ruleset(
            id=repository.id,
            name="branches",
            branches=["~DEFAULT_BRANCH", "refs/heads/dev"],
            rules=rules,
        )
    ]


def _git(path: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What a git command writes; `CalledProcessError` where it fails."""
    done = subprocess.run(
        ["git", *arguments], cwd=path, input=stdin, capture_output=True, check=True
    )
    return done.stdout
