"""Takes secrets out of text before it is stored, logged or shown.

Of a value of 16 characters or more the first four stay, so that its owner can tell which one it
is; of a shorter one nothing does. Where it is not clear that a value is a secret it is masked:
a dull excerpt does less harm than a key in a database. Masking twice is the same as masking once.
"""

from __future__ import annotations

import re

MASK = "\N{BULLET}" * 6
MAX_LINE = 1000
_SHOWN = 4
_LONG_ENOUGH = 16
# What a masked value looks like, the end of it cut off or not.
_MASKED = re.compile(rf".{{0,{_SHOWN}}}\N{{BULLET}}+", re.DOTALL)

# Formats that a provider gives to its own tokens, so that they are recognised wherever they stand.
# The least number of characters that identifies one is asked for; whatever goes on is part of it.
_TOKENS = re.compile(
    r"""(?<![A-Za-z0-9])(?:
        gh[pousr]_[A-Za-z0-9]{20} | github_pat_[A-Za-z0-9_]{20}
      | glpat-[A-Za-z0-9_-]{16}
      | (?:AKIA|ASIA)[A-Z0-9]{16}
      | (?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16} | whsec_[A-Za-z0-9+/]{16}
      | sk-[A-Za-z0-9_-]{20}
      | xox[abeprs]-[A-Za-z0-9-]{10} | xapp-[A-Za-z0-9-]{10}
      | hooks\.slack\.com/services/[A-Za-z0-9/]{16}
      | AIza[A-Za-z0-9_-]{35} | GOCSPX-[A-Za-z0-9_-]{20} | ya29\.[A-Za-z0-9_-]{20}
      | npm_[A-Za-z0-9]{36} | pypi-[A-Za-z0-9_-]{32}
      | SG\.[A-Za-z0-9_-]{16} | hf_[A-Za-z0-9]{30} | dop_v1_[a-f0-9]{40}
      | shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32} | sbp_[a-f0-9]{40} | sb_secret_[A-Za-z0-9_-]{20}
      | eyJ[A-Za-z0-9_-]{17}
    )[A-Za-z0-9_./+=-]*""",
    re.VERBOSE,
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*", re.DOTALL)
# The password of a URL, which may hold an @ or a slash, but is no port; or a long user name alone,
# which is how a token is given to git.
_URL_PASSWORD = re.compile(
    r"""(?P<head>[a-z0-9]://[^\s:/@'"]{0,100}:)
        (?P<secret>(?!\d{1,5}/)(?:[^\s/'"]{1,400}|[^\s@'"]{1,400}))(?=@)""",
    re.VERBOSE | re.IGNORECASE,
)
_URL_USER = re.compile(
    r"""(?P<head>[a-z0-9]://)(?P<secret>[^\s:/@'"]{16,400})(?=@)""", re.IGNORECASE
)
# A name that says that its value is secret, then the value: in code, YAML, TOML, JSON, dotenv.
# In quotes it goes to the closing one or to a space; bare, to what ends a value in code. Code that
# reads a variable of the environment is no value, nor is a call of what is in something else.
_ASSIGNMENT = re.compile(
    r"""(?P<head>
          (?:password|passwd|passphrase|secret|token(?!i[sz]e)|api_?key|access_?key|private_?key
            |account_?key|credential)
          [A-Za-z0-9_.-]{0,30}["']?\s{0,5}(?:=>|:=|=|:)\s{0,5}
        )(?:
          (?P<open>["'])(?P<quoted>(?!\$\{)[^\s"']{6,})
          | (?!(?:os\.|process\.|import\.meta\.)?(?:environ|getenv|env)[.\[(])
              (?!(?:[a-z_]\w{0,60}\.){1,8}[a-z_]\w{0,60}(?:<\w{1,20}>)?\()
            (?P<bare>[^\s"',;}{)(<>$][^\s"',;}{)(<>]{5,})
        )""",
    re.VERBOSE | re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?P<head>\b(?:bearer|basic)\s{1,5})(?P<secret>[A-Za-z0-9_.~+/=-]{16,})", re.IGNORECASE
)


def mask(text: str) -> str:
    """The text with every value that looks like a secret masked."""
    text = _PRIVATE_KEY.sub(f"-----BEGIN PRIVATE KEY----- {MASK}", text)
    text = _TOKENS.sub(lambda match: mask_value(match[0]), text)
    text = _HEADER.sub(_masked_secret, text)
    text = _URL_PASSWORD.sub(_masked_secret, text)
    text = _URL_USER.sub(_masked_secret, text)
    return _ASSIGNMENT.sub(_masked_assignment, text)


def mask_value(value: str) -> str:
    """One secret as it may be shown."""
    if _MASKED.fullmatch(value):
        return value
    return (value[:_SHOWN] if len(value) >= _LONG_ENOUGH else "") + MASK


def _masked_secret(match: re.Match[str]) -> str:
    return match["head"] + mask_value(match["secret"])


def _masked_assignment(match: re.Match[str]) -> str:
    return match["head"] + (match["open"] or "") + mask_value(match["quoted"] or match["bare"])


def one_line(text: str) -> str:
    """Text from outside on one line, masked and not endless: control characters and line breaks
    become spaces.
    """
    # What is cut off is far longer than any secret that begins before the end of what stays.
    text = "".join(char if char.isprintable() else " " for char in text[: 2 * MAX_LINE])
    return mask(text)[:MAX_LINE].strip()


def printable(text: str) -> str:
    """Text without control characters other than line breaks and tabs."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )
