"""The doctor: one file for a developer's laptop, which imports nothing of ours. Here is how it is
handed out.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

_FILE = Path(__file__).with_name("doctor.py")
_DEFAULT = '\nSERVER = ""\n'
# No character of it ends a string of Python or begins an escape.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?")


@functools.cache
def _source() -> str:
    return _FILE.read_text(encoding="utf-8")


def script(origin: str) -> str:
    """The doctor's source, reporting to that origin (`https://plumbline.example.com`) unless told
    otherwise; unchanged where the origin is not plainly one.
    """
    plain = origin.lower()
    if not _ORIGIN.fullmatch(plain):
        return _source()
    return _source().replace(_DEFAULT, f'\nSERVER = "{plain}"\n')
