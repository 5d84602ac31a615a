"""Messages as they go to a mail server, and what is no message, no address, no setting."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from integrations.mail import (
    MailSettings,
    MailSettingsError,
    Message,
    is_address,
    settings_from_environment,
    written,
)

AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def message(**given: str) -> Message:
    values = {
        "recipient": "dev@example.com",
        "name": "digest-1-1.plumbline",
        "subject": "Two checks fail",
        "text": "Two checks fail.\n.\n..and a line with a dot\nGrüße\n",
        "html": "<!doctype html><html><head></head><body><p>Two</p></body></html>",
        "unsubscribe_url": "https://plumbline.example.com/digest/stop/?for=1.digest:" + "abc" * 40,
    }
    return Message(at=AT, **(values | given))


def test_a_message_is_plain_text_and_html_and_can_be_ended_with_one_click() -> None:
    read = message_from_bytes(written(message(), "plumbline@example.com"), policy=policy.default)
    assert read["To"] == "dev@example.com"
    assert read["From"] == "Plumbline <plumbline@example.com>"
    assert read["Message-ID"] == "<digest-1-1.plumbline@example.com>"
    assert read["List-Unsubscribe"] == f"<{message().unsubscribe_url}>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Auto-Submitted"] == "auto-generated"
    parts = [part.get_content_type() for part in read.iter_parts()]  # type: ignore[attr-defined]
    assert parts == ["text/plain", "text/html"]
    text = read.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert text.replace("\r\n", "\n") == message().text


def test_a_message_is_of_short_lines_in_ascii() -> None:
    long = "word " * 5000 + "Ж" * 3000
    content = written(message(text=long, html=long, subject="Ж" * 150), "plumbline@example.com")
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "given",
    [
        {"subject": "Hello\r\nBcc: eve@example.com"},
        {"subject": "Hello\nBcc: eve@example.com"},
        {"recipient": "dev@example.com\r\nRCPT TO:<eve@example.com>"},
        {"recipient": "dev@example.com, eve@example.com"},
        {"recipient": "dev@example.com> SIZE=1"},
        {"name": "a\r\nBcc: eve@example.com"},
        {"unsubscribe_url": "https://example.com/\r\nBcc: eve@example.com"},
        {"html": "x" * 3_000_000},
    ],
)
def test_nothing_adds_a_header_or_a_recipient(given: dict[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (of several libraries)
        written(message(**given), "plumbline@example.com")


@pytest.mark.parametrize(
    "address", ["dev@example.com", "first.last+tag@sub.example.co.uk", "o'neil@example.com"]
)
def test_what_is_an_address(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "dev", "@example.com", "dev@", "dev@example.com\n", "dev\r\n@example.com",
        "dev@exam ple.com", "<dev@example.com>", "dev@example.com>", '"a b"@example.com',
        "a@b@c", "dev@-example.com", "dev@example..com", "a" * 65 + "@example.com",
        "dev@" + "a" * 64 + ".com", "dev@" + "a." * 130 + "com", "dév@example.com", "dev@\0.com",
    ],
)  # fmt: skip
def test_what_is_none(address: str) -> None:
    assert not is_address(address)


GOOD = {"SMTP_HOST": "mail.example.com", "MAIL_FROM": "plumbline@example.com"}


def test_the_settings() -> None:
    assert settings_from_environment({}) is None
    found = settings_from_environment(
        GOOD | {"SMTP_USER": "u", "SMTP_PASSWORD": "hunter2", "MAIL_PER_MINUTE": "60"}
    )
    assert found == MailSettings(
        "mail.example.com", 587, "starttls", "plumbline@example.com", "u", "hunter2", 60
    )
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SMTP_PORT": "25"}, "SMTP_PORT is set without SMTP_HOST"),
        (GOOD | {"SMTP_HOST": "mail.example.com\nEHLO"}, "SMTP_HOST"),
        (GOOD | {"SMTP_PORT": "0"}, "SMTP_PORT"),
        (GOOD | {"SMTP_PORT": "9" * 5000}, "SMTP_PORT"),
        (GOOD | {"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY"),
        (GOOD | {"MAIL_FROM": "plumbline"}, "MAIL_FROM"),
        (GOOD | {"SMTP_USER": "u"}, "SMTP_PASSWORD"),
        (GOOD | {"SMTP_USER": "u", "SMTP_PASSWORD": "p", "SMTP_SECURITY": "none"}, "clear text"),
        (GOOD | {"MAIL_PER_MINUTE": "-1"}, "MAIL_PER_MINUTE"),
    ],
)
def test_settings_that_are_wrong_say_which(given: dict[str, str], said: str) -> None:
    with pytest.raises(MailSettingsError, match=said):
        settings_from_environment(given)
