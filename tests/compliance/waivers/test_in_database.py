"""What the database itself refuses of waivers and attestations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from compliance.models import CheckResult, Excuse, Organization, Person, Repository
from tests.compliance.waivers.wanted import LINK, TODAY
from tests.factories import NOW, make_excuse, make_result


class TestDatabase:
    """What the database itself refuses."""

    @pytest.fixture
    def result(self, repository: Repository) -> CheckResult:
        return repository.results.get(key="linted")

    def test_it_takes_what_is_right(self, result: CheckResult, alice: Person, bob: Person) -> None:
        decided = {"decided_by": bob, "decided_at": NOW}
        ended = {"ended_by": alice, "ended_at": NOW}

        make_excuse(result, alice)
        make_excuse(result, alice, state="approved", **decided)
        make_excuse(result, alice, state="refused", **decided)
        make_excuse(result, alice, state="withdrawn", **ended)
        make_excuse(result, alice, state="revoked", **decided, **ended)
        make_excuse(result, alice, kind="attestation", link=LINK)
        make_excuse(result, alice, until=TODAY, asked_at=NOW)

    def test_one_own_approval(self, result: CheckResult, alice: Person) -> None:
        with pytest.raises(IntegrityError, match="nobody_decides_on_their_own_excuse"):
            make_excuse(result, alice, state="approved", decided_by=alice, decided_at=NOW)

    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"state": "approved"}, "an_excuse_says_who_did_what_became_of_it"),
            ({"state": "refused"}, "an_excuse_says_who_did_what_became_of_it"),
            ({"state": "withdrawn"}, "an_excuse_says_who_did_what_became_of_it"),
            ({"state": "revoked"}, "an_excuse_says_who_did_what_became_of_it"),
            ({"decided_at": NOW}, "an_excuse_says_who_did_what_became_of_it"),
            ({"reason": ""}, "an_excuse_has_a_reason_and_an_attestation_a_link"),
            ({"kind": "attestation"}, "an_excuse_has_a_reason_and_an_attestation_a_link"),
            (
                {"kind": "attestation", "link": LINK, "paths": ["a"]},
                "only_waivers_are_for_paths",
            ),
            ({"until": None}, "until"),
            ({"until": TODAY + timedelta(days=181), "asked_at": NOW}, "no_excuse_lasts_too_long"),
            ({"until": TODAY - timedelta(days=1), "asked_at": NOW}, "no_excuse_lasts_too_long"),
            (
                {"kind": "attestation", "link": LINK, "until": date(2030, 1, 1)},
                "no_excuse_lasts_too_long",
            ),
        ],
    )
    def test_what_makes_no_sense(
        self, result: CheckResult, alice: Person, values: dict[str, Any], constraint: str
    ) -> None:
        with pytest.raises(IntegrityError, match=constraint):
            make_excuse(result, alice, **values)

    def test_a_withdrawal_by_another(self, result: CheckResult, alice: Person, bob: Person) -> None:
        with pytest.raises(IntegrityError, match="says_who_did"):
            make_excuse(result, alice, state="withdrawn", ended_by=bob, ended_at=NOW)

    @pytest.mark.parametrize(("standing", "by"), [("waived", []), ("fail", [7])])
    def test_a_result_that_does_not_say_by_what_it_is_excused(
        self, repository: Repository, standing: str, by: list[int]
    ) -> None:
        with pytest.raises(IntegrityError, match="what_is_excused_says_by_what"):
            make_result(repository, "other", "fail", standing=standing, excuses=by)

    def test_a_repository_takes_its_excuses_with_it(
        self, result: CheckResult, alice: Person
    ) -> None:
        make_excuse(result, alice)

        result.repository.delete()

        assert not Excuse.objects.exists()
        assert Person.objects.filter(pk=alice.pk).exists()

    def test_an_organization_takes_all_with_it(
        self, result: CheckResult, alice: Person, organization: Organization
    ) -> None:
        make_excuse(result, alice)

        organization.delete()

        assert not Excuse.objects.exists()
