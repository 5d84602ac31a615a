"""Parses Python that nobody here wrote: it is never run, and cannot fill the memory."""

from __future__ import annotations

import ast
import re
import warnings
from itertools import islice

from compliance.tree import Unreadable

# Words and signs. Each may become a node of the syntax tree, which takes up to 1 kB, however short
# it is written; this many are a module of some 10,000 lines.
_TOKEN = re.compile(r"\w+|[^\w\s]")
_MAX_TOKENS = 100_000


def parse_python(source: str, path: str) -> ast.Module:
    """The syntax tree of a Python source that comes from the file at that path.

    Raises:
        Unreadable: it does not parse, or is larger than what people write.
    """
    if len(source) > _MAX_TOKENS and _tokens(source) > _MAX_TOKENS:
        raise Unreadable(f"{path} is larger than the Python that is parsed here")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What the compiler thinks of somebody's escapes.
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        kind = type(error).__name__
        raise Unreadable(f"{path} is no Python that is read here ({kind})") from error


def _tokens(source: str) -> int:
    """The number of words and signs, as far as it matters."""
    return sum(1 for _ in islice(_TOKEN.finditer(source), _MAX_TOKENS + 1))
