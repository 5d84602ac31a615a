"""The libraries that validate, and what calls of theirs look like."""

from __future__ import annotations

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.facts import Stack

# The module that each library is taken in from, and its name.
_OF_NODE = {
    "zod": "Zod", "@hono/zod-validator": "Zod", "@hono/zod-openapi": "Zod", "nestjs-zod": "Zod",
    "@hono/standard-validator": "Zod", "@asteasolutions/zod-to-openapi": "Zod",
    "zod-form-data": "Zod", "zodix": "Zod",
    "@medusajs/framework/zod": "Zod", "fastify-type-provider-zod": "Zod",
    "@conform-to/zod": "Zod", "chanfana": "Zod",
    "joi": "Joi", "@hapi/joi": "Joi", "koa-joi-router": "Joi", "express-joi-validation": "Joi",
    "valibot": "Valibot", "yup": "Yup", "ajv": "Ajv", "@sinclair/typebox": "TypeBox",
    "typebox": "TypeBox", "@fastify/type-provider-typebox": "TypeBox",
    "class-validator": "class-validator", "class-validator-jsonschema": "class-validator",
    "celebrate": "Celebrate", "express-validator": "express-validator",
    "superstruct": "Superstruct", "arktype": "ArkType", "io-ts": "io-ts", "runtypes": "Runtypes",
    "@vinejs/vine": "VineJS", "@ioc:Adonis/Core/Validator": "AdonisJS's validator",
    "express-openapi-validator": "OpenAPI validator",
    "openapi-backend": "OpenAPI validator", "json-schema-to-ts": "Fastify schemas",
    "typia": "Typia", "fastest-validator": "fastest-validator",
    "@effect/schema": "Effect Schema", "effect": "Effect Schema", "validatorjs": "validatorjs",
}  # fmt: skip
_OF_PYTHON = {
    "pydantic": "Pydantic", "sqlmodel": "Pydantic", "ninja": "Pydantic", "fastapi": "Pydantic",
    "rest_framework": "DRF serializers", "django.forms": "Django forms",
    "marshmallow": "marshmallow", "webargs": "marshmallow", "flask_smorest": "marshmallow",
    "flask_marshmallow": "marshmallow", "msgspec": "msgspec", "cattrs": "cattrs", "cattr": "cattrs",
    "attrs": "attrs", "wtforms": "WTForms", "flask_wtf": "WTForms", "colander": "colander",
    "jsonschema": "JSON Schema", "falcon.media.validators": "JSON Schema", "cerberus": "Cerberus",
    "voluptuous": "Voluptuous", "typesystem": "typesystem",
    "flask_restful.reqparse": "reqparse", "flask_restx.reqparse": "reqparse",
}  # fmt: skip
# What a file that takes one of them in has to hold, by the library's name.
WORDS = {
    Stack.NODE: {
        library: tuple(
            f"{mark}{name}".encode()
            for name, of in _OF_NODE.items()
            for mark in "'\"`"
            if of == library
        )
        for library in _OF_NODE.values()
    },
    Stack.PYTHON: {
        library: tuple(
            sorted({name.partition(".")[0].encode() for name, of in _OF_PYTHON.items()
                    if of == library})
        )
        for library in _OF_PYTHON.values()
    },
}  # fmt: skip
_VALIDATES = frozenset(
    """parse safeParse parseAsync safeParseAsync validate validateAsync validateSync
    validateOrReject validationResult validated is_valid model_validate model_validate_json
    parse_obj parse_raw validate_python validate_json TypeAdapter deserialize structure
    safeParser full_clean run_validation get_serializer is_valid_form
    validate_on_submit isValid isValidSync safeParseBody validateUsing matchedData
    readValidatedBody tryValidate decodeUnknown decodeUnknownSync decodeUnknownEither
    decodeUnknownPromise decodeUnknownOption parseWithZod parseWithYup parseWithValibot
    superValidate validate_or_error""".split()
)
# Frameworks with a validation library in them.
_FRAMEWORKS = frozenset(["rest_framework", "fastapi", "ninja"])
# What a serializer of DRF is told of that which it answers, and of no data that it takes.
_OF_ANSWERS = frozenset("instance many context read_only source fields exclude".split())
# What other libraries call something else: it has to be one of a validation library.
MAY_VALIDATE = frozenset(
    """create decode assert cast check is is_ mask from_json valid fails passes attempt Parse Decode
    Check Assert""".split()
)
# What brings classes that hold what they are made of to the types of their fields.
_MODELS = ("pydantic", "ninja")
_VALIDATOR_WORDS = frozenset(
    """validate validator validators validation validations validated validating schema schemas
    celebrate zod joi valibot yup ajv dto""".split()
)
# What makes a rule of express-validator's.
RULES = frozenset("body check param query cookie header checkSchema oneOf checkExact".split())
# Decorators that describe what a handler takes, and hold nothing to it.
_DESCRIBES = frozenset(["extend_schema", "extend_schema_view", "swagger_auto_schema", "doc"])
_OF_DOCUMENTS = ("OpenApi", "OpenAPI", "Swagger")
# What takes these out of a text or of a file reads no schema.
_NO_SCHEMA = frozenset(
    """JSON Date path url URL console querystring qs json Object yaml toml tomllib pickle jwt csv
    ast marshal dotenv JSON5 json5 moment dayjs DateTime ipaddr ip semver cookie marked""".split()
)


