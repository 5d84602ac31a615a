"""Finds what stands between a caller and a component's routes: sign-in, roles, headers."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.access import beyond, policies
from compliance.extract.access.bodies import is_for_signing_in, refuses, refuses_callers
from compliance.extract.access.compared import comparing
from compliance.extract.access.followed import is_open
from compliance.extract.access.guards import ROLE_COMPARED, Guards, is_no_guard, written
from compliance.extract.access.handed_on import handed_on
from compliance.extract.access.headers import security_headers
from compliance.extract.access.libraries import ROLES, SIGN_IN, package_of
from compliance.extract.access.mounted import answers_aside
from compliance.extract.access.next_middleware import middlewares
from compliance.extract.access.payload import rules
from compliance.extract.access.serving import serves
from compliance.extract.access.start_middleware import before_all
from compliance.extract.access.told import told
from compliance.extract.access.used import names_in
from compliance.extract.access.words import asks_for_role, signs_in, words
from compliance.extract.base import extractor
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.python_settings import settings
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts.access import AccessControl, Sign
from compliance.facts.routes import Answer
from compliance.paths import below, is_source

MAX_SIGNS = 10
REFUSAL = "an answer of 401"
# Settings and calls that guard all routes at once.
_GLOBAL_WORDS = (
    b"APP_GUARD", b"useGlobalGuards", b"DEFAULT_PERMISSION_CLASSES", b"LoginRequiredMiddleware",
    b"DEFAULT_AUTHENTICATION_CLASSES", b"auth.default", b"passport.initialize", b"app.use",
    b"addHook", b"before_request", b"add_middleware", b"add_policy", b"set_security_policy",
    b"clerkMiddleware", b"authMiddleware", b"@nestjs/core", b"middlewares=", b"middleware=",
    b"mercurius-auth", b"on_app_init=", b"guards=", b".middleware(", b"get_users_router",
    b"set_authentication_policy", b"set_authorization_policy",
)  # fmt: skip
_GLOBAL_CALLS = frozenset(
    """use useGlobalGuards addHook add_middleware before_request add_policy set_security_policy
    set_authorization_policy set_authentication_policy clerkMiddleware authMiddleware default
    register""".split()
)
# FastAPI Users' routes for people, which it opens to superusers alone.
_FOR_SUPERUSERS = "get_users_router"
_APPLICATIONS = frozenset("Application Starlette FastAPI Litestar Quart Sanic".split())
_BEFORE_ALL = frozenset("middlewares middleware guards on_app_init before_request".split())
# Middleware that asks nobody, though its settings speak of how callers sign in.
_ASKING_NOBODY = frozenset("cors swagger openapi scalar redoc helmet".split())
# What Django REST framework's settings say of who may ask; others limit, render and page.
_OF_ACCESS = ("DEFAULT_PERMISSION_CLASSES", "DEFAULT_AUTHENTICATION_CLASSES")
_OF_DJANGO_REST = "DEFAULT_"
_SETTINGS = frozenset(["REST_FRAMEWORK", "MIDDLEWARE", "NINJA_EXTRA", "default", "middleware"])


@extractor(version=47, reads=is_source)
def access_control(program: Program) -> AccessControl:
    """Who is asked for what before a component's handlers run, and in them."""
    found = _Found(program)
    routes = endpoints(program)
    for endpoint in routes:
        found.look_at(endpoint)
    found.look_before_all()
    found.look_beyond()
    is_open_who_may = bool(found.sign_in) and not found.roles
    return AccessControl(
        tuple(_libraries(program)),
        tuple(found.sign_in),
        tuple(found.roles),
        sum(is_open(each) for each in routes),
        tuple(comparing(program)) if is_open_who_may else (),
        tuple(handed_on(program)) if is_open_who_may else (),
    )


def _libraries(program: Program) -> Iterator[Sign]:
    """The packages for signing in that the code takes in, each once."""
    seen: set[str] = set()
    for module in program.own_modules(*(name.encode() for name in SIGN_IN)):
        for each in module.imports:
            name = package_of(each.source, SIGN_IN | ROLES)
            if name and name not in seen and len(seen) < MAX_SIGNS:
                seen.add(name)
                yield Sign(name, module.evidence(each.line))


def _of_access(value: Expression) -> tuple[Expression, ...]:
    """The parts of a setting that say who may ask, where it is of several things."""
    entries = value.entries if isinstance(value, Table) else {}
    if not any(each.startswith(_OF_DJANGO_REST) for each in entries):
        return (value,)
    return tuple(entries[each] for each in _OF_ACCESS if each in entries)


