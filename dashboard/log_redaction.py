"""Takes secrets out of everything that is logged, by whatever library, with its traceback.

What the process itself was given is known and looked for as it is; other secrets are recognised by
what they look like or stand behind.
"""

from __future__ import annotations

import functools
import logging
import os
import re
from urllib.parse import unquote, urlsplit

from compliance.masking import MASK, mask

_GIVEN = (
    *("PLUMBLINE_SECRET_KEY", "GITHUB_TOKEN", "GITHUB_CLIENT_SECRET", "GITHUB_APP_PRIVATE_KEY"),
    *("SIMULATOR_SECRET", "POSTGRES_PASSWORD", "NOTION_TOKEN", "SMTP_PASSWORD"),
)
_ADDRESSES = ("DATABASE_URL", "REDIS_URL", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_SHORTEST = 4
# A header to its end, and the fields of an address with which somebody signs in.
_HEADER = re.compile(
    r"""(?P<head>\b(?:proxy-)?authorization["']?\s{0,3}[:=,]\s{0,3}b?["']?)[^\r\n"']{1,2000}""",
    re.IGNORECASE,
)
_COOKIE = re.compile(
    r"""(?P<head>\b(?:set-)?cookie["']?\s{0,3}[:=,]\s{0,3}b?["']?)[^\r\n"']{1,4000}""",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?P<head>[?&](?:key|code|code_verifier|state|client_secret|\w{0,20}token)=)[^\s&#\"']{1,2000}",
    re.IGNORECASE,
)
# Of a longer text this much is logged: what is cut off cannot be the beginning of a secret.
_LONGEST = 64 * 1024
_FORMATTER = logging.Formatter()


class Redacted(logging.Filter):
    """Lets each record pass, without secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the whole message in the place of its parts, and the traceback as it is read."""
        record.msg, record.args = redacted(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
        if record.stack_info:
            record.stack_info = redacted(record.stack_info)
        return True


def redacted(text: str) -> str:
    """The text without what is secret, as far as it is known or looks like it."""
    text = text[:_LONGEST]
    for secret in _given():
        text = text.replace(secret, MASK)
    for pattern in (_HEADER, _COOKIE, _FIELD):
        text = pattern.sub(lambda found: found["head"] + MASK, text)
    return mask(text)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        # What does not fit its parts is the caller's mistake, and still to be read.
        return f"{record.msg} {record.args!r}"


@functools.cache
def _given() -> tuple[str, ...]:
    """The secrets that this process was started with, and each line of those that have several."""
    values = [os.environ.get(name, "").strip() for name in _GIVEN]
    for name in _ADDRESSES:
        password = urlsplit(os.environ.get(name, "")).password
        values += [password, unquote(password)] if password else []
    lines = {line.strip() for value in values for line in value.splitlines()}
    lines = {line for line in lines if len(line) >= _SHORTEST and not line.startswith("-----")}
    return tuple(sorted(lines, key=lambda line: (-len(line), line)))
