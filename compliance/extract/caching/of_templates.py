"""Finds parts of pages that templates keep for a while: `{% cache 600 orders %}` of Django's, and
of Flask-Caching's for Jinja.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.extract.sources import evidence_at
from compliance.facts.caching import Cached
from compliance.tree import Tree, Unreadable

_MAX_TEMPLATE = 1 << 20
# With its age, or a name for that.
_KEEPS = re.compile(rb"\{%-?\s{0,9}cache\s{1,9}[\w'\"]")
_COMMENT = re.compile(rb"\{#[^#]{0,2000}#\}")


def of_templates(tree: Tree, paths: Iterable[str]) -> Iterator[Cached]:
    """The first place in each template that keeps a part of what it makes."""
    for path in paths:
        try:
            content = tree.read(path)
        except Unreadable:
            continue
        if b"endcache" not in content or len(content) > _MAX_TEMPLATE:
            continue
        found = _KEEPS.search(_COMMENT.sub(lambda each: b" " * len(each[0]), content))
        if found is not None:
            yield Cached("a template's cache", evidence_at(path, content, found.start()))
