"""Looks for secrets in what is left of a run: in clear, and as what they are easily turned into."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

# What is shorter stands in many a file by chance, so that it counts as a word alone.
_SHORT = 12


def found(secrets: Mapping[str, str], content: bytes) -> list[str]:
    """The names of the secrets that stand there, as they are or in base64, hexadecimal or the form
    of an address.
    """
    return [name for name, secret in secrets.items() if any(_in(secret, content))]


def _in(secret: str, content: bytes) -> Iterator[bool]:
    if len(secret) < _SHORT:
        yield (
            re.search(rb"(?<![\w.-])" + re.escape(secret.encode()) + rb"(?![\w.-])", content)
            is not None
        )
        return
    yield from (form in content for form in _forms(secret))


def _forms(secret: str) -> Iterable[bytes]:
    raw = secret.encode()
    yield raw
    yield quote(secret, safe="").encode()
    yield quote(secret).encode()
    yield raw.hex().encode()
    for before in range(3):
        # What of it does not depend on what stands before and behind.
        encoded = base64.b64encode(b"\0" * before + raw)
        sure = encoded[-(-8 * before // 6) : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))
