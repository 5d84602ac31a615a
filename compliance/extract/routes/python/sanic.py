"""Reads the routes of Sanic, which has the shape of Flask's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Constant, Text
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located
from compliance.extract.routes.paths import Written, joined
from compliance.extract.routes.python.flask import FlaskSurvey
from compliance.extract.routes.python.routers import Router
from compliance.extract.routes.python.texts import angles

_NAMED = (b"sanic",)
_WORDS = (b"Sanic(", b"Blueprint", b".blueprint(", b".add_route(", b"@app.", b"@bp.")


def sanic(program: Program) -> Iterator[Endpoint]:
    """The routes of Sanic."""
    if not program.mentions(*_NAMED):
        return
    survey = _Sanic(program)
    for module in program.python_modules(*_WORDS):
        survey.read(module)
    yield from survey.endpoints()


class _Sanic(FlaskSurvey):
    framework: ClassVar[str] = "Sanic"

    def spelled(self, path: str) -> str:
        return angles(path, name_first=True)

    def may_be_app(self, name: str, type_: str) -> bool:
        return super().may_be_app(name, type_) or type_.endswith("Sanic")

    def made(self, where: Located, call: Call, kinds: tuple[str, ...]) -> Router | None:
        for kind in kinds:
            if not kind.startswith("sanic"):
                continue
            prefix = self.text_of(where, call.keywords.get("url_prefix"))
            version = call.keywords.get("version")
            if isinstance(version, Constant | Text):
                prefix = Written(joined(f"v{version.value}", prefix.text), prefix.whole)
            if kind.endswith(".Sanic"):
                return Router(is_app=True)
            if kind.endswith(".Blueprint"):
                return Router(prefix)
            if kind.endswith(".group"):
                group = Router(prefix)
                for each in call.arguments:
                    inner = self.router(where.at(each))
                    if inner is not None:
                        inner.mount(group)
                return group
        return None

    def take(self, where: Located, call: Call) -> None:
        if call.name == "blueprint":
            self.mount(where, call, "url_prefix")
        elif call.name == "add_route":
            self.rule(where, call, call.argument(1, "uri"), call.argument(0, "handler"))
