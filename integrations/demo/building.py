"""Makes the demo organization in a folder, or renews it there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from integrations.demo import story
from integrations.demo.calendar import Calendar
from integrations.demo.errors import DemoError
from integrations.demo.git import make
from integrations.demo.github import Built
from integrations.demo.history import History, history
from integrations.demo.tree import Submodule, Tree, files_of
from integrations.demo.world import described

EXAMPLES = Path(__file__).parents[2] / "examples" / "demo"
DESCRIPTION = "organization.json"
# Hidden, so that whoever looks for repositories in the target does not find these.
_UNFINISHED = ".unfinished"
_MADE_OF = ".made-of"


def build(target: Path, now: datetime) -> None:
    """Make the repositories and the description `organization.json` in `target`, for this day.

    What was made of the same examples on the same day is left as it is; otherwise each repository
    is replaced by its new self when that is complete, and the description last of all. What else is
    in the folder stays.

    Raises:
        DemoError: git is missing or failed, the examples do not fit together, or the folder cannot
            be written.
    """
    try:
        made_of = _digest(EXAMPLES, now)
        if not _is_made_of(target, made_of):
            _build(target, now)
            _write(target / _MADE_OF, made_of.encode())
    except OSError as error:
        raise DemoError(f"The demo cannot be made in {target}: {error}.") from error


def _build(target: Path, now: datetime) -> None:
    git = shutil.which("git")
    if not git:
        raise DemoError("git was not found, and the demo is made of git repositories: install it.")
    (target / _MADE_OF).unlink(missing_ok=True)
    calendar = Calendar(now)
    told = story.organization(EXAMPLES)
    unfinished = target / _UNFINISHED
    _remove(unfinished)
    built: dict[str, Built] = {}
    for name, each in story.stories(EXAMPLES).items():
        tree = files_of(EXAMPLES / name) | _beside(each, built)
        events = _told(name, each, tree, told.people, calendar)
        commits = make(git, unfinished / name, events, each.default)
        built[name] = Built(each, events, commits)
        _replace(target / name, unfinished / name)
    world = described(told, built, calendar)
    _write(target / DESCRIPTION, msgspec.json.format(msgspec.json.encode(world), indent=1))
    unfinished.rmdir()


def _told(
    name: str, told: story.Story, today: Tree, people: dict[str, story.Person], calendar: Calendar
) -> History:
    """A repository's history, whose errors say which repository it is."""
    try:
        return history(told, today, people, calendar)
    except DemoError as error:
        raise DemoError(f"The story of {name} does not fit: {error}") from error


def _beside(told: story.Story, built: dict[str, Built]) -> Tree:
    """What a tree holds beside the files in the folder: files that are written in the story, and
    submodules at the newest commits of what they hold.
    """
    beside: Tree = {path: text.encode() for path, text in told.written.items()}
    for path, name in told.submodules.items():
        other = built[name]
        head = other.history.branches[other.story.default]
        beside[path] = Submodule(other.commits[head])
    return beside


def _replace(old: Path, new: Path) -> None:
    """Put a new folder where an old one may be, so that a whole one is there but for an instant."""
    aside = new.with_name(f"{new.name}.old")
    if old.exists():
        old.rename(aside)
    new.rename(old)
    _remove(aside)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def _is_made_of(target: Path, made_of: str) -> bool:
    stamp = target / _MADE_OF
    names = [path.stem for path in EXAMPLES.glob("*.toml") if path.name != story.ORGANIZATION]
    complete = all((target / name / "HEAD").is_file() for name in names)
    return (
        complete
        and (target / DESCRIPTION).is_file()
        and stamp.is_file()
        and (stamp.read_text() == made_of)
    )


def _digest(examples: Path, now: datetime) -> str:
    """What the day, the examples and the program that makes the demo out of them come to."""
    digest = hashlib.blake2b(Calendar(now).day.isoformat().encode(), digest_size=16)
    for path in _sources(examples):
        content = path.read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _sources(examples: Path) -> Iterator[Path]:
    for folder in (Path(__file__).parent, examples):
        yield from sorted(
            Path(parent, name)
            for parent, _, names in os.walk(folder)
            for name in names
            if not parent.endswith("__pycache__")
        )
