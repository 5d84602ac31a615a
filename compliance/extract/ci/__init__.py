"""Reads what continuous integration runs, of every CI service, into one fact.

A service is a predicate for its files and a reader of one of them. What the commands on pull
requests end up running is followed through scripts, task runners, hook runners and Compose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from compliance.extract import files
from compliance.extract.base import extractor
from compliance.extract.ci import (
    azure,
    circleci,
    github,
    gitlab,
    gitlab_files,
    jenkins,
    others,
    pre_commit_ci,
    sourcehut,
    travis,
)
from compliance.extract.ci.steps import EVERYTHING, CiStep, Found
from compliance.extract.commands import HANDLERS, Follower, Project
from compliance.facts import Evidence
from compliance.facts.ci import CiCommand, ContinuousIntegration
from compliance.facts.manifests import Manifests
from compliance.facts.tooling import Runs, ToolUse, Unfollowed
from compliance.tree import Kind, Tree, Unreadable

MAX_STEPS = 5_000
MAX_COMMANDS = 300
MAX_FILES = 100
MAX_UNFOLLOWED = 50


@dataclass(frozen=True)
class Service:
    """A CI service: which files it reads first, and what these run.

    Such a file is `certain` to be one of CI, or is one only where it runs something.
    """

    is_file: Callable[[str], bool]
    read: Callable[[Tree, str], Iterator[Found]]
    certain: bool = True


SERVICES = (
    Service(github.is_workflow, github.read),
    Service(lambda path: path == ".gitlab-ci.yml", gitlab.read),
    Service(travis.is_travis, travis.read),
    Service(circleci.is_circleci, circleci.read),
    Service(azure.is_azure, azure.read),
    Service(jenkins.is_jenkinsfile, jenkins.read),
    Service(pre_commit_ci.is_configuration, pre_commit_ci.read, certain=False),
    Service(others.is_bitbucket, others.read_bitbucket),
    Service(others.is_drone, others.read_drone),
    Service(others.is_buildkite, others.read_buildkite),
    Service(others.is_appveyor, others.read_appveyor),
    Service(others.is_cirrus, others.read_cirrus),
    Service(others.is_semaphore, others.read_semaphore),
    Service(sourcehut.is_sourcehut, sourcehut.read_sourcehut),
    Service(others.is_put_together, others.say_put_together),
)


def is_ci_file(path: str) -> bool:
    """Whether a path is read to learn what CI runs, apart from the scripts that it leads to."""
    return (path.endswith((".yml", ".yaml")) or "Jenkinsfile" in path) and (
        any(service.is_file(path) for service in SERVICES)
        or github.is_action(path)
        or gitlab_files.is_gitlab(path)
        or azure.may_be_template(path)
    )


@extractor(version=35, reads=lambda path: is_ci_file(path) or files.is_followed(path))
def continuous_integration(tree: Tree, manifests: Manifests) -> ContinuousIntegration:
    """What CI runs, and which tools that comes to on pull requests."""
    paths: list[str] = []
    found: list[Found] = []
    for path, service in _files(tree):
        read = list(islice(_read(tree, path, service), MAX_STEPS - len(found)))
        found += read
        if read or service.certain:
            paths.append(path)
    steps = [each for each in found if isinstance(each, CiStep)]
    lost = [each for each in found if isinstance(each, Unfollowed)]
    named = tuple(each for each in found if isinstance(each, ToolUse))
    if len(found) >= MAX_STEPS:
        reason = f"CI has more than {MAX_STEPS:,} steps, and the others were not read"
        lost.insert(0, Unfollowed(reason, Evidence(paths[-1]), EVERYTHING))
    starts = [step.start for step in steps if step.on_pull_requests]
    runs = Follower(Project(tree, manifests), HANDLERS).follow(starts)
    unfollowed = tuple(dict.fromkeys((*lost, *runs.unfollowed)))[:MAX_UNFOLLOWED]
    return ContinuousIntegration(
        tuple(paths[:MAX_FILES]), tuple(_commands(steps)), Runs((*runs.uses, *named), unfollowed)
    )


def _files(tree: Tree) -> Iterator[tuple[str, Service]]:
    """The CI files with their service; links too, since one that stands for a file is not read."""
    for path, entry in tree.entries.items():
        if entry.kind is not Kind.GITLINK:
            yield from ((path, service) for service in SERVICES if service.is_file(path))


def _read(tree: Tree, path: str, service: Service) -> Iterator[Found]:
    """What a file runs; one that cannot be read might run anything."""
    try:
        yield from service.read(tree, path)
    except Unreadable as error:
        yield Unfollowed(str(error), Evidence(path), EVERYTHING)


def _commands(steps: list[CiStep]) -> Iterator[CiCommand]:
    """The steps as they are written, each once, the first of very many."""
    seen: set[tuple[str, int]] = set()
    for step in steps:
        where = step.start.where
        if (where.path, where.line) not in seen and len(seen) < MAX_COMMANDS:
            seen.add((where.path, where.line))
            last = where.line + step.start.text.rstrip("\n").count("\n")
            excerpt = step.start.text[:1_000]
            yield CiCommand(Evidence(where.path, where.line, last, excerpt), step.on_pull_requests)
