"""Looks for a pattern only where a word of it is, which is far cheaper than the pattern."""

from __future__ import annotations

import re


def found(
    pattern: re.Pattern[bytes], words: tuple[bytes, ...], content: bytes
) -> re.Match[bytes] | None:
    """What a pattern finds in a content that holds one of its words."""
    return pattern.search(content) if any(word in content for word in words) else None
