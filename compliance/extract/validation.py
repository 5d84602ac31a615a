"""Finds the handlers that read a request's body, and whether a library validates it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.words import words
from compliance.extract.base import extractor
from compliance.extract.code.model import (
    Call,
    Class,
    Expression,
    Function,
    Name,
    Parameter,
    Table,
    path_of,
    walk,
)
from compliance.extract.code.program import Program
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts.routes import Style
from compliance.facts.validation import BodyReader, InputValidation, Validator
from compliance.tree import is_source

MAX_LIBRARIES = 10
MAX_READERS = 2_000
# How many functions of a handler are looked at, itself the first.
MAX_FUNCTIONS = 30
# The module that each library is taken in from, and its name.
_LIBRARIES = {
    "zod": "Zod", "zod/v4": "Zod", "@hono/zod-validator": "Zod", "@hono/zod-openapi": "Zod",
    "nestjs-zod": "Zod", "@asteasolutions/zod-to-openapi": "Zod", "joi": "Joi", "@hapi/joi": "Joi",
    "valibot": "Valibot", "yup": "Yup", "ajv": "Ajv", "@sinclair/typebox": "TypeBox",
    "typebox": "TypeBox", "@fastify/type-provider-typebox": "TypeBox",
    "class-validator": "class-validator", "class-validator-jsonschema": "class-validator",
    "celebrate": "Celebrate", "express-validator": "express-validator",
    "superstruct": "Superstruct",
    "arktype": "ArkType", "io-ts": "io-ts", "runtypes": "Runtypes", "@vinejs/vine": "VineJS",
    "koa-joi-router": "Joi", "express-joi-validation": "Joi", "@hono/standard-validator": "Zod",
    "fastify-type-provider-zod": "Zod", "express-openapi-validator": "OpenAPI validator",
    "openapi-backend": "OpenAPI validator", "json-schema-to-ts": "Fastify schemas",
    "pydantic": "Pydantic", "sqlmodel": "Pydantic", "rest_framework": "DRF serializers",
    "django.forms": "Django forms", "marshmallow": "marshmallow", "msgspec": "msgspec",
    "cattrs": "cattrs", "cattr": "cattrs", "wtforms": "WTForms", "flask_wtf": "WTForms",
    "webargs": "marshmallow", "flask_smorest": "marshmallow", "flask_marshmallow": "marshmallow",
    "colander": "colander", "jsonschema": "JSON Schema", "ninja": "Pydantic",
    "cerberus": "Cerberus",
    "voluptuous": "Voluptuous", "attrs": "attrs", "fastapi": "Pydantic",
}  # fmt: skip
_REQUESTS = frozenset("req request ctx context c event".split())
_BODY_PARTS = frozenset(
    "body rawBody POST data json form get_json parseBody formData payload validated_body".split()
)
_BODY_CALLS = frozenset(
    ["json", "formData", "parseBody", "get_json", "readBody", "readValidatedBody"]
)
_VALIDATES = frozenset(
    """parse safeParse parseAsync safeParseAsync validate validateAsync validateSync
    validateOrReject validationResult validated is_valid model_validate model_validate_json
    parse_obj parse_raw validate_python validate_json TypeAdapter deserialize structure assert cast
    safeParser check full_clean run_validation get_serializer from_json is_valid_form
    validate_on_submit isValid isValidSync create decode safeParseBody matchedData valid""".split()
)
_VALIDATOR_WORDS = frozenset(
    """validate validator validation validated validating schema schemas celebrate zod joi valibot
    yup ajv dto""".split()
)
_VALIDATED_ALREADY = frozenset(["req.valid", "c.req.valid", "ctx.valid", "request.validated"])


@extractor(version=1, reads=is_source)
def input_validation(program: Program) -> InputValidation:
    """What validates the input of a component, and which of its handlers read a body."""
    readers = (each for each in map(_Reading(program).reader, endpoints(program)) if each)
    return InputValidation(tuple(_libraries(program)), tuple(islice(readers, MAX_READERS)))


def _libraries(program: Program) -> Iterator[Validator]:
    seen: set[str] = set()
    for module in program.modules(*{name.partition("/")[0].encode() for name in _LIBRARIES}):
        for each in module.imports:
            name = _LIBRARIES.get(each.source) or _LIBRARIES.get(each.source.partition(".")[0])
            if each.source == "django" and "forms" in each.names.values():
                name = "Django forms"
            if each.source.startswith("fastapi") and "Depends" not in each.names:
                continue
            if name and name not in seen and len(seen) < MAX_LIBRARIES:
                seen.add(name)
                yield Validator(name, module.evidence(each.line))


class _Reading:
    """Looks at handlers, each function once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._validating: dict[int, bool] = {}

    def reader(self, endpoint: Endpoint) -> BodyReader | None:
        """The handler of a route, where it reads the body of a request."""
        if endpoint.style is Style.GRAPHQL:
            return None
        view = None if endpoint.only_reads else endpoint.class_
        if view is not None and _has_form(view):
            where = endpoint.module.evidence(endpoint.line)
            return BodyReader(f"{endpoint.method} {endpoint.path}", where, validated=True)
        handler = endpoint.handler
        if handler is None or handler.module is None:
            return None
        if endpoint.style is Style.TRPC:
            takes = any(_name(each) == "input" for each in endpoint.guards)
            return self._made(endpoint, handler, handler.line, validated=True) if takes else None
        typed = next(filter(_is_body, handler.parameters), None)
        if typed is not None:
            validated = self._is_typed(typed, handler) or self._is_guarded(endpoint, handler)
            return self._made(endpoint, handler, handler.line, validated=validated)
        if endpoint.framework == "FastAPI" and (model := self._model(handler)) is not None:
            return self._made(endpoint, handler, model, validated=True)
        line = _reads_body(handler)
        if not line:
            return None
        validated = self._is_guarded(endpoint, handler)
        return self._made(endpoint, handler, line, validated=validated)

    def _made(
        self, endpoint: Endpoint, handler: Function, line: int, *, validated: bool
    ) -> BodyReader | None:
        name = f"{endpoint.method} {endpoint.path}"
        return (
            BodyReader(name, handler.module.evidence(line), validated) if handler.module else None
        )

    def _is_typed(self, parameter: Parameter, handler: Function) -> bool:
        """Whether the type of NestJS's `@Body()` is a class that class-validator, or Zod, holds it
        to, or a pipe does.
        """
        for decorator in parameter.decorators:
            for each in walk(decorator):
                if isinstance(each, Name | Call) and _is_validator(path_of(each)):
                    return True
        return self._is_validated_class(parameter.type, handler)

    def _is_validated_class(self, type_: str, handler: Function, hops: int = 5) -> bool:
        name = type_.partition("<")[0].partition("[")[0].strip()
        if handler.module is None or not name or name in ("any", "unknown", "object", "Record"):
            return False
        meaning = self._program.meaning(handler.module, name)
        class_ = meaning.value if meaning is not None else None
        while isinstance(class_, Class) and meaning is not None and hops:
            if any(field.decorators for field in class_.fields):
                return True
            base = class_.bases[0] if class_.bases else None
            if base is None:
                return False
            if isinstance(base, Call):  # createZodDto(schema), PartialType(Other)
                return _is_validator(path_of(base)) or base.name.endswith("Type")
            meaning = self._program.meaning(meaning.module, path_of(base))
            class_ = meaning.value if meaning is not None else None
            hops -= 1
        return False

    def _model(self, handler: Function) -> int | None:
        """The line of a FastAPI handler that takes a class, which is validated by itself."""
        for parameter in handler.parameters:
            if parameter.type and parameter.default is None and parameter.type[:1].isupper():
                module = handler.module
                meaning = self._program.meaning(module, parameter.type) if module else None
                if meaning is not None and isinstance(meaning.value, Class):
                    return handler.line
        return None

    def _is_guarded(self, endpoint: Endpoint, handler: Function) -> bool:
        """Whether something validates before the handler, in it, or in what it calls."""
        for guard in endpoint.guards:
            for each in walk(guard):
                if isinstance(each, Name | Call) and _is_validator(path_of(each)):
                    return True
                if isinstance(each, Table) and "schema" in each.entries:
                    return True
            if isinstance(guard, Name | Call) and self._is_validating_guard(guard, endpoint):
                return True
        functions = islice(self._program.reached(handler), MAX_FUNCTIONS)
        return any(self._validates(each) for each in functions)

    def _is_validating_guard(self, guard: Name | Call, endpoint: Endpoint) -> bool:
        path = path_of(guard.callee if isinstance(guard, Call) else guard)
        meaning = self._program.meaning(endpoint.module, path)
        value = meaning.value if meaning is not None else None
        return isinstance(value, Function) and self._validates(value)

    def _validates(self, function: Function) -> bool:
        key = id(function)
        if key not in self._validating:
            self._validating[key] = any(
                (call.name in _VALIDATES and _is_ours(call)) or _is_form(call)
                for each in function.everything()
                for call in each.calls
            )
        return self._validating[key]


