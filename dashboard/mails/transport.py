"""Where mail goes: to the mail server that is set, or to the outbox of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from compliance import organizations
from compliance.models import LocalMail, Mail
from dashboard.demo import is_loopback
from integrations import smtp
from integrations.mail import MailSettings, Message, written
from integrations.smtp import Answer, Step

# As many mails as there are in the outbox, the newest.
_KEPT = 500
_NOBODY = "plumbline@localhost.localdomain"


class Way(Protocol):
    """One way out for many messages."""

    @property
    def is_usable(self) -> bool:
        """Whether another one can go over it."""
        ...

    def deliver(
        self, mail: Mail, message: Message, before_the_end: Callable[[], bool]
    ) -> Answer | None:
        """Hand one over; None where `before_the_end` said that it must not be."""
        ...


@dataclass(frozen=True)
class _Server:
    connection: smtp.Connection

    @property
    def is_usable(self) -> bool:
        return self.connection.is_usable

    def deliver(
        self,
        mail: Mail,  # noqa: ARG002
        message: Message,
        before_the_end: Callable[[], bool],
    ) -> Answer | None:
        return self.connection.deliver(message, before_the_end)


class _Outbox:
    """Keeps what would have been sent, for this machine alone to see."""

    is_usable = True

    def deliver(
        self, mail: Mail, message: Message, before_the_end: Callable[[], bool]
    ) -> Answer | None:
        written(message, _NOBODY)
        if not before_the_end():
            return None
        LocalMail.objects.update_or_create(
            mail=mail,
            defaults={
                "recipient": message.recipient,
                "subject": message.subject[:300],
                "text": message.text,
                "html": message.html,
            },
        )
        old = LocalMail.objects.order_by("-pk").values("pk")[_KEPT : _KEPT + 1]
        LocalMail.objects.filter(pk__lte=old).delete()
        return Answer(Step.CONTENT, 250, "kept in the outbox of this machine")


def server() -> MailSettings | None:
    """The mail server that is set; None without one, and for the demo, whose people have no address
    that is theirs.
    """
    found: MailSettings | None = settings.MAIL
    return None if organizations.is_demo() else found


def has_outbox() -> bool:
    """Whether mail is kept here: there is no mail server, and nobody but this machine is served."""
    reached_at = settings.PLUMBLINE_PUBLISHED_ON or settings.PLUMBLINE_HOST
    return server() is None and is_loopback(reached_at) and not settings.PLUMBLINE_HTTPS


def goes_anywhere() -> bool:
    """Whether mail is sent at all."""
    return server() is not None or has_outbox()


@contextmanager
def opened() -> Iterator[Way]:
    """The way out.

    Raises:
        UnreachableError: the mail server cannot be reached.
        RefusedError: it will have nothing of us.
    """
    found = server()
    if found is None:
        yield _Outbox()
        return
    with smtp.connected(found) as connection:
        yield _Server(connection)
