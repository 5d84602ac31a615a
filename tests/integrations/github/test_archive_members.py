"""Members and headers of archives that nobody makes by accident."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.github.archive import ArchiveError, ArchiveKind
from tests.integrations.github.archive_cases import BEGINNINGS, HOSTILE
from tests.integrations.github.archives import (
    FILE,
    FOLDER,
    OTHER,
    SYMLINK,
    WHOLE,
    Read,
    read,
    refusal,
)
from tests.tarballs import END, TOP, begin, file, header, link, padded, pax, record, tarball


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_members(name: str) -> None:
    blocks, sentence = HOSTILE[name]

    with pytest.raises(ArchiveError, match=sentence) as caught:
        read([tarball(file(b"first"), blocks)])
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        (link(b"x", b"/etc/passwd"), SYMLINK),
        (link(b"x", b"/etc/passwd", b"1"), OTHER),
        (header(TOP + b"/x", kind=b"3"), OTHER),
        (header(TOP + b"/x", kind=b"4"), OTHER),
        (header(TOP + b"/x", kind=b"6"), OTHER),
        # Whatever size they claim, no content follows.
        (header(TOP + b"/x", kind=b"1", size=512), OTHER),
        (header(TOP + b"/x", kind=b"2", size=512, target=b"/etc/passwd"), SYMLINK),
        (header(TOP + b"/x", kind=b"3", size=512), OTHER),
        (header(TOP + b"/x/", kind=b"5", size=512), FOLDER),
    ],
)
def test_links_and_devices_are_listed_without_content(member: bytes, kind: ArchiveKind) -> None:
    found = read([tarball(member, file(b"y", b"y"))])

    assert [(path, kind, content) for path, kind, _, _, content in found] == [
        (b"x", kind, b""),
        (b"y", FILE, b"y"),
    ]


@pytest.mark.parametrize(("blocks", "sentence"), BEGINNINGS)
def test_how_an_archive_begins(blocks: bytes, sentence: str) -> None:
    assert sentence in refusal(gzip.compress(blocks))


@pytest.mark.parametrize(
    ("mode", "executable"), [(0o744, True), (0o100, True), (0o677, False), (0o664, False)]
)
def test_a_file_is_executable_for_its_owner_or_not_at_all(mode: int, executable: bool) -> None:
    ((_, _, found, _, _),) = read([tarball(file(b"run", mode=mode))])

    assert found is executable


def test_what_else_pax_says_is_passed_over() -> None:
    more = pax({b"mtime": b"1.5", b"SCHILY.xattr.user": b"a=b\n=c"})
    second = record(b"path", TOP + b"/a") + record(b"path", TOP + b"/b")
    twice = header(b"x", kind=b"x", size=len(second)) + padded(second)

    found = read([tarball(more + file(b"x"), twice + file(b"y"))])

    assert [path for path, *_ in found] == [b"x", b"b"]


def read_or_refused(blocks: bytes) -> list[Read] | str:
    try:
        return read([gzip.compress(blocks, 1)])
    except ArchiveError as error:
        return str(error)


@given(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=8))
def test_whatever_is_written_there_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    blocks = bytearray(gzip.decompress(WHOLE))
    for place, value in changes:
        blocks[place % len(blocks)] = value

    found = read_or_refused(bytes(blocks))

    if isinstance(found, str):
        assert found.isprintable()
    else:
        for path, *_ in found:
            assert {b"", b".", b".."}.isdisjoint(path.split(b"/"))
            assert b"\0" not in path


@given(st.binary(max_size=200))
def test_any_pax_header_is_read_or_refused(content: bytes) -> None:
    pax_header = header(b"x", kind=b"x", size=len(content)) + padded(content)

    found = read_or_refused(begin() + pax_header + file(b"a") + END)

    assert found.isprintable() if isinstance(found, str) else len(found) == 1
