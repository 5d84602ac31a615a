"""Mail servers that tests send to: a real one, and ones that behave as none should."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from integrations.mail import MailSettings


class MailServer:
    """What arrives, and what is answered: `to_recipient` and `to_content` give another answer than
    that all is well, or None.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.raw: list[bytes] = []
        self.connections = 0
        self.to_recipient: Callable[[str], str | None] = lambda address: None
        self.to_content: Callable[[EmailMessage], str | None] = lambda message: None

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.to_content(message)
        if answer is None:
            self.recipients += envelope.rcpt_tos
            self.messages.append(message)
            self.raw.append(envelope.content)
        return answer or "250 2.0.0 queued"

    @property
    def names(self) -> list[str]:
        """The Message-IDs of what arrived."""
        return [str(each["Message-ID"]) for each in self.messages]


@contextmanager
def running(server: MailServer) -> Iterator[MailSettings]:
    """The server behind a port of this machine, and the settings that lead there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield settings_for(port)
    finally:
        controller.stop()


def settings_for(port: int, **given: Any) -> MailSettings:
    values: dict[str, Any] = {
        "sender": "plumbline@example.com",
        "per_minute": 100_000,
        "patience": 5.0,
    }
    return MailSettings("127.0.0.1", port, "none", **(values | given))


@contextmanager
def answering(*script: bytes, pause: float = 0.0) -> Iterator[int]:
    """A port at which each connection gets these answers, one for each line that it sends; nothing
    more is said after the last. With a pause each byte waits for so long.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                _play(connection, script, pause, over)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        with suppress(OSError):  # Closing alone wakes nobody who accepts.
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(2)


def _play(
    connection: socket.socket, script: tuple[bytes, ...], pause: float, over: threading.Event
) -> None:
    lines = connection.makefile("rb")
    try:
        for answer in script:
            if pause:
                for byte in answer:
                    connection.sendall(bytes([byte]))
                    time.sleep(pause)
            else:
                connection.sendall(answer)
            if not lines.readline(4096):
                return
        over.wait(20)
    except OSError:
        return
