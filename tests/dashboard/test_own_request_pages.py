"""The page of what a repository asks for by its own file: what it says, and who decides there."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from compliance.models import AskedFor, Person, Repository
from tests.dashboard.reading import content_of, text_of
from tests.dashboard.test_excuse_pages import address, asked_for
from tests.factories import make_asked, signed_in


@pytest.fixture
def asked(repository: Repository, colleagues: dict[str, Person]) -> AskedFor:
    given = {"reason": "Not deployed.", "asked_by": "alice"}
    return make_asked(repository, "component", "tools", "node", **given)


def page(asked: AskedFor, what: str = "") -> str:
    return f"/repositories/orders/requests/{asked.pk}/{what}"


def test_it_says_what_is_asked_and_what_approval_does(
    colleagues: dict[str, Person], asked: AskedFor
) -> None:
    text = text_of(signed_in(colleagues["mara"]), page(asked))

    assert "orders asks to leave out the component tools (node)" in text
    assert "Not deployed." in text
    assert ".plumbline.yml, line 4 Committed by alice" in text
    assert "No check judges that component" in text


def test_a_manager_approves_it_and_may_refuse_it_later(
    colleagues: dict[str, Person], asked: AskedFor
) -> None:
    browser = signed_in(colleagues["mara"])
    browser.post(page(asked, "decide/"), {"verdict": "approve", "was": ""})
    asked.refresh_from_db()
    assert asked.is_in_effect
    assert "Approve</button>" not in content_of(browser, page(asked))

    sent = {"verdict": "refuse", "was": "approved", "note": ""}
    assert browser.post(page(asked, "decide/"), sent).status_code == 422
    browser.post(page(asked, "decide/"), sent | {"note": "It is deployed by now."})

    asked.refresh_from_db()
    assert (asked.verdict, asked.note) == ("refused", "It is deployed by now.")


def test_the_second_of_two_is_told_what_the_first_decided(
    colleagues: dict[str, Person], asked: AskedFor
) -> None:
    was = {"was": ""}
    first, second = signed_in(colleagues["mara"]), signed_in(colleagues["olga"])
    first.post(page(asked, "decide/"), was | {"verdict": "approve"})

    answered = second.post(page(asked, "decide/"), was | {"verdict": "refuse", "note": "No."})

    assert answered.status_code == 422
    assert "mara decided meanwhile: it was approved." in answered.content.decode()
    asked.refresh_from_db()
    assert asked.is_in_effect


@pytest.mark.parametrize(("login", "status"), [("alice", 403), ("lena", 403), ("les", 403)])
def test_nobody_else_decides(
    colleagues: dict[str, Person], asked: AskedFor, login: str, status: int
) -> None:
    browser = signed_in(colleagues[login])

    assert "Approve</button>" not in content_of(browser, page(asked))
    answered = browser.post(page(asked, "decide/"), {"verdict": "approve"})
    assert answered.status_code == status


def test_who_committed_it_does_not_decide(
    colleagues: dict[str, Person], repository: Repository
) -> None:
    own = make_asked(repository, asked_by="mara")
    browser = signed_in(colleagues["mara"])

    assert "You committed this yourself" in text_of(browser, page(own))
    answered = browser.post(page(own, "decide/"), {"verdict": "approve"})
    assert answered.status_code == 422
    own.refresh_from_db()
    assert not own.verdict


def test_what_is_not_asked_for_any_more_is_not_decided(
    colleagues: dict[str, Person], asked: AskedFor
) -> None:
    asked.ended_at = timezone.now()
    asked.save()
    browser = signed_in(colleagues["mara"])

    assert "does not ask for this any more" in text_of(browser, page(asked))
    assert browser.post(page(asked, "decide/"), {"verdict": "approve"}).status_code == 422


def test_nothing_that_people_write_is_markup(
    colleagues: dict[str, Person], repository: Repository
) -> None:
    hostile = "<script>alert(1)</script>"
    excuse = asked_for(
        repository, colleagues["alice"], reason=hostile, component=hostile, paths=[hostile],
        link="javascript:alert(1)",
    )  # fmt: skip
    request = make_asked(repository, "component", hostile, "node", reason=hostile, note=hostile)
    browser = signed_in(colleagues["mara"])

    for page in (address(excuse), f"/repositories/orders/requests/{request.pk}/", "/requests/"):
        content = content_of(browser, page)
        assert "<script>alert" not in content
        assert not re.search('href="javascript', content)
