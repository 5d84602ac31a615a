"""What is kept about somebody: all of it told to them, and nothing of it to anybody else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.test import Client

from compliance import audit, clock
from compliance.collect.forge import Group
from compliance.facts.forge import (
    Branches,
    Commit,
    Commits,
    Deployments,
    PullRequest,
    PullRequests,
    PullRequestState,
    Review,
    ReviewState,
)
from compliance.models import (
    AuditEntry,
    Excuse,
    Invitation,
    Membership,
    Organization,
    Person,
    Repository,
    RoleGiven,
    Team,
)
from compliance.onboarding import verification
from compliance.onboarding.seen import Seen
from compliance.sync import forge_facts
from dashboard import local
from dashboard.kept.holdings import HOLDINGS
from dashboard.kept.work import WORK
from dashboard.models import User
from tests.dashboard.reading import text_of
from tests.factories import (
    NOW,
    make_asked,
    make_excuse,
    make_person,
    make_plan,
    make_repository,
    make_result,
    make_team,
    signed_in,
)

Action = AuditEntry.Action
SECRET_TEAM = "Acquisition"


@pytest.fixture
def alice(organization: Organization) -> Person:
    return make_person(organization, "alice", name="Alice Example", key="U_alice")


@pytest.fixture
def bob(organization: Organization) -> Person:
    return make_person(organization, "bob", name="Bob Example", key="U_bob")


@pytest.fixture
def olga(organization: Organization) -> Person:
    return make_person(organization, "olga", role=Person.Role.OWNER)


@pytest.fixture
def payments(organization: Organization, alice: Person) -> Team:
    team = make_team(organization)
    Membership.objects.create(organization=organization, team=team, person=alice)
    return team


def pulled(repository: Repository, author: str, reviewer: str) -> None:
    """A pull request of one with a review of another, and a commit, as GitHub tells of them."""
    pull = PullRequest(
        number=7,
        url="https://github.example.com/acme/orders/pull/7",
        title="Let orders expire",
        description="",
        author=author,
        author_is_bot=False,
        head="expire",
        base="main",
        state=PullRequestState.OPEN,
        created_at=NOW,
        reviews=(Review(reviewer, False, ReviewState.APPROVED, NOW),),
    )
    commit = Commit("a" * 40, "", "feat: expire", author, False, 1, NOW)
    values = {
        Branches: Branches("main"),
        PullRequests: PullRequests(NOW, (pull,)),
        Commits: Commits("main", NOW, (commit,)),
        Deployments: Deployments(()),
    }
    forge_facts.store(repository, {Group.ACTIVITY: values}, NOW)


@pytest.fixture
def full(
    organization: Organization, alice: Person, bob: Person, olga: Person, payments: Team
) -> Organization:
    """With something of alice in every table that has something of people."""
    orders = make_repository(organization, "orders", team=payments)
    result = make_result(orders, "dev-command", "fail")
    make_excuse(result, alice, reason="alice waits for a library")
    pulled(orders, "alice", "bob")
    make_asked(orders, asked_by="alice", reason="it is an attempt")
    given = RoleGiven.objects.create(
        organization=organization, person=alice, role="manager", given_at=NOW, given_by=olga
    )
    given.teams.add(payments)
    Invitation.objects.create(
        organization=organization, key="1", login="Alice", email="a@x.io", role="admin",
        invited_at=NOW,
    )  # fmt: skip
    with transaction.atomic(), audit.acting_from("192.0.2.7"):
        audit.record(Action.SIGNED_IN, alice, organization=organization, by=alice)
        audit.record(Action.ROLE_GIVEN, alice, organization=organization, by=olga)
        audit.record(Action.SIGNED_IN, bob, organization=organization, by=bob)
    return organization


def exported(browser: Client) -> dict[str, list[dict[str, Any]]]:
    """The rows of the file, by what they are."""
    answer = browser.post("/kept/export/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    document = json.loads(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    return {each["what"]: each["rows"] for each in document["kept"]}


def with_an_account(person: Person) -> Client:
    browser = signed_in(person)
    user = User.objects.get(person=person)
    SocialAccount.objects.create(
        user=user, provider="github", uid="4711", extra_data={"login": person.login}
    )
    return browser


def test_everything_is_told_with_why_and_until_when(full: Organization, alice: Person) -> None:
    text = text_of(with_an_account(alice), "/kept/")

    for each in HOLDINGS:
        assert each.title in text
        assert each.why in text
    for said in (
        "Alice Example", "U_alice", "Payments", "Manager", "olga", "4711", "a@x.io",
        "alice waits for a library", "Let orders expire", "it is an attempt", "192.0.2.7",
        "Gave a role", "90 days longer", "this one",
    ):  # fmt: skip
        assert said in text, said


def test_the_file_has_what_the_page_has_and_is_written_down(
    full: Organization, alice: Person
) -> None:
    browser = with_an_account(alice)
    found = exported(browser)

    assert list(found) == [each.title for each in HOLDINGS]
    assert found["Who you are"][0] | {"Seen first": ""} == {
        "Login": "alice", "Name": "Alice Example", "Your key at GitHub": "U_alice",
        "What you are to the organization": "Member", "What you are here": "manager",
        "Seen first": "", "Left": None,
    }  # fmt: skip
    work = [(each["What"], each["Title"]) for each in found[WORK.title]]
    assert sorted(work) == [
        ("a commit of yours", "feat: expire"),
        ("a pull request of yours", "Let orders expire"),
    ]
    entry = AuditEntry.objects.first()
    assert entry is not None
    assert (entry.action, entry.by, entry.subject) == (Action.EXPORTED, alice, "person")
    assert entry.after == {"list": "what is kept about oneself"}


def test_a_review_is_told_to_who_gave_it(full: Organization, bob: Person) -> None:
    [row] = exported(signed_in(bob))[WORK.title]

    assert (row["What"], row["Repository"]) == ("your review: approved", "orders")


def test_nothing_of_it_is_told_to_anybody_else(
    full: Organization, alice: Person, bob: Person, olga: Person
) -> None:
    for person in (bob, olga):
        browser = signed_in(person)
        everything = json.dumps(exported(browser)) + text_of(browser, "/kept/?person=alice")
        for said in ("Alice Example", "U_alice", "a@x.io", "waits for a library"):
            assert said not in everything, (person.login, said)
        for address in ("/kept/alice/", f"/kept/{alice.pk}/", "/kept/export/alice/"):
            assert browser.get(address).status_code == 404


def test_whether_secrets_are_there_is_told_and_never_what_they_are(
    organization: Organization,
) -> None:
    key = local.make_link("admin", clock.now())
    browser = signed_in(None)
    found = exported(browser)

    everything = json.dumps(found)
    assert found["Tokens and secrets of yours"][0]["What"] == "a link that signs you in once"
    session = browser.cookies["sessionid"].value
    for kept in (key, session, *User.objects.values_list("password", flat=True)):
        assert kept not in everything
    [session_told] = found["Sessions"]
    assert session_told["What it is"] == "this one"


def test_what_one_did_in_a_repository_that_one_may_not_see_now_names_it_no_more(
    organization: Organization, alice: Person, bob: Person
) -> None:
    hidden = make_repository(organization, "takeover", visibility="private")
    result = make_result(hidden, "dev-command", "fail", title="Title of a check")
    excuse = make_excuse(
        result, bob, reason="we buy Initech", decided_by=alice, decided_at=NOW,
        state=Excuse.State.APPROVED, decision="by my hand",
    )  # fmt: skip
    pulled(hidden, "alice", "bob")
    with transaction.atomic():
        audit.record(Action.EXCUSE_APPROVED, excuse, organization=organization, by=alice)
    everything = json.dumps(exported(signed_in(alice)))

    assert "by my hand" in everything
    assert "a pull request of yours" in everything
    for said in ("takeover", "Initech", "Let orders expire", "Title of a check"):
        assert said not in everything, said


def test_a_plan_names_no_team_and_no_repository_that_one_may_not_know(
    organization: Organization, alice: Person
) -> None:
    hidden = make_repository(organization, "takeover", visibility="private")
    team = Team.objects.create(
        organization=organization, slug="merger", name=SECRET_TEAM, is_secret=True
    )
    plan = make_plan(organization, "alice", team=team, repository=hidden)
    seen = Seen("staging", NOW, "Takeover reached staging", "https://x.io/takeover", hidden)
    verification.note(plan, [seen], NOW)
    assert plan.items.filter(evidence="Takeover reached staging.").exists()

    everything = json.dumps(exported(signed_in(alice)))

    assert "what was seen in a repository that you may not see now" in everything
    for said in ("takeover", SECRET_TEAM):
        assert said not in everything, said


def test_who_gave_roles_is_not_told_to_whom_once_they_are_no_administrator(
    full: Organization, olga: Person
) -> None:
    browser = signed_in(olga)
    assert "alice" in json.dumps(exported(browser))
    olga.role = Person.Role.MEMBER
    olga.save()

    assert "alice" not in json.dumps(exported(browser))


def test_many_are_counted_on_the_page_and_all_in_the_file(
    organization: Organization, alice: Person, django_assert_max_num_queries: Any
) -> None:
    with transaction.atomic():
        for _ in range(25):
            audit.record(Action.SIGNED_OUT, alice, organization=organization, by=alice)
    browser = signed_in(alice)

    with django_assert_max_num_queries(9):
        assert "The first 10 are shown; 15 more are in the file." in text_of(browser, "/kept/")
    assert len(exported(browser)["What you did"]) == 25 + 1


def test_what_is_kept_is_read_by_few_queries_however_much_it_is(
    full: Organization, alice: Person, payments: Team, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        repository = make_repository(full, f"r{number}", visibility="private")
        alice.collaborations.create(organization=full, repository=repository, permission="read")
        pulled(repository, "alice", "bob")
        make_asked(repository, asked_by="alice")
    browser = with_an_account(alice)

    with django_assert_max_num_queries(20):
        assert "r7" in text_of(browser, "/kept/")


def test_a_local_administrator_is_told_what_is_kept_too(full: Organization, client: Client) -> None:
    found = exported(client)

    assert found["Who you are"] == []
    assert found["Your account here"][0]["Name of the account"] == "admin"
    assert [each["What"] for each in found["What you did"]] == ["Exported a list"]
    assert "You are a local administrator" in text_of(client, "/kept/")


def test_who_has_left_sees_nothing(organization: Organization, alice: Person) -> None:
    browser = signed_in(alice)
    alice.left_at = clock.now()
    alice.save()

    assert browser.get("/kept/").status_code == 403
    assert browser.post("/kept/export/").status_code in (302, 403)


def test_so_many_files_a_minute_for_one_account(full: Organization, alice: Person) -> None:
    browser = signed_in(alice)
    got = [browser.post("/kept/export/").status_code for _ in range(11)]

    assert got == [200] * 10 + [429]
    assert signed_in(make_person(full, "carol")).post("/kept/export/").status_code == 200


def test_a_session_of_another_browser_is_told(organization: Organization, alice: Person) -> None:
    signed_in(alice)
    rows = exported(signed_in(alice))["Sessions"]

    assert sorted(each["What it is"] for each in rows) == ["open, in another browser", "this one"]
    ends = datetime.fromisoformat(rows[0]["Ends"]) - clock.now()
    assert timedelta(hours=11) < ends <= timedelta(hours=12)
