"""Mail to people: how it is written, and how it is sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rendered:
    """One mail as it is to be read: its subject, and the same content as plain text and as HTML;
    and the address with which a mail program ends such mail by one click.
    """

    subject: str
    text: str
    html: str
    unsubscribe_url: str
