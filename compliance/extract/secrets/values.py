"""Whether a value looks like a secret that somebody made at random, or stands in place of one."""

from __future__ import annotations

import base64
import itertools
import math
import re
from collections import Counter

from compliance.extract.secrets.known import is_documented, is_public, is_sealed

_LEET = str.maketrans("0134578@$!", "oieastbasi")
# Words that people write where a secret should go.
_SAYS_SO = re.compile(
    r"change|replace|your|example|sample|dummy|fake|placeholder|insert|todo|fixme|redacted|removed"
    r"|notreal|not[-_ ]?a?[-_ ]?real|invalid|foobar|foo[-_]?bar|lorem|xxxx|x{6}|\*{3}|\.\.\.|…|•"
    r"|insecure|unsafe|thisis|this[-_]is|here[-_]?is|goes[-_]?here|put[-_]|fill[-_]|enter[-_]"
    r"|not[-_]?(?:so[-_]?)?secret|donotuse|do[-_]not|set[-_]?me|generate|random[-_ ]?(?:string|key)"
    r"|obfuscated|sanitized|masked|hidden|snakeoil|secret[-_]?here",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"secret|sekret|passw|passphrase|token|credential|admin|default|develop|local|test|demo|staging"
    r"|super|hunter2|letmein|qwerty|welcome|monkey|postgres|mysql|mongo|redis|rabbit|minio|root"
    r"|guest|user|string|value|config|public|private|access|api[-_]?key|jwt|session|cookie",
    re.IGNORECASE,
)
_SEQUENCES = re.compile(
    r"abcdef|bcdefg|123456|234567|345678|456789|567890|987654|abc123|123abc|a1b2c3|1a2b3c|xyz789"
    r"|deadbeef|cafebabe|qwert|asdf|(?:0123){2}|0{6}|(?:12){4}|zyxwvu|fedcba|abcabc"
    r"|a-za-z|a-[zf].{0,2}0-9|0-9.{0,2}a-[zf]",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"(.)\1{5,}|(.{2,8})\2{3,}", re.DOTALL)
_MAX_JUDGED = 4096
# What a program fills in, or reads from elsewhere.
_TEMPLATE = re.compile(
    r"\$\{|\{\{|\}\}|<[^>]{1,100}>|%\(|^%[sd]$|\$\(|#\{|^\$[A-Za-z_]\w*$|\$[A-Z_]{3}|@@"
    r"|\{[A-Za-z_][\w.]{0,60}(?:![rsa])?(?::[^{}\s]{0,20})?\}"
    r"|__[A-Z_]{3,40}__|\[[A-Z][A-Z_ -]{2,60}\]|process\.env|environ|getenv|secrets\.|vars\."
    r"|!(?:Ref|Sub|GetAtt|env|secret)\b|`|%[A-Z_]{2,60}%|file\(|var\.|data\.|local\."
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?:0x)?[0-9a-f]{24,512}", re.IGNORECASE)
# Of letters alone only so many, in hardly any order that words have, are there by chance.
_LETTERS = re.compile(r"[a-z]{24,512}|[A-Z]{24,512}")
_LETTERS_LIKE_WORDS = 0.4
_LETTERS_ENTROPY = 3.6
_OPAQUE = re.compile(r"[A-Za-z0-9_+/=.~!@#$%^&*():;,?|<>{}\[\]\-]{10,4096}")
_NO_SECRET = re.compile(
    r"https?://.*|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}|[./~].*|\d[\d.:,/ T_+-]*Z?"
    r"|[\w-]+(?:\.[A-Za-z_][\w-]*)+\(?|[\w-]+/[\w./-]+\.[a-z]{1,5}|v?\d+\.\d+[\w.-]*|@[\w-]+/[\w.-]+"
    r"|[\w-]{1,40}/\d{4}/\d{1,2}/[\w./-]+"
    r"|[a-z]{1,20}=[\w./-]{1,200},[a-z]{1,20}=.*"
    r"|[a-z]+:[a-z.-]+|(?:urn|spdx|pkg|docker|git|ssh|file|s3|gs):.*|\w+::\w+.*|[A-Za-z_][\w.]{2,60}\([^()]*\)|\w+\[\w*\].*|.*=>.*",
    re.DOTALL,
)
# A key as Django makes one for a new project. In some there is by chance what begins a template, or
# the order that letters have in words.
_OF_DJANGO = re.compile(r"[a-z0-9!@#$%^&*(\-_=+)]{50}")
# The commonest pairs of letters in English, which make up most of any word and a fifth of chance.
_PAIRS = frozenset(
    """th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se
    le sa si ar ve ra ld ur me ne wa io ic ll li ro co ca ec ce el em om om pr ct us ec di ri ma ta
    la il ch ss un no ut lo pe ac ge ns tr so ee po ho rs be ot us ad ai ol sh ul id ie mo ke ck ow
    ag am ap ay bl by ci cl cr da do du ef ei em ev ex fi fo fr ft gr gu gh im ir iv ki ks lu ly mi
    mp nc na ni oc od og ok oo op os pa pl pp pu qu rd rk rm rn rt ru ry sc su sp sy ts tt tu ty ub
    up va vi wh wi wo wr ye""".split()
)


