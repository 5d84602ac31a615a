"""Hostile values at every address as each role: a small run of `benchmarks.crawl`; its judge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import httpx
import pytest
from django.utils import timezone
from pytest_django import Settings

from benchmarks.crawl import cases, verdict, world
from benchmarks.crawl.crawler import Crawler
from benchmarks.crawl.pages import read
from compliance.models import Organization, SyncRun
from dashboard import urls
from tests.dashboard.web_server import web_server
from tests.factories import make_repository, make_result, make_team

SAFE = {"cache-control": "private, no-store", "content-type": "text/html"}
REQUESTS = 600


@pytest.fixture
def served(transactional_db: None, own_queues: None, settings: Settings) -> Iterator[str]:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with web_server() as address:
        yield address


@pytest.fixture
def crawled(organization: Organization) -> Organization:
    secret, team = make_team(organization, "Secret"), make_team(organization, "Payments")
    secret.is_secret = True
    secret.save()
    for number, visibility in enumerate(("private", "private", "internal", "public")):
        made = make_repository(organization, f"r-{number}", team=team, visibility=visibility)
        make_result(made, "node-version-pinned", "fail")
    SyncRun.objects.create(organization=organization, reason="request", started_at=timezone.now())
    world.add_people(organization)
    return organization


@pytest.mark.slow
def test_nothing_is_wrong_whatever_is_sent(served: str, crawled: Organization) -> None:
    roles = world.roles()
    crawler = Crawler(served, roles)
    known = cases.addresses(world.things(crawled))
    crawler.explore(known, ("administrator", "nobody"))

    sent = cases.made([each.name for each in roles], known, seed=1)
    report = crawler.crawl(islice(sent, REQUESTS))
    crawler.close()

    assert report.wrong == {}
    assert report.requests > 0.9 * REQUESTS
    assert {place[0] for place in report.places} == {each.name for each in roles}
    assert {place[1] for place in report.places} == {each.name for each in urls.urlpatterns}
    # Whoever belongs gets pages that nobody else does.
    ok = {role: statuses[200] for role, statuses in report.by_role.items()}
    assert min(ok["administrator"], ok["manager"], ok["developer"]) > 2 * ok["nobody"]


def test_forms_links_and_other_roles_widen_what_is_sent(crawled: Organization) -> None:
    known = cases.addresses(world.things(crawled))
    page = read(
        '<a href="/teams/?levels=x">a</a><form method="post" action="/settings/?p=1">'
        '<input name="rules" value="a = b"><select name="kind"><option value="1" selected>'
        '</select><textarea name="why"></textarea></form>'
    )
    cases.learn(known, "/", page)

    assert known["teams"].parameters["levels"] == "x"
    assert known["settings"].fields == {"rules": "a = b", "kind": "1", "why": ""}
    everything = list(cases.made(["developer"], known, seed=1))
    places = [each.place for each in everything]
    first = len(set(places))
    assert len(set(places[:first])) == first, "each place comes once before any comes twice"
    values = {each.body for each in everything if each.what == "field rules"}
    assert len(values) > 50


@pytest.mark.parametrize(
    ("status", "headers", "body", "what"),
    [
        (500, {}, "", "answered 500"),
        (200, {"cache-control": "public"}, "", "may be kept by a cache"),
        (200, {}, "<script>alert(1)</script>", "a script that is not ours"),
        (200, {}, '<script src="//x.example/"></script>', "a script that is not ours"),
        (200, {}, '<p onclick="x()">', "onclick='x()' on p"),
        (200, {}, '<a href=" JavaScript:x()">', "href of a runs"),
        (200, {}, "<plumb7261>", "what was sent became markup"),
        (400, {"x-content-type-options": "nosniff"}, 'syntax error at or near "x"', "database"),
        (200, {}, "django.db.utils.DataError: value too long", "database"),
        (302, {"location": "//evil.example/"}, "", "leads to '//evil.example/'"),
        (302, {"location": "/\\evil.example/"}, "", "leads to"),
        (302, {"location": "https://evil.example/"}, "", "leads to"),
        (302, {"location": "javascript:x"}, "", "leads to"),
        (200, {"x-injected": "1"}, "", "a header was injected"),
        (200, {"content-type": "text/csv"}, "a,b\n1,=1+1\n", "a cell is a formula"),
        (
            200, {}, '<form class="account" method="post"><span>mara</span></form>',
            "is the page of mara",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_seen(status: int, headers: dict[str, str], body: str, what: str) -> None:
    answer = httpx.Response(status, headers=SAFE | headers, text=body)
    answer.headers["content-type"] = (SAFE | headers)["content-type"]

    assert what in " ".join(verdict.wrong(answer, "olga", ("plumbline.example",)))


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {}, "<p>&lt;script&gt;plumb7261()&lt;/script&gt;</p>"),
        (200, {}, '<script src="/static/htmx.js"></script><a href="https://github.com/x">'),
        (302, {"location": "/teams/?next=//evil.example"}, ""),
        (302, {"location": "https://plumbline.example/x"}, ""),
        (404, {}, '<form class="account"><a href="/x/">olga</a></form>'),
        (200, {"content-type": "text/csv"}, "a,b\n-1.5,'=1+1\n"),
    ],
)
def test_what_is_right_is_not_called_wrong(status: int, headers: dict[str, str], body: str) -> None:
    answer = httpx.Response(status, headers=SAFE | headers, text=body)
    answer.headers["content-type"] = (SAFE | headers)["content-type"]

    assert verdict.wrong(answer, "olga", ("plumbline.example",)) == []
