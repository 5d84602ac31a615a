"""Hands messages to a mail server: one connection for many, by SMTP.

Nothing is judged here: what the server answered is handed back as it is. Each answer has a deadline
and a cap, so that a server that hangs, drips, or never ends a line holds nobody up. What a message
is made of cannot add a header or a recipient, and neither password nor content is ever in an error.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum

MAX_ADDRESS = 254  # octets, by RFC 5321
MAX_MESSAGE = 2 * 1024 * 1024
_MAX_ANSWER = 16 * 1024
_MAX_LINES = 100
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL}){{0,20}}")
_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
_CODE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class MailSettingsError(ValueError):
    """A setting of the mail server is missing or wrong; the message says which, and what to do."""


class UnreachableError(Exception):
    """The mail server could not be reached, broke off, or answered what is no answer.

    `maybe_taken` is whether it had the whole message by then.
    """

    def __init__(self, message: str, *, maybe_taken: bool = False) -> None:
        super().__init__(message)
        self.maybe_taken = maybe_taken


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


class Step(Enum):
    """What the server had been told when it answered."""

    GREETING = "greeting"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


@dataclass(frozen=True)
class Answer:
    """What the server said: the code, and its words on one line."""

    step: Step
    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


class RefusedError(Exception):
    """The server would not have us at all; `answer` is what it said."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"the mail server answered {answer} to the {answer.step.value}")
        self.answer = answer


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


def written(message: Message, sender: str) -> bytes:
    """The message as it goes over the wire.

    Raises:
        ValueError: a header would hold a line break, an address is none, or it is too large.
    """
    if not (is_address(message.recipient) and is_address(sender)):
        raise ValueError("the address is none that mail can be sent to")
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
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


class Connection:
    """A connection to the mail server; `connected` makes one."""

    def __init__(self, settings: MailSettings, client: _Client) -> None:
        self._settings = settings
        self._client = client

    def deliver(self, message: Message, before_the_end: Callable[[], bool]) -> Answer | None:
        """Hand one message over, and say what the server answered to the last that it was told.

        `before_the_end` is called once the server wants the content, right before it gets that:
        what it writes down says that the message may have been sent. Where it answers False the
        message is not sent, and None is returned; the connection is of no use then.

        Raises:
            UnreachableError: the server did not answer; the connection is of no use.
            ValueError: the message cannot be written.
        """
        content = written(message, self._settings.sender)
        told = (
            (Step.SENDER, f"MAIL FROM:<{self._settings.sender}>"),
            (Step.RECIPIENT, f"RCPT TO:<{message.recipient}>"),
        )
        for step, command in told:
            answer = self._client.ask(step, command)
            if answer.code // 100 != 2:
                return self._start_again(answer)
        answer = self._client.ask(Step.CONTENT, "DATA")
        if answer.code != 354:
            return self._start_again(answer)
        if not before_the_end():
            self._client.close()
            return None
        return self._client.give(content)

    def _start_again(self, answer: Answer) -> Answer:
        """Let the server forget what it was told of this message."""
        if answer.code != 421:  # With that it closes the connection.
            self._client.ask(answer.step, "RSET")
        return answer


@contextmanager
def connected(settings: MailSettings) -> Iterator[Connection]:
    """A connection to the mail server for many messages.

    Raises:
        UnreachableError: it cannot be reached.
        RefusedError: it will have nothing of us.
    """
    client = _Client(settings)
    try:
        client.begin()
        yield Connection(settings, client)
        with suppress(UnreachableError):
            client.ask(Step.GREETING, "QUIT")
    finally:
        client.close()


