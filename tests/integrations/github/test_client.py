"""REST through a real server: answers, pages, redirects, faults, limits, and what is never told."""

from __future__ import annotations

import gzip
import logging
import threading
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from integrations.github.client import Client
from integrations.github.errors import (
    AnswerError,
    DeniedError,
    GitHubError,
    LimitedError,
    NotFoundError,
    RejectedError,
    RevokedError,
    SettingsError,
    UnreachableError,
)
from integrations.github.transport import Limits
from tests.integrations.github.conftest import TOKEN, Clock, Making
from tests.integrations.github.scripted import Reply, Scripted, reply, said, scripted

IMPATIENT = Limits(connect=1, read=0.2)


class Organization(msgspec.Struct):
    login: str


ACME = reply({"login": "acme", "unknown": [1, {"x": None}]})


def organization(client: Client) -> str:
    return client.get("/orgs/acme", Organization).data.login


def refusal(client: Client) -> GitHubError:
    with pytest.raises(GitHubError) as caught:
        organization(client)
    message = str(caught.value)
    assert message
    assert not message.endswith(".")
    assert "\n" not in message
    assert TOKEN not in message
    return caught.value


def test_an_answer_is_decoded_into_what_is_expected(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", ACME)

    page = client.get("/orgs/acme", Organization)

    assert (page.data, page.next, page.headers) == (Organization("acme"), "", {})
    assert client.requests == 1


def test_what_is_sent(client: Client, github: Scripted) -> None:
    github.on("GET /repos/acme/shop/branches/a%2Fb/protection", reply({}))

    client.get("/repos/acme/shop/branches/a%2Fb/protection", dict, per_page=1, full=True, ref="a b")

    (asked,) = github.asked
    assert asked.target == (
        "/repos/acme/shop/branches/a%2Fb/protection?per_page=1&full=true&ref=a+b"
    )
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert asked.headers["user-agent"] == f"plumbline/{project['version']}"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["accept"] == "application/vnd.github+json"
    assert asked.headers["x-github-api-version"] == "2022-11-28"
    assert asked.headers["accept-encoding"] == "gzip"


def test_compressed_answers(client: Client, github: Scripted) -> None:
    packed = gzip.compress(b'{"login": "acme"}')
    github.on("GET /orgs/acme", Reply(200, packed, {"Content-Encoding": "gzip"}))

    assert organization(client) == "acme"


def test_the_headers_about_the_credential_are_handed_over(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", reply({"login": "acme"}, X_OAuth_Scopes="", Server="GitHub.com"))

    assert client.get("/orgs/acme", Organization).headers == {"x-oauth-scopes": ""}


# Pages.


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


# Redirects.


@pytest.mark.parametrize("status", [301, 307, 308])
def test_what_was_renamed_is_found(client: Client, github: Scripted, status: int) -> None:
    moved = f"{github.url}/organizations/1"
    github.on("GET /orgs/acme", Reply(status, b"{}", {"Location": moved}))
    github.on("GET /organizations/1", Reply(status, b"{}", {"Location": "/organizations/2?a=b"}))
    github.on("GET /organizations/2?a=b", ACME)

    assert organization(client) == "acme"
    assert [each.token for each in github.asked] == [TOKEN] * 3
    assert client.requests == 3


def test_circles_end(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", Reply(301, b"{}", {"Location": "/orgs/acme"}))

    assert isinstance(refusal(client), AnswerError)
    assert client.requests == 5


def test_no_token_goes_to_another_place(client: Client, github: Scripted) -> None:
    with scripted() as elsewhere:
        elsewhere.on("GET /orgs/acme", ACME)
        github.on("GET /orgs/acme", Reply(301, b"{}", {"Location": f"{elsewhere.url}/orgs/acme"}))

        assert "does GITHUB_API_URL name the API itself?" in str(refusal(client))
        assert elsewhere.asked == []


@pytest.mark.parametrize("answer", [Reply(302, b"{}", {"Location": "/x"}), Reply(204, b"")])
def test_an_answer_that_is_none(client: Client, github: Scripted, answer: Reply) -> None:
    github.on("GET /orgs/acme", answer)

    assert f"GitHub answered {answer.status} to GET /orgs/acme" in str(refusal(client))


# What is refused.


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (said("Bad credentials", 401), RevokedError, "does not accept the credential (Bad cred"),
        (said("Not Found", 404), NotFoundError, "GitHub answered 404 to GET /orgs/acme: Not Found"),
        (said("Gone.", 410), NotFoundError, "GitHub answered 410 to GET /orgs/acme: Gone"),
        (said("Repository access blocked", 451), NotFoundError, "blocked"),
        (said("Git Repository is empty.", 409), RejectedError, "Git Repository is empty"),
        (said("Validation Failed", 422), RejectedError, "422"),
        (Reply(403, b"<html>blocked by a proxy</html>"), DeniedError, "GitHub answered 403 to"),
        (said("a\nb\x1b[31m" + "x" * 9999, 400), RejectedError, "a b [31mxxx"),
        (
            Reply(404, b'{"x":%b}' % (b"[" * 100_000)),
            NotFoundError,
            "answered 404 to GET /orgs/acme",
        ),
    ],
)
def test_refusals_are_final_and_named(
    client: Client, github: Scripted, answer: Reply, kind: type[GitHubError], sentence: str
) -> None:
    github.on("GET /orgs/acme", answer)

    error = refusal(client)

    assert type(error) is kind
    assert sentence in str(error)
    assert len(str(error)) < 500
    assert error.status == answer.status
    assert client.requests == 1


@pytest.mark.parametrize(
    ("headers", "needs"),
    [
        (
            {"X-Accepted-GitHub-Permissions": "administration=read"},
            ("administration=read",),
        ),
        (
            {"X-Accepted-GitHub-Permissions": "pull_requests=read,contents=read; issues=read"},
            ("pull_requests=read,contents=read", "issues=read"),
        ),
        ({"X-Accepted-OAuth-Scopes": "admin:org, read:org"}, ("admin:org", "read:org")),
        ({"X-Accepted-OAuth-Scopes": ""}, ()),
        ({}, ()),
    ],
)
def test_what_is_denied_says_what_it_needs(
    client: Client, github: Scripted, headers: dict[str, str], needs: tuple[str, ...]
) -> None:
    body = b'{"message": "Resource not accessible by integration"}'
    github.on("GET /orgs/acme", Reply(403, body, headers))

    error = refusal(client)

    assert isinstance(error, DeniedError)
    assert error.needs == needs


# What is not understood.


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"[]", "is not understood"),
        (b'{"login": 5}', "is not understood"),
        (b"{}", "is not understood"),
        (b"<html>", "is no JSON"),
        (b'{"login": "\xff"}', "is no JSON"),
        (b"[" * 100_000, "GET /orgs/acme"),
        (b'{"x": %b, "login": ""}' % (b"[" * 100_000 + b"]" * 100_000), "is nested deeper"),
    ],
)
def test_bodies_that_are_something_else(
    client: Client, github: Scripted, body: bytes, sentence: str
) -> None:
    github.on("GET /orgs/acme", Reply(200, body))

    assert sentence in str(refusal(client))


