"""What is read from git repositories."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import repositories_on_disk as disk
from tests.github_simulator.generation import push
from tests.github_simulator.git_objects import GitFailedError, GitFolder
from tests.github_simulator.state import Repository
from tests.github_simulator_tests.conftest import HOUR, NOW


@pytest.fixture
def repository(folder: Path, tmp_path: Path) -> Repository:
    path = tmp_path / "copy"
    shutil.copytree(folder / "api", path)
    return Repository(id=1, name="copy", path=path)


@pytest.fixture
def git(repository: Repository) -> Iterator[GitFolder]:
    opened = GitFolder(repository.path)
    yield opened
    opened.close()


def test_branches_are_read_loose_and_packed(repository: Repository, git: GitFolder) -> None:
    disk.git(repository.path, "branch", "feature/a/b")
    loose = git.heads("refs/heads/")
    disk.git(repository.path, "pack-refs", "--all")
    packed = git.heads("refs/heads/")
    oid = push(repository, {"b": "1"}, NOW)

    assert set(loose) == {"main", "dev", "feature/a/b"}
    assert packed == loose
    assert git.heads("refs/heads/") == {**packed, "main": oid}
    assert git.heads("refs/other/heads/") == {}


def test_a_deleted_branch_is_gone(repository: Repository, git: GitFolder) -> None:
    disk.git(repository.path, "pack-refs", "--all")
    assert "dev" in git.heads("refs/heads/")

    disk.git(repository.path, "branch", "-D", "dev")

    assert set(git.heads("refs/heads/")) == {"main"}


def test_history_is_newest_first_with_what_was_merged(
    repository: Repository, git: GitFolder
) -> None:
    begun = disk.git(repository.path, "rev-parse", "main")
    work = push(repository, {"b": "1"}, NOW, branch="work", onto="refs/heads/main^0")
    other = push(repository, {"c": "1"}, NOW + HOUR)
    merge = push(repository, {"b": "1"}, NOW + 2 * HOUR, merges=work)

    assert [each.oid for each in git.history(merge)] == [merge, other, work, begun]
    assert [each.oid for each in git.history(work)] == [work, begun]
    assert git.commit(merge).parents == (other, work)


def test_commits_that_come_later_are_read_too(repository: Repository, git: GitFolder) -> None:
    git.commit(disk.git(repository.path, "rev-parse", "main"))
    oid = push(
        repository, {"b": "1"}, NOW, message="fix: a thing\n\nBecause.", author="B <b@example.com>"
    )

    commit = git.commit(oid)

    assert (commit.headline, commit.message) == ("fix: a thing", "fix: a thing\n\nBecause.")
    assert (commit.author_name, commit.author_email) == ("B", "b@example.com")
    assert commit.committed_at == NOW
    assert commit.tree == disk.git(repository.path, "rev-parse", f"{oid}^{{tree}}")


def test_objects_are_read_by_id_and_by_path(repository: Repository, git: GitFolder) -> None:
    head = disk.git(repository.path, "rev-parse", "main")
    readme = git.object(f"{head}:README.md")

    assert readme is not None
    assert (readme.kind, readme.content) == ("blob", b"hello")
    assert git.object(readme.oid) == readme
    assert git.object(f"{head}:missing") is None
    assert git.object("f" * 40) is None
    assert git.object("two\nlines") is None
    folder = git.object(f"{head}:src")
    assert folder is not None
    assert (folder.kind, folder.content) == ("tree", b"")


def test_an_object_that_was_pushed_later_is_found(repository: Repository, git: GitFolder) -> None:
    head = disk.git(repository.path, "rev-parse", "main")
    assert git.object(f"{head}:b") is None

    oid = push(repository, {"b": "one\n"}, NOW)

    found = git.object(f"{oid}:b")
    assert found is not None
    assert found.content == b"one\n"


def test_a_tree_is_listed_with_modes_and_sizes(repository: Repository, git: GitFolder) -> None:
    head = disk.git(repository.path, "rev-parse", "main")

    entries = {entry[4]: entry for entry in git.tree(head)}

    assert set(entries) == {"README.md", ".gitattributes", "src", "src/a.py"}
    assert entries["README.md"][:2] == ("100644", "blob")
    assert entries["README.md"][3] == 5
    assert entries["src"][3] is None


def test_a_commit_before_all_others_is_known(repository: Repository, git: GitFolder) -> None:
    tip = push(repository, {"b": "1"}, NOW + HOUR)

    assert git.head_at(tip, NOW + timedelta(days=-2)) is None
    begun = git.head_at(tip, NOW)
    assert begun is not None
    assert begun.parents == ()


def test_what_git_says_is_told(git: GitFolder) -> None:
    with pytest.raises(GitFailedError, match=r"git archive in .*: fatal: "):
        git.archive("f" * 40, "prefix")
