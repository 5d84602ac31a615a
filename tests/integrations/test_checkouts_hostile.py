"""Checkouts whose `.git` leads elsewhere, or whose configuration would start something."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path
from unittest.mock import Mock

import pytest

from integrations.checkouts import Missing
from tests.integrations.checked_out import FILES, read, refusal
from tests.repositories_on_disk import commit, git, object_path, repository, write


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
