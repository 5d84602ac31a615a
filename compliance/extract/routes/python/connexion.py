"""Reads the routes of Connexion, which takes them from OpenAPI documents: each operation names the
function that answers.

Source: https://connexion.readthedocs.io (routing).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance.extract.api_documents import files
from compliance.extract.api_documents.operations import base_of
from compliance.extract.api_documents.references import Astray, Library, Node
from compliance.extract.api_documents.specification import METHODS, Version, version_of
from compliance.extract.code.expressions import Call, Expression, Name, Sequence, Text
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import MAX_BEYOND, Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.paths import joined
from compliance.extract.routes.python.answers import answer_of
from compliance.facts.routes import Answer
from compliance.tree import Unreadable

_NAME = "Connexion"
_CONTROLLERS = ("x-openapi-router-controller", "x-swagger-router-controller")
# Those that name functions by paths and methods, and one that has a package before all names.
_BY_PATHS = frozenset("RestyResolver MethodResolver MethodViewResolver".split())
_RELATIVE = "RelativeResolver"
_DOTTED = re.compile(r"[A-Za-z_][\w.]{0,300}")
# The function of a scheme that Connexion has tell who calls: `x-apikeyInfoFunc`, `x-tokenInfoFunc`.
_WHO_CALLS = re.compile(r"x-[a-z]{1,20}InfoFunc")
MAX_DOCUMENTS = 20
_MAX_WAYS = 20
MAX_OPERATIONS = 2_000


def connexion(program: Program) -> Iterator[Endpoint]:
    """The operations of the documents whose functions the program has."""
    if _NAME not in program.component.frameworks:
        return
    makers = list(program.python_modules(b"connexion"))
    if makers:
        reader = _Reader(program, makers[0], dict(_resolvers(makers)))
        yield from reader.endpoints()


def _resolvers(makers: list[Module]) -> Iterator[tuple[str, str]]:
    """The packages that names begin in, by the resolver that is told so."""
    for module in makers:
        for call in module.calls:
            given = call.argument(0) if call.name in _BY_PATHS or call.name == _RELATIVE else None
            if isinstance(given, Text):
                yield (_RELATIVE if call.name == _RELATIVE else "paths"), given.value


@dataclass
class _Reader:
    """Reads the documents of one program."""

    program: Program
    maker: Module
    resolvers: Mapping[str, str]
    _read: int = field(default=0, init=False)

    def endpoints(self) -> Iterator[Endpoint]:
        tree = self.program.code.tree
        library = Library(tree)
        candidates = filter(files.is_candidate, tree.files(self.program.component.path))
        found = (
            each for each in candidates if files.is_document(each, tree.contents.get(each, b""))
        )
        for count, path in enumerate(found):
            if count >= MAX_DOCUMENTS:
                return
            try:
                yield from self._document(library, path)
            except (Unreadable, Astray):
                # The check that reads documents tells what is wrong with it.
                if len(self.program.beyond) < MAX_BEYOND:
                    self.program.beyond.append((path, 1))

    def _document(self, library: Library, path: str) -> Iterator[Endpoint]:
        source = library.load(path)
        version = version_of(source.value)
        if version is None:
            return
        root = Node(source.value, source)
        base = base_of(root, version)
        asking = _Security(root)
        for address, item in library.resolve(root.get("paths")).items():
            resolved = library.resolve(item)
            for method, operation in resolved.items():
                self._read += 1
                if self._read > MAX_OPERATIONS:
                    return
                if method in METHODS and isinstance(operation.value, dict):
                    names = self._named(method, address, resolved, operation)
                    function = next(filter(None, map(self._function, names)), None)
                    held = _holds_body(version, operation)
                    if function is not None:
                        yield from self._endpoint(
                            method.upper(), joined(base, address), function,
                            asking.guards(operation, function.line), held=held,
                        )  # fmt: skip

    def _named(self, method: str, address: str, item: Node, operation: Node) -> Iterator[str]:
        """The names under which the function that answers may be found."""
        said = operation.get("operationId").value
        controllers = (each.get(key).value for each in (operation, item) for key in _CONTROLLERS)
        controller = next((each for each in controllers if isinstance(each, str)), "")
        if isinstance(said, str) and said:
            relative = self.resolvers.get(_RELATIVE, "")
            yield f"{controller}.{said}" if controller else said
            if relative:
                yield f"{relative}.{said}"
            return
        package = controller or self.resolvers.get("paths", "")
        parts = [part for part in address.split("/") if part]
        if package and parts:
            words = [part.replace("-", "_") for part in parts if not part.startswith("{")]
            is_collection = method == "get" and not parts[-1].startswith("{")
            verb = "search" if is_collection else method
            within = "" if controller else f".{'.'.join(words)}"
            yield f"{package}{within}.{verb}"
            if not controller and words:
                yield f"{package}.{words[0]}.{verb}"

    def _endpoint(
        self, method: str, path: str, function: Function, guards: tuple[Expression, ...], *,
        held: bool,
    ) -> Iterator[Endpoint]:  # fmt: skip
        answer = answer_of(self.program, method, path, function, Answer.DATA)
        if function.module is not None:
            yield Endpoint(
                method, path, _NAME, function.module, function.line, function, function.class_,
                (*guards, *function.decorators), answer, holds_body=held,
            )  # fmt: skip

    def _function(self, name: str) -> Function | None:
        """The function of a dotted name."""
        package, _, last = name.rpartition(".")
        if not package or not _DOTTED.fullmatch(name):
            return None
        target = self.program.imports.target(self.maker.path, package)
        module = self.program.code.module(target) if target else None
        found = self.program.exported(module, last) if module is not None else None
        return found.value if found is not None and isinstance(found.value, Function) else None


class _Security:
    """What Connexion asks of callers before an operation, as a document says."""

    def __init__(self, root: Node) -> None:
        self._by_default = root.get("security").value
        # Those of OpenAPI 3, and of 2.
        schemes = root.get("components").get("securitySchemes").items()
        self._asking = {
            name: function
            for name, scheme in (*schemes, *root.get("securityDefinitions").items())
            for key, function in (scheme.value.items() if isinstance(scheme.value, dict) else ())
            if _WHO_CALLS.fullmatch(str(key)) and isinstance(function, str)
        }

    def guards(self, operation: Node, line: int) -> tuple[Expression, ...]:
        """The guard of an operation, with the function that tells who calls and the scopes that
        it asks for; none where one of several ways in asks nobody.
        """
        own = operation.get("security").value
        ways = self._by_default if own is None else own
        ways = ways[:_MAX_WAYS] if isinstance(ways, list) else []
        found = [self._asked(each, line) for each in ways]
        return tuple(filter(None, found[:1])) if all(found) else ()

    def _asked(self, way: object, line: int) -> Expression | None:
        """What one of several ways in asks for: `{key: [orders:write]}`."""
        schemes = way.items() if isinstance(way, dict) else ()
        for name, scopes in itertools.islice(schemes, _MAX_WAYS):
            function = self._asking.get(name)
            if function:
                given = scopes if isinstance(scopes, list) else []
                texts = [each for each in given[:_MAX_WAYS] if isinstance(each, str)]
                items = tuple(Text(line, value=each) for each in ("authenticated", *texts))
                asked = Sequence(line, items=items)
                callee = Name(line, path="authentication.requires")
                return Call(line, callee=callee, arguments=(asked, Name(line, path=function)))
        return None


def _holds_body(version: Version, operation: Node) -> bool:
    """Whether an operation has a schema for its body, to which Connexion holds what is sent."""
    if version.major > 2:
        return operation.get("requestBody").value is not None
    parameters = (each.value for each in operation.get("parameters").elements())
    return any(isinstance(each, dict) and each.get("in") == "body" for each in parameters)