def test_broken_compression(client: Client, github: Scripted) -> None:
    github.on("GET /orgs/acme", Reply(200, b"no gzip", {"Content-Encoding": "gzip"}))

    error = refusal(client)
    assert isinstance(error, AnswerError)
    assert "cannot be unpacked" in str(error)


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("encoding", ["gzip, gzip", "zstd", "br", "deflate"])
def test_compression_that_nobody_asked_for(
    client: Client, github: Scripted, encoding: str, status: int
) -> None:
    github.on("GET /orgs/acme", Reply(status, b"{}", {"Content-Encoding": encoding}))

    error = refusal(client)
    assert isinstance(error, AnswerError)
    assert f"is packed as '{encoding}'" in str(error)
    assert client.requests == 1


@pytest.mark.parametrize("packed", [False, True])
def test_answers_without_an_end_are_not_read(
    make_client: Making, github: Scripted, packed: bool
) -> None:
    body = b'{"login": "' + b"a" * 3_000_000 + b'"}'
    headers = {"Content-Encoding": "gzip"} if packed else {}
    github.on("GET /orgs/acme", Reply(200, gzip.compress(body) if packed else body, headers))

    error = refusal(make_client(limits=Limits(answer_bytes=1_000_000)))

    assert isinstance(error, AnswerError)
    assert error.too_large
    assert "larger than 1,000,000 bytes" in str(error)


# Faults.

