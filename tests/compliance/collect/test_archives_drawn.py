"""Archives of repositories that are drawn at random are the trees that git has."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compliance.collect.archived import LIBRARY, GitGaps, from_archive, from_objects
from tests.repositories_on_disk import git, repository

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
