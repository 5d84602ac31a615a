"""Encrypts what is kept of signing in, so that who reads the database cannot sign in with it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def fernet(purpose: bytes) -> Fernet:
    """What encrypts for one purpose (at most 16 bytes), with a key made of the secret key."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=purpose).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class Sealed:
    """How Django writes down a session: as JSON, encrypted. While somebody sets up a second factor
    its secret is in there, and while they are at GitHub what their answer is held against.
    """

    def dumps(self, content: Any) -> bytes:
        """The content encrypted."""
        return _sessions().encrypt(json.dumps(content, separators=(",", ":")).encode())

    def loads(self, sealed: bytes) -> Any:
        """What was encrypted.

        Raises:
            ValueError: it was not, or with another secret key.
        """
        try:
            return json.loads(_sessions().decrypt(sealed))
        except InvalidToken as error:
            raise ValueError("the session was not written with this secret key") from error


def _sessions() -> Fernet:
    return fernet(b"plumbline-sessn")
