"""Every address, as everybody, with things of others too: answered as the table says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from compliance import clock
from compliance.models import Organization, Person, Plan, SyncRun
from compliance.roles import Role
from dashboard import urls
from dashboard.access import Action, Answer, Thing, answer
from dashboard.protection import CHANNEL, Subject
from tests.dashboard.mailing import in_the_outbox
from tests.dashboard.posting import make_channel
from tests.dashboard.reading import content_of
from tests.dashboard.test_things import (  # noqa: F401 (a fixture)
    CHANNELS,
    NAMES,
    PLANS,
    REPOSITORIES,
    TEAMS,
    make_plans,
    organization,
)
from tests.factories import (
    make_asked,
    make_excuse,
    make_person,
    make_result,
    make_transition,
    note,
    signed_in,
)
from tests.undone import undone

# Who is not signed in gets there too, each for a reason.
OPEN = {
    "health": "what watches the service has no account",
    "doctor": "a laptop fetches it without a session; nothing in it is secret",
    "doctor-report": "a laptop reports by the token of a plan, without a session",
    "sign-in": "where one signs in",
    "sign-in-link": "where one signs in",
    "account_login": "where one signs in",
    "mfa_authenticate": "the second step of signing in, of who has done the first",
    "github_login": "where one signs in",
    "github_callback": "where one signs in",
    "demo-people": "where one signs in; of the demo alone",
    "sign-out": "ends a session, whose ever it is",
    "unsubscribe": "a mail program ends mail there, for whom the signed token names",
}
# For local administrators, who change nothing there but how they sign in.
OWN = {
    "account_reauthenticate", "mfa_reauthenticate", "mfa_index", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes",
}  # fmt: skip
POSTED = {
    "read-again": {}, "look": {}, "audit-export": {}, "kept-export": {},
    "digest-send": {}, "digest-again": {},
    "export-repositories": {}, "export-teams": {}, "export-checks": {}, "export-changes": {},
    "export-matrix": {}, "reduce": {}, "withdraw": {}, "revoke": {"note": "Mended."},
    "decide": {"verdict": "approve"}, "decide-asked": {"verdict": "approve"},
    "plan-item": {"do": "note", "text": "Done."}, "confirm-item": {"verdict": "confirm"},
    "call-off-plan": {"because": "It was a mistake."}, "take-up-plan": {},
    "make-token": {}, "revoke-token": {},
    "channel-test": {}, "channel-post": {}, "channel-pause": {}, "channel-resume": {},
    "channel-remove": {},
}  # fmt: skip
# The table lets them, and the domain has a word, too: here that somebody else asked for it.
REFUSED = {"withdraw", "take-up-plan"}
ROLES = {
    "olga": Role.ADMINISTRATOR, "mara": Role.MANAGER, "dev": Role.DEVELOPER,
    "les": Role.DEVELOPER, "pat": Role.PARTNER,
}  # fmt: skip
TEAM_NAMES = ("Payments", "Ledger", "Design")
CHECK = "dev-command"
RUN = PERSON = NUMBER = 1_000_000


def protected_addresses() -> dict[str, tuple[Action, Thing | Subject[object]]]:
    found = {}
    for each in urls.urlpatterns:
        assert isinstance(each, URLPattern)
        if each.name not in OPEN and each.name not in OWN:
            assert hasattr(each.callback, "protected"), f"{each.name} asks nobody who they are"
            found[each.name] = each.callback.protected
    return found


ADDRESSES = protected_addresses()


def test_the_addresses_that_are_open_are_there() -> None:
    names = {each.name for each in urls.urlpatterns}
    assert names == {*OPEN, *OWN, *ADDRESSES}


@pytest.fixture
def judged(organization: Organization) -> Organization:  # noqa: F811
    """With something on each page, a run, and in each repository something that was asked for."""
    SyncRun.objects.create(
        pk=RUN, organization=organization, reason="request", started_at=timezone.now()
    )
    mel = make_person(organization, "mel", pk=PERSON)
    in_the_outbox(mel, pk=PERSON)
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    for number, name in enumerate(NAMES, NUMBER):
        repository = organization.repositories.get(name=name)
        result = make_result(repository, CHECK, "fail")
        make_transition(repository, CHECK, "pass", "fail", at=timezone.now())
        given = {"asked_at": timezone.now(), "until": tomorrow}
        make_excuse(result, mel, pk=number, **given)
        decided = {"decided_by": mel, "decided_at": timezone.now(), "state": "approved"}
        olga = organization.people.get(login="olga")
        make_excuse(result, olga, pk=number + IN_EFFECT, **given, **decided)
        make_asked(repository, pk=number)
    make_plans(organization)
    for team in organization.teams.all():
        make_channel(team)
    note(organization)
    return organization


def things(login: str, subject: Thing | Subject[object]) -> list[tuple[dict[str, object], Thing]]:
    """What an address can name, with what it is to somebody; written down by hand elsewhere."""
    if isinstance(subject, Thing):
        return [({}, subject)]
    if subject.name == "plan":
        return [({"pk": number}, thing) for number, thing in enumerate(PLANS[login])]
    names, rows = (NAMES, REPOSITORIES) if subject.name == "repository" else (TEAM_NAMES, TEAMS)
    rows = CHANNELS if subject is CHANNEL else rows
    return [({"slug": name.lower()}, thing) for name, thing in zip(names, rows[login], strict=True)]


EXTRA: dict[str, dict[str, object]] = {
    "check": {"key": CHECK}, "protocol": {"key": "backend"}, "sync": {"pk": RUN},
    "outbox-mail": {"pk": PERSON}, "outbox-frame": {"pk": PERSON},
    "role": {"pk": PERSON}, "reduce": {"pk": PERSON}, "ask": {"key": CHECK},
    "history": {"key": CHECK}, "plan-item": {"key": "api-client"},
    "confirm-item": {"key": "api-client"},
}  # fmt: skip
# What is asked for in a repository, by a number for each of them.
IN_EFFECT = 100
OF_REPOSITORY = {
    "excuse": 0, "decide": 0, "withdraw": 0, "revoke": IN_EFFECT, "asked": 0, "decide-asked": 0,
}  # fmt: skip


def address_of(name: str, names: dict[str, object]) -> str:
    given = names | EXTRA.get(name, {})
    if name in OF_REPOSITORY:
        at = [each.lower() for each in NAMES].index(str(names["slug"]))
        given["pk"] = NUMBER + OF_REPOSITORY[name] + at
    elif getattr(ADDRESSES[name][1], "name", "") == "plan":
        given["pk"] = Plan.objects.order_by("pk")[int(str(names["pk"]))].pk
    return reverse(name, kwargs=given)


def status_of(browser: Client, name: str, names: dict[str, object]) -> int:
    address = address_of(name, names)
    if name in POSTED:
        return browser.post(address, POSTED[name]).status_code
    # The outbox answers by a name of this machine alone.
    return browser.get(address, SERVER_NAME="localhost").status_code


@pytest.mark.parametrize("login", ROLES)
def test_each_address_as_each_role(
    judged: Organization, own_queues: None, subtests: pytest.Subtests, login: str
) -> None:
    person = judged.people.get(login=login)
    for name, (action, subject) in ADDRESSES.items():
        with subtests.test(name=name), undone():
            browser = signed_in(person)
            for names, thing in things(login, subject):
                expected = answer(ROLES[login], action, thing)
                got = status_of(browser, name, names)
                if expected is Answer.ALLOWED:
                    assert got == 422 if name in REFUSED else got < 400, (names, thing)
                elif name == "organization":
                    assert got == 302, "there is a page for them, and it is not this one"
                else:
                    assert got == expected.value, (names, thing)


def test_each_address_leads_who_is_not_signed_in_there(
    judged: Organization, visitor: Client, subtests: pytest.Subtests
) -> None:
    for name, (_, subject) in ADDRESSES.items():
        with subtests.test(name=name):
            for names, _ in things("dev", subject):
                address = address_of(name, names)
                answered = visitor.post(address) if name in POSTED else visitor.get(address)
                assert answered.status_code == 302
                assert answered["Location"].startswith(reverse("sign-in"))


def test_each_address_answers_nothing_to_who_has_left(
    judged: Organization, subtests: pytest.Subtests
) -> None:
    person = make_person(judged, "ex")
    for name, (_, subject) in ADDRESSES.items():
        with subtests.test(name=name), undone():
            browser = signed_in(person)
            Person.objects.filter(pk=person.pk).update(left_at=clock.now())
            names, _ = things("dev", subject)[0]
            assert status_of(browser, name, names) in (302, 403)


LISTS = (
    "/", "/teams/", "/repositories/", "/repositories/?sort=-score", "/checks/",
    f"/checks/{CHECK}/", "/protocols/", "/protocols/backend/", "/teams/payments/",
    "/teams/ledger/", "/teams/design/", "/settings/", "/roles/", "/source/", "/syncs/",
    f"/syncs/{RUN}/", "/requests/?show=waiting", "/requests/?show=in-effect",
    "/requests/?show=over",
)  # fmt: skip


@pytest.mark.parametrize("login", ROLES)
def test_no_page_names_what_its_reader_may_not_see(judged: Organization, login: str) -> None:
    browser = signed_in(judged.people.get(login=login))
    hidden = [
        name
        for name, thing in zip(NAMES, REPOSITORIES[login], strict=True)
        if answer(ROLES[login], Action.SEE, thing) is not Answer.ALLOWED
    ]
    teams = [
        name
        for name, thing in zip(TEAM_NAMES, TEAMS[login], strict=True)
        if answer(ROLES[login], Action.SEE, thing) is not Answer.ALLOWED
    ]
    shown = 0
    for address in LISTS:
        answered = browser.get(address, follow=True)
        if answered.status_code != 200:
            continue
        shown += 1
        page = answered.content.decode()
        for name in hidden:
            assert f"/repositories/{name}/" not in page, address
        for name in teams:
            assert f">{name}<" not in page, address
    assert shown > 5


@pytest.mark.parametrize(("login", "count"), [("olga", 6), ("mara", 4), ("dev", 4), ("les", 5)])
def test_what_is_counted_is_what_its_reader_may_see(
    judged: Organization, login: str, count: int
) -> None:
    browser = signed_in(judged.people.get(login=login))

    assert f"{count} repositories judged" in content_of(browser, "/")
    page = browser.get(f"/checks/{CHECK}/")
    assert page.context["counts"].counts["fail"] == count
    assert page.context["page"].paginator.count == count
