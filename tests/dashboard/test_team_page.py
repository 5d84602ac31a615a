"""A team's page: how its score moved, and how it does in each section of the protocols."""

from __future__ import annotations

from django.test import Client

from compliance import given_roles
from compliance.given_roles import Given
from compliance.models import Membership, Organization, Repository, Team
from compliance.roles import Role
from tests.dashboard.reading import text_of
from tests.factories import NOW, make_person, make_team, signed_in, stood


def test_it_says_how_each_section_is_followed(
    client: Client, repository: Repository, team: Team
) -> None:
    text = text_of(client, f"/teams/{team.slug}/")

    # By weight: 1 of 2 at Foundation are decided to pass; one at Standard fails.
    assert "Sections Onboarding backend:2 50% Daily workflow engineering:3 0%" in text


def test_a_section_leads_to_its_checks_in_the_team(
    client: Client, repository: Repository, team: Team
) -> None:
    content = client.get(f"/teams/{team.slug}/").content.decode()

    assert f'href="/checks/?team={team.slug}&amp;section=backend:2"' in content


def test_its_score_is_told_with_how_it_moved_in_the_week(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    assert "this week" not in text_of(client, f"/teams/{team.slug}/").partition("Coverage")[0]

    stood(organization, team, days_ago=10, passed=8, decided=8)

    said = "Score 75% of what is decided passes −25 points this week"
    assert said in text_of(client, f"/teams/{team.slug}/")


def test_the_overview_marks_the_readers_own_team(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    alice = make_person(organization)
    Membership.objects.create(organization=organization, person=alice, team=team)

    assert "Payments Yours" in text_of(signed_in(alice), "/")
    assert "Yours" not in text_of(client, "/")


def test_one_that_owns_nothing_says_so_and_has_no_figures(
    client: Client, organization: Organization
) -> None:
    make_team(organization, "Idle")

    text = text_of(client, "/teams/idle/")

    assert "It owns no repository that you may see" in text
    assert "Coverage" not in text
    assert "Best next actions" not in text


def test_beside_its_name_stand_who_leads_it_and_how_many_belong_to_it(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    team.key = "T_1"
    team.save()
    assert "0 members" in text_of(client, f"/teams/{team.slug}/")
    people = {
        login: make_person(organization, login, name=name)
        for login, name in (("amara", "Amara Okafor"), ("bo", ""), ("cy", "Cy Rao"))
    }
    for login, person in people.items():
        leads = login != "cy"
        Membership.objects.create(
            organization=organization, team=team, person=person, is_maintainer=leads
        )
    gone = make_person(organization, "gone", left_at=NOW)
    Membership.objects.create(organization=organization, team=team, person=gone)

    text = text_of(client, f"/teams/{team.slug}/").partition("Score")[0]
    assert "3 members" in text
    assert "Led by Amara Okafor and bo" in text

    given_roles.change(people["bo"], Given(Role.DEVELOPER), Given(), None)
    assert "Led by Amara Okafor 3 members" in text_of(client, f"/teams/{team.slug}/")


def test_one_that_only_a_file_names_has_nobody(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    Team.objects.update(key="")

    text = text_of(client, f"/teams/{team.slug}/").partition("Score")[0]
    assert "Led by" not in text
    assert "member" not in text
