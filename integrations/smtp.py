"""Hands messages to a mail server: one connection for many, by SMTP.

Nothing is judged here: what the server answered is handed back as it is. Each answer has a
deadline and a cap, so that a server that hangs, drips, or never ends a line holds nobody up.
Neither password nor content is ever in an error.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum

from integrations.mail import MailSettings, Message, written

_MAX_ANSWER = 16 * 1024
_MAX_LINES = 100
CLOSING = 421
"""With it a mail server says that it closes the connection, whatever it was told."""
_REFUSALS = (4, 5)
_NO_ANSWER = "the mail server: it answered what is no answer of SMTP to that"
_CODE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)


class UnreachableError(Exception):
    """The mail server could not be reached, broke off, or answered what is no answer.

    `maybe_taken` is whether it had the whole message by then.
    """

    def __init__(self, message: str, *, maybe_taken: bool = False) -> None:
        super().__init__(message)
        self.maybe_taken = maybe_taken


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
    """The server would not have us at all; `answer` is what it said, `summary` the same without its
    words, which may name people.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"the mail server answered {answer} to the {answer.step.value}")
        self.answer = answer
        self.summary = f"the mail server answered {answer.code} to the {answer.step.value}"


class Connection:
    """A connection to the mail server; `connected` makes one.

    `is_usable` is whether another message can go over it.
    """

    def __init__(self, settings: MailSettings, client: _Client) -> None:
        self.is_usable = True
        self._settings = settings
        self._client = client

    def deliver(self, message: Message, before_the_end: Callable[[], bool]) -> Answer | None:
        """Hand one message over, and say what the server answered to the last that it was told.

        `before_the_end` is called once the server wants the content, right before it gets that:
        what it writes down says that the message may have been sent. Where it answers False the
        message is not sent, and None is returned.

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
        if answer.code // 100 in _REFUSALS:
            return self._start_again(answer)
        if answer.code != 354:  # Of what was not given to it no answer may say that it was taken.
            raise UnreachableError(_NO_ANSWER)
        if not before_the_end():
            self._leave()
            return None
        answer = self._client.give(content)
        if answer.code == CLOSING:
            self._leave()
        return answer

    def _start_again(self, answer: Answer) -> Answer:
        """Let the server forget what it was told of this message. What it answered to that counts,
        whatever becomes of the connection.
        """
        if answer.code == CLOSING or not self._has_forgotten(answer.step):
            self._leave()
        return answer

    def _has_forgotten(self, step: Step) -> bool:
        try:
            return self._client.ask(step, "RSET").code // 100 == 2
        except UnreachableError:
            return False

    def _leave(self) -> None:
        self.is_usable = False
        self._client.close()


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
        connection = Connection(settings, client)
        yield connection
        if connection.is_usable:
            with suppress(UnreachableError):
                client.ask(Step.GREETING, "QUIT")
    finally:
        client.close()


class _Client(smtplib.SMTP):
    """The standard library's, with a deadline and a cap for each answer."""

    def __init__(self, settings: MailSettings) -> None:
        # Its own default looks the name of this machine up, which can take long.
        name = settings.sender.partition("@")[2]
        super().__init__(local_hostname=name, timeout=settings.patience)
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
                if self._rest:  # Who sits in between would have said it.
                    raise smtplib.SMTPServerDisconnected("it spoke before it was encrypted")
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
        # The end of a message is sent by itself, and waits for nobody's delayed acknowledgement.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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
            answer = self._answer(Step.CONTENT, self.getreply())
        except (smtplib.SMTPException, OSError) as error:
            raise UnreachableError(_words(error), maybe_taken=True) from None
        if answer.code // 100 == 3:
            raise UnreachableError(_NO_ANSWER, maybe_taken=True)
        return answer

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
