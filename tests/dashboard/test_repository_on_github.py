"""A repository's page: what GitHub knows of it, and that it leads to GitHub and nowhere else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from compliance.collect.forge import Group
from compliance.facts import Unavailable
from compliance.facts.forge import Branches, Commits, Deployment, Deployments, PullRequests
from compliance.models import Organization, Ownership, Repository
from compliance.sync import forge_facts
from tests.dashboard.reading import content_of, text_of
from tests.factories import (
    COMMIT,
    NOW,
    make_asked,
    make_repository,
    make_result,
    make_team,
    make_transition,
)

HOSTILE = '"><script>alert(1)</script>'
URL = "https://github.example.com/acme/orders"
ORDERS = "/repositories/orders/"


@pytest.fixture
def orders(on_github: Organization) -> Repository:
    """A judged repository, of which GitHub shows everything."""
    return make_repository(
        on_github, "orders", full_name="acme/orders", url=URL, visibility="private", properties={},
        pushed_at=timezone.now(), working_head="d" * 40,
    )  # fmt: skip


def place(**values: Any) -> dict[str, Any]:
    return {"path": "src/app.ts", "line": 0, "end_line": 0, "excerpt": "", "url": ""} | values


def links_of(content: str) -> set[str]:
    """Where a page leads outside."""
    found = re.findall(r'href="([^"]*)"', content.split("<main", 1)[1])
    return {each for each in found if not each.startswith(("/", "#", "?"))}


@pytest.mark.parametrize(
    ("evidence", "address"),
    [
        (place(line=3, end_line=5), f"{URL}/blob/{COMMIT}/src/app.ts#L3-L5"),
        (place(line=3, end_line=3), f"{URL}/blob/{COMMIT}/src/app.ts#L3"),
        (place(), f"{URL}/blob/{COMMIT}/src/app.ts"),
        (place(path="docs/README.md", line=7, end_line=7), "docs/README.md?plain=1#L7"),
        (place(path="README.md"), f"{COMMIT}/README.md"),
        (place(path='a b/"#?é%.ts', line=1, end_line=1), "a%20b/%22%23%3F%C3%A9%25.ts#L1"),
        (place(path="#12 a title", url=f"{URL}/pull/12"), f"{URL}/pull/12"),
    ],
)
def test_evidence_leads_to_its_lines(
    client: Client, orders: Repository, evidence: dict[str, Any], address: str
) -> None:
    make_result(orders, "dev-command", "fail", evidence=[evidence])

    content = content_of(client, ORDERS)

    (where,) = re.findall(r'<span class="where">(.*?)</span>', content)
    (link,) = re.findall(r'<a href="([^"]*)" rel="noopener">', where)
    assert link.endswith(address)
    assert link.startswith(f"{URL}/")


@pytest.mark.parametrize(
    "values",
    [
        {"url": ""},
        {"commit": ""},
        {"commit": "files as they were"},
        {"url": "javascript:alert(1)//"},
        {"url": "https://github.example.com/<b>"},
    ],
)
def test_what_cannot_be_linked_is_not(
    client: Client, orders: Repository, values: dict[str, str]
) -> None:
    Repository.objects.filter(pk=orders.pk).update(**values)
    make_result(orders, "dev-command", "fail", evidence=[place(line=3)], since_commit="")

    content = content_of(client, ORDERS)

    assert '<span class="where">src/app.ts:3</span>' in content
    assert all(each == URL for each in links_of(content))


def test_commits_lead_to_their_pages(client: Client, orders: Repository) -> None:
    make_result(orders, "dev-command", "fail", since_commit="a" * 40)
    make_transition(orders, "dev-command", "pass", "fail", commit="b" * 40)

    links = links_of(content_of(client, ORDERS))

    assert {f"{URL}/commit/{letter * 40}" for letter in "bc"} < links
    # The last change says at which commit it was, not what is written beside the result.
    assert f"{URL}/commit/{'a' * 40}" not in links


def test_a_page_leads_to_web_addresses_only(client: Client, orders: Repository) -> None:
    Repository.objects.filter(pk=orders.pk).update(url="javascript:alert(1)")
    where = [place(path="evil", url="javascript:alert(2)"), place(path="data", url="data:,x")]
    make_result(orders, "dev-command", "fail", evidence=where)

    assert "javascript:" not in content_of(client, ORDERS)
    assert links_of(content_of(client, ORDERS)) == set()


@pytest.mark.parametrize(
    ("found_by", "words"),
    [
        (Ownership.FoundBy.SETTINGS, "by a rule of the settings"),
        (Ownership.FoundBy.PROPERTY, "by the custom property owner"),
        (Ownership.FoundBy.CODEOWNERS, "by CODEOWNERS"),
        (Ownership.FoundBy.GRANT, "by its access"),
        (Ownership.FoundBy.TOPIC, "by a topic"),
    ],
)
def test_the_owner_and_what_says_so(
    client: Client, orders: Repository, found_by: Ownership.FoundBy, words: str
) -> None:
    team = make_team(orders.organization)
    Ownership.objects.create(
        organization=orders.organization, repository=orders, team=team, found_by=found_by
    )

    assert f"Owner Payments {words}" in text_of(client, ORDERS)


def test_each_way_to_find_an_owner_has_words(client: Client, orders: Repository) -> None:
    team = make_team(orders.organization)
    ownership = Ownership.objects.create(
        organization=orders.organization, repository=orders, team=team, found_by="settings"
    )
    for each in Ownership.FoundBy:
        Ownership.objects.filter(pk=ownership.pk).update(found_by=each)
        assert "Payments by Judged by" not in text_of(client, ORDERS), each


def test_what_github_says_of_it(client: Client, orders: Repository) -> None:
    orders.topics = ["backend", HOSTILE]
    orders.properties = {"phase": "mvp"}
    orders.save()

    content, text = content_of(client, ORDERS), text_of(client, ORDERS)

    assert "orders Private" in text
    assert f'<a class="outside" href="{URL}" rel="noopener">' in content
    assert "Phase MVP by the custom property phase" in text
    assert "Visibility Private" in text
    assert "Branches main by default; work goes to dev" in text
    assert "Topics backend" in text
    assert HOSTILE not in content


def test_a_phase_that_nobody_says_or_shows(client: Client, orders: Repository) -> None:
    assert "Phase Production by the default" in text_of(client, ORDERS)

    Repository.objects.update(properties=None)
    assert "Phase Not known: the phase may be set by a custom property" in text_of(client, ORDERS)


def test_what_a_topic_asks_for_waits_for_a_manager(client: Client, orders: Repository) -> None:
    make_asked(orders, "phase", "mvp", topic="phase-mvp")

    text = text_of(client, ORDERS)

    assert (
        "Asked for, and not in effect: to be judged as in its MVP phase. Whoever may push" in text
    )
    assert "To be judged as in its MVP phase By the topic phase-mvp" in text
    assert "Phase Production by the default" in text


def deployed(environment: str, state: str, hours: int, **values: Any) -> Deployment:
    at = timezone.now() - timedelta(hours=hours)
    return Deployment(hours, environment, "e" * 40, "somebody", state, at, **values)


def know(repository: Repository, deployments: Deployments | Unavailable) -> None:
    missing = Unavailable("not asked")
    facts = {
        Branches: missing,
        PullRequests: missing,
        Commits: missing,
        Deployments: deployments,
    }
    forge_facts.store(repository, {Group.ACTIVITY: facts}, timezone.now())


def test_the_last_deployment_of_each_environment(client: Client, orders: Repository) -> None:
    reached = timezone.now() - timedelta(hours=29)
    know(
        orders,
        Deployments(
            (
                deployed("staging", "active", 2),
                deployed("production", "failure", 4),
                deployed(HOSTILE, "inactive", 30, succeeded_at=reached),
                deployed("staging", "inactive", 50),
                deployed("review", "in_progress", 51),
            )
        ),
    )

    content, text = content_of(client, ORDERS), text_of(client, ORDERS)

    assert "Active staging eeeeeee 2 hours ago" in text
    assert "Failed production eeeeeee 4 hours ago" in text
    assert "eeeeeee · succeeded 1 day, 5 hours ago" in text
    assert "Under way review" in text
    assert text.count("staging eeeeeee") == 1
    assert f'href="{URL}/commit/{"e" * 40}"' in content
    assert HOSTILE not in content


def test_the_names_that_a_manager_approved_are_those_that_are_shown(
    client: Client, orders: Repository
) -> None:
    know(orders, Deployments((deployed("eu", "active", 2), deployed("us", "active", 3))))
    Repository.objects.update(
        working_head=COMMIT,
        granted=[
            {"matter": "working_branch", "values": ["trunk"]},
            {"matter": "staging", "values": ["eu"]},
        ],
    )

    text = text_of(client, ORDERS)

    assert "Branches main by default; work goes to trunk" in text
    assert "Active eu staging eeeeeee" in text
    assert "Active us eeeeeee" in text


def test_no_deployment_is_told_from_none_that_is_seen(client: Client, orders: Repository) -> None:
    assert "Not known GitHub has not been asked for it yet." in text_of(client, ORDERS)

    know(orders, Unavailable(f"cannot see deployments: needs Deployments, read {HOSTILE}"))
    assert "Not known Cannot see deployments: needs Deployments, read" in text_of(client, ORDERS)
    assert HOSTILE not in content_of(client, ORDERS)

    know(orders, Deployments(()))
    assert "GitHub knows of no deployment of this repository." in text_of(client, ORDERS)


def test_how_fresh_it_is(client: Client, orders: Repository) -> None:
    Organization.objects.update(checked_at=timezone.now() - timedelta(minutes=3))
    assert "Checked 3 minutes ago" in text_of(client, ORDERS)
    assert "is being asked" not in text_of(client, ORDERS)

    Repository.objects.update(wanted="changes", wanted_at=timezone.now())
    assert "; GitHub is being asked what has changed since" in text_of(client, ORDERS)


def test_files_that_are_not_seen(client: Client, orders: Repository) -> None:
    Repository.objects.update(withheld="cannot see files and commits: needs Contents, read")

    text = text_of(client, ORDERS)

    assert "Cannot see files and commits: needs Contents, read. What is judged by its files" in text


def test_what_github_does_not_show_any_more(client: Client, orders: Repository) -> None:
    Repository.objects.update(gone_since=NOW)

    words = "deleted, moved, or no longer visible to the credential"
    expected = f"not shown by GitHub any more since 25 Nov 2026: {words}"
    assert expected in text_of(client, "/repositories/")
    text = text_of(client, ORDERS)
    assert "GitHub does not show it any more, since" in text
    assert "it was deleted or moved, or is no longer visible to the credential." in text


def test_what_never_counted_is_not_waited_for(client: Client, orders: Repository) -> None:
    make_repository(
        orders.organization, "old", judged_at=None, left_out="it is archived", visibility="private"
    )

    text = text_of(client, "/repositories/old/")

    assert "It does not count: it is archived." in text
    assert "Never judged" in text
    assert "as soon as it has been read" not in text


def test_lists_say_what_not_everybody_sees(client: Client, orders: Repository) -> None:
    make_repository(orders.organization, "open", visibility="public")
    make_repository(orders.organization, "shared", visibility="internal")

    text = text_of(client, "/repositories/")

    assert "orders Node.js · Private" in text
    assert "shared Node.js · Internal" in text
    assert "open Node.js Foundation" in text


def test_a_folder_says_nothing_of_github(
    client: Client, organization: Organization, repository: Repository
) -> None:
    left_out = [{"key": "k", "title": "T", "clause": "c:1", "needs": ["GitHub"]}] * 2
    Repository.objects.update(not_judged=left_out)

    text = text_of(client, f"/repositories/{repository.slug}/")

    assert "2 checks need GitHub" in text
    for word in ("Visibility", "Phase", "Deployments", "On GitHub", "Public"):
        assert word not in text


@pytest.mark.parametrize("words", [HOSTILE, "${{ 1 }}{% now %}{{ 1 }}"])
def test_what_github_names_is_no_markup(client: Client, orders: Repository, words: str) -> None:
    team = make_team(orders.organization, "T")
    team.name = words
    team.save()
    Ownership.objects.create(
        organization=orders.organization, repository=orders, team=team, found_by="property"
    )
    Repository.objects.update(name=words, branch=words[:100], properties={"phase": words})
    make_result(
        orders, "branches-protected", "fail", message=f"main is protected by {words}",
        evidence=[place(path=f"#1 {words}", url=f"{URL}/pull/1")],
    )  # fmt: skip

    for address in ("/", "/repositories/", ORDERS, "/teams/", "/checks/branches-protected/"):
        assert "<script>alert" not in content_of(client, address)
    assert words in text_of(client, ORDERS)


@pytest.mark.parametrize("address", [ORDERS, "/repositories/"])
def test_a_repository_costs_as_many_queries_for_much_as_for_little(
    client: Client, orders: Repository, address: str, django_assert_max_num_queries: Any
) -> None:
    know(orders, Deployments(tuple(deployed(f"e-{n}", "active", n) for n in range(9))))
    Organization.objects.update(problem="GitHub is down")
    for number in range(9):
        team = make_team(orders.organization, f"T-{number}")
        Ownership.objects.create(
            organization=orders.organization, repository=orders, team=team, found_by="codeowners"
        )
        make_result(orders, f"key-{number}", "fail", evidence=[place(line=1)])
        make_transition(orders, f"key-{number}", "pass", "fail")

    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200
