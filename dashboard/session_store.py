"""Sessions in the database, which holds digests of their keys: who reads it cannot sign in by them.

What is inside of a session is encrypted by `dashboard.sealing`.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone


def digest(key: str) -> str:
    """Under what a session is stored whose cookie is that key. Keys have 32 random characters, so
    that none is found by trying.
    """
    return hashlib.blake2b(key.encode(), digest_size=20, person=b"plumbline-sessid").hexdigest()


class SessionStore(db.SessionStore):
    """Django's, but for what the rows are called."""

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with that key."""
        return super().exists(digest(session_key))

    def create_model_instance(self, data: Any) -> AbstractBaseSession:
        """The row of this session."""
        made = super().create_model_instance(data)
        made.session_key = digest(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        """End a session, this one without a key."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(digest(key))

    def load(self) -> dict[str, Any]:
        """What the session holds; without a row it has no key either, so that nobody chooses it."""
        key = self.session_key
        known = Session.objects.filter(expire_date__gt=timezone.now())
        row = known.filter(session_key=digest(key)).first() if key else None
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)
