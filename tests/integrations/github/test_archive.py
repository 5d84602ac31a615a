"""What is read of an archive, and what of the archives that nobody makes by accident."""

from __future__ import annotations

import gzip
import itertools
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from integrations.github.archive import Archive, ArchiveError, Limits
from tests.integrations.github.archives import FILE, FOLDER, SYMLINK, WHOLE, Read, read, refusal
from tests.repositories_on_disk import commit, git, repository, write
from tests.tarballs import END, TOP, begin, file, folder, header, packed, tarball

FILES: dict[str | bytes, str] = {
    "package.json": '{"name": "shop"}',
    "src/app.js": "x" * 100_000,
    "src/" + "deep/" * 30 + "a.js": "deep",
    "n" * 200 + ".js": "a long name",
    "src/no-shell": "",
    "a\nb/c d.js": "line break",
    b"caf\xe9/\xff.js": "no UTF-8",
    "café.js": "UTF-8",
    "just/" + "a" * 90 + "/" + "b" * 99: "split into two fields",
}


def packed_by_git(shop: Path, revision: str = "HEAD") -> bytes:
    """What GitHub hands over: it runs the same program."""
    return subprocess.run(
        ["git", "archive", "--format=tar.gz", f"--prefix={os.fsdecode(TOP)}/", revision],
        cwd=shop,
        check=True,
        capture_output=True,
    ).stdout


class TestByGit:
    """Archives that git makes."""

    def test_files_links_and_modes(self, tmp_path: Path) -> None:
        shop = write(repository(tmp_path), FILES)
        (shop / "run").write_text("#!/bin/sh\n")
        (shop / "run").chmod(0o755)
        (shop / "link").symlink_to("/etc/passwd")
        (shop / "long link").symlink_to("x/" * 400)
        head = commit(shop)

        archive = Archive([packed_by_git(shop)])
        found = {each.path: (each, each.read()) for each in archive.entries()}

        assert archive.commit == head
        files = {path: text for path, (each, text) in found.items() if each.kind is FILE}
        wanted = {os.fsencode(path): text.encode() for path, text in FILES.items()}
        assert files == {**wanted, b"run": b"#!/bin/sh\n"}
        assert [path for path, (each, _) in found.items() if each.kind is SYMLINK] == [
            b"link", b"long link",
        ]  # fmt: skip
        assert found[b"link"][0].target == b"/etc/passwd"
        assert found[b"long link"][0].target == b"x/" * 400
        assert [
            path for path, (each, _) in found.items() if each.is_executable and files.get(path)
        ] == [b"run"]
        assert all(each.size == len(text) for each, text in found.values())

    def test_a_submodule_is_an_empty_folder(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, {"a.js": ""})
        repository(shop / "library", {"package.json": "{}"})
        commit(shop)

        assert read([packed_by_git(shop)]) == [
            (b"a.js", FILE, False, b"", b""),
            (b"library", FOLDER, True, b"", b""),
        ]

    def test_a_repository_of_sha256_ids(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, {"a.js": ""}, object_format="sha256")

        assert Archive([packed_by_git(shop)]).commit == git(shop, "rev-parse", "HEAD")

    def test_an_empty_commit(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, {"a.js": ""})
        (shop / "a.js").unlink()
        commit(shop)

        assert read([packed_by_git(shop)]) == []

    def test_an_archive_of_a_tree_is_of_no_commit(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, {"a.js": ""})

        assert "names no commit" in refusal(packed_by_git(shop, "HEAD^{tree}"))


READ: list[Read] = [
    (b"a.js", FILE, False, b"", b"a" * 700),
    (b"src", FOLDER, True, b"", b""),
    (b"src/run", FILE, True, b"", b"#!/bin/sh\n"),
    (b"src/link", SYMLINK, True, b"../../../etc/passwd", b""),
    (b"long/" * 30 + b"b.js", FILE, False, b"", b"b"),
]


