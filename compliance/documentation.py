"""Writes `docs/checks.md` from the catalogue and the bundled protocols.

`python -m compliance.documentation` writes the file; with `--check` it says whether the file is
what it would write, and fails where it is not.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from compliance.checks import CATALOGUE
from compliance.checks.base import Check
from compliance.facts import Origin
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol
from compliance.protocol.files import load_protocols

PAGE = Path(__file__).parent.parent / "docs" / "checks.md"
_INTRODUCTION = """\
# Checks

<!-- Written by `python -m compliance.documentation` from the catalogue and the protocols. -->

What the bundled protocols ask, clause by clause, and what answers for it. A protocol file names a
check by its key; [protocols.md](protocols.md) says how.

- **Level**: foundation and standard are required, exemplary is recommended.
- **Confidence**: an *exact* rule leaves no judgement; a *heuristic* one reads intent out of source
  code, and is shown as such.
- **Attested**: whether a person may attest that the clause holds where the repository cannot show
  it.
- **Needs**: where the facts come from that the check goes by.
- **Parameters**: what a protocol file may tell the check, with the default.
"""

_ABOUT_CHECKS = tuple("Rule|Check|Level|Confidence|Attested|Needs|Parameters|Remedy".split("|"))
_ABOUT_OTHERS = ("Rule", "Answered for by", "Level")


def page(catalogue: Mapping[str, Check], protocols: Iterable[Protocol]) -> str:
    """The whole page."""
    listed = sorted(protocols, key=lambda protocol: protocol.key)
    parts = [_INTRODUCTION]
    for protocol in listed:
        parts += [_heading(protocol), *_clauses(protocol, catalogue)]
    return "\n".join(parts)


def _heading(protocol: Protocol) -> str:
    lines = [f"## {protocol.title}", "", f"`{protocol.key}`, version {protocol.version}."]
    if protocol.summary:
        lines[-1] += f" {protocol.summary}"
    if protocol.extends:
        lines += ["", f"It extends {', '.join(f'`{base}`' for base in protocol.extends)}."]
    lines += ["", _automated(protocol)]
    return "\n".join([*lines, ""])


def _automated(protocol: Protocol) -> str:
    """How many of the protocol's own checks are written."""
    own = [each for clause in protocol.own_clauses() for each in clause.coverages()]
    written = {each.key for each in own if each.by is CoveredBy.CHECK}
    planned = {each.key for each in own if each.by is CoveredBy.PLANNED}
    rest = "; the others are marked, and count nowhere" if planned else ""
    return f"Checks that are automated: {len(written)} of {len(written | planned)}{rest}."


def _clauses(protocol: Protocol, catalogue: Mapping[str, Check]) -> Iterator[str]:
    """The protocol's own clauses; those that it takes over stand under theirs."""
    for clause in protocol.own_clauses():
        yield f"### {clause.identity} {clause.title}\n"
        yield from _tables(clause, catalogue)


def _tables(clause: Clause, catalogue: Mapping[str, Check]) -> Iterator[str]:
    entries = [(rule.title, coverage) for rule in clause.rules for coverage in rule.covered_by]
    checks = [each for each in entries if each[1].by is CoveredBy.CHECK]
    others = [each for each in entries if each[1].by is not CoveredBy.CHECK]
    if checks:
        rows = (_check(title, each, catalogue[each.key]) for title, each in checks)
        yield _table(_ABOUT_CHECKS, rows)
    if others:
        yield _table(_ABOUT_OTHERS, (_other(title, each) for title, each in others))


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _check(rule: str, coverage: Coverage, check: Check) -> tuple[str, ...]:
    return (
        rule,
        f"`{check.key}`: {check.title}",
        _level(coverage),
        check.confidence.value,
        "yes" if check.attestable else "no",
        _needs(check),
        _parameters(check, coverage),
        _first_sentence(check.remedy),
    )


def _other(rule: str, coverage: Coverage) -> tuple[str, ...]:
    words = {
        CoveredBy.PLANNED: f"`{coverage.key}`, which is not automated yet",
        CoveredBy.ATTESTATION: f"an attestation, `{coverage.key}`",
        CoveredBy.ONBOARDING: f"the onboarding item `{coverage.key}`",
        CoveredBy.PEOPLE: f"people: {coverage.key}",
    }
    scored = coverage.by in (CoveredBy.PLANNED, CoveredBy.ATTESTATION)
    return rule, words[coverage.by], _level(coverage) if scored else _phases(coverage)


def _level(coverage: Coverage) -> str:
    return ", ".join(filter(None, (coverage.level.value, _phases(coverage))))


def _phases(coverage: Coverage) -> str:
    return f"in {' and '.join(coverage.phases)} only" if coverage.phases else ""


def _needs(check: Check) -> str:
    """Where its facts come from, in the order of `Origin`."""
    return ", ".join(origin.value for origin in Origin if origin in check.origins)


def _parameters(check: Check, coverage: Coverage) -> str:
    return ", ".join(
        f"`{name}: {_value(coverage.parameters.get(name, parameter.default))}`"
        for name, parameter in check.parameters.items()
    )


def _value(value: object) -> str:
    """A value as a protocol file says it."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple() | list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return str(value)


def _first_sentence(remedy: str) -> str:
    """The first sentence of a remedy, before any list; a full stop inside code or a word ends
    none.
    """
    before_lists = re.split(r"\n[ \t]{0,20}(?:\n|[-*] )", remedy.strip(), maxsplit=1)[0]
    text = " ".join(before_lists.split())
    match = re.match(r"(?:`[^`]{0,500}`|[^`]){1,1000}?[.:?!](?= [A-Z`]|$)", text)
    return match[0] if match else text


def write(
    module: str, path: Path, wanted: str, source: str, arguments: list[str] | None = None
) -> int:
    """Write a page that `python -m module` makes, or with `--check` compare it. `source` ends the
    sentence "it is not what …". Returns the exit code.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m {module}", description=f"Write {path.name}, or compare it."
    )
    parser.add_argument("--check", action="store_true", help="compare only")
    if not parser.parse_args(arguments).check:
        path.write_text(wanted, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write(f"{path} is not what {source}: run `python -m {module}` and commit it\n")
    return 1


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with `--check` compare it."""
    wanted = page(CATALOGUE, load_protocols(CATALOGUE).values())
    source = "the catalogue and the protocols say"
    return write("compliance.documentation", PAGE, wanted, source, arguments)


if __name__ == "__main__":
    sys.exit(main())
