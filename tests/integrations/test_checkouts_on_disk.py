"""Folders of checkouts, plain directories and working copies, as they lie on a disk."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from integrations.checkouts import (
    GITLINK,
    SYMLINK,
    CheckoutError,
    Missing,
    RawEntry,
    find,
    snapshot,
    working_copy,
)
from tests.repositories_on_disk import bare, commit, git, repository, write

FILES = {"package.json": "{}", "src/app.js": "app()\n"}


def found(folder: Path) -> dict[str, str]:
    return {each.key: each.problem for each in find(folder)}


def entries(folder: Path) -> dict[str, RawEntry]:
    with working_copy(folder) as checkout, closing(checkout.entries()) as listed:
        return {entry.path: entry for entry in listed}


def read(folder: Path) -> dict[str, bytes | Missing]:
    with working_copy(folder) as checkout, closing(checkout.entries()) as listed:
        return {entry.path: content for entry, content in checkout.contents(listed)}


def forbid(*_arguments: object) -> NoReturn:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


class TestFolder:
    """Which repositories lie in a folder."""

    def test_checkouts_bare_repositories_and_plain_directories(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "folder" / "shop", FILES)
        bare(shop, tmp_path / "folder" / "api.git")
        write(tmp_path / "folder" / "unpacked", FILES)
        write(tmp_path / "folder", {"notes.txt": "", ".hidden/x": "", "node_modules/x": ""})

        assert found(tmp_path / "folder") == {"api.git": "", "shop": "", "unpacked": ""}

    def test_a_bare_repository_is_named_without_its_ending(self, tmp_path: Path) -> None:
        bare(repository(tmp_path / "x", FILES), tmp_path / "folder" / "api.git")

        assert [each.name for each in find(tmp_path / "folder")] == ["api"]

    def test_a_checkout_is_its_own_single_repository(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)

        (single,) = find(shop)

        assert (single.key, single.path) == ("shop", shop)

    def test_linked_folders_are_listed_with_the_reason(self, tmp_path: Path) -> None:
        (tmp_path / "etc").symlink_to("/etc")
        (tmp_path / "file").symlink_to("/etc/passwd")
        (tmp_path / "gone").symlink_to("/nonexistent")

        assert found(tmp_path) == {"etc": "it is a symbolic link, which is not followed"}

    @pytest.mark.parametrize(
        ("name", "key"),
        [(b"a\nb", "a\\x0ab"), (b"caf\xe9", "caf\\xe9"), (b"\x1b[31m", "\\x1b[31m")],
    )
    def test_names_that_cannot_be_shown_are_listed_with_the_reason(
        self, tmp_path: Path, name: bytes, key: str
    ) -> None:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).mkdir()

        assert found(tmp_path) == {key: "the name of its folder cannot be printed: rename it"}

    @pytest.mark.parametrize("what", ["gone", "file", "empty"])
    def test_a_folder_of_nothing_is_one_sentence(self, tmp_path: Path, what: str) -> None:
        write(tmp_path, {"file": ""})
        (tmp_path / "empty").mkdir()
        sentences = {
            "gone": "is not there: name a folder of git checkouts",
            "file": "is no folder: name a folder of git checkouts",
            "empty": "holds no repository: put git checkouts into it",
        }

        with pytest.raises(CheckoutError, match=sentences[what]):
            list(find(tmp_path / what))

    def test_a_folder_that_may_not_be_read_is_one_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "scandir", forbid)

        with pytest.raises(CheckoutError, match="cannot be read \\(Permission denied\\)"):
            list(find(tmp_path))


class TestPlainDirectory:
    """A directory without git."""

    def test_it_is_read_whole_but_for_what_tools_put_there(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                **FILES,
                ".env.example": "A=",
                "node_modules/x/package.json": "{}",
                "api/.venv/lib/x.py": "",
                "env/pyvenv.cfg": "",
                "env/lib/x.py": "",
                "src/__pycache__/x.pyc": "",
            },
        )

        assert set(read(tmp_path)) == {*FILES, ".env.example"}

    def test_links_devices_pipes_and_sockets_are_never_opened(self, tmp_path: Path) -> None:
        write(tmp_path, {"a": "a"})
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "passwd").symlink_to("/etc/passwd")
        (tmp_path / "etc").symlink_to("/etc")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(tmp_path / "socket"))
            listed = entries(tmp_path)

        assert {path: entry.mode for path, entry in listed.items()} == {
            "a": 0o100644,
            "etc": SYMLINK,
            "passwd": SYMLINK,
        }

    @pytest.mark.parametrize("path", ["passwd", "etc/passwd", "pipe"])
    def test_not_even_when_one_takes_a_files_place(self, tmp_path: Path, path: str) -> None:
        write(tmp_path, {"a": "a"})
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "passwd").symlink_to("/etc/passwd")
        (tmp_path / "etc").symlink_to("/etc")

        with working_copy(tmp_path) as checkout:
            ((_, content),) = checkout.contents([RawEntry(path, 0o100644, 1)])

        assert isinstance(content, Missing)

    @pytest.mark.parametrize("now", ["", "longer than before"])
    def test_a_file_that_changes_meanwhile_is_not_half_read(self, tmp_path: Path, now: str) -> None:
        write(tmp_path, {"a": "before"})

        with working_copy(tmp_path) as checkout:
            (entry,) = checkout.entries()
            write(tmp_path, {"a": now})
            ((_, content),) = checkout.contents([entry])

        assert content == Missing("changed while it was read")

    def test_a_name_that_is_no_text_is_listed_and_not_read(self, tmp_path: Path) -> None:
        write(tmp_path, {b"caf\xe9": "x", "a\nb": "y"})

        assert read(tmp_path) == {"caf\\xe9": Missing("has a name that is not UTF-8"), "a\nb": b"y"}

    def test_the_fingerprint_changes_with_the_files_alone(self, tmp_path: Path) -> None:
        def fingerprint() -> str:
            with snapshot(tmp_path, tmp_path) as checkout:
                return checkout.head().commit

        write(tmp_path, FILES)
        first = fingerprint()
        write(tmp_path, {"node_modules/x": ""})
        same = fingerprint()
        os.utime(tmp_path / "package.json", ns=(0, 1))
        touched = fingerprint()
        (tmp_path / "src" / "app.js").rename(tmp_path / "src" / "main.js")

        assert first == same
        assert len({first, touched, fingerprint()}) == 3

    def test_an_empty_one_says_so(self, tmp_path: Path) -> None:
        with (
            snapshot(tmp_path, tmp_path) as checkout,
            pytest.raises(CheckoutError, match="no files"),
        ):
            checkout.head()

    def test_folders_nested_without_end_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "/".join("d" * 120)).mkdir(parents=True)

        with pytest.raises(CheckoutError, match="nested more than 100 deep"):
            read(tmp_path)

    def test_a_folder_that_may_not_be_read_is_no_empty_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, {"shut/a": "a"})
        opened = os.open

        def open_all_but_one(path: str, flags: int, *, dir_fd: int | None = None) -> int:
            return forbid() if path == "shut" else opened(path, flags, dir_fd=dir_fd)

        monkeypatch.setattr(os, "open", open_all_but_one)

        with pytest.raises(CheckoutError, match="its folder shut cannot be read"):
            read(tmp_path)


class TestWorkingCopy:
    """What git would commit from here."""

    def test_tracked_and_new_files_count_as_they_are_on_the_disk(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, {**FILES, "gone": "", ".gitignore": "*.log\n", "kept.log": "k"})
        (shop / "gone").unlink()
        write(shop, {"package.json": "changed", "new/file": "n", "new/x.log": "ignored"})

        assert read(shop) == {
            ".gitignore": b"*.log\n",
            "kept.log": b"k",
            "new/file": b"n",
            "package.json": b"changed",
            "src/app.js": b"app()\n",
        }

    def test_one_without_commits_is_read_all_the_same(self, tmp_path: Path) -> None:
        shop = write(repository(tmp_path), FILES)

        assert set(read(shop)) == set(FILES)

    def test_submodules_count_and_what_is_in_them_does_not(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, FILES)
        repository(shop / "library", {"a": "a"})
        commit(shop)
        repository(shop / "beside", {"b": "b"})

        listed = entries(shop)

        assert set(listed) == {*FILES, "library"}
        assert listed["library"].mode == GITLINK

    def test_links_are_listed_and_files_behind_them_are_not(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", {"src/passwd": "x", "a": "a"})
        (shop / "src" / "passwd").unlink()
        (shop / "src").rmdir()
        (shop / "src").symlink_to("/etc")

        assert {path: entry.mode for path, entry in entries(shop).items()} == {
            "a": 0o100644,
            "src": SYMLINK,
        }

    def test_a_conflict_lists_a_file_once(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, FILES)
        git(shop, "checkout", "-q", "-b", "other")
        write(shop, {"package.json": "theirs"})
        commit(shop)
        git(shop, "checkout", "-q", "main")
        write(shop, {"package.json": "ours"})
        commit(shop)
        stages = "".join(
            f"100644 {git(shop, 'rev-parse', f'{branch}:package.json')} {stage}\tpackage.json\n"
            for stage, branch in enumerate(("main", "other"), 2)
        )
        git(
            shop,
            "update-index",
            "--index-info",
            stdin=f"0 {'0' * 40}\tpackage.json\n{stages}".encode(),
        )

        assert len(git(shop, "ls-files", "package.json").splitlines()) == 2
        with working_copy(shop) as checkout, closing(checkout.entries()) as listed:
            assert [entry.path for entry in listed] == ["package.json", "src/app.js"]

    def test_a_sparse_checkout_has_files_that_are_not_here(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, FILES)
        git(shop, "sparse-checkout", "set", "--no-cone", "/package.json")

        assert read(shop) == {
            "package.json": b"{}",
            "src/app.js": Missing("is not checked out here (sparse checkout)"),
        }

    def test_what_a_person_ignores_everywhere_is_ignored(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = write(tmp_path / "home", {".ignore": "*.swp\n"})
        write(home, {".gitconfig": f"[core]\n\texcludesFile = {home}/.ignore\n"})
        monkeypatch.setenv("HOME", str(home))
        shop = write(repository(tmp_path / "shop", FILES), {"x.swp": ""})

        assert set(read(shop)) == set(FILES)

    def test_a_linked_worktree_is_read_wherever_its_repository_is(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        git(shop, "worktree", "add", "-q", str(tmp_path / "tree"))

        assert set(read(tmp_path / "tree")) == set(FILES)

    def test_hostile_configuration_starts_nothing(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        marker = tmp_path / "started"
        program = write(tmp_path, {"program": f"#!/bin/sh\ntouch '{marker}'\n"}) / "program"
        program.chmod(0o755)
        for key in ("core.fsmonitor", "filter.spy.clean", "filter.spy.process", "core.pager"):
            git(shop, "config", key, str(program))
        git(shop, "config", "core.untrackedCache", "true")
        (shop / ".git" / "hooks").mkdir(exist_ok=True)
        (shop / ".git" / "hooks" / "post-index-change").symlink_to(program)
        write(shop, {".gitattributes": "* filter=spy\n", "new": "n"})

        assert set(read(shop)) == {*FILES, ".gitattributes", "new"}
        assert not marker.exists()

    def test_an_index_that_names_paths_outside_leads_nowhere(self, tmp_path: Path) -> None:
        write(tmp_path, {"secret": "x"})
        shop = repository(tmp_path / "shop", {"aa/secret": "x"})
        index = shop / ".git" / "index"
        git(shop, "config", "index.skipHash", "true")
        content = index.read_bytes().replace(b"aa/secret", b"../secret")
        index.write_bytes(content[:-20] + bytes(20))

        assert git(shop, "ls-files") == "../secret"
        assert read(shop) == {"aa/secret": b"x"}

    def test_a_part_of_a_working_copy_is_refused_with_its_whole(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, FILES)

        with pytest.raises(
            CheckoutError, match=f"a part of the repository {shop}: name that folder"
        ):
            read(shop / "src")

    def test_an_ignored_folder_in_a_working_copy_stands_for_itself(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, {**FILES, ".gitignore": "/other/\n"})

        assert set(read(write(shop / "other", {"a": "a"}))) == {"a"}

    @pytest.mark.parametrize("what", ["gone", "file", "bare.git"])
    def test_what_is_no_working_copy_is_one_sentence(self, tmp_path: Path, what: str) -> None:
        write(tmp_path, {"file": ""})
        bare(repository(tmp_path / "shop", FILES), tmp_path / "bare.git")

        with pytest.raises(CheckoutError, match="name the folder of a working copy"):
            read(tmp_path / what)
