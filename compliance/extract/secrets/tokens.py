"""What the scanner's findings are worth: which of them a senior engineer would call a secret."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from compliance.extract.secrets import addresses, known, names, values

_AROUND = 200
_NEAR = 48
_BLOB = re.compile(rb"[A-Za-z0-9+/]{20}")
_ILLUSTRATES = re.compile(
    rb"placeholder|example|e\.g\.|sample|dummy|for instance|such as|looks like|mock|fake|@param"
    rb"|help(?:_text|Text)?\b|description",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    rb"([A-Za-z_$][A-Za-z0-9_.$-]{1,80})[\"'\])]{0,3}[ \t]{0,8}[:=,(]{1,2}[^\n]{0,12}$"
)
# A provider's own format begins with letters that say whose it is.
_OWN_FORMAT = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9]{1,14}[_-](?=.{16})|A(?:KIA|SIA|Iza)[A-Za-z0-9_-]|SG\.|EAA[A-Za-z0-9]|ya29\."
    r"|dp\.|hv[sb]\.|https://hooks\.|https://[a-z0-9-]+\.webhook\.).+",
    re.DOTALL,
)
_PREFIX = re.compile(r"(?:[A-Za-z][A-Za-z0-9]{1,14}[_.-]){1,4}")
_UUID_OR_HEX = re.compile(r"[0-9A-Fa-f-]{20,}")
_COMMENTED = re.compile(rb"[ \t]{0,40}(?:#|//|\*)")
_KEY_BODY = re.compile(
    r"(?:\\[nr]|[\s,+\"'|])|-----[A-Z ]{1,60}-----|\b[A-Za-z0-9-]{1,60}+: [^\n]*"
)
_FIREBASE = (
    b"authDomain",
    b"messagingSenderId",
    b"firebase_url",
    b"mobilesdk_app_id",
    b"BUNDLE_ID",
)
_CLIENT_NAME = re.compile(
    rb"NEXT_PUBLIC|VITE_|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC_|maps|firebase", re.IGNORECASE
)
_DATA_LINE = re.compile(
    rb"\n[ \t]{1,20}([\w.-]{1,100}):[ \t]{1,8}[\"']?([A-Za-z0-9+/]{4,4000}={0,2})"
)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a finding is, where the secret stands, and what is known of it."""

    rule: str
    start: int
    end: int
    issued: bool = False
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A finding of the scanner: the rule's id, and where in a file's content the secret stands."""

    rule: str
    content: bytes
    start: int
    end: int
    prose: bool

    @property
    def value(self) -> str:
        """The secret itself."""
        return self.content[self.start : self.end].decode("utf-8", "replace")

    @property
    def before(self) -> bytes:
        """What stands before it on its line, as far as it matters."""
        begin = max(self.start - _AROUND, 0)
        return self.content[begin : self.start].rpartition(b"\n")[2]

    @property
    def name(self) -> str:
        """The name that it is assigned to, if that is seen."""
        found = _NAME_BEFORE.search(self.before)
        return found[1].decode("ascii", "replace") if found else ""


def worth(spot: Spot) -> Worth | None:
    """What it is; None where it is no secret, or nothing shows that it is one."""
    family = spot.rule.partition(".")[2] or spot.rule
    if known.is_public_rule(family) or _ILLUSTRATES.search(spot.before[-_NEAR:]):
        return None
    for words, judge in _JUDGES.items():
        if family.startswith(words):
            return judge(spot)
    return _token(spot, family)


def _token(spot: Spot, family: str) -> Worth | None:
    """A token: one of a provider's own format, or one that only its surroundings tell."""
    value = spot.value
    title = re.sub(r"[-./]", " ", re.sub(r"\.\d+$", "", family))
    if _is_inside_blob(spot):
        return None
    if _OWN_FORMAT.fullmatch(value) and not _UUID_OR_HEX.fullmatch(value):
        body = _PREFIX.sub("", value, count=1) or value
        if (
            values.is_placeholder(body)
            or values.is_documented_or_public(value)
            or values.is_wordy(body)
        ):
            return None
        return Worth(title, spot.start, spot.end, issued=True)
    if spot.prose or not values.is_random(value):
        return None
    if spot.name and (names.names_an_identifier(spot.name) or names.says_public(spot.name)):
        return None
    return Worth(title, spot.start, spot.end)


