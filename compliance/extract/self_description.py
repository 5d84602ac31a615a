"""Reads the repository's own file, and names each line of it that is wrong.

The file is input like any other: whatever is wrong with it is a problem of the file, and never
makes another fact unavailable, since a repository could excuse itself by that.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from compliance import yaml12
from compliance.extract.base import extractor
from compliance.extract.codeowners import matcher
from compliance.facts import PhaseName, Stack
from compliance.facts.self_description import (
    PATH,
    Addition,
    Agreed,
    Matter,
    Notice,
    Request,
    SelfDescription,
)
from compliance.masking import one_line
from compliance.nodes import Node, NodeError, described
from compliance.tree import Tree, Unreadable

MISNAMED = ".plumbline.yaml"
MAX_BYTES = 64 * 1024
MAX_ITEMS = 20
MAX_TEXT = 300
# The expressions are those of docs/plumbline-yml.schema.json too.
FOLDER = (
    r"^\s*(?=\S)(?:\.|(?:\./)?(?!\.\.?(?:/|\s*$))[^/\\]{1,100}"
    r"(?:/(?!\.\.?(?:/|\s*$))[^/\\]{1,100}){0,30})/?\s*$"
)
# Like a line of .gitignore, but for what it excludes again, ranges and escapes; and something in it
# has to be a name, or it would fit every path there is.
PATTERN = r"^(?!\s*!)(?!.*\*\*\*)[^\[\]\\]{0,200}[^\[\]\\*/?.\s][^\[\]\\]{0,200}$"
BRANCH = r"^\s*[^\s~^:?*\[\\]{1,200}\s*$"
T = TypeVar("T")


def _is_own_file(path: str) -> bool:
    return path == PATH


@extractor(version=2, reads=_is_own_file)
def self_description(tree: Tree, agreed: Agreed) -> SelfDescription:
    """What `.plumbline.yml` says, with all that is wrong in it."""
    if PATH not in tree.entries:
        if tree.has(MISNAMED):
            return _wrong(Notice(0, f"it is called {MISNAMED}, and is read only as {PATH}"))
        return SelfDescription()
    try:
        document = _document(tree)
    except Unreadable as error:
        return _wrong(Notice(0, one_line(str(error))))
    except yaml12.YamlError as error:
        return _wrong(Notice(error.line, one_line(f"it is no valid YAML: {error}")))
    reader = _Reader()
    said = reader.read(Node(document, (), document.value))
    if reader.problems:
        return _wrong(*reader.problems[:MAX_ITEMS])
    requests = tuple(_counted(each, tree) for each in said.requests)
    return replace(
        said,
        requests=requests,
        ignored=tuple(
            each.values[0]
            for each in requests
            if each.matter is Matter.PATHS and each.digest in agreed.digests
        ),
    )


def _wrong(*problems: Notice) -> SelfDescription:
    return SelfDescription(is_there=True, problems=problems)


def _document(tree: Tree) -> yaml12.Document:
    if len(tree.read(PATH)) > MAX_BYTES:
        raise Unreadable(f"it has more than the {MAX_BYTES // 1024} KiB that are read of it")
    return yaml12.load(tree.text(PATH))


def _counted(request: Request, tree: Tree) -> Request:
    """A request with the number of files that its pattern fits."""
    if request.matter is not Matter.PATHS:
        return request
    fits = matcher(request.values[0]).fullmatch
    return replace(request, files=sum(fits(path) is not None for path in tree.files()))


class _Reader:
    """Reads the whole file, and goes on behind what is wrong, so that one look mends it all."""

    def __init__(self) -> None:
        self.problems: list[Notice] = []

    def read(self, node: Node) -> SelfDescription:
        additions: list[Addition] = []
        requests: list[Request] = []
        # A file of comments alone says nothing, which is allowed.
        fields = self._fields(node, _READERS) if node.value is not None else {}
        for key, each in fields.items():
            with self._noting():
                found = _READERS[key](self, each)
                additions += (one for one in found if isinstance(one, Addition))
                requests += (one for one in found if isinstance(one, Request))
        self._refuse_what_stands_twice(additions, requests)
        return SelfDescription(True, tuple(additions), tuple(requests))

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except NodeError as error:
            self._note(error)

    def _note(self, error: NodeError) -> None:
        self.problems.append(Notice(error.line, one_line(str(error))))

    def _fields(self, node: Node, keys: Collection[str]) -> dict[str, Node]:
        try:
            return node.fields((), keys)
        except NodeError as error:
            self._note(error)
            return {}

    def _each(self, node: Node, read: Callable[[Node], T]) -> list[T]:
        """What the items of a list say, but for those that are wrong."""
        items = node.items()
        if len(items) > MAX_ITEMS:
            raise node.wrong(f"expected at most {MAX_ITEMS}, found {len(items)}")
        found = []
        for each in items:
            with self._noting():
                found.append(read(each))
        return found

    def components(self, node: Node) -> list[Addition | Request]:
        fields = self._fields(node, ("add", "leave_out"))
        found: list[Addition | Request] = []
        if "add" in fields:
            with self._noting():
                found += self._each(fields["add"], _addition)
        if "leave_out" in fields:
            with self._noting():
                found += self._each(fields["leave_out"], _left_out)
        return found

    def ignore(self, node: Node) -> list[Request]:
        return self._each(node, _paths)

    def branches(self, node: Node) -> list[Request]:
        branch = node.fields(("working",))["working"]
        return [_request(branch, Matter.WORKING_BRANCH, _text(branch, BRANCH, "name of a branch"))]

    def environments(self, node: Node) -> list[Request]:
        staging = node.fields(("staging",))["staging"]
        names = self._each(staging, _short)
        if not names:
            raise staging.wrong("expected at least one environment")
        return [_request(staging, Matter.STAGING, *names)]

    def phase(self, node: Node) -> list[Request]:
        return [_request(node, Matter.PHASE, node.word(PhaseName))]

    def protocol(self, node: Node) -> list[Request]:
        return [_request(node, Matter.PROTOCOL, node.key())]

    def _refuse_what_stands_twice(self, additions: list[Addition], requests: list[Request]) -> None:
        """One component is added once or left out once, and a pattern is ignored once."""
        seen: set[tuple[str, ...]] = set()
        named: list[tuple[tuple[str, ...], int]] = [
            ((each.directory, each.stack), each.line) for each in additions
        ]
        named += [
            (each.values, each.line)
            for each in requests
            if each.matter in (Matter.COMPONENT, Matter.PATHS)
        ]
        for values, line in named:
            if values in seen:
                what = ", ".join(value or "." for value in values)
                self.problems.append(Notice(line, f"{what} stands twice"))
            seen.add(values)


_READERS: dict[str, Callable[[_Reader, Node], Sequence[Addition | Request]]] = {
    "components": _Reader.components,
    "phase": _Reader.phase,
    "protocol": _Reader.protocol,
    "ignore": _Reader.ignore,
    "branches": _Reader.branches,
    "environments": _Reader.environments,
}


def _addition(node: Node) -> Addition:
    fields = node.fields(("path", "stack", "reason"))
    stack = fields["stack"].word(Stack)
    return Addition(_folder(fields["path"]), stack, _short(fields["reason"]), node.line)


def _left_out(node: Node) -> Request:
    fields = node.fields(("path", "stack", "reason"))
    values = (_folder(fields["path"]), fields["stack"].word(Stack))
    return _request(node, Matter.COMPONENT, *values, reason=_short(fields["reason"]))


def _paths(node: Node) -> Request:
    fields = node.fields(("paths", "reason"))
    pattern = _text(
        fields["paths"],
        PATTERN,
        "pattern as in .gitignore (no !, [ or \\) that fits some paths only",
    )
    return _request(node, Matter.PATHS, pattern, reason=_short(fields["reason"]))


def _request(node: Node, matter: Matter, *values: str, reason: str = "") -> Request:
    return Request(matter, tuple(str(each) for each in values), reason, node.line)


def _folder(node: Node) -> str:
    """A folder of the repository; its root is empty here."""
    text = _text(node, FOLDER, "folder of the repository, such as services/api, or a full stop")
    path = posixpath.normpath(text)
    return "" if path == "." else path


def _short(node: Node) -> str:
    """Text that people read, which may quote anything."""
    text = node.text()
    if len(text) > MAX_TEXT:
        raise node.wrong(f"expected at most {MAX_TEXT} characters, found {len(text)}")
    return one_line(text)


def _text(node: Node, expression: str, expected: str) -> str:
    text = node.text()
    if not text.isprintable() or not re.search(expression, text):
        raise node.wrong(f"{described(text)} is no {expected}")
    return text
