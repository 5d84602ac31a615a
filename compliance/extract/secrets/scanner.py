"""The scanner that knows the formats of providers' tokens: Kingfisher, in this process.

It compiles its rules once for a machine, which takes seconds, and keeps them in the user's cache
folder or in `KF_RULE_CACHE_DIR`; once in a process it loads them. It asks nobody whether what it
found is valid: that would be a class of its own, which is never made.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.extract.secrets.tokens import Spot

if TYPE_CHECKING:
    from kingfisher_sdk import Scanner

# Bytes that are searched at once: what hostile ones take grows with the square of them. The next
# piece begins so many bytes before the end of one; a longer key is not found where the two meet.
PIECE = 64 * 1024
OVERLAP = 16 * 1024
# Seconds for one piece: a thousand times what an ordinary one takes.
TIMEOUT = 5.0
# Findings of one file that are handed over; no honest file has as many.
MAX_SPOTS = 5000


class TooMuchError(Exception):
    """A file takes longer, or holds more that looks like a secret, than any honest one does."""


def find(path: str, content: bytes, prose: bool) -> Iterator[Spot]:
    """What it takes for secrets in one file, in no order.

    Raises:
        TooMuchError: it is a hostile one; what was found before was handed over.
    """
    from kingfisher_sdk import ScanInput  # noqa: PLC0415 - few processes ever search

    begin = spots = 0
    while begin == 0 or begin + OVERLAP < len(content):
        piece = content[begin : begin + PIECE + OVERLAP]
        try:
            found = scanner().scan_input(ScanInput(path=path, data=piece), timeout=TIMEOUT)
        except TimeoutError as error:
            raise TooMuchError from error
        for each in found:
            at = each.location
            start, end = begin + at["start_offset"], begin + at["end_offset"]
            if each.visible and (begin == 0 or start >= begin + OVERLAP):
                spots += 1
                if spots > MAX_SPOTS:
                    raise TooMuchError
                yield Spot(each.rule_id, content, start, end, prose)
        begin += PIECE


@functools.cache
def scanner() -> Scanner:
    """The scanner with its rules, made when first asked for."""
    from kingfisher_sdk import Rules, Scanner  # noqa: PLC0415 - it brings 36 MB of machine code

    return Scanner(Rules(), base64=False)
