"""What the doctor reports, and by which token."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import clock, organizations
from compliance.models import AuditEntry, Person, Plan, PlanToken
from compliance.onboarding import report_format, reports, ticking, tokens
from compliance.onboarding.plans import PlanError
from compliance.onboarding.report_format import ITEMS, Report, ReportError
from compliance.onboarding.tokens import TokenError
from tests.compliance.onboarding.worlds import NOW, item, person, plan_of

SCHEMA = json.loads(Path("docs/doctor-report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
OUTCOMES = ("pass", "fail", "unknown", "not_applicable")
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 10**7), st.text(max_size=5), st.just([]), st.just({})
)
FINDINGS = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(OUTCOMES) | ODD,
        "reason": st.sampled_from(["answers", "differs", "made-up"]) | ODD,
    },
    optional={
        "part": st.sampled_from(["api", "a b", "../x", ""]) | ODD,
        "subject": st.sampled_from(["node", "cobol"]) | ODD,
        "found": st.sampled_from(["18.2.0", "18", "1.2.3.4.5", "v18.2"]) | ODD,
        "count": ODD,
        "names": st.lists(st.sampled_from(["DATABASE_URL", "a b", ""]), max_size=2) | ODD,
        "value": ODD,
    },
)


def said(**outcomes: str) -> dict[str, Any]:
    """A report in which all is well but what is named, with `_` for `-`."""
    named = {key.replace("_", "-"): outcome for key, outcome in outcomes.items()}
    items = [
        {
            "item": key,
            "outcome": named.get(key, "pass"),
            "findings": [{"outcome": named.get(key, "pass"), "reason": "answers"}],
        }
        for key in ITEMS
    ]
    return {"format": 1, "doctor": "1.0", "system": "linux", "items": items}


def report(**outcomes: str) -> Report:
    return report_format.read(json.dumps(said(**outcomes)).encode())


def is_read(document: dict[str, Any]) -> bool:
    try:
        report_format.read(json.dumps(document).encode())
    except ReportError:
        return False
    return True


class TestFormat:
    def test_a_report_is_read(self) -> None:
        found = report(docker="fail")

        assert [each.item for each in found.items] == list(ITEMS)
        assert found.items[3].outcome == "fail"

    @given(st.lists(FINDINGS, max_size=3), st.integers(0, 9))
    def test_it_takes_what_the_schema_allows(self, found: list[Any], at: int) -> None:
        document = said()
        outcomes = [each["outcome"] for each in found]
        worst = next((each for each in ("fail", "unknown", "pass") if each in outcomes), None)
        document["items"][at] |= {"outcome": worst or "not_applicable", "findings": found}

        assert VALIDATOR.is_valid(document) == is_read(document)

    def test_its_words_are_those_of_the_schema(self) -> None:
        finding = SCHEMA["$defs"]["finding"]["properties"]

        assert set(get_args(report_format.Reason)) == set(finding["reason"]["enum"])
        assert set(get_args(report_format.Subject)) == set(finding["subject"]["enum"])
        assert set(get_args(report_format.Outcome)) == set(finding["outcome"]["enum"])
        assert list(ITEMS) == SCHEMA["$defs"]["item"]["properties"]["item"]["enum"]

    @pytest.mark.parametrize(
        "change",
        [
            {"format": 2},
            {"doctor": "one"},
            {"system": "amiga"},
            {"items": []},
            {"items": said()["items"][::-1]},
            {"items": [*said()["items"][:9], said()["items"][0]]},
            {"more": 1},
            {"items": [{**each, "outcome": "fail"} for each in said()["items"]]},
            {"items": [{**each, "findings": []} for each in said()["items"]]},
            {"items": [{**each, "value": "hunter2"} for each in said()["items"]]},
        ],
    )
    def test_anything_else_is_refused(self, change: dict[str, Any]) -> None:
        document = {**said(), **change}
        with pytest.raises(ReportError):
            report_format.read(json.dumps(document).encode())

    def test_a_line_break_at_the_end_is_no_part_of_a_name(self) -> None:
        assert not is_read(said() | {"doctor": "1.0\n"})

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"\xff", b"null", b"[" * 50_000, b'{"doctor": "\xff"}']
    )
    def test_what_is_no_json_of_it_is_refused(self, body: bytes) -> None:
        with pytest.raises(ReportError):
            report_format.read(body)


@pytest.fixture
def newcomer(db: None) -> Person:
    return person(organizations.current(), "nia")


@pytest.fixture
def plan(newcomer: Person) -> Plan:
    with clock.standing_at(NOW):
        return plan_of(newcomer)


class TestTaking:
    def test_what_the_laptop_shows_is_done_and_said_to_be_reported(self, plan: Plan) -> None:
        taken = reports.take(plan, report(docker="fail", services="unknown"))

        assert item(plan, "runtime").way == "reported"
        docker = item(plan, "docker")
        assert (docker.state, docker.outcome) == ("open", "fail")
        assert docker.findings[0]["reason"] == "answers"
        assert item(plan, "services").state == "open"
        assert (taken.done, taken.of, taken.next) == (8, 10, "Docker")

    def test_what_is_missing_later_opens_again(self, plan: Plan) -> None:
        reports.take(plan, report())
        reports.take(plan, report(services="fail"))

        assert item(plan, "services").state == "open"
        assert item(plan, "runtime").state == "done"

    def test_a_later_report_that_cannot_tell_takes_nothing_back(self, plan: Plan) -> None:
        reports.take(plan, report())
        reports.take(plan, report(services="unknown"))

        assert item(plan, "services").state == "done"

    def test_another_editor_stays_ticked(self, plan: Plan, newcomer: Person) -> None:
        ticking.tick(item(plan, "editor-extensions"), newcomer, "another editor")

        reports.take(plan, report(editor_extensions="fail"))

        found = item(plan, "editor-extensions")
        assert (found.state, found.way, found.outcome) == ("done", "ticked", "fail")

    def test_a_goal_that_it_shows_is_open_again_when_it_does_not(self, plan: Plan) -> None:
        Plan.objects.filter(pk=plan.pk).update(goal_item="dev-server")

        reports.take(plan, report())
        plan.refresh_from_db()
        assert plan.finished_at is not None
        reports.take(plan, report(dev_server="fail"))

        plan.refresh_from_db()
        assert plan.finished_at is None

    def test_such_a_goal_stays_reached_where_they_have_another_plan(
        self, plan: Plan, newcomer: Person
    ) -> None:
        Plan.objects.filter(pk=plan.pk).update(goal_item="dev-server")
        reports.take(plan, report())
        plan_of(newcomer)

        reports.take(plan, report(dev_server="fail", services="fail"))

        plan.refresh_from_db()
        assert plan.finished_at is not None
        goal = item(plan, "dev-server")
        assert (goal.state, goal.outcome) == ("done", "fail")
        assert item(plan, "services").state == "open"

    def test_what_the_lead_sent_back_waits_for_the_lead(self, plan: Plan) -> None:
        lead = person(plan.organization, "lea")
        reports.take(plan, report())
        ticking.send_back(item(plan, "docker"), lead, "it is no engine")

        reports.take(plan, report())

        found = item(plan, "docker")
        assert (found.state, found.way) == ("waiting", "reported")
        assert found.sent_back_because == "it is no engine"
        ticking.confirm(found, lead)
        assert item(plan, "docker").sent_back_because == ""


class TestTokens:
    def test_a_token_opens_its_plan_for_two_days(self, plan: Plan, newcomer: Person) -> None:
        with clock.standing_at(NOW):
            token = tokens.make(plan, newcomer)
            assert tokens.plan_of(token) == plan
        with clock.standing_at(NOW + timedelta(hours=47)):
            assert tokens.plan_of(token) == plan
        with clock.standing_at(NOW + timedelta(hours=48)), pytest.raises(TokenError, match="over"):
            tokens.plan_of(token)

    def test_only_a_digest_is_kept(self, plan: Plan, newcomer: Person) -> None:
        token = tokens.make(plan, newcomer)

        kept = PlanToken.objects.values().get()
        assert token not in str(kept)
        assert token not in str(list(AuditEntry.objects.values()))
        assert 16 <= len(token) <= 200

    def test_a_new_one_ends_the_last(self, plan: Plan, newcomer: Person) -> None:
        first = tokens.make(plan, newcomer)
        second = tokens.make(plan, newcomer)

        with pytest.raises(TokenError, match="revoked"):
            tokens.plan_of(first)
        assert tokens.plan_of(second) == plan
        actions = [each.action for each in AuditEntry.objects.order_by("pk")]
        assert actions[-3:] == ["token-made", "token-revoked", "token-made"]

    def test_it_is_revoked(self, plan: Plan, newcomer: Person) -> None:
        token = tokens.make(plan, newcomer)

        assert tokens.revoke(plan, newcomer)
        assert not tokens.revoke(plan, newcomer)
        with pytest.raises(TokenError, match="revoked"):
            tokens.plan_of(token)

    def test_nobody_makes_one_for_somebody_else(self, plan: Plan) -> None:
        with pytest.raises(PlanError, match="own laptop"):
            tokens.make(plan, person(plan.organization, "lea"))

    def test_an_unknown_one_opens_nothing(self, plan: Plan) -> None:
        with pytest.raises(TokenError, match="no such token"):
            tokens.plan_of("plumbline_nothing")
