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


def listed(shop: Path) -> list[tuple[int, bytes, bytes]]:
    """What git lists: mode, id and path of each file."""
    found = []
    records = subprocess.check_output(["git", "ls-tree", "-r", "-z", "HEAD"], cwd=shop)
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


def test_another_mode_content_or_path_is_another_tree() -> None:
    ids = ObjectIds("0" * 40)

    def tree(*files: tuple[bytes, int, bytes]) -> str:
        found = TreeId(ids)
        for path, mode, content in files:
            found.add(path, mode, ids.blob(len(content), (content,)))
        return found.hexdigest()

    a, b = (b"a/x", 0o100644, b"x"), (b"b/x", 0o100644, b"x")
    trees = [
        tree(a, b),
        tree(a),
        tree((b"a/x", 0o100755, b"x"), b),
        tree((b"a/x", 0o120000, b"x"), b),
        tree((b"a/x", 0o100644, b"y"), b),
        tree((b"a/y", 0o100644, b"x"), b),
        tree((b"a", 0o100644, b"x"), b),
        tree(a, a, b),
        # A folder that was left and is entered again would stand in a tree twice.
        tree(a, b, (b"a/y", 0o100644, b"")),
        tree(a, (b"a/y", 0o100644, b""), b),
    ]
    assert len(set(trees)) == len(trees)
    assert tree(b, a) == tree(a, b)
