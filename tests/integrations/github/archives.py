"""An archive as it is read whole."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from integrations.github.archive import Archive, ArchiveError, ArchiveKind, Limits
from integrations.github.unpacking import LIMITS
from tests.tarballs import TOP, file, folder, header, link, padded, pax, tarball

FILE, FOLDER, SYMLINK, OTHER = (
    ArchiveKind.FILE,
    ArchiveKind.FOLDER,
    ArchiveKind.SYMLINK,
    ArchiveKind.OTHER,
)
Read = tuple[bytes, ArchiveKind, bool, bytes, bytes]


def read(chunks: Iterable[bytes], limits: Limits = LIMITS) -> list[Read]:
    """All members with their contents."""
    return [
        (each.path, each.kind, each.is_executable, each.target, each.read())
        for each in Archive(chunks, limits).entries()
    ]


def refusal(*chunks: bytes, limits: Limits = LIMITS) -> str:
    """Why it is not read."""
    with pytest.raises(ArchiveError) as caught:
        read(chunks, limits)
    return str(caught.value)


WHOLE = tarball(
    file(b"a.js", b"a" * 700),
    folder(b"src"),
    file(b"src/run", b"#!/bin/sh\n", 0o775),
    link(b"src/link", b"../../../etc/passwd"),
    pax({b"path": TOP + b"/" + b"long/" * 30 + b"b.js"}) + header(b"short", size=1) + padded(b"b"),
)
