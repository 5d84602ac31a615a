"""The ids of files and trees are git's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from integrations.git_objects import ObjectIds, TreeId
from tests.repositories_on_disk import commit, git, repository, write

FILES = {
    # Git sorts a folder as if its name ended with a slash: "a-b", "a.js", "a/", "a0".
    "a/x": "x",
    "a-b/x": "x",
    "a.js": "",
    "a0": "0",
    "b/c/d/e": "deep",
    "b/c.js": "",
    "b/f/g": "",
    "é": "",
    b"\xff": "no UTF-8",
}


FOLDER = 0o40000


def listed(shop: Path) -> list[tuple[int, bytes, bytes]]:
    """What git lists: mode, id and path of each folder and file."""
    found = []
    records = subprocess.check_output(["git", "ls-tree", "-r", "-t", "-z", "HEAD"], cwd=shop)
    for record in filter(None, records.split(b"\0")):
        meta, _, path = record.partition(b"\t")
        mode, _, oid = meta.decode().split(" ")
        found.append((int(mode, 8), bytes.fromhex(oid), path))
    return found


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_tree_and_its_files(tmp_path: Path, object_format: str) -> None:
    shop = write(repository(tmp_path, object_format=object_format), {**FILES, "run": "#!"})
    (shop / "run").chmod(0o755)
    (shop / "b" / "link").symlink_to("../a.js")
    head = commit(shop)

    ids = ObjectIds(head)
    tree = TreeId(ids)
    for mode, oid, path in listed(shop):
        if mode == FOLDER:
            tree.enter(path)
        else:
            tree.add(path, mode, oid)

    assert tree.hexdigest() == git(shop, "rev-parse", "HEAD^{tree}")
    assert ids.blob(4, (b"de", b"", b"ep")).hex() == git(shop, "rev-parse", "HEAD:b/c/d/e")


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_an_empty_tree(tmp_path: Path, object_format: str) -> None:
    shop = repository(tmp_path, object_format=object_format)
    empty = git(shop, "mktree")
    tree = TreeId(ObjectIds(empty))

    assert tree.hexdigest() == empty

    tree.enter(b"folder")

    assert tree.hexdigest() == git(
        shop, "mktree", stdin=b"040000 tree %s\tfolder\n" % empty.encode()
    )


IDS = ObjectIds("0" * 40)
File = tuple[bytes, int, bytes]
A, B = (b"a", 0o100644, b"x"), (b"b/c", 0o100644, b"x")


def tree_of(*members: bytes | File) -> str | None:
    """The id of folders, each a path, and of files: path, mode and content."""
    found = TreeId(IDS)
    for member in members:
        if isinstance(member, bytes):
            found.enter(member)
        else:
            path, mode, content = member
            found.add(path, mode, IDS.blob(len(content), (content,)))
    return found.hexdigest()


def test_another_member_mode_or_content_is_another_tree() -> None:
    trees = [
        tree_of(A, b"b", B),
        tree_of(A, b"b"),
        tree_of(A),
        tree_of(b"b", B),
        tree_of((b"a", 0o100755, b"x"), b"b", B),
        tree_of((b"a", 0o120000, b"x"), b"b", B),
        tree_of((b"a", 0o100644, b"y"), b"b", B),
        tree_of(b"a", b"b", B),
        tree_of(A, A, b"b", B),
        tree_of(A, b"a", b"b", B),
        # A folder that was left and is entered again would stand in a tree twice.
        tree_of(A, b"b", B, b"c", b"b", (b"b/d", 0o100644, b"")),
        tree_of(A, b"b", B, (b"b/d", 0o100644, b""), b"c"),
    ]

    assert None not in trees
    assert len(set(trees)) == len(trees)


def test_the_order_within_a_folder_is_git_s() -> None:
    assert tree_of(b"b", B, A) == tree_of(A, b"b", B)


@pytest.mark.parametrize(
    "members",
    [
        (B,),
        (A, B),
        (b"b/c",),
        (b"b", B, b"c", B),
        (b"b", b"b/c", b"c", (b"b/c/d", 0o100644, b"")),
        (A, (b"a/b", 0o100644, b"")),
    ],
)
def test_what_comes_without_its_folder_is_no_tree(members: tuple[bytes | File, ...]) -> None:
    assert tree_of(*members) is None
    assert tree_of(*members, A) is None
