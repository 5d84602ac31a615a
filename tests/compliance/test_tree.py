"""The files of a commit: what is kept, what is cut and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.paths import below
from compliance.tree import MIB, Caps, Entry, Kind, Tree, TreeBuilder, Unreadable, is_inside


def built(
    files: dict[str, bytes | Kind], caps: Caps = Caps(), wanted: tuple[str, ...] | None = None
) -> Tree:
    builder = TreeBuilder("c" * 40, lambda path: wanted is None or path in wanted, caps)
    for path, content in files.items():
        if isinstance(content, Kind):
            assert not builder.offer(path, 0, content)
        elif builder.offer(path, len(content)):
            builder.add(path, content)
    return builder.build()


class TestWhatIsKept:
    def test_content_that_is_wanted(self) -> None:
        tree = built({"b.txt": b"two", "a.txt": b"one"}, wanted=("b.txt",))

        assert tree.commit == "c" * 40
        assert tree.entries == {
            "a.txt": Entry("a.txt", 3, Kind.FILE),
            "b.txt": Entry("b.txt", 3, Kind.FILE),
        }
        assert tree.contents == {"b.txt": b"two"}
        assert tree.read("b.txt") == b"two"

    def test_entries_stand_in_the_order_of_their_paths(self) -> None:
        tree = built({"b": b"", "a/b": b"", "a": b"", "a-b": b"", "z": Kind.SYMLINK})

        assert list(tree.entries) == ["a", "a-b", "a/b", "b", "z"]
        assert list(tree.files()) == ["a", "a-b", "a/b", "b"]

    def test_a_tree_without_some_of_its_files(self) -> None:
        tree = built({"a/b": b"1", "a/c": b"2", "a/l": Kind.SYMLINK, "a/s": Kind.GITLINK})

        rest = tree.without(lambda path: path != "a/c")

        assert list(rest.entries) == ["a/c", "a/l", "a/s"]
        assert rest.contents == {"a/c": b"2"}
        assert list(rest.files()) == ["a/c"]
        assert (rest.commit, list(tree.files())) == (tree.commit, ["a/b", "a/c"])

    def test_the_files_of_a_name(self) -> None:
        tree = built(
            dict.fromkeys(("b/a.txt", "a.txt", "a.txt/b"), b"") | {"c/a.txt": Kind.GITLINK}
        )

        assert list(tree.named("a.txt")) == ["a.txt", "b/a.txt"]
        assert list(tree.named("c.txt")) == []

    def test_the_files_that_a_function_wants_of_which_it_is_asked_once(self) -> None:
        tree = built(dict.fromkeys(("b.md", "a.md", "a.txt"), b"") | {"c.md": Kind.SYMLINK})
        asked: list[str] = []

        def is_prose(path: str) -> bool:
            asked.append(path)
            return path.endswith(".md")

        assert tree.matching(is_prose) == tree.matching(is_prose) == ("a.md", "b.md")
        assert asked == ["a.md", "a.txt", "b.md"]
        rest = tree.without(lambda path: path == "a.md")
        assert rest.matching(is_prose) == ("b.md",)

    def test_the_files_of_a_directory(self) -> None:
        tree = built(
            dict.fromkeys(("a", "api", "api/a", "api/b/c", "api-v2/a", "api0", "apis/a"), b"")
            | {"api/link": Kind.SYMLINK}
        )

        assert list(tree.files("api")) == ["api/a", "api/b/c"]
        assert list(tree.files("api/b")) == ["api/b/c"]
        assert list(tree.files("b")) == []
        assert len(list(tree.files())) == 7

    @given(st.sets(st.text("ab/-0", min_size=1, max_size=8)), st.text("ab/-0", max_size=4))
    def test_the_files_of_a_directory_are_those_below_it(
        self, paths: set[str], directory: str
    ) -> None:
        tree = built(dict.fromkeys(paths, b""))

        assert list(tree.files(directory)) == [
            path for path in tree.files() if below(path, directory)
        ]

    def test_links_and_submodules_are_listed_and_are_no_files(self) -> None:
        tree = built({"link": Kind.SYMLINK, "module": Kind.GITLINK, "file": b"x"})

        assert list(tree.files()) == ["file"]
        assert [tree.has(path) for path in ("link", "module", "file", "nothing")] == [
            False,
            False,
            True,
            False,
        ]

    @pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "a/../../b", "a/..", "..", ""])
    def test_what_leads_out_of_the_tree_is_not_even_listed(self, path: str) -> None:
        tree = built({path: b"x", "inside": b"y"})

        assert not is_inside(path)
        assert list(tree.entries) == ["inside"]

    @pytest.mark.parametrize("path", ["a", "a/b", "..a", "a..b/c", "...", ".hidden"])
    def test_other_paths_are_inside(self, path: str) -> None:
        assert is_inside(path)


class TestCaps:
    def test_a_file_that_is_too_large_is_listed_and_not_read(self) -> None:
        caps = Caps(file_bytes=8 * MIB)
        builder = TreeBuilder(None, lambda _: True, caps)

        assert builder.offer("fits", 8 * MIB)
        assert not builder.offer("large", 9 * MIB)
        tree = builder.build()

        assert tree.has("large")
        with pytest.raises(
            Unreadable, match=r"^large has 9 MiB, more than the 8 MiB that are read$"
        ):
            tree.read("large")

    def test_a_file_that_just_exceeds_is_not_said_to_have_what_is_read(self) -> None:
        builder = TreeBuilder(None, lambda _: True, Caps(file_bytes=8 * MIB))
        builder.offer("large", 8 * MIB + MIB // 4)

        with pytest.raises(Unreadable, match=r"^large has 8\.25 MiB, more than the 8 MiB"):
            builder.build().read("large")

    def test_a_file_that_nobody_wants_may_have_any_size(self) -> None:
        tree = built({"large": b"x" * 100}, Caps(file_bytes=10), wanted=())

        assert tree.omitted == {}

    def test_what_exceeds_the_total_is_listed_and_not_read_and_smaller_ones_are(self) -> None:
        tree = built({"a": b"12345", "b": b"123456", "c": b"12345"}, Caps(total_bytes=10))

        assert tree.contents.keys() == {"a", "c"}
        with pytest.raises(Unreadable, match=r"^b was not read: more than the .* of a repository$"):
            tree.read("b")

    def test_what_is_not_wanted_does_not_count_into_the_total(self) -> None:
        tree = built({"a": b"1" * 99, "b": b"12"}, Caps(total_bytes=10), wanted=("b",))

        assert tree.contents == {"b": b"12"}

    def test_too_many_entries_end_the_list(self) -> None:
        builder = TreeBuilder(None, lambda _: True, Caps(entries=2))

        assert builder.offer("a", 1)
        assert builder.offer("b", 1)
        full_before = builder.full
        assert not builder.offer("c", 1)
        assert (full_before, builder.full) == (False, True)
        assert not builder.offer("d", 1)
        tree = builder.build()
        assert list(tree.entries) == ["a", "b"]
        assert tree.incomplete == "it has more than 2 files"

    def test_a_path_that_is_too_long_ends_the_list(self) -> None:
        builder = TreeBuilder(None, lambda _: True)

        assert builder.offer("app/" * 256, 1)
        assert not builder.offer("app/" * 256 + "a", 1)
        assert builder.build().incomplete == "a path in it has more than 1,024 characters"

    def test_paths_that_are_too_long_together_end_the_list(self) -> None:
        builder = TreeBuilder(None, lambda _: True, Caps(path_length=MIB, path_characters=MIB))

        assert builder.offer("a" * MIB, 1)
        assert not builder.offer("b", 1)
        assert builder.build().incomplete == (
            "the paths of its files have more than the 1 MiB that are read"
        )

    def test_a_source_may_say_that_it_ends_here(self) -> None:
        builder = TreeBuilder(None, lambda _: True)
        builder.cut("GitHub cut the list")

        assert not builder.offer("a", 1)
        assert builder.build().incomplete == "GitHub cut the list"


class TestReading:
    @pytest.mark.parametrize(
        ("path", "message"),
        [
            ("link", "link is a symbolic link, which is not followed"),
            ("module", "module is a submodule, which is not followed"),
            ("nowhere", "nowhere is not there"),
            ("unwanted", "unwanted was not among the files that are read"),
        ],
    )
    def test_what_cannot_be_read_says_why(self, path: str, message: str) -> None:
        tree = built(
            {"link": Kind.SYMLINK, "module": Kind.GITLINK, "unwanted": b"x"}, wanted=("a",)
        )

        for read in (tree.read, tree.text, tree.source):
            with pytest.raises(Unreadable) as caught:
                read(path)
            assert str(caught.value) == message

    def test_a_source_may_say_why_content_cannot_be_had(self) -> None:
        builder = TreeBuilder(None, lambda _: True)
        builder.offer("a", 1)
        builder.omit("a", "a is missing from the archive")

        with pytest.raises(Unreadable, match=r"^a is missing from the archive$"):
            builder.build().read("a")

    def test_configuration_has_to_be_utf_8(self) -> None:
        tree = built({"bom": b"\xef\xbb\xbfone", "latin": b"caf\xe9", "empty": b""})

        assert tree.text("bom") == "one"
        assert tree.text("empty") == ""
        with pytest.raises(Unreadable, match=r"^latin is not UTF-8 text \(byte 3\)$"):
            tree.text("latin")

    def test_source_may_hold_anything(self) -> None:
        tree = built({"bom": b"\xef\xbb\xbfone", "latin": b"caf\xe9"})

        assert tree.source("bom") == "one"
        assert tree.source("latin") == "caf�"
