"""System checks of the settings: one sentence for each that is missing or wrong."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from compliance import organizations
from compliance.protocol.nodes import ProtocolError
from dashboard import demo
from dashboard.demo import is_loopback
from integrations import mail
from integrations.github import settings as github
from integrations.github import sign_in
from integrations.github.errors import SettingsError
from integrations.notion import settings as notion


def _checks(function: Callable[[], Iterator[CheckMessage]]) -> None:
    def run(**_: Any) -> list[CheckMessage]:
        return list(function())

    register(run)


@_checks
def _servers() -> Iterator[CheckMessage]:
    for number, name in ((1, "DATABASE_URL"), (2, "REDIS_URL")):
        if not os.environ.get(name, "").strip():
            yield Error(
                f"{name} is not set.",
                hint=f"Start with ./run, which brings its own server, or set {name}.",
                id=f"plumbline.E00{number}",
            )
    if not settings.REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
        yield Error(
            "REDIS_URL is no address of a Redis or Valkey.",
            hint="It begins with redis://, rediss:// or unix://.",
            id="plumbline.E007",
        )


@_checks
def _secret_key() -> Iterator[CheckMessage]:
    # Django raises without a sentence of ours where an empty SECRET_KEY is asked for.
    if not os.environ.get("PLUMBLINE_SECRET_KEY", "").strip():
        yield Error(
            "PLUMBLINE_SECRET_KEY is not set.",
            hint="./run makes one and keeps it; elsewhere set 50 random characters.",
            id="plumbline.E003",
        )


@_checks
def _reached_by_others() -> Iterator[CheckMessage]:
    # In a container each address is open, and where its port is published says who reaches it.
    name = "PLUMBLINE_PUBLISHED_ON" if settings.PLUMBLINE_PUBLISHED_ON else "PLUMBLINE_HOST"
    address = getattr(settings, name)
    if is_loopback(address):
        return
    if not _is_address(address):
        yield Error(
            f"{name} is {address}, which is no IP address.",
            hint="Name an address of this machine; 127.0.0.1 is reached by itself alone.",
            id="plumbline.E004",
        )
    for missing, remedy in _hindrances():
        yield Error(
            f"{name} is {address}, which others can reach, and {missing}.",
            hint=f"{remedy} Or serve 127.0.0.1.",
            id="plumbline.E004",
        )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _hindrances() -> Iterator[tuple[str, str]]:
    """What is missing before others may be served, as the end of a sentence, with its remedy."""
    if organizations.is_demo():
        yield "in the demo anybody may be anybody", "Set GITHUB_ORG, or a source."
    if not settings.PLUMBLINE_HTTPS:
        yield (
            "PLUMBLINE_HTTPS does not say that a proxy with HTTPS stands in front",
            "Passwords and cookies would travel in clear text: put one there and set it to true.",
        )
    if all(is_loopback(each) for each in settings.ALLOWED_HOSTS):
        yield (
            "PLUMBLINE_ALLOWED_HOSTS has no name under which they ask",
            "Set it to the names of the dashboard, separated by commas.",
        )
    if settings.PLUMBLINE_PROXIES < 1:
        yield (
            "PLUMBLINE_PROXIES does not say how many proxies stand in front",
            "Limits on signing in would count them all as one: set it to 1 for one proxy.",
        )


@_checks
def _names() -> Iterator[CheckMessage]:
    if any(name.strip("*.") == "" for name in settings.ALLOWED_HOSTS):
        yield Error(
            "PLUMBLINE_ALLOWED_HOSTS allows every name, so a foreign page could read the dashboard"
            " through a name that leads to this machine.",
            hint="List the names under which people ask for it, separated by commas.",
            id="plumbline.E009",
        )


@_checks
def _github() -> Iterator[CheckMessage]:
    try:
        github.from_environment(os.environ)
        sign_in.sign_in_from_environment(os.environ)
    except SettingsError as error:
        yield Error(f"{error}.", hint=".env.example explains each.", id="plumbline.E010")


@_checks
def _github_elsewhere() -> Iterator[CheckMessage]:
    # What others reach is no trial, and this machine's own services are nobody's GitHub.
    if settings.GITHUB is None or not settings.PLUMBLINE_HTTPS:
        return
    for name, address in (
        ("GITHUB_API_URL", settings.GITHUB.api_url),
        ("GITHUB_URL", settings.GITHUB.web_url),
    ):
        if is_loopback(urlsplit(address).hostname or ""):
            yield Error(
                f"{name} leads to this machine, and PLUMBLINE_HTTPS says that others are served.",
                hint="Name the address under which other machines reach GitHub.",
                id="plumbline.E012",
            )


@_checks
def _notion() -> Iterator[CheckMessage]:
    try:
        notion.settings_from_environment(os.environ)
    except notion.NotionSettingsError as error:
        yield Error(f"{error}.", hint=".env.example explains it.", id="plumbline.E015")


@_checks
def _mail() -> Iterator[CheckMessage]:
    try:
        mail.settings_from_environment(os.environ)
    except mail.MailSettingsError as error:
        yield Error(f"{error}.", hint=".env.example explains each.", id="plumbline.E013")
    if not settings.PLUMBLINE_URL.isascii():
        yield Error(
            "PLUMBLINE_URL has letters beyond ASCII, which the headers of mail cannot hold.",
            hint="Write its name as punycode, such as https://xn--plmbline-75a.example.com.",
            id="plumbline.E014",
        )
        return
    parts = urlsplit(settings.PLUMBLINE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        yield Error(
            "PLUMBLINE_URL is no address of the dashboard, which links in mail lead to.",
            hint="Set it to what people open, such as https://plumbline.example.com.",
            id="plumbline.E014",
        )
    elif settings.MAIL is not None and settings.PLUMBLINE_HTTPS and parts.scheme != "https":
        yield Error(
            "PLUMBLINE_URL is without HTTPS, and PLUMBLINE_HTTPS says that it is served with it.",
            hint="Set it to what people open, such as https://plumbline.example.com.",
            id="plumbline.E014",
        )


@_checks
def _https() -> Iterator[CheckMessage]:
    value = os.environ.get("PLUMBLINE_HTTPS", "").strip().lower()
    if value and not settings.PLUMBLINE_HTTPS and value not in ("0", "false", "no", "off"):
        yield Error(
            f"PLUMBLINE_HTTPS is {value}, which says neither yes nor no.",
            hint="Set it to true or false.",
            id="plumbline.E008",
        )


@_checks
def _source() -> Iterator[CheckMessage]:
    source = settings.PLUMBLINE_SOURCE
    if source and not Path(source).is_dir():
        yield Error(
            f"PLUMBLINE_SOURCE is {source}, and there is no such folder.",
            hint="Name a folder that holds git checkouts, or leave it out for the demo.",
            id="plumbline.E005",
        )


@_checks
def _protocols() -> Iterator[CheckMessage]:
    try:
        organizations.protocols()
    except ProtocolError as error:
        yield Error(
            str(error), hint="Mend the file, or unset PLUMBLINE_PROTOCOLS.", id="plumbline.E006"
        )


@_checks
def _demo() -> Iterator[CheckMessage]:
    if demo.is_wanted():
        for hindrance in demo.hindrances():
            yield Error(
                f"PLUMBLINE_DEMO_SIGN_IN lets anybody be anybody, and {hindrance}.",
                hint="Leave it to ./run, which sets it for the demo organization alone.",
                id="plumbline.E011",
            )
