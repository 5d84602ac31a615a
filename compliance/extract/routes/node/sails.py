"""Routes of Sails: the table of `config/routes.js`, with the policies that stand before an action.

Source: https://sailsjs.com/documentation/concepts (routes, policies, actions and controllers).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Expression, Sequence, Table, Text
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.paths import colons, joined
from compliance.facts.routes import Answer
from compliance.paths import join

_CONFIGURED = re.compile(r"(?:.*/)?config/(routes|policies)\.(?:js|ts|mjs|cjs)")
_KEY = re.compile(r"(?:(?P<verb>[A-Za-z]{3,7})\s{1,9})?(?P<path>/\S{0,500})")
_SUFFIXES = (".js", ".ts")
# What an address is given instead of an action.
_OTHER = {"view": Answer.PAGE, "redirect": Answer.REDIRECT}


@dataclass
class _Application:
    """The tables of one application, and its folder."""

    folder: str
    routes: list[tuple[Module, Table]] = field(default_factory=list)
    policies: dict[str, Expression] = field(default_factory=dict)


def sails(program: Program) -> Iterator[Endpoint]:
    """The routes of Sails; not those that it makes of models by itself, its blueprints."""
    for application in _applications(program):
        for module, table in application.routes:
            for key, target in table.entries.items():
                match = _KEY.fullmatch(key.strip())
                if match is not None:
                    verb = (match["verb"] or "*").upper().replace("ALL", "*")
                    yield _route(program, application, module, target, verb, match["path"])


def _applications(program: Program) -> list[_Application]:
    found: dict[str, _Application] = {}
    for module in program.modules(b"exports.routes", b"exports.policies"):
        place = _CONFIGURED.fullmatch(module.path)
        if place is None:
            continue
        folder = posixpath.dirname(posixpath.dirname(module.path))
        application = found.setdefault(folder, _Application(folder))
        for each in module.assignments:
            if each.target != f"module.exports.{place[1]}" or not isinstance(each.value, Table):
                continue
            if place[1] == "routes":
                application.routes.append((module, each.value))
            else:
                application.policies |= each.value.entries
    return list(found.values())


def _route(
    program: Program, application: _Application, module: Module, target: Expression,
    verb: str, path: str,
) -> Endpoint:  # fmt: skip
    entries: Mapping[str, Expression] = target.entries if isinstance(target, Table) else {}
    action = _action(target, entries)
    handler, served = _handler(program, application, module, entries.get("fn", target), action)
    address = colons(joined(path.replace("*", "*path") if path.endswith("*") else path))
    guards = _policies(application.policies, action)
    answer = next((_OTHER[key] for key in entries if key in _OTHER), None)
    if answer is None and entries.get("skipAssets") is not None and path.endswith("/*"):
        answer = Answer.PAGE if action else Answer.STATIC
    return Endpoint(
        verb, address, "Sails", module, target.line, handler, None, guards,
        answer or answer_of(verb, address, handler, guards), holds_body=served,
    )  # fmt: skip


def _action(target: Expression, entries: Mapping[str, Expression]) -> str:
    """The action that a route names: `orders/create`, `OrderController.create`."""
    named = entries.get("action") or entries.get("target") or target
    if not isinstance(named, Text):
        return ""
    controller = entries.get("controller")
    before = f"{controller.value}." if isinstance(controller, Text) else ""
    return (before + named.value).replace("Controller.", ".").replace(".", "/").lstrip("/")


def _handler(
    program: Program, application: _Application, module: Module, target: Expression, action: str
) -> tuple[Function | None, bool]:
    """The function of an action, in a file of its own or in that of a controller, and whether Sails
    holds what it is handed to its `inputs`.
    """
    if not action:
        return function_of(program, Located(target, module)), False
    controllers = join(application.folder, "api/controllers")
    above, _, name = action.rpartition("/")
    for suffix in _SUFFIXES:
        own = program.code.module(f"{join(controllers, action)}{suffix}")
        for each in own.assignments if own is not None else ():
            if own is not None and each.target == "module.exports":
                table = each.value if isinstance(each.value, Table) else None
                fn = table.entries.get("fn") if table is not None else each.value
                held = table is not None and "inputs" in table.entries
                return (fn if isinstance(fn, Function) else None), held
        shared = program.code.module(f"{join(controllers, above)}Controller{suffix}")
        for each in shared.assignments if shared is not None and above else ():
            if each.target == "module.exports" and isinstance(each.value, Table):
                found = each.value.entries.get(name)
                return (found if isinstance(found, Function) else None), False
    return None, False


def _policies(policies: Mapping[str, Expression], action: str) -> tuple[Expression, ...]:
    """What stands before an action: the policies of the nearest key that is about it."""
    keys = [action, *(f"{action[:end]}*" for end in _slashes(action)), "*"]
    found = next((policies[key] for key in keys if action and key in policies), None)
    return found.items if isinstance(found, Sequence) else (found,) if found is not None else ()


def _slashes(action: str) -> Iterator[int]:
    """The places behind the slashes of an action, the last first."""
    return (end for end in range(len(action), 0, -1) if action[end - 1] == "/")
