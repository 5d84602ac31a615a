"""A team's digest as its channel gets it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import clock
from compliance.digests.content import digest_of_team
from compliance.digests.parts import Changed, Line, Named
from compliance.models import Grant, Organization, Ownership, Team
from compliance.scorecards import daily
from compliance.scorecards.changes import Kind
from dashboard.mails.blocks import MAX_BLOCKS, MAX_HEADER, MAX_TEXT, blocks, trial
from tests.dashboard.test_digest_mail import BASE, HOSTILE, digest, failure, of_team
from tests.factories import (
    NOW,
    make_person,
    make_plan,
    make_repository,
    make_team,
    make_transition,
)


def test_each_row_leads_to_its_page() -> None:
    message = blocks(digest(of_team()), BASE)
    said = json.dumps(message, ensure_ascii=False)

    assert message["text"] == "Payments: 2 new failures, 61% to 58%"
    assert f"<{BASE}/repositories/orders/#lint-in-ci|orders>  CI runs a linter" in said
    assert f"*<{BASE}/teams/payments/|Payments>*   58%" in said


def test_nothing_of_theirs_is_a_link_or_calls_anybody() -> None:
    told = failure(
        repository=Named("<!channel>", "x"), title="<https://evil.example|click>", message="<@U1> &"
    )
    part = of_team(team=Named(HOSTILE, "x"), changed=Changed({Kind.WORSE: 1}, (told,)))

    header, *others = blocks(digest(part), BASE)["blocks"]
    said = json.dumps(others)

    assert header["text"]["type"] == "plain_text"
    assert "<!channel" not in said
    assert "<@U1" not in said
    assert "<https://evil" not in said
    assert "<script" not in said


def test_no_name_goes_on_as_code_over_what_follows() -> None:
    told = failure(message="``` runs on", title="a `word` stays")
    part = of_team(changed=Changed({Kind.WORSE: 1}, (told,)))
    said = json.dumps(blocks(digest(part), BASE))
    assert "```" not in said
    assert "`word`" in said


def test_a_test_message_names_the_team_and_calls_nobody() -> None:
    message = trial(Team(name=f"<!here> {HOSTILE}", slug="x"), BASE)
    said = json.dumps(message)
    assert f"<{BASE}/teams/x/|&lt;!here&gt;" in said
    assert "<!here" not in said
    assert "<script" not in said


def test_it_stays_within_what_slack_takes() -> None:
    long = Named("&" * 100, "x" * 100)
    told = failure(repository=long, owners=(long,), title="&" * 300, message="&" * 300)
    part = of_team(team=long, changed=Changed({Kind.WORSE: 99}, (told,) * 9, (told,) * 9))
    lines = (Line(long, 0.5, 0.6, 1, 1, 1, 1),) * 10

    made = blocks(digest(*(part,) * 20, lines=lines), BASE)["blocks"]

    assert len(made) <= MAX_BLOCKS
    texts = [each["text"]["text"] for each in made if "text" in each]
    assert all(texts)
    assert all(len(text) <= MAX_TEXT for text in texts)
    assert len(texts[0]) <= MAX_HEADER
    assert all(text.count("<") == text.count(">") for text in texts[1:])


@pytest.fixture
def team(organization: Organization) -> Team:
    """A team that owns a public repository, a private one that it may read, and by a rule one that
    it may not; the team above it may read another, and a secret team owns one of them, too.
    """
    team, above, secret = (make_team(organization, name) for name in ("Payments", "Money", "Deal"))
    team.parent = above
    team.save()
    secret.is_secret = True
    secret.save()
    granted = {"vault": team, "ledger": above}
    for name in ("orders", "vault", "ledger", "attic"):
        visibility = "public" if name == "orders" else "private"
        made = make_repository(organization, name, team=team, visibility=visibility)
        if name in granted:
            Grant.objects.create(
                organization=organization, team=granted[name], repository=made, permission="read"
            )
        make_transition(made, "linted", "pass", "fail", at=NOW - timedelta(days=1))
    Ownership.objects.create(
        organization=organization,
        team=secret,
        repository=organization.repositories.get(name="orders"),
        found_by="codeowners",
    )
    make_person(organization, "nia")
    make_plan(organization, "nia", at=NOW - timedelta(hours=5), team=team)
    daily.note_day(organization, NOW.date())
    return team


def test_a_channel_is_told_of_what_everybody_in_the_team_may_see(team: Team) -> None:
    team.organization.base_permission = "none"
    team.organization.save()
    with clock.standing_at(NOW):
        found = digest_of_team(team, NOW - timedelta(days=7), NOW)

    assert found is not None
    (part,) = found.parts
    assert {each.repository.name for each in part.changed.worse} == {"orders", "vault", "ledger"}
    assert part.changed.counts == {Kind.WORSE: 3}
    said = json.dumps(blocks(found, BASE))
    for name in ("attic", "nia", "Deal"):
        assert name not in said


def test_what_all_members_may_see_a_team_may_see(team: Team) -> None:
    team.organization.base_permission = "read"
    team.organization.save()
    with clock.standing_at(NOW):
        found = digest_of_team(team, NOW - timedelta(days=7), NOW)

    assert found is not None
    assert "attic" in json.dumps(blocks(found, BASE))


def test_a_channel_is_told_of_no_repository_that_its_team_only_works_on(team: Team) -> None:
    made = make_repository(team.organization, "shared", visibility="public")
    Grant.objects.create(
        organization=team.organization, team=team, repository=made, permission="write"
    )
    make_transition(made, "linted", "pass", "fail", at=NOW - timedelta(hours=1))
    with clock.standing_at(NOW):
        found = digest_of_team(team, NOW - timedelta(days=7), NOW)
        assert found is not None
        assert "shared" not in json.dumps(blocks(found, BASE))
        assert digest_of_team(team, NOW - timedelta(hours=2), NOW) is None


def test_where_nothing_changed_a_channel_is_told_nothing(team: Team) -> None:
    with clock.standing_at(NOW):
        assert digest_of_team(team, NOW - timedelta(hours=2), NOW) is None


def test_for_a_channel_nothing_is_looked_up_of_who_is_new(team: Team) -> None:
    with clock.standing_at(NOW), CaptureQueriesContext(connection) as asked:
        assert digest_of_team(team, NOW - timedelta(days=7), NOW) is not None
    assert not [each["sql"] for each in asked if "compliance_plan" in each["sql"]]
