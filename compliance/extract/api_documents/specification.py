"""What has to hold for a path of an OpenAPI or Swagger document to be valid.

These are the rules of the specifications on which tools stumble: the head, the shape of path items
and operations, their parameters and responses, and references. Schemas are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from compliance.extract.api_documents.references import Astray, Library, Node
from compliance.facts import Evidence
from compliance.facts.api_documents import Fault

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_SUPPORTED = re.compile(r"3\.[0-2](?:\.[0-9]{1,3})?(?:-[A-Za-z0-9.]{1,20})?")
_PLACES = {
    2: frozenset("query header path formData body".split()),
    3: frozenset("query header path cookie querystring".split()),
}
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX|xx)|default")
_TEMPLATE = re.compile(r"\{([^{}/]{1,200})\}")


@dataclass(frozen=True)
class Version:
    """The specification that a document names."""

    major: int
    minor: int
    text: str

    @property
    def name(self) -> str:
        """As people call it."""
        return f"{'Swagger' if self.major == 2 else 'OpenAPI'} {self.text}"


def version_of(value: Any) -> Version | None:
    """The specification that the head of a document names; None where it is no document."""
    head = value if isinstance(value, dict) else {}
    swagger, openapi = head.get("swagger"), head.get("openapi")
    if str(swagger) == "2.0":  # In YAML it is a number where nobody put it in quotes.
        return Version(2, 0, "2.0")
    text = str(openapi) if isinstance(openapi, str | float) else ""
    if _SUPPORTED.fullmatch(text):
        return Version(3, int(text[2]), text)
    return None


@dataclass
class Rules:
    """Finds what is wrong with a document, path by path."""

    library: Library
    version: Version
    _operation_ids: set[str] = field(default_factory=set)

    def head(self, root: Node) -> Iterator[Fault]:
        """What is wrong with the document as a whole."""
        info = root.get("info")
        for key in ("title", "version"):
            if info.value is None or (isinstance(info.value, dict) and key not in info.value):
                yield _fault(root, "info", f"info has no {key}")

    def path(self, paths: Node, path: str, item: Node) -> list[Fault]:
        """What is wrong with one path; raises `Unreadable` where a file of it cannot be had."""
        try:
            return list(self._path(paths, path, item))
        except Astray as error:
            return [_fault(paths, path, f"$ref {error}")]

    def _path(self, paths: Node, path: str, item: Node) -> Iterator[Fault]:
        if not path.startswith("/"):
            yield _fault(paths, path, f"the path {path} does not begin with a slash")
        item = self.library.resolve(item)
        if not isinstance(item.value, dict):
            yield _fault(paths, path, f"{path} is no object")
            return
        self._follow_all(item)
        shared = self._parameters(item)
        operations = [(key, each) for key, each in item.items() if key in METHODS]
        for method, operation in operations:
            for said in self._operation(path, operation, shared):
                yield _fault(item, method, f"{method.upper()} {path} {said}")

    def _follow_all(self, item: Node) -> None:
        """Follow each reference of a path item once; raises where one leads nowhere."""
        waiting = [item]
        while waiting:
            node = waiting.pop()
            self.library.look(node)
            if node.reference:
                self.library.resolve(node)
            waiting += [each for key, each in node.items() if not _is_free(key)] or node.elements()

    def _operation(self, path: str, operation: Node, shared: list[Node]) -> Iterator[str]:
        if not isinstance(operation.value, dict):
            yield "is no object"
            return
        parameters = [*shared, *self._parameters(operation)]
        yield from self._wrong_parameters(parameters)
        declared = {each.value.get("name") for each in parameters if _place(each) == "path"}
        missing = [name for name in _TEMPLATE.findall(path) if name not in declared]
        # What a page of the web has cannot be looked up, so the parameter may be there.
        if missing and all(isinstance(each.value, dict) for each in parameters):
            yield f"declares no path parameter {', '.join(dict.fromkeys(missing))}"
        yield from self._responses(operation)
        yield from self._identity(operation)

    def _identity(self, operation: Node) -> Iterator[str]:
        name = operation.value.get("operationId")
        if isinstance(name, str):
            if name in self._operation_ids:
                yield f"has the operationId {name}, which another operation has too"
            self._operation_ids.add(name)

    def _parameters(self, owner: Node) -> list[Node]:
        return [self.library.resolve(each) for each in owner.get("parameters").elements()]

    def _wrong_parameters(self, parameters: list[Node]) -> Iterator[str]:
        places = _PLACES[self.version.major]
        for each in parameters:
            if each.value is None:
                continue
            name = each.value.get("name") if isinstance(each.value, dict) else None
            place = _place(each)
            if not isinstance(name, str):
                yield "has a parameter without a name"
            elif place not in places:
                yield f"has a parameter {name} in {place or 'no place'}"
            elif place == "path" and each.value.get("required") is not True:
                yield f"has a path parameter {name} that is not required"
            elif not each.value.keys() & {"schema", "content", "type"}:
                yield f"has a parameter {name} without a schema"

    def _responses(self, operation: Node) -> Iterator[str]:
        responses = operation.get("responses")
        needed = (self.version.major, self.version.minor) < (3, 1)
        if not responses.value:
            if needed or responses.value is not None:
                yield "has no responses"
            return
        for status, response in responses.items():
            if status.startswith("x-"):
                continue
            if not _STATUS.fullmatch(status):
                yield f"has a response {status}, which is no status"
            value = self.library.resolve(response).value
            optional = (self.version.major, self.version.minor) >= (3, 2)
            if isinstance(value, dict) and "description" not in value and not optional:
                yield f"has a response {status} without a description"


def _is_free(key: str) -> bool:
    """Whether what stands at a key is anybody's own, and no part of the specification."""
    return key.startswith("x-") or key in ("example", "value", "default", "enum", "const")


def _place(parameter: Node) -> str:
    value = parameter.value.get("in") if isinstance(parameter.value, dict) else None
    return value if isinstance(value, str) else ""


def _fault(owner: Node, key: str, said: str) -> Fault:
    line = owner.source.line(owner.value, key)
    return Fault(Evidence(owner.source.path, line), said[:300])
