"""REST as GitHub answers it: pages, tags, redirects, archives, trees."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests import repositories_on_disk as disk
from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import Credential
from tests.github_simulator.generation import generate
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests.conftest import HOUR, NOW, Ask


def test_lists_come_in_pages_that_name_each_other(tmp_path: Path, http: httpx.Client) -> None:
    with Simulator(generate(5, tmp_path, NOW), clock=Clock(NOW)) as simulator:
        headers = {"Authorization": f"token {simulator.token('person-1').token}"}
        for prefix in (simulator.url, simulator.enterprise_url):
            url = f"{prefix}/orgs/acme/repos?type=all&per_page=2"
            names, links = [], []
            while url:
                answer = http.get(url, headers=headers)
                names.append([each["name"][-1] for each in answer.json()])
                links.append(set(answer.links))
                assert all(each["url"].startswith(prefix) for each in answer.links.values())
                url = answer.links.get("next", {}).get("url", "")

            assert names == [["5", "4"], ["3", "2"], ["1"]]
            assert links == [{"next", "last"}, {"prev", "first", "next", "last"}, {"prev", "first"}]


def test_one_page_has_no_links(rest: Ask, owner: Credential) -> None:
    assert rest("/orgs/acme/repos", owner).links == {}


def test_a_list_is_filtered_by_type(rest: Ask, owner: Credential) -> None:
    def names(wanted: str) -> set[str]:
        return {each["name"] for each in rest(f"/orgs/acme/repos?type={wanted}", owner).json()}

    assert names("all") == {"api", "empty", "site", "legacy"}
    assert names("public") == {"site"}
    assert names("forks") == {"legacy"}
    assert names("sources") == {"api", "empty", "site"}


def test_what_did_not_change_is_not_sent_nor_counted(
    simulator: Simulator, rest: Ask, owner: Credential, world: World
) -> None:
    first = rest("/repos/acme/api", owner)
    tag = {"If-None-Match": first.headers["ETag"]}
    second = rest("/repos/acme/api", owner, **tag)
    world.repositories[0].description = "changed"
    third = rest("/repos/acme/api", owner, **tag)

    assert (first.status_code, second.status_code, third.status_code) == (200, 304, 200)
    assert second.content == b""
    used = [each.headers["X-RateLimit-Used"] for each in (first, second, third)]
    assert used == ["1", "1", "2"]
    assert simulator.log.points("core") == 2


def test_a_renamed_repository_redirects_to_its_number(
    rest: Ask, http: httpx.Client, owner: Credential
) -> None:
    moved = rest("/repos/acme/old-api/pulls?per_page=1", owner)

    assert moved.status_code == 301
    assert moved.json()["message"] == "Moved Permanently"
    location = moved.headers["Location"]
    assert urlsplit(location).path == "/repositories/11/pulls"
    answer = http.get(location, headers={"Authorization": f"Bearer {owner.token}"})
    assert answer.status_code == 200
    assert len(answer.json()) == 1


class TestArchives:
    """Archives are handed out by another server, by a ticket."""

    def test_the_archive_is_gits(
        self, simulator: Simulator, rest: Ask, http: httpx.Client, owner: Credential, folder: Path
    ) -> None:
        head = disk.git(folder / "api", "rev-parse", "HEAD")
        answer = rest(f"/repos/acme/api/tarball/{head}", owner)
        location = answer.headers["Location"]
        content = http.get(location).content

        assert answer.status_code == 302
        assert urlsplit(location).netloc != urlsplit(simulator.url).netloc
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            assert archive.pax_headers == {"comment": head}
            root = f"acme-api-{head[:7]}"
            assert set(archive.getnames()) == {
                root,
                *(f"{root}/{name}" for name in (".gitattributes", "README.md", "src", "src/a.py")),
            }
        assert simulator.log.leaks == []
        assert simulator.log.counts()["archive"] == 1

    def test_a_ticket_is_needed_and_ends(
        self, simulator: Simulator, rest: Ask, http: httpx.Client, owner: Credential
    ) -> None:
        location = rest("/repos/acme/api/tarball/main", owner).headers["Location"]
        without = http.get(location.partition("?")[0])
        simulator.wall.set(NOW + HOUR)
        late = http.get(location)

        assert (without.status_code, late.status_code) == (404, 404)

    def test_a_token_that_is_sent_there_is_noticed(
        self, simulator: Simulator, rest: Ask, http: httpx.Client, owner: Credential
    ) -> None:
        location = rest("/repos/acme/api/tarball/main", owner).headers["Location"]
        http.get(location, headers={"Authorization": f"Bearer {owner.token}"})

        assert len(simulator.log.leaks) == 1
        assert "token=" not in simulator.log.leaks[0].path

    def test_something_else_can_be_put_in_its_place(
        self, simulator: Simulator, rest: Ask, http: httpx.Client, owner: Credential
    ) -> None:
        seen = []

        def hostile(oid: str) -> bytes:
            seen.append(oid)
            return b"bomb"

        def content() -> bytes:
            location = rest("/repos/acme/api/tarball/main", owner).headers["Location"]
            return http.get(location).content

        simulator.archives.instead["api"] = hostile
        assert content() == b"bomb"
        simulator.archives.instead["api"] = b"other"
        assert content() == b"other"
        assert len(seen) == 1

    @pytest.mark.parametrize("name", ["empty", "api"])
    def test_what_has_no_such_commit_has_no_archive(
        self, rest: Ask, owner: Credential, name: str
    ) -> None:
        reference = "main" if name == "empty" else "f" * 40
        answer = rest(f"/repos/acme/{name}/tarball/{reference}", owner)

        assert answer.status_code == 404


class TestTrees:
    """Trees of one commit."""

    def paths(self, answer: httpx.Response) -> dict[str, Any]:
        return {each["path"]: each for each in answer.json()["tree"]}

    def test_a_tree_is_listed_whole_or_in_part(
        self, rest: Ask, owner: Credential, folder: Path
    ) -> None:
        head = disk.git(folder / "api", "rev-parse", "HEAD")
        path = f"/repos/acme/api/git/trees/{head}"
        whole, top = rest(f"{path}?recursive=1", owner), rest(path, owner)

        assert set(self.paths(whole)) == {".gitattributes", "README.md", "src", "src/a.py"}
        assert set(self.paths(top)) == {".gitattributes", "README.md", "src"}
        readme = self.paths(whole)["README.md"]
        assert (readme["mode"], readme["type"], readme["size"]) == ("100644", "blob", 5)
        assert "size" not in self.paths(whole)["src"]
        assert whole.json()["truncated"] is False

    def test_a_large_tree_is_truncated(
        self, simulator: Simulator, rest: Ask, owner: Credential
    ) -> None:
        simulator.archives.most_in_a_tree = 2
        answer = rest("/repos/acme/api/git/trees/main?recursive=1", owner)

        assert answer.json()["truncated"] is True
        assert len(answer.json()["tree"]) == 2

    def test_an_empty_repository_has_none(self, rest: Ask, owner: Credential) -> None:
        answer = rest("/repos/acme/empty/git/trees/main", owner)

        assert (answer.status_code, answer.json()["message"]) == (409, "Git Repository is empty.")


def test_what_the_simulator_does_not_know_is_a_defect(world: World, http: httpx.Client) -> None:
    simulator = Simulator(world)
    simulator.start()
    headers = {"Authorization": f"Bearer {simulator.token('alice').token}"}
    for path in ("/repos/acme/api/stargazers", "/orgs/acme?page=2"):
        assert http.get(simulator.url + path, headers=headers).status_code == 599

    with pytest.raises(ExceptionGroup, match="the simulator failed") as told:
        simulator.close()
    assert len(told.value.exceptions) == 2


def test_every_answer_has_a_number_and_the_quota(rest: Ask, owner: Credential) -> None:
    first, second = rest("/orgs/acme", owner), rest("/orgs/acme", owner)

    assert first.headers["X-GitHub-Request-Id"] != second.headers["X-GitHub-Request-Id"]
    assert second.headers["X-RateLimit-Limit"] == "5000"
    assert second.headers["X-RateLimit-Remaining"] == "4998"
    assert second.headers["X-RateLimit-Resource"] == "core"
