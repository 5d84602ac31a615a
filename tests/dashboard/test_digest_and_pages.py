"""What a person's digest says is what the pages say that it links to, to that person."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance import sight
from compliance.checks import CATALOGUE
from compliance.digests.content import digest_of
from compliance.digests.parts import Digest, Whose
from compliance.models import (
    Collaboration,
    Grant,
    Membership,
    Organization,
    Person,
    Repository,
    Team,
)
from compliance.scorecards import daily
from dashboard.mails import Rendered
from dashboard.mails.digest import rendered
from tests.dashboard.reading import content_of, text_of
from tests.factories import (
    make_excuse,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    note,
    signed_in,
)

BASE = "https://plumbline.example.com"
NOW = timezone.now()
SINCE = NOW - timedelta(days=7)
KEYS = ("node-version-pinned", "lint-in-ci", "lockfile-in-sync", "package-manager-pnpm")


@dataclass(frozen=True)
class World:
    """Three teams, what they own, and somebody of each kind."""

    organization: Organization
    teams: dict[str, Team]
    people: dict[str, Person]

    def digest(self, name: str, *, since: Any = SINCE) -> Digest | None:
        """What somebody is told now."""
        return digest_of(sight.of(self.people[name]), since, NOW)

    def mail(self, name: str) -> Rendered:
        """The mail to somebody."""
        digest = self.digest(name)
        assert digest is not None, f"{name} is told nothing"
        return rendered(digest, self.people[name], BASE, f"{BASE}/digest/stop/")

    def browser(self, name: str) -> Client:
        """Their browser."""
        return signed_in(self.people[name])


@pytest.fixture
def world(organization: Organization) -> World:
    """Payments is in trouble, in a private repository that Ledger owns with it, too; in Ledger
    something was mended, and nothing happened in Risk.
    """
    teams = {name: make_team(organization, name.title()) for name in ("payments", "ledger", "risk")}
    people = _people(organization, teams)
    _failures(organization, teams["payments"], people)
    vault = _repository(organization, "vault", teams["payments"], visibility="private")
    vault.ownerships.create(organization=organization, team=teams["ledger"], found_by="topic")
    Grant.objects.create(
        organization=organization, team=teams["payments"], repository=vault, permission="write"
    )
    _change(vault, "lint-in-ci", "pass", "fail")
    title = CATALOGUE["lint-in-ci"].title
    make_result(vault, "lint-in-ci", "fail", title=title, since=NOW - timedelta(days=1))
    books = _repository(organization, "books", teams["ledger"])
    _change(books, "lint-in-ci", "fail", "pass")
    make_result(books, "lint-in-ci", "pass", title=title)
    _repository(organization, "scores", teams["risk"])
    daily.note_day(organization, SINCE.date() - timedelta(days=1))
    for repository in organization.repositories.exclude(name="scores"):
        repository.passed += 1 if repository.name == "books" else -1
        repository.save()
    note(organization)
    return World(organization, teams, people)


def _people(organization: Organization, teams: dict[str, Team]) -> dict[str, Person]:
    """Olga owns all, mara manages Payments and lena Ledger and Risk, dev is of Payments, and paula
    is a partner.
    """
    people = {
        name: make_person(organization, name, role=role)
        for name, role in (
            ("olga", "owner"), ("mara", "member"), ("lena", "member"), ("dev", "member"),
            ("nora", "member"), ("paula", "collaborator"),
        )
    }  # fmt: skip
    for name, team, leads in (
        ("mara", "payments", True), ("lena", "ledger", True), ("lena", "risk", True),
        ("dev", "payments", False),
    ):  # fmt: skip
        Membership.objects.create(
            organization=organization, team=teams[team], person=people[name], is_maintainer=leads
        )
    return people


def _repository(organization: Organization, name: str, team: Team, **values: Any) -> Repository:
    began = NOW - timedelta(days=90)
    return make_repository(organization, name, team=team, added_at=began, **values)


def _failures(organization: Organization, team: Team, people: dict[str, Person]) -> None:
    """More failures than are told, in three repositories, with one of every other change."""
    names = ("orders", "billing", "refunds")
    repositories = [_repository(organization, name, team) for name in names]
    for repository in repositories:
        for key in KEYS:
            _change(repository, key, "pass", "fail")
            title, remedy = CATALOGUE[key].title, f"Mend `{key}`.\n\nLike so."
            make_result(repository, key, "fail", title=title, remedy=remedy)
    orders = repositories[0]
    for key, before, after in (
        ("a", "waived", "fail"), ("b", "fail", "waived"), ("c", "pass", "unknown"),
        ("d", "not_applicable", "pass"), ("e", "fail", "pass"),
    ):  # fmt: skip
        _change(orders, key, before, after)
    result = make_result(orders, "f", "fail", standing="waived", excuses=[1])
    make_excuse(
        result, people["dev"], pk=1, state="approved", decided_by=people["mara"],
        asked_at=NOW - timedelta(days=30), decided_at=NOW - timedelta(days=30),
        until=(NOW + timedelta(days=12)).date(),
    )  # fmt: skip
    Collaboration.objects.create(
        organization=organization, person=people["paula"], repository=orders, permission="write"
    )


def _change(repository: Repository, key: str, before: str, after: str) -> None:
    make_transition(repository, key, before, after, at=NOW - timedelta(days=1, hours=1))


class Links(HTMLParser):
    """Each link of a mail: its words, its class and its address below the dashboard's."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._open: list[str] | None = None
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self._open = ["", given.get("class") or "", given["href"] or ""]

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            words, kind, address = self._open
            self.found.append((words, kind, address.removeprefix(BASE)))
            self._open = None


