"""A real Chromium, and the web server that it asks; pages neither complain nor lead elsewhere.

The server is the one of production but for its threads: static files are collected, hashed and
compressed, and WhiteNoise serves them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    ViewportSize,
    sync_playwright,
)

from compliance.models import Organization, Person, SyncRun
from compliance.sync import discovery
from tests import repositories_on_disk as disk
from tests.compliance.sync.on_disk import EXPRESS, work_all
from tests.dashboard.web_server import web_server
from tests.factories import signed_in

CHROMIUM = os.environ.get("PLUMBLINE_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

WIDE: ViewportSize = {"width": 1440, "height": 900}

NewContext = Callable[..., BrowserContext]
PageOf = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, for whose sake Django would refuse each query.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            yield chromium
            chromium.close()


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files as the launcher collects them, in whose environment there is no Brotli: that is
    brought along by the tool for load tests.
    """
    with (
        override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("whitenoise.compress.brotli_installed", False)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@pytest.fixture
def server(collected: None, transactional_db: None) -> Iterator[str]:
    """The address of the web server."""
    with web_server() as address:
        yield address


@pytest.fixture
def complaints() -> list[str]:
    """What pages complained of, and did not answer; a test that expects some takes them out."""
    return []


@pytest.fixture
def new_context(browser: Browser, server: str, complaints: list[str]) -> Iterator[NewContext]:
    """An administrator's browser, unless somebody signs in with it: its pages must neither complain
    nor ask another host for anything.
    """
    contexts: list[BrowserContext] = []

    def open_context(*, signs_in: bool = False, **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=server, **options)
        if not signs_in:
            sign_in(context, server, None)
        context.set_default_timeout(10_000)
        context.on("console", lambda message: _note(complaints, message.type, message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", lambda request: _note_host(complaints, request.url, server))
        context.on("response", lambda response: _note_error(complaints, response))
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        complaints.append(f"{kind}: {text}")


def _note_host(complaints: list[str], url: str, server: str) -> None:
    if not url.startswith(f"{server}/"):
        complaints.append(f"asked for {url}")


def _note_error(complaints: list[str], response: Response) -> None:
    if response.status >= 400:
        complaints.append(f"{response.status} {response.url}")


def sign_in(context: BrowserContext, server: str, person: Person | None) -> None:
    """Give a browser the session of somebody, or of an administrator, in place of any other."""
    name = settings.SESSION_COOKIE_NAME
    session = signed_in(person).cookies[name].value
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": session, "url": server}])


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context(viewport=WIDE).new_page()


@pytest.fixture
def page_of(new_context: NewContext, server: str) -> PageOf:
    """Opens a page in a browser of somebody's."""

    def opened(person: Person, *, scripts: bool = True) -> Page:
        context = new_context(signs_in=True, viewport=WIDE, java_script_enabled=scripts)
        sign_in(context, server, person)
        return context.new_page()

    return opened


@pytest.fixture
def synced(organization: Organization, source_folder: Path) -> Organization:
    """Three checkouts, read and judged; two of them pin a Node.js that has reached its end."""
    described = {
        **EXPRESS,
        ".gitignore": ".env\n",
        "README.md": "# Billing\n\n```sh\npnpm install\npnpm start\n```\n",
    }
    for name, version in (("billing-api", "18"), ("billing-web", "16"), ("orders", "24")):
        disk.repository(source_folder / name, {**described, ".nvmrc": f"{version}\n"})
    discovery.look(organization, SyncRun.Reason.START)
    work_all(organization)
    return organization