def _has_form(class_: Class) -> bool:
    """Whether a class-based view holds what it takes to a form or a serializer by itself."""
    if any(method.name in ("post", "put", "patch") for method in class_.methods):
        return False  # Its own method says what is read.
    named = any(class_.field(name) for name in ("form_class", "serializer_class", "fields"))
    bases = [path_of(each).rpartition(".")[2] for each in class_.bases]
    return named or any(
        base.endswith(("CreateView", "UpdateView", "FormView", "ModelViewSet")) for base in bases
    )


def _is_ours(call: Call) -> bool:
    """Whether a call of such a name is one of a validation library: not `JSON.parse`."""
    return call.receiver.rpartition(".")[2] not in (
        "JSON", "Date", "path", "url", "URL", "console", "querystring", "qs", "json", "Object",
    )  # fmt: skip


def _is_form(call: Call) -> bool:
    """Whether a call makes a form, a serializer or a schema of what a request brings."""
    return call.name.endswith(("Form", "Serializer", "FormSet", "form_class", "Schema")) or (
        call.name in ("get_form", "get_serializer", "form", "load", "validate_request")
        and bool(call.arguments or call.keywords)
    )


def _is_validator(name: str) -> bool:
    return not _VALIDATOR_WORDS.isdisjoint(words(name))