TOLD = ("olga", "mara", "lena", "dev", "paula")
_TAB = re.compile(r'aria-current="true">[^<]*<span class="number">(\d+)</span>')


def chosen_count(client: Client, address: str) -> int:
    """The number at the tab that an address chooses."""
    found = _TAB.findall(content_of(client, address).split("<main", 1)[-1])
    assert len(found) == 1, f"{address}: {found}"
    return int(found[0])


@pytest.mark.parametrize("name", TOLD)
def test_each_figure_is_that_of_its_page(world: World, name: str) -> None:
    browser = world.browser(name)
    figures = [each for each in Links(world.mail(name).html).found if "figure" in each[1]]

    assert figures
    for words, _, address in figures:
        assert chosen_count(browser, address) == int(words.split()[0]), f"{words}: {address}"


@pytest.mark.parametrize(
    ("name", "number"), [("olga", 13), ("mara", 13), ("dev", 13), ("lena", 0), ("paula", 0)]
)
def test_where_more_failed_than_is_told_all_of_it_is_a_link_away(
    world: World, name: str, number: int
) -> None:
    found = [each for each in Links(world.mail(name).html).found if "new failures" in each[0]]
    all_of_it = [address for words, _, address in found if words == f"All {number} new failures"]

    assert len(all_of_it) == bool(number)
    for address in all_of_it:
        assert chosen_count(world.browser(name), address) == number


@pytest.mark.parametrize("name", TOLD)
def test_every_link_leads_to_what_it_speaks_of(world: World, name: str) -> None:
    browser = world.browser(name)
    for words, kind, address in Links(world.mail(name).html).found:
        page, _, anchor = address.partition("#")
        response = browser.get(page, follow=True)
        assert response.status_code == (404 if "/digest/stop/" in page else 200), address
        content = response.content.decode()
        if kind in ("about", "plain"):
            said = "you work on" if words == "Your repositories" else html.escape(words)
            assert said in content, f"{words}: {address}"
        if anchor in KEYS:
            assert f'id="{anchor}"' in content, f"{words}: {address}"


@pytest.mark.parametrize(("name", "slug"), [("mara", "payments"), ("lena", "ledger")])
def test_a_teams_score_is_that_of_its_pages(world: World, name: str, slug: str) -> None:
    mail, browser = world.mail(name), world.browser(name)
    team = world.teams[slug]
    found = re.search(r'class="now"[^>]*>(\S+)</strong> <span[^>]*>(\S+)</span>', mail.html)
    assert found is not None

    assert f"Score {found[1]}" in text_of(browser, f"/teams/{slug}/")
    was = re.search(r"score was (\S+?)<", mail.html)
    assert was is not None
    span = next(each[2] for each in Links(mail.html).found if "figure" in each[1])
    assert f"The score was {was[1]} then, and is {found[1]}." in text_of(browser, span)
    row = text_of(browser, "/teams/").split(team.name, 1)[1]
    assert found[2] in row.split("Risk")[0]
    assert found[2].startswith("−" if slug == "payments" else "+")


def test_the_owners_score_is_that_of_the_overview(world: World) -> None:
    found = re.search(r'class="now"[^>]*>(\S+)</strong>', world.mail("olga").html)
    assert found is not None

    assert f"Score {found[1]}" in text_of(world.browser("olga"), "/")


@pytest.mark.parametrize("name", ["olga", "mara"])
def test_what_to_do_next_fails_where_its_page_says(world: World, name: str) -> None:
    mail, browser = world.mail(name), world.browser(name)
    actions = [each for each in Links(mail.html).found if "/checks/" in each[2]]

    assert len(actions) == 3
    for words, _, address in actions:
        said = re.search(
            rf"\* {re.escape(words)}: \+[\d.]+ points\n  fails in (\d+) of (\d+)", mail.text
        )
        assert said is not None, words
        assert chosen_count(browser, address) == int(said[1])


@pytest.mark.parametrize("name", ["lena", "nora", "paula"])
def test_a_private_repository_is_not_there_for_who_may_not_see_it(world: World, name: str) -> None:
    digest = world.digest(name)

    if digest is not None:
        mail = world.mail(name)
        assert "vault" not in mail.subject + mail.text + mail.html
        assert not any(part.changed.failing for part in digest.parts if name == "lena")


def test_who_works_on_nothing_is_told_nothing(world: World) -> None:
    assert world.digest("nora") is None


def test_a_partner_is_told_of_what_they_work_on_alone(world: World) -> None:
    digest = world.digest("paula")

    assert digest is not None
    (part,) = digest.parts
    assert part.whose is Whose.OWN
    assert {each.repository.name for each in part.changed.worse} == {"orders"}
    assert "books" not in world.mail("paula").text


@pytest.mark.parametrize("name", ["olga", "mara", "dev", "paula"])
def test_nothing_since_the_last_one_is_told_twice(world: World, name: str) -> None:
    assert world.digest(name, since=NOW - timedelta(hours=1)) is None


@pytest.mark.parametrize(("name", "at_most"), [("olga", 20), ("mara", 20), ("dev", 20)])
def test_more_repositories_take_no_more_queries(world: World, name: str, at_most: int) -> None:
    before = _queries(world, name)
    for number in range(20):
        for team in world.teams.values():
            each = _repository(world.organization, f"{team.slug}-{number}", team)
            _change(each, "lint-in-ci", "pass", "fail")
            make_result(each, "lint-in-ci", "fail")
    note(world.organization)

    assert _queries(world, name) == before <= at_most


def _queries(world: World, name: str) -> int:
    reader = sight.of(world.people[name])
    with CaptureQueriesContext(connection) as found:
        digest_of(reader, SINCE, NOW)
    return len(found)
