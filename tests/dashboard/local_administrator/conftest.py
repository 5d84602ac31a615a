"""Browsers and names of which no other test has tried any."""

from __future__ import annotations

import ipaddress
import secrets

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture(autouse=True)
def quick_digests(settings: Settings) -> None:
    """Digests of passwords that take no time to make."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def browser() -> Client:
    """One from an address that no other test has tried from."""
    address = ipaddress.ip_address(0x0A000000 + secrets.randbelow(1 << 24))
    return Client(REMOTE_ADDR=str(address))


@pytest.fixture
def name() -> str:
    """A name that no other test has tried."""
    return f"a{secrets.token_hex(8)}"
