"""The tree that comes of an archive is the commit's, whatever attributes made of the archive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.collect.archives import MAX_FETCHED, read_archive
from compliance.collect.folder import read_tree
from compliance.tree import MIB, Caps, Kind, Tree, Unreadable
from integrations.checkouts import Missing, RawEntry, printable_path, snapshot
from integrations.git_objects import ObjectIds
from integrations.github.archive import ArchiveError
from tests.compliance.collect.hostile_archives import Outcome
from tests.repositories_on_disk import commit, git, repository, write
from tests.tarballs import COMMIT, TOP, file, tarball

LIMIT = 300 * MIB
LIBRARY = "1234567890" * 4
FILES = {
    "package.json": '{"name": "shop"}\n',
    "src/app.js": "const express = require('express');\n",
    "logo.png": "png",
}


class GitGaps:
    """What GitHub answers about a commit, from git itself; it hands over text alone.

    `asked` are the ids that were asked for, by request.
    """

    def __init__(self, shop: Path) -> None:
        self._shop = shop
        self.lists = 0
        self.asked: list[list[str]] = []

    def tree(self) -> Sequence[RawEntry] | Missing:
        self.lists += 1
        return self._listed()

    def _listed(self) -> list[RawEntry]:
        listed = []
        records = _git(self._shop, "ls-tree", "-r", "-l", "-z", "HEAD")
        for record in filter(None, records.split(b"\0")):
            meta, _, path = record.partition(b"\t")
            mode, _, oid, size = meta.decode().split()
            listed.append(
                RawEntry(printable_path(path), int(mode, 8), 0 if size == "-" else int(size), oid)
            )
        return listed

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        self.asked.append(list(oids))
        return {oid: self._content(oid) for oid in oids}

    def _content(self, oid: str) -> bytes | Missing:
        content = _git(self._shop, "cat-file", "blob", oid)
        return (
            Missing("is binary")
            if b"\0" in content
            else content.decode("utf-8", "replace").encode()
        )

    @property
    def paths(self) -> list[str]:
        """The paths of what was asked for."""
        names = {each.oid: each.path for each in self._listed()}
        return sorted(names[oid] for request in self.asked for oid in request)


class Told:
    """GitHub, with answers that somebody made up."""

    def __init__(
        self, listed: Sequence[RawEntry] | Missing, contents: Mapping[str, bytes | Missing] = {}
    ) -> None:
        self._listed = listed
        self._contents = contents
        self.asked: list[int] = []

    def tree(self) -> Sequence[RawEntry] | Missing:
        return self._listed

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        self.asked.append(len(oids))
        return self._contents


def _git(shop: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=shop, check=True, capture_output=True).stdout


def from_archive(shop: Path, gaps: GitGaps | Told, *, tree: str | None = None) -> Tree:
    """The tree that comes of what GitHub would hand over for HEAD."""
    chunk = _git(shop, "archive", "--format=tar.gz", f"--prefix={os.fsdecode(TOP)}/", "HEAD")
    if tree is None:
        tree = git(shop, "rev-parse", "HEAD^{tree}")
    return read_archive([chunk], git(shop, "rev-parse", "HEAD"), tree=tree, gaps=gaps)


def from_objects(shop: Path) -> Tree:
    """The tree that comes of git's objects."""
    with snapshot(shop, shop.parent) as files:
        return read_tree(files, files.head().commit)


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