def library_of(source: str) -> str | None:
    """The name of the library that a module is, or belongs to."""
    parts = source.split("/")
    package = "/".join(parts[: 2 if source.startswith("@") else 1])
    of_node = _OF_NODE.get(source) or _OF_NODE.get(package)
    return of_node or _OF_PYTHON.get(source) or _OF_PYTHON.get(source.partition(".")[0])


def is_of_library(module: Module, name: str) -> bool:
    """Whether a name is taken in from a validation library."""
    imported = module.imported(name)
    return imported is not None and library_of(imported[0]) is not None


def is_model(program: Program, class_: Class, hops: int = 5) -> bool:
    """Whether a class, or one that it is built on, is a model of Pydantic's."""
    module = class_.module
    marks = class_.decorators if hops else ()  # `@pydantic.dataclasses.dataclass`
    for base in (*class_.bases, *marks) if module is not None and hops else ():
        path = path_of(base).removesuffix("()")
        source, _ = (module.imported(path.partition(".")[0]) if module else None) or ("", "")
        if source.partition(".")[0] in _MODELS:
            return True
        found = program.meaning(module, path) if module is not None else None
        above = found.value if found is not None else None
        if isinstance(above, Class) and above is not class_ and is_model(program, above, hops - 1):
            return True
    return False


def is_made(program: Program, found: Meaning | None, hops: int = 3) -> bool:
    """Whether a value is what a validation library has made: `new Ajv().compile(schema)`."""
    if found is None or not isinstance(found.value, Call) or not hops:
        return False
    first = list(found.value.chain())[-1]
    head = path_of(first.callee).partition(".")[0].partition("(")[0]
    if is_of_library(found.module, head):
        return True
    inner = program.meaning(found.module, head, found.value.function)
    is_other = inner is not None and inner.value is not found.value
    return is_other and is_made(program, inner, hops - 1)


def makes_rules(module: Module, name: str) -> bool:
    """Whether a name is taken in from a validation library, and of a framework that brings one from
    that part of it: `action` and `Depends` hold no body to anything.
    """
    imported = module.imported(name)
    if imported is None or library_of(imported[0]) is None:
        return False
    source, taken = imported
    return source.partition(".")[0] not in _FRAMEWORKS or "serializers" in (
        *source.split("."),
        taken,
    )


def is_validation(call: Call, function: Function) -> bool:
    """Whether a call is one of a validation library: not `JSON.parse`, not Prisma's `create`."""
    if call.name in MAY_VALIDATE and function.module is not None:
        return is_of_library(function.module, call.path.partition(".")[0])
    if call.receiver.rpartition(".")[2] in _NO_SCHEMA:
        return False
    if call.name == "isValid" and not call.arguments:
        return False  # A date asks that of itself.
    return call.name in _VALIDATES


def describes(guard: Expression) -> bool:
    """Whether what stands before a handler only says for documents what it takes."""
    name = path_of(guard).removesuffix("()").rpartition(".")[2]
    of_documents = name.startswith(_OF_DOCUMENTS) and not is_validator(name)
    return name in _DESCRIBES or of_documents or (name.startswith("Api") and name[3:4].isupper())


def is_form(call: Call) -> bool:
    """Whether a call makes a form, a serializer or a schema of what a request brings."""
    return call.name.endswith(("Form", "Serializer", "FormSet", "form_class", "Schema")) or (
        call.name in ("get_form", "get_serializer", "form", "load", "validate_request")
        and bool(call.arguments or call.keywords)
        and call.receiver.rpartition(".")[2] not in _NO_SCHEMA
    )


def only_shows(call: Call) -> bool:
    """Whether a serializer of DRF is made of what is answered: its data would come second."""
    if not call.name.endswith(("Serializer", "get_serializer")):
        return False
    given = len(call.arguments) + ("instance" in call.keywords)
    return given == 1 and _OF_ANSWERS.issuperset(call.keywords)


def is_validator(name: str) -> bool:
    """Whether a name speaks of validation."""
    return not _VALIDATOR_WORDS.isdisjoint(words(name))
