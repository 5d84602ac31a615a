"""What is committed, read out of real repositories: whole, damaged, borrowed and hostile ones."""

from __future__ import annotations

import os
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.checkouts import GITLINK, SYMLINK, Head, Missing, snapshot
from integrations.checkouts import git as git_objects
from tests.integrations.checked_out import FILES, head_of, read, refusal
from tests.repositories_on_disk import DATE, bare, commit, git, object_path, repository, write


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_what_is_committed_is_read_and_not_what_lies_there(
    tmp_path: Path, object_format: str
) -> None:
    shop = repository(tmp_path / "shop", FILES, object_format=object_format)
    write(shop, {"package.json": "changed", "new.txt": "not added"})

    assert read(shop) == {"package.json": b"{}", "src/app.js": b"app()\n"}


def test_the_head_names_commit_branch_and_date(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)

    assert head_of(shop) == Head(
        git(shop, "rev-parse", "HEAD"), "main", datetime.fromisoformat(DATE).astimezone(UTC)
    )


def test_a_detached_head_has_no_branch(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    git(shop, "checkout", "-q", "--detach")

    assert head_of(shop).branch == ""


def test_modes_are_gits_own(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    (shop / "link").symlink_to("/etc/passwd")
    (shop / "run").write_text("#!/bin/sh\n")
    (shop / "run").chmod(0o755)
    git(repository(shop / "library", {"a": "a"}), "status")
    commit(shop)

    with snapshot(shop, tmp_path) as checkout:
        modes = {entry.path: entry.mode for entry in checkout.entries()}

    assert modes == {
        "library": GITLINK,
        "link": SYMLINK,
        "package.json": 0o100644,
        "run": 0o100755,
        "src/app.js": 0o100644,
    }


def test_bare_repositories_and_packed_objects_are_read(tmp_path: Path) -> None:
    shop = repository(tmp_path / "elsewhere" / "shop", FILES)
    copy = bare(shop, tmp_path / "shop.git")
    git(copy, "gc", "-q")

    assert read(copy) == {"package.json": b"{}", "src/app.js": b"app()\n"}


def test_names_that_are_no_text_are_written_out(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a\nb": "1", b"caf\xe9": "2", 'q"\t': "3"})

    assert read(shop) == {"a\nb": b"1", "caf\\xe9": b"2", 'q"\t': b"3"}


def test_a_repository_without_commits_says_so(tmp_path: Path) -> None:
    assert refusal(repository(tmp_path / "shop")) == "it has no commits yet"


def test_a_commit_without_files_says_so(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop")
    git(shop, "commit", "-q", "--allow-empty", "-m", "chore: nothing")

    assert refusal(shop) == "its newest commit holds no files"


@pytest.mark.parametrize("year", ["999999999999", "1"])
def test_a_date_out_of_any_calendar_harms_nothing(tmp_path: Path, year: str) -> None:
    shop = repository(tmp_path / "shop", FILES)
    raw = git(shop, "cat-file", "commit", "HEAD").replace(" 1795168800 ", f" {year} ")
    oid = git(shop, "hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.encode() + b"\n")
    git(shop, "update-ref", "HEAD", oid)

    assert head_of(shop).commit == oid


def test_a_missing_object_costs_one_file(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    object_path(shop, "HEAD:src/app.js").unlink()

    assert read(shop) == {
        "package.json": b"{}",
        "src/app.js": Missing("is missing from the objects of this clone, or is damaged there"),
    }


@pytest.mark.parametrize("damage", ["cut", "other size", "garbage"])
def test_a_damaged_object_costs_one_file(tmp_path: Path, damage: str) -> None:
    shop = repository(tmp_path / "shop", {**FILES, "a.bin": os.urandom(20_000), "z": "last"})
    path = object_path(shop, "HEAD:a.bin")
    whole = path.read_bytes()
    longer = zlib.compress(b"blob 100\0" + b"x" * 2_000_000)
    path.write_bytes({"cut": whole[:9_000], "other size": longer, "garbage": b"no"}[damage])

    contents = read(shop)

    assert isinstance(contents.pop("a.bin"), Missing)
    assert contents == {"package.json": b"{}", "src/app.js": b"app()\n", "z": b"last"}


def test_a_missing_tree_is_no_empty_folder(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    object_path(shop, "HEAD:src").unlink()

    assert "git stopped" in refusal(shop)


def test_a_missing_commit_is_named(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    oid = git(shop, "rev-parse", "HEAD")
    object_path(shop, "HEAD").unlink()

    assert refusal(shop) == f"its newest commit {oid[:12]} cannot be read: run git fsck"


def test_many_damaged_objects_end_the_reading(tmp_path: Path) -> None:
    files = {f"{number:02}.bin": os.urandom(20_000) for number in range(25)}
    shop = repository(tmp_path / "shop", files)
    for name in files:
        path = object_path(shop, f"HEAD:{name}")
        path.write_bytes(path.read_bytes()[:9_000])

    assert "more than 20 of its objects are damaged" in refusal(shop)


def test_an_object_that_unpacks_to_more_than_is_read_is_refused(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    path = object_path(shop, "HEAD:src")
    path.write_bytes(zlib.compress(b"tree 200000000\0" + bytes(200_000_000), 1))

    assert "git stopped" in refusal(shop)


def test_git_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = repository(tmp_path / "shop", FILES)
    os.mkfifo(shop / ".git" / "endless")
    git(shop, "config", "include.path", "endless")
    monkeypatch.setattr(git_objects, "_SECONDS", 0.2)

    assert "git took longer" in refusal(shop)


def test_git_ends_when_nobody_reads_on(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {f"{number}.txt": "x" * 90_000 for number in range(40)})

    with (
        snapshot(shop, tmp_path) as checkout,
        closing(checkout.entries()) as entries,
        closing(checkout.contents(entries)) as contents,
    ):
        next(contents)

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_without_git_the_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = repository(tmp_path / "shop", FILES)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert refusal(shop) == "git is not on PATH: install it, it reads the repositories"


def test_variables_of_the_caller_do_not_lead_astray(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = repository(tmp_path / "shop", FILES)
    other = repository(tmp_path / "other", {"other": "x"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))

    assert "package.json" in read(shop)
