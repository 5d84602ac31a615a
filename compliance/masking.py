"""Takes secrets out of text before it is stored, logged or shown.

Of a value of 16 characters or more the first four stay, so that its owner can tell which one it
is; of a shorter one nothing does.
"""

from __future__ import annotations

import re

MASK = "\N{BULLET}" * 6
_SHOWN = 4
_LONG_ENOUGH = 16

# Formats that a provider gives to its own tokens, so that they are recognised wherever they stand.
_TOKENS = re.compile(
    r"""\b(?:
        gh[pousr]_[A-Za-z0-9]{20,255} | github_pat_[A-Za-z0-9_]{20,255}
      | glpat-[A-Za-z0-9_-]{16,64}
      | (?:AKIA|ASIA)[A-Z0-9]{16}
      | sk_(?:live|test)_[A-Za-z0-9]{16,128} | rk_live_[A-Za-z0-9]{16,128}
      | sk-[A-Za-z0-9_-]{20,200}
      | xox[abprs]-[A-Za-z0-9-]{10,200}
      | AIza[A-Za-z0-9_-]{35}
      | npm_[A-Za-z0-9]{36}
      | pypi-[A-Za-z0-9_-]{32,300}
      | SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}
      | eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{5,2000}
    )""",
    re.VERBOSE,
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*", re.DOTALL)
_URL_PASSWORD = re.compile(
    r"(?P<head>\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@'\"]{0,100}:)(?P<secret>[^\s@/'\"]{1,200})(?=@)"
)
# A name that says that its value is secret, then the value: in code, YAML, TOML, JSON, dotenv.
_ASSIGNMENT = re.compile(
    r"""(?P<head>[A-Za-z0-9_.-]{0,60}
        (?:password|passwd|passphrase|secret|token|api_?key|apikey|access_?key|private_?key|credential)
        [A-Za-z0-9_.-]{0,30}["']?\s{0,5}(?:=>|:=|=|:)\s{0,5}["']?)
        (?P<secret>[^\s"',;}{)(<>$]{6,400})""",
    re.VERBOSE | re.IGNORECASE,
)


def mask(text: str) -> str:
    """The text with every value that looks like a secret masked."""
    text = _PRIVATE_KEY.sub(f"-----BEGIN PRIVATE KEY----- {MASK}", text)
    text = _TOKENS.sub(lambda match: mask_value(match[0]), text)
    text = _URL_PASSWORD.sub(_masked_secret, text)
    return _ASSIGNMENT.sub(_masked_secret, text)


def mask_value(value: str) -> str:
    """One secret as it may be shown."""
    return (value[:_SHOWN] if len(value) >= _LONG_ENOUGH else "") + MASK


def _masked_secret(match: re.Match[str]) -> str:
    secret = match["secret"]
    return match["head"] + (secret if MASK in secret else mask_value(secret))


def one_line(text: str) -> str:
    """Text from outside on one line and masked: control characters and breaks become spaces."""
    return mask("".join(char if char.isprintable() else " " for char in text)).strip()


def printable(text: str) -> str:
    """Text without control characters other than line breaks and tabs."""
    return "".join(
        char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )
