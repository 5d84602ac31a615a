"""Reads JSON with comments and trailing commas, as many tools of the JavaScript world write it."""

from __future__ import annotations

import json
import re
from typing import Any

from compliance.tree import Tree, Unreadable

# A text is kept as it is; whatever stands in one is no comment. What never ends runs to the end.
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*"?)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*"?)|,(?=\s{0,1000}[}\]])', re.DOTALL)


def read_jsonc(tree: Tree, path: str) -> Any:
    """The value of a JSON file in which there may be comments and trailing commas.

    Raises:
        Unreadable: it cannot be had, or does not parse.
    """
    text = tree.text(path)
    try:
        return json.loads(text)
    except ValueError:
        pass  # Then it may be JSON with comments, which is tried next.
    except RecursionError as error:
        raise Unreadable(f"{path} is nested too deep to be read") from error
    plain = _TRAILING_COMMA.sub(lambda m: m[1] or "", _COMMENT.sub(lambda m: m[1] or " ", text))
    try:
        return json.loads(plain)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path} is no valid JSON ({type(error).__name__})") from error
