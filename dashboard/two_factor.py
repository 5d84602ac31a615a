"""The second factor of local administrators: TOTP, as django-allauth has it.

Whoever signs in with GitHub has theirs there.
"""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet

from dashboard.sealing import fernet


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """What is kept of it is encrypted with a key that is not in the database."""

    def get_totp_issuer(self) -> str:
        """What an authenticator shows beside the code."""
        return "Plumbline"

    def encrypt(self, text: str) -> str:
        """Encrypted with a key made of the secret key."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted.

        Raises:
            InvalidToken: the secret key is another than it was.
        """
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> Fernet:
    return fernet(b"plumbline-totp")
