"""What a repository's page shows of its components, of its other manifests, and of its own file."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from compliance.models import Organization, Person, Repository
from tests.dashboard.reading import content_of, text_of
from tests.factories import COMMIT, NOW, make_asked, make_repository, make_result

SHOP = "/repositories/shop/"
NODE = "node-version-pinned"


def component(path: str, **values: Any) -> dict[str, Any]:
    why = f"{path}/package.json depends on Express, which {path}/app.js serves"
    seen_at = {"path": f"{path}/app.js", "line": 7, "end_line": 7, "excerpt": "", "url": ""}
    given = {"path": path, "stack": "node", "why": why, "counts": True, "seen_at": seen_at}
    return given | values


def other(path: str, why: str, **values: Any) -> dict[str, Any]:
    given = {"path": path, "stack": "node", "why": why, "counts": False, "is_unreadable": False}
    return given | values


def said(path: str, outcome: str, message: str, *places: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "outcome": outcome,
        "standing": outcome,
        "excuses": [],
        "message": message,
        "evidence": list(places),
    }


def place(path: str, line: int) -> dict[str, Any]:
    return {"path": path, "line": line, "end_line": line, "excerpt": f"line {line}", "url": ""}


@pytest.fixture
def shop(organization: Organization) -> Repository:
    """A monorepo with three components, of which each check says something else."""
    shop = make_repository(
        organization,
        "shop",
        url="https://github.example.com/acme/shop",
        components=[
            component("apps/api"),
            component("apps/admin"),
            component("apps/worker"),
            other("apps/web/package.json", "depends on no HTTP server framework"),
            other("packages/ui/package.json", "depends on no HTTP server framework"),
            other("old/package.json", "is no valid JSON", is_unreadable=True),
        ],
        unlisted_manifests=5,
    )
    pinned = [place("apps/admin/package.json", number) for number in range(1, 6)]
    parts = [
        said("apps/api", "pass", "apps/api/.nvmrc names 24", place("apps/api/.nvmrc", 1)),
        said("apps/admin", "fail", "no version", *pinned),
        said("apps/worker", "not_applicable", "nothing runs"),
        said("apps/jobs", "not_applicable", "nothing runs"),
    ]
    make_result(shop, NODE, "fail", message="apps/admin: no version", components=parts)
    make_result(shop, "env-not-committed", "pass", message="no .env is committed")
    return shop


class TestComponents:
    def test_each_says_why_it_is_one_where_and_how_it_stands(
        self, client: Client, shop: Repository
    ) -> None:
        content, text = content_of(client, SHOP), text_of(client, SHOP)

        assert "apps/api apps/api/package.json depends on Express, which apps/api/app.js" in text
        assert f"/acme/shop/blob/{COMMIT}/apps/api/app.js#L7" in content
        assert "line 7 1 passes Node.js apps/admin" in text
        assert "line 7 1 fails Node.js apps/worker" in text

    def test_every_other_manifest_is_under_its_reason(
        self, client: Client, shop: Repository
    ) -> None:
        text = text_of(client, SHOP)

        assert (
            "7 manifests that make no component Depends on no HTTP server framework "
            "apps/web/package.json packages/ui/package.json And 5 more"
        ) in text
        assert "May be a component, and is unknown until it can be read: is no valid JSON" in text

    def test_without_any_it_says_why(self, client: Client, organization: Organization) -> None:
        make_repository(organization, "shop", components=[])

        assert "No manifest of a Node.js or Python project was found" in text_of(client, SHOP)


class TestByComponent:
    def test_what_needs_a_look_comes_first_with_its_evidence(
        self, client: Client, shop: Repository
    ) -> None:
        text = text_of(client, SHOP)

        fails = text.index("Fail apps/admin no version")
        passes = text.index("Pass apps/api apps/api/.nvmrc names 24 Show 1 place")
        neither = text.index("Not applicable apps/worker apps/jobs nothing runs")
        assert fails < passes < neither
        content = content_of(client, SHOP)
        assert '<a href="?component=apps%2Fworker#checks"><code>apps/worker</code></a>' in content
        assert "<code>apps/jobs</code></a>" not in content
        assert "package.json:3 line 3 Show 2 more places apps/admin/package.json:4" in text

    def test_of_one_component_the_evidence_stands_by_itself(
        self, client: Client, shop: Repository
    ) -> None:
        result = shop.results.get(key=NODE)
        result.components = result.components[1:2]
        result.evidence = result.components[0]["evidence"]
        result.save()

        text = text_of(client, SHOP)

        assert "By component" not in text
        assert "Evidence at" in text

    def test_a_component_can_be_looked_at_alone(self, client: Client, shop: Repository) -> None:
        text = text_of(client, f"{SHOP}?component=apps/api")

        assert "Only the component apps/api: what is judged component by component." in text
        assert "Title of node-version-pinned apps/api/.nvmrc names 24" in text
        assert "no version" not in text.split("Components")[0].split("Only the component")[1]
        assert "Title of env-not-committed" not in text
        assert "Fail since" not in text

    def test_the_outcomes_of_a_component_can_be_chosen(
        self, client: Client, shop: Repository
    ) -> None:
        assert "Title of node-version-pinned" in text_of(
            client, f"{SHOP}?component=apps/admin&outcome=fail", HX_Request="true"
        )
        assert "None has this outcome here" in text_of(
            client, f"{SHOP}?component=apps/api&outcome=fail"
        )

    def test_a_component_that_is_none_is_the_whole_repository(
        self, client: Client, shop: Repository
    ) -> None:
        text = text_of(client, f"{SHOP}?component=nope")

        assert "Only the component" not in text
        assert "Title of env-not-committed" in text

    def test_where_a_folder_has_two_stacks_the_worse_counts(
        self, client: Client, shop: Repository
    ) -> None:
        result = shop.results.get(key=NODE)
        result.components = [said(".", "not_applicable", "Python"), said(".", "fail", "no pin")]
        result.save()
        shop.components = [component("."), component(".", stack="python")]
        shop.save()

        text = text_of(client, f"{SHOP}?component=.")

        assert text.count("Title of node-version-pinned no pin") == 1


class TestOwnFile:
    def test_what_waits_is_asked_for_with_its_reason_and_line(
        self, client: Client, shop: Repository
    ) -> None:
        make_asked(shop, "paths", "legacy/", reason="Switched off.", files=12)
        make_asked(shop, "phase", "mvp", line=9)

        content, text = content_of(client, SHOP), text_of(client, SHOP)

        assert (
            "Asked for, and not in effect: to ignore the paths legacy/, and 1 more. Whoever may "
            "push can ask for this"
        ) in text
        assert "To ignore the paths legacy/ Switched off..plumbline.yml, line 4 · since" in text
        assert "· 12 files Waits" in text
        assert f"/acme/shop/blob/{COMMIT}/.plumbline.yml#L9" in content

    @pytest.mark.parametrize(
        ("verdict", "chip"), [("approved", "In effect"), ("refused", "Refused")]
    )
    def test_what_was_decided_says_by_whom(
        self, client: Client, shop: Repository, verdict: str, chip: str
    ) -> None:
        alice = Person.objects.create(
            organization=shop.organization, key="a", login="alice", role="owner", seen_at=NOW
        )
        make_asked(shop, verdict=verdict, decided_by=alice, decided_at=NOW, note="As agreed.")

        text = text_of(client, SHOP)

        assert f"{verdict} by alice" in text
        assert f"“As agreed.” {chip}" in text
        assert "Asked for, and not in effect" not in text

    def test_one_that_is_invalid_is_named_with_its_lines(
        self, client: Client, shop: Repository
    ) -> None:
        Repository.objects.update(
            own_file_is_invalid=True,
            notices=[
                {"line": 3, "text": "phase: expected one of mvp"},
                {"line": 0, "text": "misnamed"},
            ],
        )
        make_asked(shop, is_said=False)

        text = text_of(client, SHOP)

        assert "Its.plumbline.yml is invalid and counts for nothing until that is mended" in text
        assert "phase: expected one of mvp.plumbline.yml, line 3 To mend" in text
        assert "misnamed.plumbline.yml To mend" in text
        assert "Not in effect" in text

    def test_source_files_that_did_not_parse_are_named(
        self, client: Client, shop: Repository
    ) -> None:
        place = {"path": "src/half.js", "line": 2, "end_line": 2, "excerpt": "f(;", "url": ""}
        Repository.objects.update(unparsed=21, unparsed_places=[place])

        text = text_of(client, SHOP)

        assert "21 source files did not parse" in text
        assert "Show the first 1" in text
        assert "src/half.js:2" in text

    def test_without_anything_nothing_is_said(self, client: Client, shop: Repository) -> None:
        text = text_of(client, SHOP)

        assert "What it asks for" not in text
        assert "did not parse" not in text
