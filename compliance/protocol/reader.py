"""Reads one protocol file, and says of what is wrong in it: file, line, key, what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from compliance.checks.base import Check, Parameter
from compliance.facts import PhaseName
from compliance.nodes import described, is_key
from compliance.protocol import (
    Clause,
    Confirmer,
    Coverage,
    CoveredBy,
    Goal,
    ItemTerms,
    Need,
    Protocol,
    Rule,
    Section,
    ShownBy,
    Whom,
)
from compliance.protocol.nodes import Node, read_node
from compliance.scoring import Level

_TERMS = ("confirmed_by", "shown_by", "whom", "stacks", "needs", "docs")
_STACKS = ("node", "python")
# What has to stand, and what may stand, beside the word that says what covers a rule.
_BESIDE: Mapping[CoveredBy, tuple[tuple[str, ...], tuple[str, ...]]] = {
    CoveredBy.CHECK: (("level",), ("phases", "parameters")),
    CoveredBy.PLANNED: (("level",), ("phases",)),
    CoveredBy.ATTESTATION: (("level",), ("phases",)),
    CoveredBy.ONBOARDING: ((), _TERMS),
    CoveredBy.PEOPLE: ((), ("phases",)),
}
_Item = TypeVar("_Item", Section, Clause)
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True)
class ProtocolFile:
    """The protocol as one file alone has it, and the whole file as it was read.

    `without` gives the reason for each key that it leaves out of those it extends.
    """

    protocol: Protocol
    without: Mapping[str, str]
    source: Node


def read_protocol(path: Path, catalogue: Mapping[str, Check]) -> ProtocolFile:
    """One protocol file.

    Raises:
        ProtocolError: it cannot be read, or what it says is not what a protocol file says.
    """
    source = read_node(path)
    fields = source.fields(
        ("title", "version", "sections"),
        ("summary", "extends", "without", "working_branch", "goal"),
    )
    if not is_key(path.stem):
        raise source.wrong(f"its name is the key of the protocol, and “{path.stem}” is no key")
    extends = fields["extends"].items() if "extends" in fields else []
    without = fields["without"].entries() if "without" in fields else {}
    protocol = Protocol(
        key=path.stem,
        title=fields["title"].text(),
        version=fields["version"].text(),
        summary=_optional_text(fields, "summary"),
        sections=_Builder(path.stem, catalogue).sections(fields["sections"]),
        extends=tuple(each.text() for each in extends),
        working_branch=_optional_text(fields, "working_branch"),
        goal=_goal(fields["goal"]) if "goal" in fields else None,
    )
    reasons = {key: reason.text() for key, reason in without.items()}
    return ProtocolFile(protocol, reasons, source)


def _optional_text(fields: Mapping[str, Node], key: str) -> str:
    return fields[key].text() if key in fields else ""


def _goal(node: Node) -> Goal:
    fields = node.fields(("title", "hours", "item", "environments"))
    environments = tuple(each.text() for each in fields["environments"].items())
    if not environments:
        raise fields["environments"].wrong("expected at least one environment")
    return Goal(
        title=fields["title"].text(),
        hours=fields["hours"].hours(),
        item=fields["item"].key(),
        environments=environments,
    )


def _terms(fields: Mapping[str, Node]) -> ItemTerms:
    """How an onboarding item comes to be done, by the keys beside it."""
    default = ItemTerms()
    confirmed_by = default.confirmed_by
    if "confirmed_by" in fields:
        confirmed_by = fields["confirmed_by"].word(Confirmer)
    docs = ""
    if "docs" in fields:
        docs = fields["docs"].text()
        if not docs.startswith("https://"):
            raise fields["docs"].wrong("expected an address that begins with https://")
    return ItemTerms(
        confirmed_by=confirmed_by,
        shown_by=_words(fields, "shown_by", ShownBy) or default.shown_by,
        whom=_words(fields, "whom", Whom),
        stacks=tuple(_stack(each) for each in fields["stacks"].items())
        if "stacks" in fields
        else (),
        needs=_words(fields, "needs", Need),
        docs=docs,
    )


def _words(fields: Mapping[str, Node], key: str, kind: type[_Word]) -> tuple[_Word, ...]:
    return tuple(each.word(kind) for each in fields[key].items()) if key in fields else ()


def _stack(node: Node) -> str:
    stack = node.text()
    if stack not in _STACKS:
        raise node.wrong(f"expected one of {', '.join(_STACKS)}; found {described(stack)}")
    return stack


class _Builder:
    """Builds the sections of one protocol."""

    def __init__(self, protocol: str, catalogue: Mapping[str, Check]) -> None:
        self._protocol = protocol
        self._catalogue = catalogue
        self._named: dict[tuple[CoveredBy, str], Coverage] = {}

    def sections(self, node: Node) -> tuple[Section, ...]:
        return _numbered((each, self._section(each)) for each in node.items())

    def _section(self, node: Node) -> Section:
        fields = node.fields(("number", "title", "clauses"))
        number = fields["number"].number()
        clauses = fields["clauses"].items()
        return Section(
            self._protocol,
            number,
            fields["title"].text(),
            _numbered((each, self._clause(number, each)) for each in clauses),
        )

    def _clause(self, section: str, node: Node) -> Clause:
        fields = node.fields(("number", "title", "rules"))
        number = fields["number"].number()
        if number != section and not number.startswith(f"{section}."):
            raise fields["number"].wrong(
                f"a clause of section {section} is numbered {section} or {section}.…, not {number}"
            )
        identity = f"{self._protocol}:{number}"
        rules = tuple(self._rule(identity, each) for each in fields["rules"].items())
        return Clause(self._protocol, number, fields["title"].text(), rules)

    def _rule(self, clause: str, node: Node) -> Rule:
        fields = node.fields(("title", "text", "covered_by"))
        covered = fields["covered_by"].items()
        if not covered:
            raise fields["covered_by"].wrong("nothing covers this rule; `people` is an answer")
        return Rule(
            fields["title"].text(),
            fields["text"].text(),
            tuple(self._coverage(clause, each) for each in covered),
        )

    def _coverage(self, clause: str, node: Node) -> Coverage:
        kinds = [kind for kind in CoveredBy if kind.value in node.entries()]
        if len(kinds) != 1:
            raise node.wrong(f"expected exactly one of {', '.join(CoveredBy)}")
        by = kinds[0]
        required, optional = _BESIDE[by]
        fields = node.fields((by.value, *required), optional)
        named = fields[by.value]
        key = named.text() if by is CoveredBy.PEOPLE else named.key()
        phases = fields["phases"].items() if "phases" in fields else []
        coverage = Coverage(
            by=by,
            key=key,
            clause=clause,
            level=fields["level"].word(Level) if "level" in fields else Level.STANDARD,
            phases=tuple(each.word(PhaseName) for each in phases),
            parameters=self._parameters(self._check(by, named, key), fields.get("parameters")),
            terms=_terms(fields) if by is CoveredBy.ONBOARDING else ItemTerms(),
        )
        return self._as_before(coverage, node)

    def _check(self, by: CoveredBy, named: Node, key: str) -> Check | None:
        if by is CoveredBy.PLANNED and key in self._catalogue:
            raise named.wrong(f"the check {key} is written: name it by `check`")
        if by is CoveredBy.ATTESTATION and key in self._catalogue:
            raise named.wrong(f"{key} is a check: give what people attest a key of its own")
        if by is not CoveredBy.CHECK:
            return None
        if key not in self._catalogue:
            raise named.wrong(f"there is no check {key}; one that is to come is `planned`")
        return self._catalogue[key]

    def _parameters(self, check: Check | None, node: Node | None) -> Mapping[str, Any]:
        if node is None or check is None:
            return {}
        return {name: _parameter(check, name, value) for name, value in node.entries().items()}

    def _as_before(self, coverage: Coverage, node: Node) -> Coverage:
        """What several clauses name is judged once, so each says the same of it."""
        if coverage.by is CoveredBy.PEOPLE:
            return coverage
        first = self._named.setdefault((coverage.by, coverage.key), coverage)
        for name in ("level", "phases", "parameters"):
            if getattr(first, name) != getattr(coverage, name):
                raise node.wrong(f"clause {first.clause} says another `{name}` of {coverage.key}")
        for name in _TERMS:
            if getattr(first.terms, name) != getattr(coverage.terms, name):
                raise node.wrong(f"clause {first.clause} says another `{name}` of {coverage.key}")
        return coverage


def _numbered(items: Iterable[tuple[Node, _Item]]) -> tuple[_Item, ...]:
    """Sections or clauses, which have different numbers."""
    numbered: dict[str, _Item] = {}
    for node, item in items:
        if item.number in numbered:
            raise node.wrong(f"the number {item.number} stands twice")
        numbered[item.number] = item
    return tuple(numbered.values())


_PARAMETER_TYPES: Mapping[Any, str] = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    tuple[str, ...]: "a list of texts",
}


def _parameter(check: Check, name: str, node: Node) -> Any:
    """The value of a parameter as the check takes it."""
    known: Parameter | None = check.parameters.get(name)
    if known is None:
        names = ", ".join(check.parameters) or "none"
        raise node.wrong(f"{check.key} has no such parameter; it has: {names}")
    try:
        return msgspec.convert(node.value, known.type, dec_hook=_own_type)
    except msgspec.ValidationError as error:
        expected = _PARAMETER_TYPES.get(known.type, str(error))
        raise node.wrong(f"expected {expected}, found {described(node.value)}") from error


def _own_type(kind: type, value: object) -> object:
    """A value of one of `compliance.checks.parameters`, which say themselves what they expect."""
    return kind(value)