def _is_body(parameter: Parameter) -> bool:
    return any(path_of(each).removesuffix("()") == "Body" for each in parameter.decorators)


def _reads_body(handler: Function) -> int:
    """The line at which a function, or one in it, reads a request's body; 0 where none does."""
    for function in handler.everything():
        for read in function.reads:
            parts = read.path.removeprefix("self.").split(".")
            if parts[0] in _REQUESTS and not _BODY_PARTS.isdisjoint(parts[1:3]):
                return read.line
        for call in function.calls:
            parts = call.receiver.removeprefix("self.").split(".")
            # Of Hono's context only `c.req` is the request: `c.json()` answers.
            if call.name in _BODY_CALLS and parts[-1] in ("req", "request") and len(parts) <= 2:
                return call.line
            if call.path in ("readBody", "request.get_json"):
                return call.line
            if any(_is_body_value(each) for each in call.arguments):
                return call.line
    return 0


def _is_body_value(value: Expression) -> bool:
    return isinstance(value, Name) and value.path in (
        "req.body", "request.body", "ctx.request.body", "request.POST", "request.data",
        "self.request.POST", "self.request.data", "request.json", "request.form",
    )  # fmt: skip


def _name(expression: Expression) -> str:
    return expression.name if isinstance(expression, Call) else path_of(expression)
