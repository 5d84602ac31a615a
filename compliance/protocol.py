"""Loads and validates protocol files: the company's clauses, and what covers each of them.

A protocol file is YAML 1.2. It has sections, they have numbered clauses, and those have rules: one
sentence each of what is asked, with what covers it. Covered means: a check decides it, a person
attests it, an onboarding item shows it, it is `planned` (a check that is not written yet, which
counts nowhere) or it is for `people`, because no program reads it out of a repository.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compliance import yaml12
from compliance.checks.base import Check
from compliance.scoring import Level

BUNDLED = Path(__file__).parent / "protocols"
_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MAX_BYTES = 1024 * 1024


class ProtocolError(Exception):
    """A protocol file is wrong; the message names file, line, key and what was expected."""


class CoveredBy(enum.StrEnum):
    """What answers for a rule."""

    CHECK = "check"
    PLANNED = "planned"
    ATTESTATION = "attestation"
    ONBOARDING = "onboarding"
    PEOPLE = "people"


@dataclass(frozen=True)
class Coverage:
    """What covers a rule. For `people`, `key` is the sentence that says what they look at."""

    by: CoveredBy
    key: str
    clause: str
    level: Level = Level.STANDARD
    phases: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One thing that a clause asks."""

    title: str
    text: str
    covered_by: tuple[Coverage, ...]


@dataclass(frozen=True)
class Clause:
    """A numbered clause; `identity` is protocol and number, as in `backend:3.1`."""

    protocol: str
    number: str
    title: str
    rules: tuple[Rule, ...]

    @property
    def identity(self) -> str:
        """The clause as it is named everywhere."""
        return f"{self.protocol}:{self.number}"

    def coverages(self) -> Iterator[Coverage]:
        """What covers its rules, in their order."""
        return (coverage for rule in self.rules for coverage in rule.covered_by)


@dataclass(frozen=True)
class Section:
    """A section of the written document."""

    protocol: str
    number: str
    title: str
    clauses: tuple[Clause, ...]

    @property
    def identity(self) -> str:
        """The section as it is named everywhere, as in `backend:3`."""
        return f"{self.protocol}:{self.number}"


@dataclass(frozen=True)
class Protocol:
    """A protocol with those that it extends.

    `sections` are its own and, after them, those of the protocols that it extends. `goal_hours`
    is the time that its onboarding promises.
    """

    key: str
    title: str
    version: str
    summary: str
    sections: tuple[Section, ...]
    extends: tuple[str, ...] = ()
    goal: str = ""
    goal_hours: int = 0

    def clauses(self) -> Iterator[Clause]:
        """All clauses in reading order."""
        return (clause for section in self.sections for clause in section.clauses)

    def coverages(self) -> Iterator[Coverage]:
        """All that covers a rule, in reading order."""
        return (coverage for clause in self.clauses() for coverage in clause.coverages())

    def automated(self) -> tuple[Coverage, ...]:
        """The checks, each where it is first named: a check is asked once."""
        first: dict[str, Coverage] = {}
        for coverage in self.coverages():
            if coverage.by is CoveredBy.CHECK:
                first.setdefault(coverage.key, coverage)
        return tuple(first.values())


def load_directory(directory: Path, catalogue: Mapping[str, Check]) -> dict[str, Protocol]:
    """All protocols of a folder by their key; they may extend each other and the bundled ones.

    Raises:
        ProtocolError: a file is wrong, two have one key, or one extends what is not there.
    """
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        raise ProtocolError(f"{directory}: no protocol file (*.yaml) is in this folder")
    files = {path.stem: _Reader(path, catalogue) for path in paths}
    if directory != BUNDLED:
        for path in sorted(BUNDLED.glob("*.yaml")):
            files.setdefault(path.stem, _Reader(path, catalogue))
    own = {path.stem for path in paths}
    return {key: _resolve(key, files, ()) for key in files if key in own}


def load_bundled(catalogue: Mapping[str, Check]) -> dict[str, Protocol]:
    """The protocols that come with the product."""
    return load_directory(BUNDLED, catalogue)


