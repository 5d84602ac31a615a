"""Tells of which kind an answer is said to be: HTML, or a kind of XML that is none."""

from __future__ import annotations

import functools
import re

from compliance.extract.code.expressions import Call, Expression, Table, Text, walk
from compliance.extract.code.model import Assignment, Function

# A kind of XML that is no HTML, and what says of which kind an answer is.
_XML = re.compile(r"^(?:xml|rss|atom)$|\b(?:text|application)/(?:(?:rss|atom)\+)?xml\b")
_TELLS_KIND = frozenset("type contentType set header setHeader writeHead set_header".split())
_KINDS = ("content_type", "media_type", "mimetype")
_NAMES_OF_KINDS = frozenset([*_KINDS, "type", "contenttype"])
_HEADER = "content-type"
_HTML = "text/html"
# What reads a file, which is sent as it is.
_READS = frozenset("createReadStream readFile readFileSync stream sendFile download open".split())


# Without anything to show they are of a status alone: `HTMLResponse(status_code=404)`.
_OF_CONTENT = frozenset(["HTMLResponse", "HttpResponse", "HtmlResponse"])
_CONTENTS = ("content", "body", "text")


def is_empty(call: Call) -> bool:
    """Whether a response is made that shows nothing."""
    if call.name not in _OF_CONTENT or call.arguments:
        return False
    return not any(each in call.keywords for each in _CONTENTS)


@functools.lru_cache(maxsize=8)  # A function may answer in thousands of places.
def answers_xml(function: Function | None) -> bool:
    """Whether a function says of its answer that it is a kind of XML other than HTML."""
    kinds = [
        argument.value
        for each in (function.calls if function is not None else ())
        if each.name in _TELLS_KIND
        for argument in each.arguments
        if isinstance(argument, Text)
    ]
    return any(_XML.search(each) for each in kinds) and not any("html" in each for each in kinds)


def says_html(call: Call) -> bool:
    """Whether a call makes an answer, or its head, of which it says that it is HTML."""
    if not (call.name.endswith("Response") or call.name in _TELLS_KIND):
        return False
    named = [call.keywords.get(each) for each in _KINDS]
    first, second = call.argument(0), call.argument(1)
    if isinstance(first, Text) and first.value.lower() == _HEADER:
        named.append(second)
    headers = (*call.arguments, call.keywords.get("headers"))
    tables = (part for each in headers if isinstance(each, Table) for part in walk(each))
    for table in (each for each in tables if isinstance(each, Table)):
        named += [value for key, value in table.entries.items() if key.lower() == _HEADER]
    return any(map(_is_html, named))


def calls_html(assignment: Assignment) -> bool:
    """Whether an answer is said to be HTML by what its kind is set to: `ctx.type = "html"`."""
    value, target = assignment.value, assignment.target.lower()
    if not isinstance(value, Text) or not value.value.lower().startswith((_HTML, "html")):
        return False
    return target.rpartition(".")[2] in _NAMES_OF_KINDS or _HEADER in target


def reads_file(function: Function | None) -> bool:
    """Whether a function reads a file, of which its answer may be."""
    calls = function.calls if function is not None else []
    return not _READS.isdisjoint(each.name for each in calls)


def _is_html(value: Expression | None) -> bool:
    return isinstance(value, Text) and value.value.lower().startswith(_HTML)