CUT = Reply(200, b'{"login": "ac', announced=500)
CUT_WITHOUT_LENGTH = Reply(200, b'{"login": "ac', announced=None)
SILENT = Reply(200, b"", announced=500, hangs=True)
DROPPED = Reply(drops=True)
FAULTS = {
    "500": said("Server Error", 500),
    "502": Reply(502, b"<html>Bad Gateway</html>"),
    "503": said("Unavailable", 503),
    "504": said("We couldn't respond to your request in time", 504),
    "cut": CUT,
    "cut, and no length": CUT_WITHOUT_LENGTH,
    "silent": SILENT,
    "dropped": DROPPED,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_passes_is_not_noticed(
    make_client: Making, github: Scripted, fault: Reply
) -> None:
    github.on("GET /orgs/acme", fault, fault, ACME)
    client = make_client(limits=IMPATIENT)

    assert organization(client) == "acme"
    assert client.requests == 3
    assert 0.5 <= make_client.slept[0] <= 1.5
    assert 2 <= make_client.slept[1] <= 6


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_stays_is_told_after_three_tries(
    make_client: Making, github: Scripted, fault: Reply
) -> None:
    github.on("GET /orgs/acme", fault)
    client = make_client(limits=IMPATIENT)

    error = refusal(client)

    assert isinstance(error, UnreachableError)
    assert "GET /orgs/acme" in str(error)
    assert client.requests == len(github.asked) == 3


def test_nobody_is_there(make_client: Making) -> None:
    with scripted() as gone:
        url = gone.url
    client = make_client({"api_url": url})

    error = refusal(client)

    assert isinstance(error, UnreachableError)
    assert "cannot be reached" in str(error)
    assert len(make_client.slept) == 2


# Limits.


def test_what_is_left_is_noted(client: Client, github: Scripted, clock: Clock) -> None:
    github.on("GET /orgs/acme", limited_headers(ACME, clock, remaining=4990))

    organization(client)

    (state,) = client.budget.state()
    assert (state.resource, state.limit, state.remaining) == ("core", 5000, 4990)


def limited_headers(
    answer: Reply, clock: Clock, *, remaining: int, resource: str = "core"
) -> Reply:
    headers = {
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(int(clock.now) + 1800),
        "X-RateLimit-Resource": resource,
    }
    return Reply(answer.status, answer.body, headers | dict(answer.headers))


@pytest.mark.parametrize("status", [403, 429])
def test_a_used_up_quota_stops_everybody(
    make_client: Making, github: Scripted, clock: Clock, status: int
) -> None:
    answer = said("API rate limit exceeded for user ID 1.", status)
    github.on("GET /orgs/acme", limited_headers(answer, clock, remaining=0))

    error = refusal(make_client())

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + 1800, UTC)
    assert error.resource == "core"
    other = make_client()
    assert isinstance(refusal(other), LimitedError)
    assert other.requests == 0
    assert len(github.asked) == 1


def test_what_was_used_up_comes_back(client: Client, github: Scripted, clock: Clock) -> None:
    github.on("GET /orgs/acme", limited_headers(said("limit", 403), clock, remaining=0), ACME)
    refusal(client)
    clock.now += 1800

    assert organization(client) == "acme"


def test_the_last_request_of_a_quota_is_answered(
    client: Client, github: Scripted, clock: Clock
) -> None:
    github.on("GET /orgs/acme", limited_headers(ACME, clock, remaining=0))

    assert organization(client) == "acme"
    assert isinstance(refusal(client), LimitedError)
    assert client.requests == 1


@pytest.mark.parametrize("status", [403, 429, 500, 503])
@pytest.mark.parametrize("words", ["You have exceeded a secondary rate limit", ""])
def test_retry_after_is_kept_by_all_requests(
    make_client: Making, github: Scripted, clock: Clock, status: int, words: str
) -> None:
    github.on("GET /orgs/acme", said(words, status, Retry_After="77"))
    client = make_client()

    error = refusal(client)

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + 77, UTC)
    assert error.resource == ""
    assert client.requests == 1
    assert make_client.slept == []
    with pytest.raises(LimitedError):
        make_client().graphql("query A { viewer { login } }", {}, dict)
    assert len(github.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        said("You have exceeded a secondary rate limit. Please wait a few minutes.", 403),
        said("You have triggered an abuse detection mechanism.", 403),
        said("", 429),
        Reply(429, b"<html>slow down</html>"),
        said("API rate limit exceeded for installation ID 1.", 403),
        said("", 403, X_RateLimit_Remaining="0", X_RateLimit_Reset="1"),
        said("", 403, X_RateLimit_Remaining="0"),
        said("", 403, X_RateLimit_Remaining="0", X_RateLimit_Reset="soon"),
        said("", 429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
    ],
)
def test_a_limit_without_an_end_waits_a_minute_and_then_longer(
    client: Client, github: Scripted, clock: Clock, answer: Reply
) -> None:
    github.on("GET /orgs/acme", answer)

    for seconds in (60, 120, 240):
        error = refusal(client)
        assert isinstance(error, LimitedError)
        assert error.until == datetime.fromtimestamp(clock.now + seconds, UTC)
        clock.now += seconds

    assert client.requests == 3