class _Found:
    """The signs so far; enough are kept to show, and looking ends where nothing more is asked."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.sign_in: list[Sign] = []
        self.roles: list[Sign] = []
        self._guards = Guards(program)

    @property
    def _full(self) -> bool:
        return len(self.sign_in) >= MAX_SIGNS and len(self.roles) >= MAX_SIGNS

    def look_at(self, endpoint: Endpoint) -> None:
        """The guards of a route, then what its handler asks; who tells of events is no caller."""
        if self._full or endpoint.answer is Answer.WEBHOOK:
            return
        for guard in endpoint.guards:
            if is_no_guard(guard):
                continue
            signs_in, role = self._guards.asked(guard, *endpoint.modules)
            self._note(*_place(guard, endpoint), written(guard), signs_in, role)
        handler = endpoint.handler
        if handler is not None and handler.module is not None and not self._full:
            asking, of_role = self._guards.in_body(
                handler, frozenset(told(self._program, endpoint, handler))
            )
            self._note(handler.module, handler.line, asking, bool(asking), False)
            self._note(handler.module, handler.line, of_role, False, bool(of_role))
            if not (asking or is_for_signing_in(endpoint.path)) and refuses_callers(handler):
                self._note(handler.module, handler.line, REFUSAL, True, False)

    def _note(self, module: Module, line: int, what: str, signs_in: bool, role: bool) -> None:
        sign = None
        for wanted, signs in ((signs_in, self.sign_in), (role, self.roles)):
            if wanted and len(signs) < MAX_SIGNS:
                sign = sign or Sign(what, module.evidence(line))
                if sign not in signs:
                    signs.append(sign)

    def look_before_all(self) -> None:
        """What guards every route at once, as settings or as middleware of the application."""
        for module in self._program.own_modules(*(name.encode() for name in ROLES)):
            for each in module.imports:
                name = package_of(each.source, ROLES)
                self._note(module, each.line, name, bool(name), bool(name))
        for module, guard in middlewares(self._program):
            source, _ = module.imported(path_of(guard)) or ("", "")
            signed, role = self._guards.asked(guard, module)
            is_library = bool(package_of(source, SIGN_IN))
            self._note(module, guard.line, written(guard), signed or is_library, role)
        for module, rule in (*before_all(self._program), *rules(self._program)):
            self._note(module, rule.line, written(rule), *self._guards.asked(rule, module))
        # Where files are the routes, no code of other folders has an application to put something
        # on: it is shared with another backend.
        frameworks = {each.framework for each in endpoints(self._program)}
        own = self._program.component.path if frameworks == {"Next.js"} else ""
        for module in self._program.own_modules(*_GLOBAL_WORDS):
            if own and not below(module.path, own):
                continue
            if self._full:
                return
            self._note_calls(module)
            self._note_decorated(module)
            for setting, value, line in settings(module):
                if setting in _SETTINGS:
                    names = [name for each in _of_access(value) for name in names_in(each)]
                    # By their own names: what lies in `shop.permissions` need ask for none.
                    role = any(asks_for_role(each.rpartition(".")[2]) for each in names)
                    self._note(module, line, setting, any(map(signs_in, names)), role)
            self._note_providers(module)

    def look_beyond(self) -> None:
        """What is asked where no route is seen to lead to: who calls, where a package for it is
        taken in, and for roles, where somebody is asked who that is.
        """
        if not self.sign_in and any(True for _ in _libraries(self._program)):
            self.sign_in += beyond.sign_in(self._program)
        if self.sign_in and not self.roles:
            for module, guard in middlewares(self._program, of_pages=True):
                _, role = self._guards.asked(guard, module)
                self._note(module, guard.line, written(guard), False, role)
        if self.sign_in and not self.roles:
            self.roles += beyond.roles(self._program)
        if self.sign_in and not self.roles:
            self.roles += beyond.keeping_out(self._program, ROLE_COMPARED)

    def _note_calls(self, module: Module) -> None:
        """What is put before all routes where an application is made, or registered with it."""
        for call in module.calls:
            if call.name in _GLOBAL_CALLS:
                self._note_handed(module, call)
            if call.name in _APPLICATIONS:
                self._note_made(module, call)
            if call.name == _FOR_SUPERUSERS:
                self._note(module, call.line, _FOR_SUPERUSERS, True, True)

    def _note_decorated(self, module: Module) -> None:
        """`@app.middleware("http")`: one that turns some away, since others read who calls, too."""
        for function in module.functions if module.is_python else ():
            is_one = any(
                isinstance(each, Call) and each.name == "middleware" and each.receiver
                for each in function.decorators
            )
            if is_one and refuses(function):
                signed, role = self._guards.asked(function, module)
                self._note(module, function.line, function.name, signed, role)

    def _note_handed(self, module: Module, call: Call) -> None:
        """What is handed to a call that puts it before all routes; not to what sets headers, or
        describes, whose settings name those by which callers sign in.
        """
        if answers_aside(self._program, module, call):
            return
        first = path_of(call.arguments[0]) if call.arguments else ""
        if not _ASKING_NOBODY.isdisjoint(words(first)):
            return
        for argument in (*call.arguments, *call.keywords.values()):
            if not (is_no_guard(argument) or serves(self._program, module, call, argument)):
                signed, role = self._guards.asked(argument, module)
                if call.name in policies.TOLD_BY:
                    role = role and policies.knows_groups(self._program, module, argument)
                self._note(module, call.line, written(argument), signed, role)

    def _note_made(self, module: Module, call: Call) -> None:
        """What an application of Python is made with: `Application(middlewares=[signed_in])`."""
        for name in _BEFORE_ALL & call.keywords.keys():
            found = self._program.value(module, call.keywords[name], call.function)
            place = found.module if found is not None else module
            listed = found.value if found is not None else call.keywords[name]
            for each in listed.items if isinstance(listed, Sequence) else (listed,):
                signed, role = self._guards.asked(each, place)
                self._note(module, call.line, written(each), signed, role)

    def _note_providers(self, module: Module) -> None:
        """Nest's `{ provide: APP_GUARD, useClass: … }`."""
        for class_ in module.classes:
            for decorator in class_.decorators:
                for each in walk(decorator):
                    provided = getattr(each, "entries", {}).get("provide")
                    if isinstance(provided, Name) and provided.path == "APP_GUARD":
                        signed, role = self._guards.asked(each, module)
                        self._note(module, each.line, "APP_GUARD", signed, role)


def _place(guard: Expression, endpoint: Endpoint) -> tuple[Module, int]:
    """Where a guard is: what stands on a class or a handler may be in another file than the route,
    and so is what a router is made with.
    """
    if isinstance(guard, Function | Class) and guard.module is not None:
        return guard.module, guard.line
    for each in (endpoint.handler, endpoint.class_):
        if each is not None and each.module is not None and guard in each.decorators:
            return each.module, guard.line
    return endpoint.module, endpoint.line


__all__ = ["access_control", "security_headers"]
