"""The list of what is asked for: what each reader finds there, and what waits for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance import sight
from compliance.models import Excuse, Organization, Repository
from dashboard import deciding, things
from dashboard.access import Action, Answer, answer
from dashboard.views.asked import PAGE
from tests.dashboard.reading import content_of, text_of
from tests.dashboard.test_things import organization  # noqa: F401
from tests.factories import make_asked, make_excuse, make_person, make_result, signed_in

MAX_QUERIES = 15


@pytest.fixture
def asked(organization: Organization) -> Organization:  # noqa: F811
    """In each repository a waiver that mel asked for, and a request."""
    mel = make_person(organization, "mel")
    for repository in organization.repositories.all():
        waiver(repository, "mel")
        make_asked(repository, asked_at=timezone.now())
    assert mel.organization == organization
    return organization


def waiver(repository: Repository, login: str, days: int = 30, **given: object) -> Excuse:
    people = repository.organization.people
    result = repository.results.first() or make_result(repository, "linted", "fail")
    until = (timezone.now() + timedelta(days=days)).date()
    values = {"asked_at": timezone.now(), "until": until}
    return make_excuse(result, people.get(login=login), **(values | given))


def approved(organization: Organization) -> dict[str, object]:  # noqa: F811
    olga = organization.people.get(login="olga")
    return {"state": "approved", "decided_by": olga, "decided_at": timezone.now()}


def repositories_in(text: str) -> set[str]:
    names = ("orders", "books", "site", "intranet", "vault", "read")
    return {name for name in names if f"Waiver in {name}" in text}


def test_who_decides_is_who_the_table_lets_decide(
    organization: Organization,  # noqa: F811
) -> None:
    for person in organization.people.all():
        seen = sight.of(person)
        decided = set(deciding.decided_by(seen))
        for repository in organization.repositories.all():
            thing = things.thing_of_repository(seen, repository)
            allowed = answer(seen.role, Action.DECIDE, thing) is Answer.ALLOWED
            assert (repository in decided) == allowed, (person, repository)
        assert deciding.decides(seen) == bool(decided)


@pytest.mark.parametrize(
    ("login", "found"),
    [
        ("olga", {"orders", "books", "site", "intranet", "vault", "read"}),
        ("mara", {"orders", "intranet"}),
    ],
)
def test_what_waits_for_who_decides_comes_first_and_is_counted(
    asked: Organization, login: str, found: set[str]
) -> None:
    browser = signed_in(asked.people.get(login=login))

    text = text_of(browser, "/requests/")

    assert repositories_in(text) == found
    assert text.count(" asks to be judged as in its MVP phase") == len(found)
    assert f"For you to decide {2 * len(found)}" in text
    for address in ("/protocols/", "/repositories/orders/"):
        page = content_of(browser, address)
        assert f'{2 * len(found)}<span class="visually-hidden"> for you to decide</span>' in page


@pytest.mark.parametrize(
    ("login", "found"),
    [
        ("dev", {"orders", "site", "intranet", "read"}),
        ("les", {"orders", "books", "site", "intranet", "read"}),
        ("pat", {"books"}),
    ],
)
def test_who_does_not_decide_sees_what_waits_where_they_may_look(
    asked: Organization, login: str, found: set[str]
) -> None:
    browser = signed_in(asked.people.get(login=login))

    text = text_of(browser, "/requests/?show=waiting")

    assert repositories_in(text) == found
    assert "For you to decide" not in text
    assert "for you to decide" not in content_of(browser, "/protocols/")
    assert repositories_in(text_of(browser, "/requests/?show=to-decide")) == set()


def test_ones_own_are_listed_and_do_not_wait_for_oneself(asked: Organization) -> None:
    orders = asked.repositories.get(name="orders")
    waiver(orders, "mara", reason="My own.")
    browser = signed_in(asked.people.get(login="mara"))

    assert "My own." not in text_of(browser, "/requests/")
    own = text_of(browser, "/requests/?show=own")
    assert "Asked by you 1" in own
    assert "My own." in own


@pytest.mark.parametrize("login", ["mara", "dev", "pat"])
def test_who_may_ask_is_told_where(asked: Organization, login: str) -> None:
    said = text_of(signed_in(asked.people.get(login=login)), "/requests/")

    assert said.index("Ask for an exception") < said.index("All that waits")
    assert said.index("All that waits") < said.index("Nobody decides on what they asked for")


def test_what_is_in_effect_says_by_whom_and_until_when_before_why(
    organization: Organization,  # noqa: F811
) -> None:
    orders = organization.repositories.get(name="orders")
    excuse = waiver(orders, "dev", 9, reason="It goes away.", **approved(organization))
    browser = signed_in(organization.people.get(login="olga"))

    said = text_of(browser, "/requests/?show=in-effect")

    until = f"{excuse.until.day} {excuse.until:%b %Y}"
    row = f"Waiver olga .* {until} ends in 9 days It goes away. dev "
    assert re.search(f"Approved by Until Why Whom to ask .* orders {row}", said)


def test_a_short_list_has_nothing_above_that_narrows_it(
    organization: Organization,  # noqa: F811
) -> None:
    orders = organization.repositories.get(name="orders")
    waiver(orders, "dev")
    browser = signed_in(organization.people.get(login="olga"))
    assert 'name="team"' not in content_of(browser, "/requests/")
    assert 'name="team"' in content_of(browser, "/requests/?q=ord")

    for repository in organization.repositories.exclude(pk=orders.pk):
        waiver(repository, "dev")
        make_asked(repository)

    assert 'name="team"' in content_of(browser, "/requests/")


def test_what_is_in_effect_ends_soon_and_is_over(
    organization: Organization,  # noqa: F811
) -> None:
    orders = organization.repositories.get(name="orders")
    decided = approved(organization)
    waiver(orders, "dev", 9, reason="Ends in nine.", **decided)
    waiver(orders, "dev", 60, reason="Ends in sixty.", **decided)
    waiver(
        orders, "dev", reason="Was refused.", **(decided | {"state": "refused", "decision": "No."})
    )
    browser = signed_in(organization.people.get(login="dev"))

    effect = text_of(browser, "/requests/?show=in-effect")
    assert effect.index("Ends in nine.") < effect.index("Ends in sixty.")
    ending = text_of(browser, "/requests/?show=ending")
    assert "ends in 9 days" in ending
    assert "Ends in sixty." not in ending
    over = text_of(browser, "/requests/?show=over")
    assert "Was refused. Refused by olga: No." in over
    assert "Ending within two weeks 1" in over


def test_each_says_whose_it_is_and_how_they_stand(
    organization: Organization,  # noqa: F811
) -> None:
    books = organization.repositories.get(name="books")
    waiver(books, "dev")
    make_asked(organization.repositories.get(name="site"))
    for login in ("olga", "les"):
        text = text_of(signed_in(organization.people.get(login=login)), "/requests/?show=waiting")
        assert "Waiver in books, owned by Ledger (score 75%)" in text, login


def test_filters_stand_in_the_address(asked: Organization) -> None:
    browser = signed_in(asked.people.get(login="olga"))

    assert repositories_in(text_of(browser, "/requests/?q=ord")) == {"orders"}
    assert repositories_in(text_of(browser, "/requests/?team=ledger")) == {"books", "intranet"}
    assert "asks to be judged" not in text_of(browser, "/requests/?kind=waiver")
    assert repositories_in(text_of(browser, "/requests/?kind=file")) == set()
    assert "Nothing fits" in text_of(browser, "/requests/?kind=attestation")
    nonsense = text_of(browser, "/requests/?show=x&kind=y&team=z&page=99")
    assert len(repositories_in(nonsense)) == 6
    content = content_of(browser, "/requests/?q=ord&kind=waiver")
    assert 'value="ord"' in content
    assert "?q=ord&amp;kind=waiver&amp;show=over" in content, "tabs keep the filters"


def test_the_list_comes_a_page_at_a_time(organization: Organization) -> None:  # noqa: F811
    orders = organization.repositories.get(name="orders")
    for number in range(PAGE + 3):
        waiver(orders, "dev", asked_at=timezone.now() - timedelta(minutes=100 - number))
    browser = signed_in(organization.people.get(login="mara"))

    first = browser.get("/requests/").context
    second = browser.get("/requests/?page=2").context
    assert (len(first["rows"]), len(second["rows"])) == (PAGE, 3)
    shown = [row.excuse.asked_at for row in [*first["rows"], *second["rows"]]]
    assert shown == sorted(shown)
    assert f"1–{PAGE} of {PAGE + 3}" in text_of(browser, "/requests/")


@pytest.mark.parametrize(
    ("show", "says"),
    [
        ("to-decide", "Nothing waits for you"),
        ("own", "You have asked for nothing"),
        ("waiting", "Nothing waits"),
        ("in-effect", "Nothing is in effect"),
        ("ending", "Nothing ends within two weeks"),
        ("over", "Nothing was over lately"),
    ],
)
def test_each_part_says_what_would_be_there(
    organization: Organization,  # noqa: F811
    show: str,
    says: str,
) -> None:
    browser = signed_in(organization.people.get(login="mara"))

    assert says in text_of(browser, f"/requests/?show={show}")


def test_htmx_gets_the_list_alone(asked: Organization) -> None:
    browser = signed_in(asked.people.get(login="mara"))

    content = content_of(browser, "/requests/?show=waiting", **{"HX-Request": "true"})

    assert content.startswith('<section class="card" id="requests">')
    assert "<html" not in content


def test_a_local_administrator_sees_all_and_decides_on_nothing(asked: Organization) -> None:
    browser = signed_in(None)

    text = text_of(browser, "/requests/")

    assert len(repositories_in(text)) == 6
    assert "For you to decide" not in text
    assert "Asked by you" not in text
    assert "Ask for a waiver" not in text


@pytest.mark.parametrize("login", ["olga", "mara", "pat"])
def test_it_takes_few_queries_however_much_is_asked(asked: Organization, login: str) -> None:
    browser = signed_in(asked.people.get(login=login))

    def queries() -> list[int]:
        counts = []
        for address in ("/requests/?show=waiting&team=ledger", "/requests/"):
            with CaptureQueriesContext(connection) as captured:
                content_of(browser, address)
            counts.append(len(captured))
        return counts

    few = queries()
    for repository in asked.repositories.all():
        for number in range(6):
            waiver(repository, "mel")
            make_asked(repository, "staging", f"stage-{number}", asked_at=timezone.now())

    assert queries() == few
    assert max(few) <= MAX_QUERIES
