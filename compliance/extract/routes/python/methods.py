"""Which HTTP methods a function view of Django answers: by its decorators, or by what it asks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compliance.extract.code.expressions import Call, Expression, Sequence, Text, path_of, walk
from compliance.extract.code.model import Function
from compliance.extract.routes.python.names import source_of

# Django's own, and those that projects make in their likeness: `api_require_http_methods`.
_REQUIRES_ONE = re.compile(
    r"(?:^|_)require_((?i:post|get|safe)|PUT|PATCH|DELETE)$",
)
_REQUIRES_SOME = re.compile(
    r"(?i)(?:^|_)(?:require_(?:http_)?methods?|(?:allow(?:ed)?|http)_methods)$"
)
_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS TRACE".split())
_READS_FORM = re.compile(rb"request\.(?:POST|body|FILES)\b")
_ASKS_METHOD = re.compile(rb"request\.method\s{0,5}(?P<sign>==|!=|not\s{1,5}in|in)(?P<rest>[^\n]*)")
_METHOD = re.compile(rb"['\"](GET|POST|PUT|PATCH|DELETE|HEAD)['\"]")
_REFUSES = re.compile(rb"NotAllowed|40[0345]|BadRequest|Http404|Forbidden")


def restricted_to(decorators: Iterable[Expression]) -> tuple[str, ...]:
    """The methods to which decorators restrict a view; none where they do not."""
    for each in decorators:
        name = path_of(each).removesuffix("()").rpartition(".")[2]
        if one := _REQUIRES_ONE.search(name):
            method = one[1].upper()
            return ("GET" if method == "SAFE" else method,)
        if isinstance(each, Call) and (name == "api_view" or _REQUIRES_SOME.search(name)):
            given = [each.argument(0, "http_method_names") or Sequence(each.line)]
            found = [
                one.value.upper() for part in given for one in walk(part) if isinstance(one, Text)
            ]
            if _METHODS.issuperset(found):
                return tuple(dict.fromkeys(found))
    return ()


def asked_for(function: Function) -> tuple[str, ...]:
    """The methods that a view without a restriction tells apart by itself, else GET."""
    source = source_of(function)
    found: dict[str, None] = {}
    for match in _ASKS_METHOD.finditer(source):
        named = [each.decode() for each in _METHOD.findall(match["rest"][:200])]
        refused = match["sign"].startswith((b"!", b"not")) and _REFUSES.search(
            source[match.end() : match.end() + 160]
        )
        if refused and named:
            return tuple(dict.fromkeys(named))
        found.update(dict.fromkeys(["GET", *named]))
    if found:
        return tuple(each for each in found if each != "HEAD")
    return ("*",) if _READS_FORM.search(source) else ("GET",)
