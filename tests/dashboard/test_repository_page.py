"""A repository's page: each check with its evidence and remedy, and what to do next."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from compliance.models import (
    Organization,
    Repository,
    Team,
)
from tests.dashboard.reading import text_of
from tests.factories import (
    make_repository,
    make_result,
)


def test_a_repository_shows_outcome_evidence_remedy_and_confidence(
    client: Client, repository: Repository
) -> None:
    text = text_of(client, f"/repositories/{repository.slug}/")

    assert "Score 75%" in text
    assert "Fail Title of node-version-pinned" in text
    assert "Remedy of node-version-pinned." in text
    assert 'package.json:3 "node": "18"' in text
    assert "Unknown Title of lockfile-in-sync pnpm-lock.yaml has 9 MiB" in text
    assert "exact: the rule leaves no judgement" in text
    assert "Payments (CODEOWNERS)" in text
    assert "Remedy of package-manager-pnpm." not in text, "what passes needs none"
    assert text.index("Onboarding backend:2") < text.index("Daily workflow engineering:3")


def test_a_repository_says_what_to_do_next_by_what_it_gains(
    client: Client, repository: Repository
) -> None:
    text = text_of(client, f"/repositories/{repository.slug}/")

    assert "message of node-version-pinned +37.5 points" in text  # 3 of 8
    assert "message of lint-in-ci +25 points" in text  # 2 of 8
    assert text.index("+37.5 points") < text.index("+25 points")


def test_of_what_adds_as_much_the_certain_and_the_small_come_first(
    client: Client, organization: Organization
) -> None:
    repository = make_repository(organization, "pickup-points")
    place = {"path": "a.py", "line": 1, "end_line": 1, "excerpt": "", "url": ""}
    make_result(repository, "two-places", "fail", level="standard", evidence=[place, place])
    make_result(repository, "read-from-code", "fail", level="standard", confidence="heuristic")
    make_result(repository, "one-place", "fail", level="standard", evidence=[place])
    make_result(repository, "next-level", "fail", evidence=[place, place])

    actions = client.get("/repositories/pickup-points/").context["actions"]

    assert [action.result.key for action in actions] == [
        "next-level", "one-place", "two-places", "read-from-code",
    ]  # fmt: skip


def test_each_section_can_be_jumped_to_and_says_how_much_fails_there(
    client: Client, organization: Organization
) -> None:
    repository = make_repository(organization, "pickup-points")
    make_result(repository, "dev-command", "fail")
    make_result(repository, "dev-branch", "pass", clause="engineering:3.1")

    content = client.get("/repositories/pickup-points/").content.decode()

    first, second = re.findall(r'<a href="#(section-\d)">(.*?)</a>', content)
    assert "1 fail" in first[1]
    assert "fail" not in second[1]
    assert all(f'<section class="card" id="{at}">' in content for at, _ in (first, second))


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

    assert "r-0, r-1, r-2 and 2 more" in text_of(client, f"/teams/{team.slug}/")
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


def opened(client: Client, address: str) -> list[str]:
    """The checks that stand open on a page."""
    content = client.get(address).content.decode()
    return re.findall(r'<details class="check[^>]* open>.*?id="([^"]+)"', content, re.DOTALL)


def test_only_the_first_failing_check_is_open(client: Client, repository: Repository) -> None:
    assert opened(client, f"/repositories/{repository.slug}/") == ["node-version-pinned"]


def test_the_check_to_mend_first_is_open_not_one_that_stands_above_it(
    client: Client, organization: Organization
) -> None:
    repository = make_repository(organization, "pickup-points")
    make_result(repository, "worth-least", "fail", level="exemplary", position=1)
    make_result(repository, "worth-most", "fail", level="foundation", position=2)
    address = "/repositories/pickup-points/"

    assert opened(client, address) == ["worth-most"]
    assert opened(client, f"{address}?level=exemplary") == ["worth-least"]


def test_where_nothing_fails_next_names_what_the_next_level_waits_for(
    client: Client, organization: Organization
) -> None:
    repository = make_repository(organization, "schemas", level="foundation")
    make_result(repository, "holds", "pass", level="foundation")
    for number in range(6):
        make_result(repository, f"open-{number}", "unknown", level="standard")
    make_result(repository, "later", "unknown", level="exemplary")

    text = text_of(client, "/repositories/schemas/")

    told = text[text.index("Nothing to mend") : text.index("The way up")]
    assert "Standard waits for 6 unknown checks" in told
    assert "Title of open-0 message of open-0" in told
    assert "Title of open-5" not in told
    assert "All 6" in told
    assert "Title of later" not in told


def test_where_all_holds_next_says_so(client: Client, organization: Organization) -> None:
    repository = make_repository(organization, "schemas", level="exemplary")
    make_result(repository, "holds", "pass", level="foundation")

    assert "Nothing to mend No check fails here." in text_of(client, "/repositories/schemas/")


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