def _is_inside_blob(spot: Spot) -> bool:
    """Whether it is a piece of a longer text, such as a picture in Base64."""
    before = spot.content[max(spot.start - 20, 0) : spot.start]
    after = spot.content[spot.end : spot.end + 20]
    return bool(_BLOB.fullmatch(before) or _BLOB.fullmatch(after))


def _address(spot: Spot) -> Worth | None:
    span = addresses.password(spot.content, spot.start, spot.end)
    return Worth("password in an address", *span) if span else None


def _header(spot: Spot) -> Worth | None:
    """Credentials in a curl command: documents and scripts are full of made-up ones."""
    secret = spot.value.rpartition(":")[2].strip()
    line = spot.content[spot.start : spot.end + _AROUND].partition(b"\n")[0]
    if spot.prose or addresses.is_local(spot.before + line) or not values.is_random(secret):
        return None
    if _COMMENTED.match(spot.before):
        return None
    return Worth("credentials in a curl command", spot.start, spot.end)


def _private_key(spot: Spot) -> Worth | None:
    """A key with its body; of a provider's format it is not."""
    body = _KEY_BODY.sub("", spot.value)
    if len(body) < 44 or not re.fullmatch(r"[A-Za-z0-9+/=\\_-]+", body) or values.shannon(body) < 4:
        return None
    return Worth("private key", spot.start, spot.end)


def _json_web_token(spot: Spot) -> Worth | None:
    """A JSON Web Token; one for everybody, or one that illustrates, is none."""
    value = spot.value
    claims = _claims(value)
    if claims is None or spot.prose:
        return None
    said = json.dumps(claims).lower()
    if (
        claims.get("role") in ("anon", "anonymous")
        or claims.get("iss") == "supabase-demo"
        or str(claims.get("sub", "")).startswith("12345")
        or re.search(r"john ?doe|jane ?doe|example|dummy|\btest", said)
        or len(value.split(".")[2]) < 20
    ):
        return None
    return Worth("JSON Web Token", spot.start, spot.end, expires=_expires(claims))


def _claims(token: str) -> Mapping[str, object] | None:
    try:
        part = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, binascii.Error, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _expires(claims: Mapping[str, object]) -> date | None:
    seconds = claims.get("exp")
    if not isinstance(seconds, int | float) or not 0 <= seconds < 4e9:
        return None
    return datetime.fromtimestamp(seconds, UTC).date()


def _kubernetes(spot: Spot) -> Worth | None:
    """A Secret of Kubernetes: its data are in Base64, which hides nothing."""
    begin = max(spot.content.rfind(b"\n", 0, spot.start), 0)
    for found in _DATA_LINE.finditer(spot.content, begin, spot.end + 4000):
        name = found[1].decode("ascii", "replace")
        try:
            value = base64.b64decode(found[2], validate=True).decode("utf-8").strip()
        except (binascii.Error, UnicodeDecodeError):
            continue
        if names.is_secret(name) and (values.is_random(value) or "PRIVATE KEY" in value):
            return Worth("secret of Kubernetes", *found.span(2))
    return None


def _google_key(spot: Spot) -> Worth | None:
    """A key of Google's; those of Firebase and of maps are in every browser."""
    around = spot.content[max(spot.start - 2000, 0) : spot.end + 2000]
    if any(mark in around for mark in _FIREBASE) or _CLIENT_NAME.search(spot.before):
        return None
    return _token(spot, "Google API key")


def _fields(spot: Spot) -> Worth | None:
    """A document of several fields: one of them has to be secret."""
    found = re.findall(r"[\"':= ]([A-Za-z0-9_/+.~-]{20,400})", spot.value)
    random = any(map(values.is_random, found))
    return Worth("Google credentials", spot.start, spot.end) if random else None


_JUDGES: Mapping[str, Callable[[Spot], Worth | None]] = {
    "generic-credential-uri": _address,
    "mongodb-connection-string": _address,
    "sidekiq-sensitive-url": _address,
    "curl-auth": _header,
    "private-key": _private_key,
    "jwt-base64": lambda _: None,
    "jwt": _json_web_token,
    "kubernetes-secret-yaml": _kubernetes,
    "gcp-api-key": _google_key,
    "gcp-gemini-api": _google_key,
    "gcp-application-default-credentials": _fields,
}