class _Client(smtplib.SMTP):
    """The standard library's, with a deadline and a cap for each answer."""

    def __init__(self, settings: MailSettings) -> None:
        # Its own default looks the name of this machine up, which can take long.
        super().__init__(local_hostname=settings.sender.partition("@")[2], timeout=settings.patience)
        self._settings = settings
        self._rest = b""

    def begin(self) -> None:
        """Connect, and sign in where that is set."""
        settings = self._settings
        try:
            self._open()
            greeting = self._answer(Step.GREETING, self.getreply())
            if greeting.code != 220:
                raise RefusedError(greeting)
            self.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                self.starttls(context=ssl.create_default_context())
                self.ehlo()
            if settings.user:
                self.login(settings.user, settings.password)
        except smtplib.SMTPResponseException as error:
            said = error.smtp_error
            text = said if isinstance(said, bytes) else str(said).encode()
            raise RefusedError(self._answer(Step.SIGN_IN, (error.smtp_code, text))) from None
        except (smtplib.SMTPException, OSError) as error:
            raise UnreachableError(_words(error)) from None

    def _open(self) -> None:
        settings = self._settings
        self._host = settings.host
        self.sock = socket.create_connection((settings.host, settings.port), settings.patience)
        if settings.security == "tls":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=settings.host)
        self.file = None

    def ask(self, step: Step, command: str) -> Answer:
        """Send one command, and wait for its answer.

        Raises:
            UnreachableError: there is none.
        """
        try:
            self.putcmd(command)
            return self._answer(step, self.getreply())
        except (smtplib.SMTPException, OSError) as error:
            raise UnreachableError(_words(error)) from None

    def give(self, content: bytes) -> Answer:
        """Send the content and its end, and wait for the answer.

        Raises:
            UnreachableError: there is none; `maybe_taken` where all of it may have arrived.
        """
        dotted = re.sub(rb"(?m)^\.", b"..", content)
        end = b".\r\n" if dotted.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            self._send_all(dotted)
        except (smtplib.SMTPException, OSError) as error:
            raise UnreachableError(_words(error)) from None
        try:
            self._send_all(end)
            return self._answer(Step.CONTENT, self.getreply())
        except (smtplib.SMTPException, OSError) as error:
            raise UnreachableError(_words(error), maybe_taken=True) from None

    def _send_all(self, content: bytes) -> None:
        assert self.sock is not None  # noqa: S101 (for the type checker)
        self.sock.settimeout(self._settings.patience)
        self.sock.sendall(content)

    def getreply(self) -> tuple[int, bytes]:
        """The next answer, whose lines are joined.

        Raises:
            SMTPServerDisconnected: it does not come in time, is too long, or is none.
        """
        deadline = time.monotonic() + self._settings.patience
        texts: list[bytes] = []
        size = 0
        while True:
            line = self._line(deadline)
            size += len(line)
            found = _CODE.fullmatch(line)
            if found is None:
                raise smtplib.SMTPServerDisconnected("it answered what is no answer of SMTP")
            texts.append(found[3] or b"")
            if found[2] != b"-":
                return int(found[1]), b"\n".join(texts)
            if len(texts) > _MAX_LINES or size > _MAX_ANSWER:
                raise smtplib.SMTPServerDisconnected("its answer has no end")

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._rest:
            if len(self._rest) > _MAX_ANSWER:
                raise smtplib.SMTPServerDisconnected("its answer has no end")
            left = deadline - time.monotonic()
            if left <= 0 or self.sock is None:
                raise smtplib.SMTPServerDisconnected("it did not answer in time")
            self.sock.settimeout(left)
            more = self.sock.recv(4096)
            if not more:
                raise smtplib.SMTPServerDisconnected("it closed the connection")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line.rstrip(b"\r")

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:
        """Go on encrypted.

        Raises:
            SMTPServerDisconnected: it said more before that was encrypted, as who sits in between
                would.
        """
        answered = super().starttls(context=context)
        if self._rest:
            raise smtplib.SMTPServerDisconnected("it said something before it was encrypted")
        return answered

    def _answer(self, step: Step, reply: tuple[int, bytes]) -> Answer:
        code, text = reply
        words = " ".join(text.decode("ascii", "replace").split())
        printable = "".join(char if char.isprintable() else "?" for char in words)
        return Answer(step, code, printable[:300])


def _words(error: Exception) -> str:
    """What went wrong, without what was sent."""
    if isinstance(error, TimeoutError):
        return "the mail server did not answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the mail server's certificate is not good: {error.verify_message}"
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPNotSupportedError):
        return f"the mail server: {str(error)[:200]}"
    return f"the mail server cannot be reached: {type(error).__name__}"
