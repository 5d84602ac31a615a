"""Takes known secrets out of facts: other extractors quote files without knowing what is secret."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

import re2

from compliance.masking import mask_value
from compliance.sightings import Sightings

T = TypeVar("T")

# A shorter secret is taken out where it stands alone: as a part of a word it may be anything.
_ANYWHERE = 8
_SHORTEST = 4
# Of a longer one this much is looked for, and what follows goes with it.
_LOOKED_FOR = 64
_LINES = re.compile(r"\n|\\n")


def without(sightings: Sightings | None, facts: T) -> T:
    """The same facts, with each secret that was seen masked in every text of them."""
    patterns = _patterns(each.value for each in sightings.found) if sightings else []
    if not patterns:
        return facts
    pattern = re2.compile("|".join(patterns).encode())

    def replaced(text: str) -> str:
        # A text may hold half a surrogate pair, which has no encoding.
        raw = text.encode("utf-8", "surrogatepass")
        if not pattern.search(raw):
            return text
        masked: bytes = pattern.sub(lambda match: mask_value(match[0].decode()).encode(), raw)
        return masked.decode("utf-8", "surrogatepass")

    return cast("T", _walked(facts, replaced))


def _patterns(secrets: Iterable[str]) -> list[str]:
    """The patterns of secrets, the longest first; of one that has several lines also each line."""
    pieces: set[str] = set()
    for secret in secrets:
        pieces.add(secret)
        lines = [line.strip() for line in _LINES.split(secret)]
        pieces.update(line for line in lines if len(line) >= 2 * _ANYWHERE and line[:5] != "-----")
    ordered = sorted(pieces, key=lambda piece: (-len(piece), piece))
    return [_pattern(piece) for piece in ordered if len(piece) >= _SHORTEST]


def _pattern(piece: str) -> str:
    escaped: str = re2.escape(piece[:_LOOKED_FOR])
    if len(piece) > _LOOKED_FOR:
        return escaped + r"""[^\s"']*"""
    alone = len(piece) < _ANYWHERE and piece[0].isalnum() and piece[-1].isalnum()
    return rf"\b{escaped}\b" if alone else escaped


def _walked(value: Any, replaced: Callable[[str], str]) -> Any:
    """The same, with each text in it replaced; what holds none that changes stays itself."""
    if isinstance(value, str):
        # An enumeration's members are texts that are never replaced.
        return replaced(value) if type(value) is str else value
    if isinstance(value, tuple | list | frozenset | set):
        walked = [_walked(each, replaced) for each in value]
        changed = any(new is not old for new, old in zip(walked, value, strict=True))
        return type(value)(walked) if changed else value
    if isinstance(value, Mapping):
        pairs = {key: _walked(each, replaced) for key, each in value.items()}
        return pairs if any(pairs[key] is not each for key, each in value.items()) else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _walked_fields(value, replaced)
    return value


def _walked_fields(value: Any, replaced: Callable[[str], str]) -> Any:
    old = {each.name: getattr(value, each.name) for each in dataclasses.fields(value) if each.init}
    new = {name: _walked(each, replaced) for name, each in old.items()}
    changed = {name: each for name, each in new.items() if each is not old[name]}
    return dataclasses.replace(value, **changed) if changed else value
