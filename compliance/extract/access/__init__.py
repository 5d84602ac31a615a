"""Finds what stands between a caller and a component's routes: sign-in, roles, headers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from compliance.extract.access.bodies import (
    compares_roles,
    is_for_signing_in,
    keeps_out,
    refuses,
)
from compliance.extract.access.followed import is_open
from compliance.extract.access.headers import security_headers
from compliance.extract.access.libraries import ROLES, SIGN_IN
from compliance.extract.access.next_middleware import middlewares
from compliance.extract.access.serving import serves
from compliance.extract.access.told import made_there, told
from compliance.extract.access.words import (
    asking_part,
    asks_for_action,
    asks_for_role,
    signs_in,
    speaks_of_owners,
    words,
)
from compliance.extract.base import extractor
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Name,
    Sequence,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.python_settings import settings
from compliance.extract.routes import Endpoint, endpoints
from compliance.extract.routes.node.nestjs import decorators_of
from compliance.facts.access import AccessControl, Sign
from compliance.tree import below, is_source

MAX_SIGNS = 10
REFUSAL = "an answer of 401"
ROLE_COMPARED = "a role that is compared"
# Settings and calls that guard all routes at once.
_GLOBAL_WORDS = (
    b"APP_GUARD", b"useGlobalGuards", b"DEFAULT_PERMISSION_CLASSES", b"LoginRequiredMiddleware",
    b"DEFAULT_AUTHENTICATION_CLASSES", b"auth.default", b"passport.initialize", b"app.use",
    b"addHook", b"before_request", b"add_middleware", b"add_policy", b"set_security_policy",
    b"clerkMiddleware", b"authMiddleware", b"@nestjs/core", b"middlewares=", b"middleware=",
    b"mercurius-auth", b"on_app_init=", b"guards=",
)  # fmt: skip


@extractor(version=33, reads=is_source)
def access_control(program: Program) -> AccessControl:
    """Who is asked for what before a component's handlers run, and in them."""
    found = _Found(program)
    routes = endpoints(program)
    for endpoint in routes:
        found.look_at(endpoint)
    found.look_before_all()
    return AccessControl(
        tuple(_libraries(program)),
        tuple(found.sign_in),
        tuple(found.roles),
        sum(is_open(each) for each in routes),
    )


def _libraries(program: Program) -> Iterator[Sign]:
    """The packages for signing in that the code takes in, each once."""
    seen: set[str] = set()
    for module in program.own_modules(*(name.encode() for name in SIGN_IN)):
        for each in module.imports:
            name = _package(each.source, SIGN_IN | ROLES)
            if name and name not in seen and len(seen) < MAX_SIGNS:
                seen.add(name)
                yield Sign(name, module.evidence(each.line))


def _package(source: str, names: frozenset[str]) -> str:
    """Which of some packages a module is of."""
    for end in range(len(source), 0, -1):
        if (end == len(source) or source[end] in "/.") and source[:end] in names:
            return source[:end]
    return ""


