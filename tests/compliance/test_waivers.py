"""Asking for waivers and attestations, deciding on them, and what of them is in effect."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from compliance import clock, waivers
from compliance.excusable import MAX_LINK, MAX_PATHS, MAX_REASON, ExcuseError, Wanted
from compliance.excuses import Excuse as InEffect
from compliance.models import CheckResult, Excuse, Organization, Person, Repository
from compliance.models.waiver import LONGEST
from compliance.scoring import ExcuseKind
from tests.factories import NOW, make_excuse, make_person, make_repository, make_result

TODAY = NOW.date()
WAIVER, ATTESTATION = ExcuseKind.WAIVER, ExcuseKind.ATTESTATION
LINK = "https://example.com/decisions/7"
PLACE = {
    "path": "src/old.ts",
    "line": 3,
    "end_line": 3,
    "excerpt": "",
    "url": "",
    "waived_by": None,
}


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """The clock stands."""
    with clock.standing_at(NOW):
        yield NOW


@pytest.fixture
def alice(organization: Organization) -> Person:
    """Who asks."""
    return make_person(organization, "alice")


@pytest.fixture
def bob(organization: Organization) -> Person:
    """Who decides."""
    return make_person(organization, "bob")


@pytest.fixture
def repository(organization: Organization) -> Repository:
    repository = make_repository(organization)
    parts = [part("api", "fail", PLACE), part("web", "pass")]
    make_result(repository, "linted", "fail", components=parts, attestable=False)
    make_result(repository, "load-tested", "unknown", attestable=True)
    make_result(repository, "tested", "pass", attestable=True)
    request = {**PLACE, "path": "#7 Old", "url": "https://example.com/7"}
    make_result(repository, "reviewed", "fail", components=[part(".", "fail", request)])
    return repository


def part(path: str, outcome: str, *evidence: dict[str, Any]) -> dict[str, Any]:
    """A component of a result."""
    return {
        "path": path, "outcome": outcome, "standing": outcome, "excuses": [],
        "message": "m", "evidence": [*evidence],
    }  # fmt: skip


def wanted(kind: ExcuseKind = WAIVER, key: str = "linted", **given: Any) -> Wanted:
    values: dict[str, Any] = {"until": TODAY + timedelta(days=30), "link": LINK}
    return Wanted(kind, key, **({"reason": "It is being replaced."} | values | given))


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


class TestDeciding:
    @pytest.fixture
    def asked(self, repository: Repository, alice: Person) -> Excuse:
        return waivers.ask(repository, wanted(), alice)

    def test_what_is_approved_is_in_effect_and_judged_soon(
        self, repository: Repository, asked: Excuse, bob: Person
    ) -> None:
        waivers.approve(asked, bob, "Agreed in the weekly.")

        asked.refresh_from_db()
        assert (asked.state, asked.decided_by, asked.decided_at) == ("approved", bob, NOW)
        assert asked.decision == "Agreed in the weekly."
        assert waivers.current(repository, NOW) == (
            InEffect(asked.pk, WAIVER, "linted", asked.until),
        )
        repository.refresh_from_db()
        assert repository.excuses_due_at == NOW

    def test_what_is_refused_is_not(
        self, repository: Repository, asked: Excuse, bob: Person
    ) -> None:
        waivers.refuse(asked, bob, "Mend it.")

        asked.refresh_from_db()
        assert (asked.state, asked.decided_by, asked.decision) == ("refused", bob, "Mend it.")
        assert waivers.current(repository, NOW) == ()

    @pytest.mark.parametrize("decide", [waivers.approve, waivers.refuse])
    def test_nobody_decides_on_their_own(
        self, asked: Excuse, alice: Person, decide: Callable[[Excuse, Person], Excuse]
    ) -> None:
        with pytest.raises(ExcuseError, match="Nobody decides on what they asked for themselves"):
            decide(asked, alice)

        asked.refresh_from_db()
        assert asked.state == Excuse.State.ASKED

    @pytest.mark.parametrize("decide", [waivers.approve, waivers.refuse, waivers.withdraw])
    def test_it_is_decided_once(
        self, asked: Excuse, alice: Person, bob: Person, decide: Callable[[Excuse, Person], Excuse]
    ) -> None:
        waivers.refuse(asked, bob)

        with pytest.raises(ExcuseError, match="It is decided already: it was refused"):
            decide(asked, alice)

    def test_what_has_ended_before_it_was_decided_on_cannot_be_approved(
        self, asked: Excuse, bob: Person
    ) -> None:
        with clock.standing_at(NOW + timedelta(days=31)):
            with pytest.raises(ExcuseError, match="asked for until 2026-12-25, which has passed"):
                waivers.approve(asked, bob)
            waivers.refuse(asked, bob)

    def test_who_asked_can_withdraw_it(self, asked: Excuse, alice: Person, bob: Person) -> None:
        with pytest.raises(ExcuseError, match="Only who asked for it can withdraw it"):
            waivers.withdraw(asked, bob)

        waivers.withdraw(asked, alice)

        asked.refresh_from_db()
        assert (asked.state, asked.ended_by, asked.ended_at) == ("withdrawn", alice, NOW)

    def test_what_is_in_effect_can_be_revoked(
        self, repository: Repository, asked: Excuse, alice: Person, bob: Person
    ) -> None:
        with pytest.raises(ExcuseError, match="It is not in effect: it waits to be decided on"):
            waivers.revoke(asked, bob)
        waivers.approve(asked, bob)
        Repository.objects.update(excuses_due_at=None)

        waivers.revoke(asked, alice, "Mended.")

        asked.refresh_from_db()
        assert (asked.state, asked.ended_by, asked.ended_because) == ("revoked", alice, "Mended.")
        assert asked.decided_by == bob
        assert waivers.current(repository, NOW) == ()
        repository.refresh_from_db()
        assert repository.excuses_due_at == NOW
        with pytest.raises(ExcuseError, match="It is not in effect: it was revoked"):
            waivers.revoke(asked, bob)

    def test_what_has_ended_cannot_be_revoked(self, asked: Excuse, bob: Person) -> None:
        waivers.approve(asked, bob)

        later = clock.standing_at(NOW + timedelta(days=31))
        with later, pytest.raises(ExcuseError, match="not in effect: it ended with 2026-12-25"):
            waivers.revoke(asked, bob)


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


def approved(repository: Repository, by: Person, key: str = "linted", **values: Any) -> Excuse:
    """One that somebody else approved."""
    other, _ = Person.objects.get_or_create(
        organization=repository.organization, key="manager", login="manager",
        role="owner", seen_at=NOW,
    )  # fmt: skip
    given = {"state": "approved", "decided_by": other, "decided_at": NOW}
    return make_excuse(repository.results.get(key=key), by, **(given | values))


class TestInEffect:
    def test_to_its_last_day_in_utc(self, repository: Repository, alice: Person) -> None:
        excuse = approved(repository, alice, until=TODAY, component="api", paths=["lib/"])
        midnight = datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo) + timedelta(days=1)

        (found,) = waivers.current(repository, midnight - timedelta(microseconds=1))
        assert found == InEffect(excuse.pk, WAIVER, "linted", TODAY, "api", ("lib/",))
        assert waivers.current(repository, midnight) == ()
        assert waivers.next_end([found]) == midnight

    def test_of_this_repository_alone(self, repository: Repository, alice: Person) -> None:
        other = make_repository(repository.organization, "other")
        make_result(other, "linted", "fail")
        approved(other, alice)

        assert waivers.current(repository, NOW) == ()

    def test_the_next_end_is_that_of_the_first_to_end(self) -> None:
        days = [TODAY + timedelta(days=each) for each in (9, 2, 5)]
        counting = [InEffect(1, WAIVER, "linted", each) for each in days]

        assert waivers.next_end(counting) == datetime(2026, 11, 28, tzinfo=NOW.tzinfo)
        assert waivers.next_end([]) is None

    def test_what_ends_soon(self, repository: Repository, alice: Person) -> None:
        gone = make_repository(repository.organization, "gone", gone_since=NOW)
        make_result(gone, "linted", "fail")
        in_days = {
            days: approved(repository, alice, until=TODAY + timedelta(days=days))
            for days in (14, 0, 15)
        }
        approved(repository, alice, until=TODAY - timedelta(days=1))
        approved(gone, alice, until=TODAY)
        make_excuse(repository.results.get(key="linted"), alice, until=TODAY)

        ending = waivers.ending_within(repository.organization, 14)

        assert list(ending) == [in_days[0], in_days[14]]

    def test_what_waits(self, repository: Repository, alice: Person) -> None:
        linted = repository.results.get(key="linted")
        later = make_excuse(linted, alice, asked_at=NOW - timedelta(days=1))
        first = make_excuse(linted, alice, asked_at=NOW - timedelta(days=2), component="api")
        make_excuse(linted, alice, until=TODAY - timedelta(days=1))
        approved(repository, alice)

        assert list(waivers.waiting(repository.organization)) == [first, later]

    def test_lists_take_one_query(
        self, repository: Repository, alice: Person, django_assert_num_queries: Any
    ) -> None:
        for _ in range(3):
            approved(repository, alice, until=TODAY)

        with django_assert_num_queries(1):
            for each in waivers.ending_within(repository.organization, 14):
                assert (each.asked_by, str(each.repository)) == (alice, "orders")
                assert str(each.decided_by) == "manager"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two who do the same at the same moment, on a PostgreSQL of their own."""

    def both(self, *work: Callable[[], object]) -> list[str]:
        """What became of each: nothing, or why it was refused."""
        start = threading.Barrier(len(work))
        said: list[str] = []

        def one(does: Callable[[], object]) -> None:
            start.wait(10)
            try:
                with clock.standing_at(NOW):
                    does()
                said.append("")
            except ExcuseError as error:
                said.append(str(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=(each,)) for each in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        return sorted(said)

    def test_one_approval_counts(self, repository: Repository, alice: Person, bob: Person) -> None:
        carol = make_person(repository.organization, "carol")
        asked = waivers.ask(repository, wanted(), alice)

        said = self.both(
            lambda: waivers.approve(asked, bob, "bob"),
            lambda: waivers.approve(asked, carol, "carol"),
        )

        assert said == ["", "It is decided already: it was approved."]
        asked.refresh_from_db()
        assert asked.decided_by
        assert asked.decision == asked.decided_by.login

    def test_an_approval_and_a_refusal(
        self, repository: Repository, alice: Person, bob: Person
    ) -> None:
        carol = make_person(repository.organization, "carol")
        asked = waivers.ask(repository, wanted(), alice)

        said = self.both(lambda: waivers.approve(asked, bob), lambda: waivers.refuse(asked, carol))

        assert said[0] == ""
        assert said[1].startswith("It is decided already")

    def test_the_same_is_asked_for_once(self, repository: Repository, alice: Person) -> None:
        said = self.both(*[lambda: waivers.ask(repository, wanted(), alice)] * 3)

        assert said == ["", *["The same is asked for already, and waits to be decided on."] * 2]
        assert Excuse.objects.count() == 1
