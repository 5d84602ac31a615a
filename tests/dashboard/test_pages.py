"""What the pages show, that nothing of it is markup from outside, and what they cost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from compliance import given_roles
from compliance.given_roles import Given
from compliance.models import (
    Audience,
    Collaboration,
    DailyScore,
    Organization,
    Repository,
    SyncItem,
    SyncRun,
    Team,
)
from compliance.roles import Role
from compliance.sync import discovery, polls
from tests import repositories_on_disk as disk
from tests.factories import (
    NOW,
    make_asked,
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    signed_in,
)

HOSTILE = "<script>alert(1)</script>"
PAGES = (
    "/",
    "/changes/",
    "/matrix/",
    "/search/?q=a",
    "/teams/",
    "/teams/?by=section",
    "/repositories/",
    "/checks/",
    "/checks/node-version-pinned/",
    "/protocols/",
    "/protocols/backend/",
    "/protocols/engineering/",
    "/protocols/fullstack/",
    "/syncs/",
    "/source/",
    "/settings/",
)


def text_of(client: Client, address: str, **headers: str) -> str:
    """The text of a page as people read it: without markup, and spaces folded."""
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    main = response.content.decode().split("<main", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_an_empty_state(
    client: Client, organization: Organization, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert "HX-Request" in response["Vary"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_nothing_that_comes_from_a_repository_is_markup(
    client: Client, organization: Organization
) -> None:
    team = make_team(organization, HOSTILE)
    team.slug = "hostile"
    team.save()
    repository = make_repository(
        organization,
        HOSTILE,
        slug="hostile",
        team=team,
        problem=HOSTILE,
        problem_since=timezone.now(),
        branch=HOSTILE,
        components=[
            {"path": HOSTILE, "stack": "node", "why": HOSTILE, "counts": counts, "seen_at": None}
            for counts in (True, False)
        ],
        notices=[{"line": 3, "text": HOSTILE}],
        unparsed=1,
        unparsed_places=[{"path": HOSTILE, "line": 1, "end_line": 1, "excerpt": HOSTILE}],
        not_judged=[{"key": "k", "title": HOSTILE, "clause": "c:1", "needs": [HOSTILE]}],
    )
    place = {"path": HOSTILE, "line": 1, "end_line": 1, "excerpt": HOSTILE}
    parts = [
        {
            "path": HOSTILE,
            "outcome": "fail",
            "standing": "fail",
            "excuses": [],
            "message": HOSTILE,
            "evidence": [place],
        }
        for _ in range(2)
    ]
    make_asked(repository, "component", HOSTILE, "node", reason=HOSTILE, note=HOSTILE)
    make_result(
        repository,
        "node-version-pinned",
        "fail",
        title=HOSTILE,
        message=f"`{HOSTILE}`",
        remedy=f"`{HOSTILE}`",
        evidence=[place],
        components=parts,
    )
    make_transition(
        repository, "node-version-pinned", "pass", "fail", title=HOSTILE, at=timezone.now()
    )

    for address in (*PAGES, "/repositories/hostile/", "/teams/hostile/"):
        content = client.get(address).content.decode()
        assert HOSTILE not in content, address
    assert "&lt;script&gt;" in client.get("/repositories/hostile/").content.decode()


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


def test_a_repository_shows_outcome_evidence_remedy_and_confidence(
    client: Client, repository: Repository
) -> None:
    text = text_of(client, f"/repositories/{repository.slug}/")

    assert "Score 75%" in text
    assert "Fail Title of node-version-pinned" in text
    assert "Remedy of node-version-pinned." in text
    assert "package.json:3 &quot;node&quot;: &quot;18&quot;" in text
    assert "Unknown Title of lockfile-in-sync pnpm-lock.yaml has 9 MiB" in text
    assert "exact: the rule leaves no judgement" in text
    assert "Payments (CODEOWNERS)" in text
    assert "Remedy of package-manager-pnpm." not in text, "what passes needs none"
    assert text.index("2. Onboarding") < text.index("3. Daily workflow")


def test_a_repository_says_what_to_do_next_by_what_it_gains(
    client: Client, repository: Repository
) -> None:
    text = text_of(client, f"/repositories/{repository.slug}/")

    assert "message of node-version-pinned +37.5 points" in text  # 3 of 8
    assert "message of lint-in-ci +25 points" in text  # 2 of 8
    assert text.index("+37.5 points") < text.index("+25 points")


def test_a_team_is_told_the_same_as_its_only_repository(
    client: Client, organization: Organization, team: Team
) -> None:
    """What is best to do next, in the order of the protocol where as much is gained."""
    repository = make_repository(organization, "pickup-points", team=team, passed=2)
    for position, (key, level) in enumerate(
        (("tested", "standard"), ("z-first", "foundation"), ("a-second", "foundation"))
    ):
        make_result(repository, key, "fail", level=level, position=position)
    own = text_of(client, f"/repositories/{repository.slug}/").split("The way up")[0]
    address = f'href="/repositories/{repository.slug}/#z-first">pickup-points</a>'
    for page in (f"/teams/{team.slug}/", "/"):
        text = text_of(client, page)
        for shown in (own, text):
            order = [shown.index(f"Title of {key}") for key in ("z-first", "a-second", "tested")]
            assert order == sorted(order)
        assert "Title of z-first +37.5 points · pickup-points" in text
        assert "Title of tested +25 points · pickup-points" in text
        assert address in client.get(page).content.decode()
    assert "message of z-first +37.5 points" in own
    assert "message of tested +25 points" in own


def test_of_many_repositories_some_are_named_and_the_others_counted(
    client: Client, organization: Organization, team: Team
) -> None:
    for number in range(5):
        make_result(make_repository(organization, f"r-{number}", team=team), "linted", "fail")

    content = client.get(f"/teams/{team.slug}/").content.decode()

    assert "r-0 , r-1 , r-2 and 2 more" in text_of(client, f"/teams/{team.slug}/")
    more = f'<a href="/repositories/?check=linted&amp;outcome=fail&amp;team={team.slug}">2 more</a>'
    assert more in content


def test_results_of_clauses_that_are_gone_are_still_shown(
    client: Client, repository: Repository
) -> None:
    make_result(repository, "retired", "fail", clause="old:9.9")

    text = text_of(client, f"/repositories/{repository.slug}/")

    assert "Clauses that the protocol no longer has" in text
    assert "Title of retired" in text
    assert "Retired: it is no longer asked" in text_of(client, "/checks/retired/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["alpha", "beta", "gamma"]),
        ("q=ALPH", ["alpha"]),
        ("team=payments", ["alpha"]),
        ("team=-", ["beta", "gamma"]),
        ("level=below", ["beta"]),
        ("level=exemplary", ["alpha"]),
        ("stack=python", ["beta"]),
        ("stack=-", ["gamma"]),
        ("compliance=not_established", ["gamma"]),
        ("check=dev-command&outcome=fail", ["beta"]),
        ("outcome=fail", ["beta"]),
        ("sort=-score", ["alpha", "beta", "gamma"]),
        ("sort=score", ["beta", "alpha", "gamma"]),
        ("sort=-level", ["alpha", "beta", "gamma"]),
        ("sort=-failures", ["beta", "alpha", "gamma"]),
        ("sort=nonsense&level=nonsense&stack=%00", ["alpha", "beta", "gamma"]),
    ],
)
def test_the_list_filters_and_sorts(
    client: Client, organization: Organization, query: str, expected: list[str]
) -> None:
    team = make_team(organization)
    make_repository(
        organization, "alpha", team=team, passed=4, decided=4, level="exemplary",
        compliance="compliant", required_failures=0,
    )  # fmt: skip
    beta = make_repository(organization, "beta", level="", stacks=["python"], required_failures=3)
    make_result(beta, "dev-command", "fail")
    make_repository(
        organization, "gamma", passed=0, decided=0, covered=0, judged=0, level="",
        compliance="not_established", stacks=[], required_failures=0,
    )  # fmt: skip

    content = client.get(f"/repositories/?{query}").content.decode()

    assert re.findall(r'<th scope="row"><a href="/repositories/(\w+)/">', content) == expected


def test_the_list_says_what_is_left_out_and_why(client: Client, organization: Organization) -> None:
    make_repository(organization, "empty", judged_at=None, left_out="it has no commits yet")

    text = text_of(client, "/repositories/")

    assert "Not counted" in text
    assert "it has no commits yet" in text


def test_htmx_gets_the_table_alone(client: Client, repository: Repository) -> None:
    content = client.get("/repositories/", headers={"HX-Request": "true"}).content.decode()

    assert content.lstrip().startswith('<div id="results">')
    assert "<html" not in content


def test_a_long_list_is_paged_and_keeps_its_filters(
    client: Client, organization: Organization
) -> None:
    for number in range(60):
        make_repository(organization, f"service-{number:02}")

    first = client.get("/repositories/?q=service&sort=-name").content.decode()
    assert "1–50 of 60" in first
    assert "?q=service&amp;sort=-name&amp;page=2" in first
    second = text_of(client, "/repositories/?q=service&sort=-name&page=2")
    assert "51–60 of 60" in second
    assert "service-00" in second


@pytest.mark.parametrize(
    "address",
    [
        *PAGES,
        "/checks/?team=t-0&section=backend:2",
        "/checks/lint-in-ci/?team=t-0&outcome=fail",
        "/repositories/r-0/",
        "/repositories/?check=lint-in-ci&outcome=fail&team=t-0",
        "/teams/t-0/",
        "/syncs/1/",
    ],
)
def test_a_page_costs_as_many_queries_for_many_as_for_few(
    client: Client, organization: Organization, django_assert_max_num_queries: Any, address: str
) -> None:
    for number in range(12):
        team = make_team(organization, f"T-{number}")
        repository = make_repository(organization, f"r-{number}", team=team)
        for key in ("node-version-pinned", "dev-command", "lint-in-ci"):
            make_result(repository, key, "fail")
            make_transition(repository, key, "pass", "fail", at=timezone.now())
        run = SyncRun.objects.create(
            pk=number + 1, organization=organization, reason="request", started_at=timezone.now()
        )
    SyncItem.objects.bulk_create(
        SyncItem(
            organization=organization, run_id=1, repository=each, work=SyncItem.Work.READ,
            queued_at=timezone.now(), state=SyncItem.State.DONE,
        )
        for each in Repository.objects.all()
    )  # fmt: skip
    assert run.pk == 12

    # Two of them are the session and its account.
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


def test_who_leads_a_team_costs_one_query_more(
    organization: Organization, django_assert_max_num_queries: Any
) -> None:
    """They may see more than all members, and not all: the overview asks most of them."""
    Organization.objects.update(base_permission="none")
    team = make_team(organization)
    for name, visibility in (("open", "internal"), ("theirs", "private"), ("hidden", "private")):
        repository = make_repository(organization, name, team=team, visibility=visibility)
        make_result(repository, "lint-in-ci", "fail")
        make_transition(repository, "lint-in-ci", "pass", "fail", at=timezone.now())
    lead = make_person(organization)
    Collaboration.objects.create(
        organization=organization, person=lead, permission="read",
        repository=organization.repositories.get(name="theirs"),
    )  # fmt: skip
    given_roles.change(lead, Given(Role.MANAGER, frozenset({team.slug})), Given(), None)
    browser = signed_in(lead)

    with django_assert_max_num_queries(15):
        assert "theirs" in browser.get("/").content.decode()


def test_a_check_shows_who_fails_it_the_longest_failing_first(
    client: Client, organization: Organization, repository: Repository
) -> None:
    other = make_repository(organization, "billing")
    make_result(other, "node-version-pinned", "fail", since=NOW - timedelta(days=9))

    text = text_of(client, "/checks/node-version-pinned/")
    assert text.index("billing") < text.index("orders")
    assert "Write the Node.js version into .nvmrc" in text.replace(" ,", ",")
    assert "No repository" in text_of(client, "/checks/node-version-pinned/?outcome=pass")


def test_a_repository_shows_the_checks_of_one_outcome_and_level(
    client: Client, repository: Repository
) -> None:
    address = f"/repositories/{repository.slug}/"

    failing = text_of(client, f"{address}?outcome=fail")
    assert "All 5 Fail 2 Unknown 1 Pass 1 Not applicable 1" in failing
    assert "Fail Title of node-version-pinned" in failing
    assert "Pass Title of package-manager-pnpm" not in failing
    of_level = text_of(client, f"{address}?outcome=fail&level=standard")
    assert "Fail Title of lint-in-ci" in of_level
    assert "Fail Title of node-version-pinned" not in of_level
    assert "Only Standard. Show every level" in of_level
    assert "None has this outcome here" in text_of(client, f"{address}?outcome=pass&level=standard")
    assert "All 5" in text_of(client, f"{address}?outcome=nonsense&level=nonsense")


def test_only_the_first_failing_check_is_open(client: Client, repository: Repository) -> None:
    content = client.get(f"/repositories/{repository.slug}/").content.decode()

    opened = re.findall(r'<details class="check[^>]* open>.*?id="([^"]+)"', content, re.DOTALL)
    assert opened == ["node-version-pinned"]


def test_the_lines_of_an_excerpt_have_their_numbers(client: Client, repository: Repository) -> None:
    places = [
        {"path": "a.yml", "line": 9, "end_line": 10, "excerpt": "on:\n  push:"},
        {"path": "b.yml", "line": 0, "end_line": 0, "excerpt": "the whole"},
    ]
    make_result(repository, "dev-command", "fail", evidence=places)

    content = client.get(f"/repositories/{repository.slug}/").content.decode()

    assert '<span class="line" data-number="9">on:</span>' in content
    assert '<span class="line" data-number="10">  push:</span>' in content
    assert '<span class="line" data-number="">the whole</span>' in content


def test_what_is_no_file_is_a_link_to_its_address(client: Client, repository: Repository) -> None:
    file = {"line": 0, "end_line": 0, "excerpt": ""}
    places = [
        file | {"path": "#12 feat: <b>", "url": "https://github.com/shop/api/pull/12"},
        file | {"path": "#13 evil", "url": "javascript:alert(1)"},
        file | {"path": "README.md", "url": ""},
        file | {"path": "older.md"},
    ]
    make_result(repository, "dev-command", "fail", evidence=places)

    content = client.get(f"/repositories/{repository.slug}/").content.decode()

    assert (
        '<a href="https://github.com/shop/api/pull/12" rel="noopener">#12 feat: &lt;b&gt;</a>'
    ) in content
    for words in ("#13 evil", "README.md", "older.md"):
        assert f'<span class="where">{words}</span>' in content
    assert "javascript:alert" not in content


def test_checks_are_those_of_a_team_and_a_section(
    client: Client, organization: Organization, repository: Repository, team: Team
) -> None:
    other = make_repository(organization, "billing")
    make_result(other, "node-version-pinned", "fail")
    make_result(other, "dev-command", "fail")

    every = text_of(client, "/checks/")
    assert "Title of node-version-pinned backend:2.2 Foundation 2 0" in every
    assert "Daily workflow engineering:3" in every
    of_team = text_of(client, f"/checks/?team={team.slug}&section=backend:2")
    assert "Title of node-version-pinned backend:2.2 Foundation 1 0" in of_team
    assert "Title of dev-command" not in of_team
    assert "Title of lint-in-ci" not in of_team
    failing = text_of(client, f"/checks/node-version-pinned/?team={team.slug}")
    assert "All 1 Fail 1" in failing
    assert "billing" not in failing


def test_a_time_says_when_exactly(
    client: Client, organization: Organization, repository: Repository
) -> None:
    organization.checked_at = datetime(2026, 11, 25, 12, 30, 15, tzinfo=UTC)
    organization.save()

    content = client.get("/").content.decode()

    exact = 'datetime="2026-11-25T12:30:15+00:00" title="25 November 2026, 12:30:15 UTC"'
    assert f"<time {exact}>" in content


def test_htmx_gets_the_whole_page_where_it_goes_back(
    client: Client, repository: Repository
) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert b"<html" in client.get("/repositories/?q=o", headers=headers).content


def test_a_protocol_says_what_covers_each_sentence(client: Client, repository: Repository) -> None:
    text = text_of(client, "/protocols/backend/")

    assert "Check Node.js is pinned to a living LTS line Foundation" in text
    assert "Not automated yet" in text
    assert "Onboarding" in text
    assert "For people" in text


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/repositories/nothing/",
        "/teams/nothing/",
        "/checks/nothing/",
        "/protocols/nothing/",
        "/syncs/999/",
    ],
)
def test_what_is_not_there_is_a_clear_page(
    client: Client, organization: Organization, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert b"There is nothing at this address" in response.content


def test_a_run_shows_each_item_and_goes_on_by_itself(
    client: Client, organization: Organization, repository: Repository
) -> None:
    run = SyncRun.objects.create(
        organization=organization, reason=SyncRun.Reason.REQUEST, started_at=timezone.now(), found=1
    )
    SyncItem.objects.create(
        organization=organization, run=run, repository=repository, work=SyncItem.Work.READ,
        queued_at=timezone.now(), state=SyncItem.State.FAILED, problem="it has 200,001 files",
    )  # fmt: skip

    going = client.get(f"/syncs/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in going
    assert "it has 200,001 files" in going

    SyncRun.objects.update(finished_at=timezone.now())
    ended = client.get(f"/syncs/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in ended


def test_a_banner_says_how_far_a_run_is_and_then_offers_its_figures(
    client: Client, organization: Organization, repository: Repository
) -> None:
    run = SyncRun.objects.create(
        organization=organization, reason=SyncRun.Reason.REQUEST, started_at=timezone.now(), found=1
    )
    SyncItem.objects.create(
        organization=organization, run=run, repository=repository, work=SyncItem.Work.READ,
        queued_at=timezone.now(), state=SyncItem.State.DONE,
    )  # fmt: skip
    headers = {"HX-Request": "true", "HX-Target": "banner"}

    assert "1 of 1 repositories have been read" in text_of(client, "/")
    assert b"every 2s" in client.get(f"/syncs/{run.pk}/", headers=headers).content

    SyncRun.objects.update(finished_at=timezone.now())
    ended = client.get(f"/syncs/{run.pk}/", headers=headers).content
    assert b"Show the new figures" in ended
    assert b"hx-get" not in ended
    assert "repositories have been read" not in text_of(client, "/")


@pytest.mark.usefixtures("own_queues")
def test_reading_again_queues_once(
    client: Client, organization: Organization, repository: Repository, source_folder: Path
) -> None:
    address = f"/repositories/{repository.slug}/read/"
    assert client.get(address).status_code == 405

    for _ in range(2):
        assert client.post(address)["Location"] == f"/repositories/{repository.slug}/"
    organization.repositories.update(wanted="again")
    disk.repository(source_folder / "orders", {"README.md": "# Orders\n"})
    organization.repositories.update(key="orders")
    polls.work_due(organization)
    assert SyncItem.objects.count() == 1


@pytest.mark.usefixtures("own_queues")
def test_looking_for_changes_leads_to_the_run(
    client: Client, organization: Organization, source_folder: Path
) -> None:
    disk.repository(source_folder / "orders", {"README.md": "# Orders\n"})

    response = client.post("/syncs/look/")

    assert response["Location"] == f"/syncs/{SyncRun.objects.get().pk}/"


@pytest.mark.usefixtures("own_queues")
def test_looking_at_a_source_that_is_gone_says_so(
    client: Client, organization: Organization, source_folder: Path
) -> None:
    source_folder.rmdir()

    response = client.post("/syncs/look/", follow=True)

    assert b"The source cannot be read" in response.content


@pytest.mark.usefixtures("own_queues")
def test_a_rule_in_the_settings_gives_a_repository_its_team(
    client: Client, organization: Organization, source_folder: Path
) -> None:
    from tests.compliance.sync.test_sync import EXPRESS, work_all  # noqa: PLC0415

    disk.repository(source_folder / "billing-api", EXPRESS)
    discovery.look(organization, SyncRun.Reason.START)
    work_all(organization)

    client.post(
        "/settings/",
        {
            "name": "Harbour",
            "time_zone": "Europe/Berlin",
            "ownership_rules": "# ours\nbilling-* = Payments team\n",
            "protocol_rules": "web-* = fullstack",
        },
    )
    organization.refresh_from_db()
    work_all(organization)

    assert organization.name == "Harbour"
    assert organization.protocol_rules == [["web-*", "fullstack"]]
    repository = organization.repositories.get()
    assert [each.slug for each in repository.teams.all()] == ["payments-team"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ownership_rules", "a = b\nnonsense", "Line 2 is no rule: expected pattern = name."),
        ("ownership_rules", "a = ///", "is no name of a team"),
        ("protocol_rules", "a = nothing", "There is no protocol “nothing”; there are: backend"),
        ("name", "", "This field is required."),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_is_stored(
    client: Client, organization: Organization, field: str, value: str, sentence: str
) -> None:
    whole = {"name": "Harbour", "time_zone": "UTC", "ownership_rules": "", "protocol_rules": ""}
    given = {**whole, field: value}

    response = client.post("/settings/", given)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    organization.refresh_from_db()
    assert organization.name != "Harbour"


def test_a_form_without_its_token_is_refused(organization: Organization) -> None:
    assert Client(enforce_csrf_checks=True).post("/syncs/look/").status_code == 403


def test_health_asks_the_database(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_health_says_when_the_database_is_not_there(
    visitor: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("the connection was refused")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refuse)
        answer = visitor.get("/healthz")

    assert answer.status_code == 503


@pytest.mark.parametrize(("count", "hidden"), [(6, 0), (7, 2), (50, 45)])
def test_of_many_places_the_first_are_shown_and_the_others_asked_for(
    client: Client, organization: Organization, count: int, hidden: int
) -> None:
    repository = make_repository(organization)
    places = [
        {"path": f"src/{number}.ts", "line": 1, "end_line": 1, "excerpt": ""}
        for number in range(count)
    ]
    make_result(repository, "dev-command", "fail", evidence=places)

    content = client.get(f"/repositories/{repository.slug}/").content.decode()

    shown, *rest = content.split('<details class="places">')
    assert (shown.count('class="excerpt"'), len(rest)) == (count - hidden, min(hidden, 1))
    assert content.count('class="excerpt"') == count
    assert (f"Show {hidden} more places" in content) == bool(hidden)