class TestStream:
    """How it comes in."""

    @pytest.mark.parametrize("size", [1, 7, 512, 1 << 20])
    def test_chunks_of_any_size(self, size: int) -> None:
        chunks = (WHOLE[start : start + size] for start in range(0, len(WHOLE), size))

        assert read(chunks) == READ

    def test_empty_chunks_are_no_end(self) -> None:
        assert read([b"", WHOLE[:99], b"", b"", WHOLE[99:], b""]) == READ

    def test_cut_off_anywhere(self) -> None:
        for size in range(len(WHOLE)):
            with pytest.raises(ArchiveError, match="it was cut off"):
                read([WHOLE[:size]])

    def test_cut_off_before_it_was_packed(self) -> None:
        blocks = begin() + file(b"a.js", b"a" * 700)
        for size in range(len(blocks)):
            with pytest.raises(ArchiveError, match="it was cut off"):
                read([gzip.compress(blocks[:size])])

    def test_a_changed_byte_changes_nothing_or_is_noticed(self) -> None:
        for place in range(len(WHOLE)):
            changed = bytearray(WHOLE)
            changed[place] ^= 0x41
            try:
                assert read([bytes(changed)]) == READ
            except ArchiveError:
                continue
            assert place < 10, "only what gzip says of itself may change without being noticed"

    def test_what_is_not_taken_is_passed_over(self) -> None:
        entries = Archive([WHOLE]).entries()

        assert [each.path for each in entries] == [path for path, *_ in READ]

    def test_a_part_that_is_taken_harms_no_other(self) -> None:
        large = tarball(file(b"a", os.urandom(1 << 20)), file(b"b", b"b"))
        first, second = (
            next(each.pieces) if each.path == b"a" else each.read()
            for each in Archive([large]).entries()
        )

        assert 0 < len(first) < 1 << 20
        assert second == b"b"

    def test_a_member_that_has_passed_has_no_more_content(self) -> None:
        entries = list(Archive([WHOLE]).entries())

        assert [each.read() for each in entries] == [b""] * len(READ)

    @pytest.mark.parametrize(
        ("after", "packed_too"),
        [
            (file(b"b.js"), True),
            (b"\n", True),
            (bytes(2 << 20), True),
            (b"\n", False),
            (WHOLE, False),
        ],
    )
    def test_nothing_comes_after_the_end(self, after: bytes, packed_too: bool) -> None:
        blocks = begin() + END
        chunk = gzip.compress(blocks + after) if packed_too else gzip.compress(blocks) + after

        assert refusal(chunk) == "its archive goes on after its end"
        assert refusal(*(bytes([each]) for each in chunk[: len(gzip.compress(blocks)) + 99])) in (
            "its archive goes on after its end",
            "its archive ends before its last file does: it was cut off",
        )

    def test_zeros_up_to_the_end_of_a_record_are_no_more_than_that(self) -> None:
        assert read([gzip.compress(begin() + END + bytes(8192))]) == []

    @pytest.mark.parametrize("chunk", [b"<html>", b"PK\x03\x04" + bytes(99), begin() + END])
    def test_something_else_than_gzip(self, chunk: bytes) -> None:
        assert refusal(chunk) == "its archive is no gzip file, or is damaged"

    def test_an_error_of_whoever_hands_it_over_passes(self) -> None:
        def broken() -> Iterable[bytes]:
            yield WHOLE[:99]
            raise TimeoutError

        with pytest.raises(TimeoutError):
            read(broken())


class TestLimits:
    """What unpacks to more than it seems."""

    ZEROS = file(b"zeros", bytes(1 << 20))

    def test_all_bytes(self) -> None:
        assert (
            refusal(tarball(self.ZEROS), limits=Limits(unpacked_bytes=1 << 20))
            == "its archive unpacks to more than the 1 MiB that are read"
        )
        assert len(read([tarball(self.ZEROS)], Limits(unpacked_bytes=2 << 20))) == 1

    def test_many_times_its_size(self) -> None:
        limits = Limits(ratio=100, unproportioned_bytes=1 << 19)

        assert (
            refusal(tarball(self.ZEROS), limits=limits)
            == "its archive unpacks to more than 100 times its size"
        )

    def test_a_file_of_zeros_may_be_as_large_as_no_bomb(self) -> None:
        limits = Limits(ratio=100, unproportioned_bytes=2 << 20)

        assert len(read([tarball(self.ZEROS)], limits)) == 1

    def test_a_bomb_ends_before_it_is_unpacked(self) -> None:
        handed_over = itertools.count()

        def bomb() -> Iterable[bytes]:
            yield begin() + header(TOP + b"/bomb", size=1 << 32)
            for _ in range(1 << 12):
                next(handed_over)
                yield bytes(1 << 20)

        limits = Limits(unproportioned_bytes=16 << 20)
        with pytest.raises(ArchiveError, match="unpacks to more than 100 times its size"):
            read(packed(bomb()), limits)
        assert next(handed_over) < 64

    def test_members(self) -> None:
        members = [folder(b"%d" % number) for number in range(9)]

        assert len(read([tarball(*members)], Limits(members=10))) == 9
        assert (
            refusal(tarball(*members, folder(b"9")), limits=Limits(members=10))
            == "its archive has more than 10 members"
        )

    def test_paths(self) -> None:
        paths = [b"a" * 80, b"b" * 80]
        size = sum(len(TOP + b"/" + path) for path in (b"", *paths))
        archive = tarball(*map(file, paths))

        assert len(read([archive], Limits(path_bytes=size))) == 2
        assert (
            refusal(archive, limits=Limits(path_bytes=size - 1))
            == f"its archive has paths of more than {size - 1} bytes"
        )


@pytest.mark.parametrize("size", range(1, 2000, 37))
def test_what_unpacks_to_much_is_whole_wherever_it_is_split(size: int) -> None:
    content = bytes(1 << 20)
    archive = tarball(file(b"zeros", content))

    ((_, _, _, _, found),) = read([archive[:size], archive[size:]])

    assert found == content
