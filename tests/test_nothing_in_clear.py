"""The whole of Plumbline, in which people sign in in every way: what is left of it has no secret.

Searched are a dump of the database, with what is compressed in it laid open, every file of the data
folder, PostgreSQL's and Valkey's among them, all logs, and what it printed.
"""

from __future__ import annotations

import base64
import logging
import secrets
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import psycopg
import pytest
import zstandard
from allauth.mfa.totp.internal import auth
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser, Page, Request, expect

from launcher import binaries
from launcher.environment import ROOT
from tests.dashboard.in_browser.conftest import browser  # noqa: F401 (a fixture)
from tests.github_simulator import Simulator, credentials, oauth
from tests.github_simulator.accounts import Accounts
from tests.github_simulator.generation import FILES, generate
from tests.github_simulator.state import Collaborator, Person
from tests.launcher.running import Plumbline, clean_environment, free_port
from tests.searching import found
from tests.test_survival import JUDGED, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.waits, pytest.mark.browser]

LOG = logging.getLogger(__name__)
KNOWN = "SELECT count(*) FROM compliance_collaboration"


@dataclass
class Secrets:
    """All that nobody may read afterwards, each by what it is."""

    values: dict[str, str] = field(default_factory=dict)

    def note(self, what: str, *values: str) -> None:
        for value in values:
            if value and value not in self.values.values():
                self.values[f"{what} {len(self.values)}"] = value

    # What the simulator takes the module `secrets` for.
    def token_urlsafe(self, length: int) -> str:
        made = secrets.token_urlsafe(length)
        self.note("made by GitHub", made)
        return made

    def token_hex(self, length: int) -> str:
        made = secrets.token_hex(length)
        self.note("made by GitHub", made)
        return made

    def of(self, what: str) -> list[str]:
        return [value for name, value in self.values.items() if name.startswith(what)]


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """What comes about while people sign in: what GitHub makes, and what it is sent."""
    noted = Secrets()
    for module in (oauth, credentials):
        monkeypatch.setattr(module, "secrets", noted)
    asked = Accounts.credential

    def credential(self: Accounts, request: object, now: datetime) -> object:
        noted.note("sent to GitHub", request.token)  # type: ignore[attr-defined]
        return asked(self, request, now)  # type: ignore[arg-type]

    monkeypatch.setattr(Accounts, "credential", credential)
    return noted


@pytest.fixture
def simulator(tmp_path: Path, noted: Secrets) -> Iterator[Simulator]:
    """A GitHub with members, a collaborator and a stranger; repositories have a secret in them."""
    leaked = f"ghp_{secrets.token_hex(18)}"
    noted.note("committed", leaked)
    files = {**FILES, "deploy.sh": f"export GITHUB_TOKEN={leaked}\n"}
    world = generate(2, tmp_path / "world", datetime.now(UTC), files=files)
    world.people += [Person(id=901, login="pat"), Person(id=902, login="stranger")]
    world.repositories[0].collaborators = [Collaborator(login="pat")]
    with Simulator(world) as running:
        yield running


def installed(simulator: Simulator, noted: Secrets, port: int) -> dict[str, str]:
    """The settings of an installation that reads, and signs people in, by a GitHub App."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    app = simulator.app(42, public.decode())
    callback = f"http://127.0.0.1:{port}/accounts/github/login/callback/"
    client = simulator.client(callback, app=app)
    secret_key = secrets.token_urlsafe(50)
    noted.note("the App's key", *pem.splitlines()[1:-1])
    noted.note("the client's secret", client.secret)
    noted.note("the secret key", secret_key)
    return {
        "PLUMBLINE_PORT": str(port),
        "GITHUB_ORG": "acme",
        "GITHUB_API_URL": simulator.url,
        "GITHUB_URL": simulator.url,
        "GITHUB_APP_ID": "42",
        "GITHUB_APP_PRIVATE_KEY": pem,
        "GITHUB_CLIENT_ID": client.id,
        "GITHUB_CLIENT_SECRET": client.secret,
        "PLUMBLINE_SECRET_KEY": secret_key,
    }


def manage(data: Path, environment: Mapping[str, str], *command: str, sent: str = "") -> str:
    """What a management command prints."""
    done = subprocess.run(
        [str(ROOT / "run"), "--data", str(data), "manage", *command],
        env=dict(environment), input=sent, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class People:
    """Everybody who signs in, each with a browser of their own, all of whose secrets are noted."""

    chromium: Browser
    base: str
    noted: Secrets

    def new(self) -> Page:
        context = self.chromium.new_context(base_url=self.base, accept_downloads=True)
        context.set_default_timeout(20_000)
        context.on("request", self._note)
        return context.new_page()

    def _note(self, request: Request) -> None:
        asked = dict(parse_qsl(urlsplit(request.url).query))
        for name in ("state", "key"):
            self.noted.note(f"{name} in an address", asked.get(name, ""))

    def leave(self, page: Page) -> None:
        """With what the browser keeps."""
        for cookie in page.context.cookies():
            # Messages are what the page says.
            if cookie["name"] != "messages":
                self.noted.note(f"cookie {cookie['name']}", cookie["value"])
        page.context.close()

    def by_github(self, login: str, heading: str) -> None:
        page = self.new()
        page.goto("/accounts/sign-in/")
        page.get_by_role("button", name="Sign in with GitHub").click()
        page.get_by_role("link", name=login, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        if page.locator("form.account").count():
            page.goto("/kept/")
            with page.expect_download():
                page.get_by_role("button", name="Download as JSON").click()
        self.leave(page)

    def by_link(self, address: str) -> None:
        """A local administrator comes by a link, and sets up a second factor."""
        page = self.new()
        page.goto(address)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="administrator").click()
        page.get_by_role("link", name="Ask for a code, too").click()
        page.get_by_label("Password").fill(self.noted.of("password")[0])
        page.get_by_role("button", name="Go on").click()
        secret = page.locator("main code").inner_text()
        self.noted.note("the second factor", secret)
        page.get_by_label("Authenticator code").fill(_code(secret))
        page.get_by_role("button", name="Ask for it from now on").click()
        expect(page.locator(".codes li")).to_have_count(10)
        self.noted.note("recovery code", *page.locator(".codes li").all_inner_texts())
        self._set_channel(page)
        page.goto("/audit/")
        with page.expect_download():
            page.get_by_role("button", name="Download as CSV").click()
        self.leave(page)

    def _set_channel(self, page: Page) -> None:
        """The address of a team's channel; nothing is posted there, as that would be at Slack."""
        address = f"https://hooks.slack.com/services/T0/B0/{secrets.token_hex(12)}"
        self.noted.note("webhook", address, address[:-4].rpartition("/")[2])
        page.goto("/teams/")
        page.locator("main tbody th a").first.click()
        page.get_by_role("link", name="Slack channel").click()
        page.get_by_label("Address of the webhook").fill(address)
        page.get_by_role("button", name="Set the channel").click()
        expect(page.get_by_role("heading", name=address[-4:])).to_be_visible()

    def by_password(self, right: str, wrong: str) -> None:
        """Somebody types a wrong one, and one where the name belongs."""
        page = self.new()
        for name, password in (
            (wrong, "x" * 12),
            ("administrator", wrong),
            ("administrator", right),
        ):
            page.goto("/accounts/password/")
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
        page.goto(f"/nothing/?token={wrong}")
        self.leave(page)


