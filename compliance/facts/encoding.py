"""Facts as bytes for the database, so that a repository is judged again without being read again.

Every fact stands beside the version of its extractor; facts of another version, or of another
shape, are `OutdatedError`: the repository has to be read again. What the files of a commit say and
what a forge knows is stored; the day and the phase come fresh each time.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import typing
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
import zstandard

from compliance.facts import (
    Component,
    Fact,
    FactValues,
    Layout,
    RepositoryFacts,
    Scope,
    Unavailable,
)

Versions = Mapping[type[Fact], int]

FORMAT = 1
# Bytes before compression: a repository of hundreds of thousands of lines makes far less than one.
MAX_FACT_BYTES = 8 * 1024 * 1024
MAX_BYTES = 32 * 1024 * 1024


class OutdatedError(Exception):
    """Stored facts are of other versions than today's, or damaged: read the repository again."""


class _Stored(msgspec.Struct, array_like=True, frozen=True):
    """One fact: what its extractor made, or why it is not there."""

    version: int
    value: msgspec.Raw = msgspec.Raw()
    unavailable: str | None = None


class _Document(msgspec.Struct, array_like=True, frozen=True):
    """All facts by the name of their class; those of components in the order of the layout."""

    format: int
    shapes: str
    commit: str | None
    repository: dict[str, _Stored]
    components: list[dict[str, _Stored]]


def encode(facts: RepositoryFacts, versions: Versions) -> bytes:
    """The facts that have a version, each with that of its extractor.

    A fact that is too large to be kept, or that MessagePack cannot hold, is stored as unavailable
    with that reason: judge what `decode` gives back, so that today's judgement is tomorrow's.
    """
    raw = _packed(facts, versions)
    if len(raw) > MAX_BYTES:
        reason = Unavailable("the facts of this repository are too large to be kept")
        raw = _packed(RepositoryFacts(facts.commit, dict.fromkeys(versions, reason)), versions)
    return zstandard.ZstdCompressor(level=6, write_checksum=True).compress(raw)


def _packed(facts: RepositoryFacts, versions: Versions) -> bytes:
    repository = _stored(facts.repository, _of_scope(versions, Scope.REPOSITORY))
    layout = repository.get(Layout.__name__)
    components = facts.by_component if layout and layout.unavailable is None else ()
    wanted = _of_scope(versions, Scope.COMPONENT)
    described = [_stored(values, wanted) for _, values in components]
    document = _Document(FORMAT, _shapes(frozenset(versions)), facts.commit, repository, described)
    return msgspec.msgpack.encode(document)


def decode(data: bytes, versions: Versions) -> RepositoryFacts:
    """The facts as they were encoded.

    Raises:
        OutdatedError: they were made by other versions of the extractors, or cannot be read.
    """
    document = _document(data)
    if document.format != FORMAT or document.shapes != _shapes(frozenset(versions)):
        raise OutdatedError("the stored facts have another form than today's")
    repository = _loaded(document.repository, _of_scope(versions, Scope.REPOSITORY))
    layout = repository.get(Layout)
    components = layout.components if isinstance(layout, Layout) else ()
    if len(components) != len(document.components):
        raise OutdatedError("the stored facts are damaged: components are missing")
    wanted = _of_scope(versions, Scope.COMPONENT)
    return RepositoryFacts(
        document.commit,
        repository,
        tuple(
            (component, {Component: component, **_loaded(stored, wanted)})
            for component, stored in zip(components, document.components, strict=True)
        ),
    )


Known = TypeVar("Known", bound=Fact)


def decode_one(data: bytes, versions: Versions, fact: type[Known]) -> Known | Unavailable:
    """One fact of a repository as a whole, without making the others.

    Raises:
        OutdatedError: as `decode`.
    """
    document = _document(data)
    stored = document.repository.get(fact.__name__)
    if document.format != FORMAT or document.shapes != _shapes(frozenset(versions)):
        raise OutdatedError("the stored facts have another form than today's")
    if stored is None or stored.version != versions[fact]:
        raise OutdatedError(f"extractors have changed since: {fact.__name__}")
    value = _value(fact, stored)
    return value if isinstance(value, fact | Unavailable) else Unavailable("it is damaged")


