"""A newcomer's whole way, in a real Chromium: from the invitation at a simulated GitHub, by the
doctor on a laptop, to the deployment that stops the clock.

The polls are run by the test, at moments of the last hours; the pages stand at the real time.
Docker on the laptop is a stand-in on PATH.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from compliance.models import Plan
from compliance.onboarding import statistics
from compliance.onboarding.tokens import PREFIX
from tests.compliance.onboarding.newcomer import (
    FIRST,
    HOUR,
    LOGIN,
    MINUTE,
    accepted,
    commit,
    deployed,
    invited,
    item,
    live,
    merged,
    the_plan,
)
from tests.compliance.sync.on_github import OnGitHub, on_github
from tests.dashboard.in_browser.test_signing_in_browser import make_application, sign_in
from tests.doctor.laptops import HANGS, Desk, docker, node_checkout, python_checkout
from tests.github_simulator.generation import generate
from tests.github_simulator.state import Collaborator, DeploymentStatus, TeamMember
from tests.github_simulator.state import Person as Account

pytestmark = pytest.mark.browser

LEAD, PARTNER = "person-3", "pat"
FILES = {
    **FIRST,
    "compose.yaml": "services:\n  db:\n    image: postgres:17\n",
    ".env.example": "DATABASE_URL=\n",
}


class _Quiet(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def development_server() -> Iterator[int]:
    """What the newcomer's `dev` script would start."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Quiet) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield running.server_address[1]
        running.shutdown()


@pytest.fixture
def plumbline(
    tmp_path: Path,
    settings: Settings,
    token: str,
    server: str,
) -> Iterator[OnGitHub]:
    """An organization that was polled half a day ago, with a lead, and people who sign in."""
    begin = datetime.now(UTC).replace(microsecond=0) - 12 * HOUR
    world = generate(1, tmp_path, begin, files=FILES)
    world.teams[0].members.append(TeamMember(login=LEAD, role="MAINTAINER"))
    world.people.append(Account(id=901, login=PARTNER))
    world.repositories[0].collaborators = [Collaborator(login=PARTNER)]
    with on_github(world, settings, token=token, now=begin) as running:
        running.sync()
        make_application(running, settings, server)
        yield running


class People:
    """Browsers of several people at once."""

    def __init__(self, chromium: Browser, base: str) -> None:
        self._chromium, self._base = chromium, base
        self._pages: dict[str, Page] = {}

    def __call__(self, login: str) -> Page:
        """The page of somebody, who signs in with GitHub when they are first asked for."""
        if login not in self._pages:
            context = self._chromium.new_context(base_url=self._base)
            context.set_default_timeout(15_000)
            self._pages[login] = context.new_page()
            sign_in(self._pages[login], login)
        return self._pages[login]

    def close(self) -> None:
        """Close all of them."""
        for page in self._pages.values():
            page.context.close()


@pytest.fixture
def people(browser: Browser, server: str, plumbline: OnGitHub) -> Iterator[People]:
    found = People(browser, server)
    yield found
    found.close()


def token_of(page: Page, plan: Plan) -> str:
    """Make a token on the checklist, and read it where it is shown this once."""
    page.goto(f"/onboarding/{plan.pk}/")
    page.get_by_role("button", name=re.compile("Make a (new )?token")).click()
    shown = page.get_by_label("The token").inner_text().strip()
    assert shown.startswith(PREFIX)
    return shown


def report(desk: Desk, server: str, token: str, port: int) -> str:
    """Run the doctor in the checkout, and let it report; what it says of the answer."""
    desk.environ["PLUMBLINE_TOKEN"] = token
    ran = desk.run("--server", server, "--port", str(port))
    assert token not in ran.out + ran.err
    return ran.out + ran.err


def test_from_the_invitation_to_staging(
    plumbline: OnGitHub,
    people: People,
    server: str,
    tmp_path: Path,
) -> None:
    begin = plumbline.now
    invitation = invited(plumbline, begin + 30 * MINUTE)
    live(plumbline, begin + HOUR, HOUR)
    is_set_up_before_there_is_anybody(plumbline, people("person-1"))

    accepted(plumbline, invitation, begin + 2 * HOUR)
    joins_a_team(plumbline, begin + 2 * HOUR)
    live(plumbline, begin + 2 * HOUR, HOUR)
    newcomer = people(LOGIN)
    newcomer.goto("/onboarding/")
    expect(newcomer.get_by_role("main")).to_contain_text("is a member of Acme")
    expect(newcomer.get_by_role("main")).to_contain_text("person-2")

    the_doctor_looks(newcomer, server, Desk(tmp_path / "laptop"))
    what_is_ticked_is_confirmed(newcomer, people(LEAD))

    it_is_deployed_and_that_made_inactive(plumbline, begin + 6 * HOUR)
    plan = the_plan()
    assert plan.finished_at == begin + 6 * HOUR
    assert statistics.duration(plan) == 4 * HOUR
    newcomer.goto(f"/onboarding/{plan.pk}/")
    expect(newcomer.get_by_role("main")).to_contain_text("4 h")
    newcomer.goto("/onboarding/pace/")
    expect(newcomer.get_by_role("main")).to_contain_text("too few")