class _Found:
    """The signs so far; enough are kept to show, and looking ends where nothing more is asked."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.sign_in: list[Sign] = []
        self.roles: list[Sign] = []
        self._known: dict[int, tuple[str, str]] = {}
        # Many routes stand behind the same guards.
        self._guards: dict[tuple[int, tuple[Module, ...]], tuple[bool, bool]] = {}

    @property
    def _full(self) -> bool:
        return len(self.sign_in) >= MAX_SIGNS and len(self.roles) >= MAX_SIGNS

    def look_at(self, endpoint: Endpoint) -> None:
        """The guards of a route, then what its handler asks."""
        if self._full:
            return
        for guard in endpoint.guards:
            if _is_no_guard(guard):
                continue
            signs_in, role = self._guard(guard, *endpoint.modules)
            self._note(*_place(guard, endpoint), _written(guard), signs_in, role)
        handler = endpoint.handler
        if handler is not None and handler.module is not None and not self._full:
            asking, of_role = self._body(handler, frozenset(told(self._program, endpoint, handler)))
            self._note(handler.module, handler.line, asking, bool(asking), False)
            self._note(handler.module, handler.line, of_role, False, bool(of_role))
            if not asking and not is_for_signing_in(endpoint.path) and refuses(handler):
                self._note(handler.module, handler.line, REFUSAL, True, False)

    def _note(self, module: Module, line: int, what: str, signs_in: bool, role: bool) -> None:
        sign = None
        for wanted, signs in ((signs_in, self.sign_in), (role, self.roles)):
            if wanted and len(signs) < MAX_SIGNS:
                sign = sign or Sign(what, module.evidence(line))
                if sign not in signs:
                    signs.append(sign)

    def _guard(self, guard: Expression, *modules: Module) -> tuple[bool, bool]:
        """What a guard that is written in one of some files asks: whether to sign in, and for a
        role.
        """
        key = (id(guard), modules)
        if key not in self._guards:
            self._guards[key] = (False, False)  # Of what asks itself.
            self._guards[key] = self._asked_by(guard, modules)
        return self._guards[key]

    def _meant(self, name: Expression, modules: tuple[Module, ...]) -> Expression | None:
        """What a name stands for in the first of some files that knows it."""
        found = (self._program.value(module, name) for module in modules)
        values = (each.value for each in found if each is not None)
        return next((each for each in values if not isinstance(each, Name)), None)

    def _asked_by(self, guard: Expression, modules: tuple[Module, ...]) -> tuple[bool, bool]:
        """What a guard asks, by the names in it, then by the function that it is."""
        names = list(_names(guard))
        signed = any(signs_in(each) for each in names) or _is_of_library(guard, modules)
        role = any(asks_for_role(each) for each in names) or _requires_scope(guard)
        for each in walk(guard):
            if isinstance(each, Name | Function):
                value = _run_by(self._meant(each, modules))
                if isinstance(value, Function):
                    inner, asks = self._body(value)
                    # What is called a permission may ask no more than whose the object is.
                    named = role and not self._asks_for_owner(value)
                    put_on, granted = self._composed(value)
                    signed = signed or bool(inner) or refuses(value) or put_on
                    role = named or bool(asks) or granted
                elif isinstance(value, Class):
                    signed = signed or any(signs_in(path_of(base)) for base in value.bases)
                    role = role or any(asks_for_role(path_of(base)) for base in value.bases)
                    for method in value.methods:
                        if method.name == _GUARDS_BY:
                            inner, asks = self._body(method)
                            signed, role = signed or bool(inner), role or bool(asks)
        return signed, role

    def _composed(self, function: Function) -> tuple[bool, bool]:
        """What the guards ask that a decorator puts together: `applyDecorators(UseGuards(…))`."""
        signed = role = False
        if function.module is not None and any(
            call.name == "applyDecorators" for each in function.everything() for call in each.calls
        ):
            for each in decorators_of(function):
                if not (_is_no_guard(each) or path_of(each) == "SetMetadata()"):
                    inner, asks = self._guard(each, function.module)
                    signed, role = signed or inner, role or asks
        return signed, role

    def _body(self, function: Function, aside: frozenset[str] = frozenset()) -> tuple[str, str]:
        """By which names a function asks who calls and what they may, as it calls and reads them,
        those `aside` that it is told; each "" where it does not.
        """
        key = id(function)
        if key not in self._known:
            called = [meaning.value for _, meaning in self._program.called(function)]
            near = [each for each in called if isinstance(each, Function)]
            own = [function, *(each for each in near if each.module is function.module)]
            names = [name for each in own for name in _used(each) if name not in aside]
            role = next(filter(asks_for_role, names), "")
            # What it calls elsewhere, such as a service, may read a role for much else.
            compares = any((*map(compares_roles, own), *map(keeps_out, near)))
            self._known[key] = (
                _spelled(next(filter(signs_in, names), "")),
                _spelled(role or next(chain.from_iterable(map(_asked_actions, own)), ""))
                or (ROLE_COMPARED if compares else ""),
            )
        return self._known[key]

    def _asks_for_owner(self, function: Function) -> bool:
        """Whether a function of the repository lets those in whose an object is."""
        called = (meaning.value for _, meaning in self._program.called(function))
        names = [
            name
            for each in (function, *called)
            if isinstance(each, Function)
            for name in (*_used(each), *(key for one in each.returns for key in _names(one)))
        ]
        return any(map(speaks_of_owners, names)) and not any(map(asks_for_role, names))

    def look_before_all(self) -> None:
        """What guards every route at once, as settings or as middleware of the application."""
        for module in self._program.own_modules(*(name.encode() for name in ROLES)):
            for each in module.imports:
                name = _package(each.source, ROLES)
                self._note(module, each.line, name, bool(name), bool(name))
        for module, guard in middlewares(self._program):
            source, _ = module.imported(path_of(guard)) or ("", "")
            signed, role = self._guard(guard, module)
            is_library = bool(_package(source, SIGN_IN))
            self._note(module, guard.line, _written(guard), signed or is_library, role)
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
            for setting, value, line in settings(module):
                if setting in _SETTINGS:
                    names = list(_names(value))
                    # By their own names: what lies in `shop.permissions` need ask for none.
                    role = any(asks_for_role(each.rpartition(".")[2]) for each in names)
                    self._note(module, line, setting, any(map(signs_in, names)), role)
            self._note_providers(module)

    def _note_calls(self, module: Module) -> None:
        """What is put before all routes where an application is made, or registered with it."""
        for call in module.calls:
            if call.name in _GLOBAL_CALLS:
                self._note_handed(module, call)
            if call.name in _APPLICATIONS:
                self._note_made(module, call)

    def _note_handed(self, module: Module, call: Call) -> None:
        """What is handed to a call that puts it before all routes."""
        for argument in (*call.arguments, *call.keywords.values()):
            if not (_is_no_guard(argument) or serves(self._program, module, call, argument)):
                signed, role = self._guard(argument, module)
                self._note(module, call.line, _written(argument), signed, role)

    def _note_made(self, module: Module, call: Call) -> None:
        """What an application of Python is made with: `Application(middlewares=[signed_in])`."""
        for name in _BEFORE_ALL & call.keywords.keys():
            found = self._program.value(module, call.keywords[name], call.function)
            place = found.module if found is not None else module
            listed = found.value if found is not None else call.keywords[name]
            for each in listed.items if isinstance(listed, Sequence) else (listed,):
                signed, role = self._guard(each, place)
                self._note(module, call.line, _written(each), signed, role)

    def _note_providers(self, module: Module) -> None:
        """Nest's `{ provide: APP_GUARD, useClass: … }`."""
        for class_ in module.classes:
            for decorator in class_.decorators:
                for each in walk(decorator):
                    provided = getattr(each, "entries", {}).get("provide")
                    if isinstance(provided, Name) and provided.path == "APP_GUARD":
                        signed, role = self._guard(each, module)
                        self._note(module, each.line, "APP_GUARD", signed, role)


