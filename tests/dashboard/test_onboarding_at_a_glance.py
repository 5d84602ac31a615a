"""What is told of onboarding in a word: in the navigation, and of a clock that has stopped."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from compliance import clock
from compliance.models import Organization, Person, Plan
from compliance.onboarding import ticking
from tests.dashboard.reading import text_of
from tests.dashboard.test_onboarding_pages import (  # noqa: F401 (fixtures)
    LEADS,
    SEEN,
    START,
    address,
    do,
    item,
    people,
    plan,
)
from tests.factories import make_plan, signed_in

HOUR = timedelta(hours=1)


def counted(browser: Client, at: str = "/repositories/") -> str:
    """What the navigation counts beside Onboarding."""
    page = browser.get(at).content.decode()
    entry = re.search(r'href="/onboarding/".*?</a>', page, re.DOTALL)
    assert entry
    found = re.search(r'class="count">(.*?)</a>', entry[0])
    return re.sub(r"<[^>]+>", "", found[1]) if found else ""


def test_the_navigation_counts_what_waits_for_its_reader(
    plan: Plan,  # noqa: F811
    people: dict[str, Person],  # noqa: F811
) -> None:
    assert counted(signed_in(people["mara"])) == ""
    ticking.tick(item(plan, LEADS), people["nia"])

    assert counted(signed_in(people["mara"])) == "1 for you to confirm"
    assert counted(signed_in(people["olga"])) == "1 for you to confirm"
    for login in ("bo", "lena", "stan", "pat"):
        assert counted(signed_in(people[login]), "/onboarding/") == "", login


def test_it_counts_nothing_of_plans_that_are_over(
    plan: Plan,  # noqa: F811
    people: dict[str, Person],  # noqa: F811
) -> None:
    ticking.tick(item(plan, LEADS), people["nia"])
    Plan.objects.update(ended_at=clock.now())

    assert counted(signed_in(people["mara"])) == ""


@pytest.mark.parametrize(
    ("took", "said"), [(40 * HOUR, "in time"), (48 * HOUR, "in time"), (90 * HOUR, "42 h late")]
)
def test_a_goal_that_was_reached_late_does_not_look_like_one_in_time(
    organization: Organization,
    people: dict[str, Person],  # noqa: F811
    took: timedelta,
    said: str,
) -> None:
    team = organization.teams.get(name="Payments")
    late = make_plan(organization, "nia", at=START, team=team)
    Plan.objects.filter(pk=late.pk).update(finished_at=START + took)
    mara = signed_in(people["mara"])

    for there in ("/onboarding/", address(late)):
        assert said in text_of(mara, there), there
        page = mara.get(there).content.decode()
        looks_well = "is-pass" in page or "value is-reached" in page
        assert looks_well == (said == "in time"), there


def test_the_list_begins_with_what_each_clock_says(
    organization: Organization,
    people: dict[str, Person],  # noqa: F811
) -> None:
    Person.objects.filter(login="nia").update(name="Nia Nord")
    make_plan(organization, "nia", at=START, team=organization.teams.get(name="Payments"))

    with clock.standing_at(START + 10 * HOUR):
        said = text_of(signed_in(people["mara"]), "/onboarding/")
    assert "Onboarding Nia Nord: 38 h of 48 h left" in said
    with clock.standing_at(START + 400 * HOUR):
        olga = signed_in(people["olga"])
        said = text_of(olga, "/onboarding/")
        assert "Nia Nord:" not in text_of(olga, "/onboarding/?show=over")
    assert re.search(r"Onboarding Nia Nord: [\w ]+ over the 48 h", said)


def test_who_is_there_when_a_plan_is_made_is_seen_to_be_at_once(
    organization: Organization,
    people: dict[str, Person],  # noqa: F811
) -> None:
    given = {"who": "tom", "protocol": "backend", "whom": "staff", "zone": "UTC"}
    signed_in(people["olga"]).post("/onboarding/new/", given)

    made = organization.plans.get(person=people["tom"])
    assert item(made, SEEN).way == "verified"


def test_every_page_of_it_is_of_onboarding_in_the_navigation(
    plan: Plan,  # noqa: F811
    people: dict[str, Person],  # noqa: F811
) -> None:
    nia, mara = signed_in(people["nia"]), signed_in(people["mara"])
    pages = [
        nia.post(address(plan, "token/")),
        *(mara.get(f"/onboarding/{each}") for each in ("", "pace/", "new/")),
        *(mara.get(address(plan, each)) for each in ("", "edit/")),
    ]

    for each in pages:
        assert each.status_code == 200
        assert 'href="/onboarding/" aria-current="page"' in each.content.decode()


def test_who_has_no_plan_reads_what_a_newcomer_does(
    plan: Plan,  # noqa: F811
    people: dict[str, Person],  # noqa: F811
) -> None:
    """What the protocol asks of whoever starts, with the goal, for members and for partners."""
    for login in ("stan", "pat"):
        said = text_of(signed_in(people[login]), "/onboarding/")
        assert "What a newcomer does The first API endpoint runs on staging, in 48 hours" in said
        for each in plan.items.filter(why_not=""):
            assert each.title in said, (login, each.title)
    for login in ("mara", "bo", "olga"):
        assert "What a newcomer does" not in text_of(signed_in(people[login]), "/onboarding/")


def test_where_no_protocol_promises_a_goal_a_newcomer_does_nothing(
    people: dict[str, Person],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("compliance.organizations.protocols", dict)

    assert "What a newcomer does" not in text_of(signed_in(people["stan"]), "/onboarding/")
