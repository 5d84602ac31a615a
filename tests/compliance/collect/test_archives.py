"""The tree that comes of an archive is the commit's, whatever attributes made of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from compliance.collect.archives import MAX_FETCHED, read_archive
from compliance.tree import MIB, Caps, Kind, Tree, Unreadable
from integrations.checkouts import Missing, RawEntry
from integrations.git_objects import ObjectIds
from integrations.github.archive import ArchiveError
from tests.compliance.collect.archived import LIBRARY, GitGaps, Told, from_archive, from_objects
from tests.repositories_on_disk import commit, git, repository, write
from tests.tarballs import COMMIT, file, tarball

FILES = {
    "package.json": '{"name": "shop"}\n',
    "src/app.js": "const express = require('express');\n",
    "logo.png": "png",
}


def test_the_tree_is_the_one_that_git_has(tmp_path: Path) -> None:
    shop = write(repository(tmp_path / "shop"), FILES)
    (shop / ".nvmrc").symlink_to("/etc/passwd")
    (shop / "src" / "app.js").chmod(0o755)
    commit(shop)
    gaps = GitGaps(shop)

    tree = from_archive(shop, gaps)

    assert tree == from_objects(shop)
    assert set(tree.contents) == {"package.json", "src/app.js"}
    assert tree.entries[".nvmrc"].kind is Kind.SYMLINK
    assert (gaps.lists, gaps.asked) == (0, [])


def test_a_tree_of_sha256_ids(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", object_format="sha256")
    write(shop, {**FILES, ".gitattributes": "src export-ignore\n"})
    commit(shop)
    gaps = GitGaps(shop)

    assert from_archive(shop, gaps) == from_objects(shop)
    assert gaps.paths == ["src/app.js"]


@pytest.mark.parametrize(
    "attributes", ["* text=auto\n", "*.js text\n", "*.png binary\n", "* ident\n"]
)
def test_attributes_that_change_nothing_cost_no_request(tmp_path: Path, attributes: str) -> None:
    shop = repository(tmp_path / "shop", {**FILES, ".gitattributes": attributes})
    gaps = GitGaps(shop)

    assert from_archive(shop, gaps) == from_objects(shop)
    assert (gaps.lists, gaps.asked) == (0, [])


@pytest.mark.parametrize(
    ("files", "fetched"),
    [
        ({".gitattributes": "*.js export-ignore\n"}, ["src/app.js"]),
        ({".gitattributes": "src export-ignore\n"}, ["src/app.js"]),
        ({".gitattributes": "*.png export-ignore\n"}, []),
        # A file of attributes that hides itself with all else in its folder.
        ({"src/.gitattributes": "* export-ignore\n"}, ["src/app.js"]),
        ({".gitattributes": "* export-subst\n", "src/v.js": "$Format:%H$\n"}, ["src/v.js"]),
        ({".gitattributes": "* ident\n", "src/v.js": "$Id$\n"}, ["src/v.js"]),
        ({".gitattributes": "*.js working-tree-encoding=UTF-16\n"}, ["src/app.js"]),
        # Changed ends of lines are changed back, where all of them were.
        ({".gitattributes": "* eol=crlf\n"}, []),
        ({".gitattributes": "* eol=crlf\n", "src/v.js": "a\r\nb\n"}, ["src/v.js"]),
    ],
)  # fmt: skip
def test_what_attributes_left_out_or_altered_is_fetched(
    tmp_path: Path, files: dict[str, str], fetched: list[str]
) -> None:
    attributes = {path: text for path, text in files.items() if path.endswith(".gitattributes")}
    shop = repository(
        tmp_path / "shop", {**FILES, **{path: files[path] for path in files.keys() - attributes}}
    )
    write(shop, attributes)  # After the others, so that none of them is altered when it is added.
    git(shop, "add", *attributes)
    git(shop, "commit", "-q", "-m", "feat: attributes")
    gaps = GitGaps(shop)

    tree = from_archive(shop, gaps)

    assert tree == from_objects(shop)
    assert not tree.omitted
    assert (gaps.lists, len(gaps.asked)) == (1, 1 if fetched else 0)
    assert gaps.paths == fetched


@pytest.mark.parametrize("named", [True, False])
def test_a_submodule_is_one_whether_it_is_named_or_not(tmp_path: Path, named: bool) -> None:
    shop = repository(tmp_path / "shop", FILES)
    git(shop, "update-index", "--add", "--cacheinfo", f"160000,{LIBRARY},vendor/library")
    if named:
        write(shop, {".gitmodules": '[submodule "x"]\n\tpath = vendor/library\n\turl = ../x\n'})
        git(shop, "add", ".gitmodules")
    git(shop, "commit", "-q", "-m", "feat: a library")
    gaps = GitGaps(shop)

    tree = from_archive(shop, gaps)

    assert tree == from_objects(shop)
    assert tree.entries["vendor/library"].kind is Kind.GITLINK
    assert (gaps.lists, gaps.asked) == (1, [])


def test_where_the_tree_is_not_known_the_list_is_asked_for(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    gaps = GitGaps(shop)

    assert from_archive(shop, gaps, tree="") == from_objects(shop)
    assert (gaps.lists, gaps.asked) == (1, [])


def test_what_was_changed_on_the_way_is_not_believed(tmp_path: Path) -> None:
    content = b"22\n"
    oid = ObjectIds(COMMIT).blob(len(content), (content,)).hex()
    gaps = Told([RawEntry(".nvmrc", 0o100644, len(content), oid)], {oid: content})
    changed = tarball(file(b".nvmrc", b"24\n"), file(b"more.js", b"more"))

    tree = read_archive([changed], COMMIT, tree="0" * 40, gaps=gaps)

    assert (list(tree.entries), dict(tree.contents)) == ([".nvmrc"], {".nvmrc": content})


def test_the_archive_of_another_commit_is_refused(tmp_path: Path) -> None:
    gaps = Told([])

    with pytest.raises(ArchiveError) as caught:
        read_archive([tarball(commit="d" * 40)], COMMIT, tree="", gaps=gaps)
    assert str(caught.value) == (
        "its archive is of the commit dddddddddddd, and not of c0ffee000000"
    )


def test_a_list_that_is_cut_leaves_nothing_judged(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {**FILES, ".gitattributes": "src export-ignore\n"})

    tree = from_archive(shop, Told(Missing("is longer than GitHub hands over")))

    assert tree.incomplete == "the list of its files is longer than GitHub hands over"
    assert "package.json" in tree.entries


def test_what_cannot_be_fetched_is_unreadable_with_its_reason(tmp_path: Path) -> None:
    binary, latin = b"\0\1", "é".encode("latin-1")
    attributes = "*.js export-ignore\n"
    shop = repository(
        tmp_path / "shop",
        {"a.js": binary, "b.js": latin, "c.js": "text", ".gitattributes": attributes},
    )

    tree = from_archive(shop, GitGaps(shop))

    assert dict(tree.omitted) == {
        "a.js": "a.js is binary",
        "b.js": "b.js is altered or left out in the archive, and no UTF-8 text",
    }
    assert tree.read("c.js") == b"text"
    with pytest.raises(Unreadable, match=r"a\.js is binary"):
        tree.read("a.js")


def test_what_github_does_not_show_is_unreadable(tmp_path: Path) -> None:
    listed = [RawEntry("a.js", 0o100644, 1, "a" * 40)]

    tree = read_archive([tarball()], COMMIT, tree="", gaps=Told(listed))

    assert tree.omitted == {
        "a.js": "a.js is altered or left out in the archive, and GitHub does not show it"
    }


class TestSecrets:
    """What streams by is searched for secrets, and asked for only where the archive lacks it."""

    TOKEN = "ghp_" + "Zk3Tq9WvB7xLr2NsY5cHd8MfJ1pGa4EuQ6oi"
    FILES: ClassVar = {"package.json": "{}", "notes.cfg": f"a = 1\nb = {TOKEN}\n", "x.cfg": "x\n"}

    def seen(self, tree: Tree) -> list[tuple[str, int]]:
        assert tree.sightings is not None
        return [(each.path, each.line) for each in tree.sightings.found]

    def test_in_a_file_that_nobody_reads(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", self.FILES)
        gaps = GitGaps(shop)

        tree = from_archive(shop, gaps)

        assert self.seen(tree) == [("notes.cfg", 2)]
        assert "notes.cfg" not in tree.contents
        assert (gaps.lists, gaps.asked) == (0, [])

    def test_what_the_archive_has_is_not_asked_for_again(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", {**self.FILES, ".gitattributes": "* eol=crlf\n"})
        gaps = GitGaps(shop)

        assert self.seen(from_archive(shop, gaps)) == [("notes.cfg", 2)]
        assert (gaps.lists, gaps.asked) == (1, [])

    def test_what_it_lacks_is(self, tmp_path: Path) -> None:
        attributes = "notes.cfg export-ignore\n"
        shop = repository(tmp_path / "shop", {**self.FILES, ".gitattributes": attributes})
        gaps = GitGaps(shop)

        assert self.seen(from_archive(shop, gaps)) == [("notes.cfg", 2)]
        assert gaps.paths == ["notes.cfg"]

    def test_tests_and_documents_are_not(self, tmp_path: Path) -> None:
        files = {"package.json": "{}", "tests/a.cfg": self.TOKEN, "docs/a.cfg": self.TOKEN}
        attributes = "tests export-ignore\ndocs export-ignore\n"
        shop = repository(tmp_path / "shop", {**files, ".gitattributes": attributes})
        gaps = GitGaps(shop)

        assert self.seen(from_archive(shop, gaps)) == []
        assert gaps.asked == []

    def test_what_is_read_is_asked_for_before_what_is_only_searched(self) -> None:
        names = [f"a{number:04}.cfg" for number in range(MAX_FETCHED)] + ["package.json"]
        listed = [RawEntry(name, 0o100644, 1, f"{number:040}") for number, name in enumerate(names)]

        tree = read_archive([tarball()], COMMIT, tree="", gaps=Told(listed))

        assert tree.omitted["package.json"].endswith("GitHub does not show it")
        assert tree.sightings is not None
        assert "one by one" in tree.sightings.missed["a0499.cfg"]


class TestRequests:
    """How much is fetched, and how much at once."""

    @staticmethod
    def ask(sizes: Sequence[int], caps: Caps = Caps()) -> tuple[Told, Tree]:
        listed = [
            RawEntry(f"{number:04}.js", 0o100644, size, f"{number:040}")
            for number, size in enumerate(sizes)
        ]
        gaps = Told(listed)
        return gaps, read_archive([tarball()], COMMIT, caps, tree="", gaps=gaps)

    def test_fifty_files_at_once(self) -> None:
        assert self.ask([1] * 120)[0].asked == [50, 50, 20]

    def test_four_mebibytes_at_once(self) -> None:
        assert self.ask([3 * MIB, MIB, 1, 5 * MIB, 1])[0].asked == [2, 1, 1, 1]

    def test_no_more_files_than_are_affordable(self) -> None:
        gaps, tree = self.ask([1] * (MAX_FETCHED + 2))

        assert sum(gaps.asked) == MAX_FETCHED
        assert tree.omitted["0499.js"].endswith("GitHub does not show it")
        assert tree.omitted["0500.js"] == (
            "0500.js is altered or left out in the archive, as more than the 500 files or 16 MiB"
            " are that are fetched one by one: see .gitattributes"
        )

    def test_no_more_bytes_than_are_affordable(self) -> None:
        gaps, tree = self.ask([4 * MIB] * 5)

        assert gaps.asked == [1, 1, 1, 1]
        assert "one by one" in tree.omitted["0004.js"]

    def test_nothing_beyond_the_caps(self) -> None:
        gaps, tree = self.ask([2 * MIB, 1], Caps(file_bytes=MIB))

        assert gaps.asked == [1]
        assert "2 MiB" in tree.omitted["0000.js"]
