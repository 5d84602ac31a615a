"""What is committed, read out of real repositories: whole, damaged, borrowed and hostile ones."""

from __future__ import annotations

import errno
import os
import subprocess
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from integrations.checkouts import (
    GITLINK,
    SYMLINK,
    CheckoutError,
    Head,
    Missing,
    snapshot,
)
from integrations.checkouts import git as git_objects
from tests.repositories_on_disk import DATE, bare, commit, git, object_path, repository, write

FILES = {"package.json": "{}", "src/app.js": "app()\n"}


def head_of(path: Path, within: Path | None = None) -> Head:
    with snapshot(path, within or path.parent) as checkout:
        return checkout.head()


def read(path: Path, within: Path | None = None) -> dict[str, bytes | Missing]:
    with snapshot(path, within or path.parent) as checkout, closing(checkout.entries()) as entries:
        return {entry.path: content for entry, content in checkout.contents(entries)}


def refusal(path: Path, within: Path | None = None) -> str:
    with pytest.raises(CheckoutError) as caught:
        read(path, within)
    return str(caught.value)


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


class TestPlaces:
    """Everything that git reads has to lie in the folder that was named."""

    def test_a_linked_worktree_beside_its_repository_is_read(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        git(shop, "worktree", "add", "-q", str(tmp_path / "tree"))

        assert read(tmp_path / "tree") == read(shop)

    def test_a_linked_worktree_of_a_repository_elsewhere_is_not(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "private" / "shop", FILES)
        git(shop, "worktree", "add", "-q", str(tmp_path / "folder" / "tree"))

        assert "outside of the folder" in refusal(tmp_path / "folder" / "tree")

    def test_a_git_file_that_points_out_is_refused(self, tmp_path: Path) -> None:
        private = repository(tmp_path / "private", FILES)
        shop = write(tmp_path / "folder" / "shop", {".git": f"gitdir: {private}/.git\n"})

        assert "outside of the folder" in refusal(shop)

    @pytest.mark.parametrize("target", ["/etc", "/etc/passwd", "", "nowhere"])
    def test_a_git_file_that_names_no_repository_is_refused(
        self, tmp_path: Path, target: str
    ) -> None:
        shop = write(tmp_path / "shop", {".git": f"gitdir: {target}\n"})

        assert refusal(shop).startswith("its .git")

    def test_a_shared_directory_elsewhere_is_refused(self, tmp_path: Path) -> None:
        private = repository(tmp_path / "private", FILES)
        shop = repository(tmp_path / "folder" / "shop", FILES)
        write(shop, {".git/commondir": f"{private}/.git\n"})

        assert "outside of the folder" in refusal(shop)

    def test_alternates_elsewhere_are_refused(self, tmp_path: Path) -> None:
        private = repository(tmp_path / "private", FILES)
        (tmp_path / "folder").mkdir()
        git(tmp_path, "clone", "-q", "--shared", str(private), "folder/shop")

        assert "outside of the folder" in refusal(tmp_path / "folder" / "shop")

    def test_alternates_in_the_same_folder_are_read(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        git(tmp_path, "clone", "-q", "--shared", str(shop), "copy")

        assert read(tmp_path / "copy") == read(shop)

    def test_alternates_of_alternates_are_followed_to_an_end(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        write(shop, {".git/objects/info/alternates": f"{shop}/.git/objects\n"})

        assert "borrows objects from more than" in refusal(shop)

    @pytest.mark.parametrize("place", ["objects/zz", "objects/pack/pack-1.pack", "objects/pack"])
    def test_links_among_the_objects_are_refused(self, tmp_path: Path, place: str) -> None:
        private = write(tmp_path / "private", {"pack": "secret"})
        shop = repository(tmp_path / "folder" / "shop", FILES)
        link = shop / ".git" / place
        if link.is_dir():
            (shop / ".git" / "objects" / "pack").rmdir()
        link.symlink_to(private)

        assert "outside of the folder" in refusal(shop)

    def test_links_in_a_circle_are_one_sentence(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        (shop / ".git" / "objects" / "zz").symlink_to("zz")

        assert refusal(shop).startswith("its objects cannot be read")

    @pytest.mark.parametrize("line", ['"/quoted"', "/nul\0byte", "/nowhere"])
    def test_alternates_that_name_nothing_are_refused(self, tmp_path: Path, line: str) -> None:
        shop = repository(tmp_path / "shop", FILES)
        write(shop, {".git/objects/info/alternates": f"{line}\n"})

        assert refusal(shop)

    def test_objects_that_may_not_be_read_are_one_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop = repository(tmp_path / "shop", FILES)
        forbidden = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        monkeypatch.setattr(os, "scandir", Mock(side_effect=forbidden))

        assert refusal(shop) == "its objects cannot be read (Permission denied)"

    def test_a_git_link_is_refused(self, tmp_path: Path) -> None:
        private = repository(tmp_path / "private", FILES)
        shop = write(tmp_path / "folder" / "shop", {})
        (shop / ".git").symlink_to(private / ".git")

        assert "outside of the folder" in refusal(shop)

    @pytest.mark.parametrize("kind", ["folder", "pipe"])
    def test_something_else_called_git_is_refused(self, tmp_path: Path, kind: str) -> None:
        shop = write(tmp_path / "shop", FILES)
        (shop / ".git").mkdir() if kind == "folder" else os.mkfifo(shop / ".git")

        assert refusal(shop).startswith("its .git")


class TestHostileConfiguration:
    """A repository's own `.git` must start no program, whatever it says."""

    @pytest.fixture
    def marker(self, tmp_path: Path) -> Path:
        return tmp_path / "started"

    @pytest.fixture
    def hostile(self, tmp_path: Path, marker: Path) -> Path:
        shop = repository(tmp_path / "shop", FILES)
        program = shop / ".git" / "program"
        program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{marker}'\nexit 1\n")
        program.chmod(0o755)
        for key in (
            "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass",
            "core.gitProxy", "core.alternateRefsCommand", "pager.ls-tree", "pager.cat-file",
            "diff.external", "diff.spy.textconv", "diff.spy.command", "filter.spy.clean",
            "filter.spy.smudge", "filter.spy.process", "credential.helper", "gpg.program",
            "uploadpack.packObjectsHook", "remote.origin.uploadpack", "sequence.editor",
        ):  # fmt: skip
            git(shop, "config", key, str(program))
        for alias in ("ls-tree", "cat-file", "ls-files", "rev-parse", "symbolic-ref"):
            git(shop, "config", f"alias.{alias}", f"!{program}")
        git(shop, "config", "log.showSignature", "true")
        git(shop, "config", "filter.spy.required", "true")
        hooks = shop / ".git" / "hooks"
        hooks.mkdir(exist_ok=True)
        for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
            (hooks / hook).symlink_to(program)
        attributes = "* filter=spy diff=spy\n"
        write(shop, {".git/info/attributes": attributes, ".gitattributes": attributes})
        return shop

    def test_the_trap_works(self, hostile: Path, marker: Path) -> None:
        subprocess.run(["git", "status"], cwd=hostile, capture_output=True, check=False)

        assert marker.exists()

    def test_nothing_is_started(self, hostile: Path, marker: Path) -> None:
        assert read(hostile) == {"package.json": b"{}", "src/app.js": b"app()\n"}
        assert not marker.exists()

    @pytest.mark.parametrize("url", ["ext::{program} %S", "ssh://host/shop", "file://{shop}"])
    def test_missing_objects_are_not_fetched(self, hostile: Path, marker: Path, url: str) -> None:
        program = hostile / ".git" / "program"
        git(hostile, "config", "core.repositoryFormatVersion", "1")
        git(hostile, "config", "extensions.partialClone", "origin")
        git(hostile, "config", "remote.origin.promisor", "true")
        git(hostile, "config", "remote.origin.url", url.format(program=program, shop=hostile))
        git(hostile, "config", "protocol.ext.allow", "always")
        object_path(hostile, "HEAD:src/app.js").unlink()

        assert isinstance(read(hostile)["src/app.js"], Missing)
        assert not marker.exists()

    def test_a_replaced_commit_is_not_read(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        first = git(shop, "rev-parse", "HEAD")
        write(shop, {"second": "x"})
        git(shop, "replace", first, commit(shop))
        git(shop, "reset", "-q", "--hard", first)

        assert "second" not in read(shop)

    def test_an_unknown_extension_is_said(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        git(shop, "config", "core.repositoryFormatVersion", "1")
        git(shop, "config", "extensions.fromTheFuture", "true")

        assert "does not recognise it as a repository" in refusal(shop)

    @pytest.mark.parametrize("content", ["[core", "[include]\n\tpath = /etc/passwd\n", "\0\xff"])
    def test_a_broken_configuration_is_said(self, tmp_path: Path, content: str) -> None:
        shop = repository(tmp_path / "shop", FILES)
        write(shop, {".git/config": content})

        assert "does not recognise it as a repository" in refusal(shop)

    def test_another_working_tree_is_not_read(self, tmp_path: Path) -> None:
        private = write(tmp_path / "private", {"secret": "x"})
        shop = repository(tmp_path / "shop", FILES)
        git(shop, "config", "core.worktree", str(private))

        assert set(read(shop)) == {"package.json", "src/app.js"}
