"""Finds the protocol files, and puts together what they extend, replace and leave out.

The bundled files are in `compliance/protocols`. A company's own folder is laid over them: a file of
the same name replaces the bundled one, for those that extend it too; any other is a protocol more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from compliance.checks.base import Check
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol, Rule, Section
from compliance.protocol.nodes import ProtocolError
from compliance.protocol.reader import ProtocolFile, read_protocol

BUNDLED = Path(__file__).parent.parent / "protocols"
_SUFFIXES = (".yaml", ".yml")


def load_protocols(catalogue: Mapping[str, Check], own: Path | None = None) -> dict[str, Protocol]:
    """All protocols by their key: the bundled ones, and those of a company's `own` folder.

    Raises:
        ProtocolError: a file is wrong, two have one key, or one extends what is not there.
    """
    paths = _paths(BUNDLED) | (_paths(own) if own else {})
    files = {key: read_protocol(path, catalogue) for key, path in paths.items()}
    return {key: _resolve(key, files) for key in files}


def _paths(directory: Path) -> dict[str, Path]:
    """The protocol files of a folder by their key, which is the name of the file."""
    if not directory.is_dir():
        raise ProtocolError(f"{directory}: there is no such folder of protocol files")
    paths: dict[str, Path] = {}
    for path in sorted(each for each in directory.iterdir() if each.suffix in _SUFFIXES):
        if path.stem in paths:
            raise ProtocolError(f"{path}: {paths[path.stem].name} is called so too")
        paths[path.stem] = path
    if not paths:
        raise ProtocolError(f"{directory}: no protocol file (*.yaml) is in this folder")
    return paths


def _resolve(key: str, files: Mapping[str, ProtocolFile]) -> Protocol:
    """The protocol with what it takes over from those that it extends behind its own."""
    file = files[key]
    extends = _lineage(key, files, ())[1:]
    bases = [files[base].protocol for base in extends]
    goal = next((each.goal for each in (file.protocol, *bases) if each.goal), None)
    branch = next((each.working_branch for each in bases if each.working_branch), "")
    inherited = [section for base in bases for section in base.sections]
    protocol = replace(
        file.protocol,
        sections=(*file.protocol.sections, *_without(file, inherited)),
        extends=extends,
        working_branch=file.protocol.working_branch or branch,
        goal=goal,
    )
    if goal and goal.item not in {coverage.key for coverage, _ in protocol.onboarding()}:
        where = ("goal", "item") if file.protocol.goal else ("without", goal.item)
        raise file.source.wrong(f"the goal needs an onboarding item {goal.item}", *where)
    return protocol


def _lineage(
    key: str, files: Mapping[str, ProtocolFile], chain: tuple[str, ...]
) -> tuple[str, ...]:
    """The protocol and those that it extends, directly or not, each once and nearest first."""
    file = files[key]
    found = [key]
    for position, base in enumerate(file.protocol.extends):
        if base in (*chain, key):
            raise file.source.wrong(f"{base} extends {key} in a circle", "extends", position)
        if base not in files:
            known = ", ".join(sorted(files))
            raise file.source.wrong(
                f"there is no protocol {base}; known: {known}", "extends", position
            )
        found += _lineage(base, files, (*chain, key))
    return tuple(dict.fromkeys(found))


def _without(file: ProtocolFile, sections: Iterable[Section]) -> list[Section]:
    """Sections in which what the file leaves out is for people, by the reason that it gives."""
    inherited = list(sections)
    named = {
        coverage.key
        for section in inherited
        for clause in section.clauses
        for coverage in clause.coverages()
        if coverage.by is not CoveredBy.PEOPLE
    }
    for key in file.without:
        if key not in named:
            raise file.source.wrong("no protocol that this one extends names it", "without", key)
    return [_section_without(section, file.without) for section in inherited]


def _section_without(section: Section, reasons: Mapping[str, str]) -> Section:
    return replace(
        section, clauses=tuple(_clause_without(each, reasons) for each in section.clauses)
    )


def _clause_without(clause: Clause, reasons: Mapping[str, str]) -> Clause:
    return replace(clause, rules=tuple(_rule_without(rule, reasons) for rule in clause.rules))


def _rule_without(rule: Rule, reasons: Mapping[str, str]) -> Rule:
    return replace(
        rule,
        covered_by=tuple(
            Coverage(CoveredBy.PEOPLE, reasons[each.key], each.clause)
            if each.by is not CoveredBy.PEOPLE and each.key in reasons
            else each
            for each in rule.covered_by
        ),
    )
