"""A GitHub App for tests: its key, and how a scripted GitHub signs it in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.integrations.github.scripted import Asked, Reply, Scripted, reply

KEY = generate_private_key(65537, 2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
APP = {"token": "", "app_id": "12345", "private_key": PEM}
INSTALLATION = "GET /orgs/acme/installation"


def tokens_of(installation: int) -> str:
    return f"POST /app/installations/{installation}/access_tokens"


def installed(number: int = 7, **more: Any) -> Reply:
    content = {"id": number, "app_slug": "plumbline", "permissions": {"metadata": "read"}}
    return reply(content | {"repository_selection": "all", "suspended_at": None} | more)


def token(text: str, expires: float) -> Reply:
    moment = datetime.fromtimestamp(expires, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return reply({"token": text, "expires_at": moment, "permissions": {}}, 201)


def sign_in(github: Scripted, *tokens: Reply) -> None:
    github.on(INSTALLATION, installed())
    github.on(tokens_of(7), *tokens)


def claims(asked: Asked) -> dict[str, Any]:
    """What the App says of itself in a request, after its signature was checked."""
    return jwt.decode(asked.token, KEY.public_key(), algorithms=["RS256"])
