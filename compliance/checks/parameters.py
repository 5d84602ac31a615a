"""What a protocol file may tell a check beyond plain texts and numbers.

Each type refuses what makes no sense when the protocol is loaded, not when a repository is judged.
"""

from __future__ import annotations

import functools
from typing import Any

import re2

MAX_PATTERN = 500
# The length of GitHub's longest description; of what is longer only the beginning is looked at.
MAX_TEXT = 65_536
_MEMORY = 1024 * 1024


class Pattern(str):
    """A regular expression in the syntax of RE2, which knows no look-around and no back-references.

    A company writes it and a stranger the text, so nothing that backtracks is used: the time grows
    with the length of the text and no faster, whatever the pattern is.
    """

    __slots__ = ()

    def __new__(cls, value: object) -> Pattern:
        """Raises `ValueError`, which says what was expected, where it is no pattern."""
        if not isinstance(value, str) or not value:
            raise ValueError("a pattern in RE2's syntax")
        if len(value) > MAX_PATTERN:
            raise ValueError(f"a pattern of at most {MAX_PATTERN} characters")
        try:
            _compiled(value)
        except re2.error as error:
            (reason,) = error.args
            said = reason.decode("utf-8", "replace")
            raise ValueError(f"a pattern in RE2's syntax ({said})") from error
        return super().__new__(cls, value)

    def is_whole(self, text: str) -> bool:
        """Whether the whole of a text is as the pattern says."""
        return _compiled(self).fullmatch(_encodable(text)) is not None

    def is_in(self, text: str) -> bool:
        """Whether some part of a text is as the pattern says."""
        return _compiled(self).search(_encodable(text[:MAX_TEXT])) is not None


class Share(float):
    """A share from 0 to 1."""

    __slots__ = ()

    def __new__(cls, value: object) -> Share:
        """Raises `ValueError`, which says what was expected, where it is no share."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValueError("a share from 0 to 1")
        return super().__new__(cls, value)

    @property
    def percent(self) -> str:
        """It, as people read it: 0.05 is 5%."""
        return f"{self * 100:g}%"

    @property
    def exceptions(self) -> str:
        """What it leaves, as people read it: 0.9 leaves 10%."""
        return f"{(1 - self) * 100:g}%"

    def holds(self, count: int, of: int) -> bool:
        """Whether so many of a positive number are at least this share.

        The quotient of two whole numbers is rounded as the share itself was, so 9 of 10 are 0.9.
        """
        return count / of >= self


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(_encodable(pattern), options)


def _encodable(text: str) -> str:
    """Text without half surrogate pairs, which have no encoding."""
    return text.encode("utf-8", "replace").decode()