# The method by which a guard of NestJS lets somebody in.
_GUARDS_BY = "canActivate"
_GLOBAL_CALLS = frozenset(
    """use useGlobalGuards addHook add_middleware before_request add_policy set_security_policy
    set_authorization_policy set_authentication_policy clerkMiddleware authMiddleware default
    register""".split()
)
_APPLICATIONS = frozenset("Application Starlette FastAPI Litestar Quart Sanic".split())
_BEFORE_ALL = frozenset("middlewares middleware guards on_app_init before_request".split())
# What is handed a role or a permission by its name, and answers whether somebody has it.
_ASKING = frozenset(["has", "protect", "hasAccess", "checkAccess"])
_MAKING = frozenset(["createMiddleware", "defineMiddleware"])
_REGISTERING = frozenset("register addHook decorate get post put patch delete route".split())
_OF_ASGI = frozenset(["scope", "receive", "send"])
# A token in the environment is for somebody else's door.
_SETTINGS_READ = ("process.env", "import.meta", "os.environ", "environ", "env.", "Bun.", "Deno.")
_NO_GUARDS = frozenset(
    """Controller Get Post Put Patch Delete Head Options All Body Param Query HttpCode Header Render
    Redirect Version UseFilters UseInterceptors UsePipes ZodResponse ZodSerializerDto get post put
    patch delete route require_http_methods require_GET require_POST require_safe api_view
    csrf_exempt never_cache cache_page responsesAll cors helmet contentSecurityPolicy
    swagger_auto_schema errorHandler bodyParser json urlencoded JsonController
    describeRoute""".split()
)
_SETTINGS = frozenset(["REST_FRAMEWORK", "MIDDLEWARE", "NINJA_EXTRA", "default", "middleware"])


def _spelled(name: str) -> str:
    """A name without the calls and keys in it, of a long path the end."""
    return ".".join(name.replace("()", "").replace("[]", "").lstrip("?.").split(".")[-3:])[:80]


def _run_by(value: Expression | None) -> Expression | None:
    """What a guard runs: the function that Hono's `createMiddleware` and its like are handed."""
    if isinstance(value, Call) and value.name in _MAKING:
        return next((each for each in value.arguments if isinstance(each, Function)), value)
    return value


def _is_no_guard(guard: Expression) -> bool:
    """Whether a decorator routes or documents, or only counts who calls how often."""
    last = path_of(guard).removesuffix("()").rpartition(".")[2]
    if "limit" in last.lower() or "throttl" in last.lower():
        return True
    return last in _NO_GUARDS or last.startswith(("Api", "Swagger", "Serialize", "extend_schema"))


