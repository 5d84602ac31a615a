"""The doctor is handed out to anybody, with the address in it that it was fetched from."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from integrations.doctor import doctor, script


def server_in(source: str) -> str:
    """What the module at hand would take for Plumbline's address."""
    for each in ast.parse(source).body:
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "SERVER":
            return str(ast.literal_eval(each.value))
    raise AssertionError("there is no SERVER")


def fetched(host: str, **given: str) -> str:
    answer = Client().get("/doctor.py", HTTP_HOST=host, **given)
    assert answer.status_code == 200
    return answer.content.decode()


def test_anybody_gets_it_as_plain_text_and_without_a_session(db: None) -> None:
    answer = Client().get("/doctor.py")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert Client().head("/doctor.py").status_code == 200
    assert Client().post("/doctor.py").status_code == 405


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost:8000", "http://localhost:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("LocalHost", "http://localhost"),
    ],
)
def test_it_has_the_address_that_it_was_fetched_from(db: None, host: str, address: str) -> None:
    source = fetched(host)

    assert server_in(source) == address
    assert doctor.address_of(address) == f"{address}/doctor/report/"
    own = Path(doctor.__file__).read_text(encoding="utf-8")
    assert source.replace(f'SERVER = "{address}"', 'SERVER = ""') == own


def test_behind_a_proxy_with_https_it_says_https(db: None, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["plumbline.example.com"]

    source = fetched("plumbline.example.com", HTTP_X_FORWARDED_PROTO="https")

    assert server_in(source) == "https://plumbline.example.com"


@pytest.mark.parametrize(
    "host",
    ["evil.example", 'localhost"+x', "localhost\\", "localhost:80:80", "localhost\n", "a b", "'"],
)
def test_a_host_that_is_not_ours_gets_nothing(db: None, host: str) -> None:
    assert Client().get("/doctor.py", HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize(
    "origin",
    [
        'https://x";import os#', "https://x\\", "https://x\n", "https://x/path", "ftp://x", "",
        "https://x'", "https://[::1", "https://ex ample", "https://ünder", "https://u@x",
    ],
)  # fmt: skip
def test_what_is_not_plainly_an_origin_is_not_written_in(origin: str) -> None:
    assert server_in(script(origin)) == ""


def test_the_line_that_is_written_to_is_there_once() -> None:
    assert script("").count('\nSERVER = ""\n') == 1
