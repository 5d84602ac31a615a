"""Archives, streamed from another host than the API's, which never sees the token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from integrations.github.client import Client
from integrations.github.errors import (
    AnswerError,
    GitHubError,
    LimitedError,
    NotFoundError,
    UnreachableError,
)
from integrations.github.transport import Limits
from tests.integrations.github.conftest import TOKEN, Clock, Making
from tests.integrations.github.scripted import Reply, Scripted, reply, said, scripted

COMMIT = "a" * 40
TARBALL = f"GET /repos/acme/shop/tarball/{COMMIT}"
FILE = f"GET /acme/shop/legacy.tar.gz/{COMMIT}"
SECRET = "AAAASECRETOFTHELINK"
CONTENT = bytes(range(256)) * 2_000
IMPATIENT = Limits(connect=1, read=0.2)


@pytest.fixture
def codeload() -> Iterator[Scripted]:
    with scripted() as server:
        server.on(FILE, Reply(200, CONTENT))
        yield server


@pytest.fixture(autouse=True)
def links(github: Scripted, codeload: Scripted) -> None:
    github.on(TARBALL, to(f"{codeload.url}/acme/shop/legacy.tar.gz/{COMMIT}?token={SECRET}"))


def to(url: str) -> Reply:
    return Reply(302, b"", {"Location": url})


def read(
    client: Client,
    full_name: str = "acme/shop",
    commit: str = COMMIT,
    *,
    got: list[bytes] | None = None,
) -> bytes:
    got = [] if got is None else got
    with client.archive(full_name, commit) as chunks:
        got.extend(chunks)
    return b"".join(got)


def read_a_little(client: Client) -> None:
    with client.archive("acme/shop", COMMIT) as chunks:
        next(chunks)
        raise RuntimeError("had enough")


def refusal(client: Client) -> GitHubError:
    with pytest.raises(GitHubError) as caught:
        read(client)
    assert SECRET not in str(caught.value)
    assert TOKEN not in str(caught.value)
    return caught.value


def test_an_archive_comes_from_another_host_without_the_token(
    client: Client, github: Scripted, codeload: Scripted
) -> None:
    assert read(client) == CONTENT

    (asked,) = codeload.asked
    assert asked.target.endswith(f"?token={SECRET}")
    assert "authorization" not in asked.headers
    assert asked.headers["accept-encoding"] == "identity"
    assert [each.token for each in github.asked] == [TOKEN]
    assert client.requests == 1


def test_not_even_the_same_host_gets_the_token_again(client: Client, github: Scripted) -> None:
    github.on(TARBALL, to("/_codeload/shop"))
    github.on("GET /_codeload/shop", Reply(200, CONTENT))

    assert read(client) == CONTENT
    assert [each.token for each in github.asked] == [TOKEN, ""]


def test_it_is_streamed(client: Client, codeload: Scripted) -> None:
    """The beginning is there although the end never comes."""
    codeload.on(FILE, Reply(200, CONTENT, announced=10**12, hangs=True))

    with client.archive("acme/shop", COMMIT) as chunks:
        assert CONTENT.startswith(next(chunks))


def test_a_renamed_repository_has_its_archive(
    client: Client, github: Scripted, codeload: Scripted
) -> None:
    moved = f"/repositories/1/tarball/{COMMIT}"
    github.on(TARBALL.replace("shop", "old"), Reply(301, b"{}", {"Location": moved}))
    github.on(f"GET {moved}", to(f"{codeload.url}/acme/shop/legacy.tar.gz/{COMMIT}"))

    assert read(client, "acme/old") == CONTENT
    assert [each.token for each in github.asked] == [TOKEN, TOKEN]


def test_further_redirects_are_followed_without_the_token(
    client: Client, codeload: Scripted
) -> None:
    codeload.on(FILE, to("/elsewhere"))
    codeload.on("GET /elsewhere", Reply(200, CONTENT))

    assert read(client) == CONTENT
    assert not any("authorization" in each.headers for each in codeload.asked)


def test_circles_end(client: Client, codeload: Scripted) -> None:
    codeload.on(FILE, to(f"/acme/shop/legacy.tar.gz/{COMMIT}"))

    assert "in circles for the archive of acme/shop" in str(refusal(client))
    assert len(codeload.asked) == 4


@pytest.mark.parametrize(
    "url",
    [
        f"http://codeload.example/{SECRET}",
        f"ftp://127.0.0.1/{SECRET}",
        "file:///etc/passwd",
        "https://",
        f"http://127.0.0.1.example/{SECRET}",
    ],
)
@pytest.mark.parametrize("hop", [False, True])
def test_addresses_that_are_not_safe(
    client: Client, github: Scripted, codeload: Scripted, url: str, hop: bool
) -> None:
    if hop:
        codeload.on(FILE, to(url))
    else:
        github.on(TARBALL, to(url))

    error = refusal(client)

    assert isinstance(error, AnswerError)
    assert "not https://" in str(error)


@pytest.mark.parametrize(
    ("full_name", "commit"),
    [
        ("acme", COMMIT),
        ("acme/shop/x", COMMIT),
        ("acme/..", COMMIT),
        ("acme/.", COMMIT),
        ("../shop", COMMIT),
        ("acme/shop?x", COMMIT),
        ("acme/sh\nop", COMMIT),
        ("acme/shop", "main"),
        ("acme/shop", "../../user"),
        ("acme/shop", "A" * 40),
    ],
)
def test_names_that_are_none_are_not_asked_for(client: Client, full_name: str, commit: str) -> None:
    with pytest.raises(NotFoundError):
        read(client, full_name, commit)
    assert client.requests == 0


@pytest.mark.parametrize("answer", [said("Not Found", 404), said("Repository access blocked", 451)])
def test_a_repository_that_is_gone(client: Client, github: Scripted, answer: Reply) -> None:
    github.on(TARBALL, answer)

    assert isinstance(refusal(client), NotFoundError)
    assert client.requests == 1


def test_an_archive_that_is_gone(client: Client, codeload: Scripted) -> None:
    codeload.on(FILE, Reply(404, b"404: Not Found"))

    error = refusal(client)

    assert isinstance(error, NotFoundError)
    assert "the archive of acme/shop" in str(error)


@pytest.mark.parametrize("answer", [reply({}), Reply(204, b"")])
def test_no_link_to_an_archive(client: Client, github: Scripted, answer: Reply) -> None:
    github.on(TARBALL, answer)

    assert isinstance(refusal(client), AnswerError)


FAULTS = {
    "502": Reply(502, b"Bad Gateway"),
    "a link that is not good any more": Reply(401, b""),
    "another": Reply(403, b""),
    "dropped": Reply(drops=True),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_before_the_first_byte_is_tried_again_from_the_start(
    make_client: Making, github: Scripted, codeload: Scripted, fault: Reply
) -> None:
    """From the start: a link to an archive holds for some minutes."""
    codeload.on(FILE, fault, fault, Reply(200, CONTENT))
    client = make_client()

    assert read(client) == CONTENT
    assert client.requests == len(github.asked) == 3
    assert len(make_client.slept) == 2


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_stays_is_told(client: Client, codeload: Scripted, fault: Reply) -> None:
    codeload.on(FILE, fault)

    assert isinstance(refusal(client), UnreachableError)
    assert client.requests == 3


@pytest.mark.parametrize(
    "answer",
    [
        Reply(200, CONTENT, announced=10**6),
        Reply(200, CONTENT, announced=10**6, hangs=True),
    ],
    ids=["cut", "stalls"],
)
def test_a_stream_that_breaks_off_says_so(
    make_client: Making, codeload: Scripted, answer: Reply
) -> None:
    codeload.on(FILE, answer)
    client = make_client(limits=IMPATIENT)
    got: list[bytes] = []

    with pytest.raises(UnreachableError, match="the archive of acme/shop"):
        read(client, got=got)

    assert b"".join(got) == CONTENT
    assert client.requests == 1


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Reply(429, b"Too many requests"), 60),
        (Reply(429, b"", {"Retry-After": "30"}), 30),
        (Reply(503, b"", {"Retry-After": "30"}), 30),
    ],
)
def test_a_limit_of_the_archives_stops_archives_only(
    make_client: Making,
    github: Scripted,
    codeload: Scripted,
    clock: Clock,
    answer: Reply,
    seconds: int,
) -> None:
    codeload.on(FILE, answer)
    github.on("GET /user", reply({"login": "me"}))

    error = refusal(make_client())

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + seconds, UTC)
    assert error.resource == "archives"
    other = make_client()
    assert isinstance(refusal(other), LimitedError)
    assert len(codeload.asked) == 1
    assert other.get("/user", dict).data == {"login": "me"}


def test_whoever_stops_reading_harms_nobody(client: Client) -> None:
    for _ in range(30):  # More than there are connections.
        with pytest.raises(RuntimeError, match="had enough"):
            read_a_little(client)

    assert read(client) == CONTENT


def test_the_link_is_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        read(client)

    assert "tarball" in caplog.text
    assert SECRET not in caplog.text
    assert TOKEN not in caplog.text
