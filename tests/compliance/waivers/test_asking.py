"""Asking for waivers and attestations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from compliance import clock, waivers
from compliance.excusable import MAX_LINK, MAX_PATHS, MAX_REASON, ExcuseError, Wanted
from compliance.models import Excuse, Organization, Person, Repository
from compliance.models.waiver import LONGEST
from tests.compliance.waivers.wanted import ATTESTATION, LINK, TODAY, WAIVER, wanted
from tests.factories import NOW, make_person


class TestAsking:
    def test_what_was_asked_for_is_kept_and_not_in_effect(
        self, repository: Repository, alice: Person
    ) -> None:
        asked = waivers.ask(
            repository, wanted(component="api", paths=("src/old.ts", "lib/", "lib/")), alice
        )

        asked.refresh_from_db()
        assert (asked.kind, asked.key, asked.title) == ("waiver", "linted", "Title of linted")
        assert (asked.component, asked.paths) == ("api", ["lib/", "src/old.ts"])
        assert (asked.reason, asked.link) == ("It is being replaced.", LINK)
        assert (asked.asked_by, asked.asked_at, asked.state) == (alice, NOW, "asked")
        assert asked.organization == repository.organization
        assert waivers.current(repository, NOW) == ()
        repository.refresh_from_db()
        assert repository.excuses_due_at is None

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            (wanted(key="unheard-of"), "No check unheard-of is asked of orders."),
            (wanted(key="tested"), "“Title of tested” does not fail here, so there is nothing"),
            (wanted(key="load-tested"), "“Title of load-tested” does not fail here"),
            (wanted(component="web"), "“Title of linted” does not fail here"),
            (wanted(component="cli"), "“Title of linted” is not judged of a component cli."),
            (wanted(ATTESTATION), "“Title of linted” cannot be attested: whether it holds shows"),
            (wanted(ATTESTATION, "tested"), "“Title of tested” neither fails nor is unknown here."),
            (wanted(ATTESTATION, "load-tested", link=""), "An attestation needs a link"),
            (
                wanted(ATTESTATION, "load-tested", paths=("a",)),
                "An attestation is for a whole",
            ),
            (wanted(reason=" \n "), "A reason is needed, in at most 2000 characters."),
            (wanted(reason="x" * (MAX_REASON + 1)), "A reason is needed, in at most 2000"),
            (wanted(link="javascript:alert(1)"), "The link is no address of http or https"),
            (wanted(link=f"{LINK}?{'x' * MAX_LINK}"), "The link is no address of http or https"),
            (wanted(paths=("**",)), "“**” is no pattern as in a .gitignore that fits some paths"),
            (wanted(paths=("a\nb",)), "“a b” is no pattern as in a .gitignore"),
            (wanted(paths=("a",) * (MAX_PATHS + 1)), "A waiver is for at most 20 paths."),
            (wanted(key="reviewed", paths=("a",)), "“Title of reviewed” names no file that breaks"),
            (wanted(until=TODAY - timedelta(days=1)), "It has to end between today and 2027-05-24"),
            (wanted(until=date.max), "It has to end between today and 2027-05-24: after 180 days"),
            (
                wanted(ATTESTATION, "load-tested", until=date.max),
                "It has to end between today and 2027-11-25: after 365 days at most.",
            ),
        ],
    )
    def test_what_cannot_be_asked_for(
        self, repository: Repository, alice: Person, asked: Wanted, sentence: str
    ) -> None:
        with pytest.raises(ExcuseError) as error:
            waivers.ask(repository, asked, alice)

        assert str(error.value).startswith(sentence)
        assert not Excuse.objects.exists()

    def test_it_may_end_today_or_as_late_as_it_may(
        self, repository: Repository, alice: Person
    ) -> None:
        waivers.ask(repository, wanted(until=TODAY), alice)
        waivers.ask(repository, wanted(component="api", until=TODAY + LONGEST[WAIVER]), alice)
        waivers.ask(
            repository,
            wanted(ATTESTATION, "load-tested", until=TODAY + LONGEST[ATTESTATION]),
            alice,
        )

        assert Excuse.objects.count() == 3

    def test_no_secret_is_kept(self, repository: Repository, alice: Person, bob: Person) -> None:
        secret = "ghp_" + "a1B2" * 9
        asked = waivers.ask(repository, wanted(reason=f"See token {secret}\0"), alice)
        waivers.approve(asked, bob, f"with {secret}")
        revoked = waivers.revoke(asked, bob, f"as {secret} leaked")

        revoked.refresh_from_db()
        said = (revoked.reason, revoked.decision, revoked.ended_because)
        assert not any(secret in each or "\0" in each for each in said)
        assert all("ghp_" in each for each in said)

    def test_the_same_is_asked_for_once(
        self, repository: Repository, alice: Person, bob: Person
    ) -> None:
        asked = waivers.ask(repository, wanted(), alice)
        waivers.ask(repository, wanted(component="api"), alice)

        with pytest.raises(ExcuseError, match="asked for already"):
            waivers.ask(repository, wanted(reason="Another."), bob)

        waivers.approve(asked, bob)
        renewed = waivers.ask(repository, wanted(until=TODAY + timedelta(days=90)), alice)
        assert renewed.pk != asked.pk

    def test_what_was_asked_for_a_time_that_has_passed_hinders_nobody(
        self, repository: Repository, alice: Person
    ) -> None:
        waivers.ask(repository, wanted(until=TODAY), alice)

        with clock.standing_at(NOW + timedelta(days=1)):
            waivers.ask(repository, wanted(), alice)

        assert Excuse.objects.count() == 2

    def test_there_are_not_endlessly_many(
        self, repository: Repository, alice: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(waivers, "MAX_OPEN", 1)
        waivers.ask(repository, wanted(), alice)

        with pytest.raises(ExcuseError, match="orders has 1 waivers and attestations already"):
            waivers.ask(repository, wanted(component="api"), alice)

    def test_who_does_not_belong_to_the_organization_has_no_say(
        self, repository: Repository, alice: Person
    ) -> None:
        other = Organization.objects.create(source="folder:/elsewhere", name="Other")
        stranger = make_person(other, "eve")
        gone = make_person(repository.organization, "gone", left_at=NOW)
        asked = waivers.ask(repository, wanted(), alice)

        for person in (stranger, gone):
            with pytest.raises(ExcuseError, match="does not belong to the organization of orders"):
                waivers.ask(repository, wanted(component="api"), person)
            with pytest.raises(ExcuseError, match="does not belong"):
                waivers.approve(asked, person)