NAMES = [
    b"a", b"b", b"src", b"lib", b"x y", b"caf\xc3\xa9", b"\xff", b"a\nb", b'"q"', b"n" * 120,
    b"\\x",
]  # fmt: skip
FILE_NAMES = [b"package.json", b"app.js", b"a-b.js", b"main.py", b"logo.png", b"a", b"caf\xe9.js"]
TEXTS = [
    "", "a\n", "a\nb\n", "a\r\nb\r\n", "a\nb\r\n", "$Format:%H$\n", "$Id$\n", "$Id: x $\n", "é\n",
    '{"name": "shop"}\n', "x" * 9000,
]  # fmt: skip
PATTERNS = ["*", "*.js", "*.py", "src", "/a", "lib/**", "package.json", ".gitattributes", "*.png"]
ATTRIBUTES = [
    "export-ignore", "-export-ignore", "export-subst", "text=auto", "text eol=crlf", "eol=crlf",
    "ident", "working-tree-encoding=UTF-16", "-text", "binary",
]  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A repository: mode and text by path, attributes by folder, and paths of submodules."""

    files: dict[bytes, tuple[str, str]]
    attributes: dict[bytes, str]
    submodules: list[bytes]


paths = st.builds(
    lambda folders, name: b"/".join([*folders, name]),
    st.lists(st.sampled_from(NAMES), max_size=3),
    st.sampled_from(FILE_NAMES),
)
attributes = st.builds(
    lambda lines: "".join(f"{pattern} {attribute}\n" for pattern, attribute in lines),
    st.lists(st.tuples(st.sampled_from(PATTERNS), st.sampled_from(ATTRIBUTES)), max_size=3),
)
repositories = st.builds(
    Drawn,
    files=st.dictionaries(
        paths,
        st.tuples(st.sampled_from(["100644", "100755", "120000"]), st.sampled_from(TEXTS)),
        min_size=1,
        max_size=8,
    ),
    attributes=st.dictionaries(
        st.sampled_from([b"", b"src/", b"a/", b"lib/src/"]), attributes, max_size=2
    ),
    submodules=st.lists(st.sampled_from([b"lib/x", b"src/lib", b"vendor"]), max_size=2),
)


def imported(folder: Path, drawn: Drawn) -> Path:
    """A repository with one commit, as git's own importer makes it."""
    lines = [b"commit refs/heads/main", b"committer A <a@example.com> 1 +0000", b"data 0"]
    files = dict(drawn.files)
    for where, text in drawn.attributes.items():
        files[where + b".gitattributes"] = ("100644", text)
    for path, (mode, text) in files.items():
        content = text.encode() or (b"x" if mode == "120000" else b"")
        lines += [
            b"M %s inline %s" % (mode.encode(), _quoted(path)),
            b"data %d" % len(content),
            content,
        ]
    for path in drawn.submodules:
        lines.append(b"M 160000 %s %s" % (LIBRARY.encode(), _quoted(path)))
    shop = repository(folder)
    git(shop, "fast-import", "--quiet", stdin=b"\n".join([*lines, b""]))
    return shop


def _quoted(path: bytes) -> bytes:
    return b'"%s"' % "".join(f"\\{byte:03o}" for byte in path).encode()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(repositories)
def test_any_archive_is_the_tree_that_git_has(drawn: Drawn) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = imported(Path(folder) / "shop", drawn)
        gaps = GitGaps(shop)

        tree = from_archive(shop, gaps)

        assert tree == from_objects(shop)
        assert gaps.lists <= 1
        assert len(gaps.asked) <= 1


# What comes of an archive: the sentence that refuses it, why the list was cut, how many files are
# listed, and what is kept.
OUTCOMES: dict[str, tuple[str, str, int, set[str]]] = {
    "a bomb": ("its archive unpacks to more than 100 times its size", "", 0, set()),
    "a file of 200 MB": ("", "the list of its files", 2, {".nvmrc"}),
    "a wanted file of 200 MB": ("", "the list of its files", 2, {".nvmrc"}),
    "500,000 files": ("", "it has more than 200,000 files", 200_000, set()),
    "500,001 folders": ("its archive has more than 500,000 members", "", 0, set()),
    "paths without end": ("", "the paths of its files have more than", 16_660, set()),
    "longer paths than people write": ("", "a path in it has more than 1,024", 0, set()),
    "folders in folders": ("its archive has paths of more than 67,108,864 bytes", "", 0, set()),
    "much source": ("", "the list of its files", 15, {"src/module12.py"}),
    "much source, all altered": ("", "", 100_015, set()),
    "another commit": ("its archive is of the commit dddddddddddd", "", 0, set()),
    "a file that is a folder too": ("", "the list of its files", 2, {"a/.nvmrc"}),
    "a header without end": ("its archive has a header of 8,589,934,591 bytes", "", 0, set()),
    "digits without end": ("its archive is damaged: a header of it cannot be read", "", 0, set()),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTCOMES)
def test_hostile_archives_take_little_memory(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.compliance.collect.hostile_archives", name],
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = Outcome(**json.loads(done.stdout))
    problem, incomplete, entries, kept = OUTCOMES[name]

    assert found.peak < LIMIT
    assert found.problem.startswith(problem) if problem else not found.problem
    assert (found.incomplete or "").startswith(incomplete) if incomplete else not found.incomplete
    assert found.entries == entries
    assert kept <= set(found.kept)