def holds(data: bytes, texts: Iterable[str]) -> bool:
    """Whether some value of stored facts is exactly one of these texts, without decoding them;
    False where they cannot be read.
    """
    try:
        raw = _unpacked(data)
    except OutdatedError:
        return False
    return any(msgspec.msgpack.encode(text) in raw for text in texts)


def _stored(values: FactValues, wanted: Versions) -> dict[str, _Stored]:
    return {fact.__name__: _one(fact, version, values) for fact, version in wanted.items()}


def _one(fact: type[Fact], version: int, values: FactValues) -> _Stored:
    value = values.get(fact, Unavailable(f"{fact.__name__} was not read"))
    if isinstance(value, Unavailable):
        return _unavailable(version, value.reason)
    try:
        raw = msgspec.msgpack.encode(value)
    # Text with half a surrogate pair, and integers of more than 64 bits, have no encoding.
    except (UnicodeEncodeError, OverflowError):
        return _unavailable(version, f"{fact.__name__} holds a value that cannot be kept")
    if len(raw) > MAX_FACT_BYTES:
        return _unavailable(version, f"{fact.__name__} is too large to be kept")
    return _Stored(version, msgspec.Raw(raw))


def _unavailable(version: int, reason: str) -> _Stored:
    printable = reason.encode("utf-8", "replace").decode()
    return _Stored(version, msgspec.Raw(b"\xc0"), printable)


def _unpacked(data: bytes) -> bytes:
    try:
        size = zstandard.frame_content_size(data)
        if not 0 < size <= MAX_BYTES:
            raise OutdatedError(f"the stored facts are damaged: they would have {size} bytes")
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_BYTES)
    except zstandard.ZstdError as error:
        raise OutdatedError(f"the stored facts cannot be read ({error})") from error


def _document(data: bytes) -> _Document:
    raw = _unpacked(data)
    try:
        return msgspec.msgpack.decode(raw, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OutdatedError(f"the stored facts cannot be read ({error})") from error


def _of_scope(versions: Versions, scope: Scope) -> dict[type[Fact], int]:
    """The facts of one scope that are stored."""
    return {fact: version for fact, version in versions.items() if fact.scope is scope}


def _loaded(
    stored: Mapping[str, _Stored], wanted: Versions
) -> dict[type[Fact], Fact | Unavailable]:
    names = {fact.__name__: version for fact, version in wanted.items()}
    found = {name: each.version for name, each in stored.items()}
    if names != found:
        changed = sorted(name for name, _ in names.items() ^ found.items())
        raise OutdatedError(f"extractors have changed since: {', '.join(dict.fromkeys(changed))}")
    return {fact: _value(fact, stored[fact.__name__]) for fact in wanted}


def _value(fact: type[Fact], stored: _Stored) -> Fact | Unavailable:
    if stored.unavailable is not None:
        return Unavailable(stored.unavailable)
    try:
        return msgspec.msgpack.decode(stored.value, type=fact)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OutdatedError(f"the stored {fact.__name__} cannot be read ({error})") from error


@functools.lru_cache(maxsize=8)
def _shapes(facts: frozenset[type[Fact]]) -> str:
    """A digest of what the classes of facts are made of.

    A field that is added with a default would otherwise be taken for the value of every fact that
    was stored before, without anybody having raised a version.
    """
    lines = sorted({line for fact in facts for line in _shape(fact)})
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _shape(kind: type[Any]) -> Iterable[str]:
    """The fields of a dataclass, or the values of an enumeration, and those of what it holds."""
    todo: list[Any] = [kind]
    seen: set[Any] = set()
    while todo:
        each = todo.pop()
        if each in seen:
            continue
        seen.add(each)
        if isinstance(each, type) and issubclass(each, enum.Enum):
            yield f"{each.__name__}: {[member.value for member in each]}"
        elif dataclasses.is_dataclass(each):
            hints = typing.get_type_hints(each)
            fields = {field.name: hints[field.name] for field in dataclasses.fields(each)}
            yield f"{each}: {fields}"
            todo += fields.values()
        else:
            todo += typing.get_args(each)
