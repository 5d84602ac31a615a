"""Reads collections of requests: Postman's, and Insomnia's exports."""

from __future__ import annotations

from typing import Any

from compliance.extract.documents import read_json, read_yaml, string, sub
from compliance.facts.api_documents import Collection
from compliance.tree import Tree

_MAX_ITEMS = 20_000
_POSTMAN, _INSOMNIA = "Postman", "Insomnia"


def read_collection(tree: Tree, path: str) -> Collection | None:
    """The collection that a file holds; None where it holds something else, or no request.

    Raises:
        Unreadable: it cannot be had or does not parse.
    """
    value = read_json(tree, path) if path.endswith(".json") else read_yaml(tree, path).value
    if _is_postman(value):
        return _of(_POSTMAN, path, _requests(value, "item", "request"))
    if "order" in sub(value) and _list(value.get("requests")):  # Postman's version 1
        return _of(_POSTMAN, path, len(value["requests"]))
    if "__export_format" in sub(value):
        kinds = [string(sub(each).get("_type")) for each in _list(value.get("resources"))]
        return _of(_INSOMNIA, path, sum(kind.endswith("request") for kind in kinds))
    if ".insomnia.rest/" in string(sub(value).get("type")):
        return _of(_INSOMNIA, path, _requests(value, "collection", "url", "children"))
    return None


def _is_postman(value: Any) -> bool:
    info = sub(value, "info")
    schema = string(info.get("schema"))
    named = "_postman_id" in info or "postman.com" in schema
    return named and isinstance(value.get("item"), list)


def _of(tool: str, path: str, requests: int) -> Collection | None:
    return Collection(tool, path, requests) if requests else None


def _requests(value: dict[str, Any], key: str, request: str, folder: str = "") -> int:
    """How many things that have a key `request` lie in the list at a key, in folders too."""
    waiting = [value.get(key)]
    count = 0
    for _ in range(_MAX_ITEMS):
        if not waiting:
            break
        found = waiting.pop()
        for each in _list(found):
            count += request in sub(each)
            waiting.append(sub(each).get(folder or key))
    return count


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
