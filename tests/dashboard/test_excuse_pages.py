"""The page of a waiver or an attestation: what it says, and what its reader can do there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance import waivers
from compliance.models import (
    AuditEntry,
    Excuse,
    Person,
    Repository,
)
from tests.dashboard.reading import content_of, text_of
from tests.factories import make_asked, make_excuse, signed_in

KEY = "node-version-pinned"
MAX_QUERIES = 15


@pytest.fixture
def waiver(repository: Repository, colleagues: dict[str, Person]) -> Excuse:
    """What alice asked for yesterday."""
    return asked_for(repository, colleagues["alice"])


def asked_for(repository: Repository, by: Person, **given: object) -> Excuse:
    now = timezone.now()
    values = {"asked_at": now - timedelta(days=1), "until": (now + timedelta(days=30)).date()}
    return make_excuse(repository.results.get(key=KEY), by, **(values | given))


def address(excuse: Excuse, what: str = "") -> str:
    return f"/repositories/orders/excuses/{excuse.pk}/{what}"


def state(excuse: Excuse) -> str:
    excuse.refresh_from_db()
    return excuse.state


class TestWhatItSays:
    def test_who_asked_for_what_why_and_what_it_would_change(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        text = text_of(signed_in(colleagues["mara"]), address(waiver))

        assert "Waits for approval Waiver in orders Payments until" in text
        assert "It is being replaced." in text
        assert "Asked by alice, 1 day ago" in text
        assert "For the whole check" in text
        assert "Fail message of node-version-pinned" in text
        assert "What it would change Of orders Without it With it Check Fail Waived" in text
        assert "Score 38% 60%" in text
        assert "package.json:3" in text

    def test_what_is_approved_and_not_judged_yet_says_what_it_will_change(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        waivers.approve(waiver, colleagues["mara"])

        text = text_of(signed_in(colleagues["les"]), address(waiver))

        assert "Check Fail Waived" in text
        assert "It counts once orders is judged again, within a minute or two." in text
        assert "It changes nothing" not in text

    def test_what_was_decided_and_asked_before(
        self, colleagues: dict[str, Person], repository: Repository, waiver: Excuse
    ) -> None:
        waivers.refuse(waiver, colleagues["mara"], "Mend it.")
        newer = asked_for(repository, colleagues["alice"], paths=["/package.json"])

        text = text_of(signed_in(colleagues["les"]), address(newer))

        assert "For /package.json" in text
        assert "Also asked for of this check Waiver until" in text
        refused = text_of(signed_in(colleagues["les"]), address(waiver))
        assert "Refused by mara Mend it." in refused
        assert "What it would change" not in refused

    def test_a_check_that_is_not_asked_any_more(
        self, colleagues: dict[str, Person], repository: Repository, waiver: Excuse
    ) -> None:
        repository.results.filter(key=KEY).delete()

        text = text_of(signed_in(colleagues["mara"]), address(waiver))

        assert "It is no longer asked of orders, so this is without effect." in text

    def test_one_of_another_repository_is_not_there(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        browser = signed_in(colleagues["olga"])

        assert browser.get(f"/repositories/nothing/excuses/{waiver.pk}/").status_code == 404
        assert browser.get(f"/repositories/orders/excuses/{waiver.pk + 1}/").status_code == 404

    def test_how_it_ended_by_itself(
        self, colleagues: dict[str, Person], repository: Repository
    ) -> None:
        given = {
            "asked_at": timezone.now() - timedelta(days=20),
            "until": (timezone.now() - timedelta(days=2)).date(),
        }
        decided = {
            "decided_by": colleagues["mara"],
            "decided_at": timezone.now() - timedelta(days=9),
        }
        ended = asked_for(repository, colleagues["alice"], state="approved", **given, **decided)
        unanswered = asked_for(repository, colleagues["alice"], **given)
        browser = signed_in(colleagues["mara"])

        assert "Ended by itself" in text_of(browser, address(ended))
        assert "Nobody decided on it in time" in text_of(browser, address(unanswered))
        assert "<form" not in content_of(browser, address(unanswered)).partition("<main")[2]


class TestDeciding:
    def test_who_manages_its_team_approves(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        browser = signed_in(colleagues["mara"])
        assert ">Approve</button>" in content_of(browser, address(waiver))

        answered = browser.post(
            address(waiver, "decide/"), {"verdict": "approve", "note": "Agreed."}, follow=True
        )

        assert state(waiver) == Excuse.State.APPROVED
        assert (waiver.decided_by, waiver.decision) == (colleagues["mara"], "Agreed.")
        assert "Approved. It counts within a minute or two." in answered.content.decode()
        assert answered.redirect_chain[0][0] == f"{address(waiver)}#content"
        entry = AuditEntry.objects.get(action="excuse-approved")
        assert (entry.by, entry.address) == (colleagues["mara"], "127.0.0.1")

    def test_an_administrator_approves_too(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        signed_in(colleagues["olga"]).post(address(waiver, "decide/"), {"verdict": "approve"})

        assert state(waiver) == Excuse.State.APPROVED

    def test_a_refusal_says_why(self, colleagues: dict[str, Person], waiver: Excuse) -> None:
        browser = signed_in(colleagues["mara"])

        answered = browser.post(address(waiver, "decide/"), {"verdict": "refuse", "note": " "})
        assert answered.status_code == 422
        assert "Say why you refuse it" in answered.content.decode()
        assert state(waiver) == Excuse.State.ASKED

        browser.post(address(waiver, "decide/"), {"verdict": "refuse", "note": "Mend it."})
        assert state(waiver) == Excuse.State.REFUSED
        assert waiver.decision == "Mend it."

    @pytest.mark.parametrize("login", ["alice", "lena", "les"])
    def test_nobody_else_does(
        self, colleagues: dict[str, Person], waiver: Excuse, login: str
    ) -> None:
        browser = signed_in(colleagues[login])

        page = content_of(browser, address(waiver))
        assert "Approve</button>" not in page
        assert "whoever manages Payments, or by an administrator." in " ".join(page.split())
        for what in ("decide/", "revoke/"):
            sent = {"verdict": "approve", "note": "x"}
            assert browser.post(address(waiver, what), sent).status_code == 403
        assert state(waiver) == Excuse.State.ASKED

    def test_a_manager_who_asked_does_not_decide(
        self, colleagues: dict[str, Person], repository: Repository
    ) -> None:
        own = asked_for(repository, colleagues["mara"])
        browser = signed_in(colleagues["mara"])

        text = text_of(browser, address(own))
        assert "You asked for this yourself, so somebody else decides." in text
        answered = browser.post(address(own, "decide/"), {"verdict": "approve"})

        assert answered.status_code == 422
        assert "Nobody decides on what they asked for themselves." in answered.content.decode()
        assert state(own) == Excuse.State.ASKED

    def test_the_second_of_two_is_told_what_the_first_decided(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        first, second = signed_in(colleagues["mara"]), signed_in(colleagues["olga"])
        content_of(second, address(waiver))
        first.post(address(waiver, "decide/"), {"verdict": "refuse", "note": "Mend it."})

        answered = second.post(address(waiver, "decide/"), {"verdict": "approve"})

        assert answered.status_code == 422
        assert "It is decided already: it was refused." in answered.content.decode()
        assert state(waiver) == Excuse.State.REFUSED

    def test_a_local_administrator_is_told_why_not(
        self, client: Client, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        assert "nobody of the organization" in text_of(client, address(waiver))
        answered = client.post(address(waiver, "decide/"), {"verdict": "approve"})

        assert answered.status_code == 422
        assert state(waiver) == Excuse.State.ASKED

    def test_nothing_is_decided_by_looking(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        for what in ("decide/", "withdraw/", "revoke/"):
            assert signed_in(colleagues["olga"]).get(address(waiver, what)).status_code == 405


class TestTakingBack:
    def test_who_asked_withdraws(self, colleagues: dict[str, Person], waiver: Excuse) -> None:
        browser = signed_in(colleagues["alice"])
        assert "Withdraw it" in text_of(browser, address(waiver))

        browser.post(address(waiver, "withdraw/"))

        assert state(waiver) == Excuse.State.WITHDRAWN
        assert "Withdraw it" not in text_of(browser, address(waiver))

    def test_nobody_else_withdraws(self, colleagues: dict[str, Person], waiver: Excuse) -> None:
        assert "Withdraw it" not in text_of(signed_in(colleagues["mara"]), address(waiver))
        assert signed_in(colleagues["les"]).post(address(waiver, "withdraw/")).status_code == 403
        answered = signed_in(colleagues["mara"]).post(address(waiver, "withdraw/"))

        assert answered.status_code == 422
        assert "Only who asked for it can withdraw it" in answered.content.decode()
        assert state(waiver) == Excuse.State.ASKED

    def test_what_is_in_effect_is_revoked_with_a_reason(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        waivers.approve(waiver, colleagues["olga"])
        browser = signed_in(colleagues["mara"])
        assert "Revoke it" in text_of(browser, address(waiver))

        assert browser.post(address(waiver, "revoke/"), {"note": ""}).status_code == 422
        assert state(waiver) == Excuse.State.APPROVED
        browser.post(address(waiver, "revoke/"), {"note": "It was mended."})

        assert state(waiver) == Excuse.State.REVOKED
        text = text_of(browser, address(waiver))
        assert "Revoked by mara It was mended." in text
        assert "Approved by olga" in text

    def test_who_may_not_decide_may_not_revoke(
        self, colleagues: dict[str, Person], waiver: Excuse
    ) -> None:
        waivers.approve(waiver, colleagues["mara"])

        assert "Revoke it" not in text_of(signed_in(colleagues["alice"]), address(waiver))
        sent = {"note": "No."}
        assert (
            signed_in(colleagues["lena"]).post(address(waiver, "revoke/"), sent).status_code == 403
        )


def test_the_pages_take_few_queries_however_much_was_asked(
    colleagues: dict[str, Person], repository: Repository, waiver: Excuse
) -> None:
    request = make_asked(repository)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            content_of(browser, address)
        return len(captured)

    browser = signed_in(colleagues["mara"])
    pages = (
        address(waiver), f"/repositories/orders/requests/{request.pk}/", "/repositories/orders/",
        f"/repositories/orders/ask/{KEY}/",
    )  # fmt: skip
    few = [queries(each) for each in pages]
    for number in range(9):
        asked_for(repository, colleagues["alice"])
        make_asked(repository, "staging", f"stage-{number}")

    assert [queries(each) for each in pages] == few
    assert max(few) <= MAX_QUERIES, few
