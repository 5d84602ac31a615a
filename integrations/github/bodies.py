"""The body of an answer: unpacked and decoded within bounds of time and memory.

A few bytes on the way may unpack to any number, and a few bytes of JSON decode to many times their
size, so both is bounded while it is done, and not after.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from integrations.github.errors import AnswerError, UnreachableError

T = TypeVar("T")

# The largest listing that GitHub makes of a tree, 100,000 entries, has 700,000 values.
MAX_VALUES = 1_000_000

# A value begins with a list or an object, or after a comma; not so in a text, which is looked at
# once even where it does not end.
_BEGINNINGS = (b"[", b"{", b",")
_TEXT_OR_BEGINNING = re.compile(rb'"(?:[^"\\]+|\\.)*+(?:"|\\?\Z)|([\[{,])', re.DOTALL)


def whole(chunks: Iterable[bytes], encoding: str, limit: int, asked: str) -> bytes:
    """A body as it was before it was packed; `limit` is how many bytes it may have.

    `encoding` is its header Content-Encoding.

    Raises:
        UnreachableError: it ends before its end, so it was cut on its way.
        AnswerError: it is too large, broken, or packed in a way that was not asked for.
    """
    if encoding.lower() not in ("", "identity", "gzip"):
        raise AnswerError(
            f"what GitHub answered to {asked} is packed as {encoding[:50]!r}, and not as gzip"
        )
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if encoding.lower() == "gzip" else None
    body = bytearray()
    for chunk in chunks:
        # One byte more than may be is enough to know that it is too large.
        most = limit + 1 - len(body)
        body += _unpacked(inflater, chunk, most, asked) if inflater else chunk
        if len(body) > limit:
            message = f"GitHub's answer to {asked} is larger than {limit:,} bytes"
            raise AnswerError(message, too_large=True)
    if inflater and body and not inflater.eof:
        raise UnreachableError(f"GitHub's answer to {asked} was cut off")
    return bytes(body)


def decoded(body: bytes, answer: type[T], asked: str) -> T:
    """A body of JSON as the type that is expected.

    Raises:
        UnreachableError: it ends before its end, so it was cut on its way.
        AnswerError: it is something else, or holds too many values.
    """
    if _holds_too_much(body):
        message = f"GitHub's answer to {asked} holds more than {MAX_VALUES:,} values"
        raise AnswerError(message, too_large=True)
    try:
        return msgspec.json.decode(body, type=answer)
    except msgspec.ValidationError as error:
        raise AnswerError(f"what GitHub answered to {asked} is not understood ({error})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if "truncated" in str(error):
            raise UnreachableError(f"GitHub's answer to {asked} was cut off") from error
        raise AnswerError(f"what GitHub answered to {asked} is no JSON") from error
    except RecursionError as error:
        message = f"what GitHub answered to {asked} is nested deeper than anything of GitHub's"
        raise AnswerError(message) from error


def _unpacked(inflater: zlib._Decompress, chunk: bytes, most: int, asked: str) -> bytes:
    try:
        piece = inflater.decompress(chunk, most)
    except zlib.error as error:
        raise AnswerError(f"what GitHub answered to {asked} cannot be unpacked") from error
    if inflater.unused_data:
        raise AnswerError(f"what GitHub answered to {asked} goes on after its end")
    return piece


def _holds_too_much(body: bytes) -> bool:
    """Whether there are too many values; only where there may be are they told from the texts."""
    if sum(map(body.count, _BEGINNINGS)) <= MAX_VALUES:
        return False
    values = (found for found in _TEXT_OR_BEGINNING.finditer(body) if found.lastindex)
    return any(itertools.islice(values, MAX_VALUES, None))
