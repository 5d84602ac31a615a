"""Requests and answers of HTTP, as the simulator's parts pass them on."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON = "application/json; charset=utf-8"
DOCUMENTATION = "https://docs.github.com/rest"


@dataclass(frozen=True)
class Request:
    """One request; headers go by small letters. `root` is where the server is, without a path."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    root: str = ""

    @property
    def path(self) -> str:
        """The path, as it was sent."""
        return urlsplit(self.target).path

    @property
    def parameters(self) -> dict[str, str]:
        """What stands behind the question mark."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def token(self) -> str:
        """The token or the JWT that was sent; empty where there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() in ("bearer", "token") else ""

    @property
    def basic(self) -> tuple[str, str]:
        """The name and the password that were sent; empty where there are none."""
        scheme, _, encoded = self.headers.get("authorization", "").partition(" ")
        try:
            sent = base64.b64decode(encoded, validate=True).decode()
        except ValueError:
            return "", ""
        name, _, password = sent.partition(":")
        return (name, password) if scheme.lower() == "basic" else ("", "")


@dataclass
class Response:
    """One answer.

    `cut` says after how many bytes of the body the connection breaks, though more were announced.
    `chunked`: the length is not said in advance.
    `hangs`: nothing is sent at all, until the simulator ends or the other side gives up.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    chunked: bool = False
    hangs: bool = False


class Refusal(Exception):
    """Another answer than the one that was asked for."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        documentation: str = DOCUMENTATION,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.response = error(status, message, documentation=documentation)
        self.response.headers.update(headers or {})


def as_json(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Response:
    """An answer of JSON."""
    body = json.dumps(content, separators=(",", ":")).encode()
    return Response(status, {"Content-Type": JSON, **(headers or {})}, body)


def error(status: int, message: str, *, documentation: str = DOCUMENTATION) -> Response:
    """An error as REST words it."""
    content = {"message": message, "documentation_url": documentation, "status": str(status)}
    return as_json(status, content)
