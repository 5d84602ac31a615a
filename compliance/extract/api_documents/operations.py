"""The operations of a document, and which of them answer lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.api_documents.references import Astray, Library, Node
from compliance.extract.api_documents.specification import METHODS, Version
from compliance.facts.api_documents import Operation
from compliance.tree import Unreadable

_MAX_NAME = 200
_MAX_QUERY = 50
_MAX_DEPTH = 6
# So deep do the parts lie that one object is made of.
_MAX_PARTS_DEPTH = 2
_MAX_PROPERTIES = 200
# Names under which a list is answered, and names of what stands beside it.
_WRAPPERS = frozenset(
    """data items results result records rows content list entries edges nodes hits values elements
    objects docs member hydra:member value collection _embedded""".split()
)
_BESIDE = frozenset(
    """count total totalcount totalitems totalpages totalresults next previous prev page pages limit
    offset size perpage pagesize hasmore hasnext hasprevious cursor nextcursor nextpage
    nextpagetoken previouscursor startcursor endcursor meta metadata links link pagination paging
    pageinfo status success message code error errors timestamp object type statuscode currentpage
    lastpage first last skip take facets aggregations""".split()
)
# One of these may be a part of an object that says more of itself.
_PARTS = frozenset("collection edges entries nodes objects values".split())
_ENVELOPES = frozenset("data result response payload body".split())
# What stands for whatever host it is, or for none that others can ask.
_LOCAL = re.compile(
    r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?=[:/]|$)|[{$<]"
    r"|(?:[\w-]{1,60}\.){0,9}example(?:\.(?:com|org|net))?(?=[:/]|$)",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"2(?:[0-9]{2}|XX)|default")


def base_of(root: Node, version: Version) -> str:
    """The path that stands before those of the document, by its first server."""
    text = _written(root.get("basePath") if version.major == 2 else _server(root))
    if "://" in text:
        text = "/" + text.partition("://")[2].partition("/")[2]
    return text.rstrip("/")[:_MAX_NAME] if text.startswith("/") else ""


def is_hosted(root: Node, version: Version) -> bool:
    """Whether the document says on which host its API is, another than somebody's own machine."""
    if version.major == 2:
        host = _written(root.get("host"))
    else:
        host = _written(_server(root)).partition("://")[2]
    return bool(host) and not _LOCAL.match(host)


def _server(root: Node) -> Node | None:
    servers = root.get("servers").elements()
    return servers[0].get("url") if servers else None


def _written(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""


def operations_of(library: Library, document: str, paths: Node, path: str) -> Iterator[Operation]:
    """The operations of one path; raises `Unreadable` where its file cannot be had."""
    try:
        item = library.resolve(paths.get(path))
    except Astray:
        return
    line = paths.source.line(paths.value, path)
    for method, operation in item.items():
        if method not in METHODS or not isinstance(operation.value, dict):
            continue
        source = item.source
        answers = _collection(library, operation, path) if method == "get" else None
        yield Operation(
            method=method.upper(),
            path=path[:_MAX_NAME],
            line=source.line(item.value, method) or line,
            file="" if source.path == document else source.path,
            query=tuple(_query(library, item, operation))[:_MAX_QUERY],
            collection=answers,
        )


def _query(library: Library, *owners: Node) -> Iterator[str]:
    """The names of query parameters, those of the path first."""
    for owner in owners:
        for each in owner.get("parameters").elements():
            parameter = _resolved(library, each).value
            name = parameter.get("name") if isinstance(parameter, dict) else None
            if isinstance(name, str) and parameter.get("in") == "query":
                yield name[:_MAX_NAME]


def _resolved(library: Library, node: Node) -> Node:
    """What a node refers to; a node of None where that cannot be had."""
    try:
        return library.resolve(node)
    except (Astray, Unreadable):
        return Node(None, node.source)


def _collection(library: Library, operation: Node, path: str) -> bool | None:
    """Whether an operation answers an array or a wrapper of one; None where nothing tells."""
    last = path.rstrip("/").rpartition("/")[2].lower()
    for status, response in operation.get("responses").items():
        if not _ANSWERS.fullmatch(status):
            continue
        schema = _schema(_resolved(library, response))
        if schema.value is not None:
            return _is_list(library, schema, last, _MAX_DEPTH)
    return None


def _schema(response: Node) -> Node:
    """The schema of what a response holds: Swagger's own, or that of its JSON."""
    for media, content in response.get("content").items():
        if "json" in media or media == "*/*":
            return content.get("schema")
    return response.get("schema")


def _is_list(library: Library, schema: Node, last: str, depth: int) -> bool | None:
    schema = _resolved(library, schema)
    if not isinstance(schema.value, dict) or depth <= 0:
        return None
    if _is_array(schema):
        return True
    made_of = [_resolved(library, each) for each in schema.get("allOf").elements()[:20]]
    if any(isinstance(each.value, dict) and _is_array(each) for each in made_of):
        return True
    if any(each.value is None for each in made_of):
        return None
    if len(made_of) == 1 and not schema.get("properties").items():
        return _is_list(library, made_of[0], last, depth - 1)
    for key in ("anyOf", "oneOf"):
        parts = schema.get(key).elements()
        found = [_is_list(library, part, last, depth - 1) for part in parts[:20]]
        if True in found:
            return True
        if found and False not in found:
            return None
    return _wraps(library, schema, last, depth)


def _is_array(schema: Node) -> bool:
    kind = schema.value.get("type")
    return kind == "array" or (isinstance(kind, list) and "array" in kind)


def _wraps(library: Library, schema: Node, last: str, depth: int) -> bool | None:
    """Whether an object is made around one list: it is named like one, or little else is there."""
    properties = list(islice(_properties(library, schema, _MAX_PARTS_DEPTH), _MAX_PROPERTIES))
    if not properties and "type" not in schema.value and "allOf" not in schema.value:
        return None
    arrays = [name for name, each in properties if each.value and _is_array(each)]
    if any(name.lower() in _WRAPPERS - _PARTS or name.lower() == last for name in arrays):
        return True
    rest = [(name, each) for name, each in properties if _plain(name) not in _BESIDE]
    if len(rest) != 1:
        return False
    name, only = rest[0]
    if name in arrays:
        return True
    return name.lower() in _ENVELOPES and _is_list(library, only, last, depth - 1) is True


def _properties(library: Library, schema: Node, depth: int) -> Iterator[tuple[str, Node]]:
    """The properties of an object, those of what it is made of (`allOf`) among them: an order with
    its lines is one order, whichever part has the lines.
    """
    for name, value in schema.get("properties").items()[:_MAX_PROPERTIES]:
        yield name, _resolved(library, value)
    for each in schema.get("allOf").elements()[:20] if depth > 0 else ():
        part = _resolved(library, each)
        if isinstance(part.value, dict):
            yield from _properties(library, part, depth - 1)


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
