"""A tree within its caps, and what the path of a file says of it."""

from __future__ import annotations

import pytest

from compliance.tree import (
    MIB,
    Caps,
    Kind,
    Tree,
    TreeBuilder,
    Unreadable,
    is_judged,
    is_source,
    is_test,
    language,
)


def build(*files: tuple[str, int], caps: Caps = Caps()) -> Tree:
    builder = TreeBuilder("c", lambda path: path.endswith(".js"), caps)
    for path, size in files:
        if builder.offer(path, size):
            builder.add(path, b"x" * size)
    return builder.build()


def reason(tree: Tree, path: str) -> str:
    with pytest.raises(Unreadable) as caught:
        tree.read(path)
    return str(caught.value)


def test_a_file_larger_than_the_cap_is_known_by_its_reason() -> None:
    tree = build(("a.js", 3 * MIB), ("b.js", 1), caps=Caps(file_bytes=2 * MIB))

    assert reason(tree, "a.js") == "a.js has 3 MiB, more than the 2 MiB that are read"
    assert tree.read("b.js") == b"x"


def test_what_is_over_the_cap_of_all_is_known_by_its_reason() -> None:
    tree = build(("a.js", 2 * MIB), ("b.js", 2 * MIB), ("c.js", 1), caps=Caps(total_bytes=3 * MIB))

    assert "more than the 3 MiB that are read" in reason(tree, "b.js")
    assert tree.read("c.js") == b"x"


def test_what_no_extractor_asks_for_weighs_nothing() -> None:
    tree = build(("a.png", 90 * MIB), ("b.js", 1), caps=Caps(total_bytes=1))

    assert tree.read("b.js") == b"x"
    assert reason(tree, "a.png") == "a.png was not among the files that are read"


@pytest.mark.parametrize("caps", [Caps(entries=2), Caps(path_characters=8)])
def test_a_list_that_was_cut_says_so_and_takes_no_more(caps: Caps) -> None:
    builder = TreeBuilder("c", lambda _: True, caps)
    offered = [builder.offer(path, 1) for path in ("a.js", "b.js", "c.js", "d.js")]

    assert offered == [True, True, False, False]
    assert builder.full
    assert builder.build().incomplete


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../a.js", "a/../../b.js"])
def test_paths_that_leave_the_tree_are_no_entries(path: str) -> None:
    assert not build((path, 1)).entries


@pytest.mark.parametrize("kind", [Kind.SYMLINK, Kind.GITLINK])
def test_links_are_listed_and_not_followed(kind: Kind) -> None:
    builder = TreeBuilder("c", lambda _: True)

    assert not builder.offer("a.js", 1, kind)
    assert reason(builder.build(), "a.js") == f"a.js is a {kind.value}, which is not followed"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", "python"), ("a/B.PY", "python"), ("a.mjs", "javascript"), ("a.d.ts", "typescript"),
        ("a.tsx", "typescript"), (".py", None), ("a/.js", None), ("py", None), ("a.py/b", None),
        ("a.", None), ("", None),
    ],
)  # fmt: skip
def test_languages(path: str, expected: str | None) -> None:
    assert language(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", True), ("vendor/a.py", False), ("a/node_modules/b/c.js", False),
        ("vendor.py", True), ("src/a.min.js", False), ("docs/a.py", False), ("a.md", False),
    ],
)  # fmt: skip
def test_sources_are_what_somebody_wrote_here(path: str, expected: bool) -> None:
    assert is_source(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/a.py", True), ("src/Tests/a.py", True), ("src/a.test.ts", True), ("e2e", False),
        ("src/a_test.py", True), ("src/test_a.py", True), ("src/contest.py", False),
        ("conftest.py", True), ("src/protest/a.py", False),
    ],
)  # fmt: skip
def test_tests_are_known_by_folder_and_name(path: str, expected: bool) -> None:
    assert is_test(path) == expected


def test_a_folder_is_not_judged_at_any_depth() -> None:
    assert is_judged("src/app/a.py")
    assert not is_judged("src/fixtures/app/a.py")
