"""A folder as a source: what it lists, what it reads, and what it says of what cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from compliance.collect import SourceError, SourceRepository
from compliance.collect.folder import FolderSource, read_tree, working_copy_facts
from compliance.facts import Layout, Origin
from compliance.facts.manifests import Manifests
from compliance.tree import Caps, Kind, Unreadable
from integrations.checkouts import snapshot
from tests.repositories_on_disk import DATE, commit, git, object_path, repository, write

FILES = {
    "package.json": '{"dependencies": {"express": "5"}}',
    "src/app.js": "const express = require('express');\nconst app = express();\n",
}

SHOP = SourceRepository("shop", "shop", None)


def listed(folder: Path) -> dict[str, SourceRepository]:
    return {each.key: each for each in FolderSource(folder).repositories()}


def reason(folder: Path, key: str) -> str:
    with pytest.raises(SourceError) as caught:
        FolderSource(folder).files(SourceRepository(key, key, None))
    return str(caught.value)


def test_a_checkout_is_listed_with_its_head_and_read_at_it(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    head = git(shop, "rev-parse", "HEAD")
    write(shop, {"src/app.js": "not committed"})

    facts = FolderSource(tmp_path).files(SHOP)

    date = datetime.fromisoformat(DATE).astimezone(UTC)
    assert listed(tmp_path) == {"shop": SourceRepository("shop", "shop", head, "main", date)}
    assert facts.commit == head
    assert isinstance(facts.layout, Layout)
    assert [each.path for each in facts.layout.components] == [""]


def test_a_new_commit_is_a_new_head(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", FILES)
    before = listed(tmp_path)["shop"].head
    write(shop, {"README.md": "# Shop"})

    assert listed(tmp_path)["shop"].head == before
    assert commit(shop) == listed(tmp_path)["shop"].head != before


def test_a_plain_directory_is_read_as_it_lies_there(tmp_path: Path) -> None:
    write(tmp_path / "shop", FILES)

    facts = FolderSource(tmp_path).files(SHOP)

    assert facts.commit == listed(tmp_path)["shop"].head
    assert isinstance(facts.layout, Layout)
    assert facts.layout.components


def test_what_cannot_be_read_is_listed_with_its_reason_and_stops_nobody(tmp_path: Path) -> None:
    write(tmp_path, {"damaged/.git/HEAD": "", "empty/.hidden-only/.gitkeep": ""})
    (tmp_path / "empty" / ".hidden-only" / ".gitkeep").unlink()
    (tmp_path / "linked").symlink_to("/etc")
    repository(tmp_path / "new")
    repository(tmp_path / "shop", FILES)

    repositories = listed(tmp_path)

    assert {key: each.problem for key, each in repositories.items()} == {
        "damaged": "its .git is no git directory, or is damaged: clone it again",
        "empty": "it holds no files",
        "linked": "it is a symbolic link, which is not followed",
        "new": "it has no commits yet",
        "shop": "",
    }
    assert [key for key, each in repositories.items() if each.head] == ["shop"]
    assert [key for key, each in repositories.items() if each.unreadable] == ["damaged"]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("gone", "gone is no longer in the folder"),
        ("..", ".. is no longer in the folder"),
        ("new", "new: it has no commits yet"),
        ("linked", "linked: it is a symbolic link, which is not followed"),
    ],
)
def test_reading_what_cannot_be_read_is_one_sentence(
    tmp_path: Path, key: str, sentence: str
) -> None:
    (tmp_path / "linked").symlink_to("/etc")
    repository(tmp_path / "new")

    assert sentence in reason(tmp_path, key)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not there: name a folder of git checkouts"):
        listed(tmp_path / "gone")


def test_a_folder_knows_files_the_day_and_the_settings_alone() -> None:
    assert FolderSource(Path()).origins == frozenset(Origin) - {Origin.FORGE}


class TestTree:
    """What of a checkout becomes the tree."""

    def test_links_and_submodules_are_listed_and_not_followed(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        (shop / ".nvmrc").symlink_to("/etc/passwd")
        repository(shop / "library", {"package.json": "{}"})
        commit(shop)

        with snapshot(shop, tmp_path) as files:
            tree = read_tree(files, "c")

        assert [(entry.path, entry.kind) for entry in tree.entries.values()] == [
            (".nvmrc", Kind.SYMLINK),
            ("library", Kind.GITLINK),
            ("package.json", Kind.FILE),
            ("src/app.js", Kind.FILE),
        ]
        with pytest.raises(Unreadable, match=r"\.nvmrc is a symbolic link"):
            tree.read(".nvmrc")

    def test_only_files_that_some_extractor_asks_for_are_read(self, tmp_path: Path) -> None:
        write(tmp_path, {"package.json": "{}", "logo.png": "png"})

        with snapshot(tmp_path, tmp_path) as files:
            tree = read_tree(files, "c")

        assert set(tree.entries) == {"logo.png", "package.json"}
        assert set(tree.contents) == {"package.json"}

    def test_entries_stand_in_the_same_order_wherever_they_come_from(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", {"a/x.js": "", "a-b.js": "", "a.js": "", "é.js": ""})
        with snapshot(shop, tmp_path) as files:
            committed = list(read_tree(files, "c").entries)
        plain = write(tmp_path / "plain", dict.fromkeys(committed, ""))
        with snapshot(plain, tmp_path) as files:
            assert list(read_tree(files, "c").entries) == committed

    def test_a_damaged_object_is_unreadable_with_its_path(self, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", FILES)
        object_path(shop, "HEAD:package.json").write_bytes(b"damaged")

        manifests = FolderSource(tmp_path).files(SHOP).repository[Manifests]

        assert isinstance(manifests, Manifests)
        (unreadable,) = manifests.unreadable
        assert (
            unreadable.reason
            == "package.json is missing from the objects of this clone, or is damaged there"
        )

    def test_more_files_than_are_read_leave_nothing_judged(self, tmp_path: Path) -> None:
        repository(tmp_path / "shop", {f"{number}.js": "" for number in range(12)})

        facts = FolderSource(tmp_path, Caps(entries=10)).files(SHOP)

        assert not isinstance(facts.layout, Layout)
        assert facts.layout.reason == "it has more than 10 files"

    def test_longer_paths_than_are_read_leave_nothing_judged(self, tmp_path: Path) -> None:
        repository(tmp_path / "shop", {f"{'x' * 90}{number}.js": "" for number in range(12)})

        facts = FolderSource(tmp_path, Caps(path_characters=1000)).files(SHOP)

        assert not isinstance(facts.layout, Layout)
        assert "paths" in facts.layout.reason


class TestWorkingCopy:
    """What the command line reads."""

    def test_it_is_read_as_it_lies_on_the_disk(self, tmp_path: Path) -> None:
        shop = repository(tmp_path, {"README.md": "# Shop"})
        write(shop, FILES)

        facts = working_copy_facts(shop)

        assert facts.commit is None
        assert isinstance(facts.layout, Layout)
        assert facts.layout.components

    def test_one_without_files_is_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="holds no files that could be judged"):
            working_copy_facts(repository(tmp_path))

    def test_a_path_that_is_not_there_is_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(
            SourceError, match="there is no such folder: name the folder of a working copy"
        ):
            working_copy_facts(tmp_path / "gone")
