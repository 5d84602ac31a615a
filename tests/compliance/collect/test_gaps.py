"""Repositories read over HTTP from a simulated GitHub: what is asked, and what comes of it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from compliance.collect import SourceError, SourceRepository
from compliance.collect.archives import read_archive
from compliance.collect.gaps import RepositoryGaps
from compliance.collect.github import GitHubSource
from compliance.facts import RepositoryFacts, Unavailable
from compliance.tree import Tree
from integrations.checkouts import Missing
from integrations.github.budget import Budget
from integrations.github.client import Client
from integrations.github.settings import GitHubSettings
from tests.compliance.collect.archived import from_objects
from tests.github_simulator import Simulator
from tests.github_simulator.state import Member, Organization, Person, Repository, World
from tests.repositories_on_disk import Files, commit, git, repository, write
from tests.tarballs import tarball

FILES = {"package.json": '{"name": "shop"}\n', "src/app.js": "console.log(1);\n"}
LIBRARY = "1234567890" * 4


@dataclass
class Shop:
    """One repository in a simulated GitHub, and what asks for it."""

    path: Path
    simulator: Simulator
    client: Client

    def listed(self) -> SourceRepository:
        (found,) = GitHubSource(self.client, None).heads("dev", None).listed
        self.simulator.log.forget()
        return found

    def tree(self) -> Tree:
        listed = self.listed()
        with self.client.archive(listed.full_name, listed.head or "") as chunks:
            gaps = RepositoryGaps(self.client, listed)
            return read_archive(chunks, listed.head or "", tree=listed.tree, gaps=gaps)

    def facts(self) -> RepositoryFacts:
        return GitHubSource(self.client, None).files(self.listed())

    def refusal(self) -> str:
        with pytest.raises(SourceError) as caught:
            self.facts()
        return str(caught.value)

    @property
    def asked(self) -> list[str]:
        return [each.name for each in self.simulator.log.entries]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[Files], Shop]]:
    made: list[Shop] = []

    def make(files: Files) -> Shop:
        path = repository(tmp_path / "shop", files)
        world = World(
            organization=Organization(login="acme", name="Acme"),
            people=[Person(id=1, login="alice")],
            members=[Member(login="alice", role="ADMIN")],
            repositories=[Repository(id=11, name="shop", path=path)],
        )
        simulator = Simulator(world)
        simulator.start()
        token = simulator.token("alice", scopes=frozenset({"repo", "read:org"})).token
        settings = GitHubSettings("acme", simulator.url, simulator.url, token=token)
        client = Client(settings, Budget(os.environ["REDIS_URL"], uuid.uuid4().hex))
        made.append(Shop(path, simulator, client))
        return made[-1]

    yield make
    for shop in made:
        shop.client.close()
        shop.client.budget.close()
        shop.simulator.close()


def test_a_repository_is_one_request_to_the_api(make: Callable[[Files], Shop]) -> None:
    shop = make({**FILES, ".gitattributes": "* text=auto\n"})

    assert shop.facts().commit == git(shop.path, "rev-parse", "HEAD")
    assert shop.asked == ["GET /repos/{owner}/{repo}/tarball/{ref}", "archive"]


def test_what_an_archive_lacks_is_two_more(make: Callable[[Files], Shop]) -> None:
    shop = make({**FILES, ".gitattributes": "src export-ignore\n*.json export-subst\n"})
    write(shop.path, {"package.json": '{"name": "$Format:%H$"}\n'})
    git(shop.path, "update-index", "--add", "--cacheinfo", f"160000,{LIBRARY},vendor/library")
    git(shop.path, "commit", "-q", "-a", "-m", "feat: a library")

    assert shop.tree() == from_objects(shop.path)
    assert shop.asked == [
        "GET /repos/{owner}/{repo}/tarball/{ref}",
        "archive",
        "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
        "Blobs",
    ]


def test_what_is_no_text_or_too_long_is_unreadable(make: Callable[[Files], Shop]) -> None:
    shop = make(
        {
            "a.js": b"\0\1",
            "b.js": "b" * 600_000,
            "c.js": b"\xe9",
            "d.js": "d",
            ".gitattributes": "*.js export-ignore\n",
        }
    )
    tree = shop.tree()

    assert dict(tree.omitted) == {
        "a.js": "a.js is altered or left out in the archive, and no text",
        "b.js": "b.js is altered or left out in the archive, and longer than GitHub hands over",
        "c.js": "c.js is altered or left out in the archive, and no UTF-8 text",
    }
    assert tree.read("d.js") == b"d"


def test_a_list_that_github_cuts_leaves_nothing_judged(make: Callable[[Files], Shop]) -> None:
    shop = make({**FILES, ".gitattributes": "src export-ignore\n"})
    shop.simulator.archives.most_in_a_tree = 1

    assert shop.tree().incomplete == "the list of its files is longer than GitHub hands over"


def test_what_is_gone_or_no_file_is_unreadable(make: Callable[[Files], Shop]) -> None:
    shop = make(FILES)
    gaps = RepositoryGaps(shop.client, shop.listed())

    oids = ["0" * 40, git(shop.path, "rev-parse", "HEAD:src")]

    assert gaps.blobs(oids) == dict.fromkeys(
        oids, Missing("is altered or left out in the archive, and GitHub does not show it")
    )


@pytest.mark.parametrize(
    ("archive", "sentence"),
    [
        (b"<html>", "its archive is no gzip file, or is damaged"),
        (tarball(), "its archive is of the commit c0ffee000000, and not of "),
    ],
)
def test_of_the_files_of_an_archive_that_cannot_be_read_nothing_is_known(
    make: Callable[[Files], Shop], archive: bytes, sentence: str
) -> None:
    shop = make(FILES)
    shop.simulator.archives.instead["shop"] = archive

    layout = shop.facts().layout

    assert isinstance(layout, Unavailable)
    assert layout.reason.startswith(sentence)


def test_an_archive_that_was_cut_off_is_to_be_asked_for_again(
    make: Callable[[Files], Shop],
) -> None:
    shop = make(FILES)
    shop.simulator.archives.instead["shop"] = tarball()[:20]

    sentence = "acme/shop: its archive ends before its last file does: it was cut off"
    assert shop.refusal().startswith(sentence)


def test_files_that_are_not_the_commit_s_are_not_believed(
    make: Callable[[Files], Shop],
) -> None:
    shop = make(FILES)
    head = commit(write(shop.path, {".nvmrc": "22\n"}))
    shop.simulator.archives.instead["shop"] = tarball(commit=head)

    assert shop.tree() == from_objects(shop.path)


def test_a_repository_without_a_commit_is_one_sentence(make: Callable[[Files], Shop]) -> None:
    shop = make(FILES)

    with pytest.raises(SourceError, match="it has no commit that could be read"):
        GitHubSource(shop.client, None).files(replace(shop.listed(), head=None))