@pytest.mark.parametrize(
    ("headers", "longest"),
    [
        ({"Retry-After": "9999999999"}, 7200),
        ({"Retry-After": "0"}, 1),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}, 7200),
    ],
)
def test_a_moment_from_outside_is_bounded(
    client: Client, github: Scripted, clock: Clock, headers: dict[str, str], longest: int
) -> None:
    github.on("GET /orgs/acme", Reply(403, b"{}", headers))

    error = refusal(client)

    assert isinstance(error, LimitedError)
    assert error.until == datetime.fromtimestamp(clock.now + longest, UTC)


def test_a_secondary_limit_that_names_the_reset(
    client: Client, github: Scripted, clock: Clock
) -> None:
    answer = said("You have exceeded a secondary rate limit", 403)
    github.on("GET /orgs/acme", limited_headers(answer, clock, remaining=0))

    error = refusal(client)

    assert isinstance(error, LimitedError)
    assert error.resource == ""
    assert client.budget.blocked_until() == datetime.fromtimestamp(clock.now + 1800, UTC)


@pytest.mark.parametrize("value", ["", "-1", "1e9", "99999999999999999999", "²"])
def test_odd_headers_of_a_quota_are_not_believed(
    client: Client, github: Scripted, value: str
) -> None:
    headers = {"X-RateLimit-Limit": value, "X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "1"}
    latin = {name: each.encode("utf-8").decode("latin-1") for name, each in headers.items()}
    github.on("GET /orgs/acme", Reply(200, ACME.body, latin))

    assert organization(client) == "acme"
    assert client.budget.state() == ()


# Threads, and what is told.


def test_threads_share_a_client(make_client: Making, github: Scripted) -> None:
    client = make_client()
    for number in range(40):
        github.on(f"GET /orgs/{number}", reply({"login": str(number)}))
    found: dict[int, str] = {}

    def ask(numbers: range) -> None:
        for number in numbers:
            found[number] = client.get(f"/orgs/{number}", Organization).data.login

    threads = [threading.Thread(target=ask, args=(range(each, 40, 8),)) for each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {number: str(number) for number in range(40)}
    assert client.requests == 40


def test_each_request_is_logged_and_no_secret_is(
    client: Client, github: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    github.on("GET /orgs/acme", said("Server Error", 500), ACME)

    with caplog.at_level(logging.DEBUG):
        organization(client)

    lines = [each.getMessage() for each in caplog.records if each.levelno == logging.DEBUG]
    assert [line.partition(" after")[0] for line in lines if "/orgs" in line] == [
        "GET /orgs/acme: 500",
        "GET /orgs/acme: 200",
    ]
    assert "Authorization" not in caplog.text
    assert TOKEN not in caplog.text


# Surroundings.


def test_a_proxy_is_not_asked_for_what_is_on_this_machine(
    make_client: Making, github: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    github.on("GET /orgs/acme", ACME)

    assert organization(make_client()) == "acme"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "nonsense://proxy"), ("HTTPS_PROXY", "http://[::1")],
)
def test_a_proxy_that_is_none(
    make_client: Making, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match="HTTPS_PROXY"):
        make_client({"api_url": "https://api.github.com"})


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_are_none(
    make_client: Making, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content:
        (tmp_path / "authorities.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))

    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        make_client()


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("https://127.0.0.1:999999/", AnswerError),
        ("https://a b/", AnswerError),
        ("", AnswerError),
        ("http://[::1", UnreachableError),  # The HTTP library takes it for a broken answer.
    ],
)
def test_redirects_to_nowhere(
    client: Client, github: Scripted, location: str, kind: type[GitHubError]
) -> None:
    github.on("GET /orgs/acme", Reply(301, b"{}", {"Location": location}))

    assert type(refusal(client)) is kind


def test_a_next_page_nowhere(client: Client, github: Scripted) -> None:
    github.on("GET /list", reply([], Link=link("http://[::1")))

    with pytest.raises(AnswerError):
        list(client.pages("/list", Organization))


@pytest.mark.parametrize("name", ["blocked", "strikes", "core; DROP", "x" * 5_000, "quota:core"])
def test_a_quota_of_an_odd_name_harms_no_other(
    client: Client, github: Scripted, clock: Clock, name: str
) -> None:
    github.on("GET /orgs/acme", limited_headers(ACME, clock, remaining=7, resource=name))

    organization(client)
    organization(client)

    assert client.budget.blocked_until() is None
    assert sum(len(each.resource) for each in client.budget.state()) <= 50
