"""Addresses of webhooks, which are secrets, as they are kept: encrypted."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken

from compliance.digests.channels import Address
from dashboard.sealing import fernet
from integrations import chat
from integrations.chat import Webhook

_SHOWN = 4


class UnreadableError(Exception):
    """What is kept was encrypted with another secret key."""


def sealed(url: str) -> Address:
    """An address as it is kept.

    Raises:
        ChatError: it is none that may be posted to.
    """
    found = chat.webhook(url)
    return Address(_fernet().encrypt(url.encode()).decode(), found.host, url[-_SHOWN:])


def opened(sealed: str) -> Webhook:
    """What is kept, to post to.

    Raises:
        UnreadableError: the secret key is another than it was.
        ChatError: the address may not be posted to any more.
    """
    try:
        url = _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnreadableError from error
    return chat.webhook(url)


def _fernet() -> Fernet:
    return fernet(b"plumbline-chat")
