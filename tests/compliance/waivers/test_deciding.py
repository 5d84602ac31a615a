"""Deciding on waivers and attestations, also two at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from compliance import clock, waivers
from compliance.excusable import ExcuseError
from compliance.excuses import Excuse as InEffect
from compliance.models import Excuse, Person, Repository
from tests.compliance.waivers.wanted import WAIVER, wanted
from tests.factories import NOW, make_person


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