def _requires_scope(guard: Expression) -> bool:
    """Whether it is Starlette's `@requires(["authenticated", "orders:write"])`, Authlib's and
    Flask-OAuthlib's `@require_oauth("orders:write")`, or tsoa's `@Security("jwt",
    ["orders:write"])`, which ask for more than to be signed in.
    """
    if not isinstance(guard, Call) or guard.name not in ("requires", "require_oauth", "Security"):
        return False
    asked = guard.argument(1 if guard.name == "Security" else 0, "scopes")
    scopes = {each.value for each in walk(asked) if isinstance(each, Text)} if asked else set()
    return bool(scopes - {"authenticated", "unauthenticated"})


def _is_of_library(guard: Expression, modules: tuple[Module, ...]) -> bool:
    """Whether a guard of NestJS is one that a package for signing in brings."""
    if not isinstance(guard, Call) or guard.name != "UseGuards":
        return False
    heads = {path_of(each).partition(".")[0].removesuffix("()") for each in guard.arguments}
    taken = (module.imported(head) for module in modules for head in heads)
    return any(_package(source, SIGN_IN) for source, _ in filter(None, taken))


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


def _names(expression: Expression) -> Iterator[str]:
    """The names and short texts in a guard."""
    for each in walk(expression):
        if isinstance(each, Name):
            yield each.path.removeprefix("scope.")  # An instance that plugins are registered with.
        elif isinstance(each, Text) and len(each.value) <= 100 and each.value.count(" ") < 3:
            yield each.value  # More words are a sentence, which describes.
        elif isinstance(each, Call):
            yield each.name
            yield from each.keywords


def _asked_actions(function: Function) -> Iterator[str]:
    """The calls of a function that ask whether somebody may do what they are told."""
    for each in function.everything():
        for call in each.calls:
            told = (one.value for one in call.arguments if isinstance(one, Text))
            if asks_for_action(call.path, told) or _is_asked_for_role(call):
                yield call.path


def _is_asked_for_role(call: Call) -> bool:
    """Whether a call asks whether somebody has what it names: `has({ permission: "org:edit" })`."""
    asked = call.argument(0)
    entries = asked.entries if call.name in _ASKING and isinstance(asked, Table) else {}
    return any(map(asks_for_role, entries))


def _used(function: Function) -> Iterator[str]:
    """The names that a function uses. The `scope` that an application of ASGI is handed, or a
    plugin of Fastify registers with, is none of what somebody may do, nor are the policies of a
    header.
    """
    parameters = {one.name for each in function.everything() for one in each.parameters}
    is_other = parameters >= _OF_ASGI or ("scope" in parameters and _registers_with(function))
    aside = {"scope"} if is_other else set()
    aside |= {"policy", "policies"} if _sets_policies(function) else set()
    yield from (each for each in _named_in(function) if aside.isdisjoint(words(each)))


def _registers_with(function: Function) -> bool:
    return any(
        call.receiver == "scope" and call.name in _REGISTERING
        for each in function.everything()
        for call in each.calls
    )


def _sets_policies(function: Function) -> bool:
    """Whether a function sets a header such as `Content-Security-Policy`."""
    calls = (call for each in function.everything() for call in each.calls)
    firsts = (call.argument(0) for call in calls)
    return any(isinstance(one, Text) and one.value.lower().endswith("-policy") for one in firsts)


def _named_in(function: Function) -> Iterator[str]:
    yield from (parameter.name for parameter in function.parameters)
    made = made_there(function)
    for each in function.everything():
        yield from (asking_part(call.path) for call in each.calls)
        for read in each.reads:
            if not _is_told(read.path) and read.path.partition(".")[0] not in made:
                yield read.path
                key = read.value.key if isinstance(read.value, Item) else None
                yield key.value if isinstance(key, Text) else ""
        for call in each.calls:
            if call.name in ("get", "header", "headers"):
                yield from (one.value for one in call.arguments if isinstance(one, Text))


def _is_told(path: str) -> bool:
    """Whether what is read comes from the settings, or is what the caller says in a body."""
    return path.startswith(_SETTINGS_READ) or ".body." in path


def _written(expression: Expression) -> str:
    """A guard in a few words."""
    if isinstance(expression, Function):
        return expression.qualified or "a function"
    written = path_of(expression).replace("()", "")
    given = expression.arguments if isinstance(expression, Call) else ()
    named = [each.path for each in given if isinstance(each, Name)][:2]
    if written.startswith("?"):
        written = next(filter(signs_in, _names(expression)), "a guard in line")
    return f"{written}({', '.join(named)})"[:80] if named else written[:80]


__all__ = ["access_control", "security_headers"]