def _resolve(key: str, files: Mapping[str, _Reader], chain: tuple[str, ...]) -> Protocol:
    """The protocol with the sections of those that it extends behind its own."""
    reader = files[key]
    own = reader.protocol()
    sections = list(own.sections)
    extends: list[str] = []
    for position, base in enumerate(own.extends):
        if base in (*chain, key):
            raise reader.wrong(("extends", position), f"{base} extends {key} in a circle")
        if base not in files:
            known = ", ".join(sorted(files))
            raise reader.wrong(
                ("extends", position), f"there is no protocol {base}; known: {known}"
            )
        resolved = _resolve(base, files, (*chain, key))
        extends += [name for name in (base, *resolved.extends) if name not in extends]
        sections += [section for section in resolved.sections if section not in sections]
    return Protocol(
        own.key, own.title, own.version, own.summary, tuple(sections), tuple(extends),
        own.goal, own.goal_hours,
    )  # fmt: skip


class _Reader:
    """Reads one file, and knows the line of everything in it."""

    def __init__(self, path: Path, catalogue: Mapping[str, Check]) -> None:
        self._path = path
        self._catalogue = catalogue
        try:
            raw = path.read_bytes()
            if len(raw) > _MAX_BYTES:
                raise ProtocolError(f"{path}: a protocol file has at most 1 MiB, this has more")
            self._document = yaml12.load(raw.decode())
        except OSError as error:
            raise ProtocolError(f"{path}: it cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise ProtocolError(f"{path}: it is not UTF-8 text (byte {error.start})") from error
        except yaml12.YamlError as error:
            raise ProtocolError(f"{path}, line {error.line}: no valid YAML: {error}") from error

    def wrong(self, path: yaml12.Path, message: str) -> ProtocolError:
        """The error with file, line and key."""
        key = ".".join(str(part) for part in path) or "the file"
        return ProtocolError(f"{self._path}, line {self._document.line(*path)}, {key}: {message}")

    def protocol(self) -> Protocol:
        """The protocol as this file alone has it."""
        top = self._mapping(
            self._document.value, (), required={"protocol", "title", "version", "sections"},
            optional={"summary", "extends", "goal"},
        )  # fmt: skip
        key = self._text(top, ("protocol",))
        if key != self._path.stem or not _KEY.fullmatch(key):
            raise self.wrong(("protocol",), f"expected {self._path.stem}, as the file is named")
        goal = top.get("goal") or {"title": "", "hours": 0}
        goal = self._mapping(goal, ("goal",), required={"title", "hours"})
        sections = self._each(top["sections"], ("sections",))
        return Protocol(
            key=key,
            title=self._text(top, ("title",)),
            version=self._text(top, ("version",)),
            summary=" ".join(str(top.get("summary") or "").split()),
            sections=tuple(self._section(key, value, path) for value, path in sections),
            extends=tuple(
                self._word(value, path)
                for value, path in self._each(top.get("extends", []), ("extends",))
            ),
            goal=str(goal["title"]),
            goal_hours=self._number(goal["hours"], ("goal", "hours")),
        )

    def _section(self, protocol: str, value: Any, path: yaml12.Path) -> Section:
        section = self._mapping(value, path, required={"number", "title", "clauses"})
        clauses = self._each(section["clauses"], (*path, "clauses"))
        return Section(
            protocol,
            self._text(section, (*path, "number")),
            self._text(section, (*path, "title")),
            tuple(self._clause(protocol, value, path) for value, path in clauses),
        )

    def _clause(self, protocol: str, value: Any, path: yaml12.Path) -> Clause:
        clause = self._mapping(value, path, required={"number", "title", "rules"})
        number = self._text(clause, (*path, "number"))
        rules = self._each(clause["rules"], (*path, "rules"))
        return Clause(
            protocol,
            number,
            self._text(clause, (*path, "title")),
            tuple(self._rule(f"{protocol}:{number}", value, path) for value, path in rules),
        )

    def _rule(self, clause: str, value: Any, path: yaml12.Path) -> Rule:
        rule = self._mapping(value, path, required={"title", "text", "covered_by"})
        covered = self._each(rule["covered_by"], (*path, "covered_by"))
        if not covered:
            raise self.wrong(
                (*path, "covered_by"), "nothing covers this rule; `people` is an answer"
            )
        return Rule(
            self._text(rule, (*path, "title")),
            " ".join(self._text(rule, (*path, "text")).split()),
            tuple(self._coverage(clause, value, path) for value, path in covered),
        )

    def _coverage(self, clause: str, value: Any, path: yaml12.Path) -> Coverage:
        kinds = {kind.value for kind in CoveredBy}
        entry = self._mapping(value, path, optional=kinds | {"level", "phases", "parameters"})
        named = kinds & entry.keys()
        if len(named) != 1:
            raise self.wrong(path, f"expected exactly one of {', '.join(sorted(kinds))}")
        by = CoveredBy(named.pop())
        key = self._text(entry, (*path, by.value))
        check = self._check(by, key, path)
        return Coverage(
            by=by,
            key=key,
            clause=clause,
            level=self._level(by, entry, path),
            phases=self._phases(entry, path),
            parameters=self._parameters(check, entry, path),
        )

    def _check(self, by: CoveredBy, key: str, path: yaml12.Path) -> Check | None:
        if by is not CoveredBy.PEOPLE and not _KEY.fullmatch(key):
            raise self.wrong((*path, by.value), f"{key!r} is no key (like-this)")
        if by is CoveredBy.PLANNED and key in self._catalogue:
            raise self.wrong((*path, by.value), f"{key} is written: cover the rule by `check`")
        if by is not CoveredBy.CHECK:
            return None
        if key not in self._catalogue:
            raise self.wrong((*path, by.value), f"there is no check {key}")
        return self._catalogue[key]

    def _level(self, by: CoveredBy, entry: Mapping[str, Any], path: yaml12.Path) -> Level:
        if by not in (CoveredBy.CHECK, CoveredBy.PLANNED, CoveredBy.ATTESTATION):
            return Level.STANDARD
        names = ", ".join(level.value for level in Level)
        if entry.get("level") not in {level.value for level in Level}:
            where = (*path, "level") if "level" in entry else path
            raise self.wrong(where, f"`level` is expected to be one of {names}")
        return Level(entry["level"])

    def _phases(self, entry: Mapping[str, Any], path: yaml12.Path) -> tuple[str, ...]:
        phases = [
            self._word(*item) for item in self._each(entry.get("phases", []), (*path, "phases"))
        ]
        for phase in phases:
            if phase not in ("mvp", "production"):
                raise self.wrong((*path, "phases"), f"{phase} is no phase: mvp or production")
        return tuple(phases)

    def _parameters(
        self, check: Check | None, entry: Mapping[str, Any], path: yaml12.Path
    ) -> Mapping[str, Any]:
        given = entry.get("parameters")
        if given is None:
            return {}
        path = (*path, "parameters")
        if check is None or not isinstance(given, dict):
            raise self.wrong(path, "parameters belong to a check, and are a mapping")
        for name, value in given.items():
            known = check.parameters.get(name)
            if known is None:
                names = ", ".join(check.parameters) or "none"
                raise self.wrong(
                    (*path, name), f"{check.key} has no such parameter; it has: {names}"
                )
            if not _fits(value, known.type):
                expected = getattr(known.type, "__name__", str(known.type))
                raise self.wrong((*path, name), f"expected {expected}, found {value!r}")
        return given

    def _mapping(
        self, value: Any, path: yaml12.Path, *,
        required: set[str] = frozenset(), optional: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> dict[str, Any]:  # fmt: skip
        if not isinstance(value, dict):
            raise self.wrong(path, f"expected keys {', '.join(sorted(required | optional))}")
        for key in value:
            if key not in required | optional:
                known = ", ".join(sorted(required | optional))
                raise self.wrong((*path, key), f"this key is not known here; known: {known}")
        for key in sorted(required - value.keys()):
            raise self.wrong(path, f"the key {key} is missing")
        return value

    def _each(self, value: Any, path: yaml12.Path) -> list[tuple[Any, yaml12.Path]]:
        if not isinstance(value, list):
            raise self.wrong(path, "expected a list")
        return [(item, (*path, index)) for index, item in enumerate(value)]

    def _text(self, mapping: Mapping[str, Any], path: yaml12.Path) -> str:
        return self._word(mapping[str(path[-1])], path)

    def _word(self, value: Any, path: yaml12.Path) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(
                path, f"expected text (in quotes if it looks like a number), found {value!r}"
            )
        return value.strip()

    def _number(self, value: Any, path: yaml12.Path) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(path, f"expected a whole number, found {value!r}")
        return value


def _fits(value: Any, expected: type) -> bool:
    if expected is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if expected is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, expected)
