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
# As much of the beginning of one is taken for it, where a text ends with that.
_CUT = 5
_LINES = re.compile(r"\n|\\n")


def without(sightings: Sightings | None, facts: T) -> T:
    """The same facts, with each secret that was seen masked in every text of them."""
    pieces = _pieces(each.value for each in sightings.found) if sightings else []
    return cast("T", _walked(facts, _Remover(pieces).without)) if pieces else facts


class _Remover:
    """Takes some secrets out of texts."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._whole = re2.compile("|".join(map(_pattern, pieces)).encode())
        beginnings = sorted({re2.escape(piece[:_CUT]) for piece in pieces if piece[:1] != "-"})
        cut = f"(?:{'|'.join(beginnings)})[^\\s\"']*$"
        self._cut = re2.compile(cut.encode()) if beginnings else None

    def without(self, text: str) -> str:
        """The text itself where nothing is in it."""
        # A text may hold half a surrogate pair, which has no encoding.
        raw = text.encode("utf-8", "surrogatepass")
        if self._whole.search(raw):
            raw = self._whole.sub(lambda match: mask_value(match[0].decode()).encode(), raw)
            text = raw.decode("utf-8", "surrogatepass")
        # What quotes a long line may have cut it within a secret.
        found = self._cut.search(raw) if self._cut else None
        end = raw[found.start() :].decode("utf-8", "replace") if found else ""
        if end and any(piece.startswith(end) for piece in self._pieces):
            return text[: -len(end)] + mask_value(end)
        return text


def _pieces(secrets: Iterable[str]) -> list[str]:
    """The secrets, the longest first; of one that has several lines also each line."""
    pieces: set[str] = set()
    for secret in secrets:
        pieces.add(secret)
        lines = [line.strip() for line in _LINES.split(secret)]
        pieces.update(line for line in lines if len(line) >= 2 * _ANYWHERE and line[:5] != "-----")
    ordered = sorted(pieces, key=lambda piece: (-len(piece), piece))
    return [piece for piece in ordered if len(piece) >= _SHORTEST]


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