def is_set_up_before_there_is_anybody(plumbline: OnGitHub, owner: Page) -> None:
    """The plan of an invitation: its repository, and a buddy."""
    owner.goto("/onboarding/")
    expect(owner.get_by_role("main")).to_contain_text(LOGIN)
    owner.goto(f"/onboarding/{the_plan().pk}/edit/")
    repository = plumbline.organization.repositories.get()
    owner.get_by_label("Repository").fill(repository.name)
    owner.get_by_label("Buddy").fill("person-2")
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_role("main")).to_contain_text(repository.name)
    plan = the_plan()
    assert (plan.repository, plan.buddy and plan.buddy.login) == (repository, "person-2")


def joins_a_team(plumbline: OnGitHub, at: datetime) -> None:
    member = TeamMember(login=LOGIN, since=at)
    plumbline.simulator.world.teams[0].members.append(member)


def the_doctor_looks(newcomer: Page, server: str, desk: Desk) -> None:
    """Without Docker, with one that hangs, and with all as it should be."""
    plan = the_plan()
    node_checkout(desk)
    (desk.programs / "docker").unlink()
    with development_server() as port:
        said = report(desk, server, token_of(newcomer, plan), port)
        assert "Next: Docker" in said
        newcomer.goto(f"/onboarding/{plan.pk}/")
        expect(newcomer.get_by_role("main")).to_contain_text("Reported from the laptop")
        assert item("docker").findings[0]["reason"] == "missing"
        desk.program("docker", HANGS)
        report(desk, server, token_of(newcomer, plan), port)
        assert item("docker").findings[0]["reason"] == "silent"
        desk.program("docker", docker(desk, "db", "Up 2 minutes"))
        report(desk, server, token_of(newcomer, plan), port)
    assert (item("docker").state, item("services").state) == ("done", "done")


def what_is_ticked_is_confirmed(newcomer: Page, lead: Page) -> None:
    newcomer.goto(f"/onboarding/{the_plan().pk}/")
    newcomer.locator("#next-tick-cloud-access").click()
    expect(newcomer.locator("#said")).to_contain_text("It waits for the lead now.")
    assert item("cloud-access").state == "waiting"
    lead.goto("/onboarding/")
    lead.get_by_role("button", name="Confirm").first.click()
    expect(lead.locator("body")).to_contain_text("is confirmed.")
    assert item("cloud-access").way == "confirmed"


def it_is_deployed_and_that_made_inactive(plumbline: OnGitHub, at: datetime) -> None:
    """A pull request is merged and deployed; a later deployment makes that one inactive."""
    squashed = commit(plumbline, at - HOUR)
    merged(plumbline, squashed, at - HOUR)
    first = deployed(plumbline, squashed, at)
    later = commit(plumbline, at + HOUR, author="person-2")
    deployed(plumbline, later, at + HOUR)
    first.statuses.append(DeploymentStatus(state="inactive", created_at=at + HOUR))
    live(plumbline, at + 2 * HOUR, HOUR)


def test_a_partner_is_given_a_plan_and_works_it_off(
    plumbline: OnGitHub,
    people: People,
    server: str,
    tmp_path: Path,
) -> None:
    repository = plumbline.organization.repositories.get()
    owner = people("person-1")
    owner.goto("/onboarding/new/")
    owner.get_by_label("Who").fill(PARTNER)
    owner.get_by_label("Employed as").select_option("partner")
    owner.get_by_label("Repository").fill(repository.name)
    owner.get_by_role("button", name="Make the plan").click()
    plan = the_plan()
    assert (plan.whom, plan.person and plan.person.login) == ("partner", PARTNER)
    live(plumbline, plumbline.now + HOUR, HOUR)

    partner = people(PARTNER)
    partner.goto(f"/onboarding/{plan.pk}/")
    expect(partner.get_by_role("main")).to_contain_text(f"{PARTNER} has access to")
    desk = Desk(tmp_path / "laptop")
    python_checkout(desk)
    with development_server() as port:
        report(desk, server, token_of(partner, plan), port)
    assert item("runtime").way == "reported"
    # Of the organization as a whole a partner sees nothing.
    answer = partner.goto("/onboarding/pace/")
    assert answer
    assert answer.status == 404