def shannon(value: str) -> float:
    """The entropy of a text's characters, in bits for each."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


def is_template(value: str) -> bool:
    """Whether a program fills the value in."""
    return _TEMPLATE.search(value[:_MAX_JUDGED]) is not None


def is_placeholder(value: str) -> bool:
    """Whether a value says of itself that it is none, is a documented example, or is public."""
    value = value[:_MAX_JUDGED]
    return (
        is_template(value)
        or is_documented(value)
        or is_public(value)
        or is_sealed(value)
        or _SAYS_SO.search(value) is not None
        or _SEQUENCES.search(value) is not None
        or _REPEATED.search(value) is not None
        or len(set(value)) < min(6, len(value))
    )


def _is_key_of_django(value: str) -> bool:
    if _OF_DJANGO.fullmatch(value) is None or _SAYS_SO.search(value):
        return False
    signs = [each for each in value if not each.isalnum()]
    return len(signs) > 4 and len(set(signs)) > 3 and sum(map(str.isdigit, value)) > 2


def is_random(value: str, at_least: int = 16) -> bool:
    """Whether a value was made by chance, as keys are, and not by people who write words."""
    if _is_key_of_django(value):
        return True
    if not at_least <= len(value) <= _MAX_JUDGED or is_placeholder(value):
        return False
    if _UUID.fullmatch(value):
        return True
    if _HEX.fullmatch(value):
        body = value.lower().removeprefix("0x")
        return not body.isdigit() and not body.isalpha() and shannon(body) >= 3.0
    if not _OPAQUE.fullmatch(value) or _NO_SECRET.fullmatch(value) or _WORDS.search(_plain(value)):
        return False
    if _LETTERS.fullmatch(value):
        pairs = _pairs(value)
        unlike_words = _common(pairs) <= _LETTERS_LIKE_WORDS * len(pairs)
        return unlike_words and shannon(value) >= _LETTERS_ENTROPY
    return _mixed(value) and shannon(value) >= 3.2 and not is_wordy(value)


def said(value: str) -> str:
    """The text that a value in Base64 says, which hides nothing; the value where that is none.

    What was made by chance is no text in Base64: ten of its bytes would have to be printable.
    """
    try:
        text = base64.b64decode(value, validate=True).decode("ascii").strip()
    except ValueError:
        return value
    return text if len(text) >= 10 and text.isprintable() else value


def is_uuid(value: str) -> bool:
    """Whether a value is a UUID."""
    return _UUID.fullmatch(value) is not None


def is_weak(value: str) -> bool:
    """Whether a password is one that everybody would guess: a word of the trade, or nearly so."""
    plain = _plain(value)
    letters = re.sub(r"[^a-z]", "", plain)
    return is_placeholder(value) or len(set(value)) < 5 or not letters or bool(_WORDS.search(plain))


def is_wordy(value: str) -> bool:
    """Whether the letters of a value stand in the order in which they do in words."""
    pairs = _pairs(value)
    return len(pairs) >= 6 and _common(pairs) > 0.52 * len(pairs)


def _pairs(value: str) -> list[str]:
    """The letters that follow one another within words."""
    return [
        (first + second).lower()
        for first, second in itertools.pairwise(value)
        if first.isalpha() and second.isalpha() and not (first.islower() and second.isupper())
    ]


def _common(pairs: list[str]) -> int:
    """How many pairs of letters are among the commonest."""
    return sum(pair in _PAIRS for pair in pairs)


def _plain(value: str) -> str:
    """Lower case, and digits that stand for letters as letters: P4ssw0rd is a word."""
    return value.lower() + " " + value.lower().translate(_LEET)


def _mixed(value: str) -> bool:
    """Whether there are letters, and digits or marks among them."""
    letters = sum(char.isalpha() for char in value)
    digits = sum(char.isdigit() for char in value)
    upper = sum(char.isupper() for char in value)
    marks = len(value) - letters - digits
    if letters < 4 or (upper == letters and digits < 3):
        return False
    return digits >= 2 or marks >= 3 or (digits >= 1 and 3 <= upper <= letters - 3)


def is_documented_or_public(value: str) -> bool:
    """Whether everybody may know a value: its provider prints it, or it is made for browsers."""
    return is_documented(value) or is_public(value)
