"""A digest as its reader gets it: subject, plain text and HTML."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from compliance.digests.parts import (
    Changed,
    Digest,
    Lapse,
    Line,
    Named,
    Newcomer,
    OwnPlan,
    Part,
    Told,
    Waiting,
    Whose,
)
from compliance.models import Person
from compliance.scorecards.changes import Kind
from compliance.scorecards.mending import Mending, Place
from compliance.scorecards.questions import Gap
from compliance.scoring import ExcuseKind, Level, Standing
from dashboard.mails import Rendered
from dashboard.mails.digest import rendered
from dashboard.mails.plain import WIDTH

UNTIL = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Berlin"))
BASE = "https://plumbline.example.com"
STOP = f"{BASE}/digest/stop/?for=token"
PAYMENTS, ORDERS = Named("Payments", "payments"), Named("orders", "orders")


def failure(**values: object) -> Told:
    given = {
        "repository": ORDERS, "key": "lint-in-ci", "title": "CI runs a linter", "kind": Kind.WORSE,
        "after": Standing.FAIL, "at": UNTIL - timedelta(days=2), "owners": (PAYMENTS,),
        "message": "no workflow runs one",
    }  # fmt: skip
    return Told(**(given | values))  # type: ignore[arg-type]


def of_team(**values: object) -> Part:
    changed = Changed({Kind.WORSE: 2}, (failure(), failure(key="tests", title="Tests run")))
    given = {"whose": Whose.TEAM, "changed": changed, "team": PAYMENTS, "was": 0.61, "score": 0.58}
    return Part(**(given | values))  # type: ignore[arg-type]


def newcomer(**values: object) -> Newcomer:
    given = {
        "plan": 4, "who": "nia", "team": PAYMENTS, "asked": 12, "done": 5, "waiting": 2, "stuck": 1,
        "used": timedelta(hours=20), "goal": timedelta(hours=48), "is_finished": False,
        "is_new": False, "is_late": False,
    }  # fmt: skip
    return Newcomer(**(given | values))  # type: ignore[arg-type]


def digest(*parts: Part, **values: object) -> Digest:
    given = {"since": UNTIL - timedelta(days=7), "until": UNTIL, "parts": parts}
    return Digest("Acme", **(given | values))  # type: ignore[arg-type]


def mail(*parts: Part, **values: object) -> Rendered:
    return rendered(digest(*parts, **values), Person(login="mara"), BASE, STOP)


class Page(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.found if each == tag]


class TestSubject:
    @pytest.mark.parametrize(
        ("parts", "values", "subject"),
        [
            ((of_team(),), {}, "Payments: 2 new failures, 61% to 58%"),
            ((of_team(score=0.61),), {}, "Payments: 2 new failures"),
            (
                (of_team(changed=Changed({Kind.BETTER: 1}), score=0.7),),
                {},
                "Payments: 1 mended, 61% to 70%",
            ),
            (
                (of_team(changed=Changed({Kind.LAPSED: 1})),),
                {},
                "Payments: 1 waiver ended, 61% to 58%",
            ),
            (
                (of_team(changed=Changed({Kind.OTHER: 3}), was=None),),
                {},
                "Payments: 3 checks changed",
            ),
            (
                (of_team(), of_team(team=Named("Risk", "risk"))),
                {"lines": (Line(Named("Ops", "ops"), None, None, 1, 0, 0, 0),)},
                "Payments: 2 new failures, 61% to 58%, and 2 other teams changed",
            ),
            (
                (Part(Whose.OWN, Changed({Kind.WORSE: 1}, (failure(),))),),
                {},
                "orders: 1 new failure",
            ),
            (
                (Part(Whose.OWN, Changed({Kind.WORSE: 9}, (failure(),))),),
                {},
                "Your repositories: 9 new failures",
            ),
            ((Part(Whose.ALL, Changed({Kind.WORSE: 9})),), {}, "Acme: 9 new failures"),
        ],
    )  # fmt: skip
    def test_it_says_the_most_important_thing(
        self, parts: tuple[Part, ...], values: dict[str, object], subject: str
    ) -> None:
        assert mail(*parts, **values).subject == subject

    def test_a_waiver_that_ends_soon_is_what_matters_where_nothing_failed(self) -> None:
        lapse = Lapse(3, ExcuseKind.WAIVER, ORDERS, "Is linted", UNTIL.date(), "dev", is_new=True)

        found = mail(of_team(changed=Changed(), lapsing=(lapse,), was=None))

        assert found.subject == "Payments: 1 waiver ends soon"

    @pytest.mark.parametrize(
        ("values", "subject", "opening"),
        [
            ({"is_new": True}, "Acme: 1 newcomer", "nia is new."),
            (
                {"is_late": True},
                "Acme: 1 newcomer past the goal",
                "nia did not reach the goal in time.",
            ),
        ],
    )
    def test_newcomers_are_worth_a_mail(
        self, values: dict[str, object], subject: str, opening: str
    ) -> None:
        found = mail(newcomers=(newcomer(**values),))

        assert found.subject == subject
        assert opening in found.text
        assert f"{BASE}/onboarding/4/" in found.text


class TestText:
    def test_it_reads_as_a_letter(self) -> None:
        text = mail(
            of_team(
                actions=(
                    Mending(
                        Gap("tests", "Tests run", "backend:4", Level.FOUNDATION, 3, 9, 9),
                        0.021,
                        (Place("orders", "orders"), Place("billing", "billing")),
                    ),
                )
            ),
            quiet=(Named("Ledger", "ledger"),),
            reviews=(Waiting(ORDERS, 7, "Round up", f"{BASE}/7", "les", UNTIL),),
        ).text

        assert "In Payments, 2 checks began to fail; the score fell from 61% to 58%." in text
        assert "No check changed in Ledger." in text
        assert (
            "* orders: CI runs a linter\n  no workflow runs one\n  since Sat 21 November\n" in text
        )
        assert f"{BASE}/repositories/orders/#lint-in-ci" in text
        assert "* Tests run: +2.1 points\n  fails in 3 of 9: orders, billing and 1 more" in text
        assert "* orders #7: Round up\n  les, since Mon 23 November" in text
        assert text.endswith(f"Stop it: {STOP}\n")

    def test_a_waiver_that_ended_says_what_counts_since(self) -> None:
        ended = {"kind": Kind.LAPSED, "to_do": "Do so."}
        changed = Changed(
            {Kind.LAPSED: 2}, (failure(**ended), failure(**ended, after=Standing.UNKNOWN))
        )

        text = mail(of_team(changed=changed)).text

        assert "Waivers that ended:" in text
        assert "New failures" not in text
        assert "  fails since Sat 21 November\n  To do: Do so.\n" in text
        assert "  not known since Sat 21 November\n  https" in text

    def test_newcomers_come_with_the_clock(self) -> None:
        own = OwnPlan(9, ("Clone it",), 7, timedelta(hours=50), timedelta(hours=48))

        text = mail(newcomers=(newcomer(is_new=True),), own_plan=own).text

        assert "* nia: 28 h left of 48 h (new)\n" in text
        assert "  Payments, 5 of 12 items done, 2 wait for you, stuck with 1\n" in text
        assert "7 open items, 2 h over" in text
        assert f"* Clone it\n  {BASE}/onboarding/9/" in text

    def test_no_line_is_too_long_and_no_section_is_empty(self) -> None:
        text = mail(of_team(changed=Changed({Kind.WORSE: 1}, (failure(message="so " * 90),)))).text

        assert all(len(line) <= WIDTH for line in text.splitlines() if "https://" not in line)
        assert "Mended" not in text
        assert "\n\n\n\n" not in text


class TestHtml:
    def test_it_stands_by_itself(self) -> None:
        page = Page(mail(of_team()).html)

        assert not [tag for tag, _ in page.found if tag in ("img", "script", "link", "svg", "form")]
        assert all(each.get("role") == "presentation" for each in page.of("table"))
        assert all((each["href"] or "").startswith("https://") for each in page.of("a"))
        assert {"name": "color-scheme", "content": "light dark"} in page.of("meta")
        assert all(each.get("style") for each in page.of("a"))

    def test_dark_colours_stay_apart(self) -> None:
        assert "@media (prefers-color-scheme: dark)" in mail(of_team()).html

    def test_the_largest_is_not_cut_off(self) -> None:
        """Gmail shows 102 kB."""
        long = Named("x" * 100, "x" * 100)
        told = failure(repository=long, owners=(long,), title="y" * 300, message="z" * 300)
        changed = Changed({Kind.WORSE: 99, Kind.BETTER: 99}, (told,) * 5, (told,) * 3)
        lapse = Lapse(3, ExcuseKind.WAIVER, long, "t" * 300, UNTIL.date(), "d" * 99, is_new=True)
        gap = Gap("tests", "t" * 300, "backend:4", Level.FOUNDATION, 3, 9, 9)
        action = Mending(gap, 0.02, (Place("x" * 100, "x" * 100),) * 2)
        part = of_team(team=long, changed=changed, lapsing=(lapse,) * 9, actions=(action,) * 3)
        line = Line(long, 0.5, 0.6, 9, 9, 9, 9)
        waiting = Waiting(long, 3, "t" * 300, f"{BASE}/{'u' * 100}", "d" * 99, UNTIL)

        html = mail(*(part,) * 4, lines=(line,) * 10, reviews=(waiting,) * 5).html

        assert len(html.encode()) < 102_000


HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.com\u202e\u2066\u200b"


class TestHostileNames:
    @pytest.fixture
    def hostile(self) -> Rendered:
        name = Named(HOSTILE, "orders")
        told = failure(
            repository=name, title=HOSTILE, message=HOSTILE, owners=(name, name), to_do=HOSTILE
        )
        lapse = Lapse(3, ExcuseKind.WAIVER, name, HOSTILE, UNTIL.date(), HOSTILE, is_new=True)
        gap = Gap("tests", HOSTILE, "backend:4", Level.FOUNDATION, 3, 9, 9)
        part = of_team(
            team=name, changed=Changed({Kind.WORSE: 1, Kind.BETTER: 1}, (told,), (told,)),
            lapsing=(lapse,), actions=(Mending(gap, 0.02, (Place(HOSTILE, "x"),)),),
        )  # fmt: skip
        waiting = Waiting(name, 3, HOSTILE, "https://x.example/3", HOSTILE, UNTIL)
        found = digest(
            part, quiet=(name,), reviews=(waiting,), lines=(Line(name, 0.5, 0.6, 9, 9, 9, 9),)
        )
        return rendered(found, Person(login=HOSTILE), BASE, STOP)

    def test_no_markup_of_theirs_is_markup(self, hostile: Rendered) -> None:
        assert "<script" not in hostile.html
        assert "&lt;script&gt;" in hostile.html

    def test_none_breaks_a_line_or_turns_the_reading_direction(self, hostile: Rendered) -> None:
        for form in (hostile.subject, hostile.text, hostile.html):
            assert not re.search("[\r\u200b\u202e\u2066]", form)
        assert "\n" not in hostile.subject
        assert "\nBcc" not in hostile.text

    def test_a_pull_request_leads_nowhere_else_than_the_web(self) -> None:
        waiting = Waiting(ORDERS, 3, "t", "javascript:alert(1)", "les", UNTIL)

        found = mail(of_team(), reviews=(waiting,))

        assert "javascript:" not in found.html + found.text


def test_days_are_those_of_the_readers_zone() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    changed = Changed({Kind.WORSE: 1}, (failure(at=late),))

    assert "since Sun 22 November" in mail(of_team(changed=changed)).text


def test_its_reader_is_called_by_their_name() -> None:
    named = rendered(digest(of_team()), Person(login="mara", name="Mara Maier"), BASE, STOP)

    assert "sends this to Mara Maier of Acme" in " ".join(named.text.split())
    assert "sends this to mara of Acme" in " ".join(mail(of_team()).text.split())
