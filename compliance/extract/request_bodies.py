"""Finds where a handler reads the body of its request, held to a schema before or not."""

from __future__ import annotations

from compliance.extract.code.model import (
    Assignment,
    Call,
    Expression,
    Function,
    Name,
    Table,
    Text,
    path_of,
)

_REQUESTS = frozenset("req request ctx context c event".split())
_BODY_PARTS = frozenset(
    "body rawBody POST data DATA json form get_json parseBody formData payload".split()
)
_BODY_CALLS = frozenset(
    ["json", "formData", "parseBody", "get_json", "readBody", "readValidatedBody"]
)
# What holds the body once a middleware has held it to a schema.
_VALIDATED_PARTS = frozenset(["validated", "validatedBody", "validated_body", "validBody"])


def reads_body(handler: Function) -> int:
    """The line at which a function, or one in it, reads a request's body; 0 where none does."""
    for function in handler.everything():
        for read in function.reads:
            parts = read.path.removeprefix("self.").replace("[]", "").split(".")
            if parts[0] in _REQUESTS and not _BODY_PARTS.isdisjoint(parts[1:3]):
                return read.line
        for each in function.assignments:
            if _takes_body_out(each):
                return each.line
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


def reads_validated(handler: Function) -> int:
    """The line at which a function, or one in it, reads a body that was held to a schema before; 0
    where none does.
    """
    for function in handler.everything():
        for read in function.reads:
            parts = read.path.split(".")
            if parts[0] in _REQUESTS and not _VALIDATED_PARTS.isdisjoint(parts[1:3]):
                return read.line
        for call in function.calls:
            # A form of Flask-WTF, or AdonisJS's request, reads what it validates.
            if call.name in ("validate_on_submit", "validateUsing") or is_given_schema(call):
                return call.line
            # Hono's `c.req.valid("json")`, which a validator before the handler made.
            first = call.argument(0)
            of_body = isinstance(first, Text) and first.value in ("json", "form")
            if call.name == "valid" and call.receiver.endswith("req") and of_body:
                return call.line
    return 0


def is_given_schema(call: Call) -> bool:
    """Whether a call, such as of what wraps a handler, is given a schema of the body by options:
    `wrap({ schemas: { body: Order }, handler })`.
    """
    for argument in call.arguments:
        options = argument.entries if isinstance(argument, Table) else {}
        schemas = (options.get("schemas"), options.get("schema"))
        if any(isinstance(each, Table) and "body" in each.entries for each in schemas):
            return True
    return False


def _takes_body_out(assignment: Assignment) -> bool:
    """Whether a body is taken out of its request by name: `const { body } = ctx.request`."""
    keys = {key for key, _ in assignment.parts.values()}
    parts = path_of(assignment.value).removeprefix("this.").split(".")
    is_request = parts in (["req"], ["request"], ["ctx", "request"], ["ctx", "req"])
    return is_request and not keys.isdisjoint(("body", "rawBody"))


def _is_body_value(value: Expression) -> bool:
    return isinstance(value, Name) and value.path in (
        "req.body", "request.body", "ctx.request.body", "request.POST", "request.data",
        "request.DATA", "self.request.POST", "self.request.data", "request.json", "request.form",
    )  # fmt: skip
