"""Pages of a list: the links between them are followed, to the same API, and end."""

from __future__ import annotations

import pytest

from integrations.github.client import Client
from integrations.github.errors import AnswerError
from tests.integrations.github.conftest import Making
from tests.integrations.github.one_answer import Organization
from tests.integrations.github.scripted import Scripted, reply


def link(url: str, rel: str = "next") -> str:
    return f'<{url}>; rel="{rel}"'


def test_pages_follow_the_links(client: Client, github: Scripted) -> None:
    first = f"{link(f'{github.url}/orgs/acme/repos?page=9', 'last')}, "
    first += link(f"{github.url}/orgs/acme/repos?per_page=100&page=2")
    github.on("GET /orgs/acme/repos?per_page=100&type=all", reply([{"login": "a"}], Link=first))
    prev = link(f"{github.url}/orgs/acme/repos?page=1", "prev")
    github.on("GET /orgs/acme/repos?per_page=100&page=2", reply([{"login": "b"}], Link=prev))

    pages = list(client.pages("/orgs/acme/repos", Organization, type="all"))

    assert [each.login for page in pages for each in page.data] == ["a", "b"]
    assert client.requests == 2


def test_a_page_that_is_not_wanted_is_not_asked_for(client: Client, github: Scripted) -> None:
    github.on("GET /list", reply([{"login": "a"}], Link=link(f"{github.url}/list?page=2")))

    next(client.pages("/list", Organization))

    assert client.requests == 1


def test_pages_without_an_end_have_one(client: Client, github: Scripted) -> None:
    first, *others = (
        reply([], Link=link(f"{github.url}/list?page={page}")) for page in range(2, 9)
    )
    github.on("GET /list?per_page=100", first)
    for page, other in enumerate(others, start=2):
        github.on(f"GET /list?page={page}", other)

    with pytest.raises(AnswerError, match="GET /list on more than 5 pages"):
        list(client.pages("/list", Organization, max_pages=5))

    assert client.requests == 5


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_pages_that_lead_round_in_a_circle(client: Client, github: Scripted, pages: int) -> None:
    addresses = [f"{github.url}/list?per_page=100"]
    addresses += [f"{github.url}/list?page={page}" for page in range(2, pages + 1)]
    for page, address in enumerate(addresses):
        following = addresses[(page + 1) % pages]
        github.on(f"GET {address.removeprefix(github.url)}", reply([], Link=link(following)))

    with pytest.raises(AnswerError, match="pages of GET /list lead round in a circle"):
        list(client.pages("/list", Organization))

    assert client.requests == pages


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/list", "https://evil.example/list", "//evil.example/list"]
)
def test_the_next_page_is_at_the_same_api(client: Client, github: Scripted, url: str) -> None:
    github.on("GET /list", reply([], Link=link(url)))

    with pytest.raises(AnswerError, match="goes on at another place"):
        list(client.pages("/list", Organization))


def test_the_next_page_is_below_the_path_of_the_api(make_client: Making, github: Scripted) -> None:
    github.on("GET /api/v3/list", reply([], Link=link(f"{github.url}/elsewhere?page=2")))
    client = make_client({"api_url": f"{github.url}/api/v3"})

    with pytest.raises(AnswerError, match="goes on at another place"):
        list(client.pages("/list", Organization))


def test_a_next_page_nowhere(client: Client, github: Scripted) -> None:
    github.on("GET /list", reply([], Link=link("http://[::1")))

    with pytest.raises(AnswerError):
        list(client.pages("/list", Organization))