def _code(secret: str) -> str:
    counter = int(time.time()) // 30
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def dumped(running: Plumbline) -> bytes:
    """The database as text, and what is compressed in it."""
    database = running.occupant()["database_url"]
    dump = subprocess.run(
        [str(binaries.postgres() / "pg_dump"), f"--dbname={database}"],
        capture_output=True, timeout=90, check=True,
    ).stdout  # fmt: skip
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT body FROM compliance_storedfacts").fetchall()
    assert rows
    facts = (zstandard.ZstdDecompressor().decompress(bytes(body)) for (body,) in rows)
    return b"\n".join((dump, *facts))


def test_no_secret_is_in_what_is_left(
    tmp_path: Path,
    simulator: Simulator,
    noted: Secrets,
    browser: Browser,  # noqa: F811
) -> None:
    data, port = tmp_path / "data", free_port()
    settings = installed(simulator, noted, port)
    environment = clean_environment(tmp_path, **settings)
    right, wrong = (f"{word}-{secrets.token_hex(8)}" for word in ("right", "wrong"))
    noted.note("password", right, wrong)
    running = Plumbline(data, environment=environment)
    try:
        running.wait_for("Plumbline is ready")
        wait_for("the first sync", running, JUDGED, least=2)
        wait_for("the collaborator", running, KNOWN, least=1)
        manage(data, environment, "administrator", sent=f"{right}\n")
        link = manage(data, environment, "sign_in_link").split()[-1]
        people = People(browser, f"http://127.0.0.1:{port}", noted)
        people.by_github("person-1", "Acme")
        people.by_github("person-2", "Acme")
        people.by_github("pat", "Repositories")
        people.by_github("stranger", "This organization does not know you")
        people.by_link(link)
        people.by_password(right, wrong)
        dump = dumped(running)
    finally:
        running.stop()
        LOG.warning("%s", running.output)
    running.assert_gone()

    _assert_that_much_was_used(noted)
    assert b"person-2" in dump, "the search reads what is there"
    assert found(noted.values, dump) == []
    assert found(noted.values, running.output.encode()) == []
    searched = [path for path in data.rglob("*") if path.is_file()]
    assert {path.name for path in searched} >= {
        "web.log",
        "worker.log",
        "postgres.log",
        "PG_VERSION",
    }
    leaks = {str(path): found(noted.values, path.read_bytes()) for path in searched}
    assert {path: names for path, names in leaks.items() if names} == {}


def _assert_that_much_was_used(noted: Secrets) -> None:
    """Otherwise nothing would be found because there is nothing to find."""
    kinds = {name.rsplit(" ", 1)[0] for name in noted.values}
    assert kinds >= {
        "made by GitHub", "sent to GitHub", "committed", "the App's key", "the client's secret",
        "the secret key", "password", "state in an address",
        "key in an address", "cookie sessionid", "cookie csrftoken", "the second factor",
        "recovery code", "webhook",
    }  # fmt: skip
    tokens = [each[:4] for each in noted.of("sent to GitHub")]
    assert {"ghs_", "ghu_"} <= set(tokens)


@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_a_secret_would_be_found_in_each_form(before: str) -> None:
    secret = f"pass/{secrets.token_urlsafe(16)}+word"
    whole = f"{before}{secret} and more".encode()
    for content in (
        whole,
        quote(whole).encode(),
        whole.hex().encode(),
        base64.b64encode(whole),
        base64.urlsafe_b64encode(whole),
    ):
        assert found({"it": secret}, b"--" + content + b"--") == ["it"]
    assert found({"it": "12345678"}, b"code=12345678,") == ["it"]
    assert found({"it": "12345678"}, b"9123456780") == []
