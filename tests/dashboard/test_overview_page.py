"""The organization's page: where it stands, what changed of late, and how that looks."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from compliance.models import (
    Audience,
    DailyScore,
    Organization,
    Repository,
    Team,
)
from tests.dashboard.reading import text_of
from tests.factories import (
    UNNOTED,
    make_person,
    make_repository,
    make_transition,
    note,
    signed_in,
)


def test_the_organization_says_where_it_stands(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    make_repository(
        organization, "billing", passed=4, decided=4, covered=4, judged=4, level="standard",
        compliance="compliant", required_failures=0,
    )  # fmt: skip
    make_repository(organization, "gone", gone_since=timezone.now(), passed=0, decided=100)
    make_transition(
        repository, "lint-in-ci", "pass", "fail", at=timezone.now(),
        message="lint is no step of CI\nand more",
    )  # fmt: skip

    text = text_of(client, "/")

    assert "Score 83%" in text  # 10 of 12
    assert "Coverage 86%" in text  # 12 of 14
    assert "Compliant 1 of 2" in text
    assert "Fail Title of lint-in-ci orders · was pass · lint is no step of CI Payments" in text
    assert (
        "Title of node-version-pinned +25 points · orders backend:2.2 · Foundation, required 1 of 1"
    ) in text  # 3 of 12
    assert "Payments" in text


def test_of_what_is_hidden_since_it_was_counted_nothing_is_told(
    organization: Organization, repository: Repository
) -> None:
    make_transition(repository, "lint-in-ci", "pass", "fail", at=timezone.now())
    note(organization)
    browser = signed_in(make_person(organization))
    assert browser.get("/").context["week"].counts.total() == 1
    Repository.objects.filter(pk=repository.pk).update(visibility="private")
    UNNOTED.clear()

    week = browser.get("/").context["week"]

    assert (week.shown, week.more, week.counts.total()) == ([], 0, 0)


def test_where_nothing_fails_what_is_undecided_is_told(
    client: Client, organization: Organization
) -> None:
    make_repository(organization, "billing", compliance="not_established", required_failures=0)

    assert "No check fails, but some that are required are unknown in 1 repository." in text_of(
        client, "/"
    )


def test_a_week_ago_is_no_change_of_this_week(
    client: Client, organization: Organization, repository: Repository
) -> None:
    make_transition(repository, "lint-in-ci", "pass", "fail", at=timezone.now() - timedelta(days=8))

    assert "Nothing changed" in text_of(client, "/")


def test_the_trend_is_a_picture_with_words_and_a_table(
    client: Client, organization: Organization, repository: Repository
) -> None:
    today = timezone.now().date()
    for days, passed in ((20, 2), (10, 3), (0, 6)):
        DailyScore.objects.create(
            organization=organization, day=today - timedelta(days=days), audience=Audience.ALL,
            repositories=1, passed=passed, decided=8, covered=8, judged=10, exemplary=0,
            standard=0, foundation=1, below=0, not_established=0,
        )  # fmt: skip

    content = client.get("/").content.decode()

    assert "From 25% on" in content
    assert "to 75% on" in content
    assert content.count('<td class="end number">') == 3
