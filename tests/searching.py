"""Looks for secrets in what is left of a run: in clear, and as what they are easily turned into."""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

import re2

# What is shorter stands in many a file by chance, so that it counts as a word alone.
_SHORT = 12
# With less, a search for many forms at once is given up, and takes long.
_MEMORY = 256 * 1024 * 1024


def found(secrets: Mapping[str, str], content: bytes) -> list[str]:
    """The names of the secrets that stand there, as they are or in base64, hexadecimal or the form
    of an address.
    """
    # All at once, in a hundredth of the time that one after the other takes.
    if not _any(tuple(secrets.values())).search(content):
        return []
    return [name for name, secret in secrets.items() if _stands(secret, content)]


@functools.lru_cache(maxsize=1)
def _any(secrets: tuple[str, ...]) -> re2._Regexp[bytes]:
    """Finds every form of every secret."""
    options = re2.Options()
    options.max_mem = _MEMORY
    forms = sorted({form for secret in secrets for form in _forms(secret)})
    return re2.compile(b"|".join(map(re2.escape, forms)), options)


def _stands(secret: str, content: bytes) -> bool:
    if len(secret) < _SHORT:
        word = rb"(?<![\w.-])" + re.escape(secret.encode()) + rb"(?![\w.-])"
        return re.search(word, content) is not None
    return any(form in content for form in _forms(secret))


def _forms(secret: str) -> Iterable[bytes]:
    raw = secret.encode()
    yield raw
    if len(secret) < _SHORT:
        return
    yield quote(secret, safe="").encode()
    yield quote(secret).encode()
    yield raw.hex().encode()
    for before in range(3):
        # What of it does not depend on what stands before and behind.
        encoded = base64.b64encode(b"\0" * before + raw)
        sure = encoded[-(-8 * before // 6) : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))
