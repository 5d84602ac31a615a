"""Who owns a repository: the settings first, then its CODEOWNERS."""

from __future__ import annotations

import pytest

from compliance.facts import RepositoryFacts, Unavailable
from compliance.facts.owners import Owners
from compliance.models import Grant, Organization, Repository, Team
from compliance.scorecards.owners import owner_in_settings, store_owners
from tests.factories import NOW, make_repository, make_team


def facts(*teams: str) -> RepositoryFacts:
    return RepositoryFacts("c" * 40, {Owners: Owners(teams=teams)})


UNREADABLE = RepositoryFacts("c" * 40, {Owners: Unavailable("CODEOWNERS has more than 3 MB")})


@pytest.fixture
def repository(organization: Organization) -> Repository:
    return make_repository(organization, "billing-api")


def rule(repository: Repository, *rules: tuple[str, str]) -> None:
    repository.organization.ownership_rules = [list(each) for each in rules]


def owned(repository: Repository) -> list[tuple[str, str]]:
    return list(repository.ownerships.order_by("team__slug").values_list("team__slug", "found_by"))


def test_codeowners_names_teams_that_come_into_being(repository: Repository) -> None:
    store_owners(repository, facts("web-platform", "QA", "web-platform"))

    assert owned(repository) == [("qa", "codeowners"), ("web-platform", "codeowners")]
    assert set(Team.objects.values_list("name", flat=True)) == {"QA", "Web platform"}


def test_nobody_is_named(repository: Repository) -> None:
    store_owners(repository, facts())

    assert owned(repository) == []


def test_the_first_rule_that_fits_wins_over_codeowners(repository: Repository) -> None:
    rule(repository, ("web-*", "Web"), ("billing-*", "Money & Co"), ("*", "Everybody"))

    store_owners(repository, facts("payments"))

    assert owned(repository) == [("money-co", "settings")]
    assert Team.objects.get().name == "Money & Co", "as the settings spell it"


def test_a_rule_that_is_gone_gives_way_to_codeowners(repository: Repository) -> None:
    rule(repository, ("*", "Everybody"))
    store_owners(repository, facts("payments"))
    rule(repository)

    store_owners(repository, facts("payments"))

    assert owned(repository) == [("payments", "codeowners")]


def test_a_team_that_was_named_before_is_the_same_team(repository: Repository) -> None:
    team = Team.objects.create(
        organization=repository.organization, slug="payments", name="Payments & Billing"
    )

    store_owners(repository, facts("payments"))

    assert repository.ownerships.get().team == team
    assert Team.objects.get().name == "Payments & Billing"


def test_what_did_not_change_is_not_written(repository: Repository) -> None:
    store_owners(repository, facts("payments"))
    before = repository.ownerships.get().pk

    store_owners(repository, facts("payments"))

    assert repository.ownerships.get().pk == before


def test_a_codeowners_that_cannot_be_read_is_no_reason_to_forget_it(
    repository: Repository,
) -> None:
    store_owners(repository, facts("payments"))

    store_owners(repository, UNREADABLE)

    assert owned(repository) == [("payments", "codeowners")]


def test_what_the_settings_no_longer_say_is_forgotten_all_the_same(repository: Repository) -> None:
    rule(repository, ("*", "Everybody"))
    store_owners(repository, UNREADABLE)
    rule(repository)

    store_owners(repository, UNREADABLE)

    assert owned(repository) == []


def test_the_owner_in_the_settings(repository: Repository) -> None:
    assert owner_in_settings(repository) == ""
    rule(repository, ("Billing-*", "Shouting"), ("billing-?pi", "Payments"))
    assert owner_in_settings(repository) == "Payments"


class TestOnGitHub:
    """Where GitHub says more than CODEOWNERS does."""

    @pytest.fixture
    def granted(self, repository: Repository) -> Repository:
        for name, permission in (("Admins", "admin"), ("Keepers", "maintain"), ("QA", "write")):
            team = make_team(repository.organization, name)
            Grant.objects.create(
                organization=repository.organization,
                team=team,
                repository=repository,
                permission=permission,
            )
        return repository

    def test_a_custom_property_wins_over_codeowners(self, granted: Repository) -> None:
        granted.properties = {"owner": "payments"}

        store_owners(granted, facts("web-platform"))

        assert owned(granted) == [("payments", "property")]

    def test_a_rule_of_the_settings_wins_over_a_custom_property(self, granted: Repository) -> None:
        granted.properties = {"owner": "payments"}
        rule(granted, ("*", "Everybody"))

        store_owners(granted, facts())

        assert owned(granted) == [("everybody", "settings")]

    def test_codeowners_wins_over_access(self, granted: Repository) -> None:
        store_owners(granted, facts("web-platform"))

        assert owned(granted) == [("web-platform", "codeowners")]

    def test_the_teams_that_may_do_most(self, granted: Repository) -> None:
        granted.topics = ["owner-somebody"]
        store_owners(granted, facts())
        assert owned(granted) == [("admins", "grant")]

        Team.objects.filter(slug="admins").update(gone_since=NOW)
        store_owners(granted, facts())
        assert owned(granted) == [("keepers", "grant")]

    def test_a_topic_comes_last(self, repository: Repository) -> None:
        repository.topics = ["backend", "owner-payments"]

        store_owners(repository, facts())

        assert owned(repository) == [("payments", "topic")]

    def test_what_is_unknown_of_codeowners_lets_no_lesser_word_count(
        self, granted: Repository
    ) -> None:
        store_owners(granted, facts("web-platform"))

        store_owners(granted, UNREADABLE)

        assert owned(granted) == [("web-platform", "codeowners")]
