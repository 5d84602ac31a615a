"""Reads procedures that are called by JSON-RPC or XML-RPC: those of django-modern-rpc, of
Flask-JSONRPC and of fastapi-jsonrpc, each a function that a decorator registers.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Text, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint

_NAMED = (b"modernrpc", b"flask_jsonrpc", b"fastapi_jsonrpc")
_WORDS = (b"rpc_method", b"register_procedure", b"rpc.method")
_DECORATORS = frozenset(["rpc_method", "register_procedure"])


def json_rpc(program: Program) -> Iterator[Endpoint]:
    """The procedures, each as a `POST` to its name."""
    if not program.mentions(*_NAMED):
        return
    for module in program.python_modules(*_WORDS):
        for function in module.functions:
            decorator = next(filter(_registers, function.decorators), None)
            if decorator is not None:
                yield Endpoint(
                    "POST", f"/{_name(decorator, function)}", "JSON-RPC", module, function.line,
                    function, function.class_, tuple(function.decorators),
                )  # fmt: skip


def _registers(decorator: Expression) -> bool:
    """Whether a decorator registers a procedure: `@rpc_method`, `@jsonrpc.method("app.index")`."""
    receiver, _, last = path_of(decorator).removesuffix("()").rpartition(".")
    return last in _DECORATORS or (last == "method" and receiver.lower().endswith("rpc"))


def _name(decorator: Expression, function: Function) -> str:
    """The name that a procedure is registered by, else that of its function."""
    given = decorator.argument(0, "name") if isinstance(decorator, Call) else None
    return given.value if isinstance(given, Text) else function.name
