"""Which mail server takes messages, and a message as it goes to it.

What a message is made of cannot add a header or a recipient.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

MAX_ADDRESS = 254  # octets, by RFC 5321
MAX_MESSAGE = 2 * 1024 * 1024
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL}){{0,20}}")
_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class MailSettingsError(ValueError):
    """A setting of the mail server is missing or wrong; the message says which, and what to do."""


@dataclass(frozen=True)
class MailSettings:
    """Which mail server takes messages, from whom they are, and how many a minute.

    `security` is `starttls`, `tls` or `none`; `patience` is how many seconds an answer may take.
    """

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    per_minute: int = 300
    patience: float = 20.0


@dataclass(frozen=True)
class Message:
    """What is sent to one address. `name` makes its Message-ID, and is the same each time that it
    is tried. Who POSTs to `unsubscribe_url` ends such mail by that alone (RFC 8058).
    """

    recipient: str
    name: str
    at: datetime
    subject: str
    text: str
    html: str
    unsubscribe_url: str


def settings_from_environment(environment: Mapping[str, str]) -> MailSettings | None:
    """The mail server that SMTP_HOST names, with what goes with it; None without one.

    Raises:
        MailSettingsError: something is missing or wrong.
    """
    said = {name: value.strip() for name, value in environment.items() if value.strip()}
    host = said.get("SMTP_HOST", "")
    if not host:
        lonely = next((name for name in sorted(said) if name.startswith("SMTP_")), None)
        if lonely:
            raise MailSettingsError(f"{lonely} is set without SMTP_HOST, the mail server")
        return None
    if not _HOST.fullmatch(host):
        raise MailSettingsError("SMTP_HOST is no name and no address of a host")
    security = said.get("SMTP_SECURITY", "starttls").lower()
    if security not in _PORTS:
        raise MailSettingsError("SMTP_SECURITY is none of starttls, tls and none")
    sender = said.get("MAIL_FROM", "")
    if not is_address(sender):
        raise MailSettingsError("MAIL_FROM is no address: set it to whom mail is from")
    user, password = said.get("SMTP_USER", ""), said.get("SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        raise MailSettingsError("SMTP_USER and SMTP_PASSWORD are set together or not at all")
    if user and security == "none":
        raise MailSettingsError("SMTP_PASSWORD would travel in clear text: set SMTP_SECURITY")
    return MailSettings(
        host=host,
        port=_number(said, "SMTP_PORT", _PORTS[security], 65535),
        security=security,
        sender=sender,
        user=user,
        password=password,
        per_minute=_number(said, "MAIL_PER_MINUTE", 300, 100_000),
    )


def _number(said: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = said.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:10]) <= most):
        raise MailSettingsError(f"{name} is no number from 1 to {most}")
    return int(text)


def is_address(text: str) -> bool:
    """Whether mail can be sent to it: one plain address in ASCII, without quotes or comments."""
    return len(text) <= MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


class _Wire(EmailPolicy):
    """The standard library's way to write a message, but for what has no spaces to break at: it
    would encode that, so that a long address is none any more.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header as it goes over the wire."""
        if name.lower() in _WHOLE:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_WHOLE = frozenset({"list-unsubscribe", "message-id"})
_ON_THE_WIRE = _Wire(linesep="\r\n", cte_type="7bit")


def written(message: Message, sender: str) -> bytes:
    """The message as it goes over the wire.

    Raises:
        ValueError: a header would hold a line break, an address is none, or it is too large.
    """
    if not (is_address(message.recipient) and is_address(sender)):
        raise ValueError("the address is none that mail can be sent to")
    made = EmailMessage(policy=_ON_THE_WIRE)
    made["From"] = Address("Plumbline", addr_spec=sender)
    made["To"] = Address(addr_spec=message.recipient)
    made["Subject"] = message.subject
    made["Date"] = format_datetime(message.at)
    made["Message-ID"] = f"<{message.name}@{sender.partition('@')[2]}>"
    made["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Nobody's absence is answered to it.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(message.text)
    made.add_alternative(message.html, subtype="html")
    content = made.as_bytes()
    if len(content) > MAX_MESSAGE:
        raise ValueError(f"the message is larger than {MAX_MESSAGE} bytes")
    return content
