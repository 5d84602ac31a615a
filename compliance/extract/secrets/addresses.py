"""Whether the password in an address, such as that of a database, opens something."""

from __future__ import annotations

import ipaddress
import re

from compliance.extract.secrets import values

_MAX = 600
_ADDRESS = re.compile(
    rb"([a-z][a-z0-9+.-]{1,30})://([^\s:/@\"'`]{0,200}):([^\s\"'`]{1,300})@([^\s/\"'`?,;:\\)<>]{1,200})",
    re.IGNORECASE,
)
_MADE_UP = re.compile(
    r"(?:.*\.)?(?:example|invalid|test|localhost|local|lan|host|domain|server|yourdomain|mydomain"
    r"|acme|foo|bar|company|mycompany|some|some-?host|hostname)(?:\.[a-z]{2,6}){0,2}"
    r"|.*(?:example|your|my[-_.]|placeholder|xxx|<|>|\$|\{|%).*|host\.docker\.internal|.*\.svc.*",
    re.IGNORECASE | re.DOTALL,
)
_PROVIDER = re.compile(
    r"\.(?:[a-z0-9]+\.mongodb\.net|amazonaws\.com|aivencloud\.com|cloudamqp\.com|render\.com"
    r"|railway\.app|rlwy\.net|neon\.tech|supabase\.com?|elephantsql\.com|redislabs\.com"
    r"|redis-cloud\.com|azure\.com|windows\.net|ondigitalocean\.com|psdb\.cloud|upstash\.io"
    r"|mlab\.com|cleardb\.(?:net|com)|db4free\.net)$",
    re.IGNORECASE,
)
_ANY_PASSWORD = re.compile(
    r"(?:my|your|db|the)?[-_]?(?:pass|password|passwd|pwd|secret|pw)\d{0,4}|[<\[{(].*|12345.*|.{0,4}",
    re.IGNORECASE | re.DOTALL,
)
_LOCAL = re.compile(
    rb"localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|host\.docker\.internal"
    rb"|://[A-Za-z0-9_-]{1,63}(?::\d{1,5})?(?:[/\"'\s]|$)",
)


def is_local(line: bytes) -> bool:
    """Whether a line names an address on the own machine, or a service by its bare name."""
    return _LOCAL.search(line) is not None


def password(content: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the password stands in the address around a place in a file; None where its host is
    one that nobody else reaches, or the password one that everybody would guess.
    """
    begin = max(content.rfind(b"\n", 0, start) + 1, start - _MAX)
    line = content[begin : end + _MAX].partition(b"\n")[0]
    for found in _ADDRESS.finditer(line):
        first, last = (begin + at for at in found.span(3))
        if last <= start or end <= begin + found.start():
            continue
        user, secret, host = (part.decode("utf-8", "replace") for part in found.groups()[1:])
        if not _is_real(host) or secret.lower() == user.lower() or _is_known(secret, host):
            return None
        return None if values.is_wordy(secret) and _is_private(host) else (first, last)
    return None


def _is_known(secret: str, host: str) -> bool:
    """Whether a password is one that stands for any; at a provider's host only the barest is."""
    if _PROVIDER.search(host):
        return values.is_placeholder(secret) or _ANY_PASSWORD.fullmatch(secret) is not None
    return values.is_weak(secret)


def _is_real(host: str) -> bool:
    """Whether a host is one that others reach: neither the own machine nor a service by its bare
    name, nor one that only documents have.
    """
    host = host.strip("[]").rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not _MADE_UP.fullmatch(host)
    return not (address.is_loopback or address.is_unspecified or address.is_link_local)


def _is_private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
