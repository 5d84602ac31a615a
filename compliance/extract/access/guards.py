"""Tells what a guard asks: whether to sign in, and for a role."""

from __future__ import annotations

import re

from compliance.extract.access.asking import (
    asks_whose,
    is_vague,
    makes_token,
    only_speaks,
    provides_policy,
)
from compliance.extract.access.bodies import (
    checks_key,
    compares_roles,
    keeps_kinds_out,
    keeps_out,
    lets_everybody_on,
    lets_in_a_kind,
    refuses,
)
from compliance.extract.access.libraries import SIGN_IN, package_of
from compliance.extract.access.memberships import looks_up_role
from compliance.extract.access.permissions import (
    LISTING,
    announced,
    asks_no_role,
    asks_who,
    is_bare,
    listed,
)
from compliance.extract.access.used import asked_actions, names_in, used
from compliance.extract.access.words import (
    asks_for_role,
    is_api_key,
    names_doing,
    signs_in,
    speaks_of_owners,
)
from compliance.extract.code.expressions import Call, Expression, Name, Text, path_of, walk
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.node.nestjs import decorators_of

ROLE_COMPARED = "a role that is compared"
# The method by which a guard of NestJS lets somebody in, one of Django Ninja, and a dependency of
# FastAPI that is an object.
_GUARDS_BY = frozenset(["canActivate", "authenticate", "__call__"])
# A permission by its name: `orders.view_order`, `orders:write`.
_PERMISSION = re.compile(r"[A-Za-z][\w-]{0,60}(?:[.:][A-Za-z][\w-]{0,60}){1,3}")
_MAKING = frozenset(["createMiddleware", "defineMiddleware"])
_NO_GUARDS = frozenset(
    """Controller Get Post Put Patch Delete Head Options All Body Param Query HttpCode Header Render
    Redirect Version UseFilters UseInterceptors UsePipes ZodResponse ZodSerializerDto get post put
    patch delete route require_http_methods require_GET require_POST require_safe api_view
    marshal_with marshal_list_with expect csrf_exempt never_cache cache_page responsesAll cors
    helmet contentSecurityPolicy swagger_auto_schema errorHandler bodyParser json urlencoded
    JsonController describeRoute""".split()
)


# What is called on one of these describes a route.
_DESCRIBING = frozenset(["openapi", "swagger", "api.doc"])

# So many names of a function that many handlers call are looked at for each of them.
_MAX_CALLED = 200


class Guards:
    """What the guards and functions of a program ask; each is looked into once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[int, tuple[str, str]] = {}
        # Many handlers call the same function.
        self._names: dict[int, tuple[str, ...]] = {}
        self._compares: dict[int, str] = {}
        # Many routes stand behind the same guards.
        self._guards: dict[tuple[int, tuple[Module, ...]], tuple[bool, bool]] = {}

    def asked(self, guard: Expression, *modules: Module) -> tuple[bool, bool]:
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
        """What a guard asks, by the names in it, then by the functions and classes that it is."""
        meant = {
            path_of(each): _run_by(self._meant(each, modules))
            for each in walk(guard)
            if isinstance(each, Name | Function)
        }
        # What is called a permission may ask no more than whose the object is.
        aside = {name for name, value in meant.items() if self._asks_no_role(value)}
        aside |= {each for each in names_in(guard) if is_bare(each) or provides_policy(each)}
        names = [each for each in names_in(guard) if each not in aside]
        signed = any(signs_in(each) for each in names) or _is_of_library(guard, modules)
        role = any(asks_for_role(each) for each in names) or _requires_scope(guard)
        role = role or _names_permission(guard)
        for path, value in meant.items():
            inner, asks = self._asked_in(value, modules)
            if isinstance(value, Function):
                name = path.removesuffix("()").rpartition(".")[2]
                asks = asks or lets_in_a_kind(value, name)
            signed, role = signed or inner, role or asks
        return signed, role

    def _asks_no_role(self, value: Expression | None) -> bool:
        if isinstance(value, Function):
            return self._asks_for_owner(value) or lets_everybody_on(value)
        return isinstance(value, Class) and asks_no_role(value)

    def _asked_in(self, value: Expression | None, modules: tuple[Module, ...]) -> tuple[bool, bool]:
        """What a function or a class asks that is a guard."""
        if isinstance(value, Function):
            if lets_everybody_on(value):
                return False, False
            given = [self.asked(each, *modules) for each in self._listed(value)]
            if given:
                return any(signed for signed, _ in given), any(role for _, role in given)
            inner, asks = self.in_body(value)
            put_on, granted = self._composed(value)
            return bool(inner) or refuses(value) or put_on, bool(asks) or granted
        if not isinstance(value, Class):
            return False, False
        if asks_no_role(value):
            return asks_who(value), False
        bases = [path_of(base) for base in value.bases]
        asked = [self.in_body(each) for each in value.methods if each.name in _GUARDS_BY]
        return (
            any(map(signs_in, bases)) or any(signed for signed, _ in asked),
            any(map(asks_for_role, bases)) or any(role for _, role in asked),
        )

    def _listed(self, function: Function) -> list[Name]:
        """The permissions that a method lists, where it names some."""
        module = function.module
        if function.name != LISTING or module is None:
            return []
        return [
            each
            for each in listed(function)
            if module.imported(each.path.partition(".")[0])
            or isinstance(self._meant(each, (module,)), Class)
        ]

    def _composed(self, function: Function) -> tuple[bool, bool]:
        """What the guards ask that a decorator puts together: `applyDecorators(UseGuards(…))`."""
        signed = role = False
        if function.module is not None and any(
            call.name == "applyDecorators" for each in function.everything() for call in each.calls
        ):
            for each in decorators_of(function):
                if not (is_no_guard(each) or path_of(each) == "SetMetadata()"):
                    inner, asks = self.asked(each, function.module)
                    signed, role = signed or inner, role or asks
        return signed, role

    def _used_by(self, function: Function) -> tuple[str, ...]:
        key = id(function)
        if key not in self._names:
            self._names[key] = tuple(dict.fromkeys(used(function)))
        return self._names[key]

    def _compared(self, function: Function) -> str:
        """By what a function asks for a role that none of its names says; "" where by nothing."""
        key = id(function)
        if key not in self._compares:
            compares = (
                compares_roles(function) or keeps_kinds_out(function) or looks_up_role(function)
            )
            asked = next(asked_actions(function), "")
            self._compares[key] = asked or (ROLE_COMPARED if compares else "")
        return self._compares[key]

    def in_body(self, function: Function, aside: frozenset[str] = frozenset()) -> tuple[str, str]:
        """By which names a function asks who calls and what they may, as it calls and reads them,
        those `aside` that it is told; each "" where it does not.
        """
        key = id(function)
        if key not in self._known:
            calls = self._program.called(function)
            found = (each.value for _, each in calls)
            near = list(dict.fromkeys(each for each in found if isinstance(each, Function)))
            own = [function, *(each for each in near if each.module is function.module)]
            aside |= {
                call.path
                for call, each in calls
                if isinstance(each.value, Function)
                and asks_for_role(call.path)
                and is_vague(call.path)
                and asks_whose(each.value)
            }
            used_there = (
                name
                for each in own
                for name in self._used_by(each)[: None if each is function else _MAX_CALLED]
                if each is function or not _is_handed_key(name, each)
            )
            names = [
                name
                for name in used_there
                if name not in aside and name.partition(".")[0] not in aside
            ]
            if function.name != LISTING:
                names = [each for each in names if not (only_speaks(each) or makes_token(each))]
            role = next(filter(asks_for_role, names), "")
            compared = list(filter(None, map(self._compared, own)))
            # What it calls elsewhere, such as a service, may read a role for much else.
            keeps = ROLE_COMPARED if any(map(keeps_out, near)) else ""
            by_action = next((each for each in compared if each != ROLE_COMPARED), "")
            self._known[key] = (
                _spelled(next(filter(signs_in, names), "")),
                _spelled(role or by_action) or next(iter(compared), keeps),
            )
        return self._known[key]

    def _asks_for_owner(self, function: Function) -> bool:
        """Whether a function of the repository lets those in whose an object is."""
        called = (meaning.value for _, meaning in self._program.called(function))
        names = [
            name
            for each in (function, *called)
            if isinstance(each, Function)
            for name in (
                *self._used_by(each),
                *(key for one in each.returns for key in names_in(one)),
            )
        ]
        return any(map(speaks_of_owners, names)) and not any(map(asks_for_role, names))


def _is_handed_key(name: str, function: Function) -> bool:
    """Whether a name is of a key that a function is handed, and only hands on to others."""
    is_key = any(each.name == name for each in function.parameters) and is_api_key(name)
    return is_key and not checks_key(function, name)


def _spelled(name: str) -> str:
    """A name without the calls and keys in it, of a long path the end."""
    return ".".join(name.replace("()", "").replace("[]", "").lstrip("?.").split(".")[-3:])[:80]


def _run_by(value: Expression | None) -> Expression | None:
    """What a guard runs: the function that Hono's `createMiddleware` and its like are handed."""
    if isinstance(value, Call) and value.name in _MAKING:
        return next((each for each in value.arguments if isinstance(each, Function)), value)
    return value


def is_no_guard(guard: Expression) -> bool:
    """Whether a decorator routes or documents, or only counts who calls how often."""
    receiver, _, last = path_of(guard).removesuffix("()").rpartition(".")
    if receiver in _DESCRIBING:
        return True
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


def _names_permission(guard: Expression) -> bool:
    """Whether a guard that asks who calls is told what they must be allowed to do:
    `BasicAuth("orders.view_order")`, `Depends(Auth("orders:write"))`.
    """
    return any(
        isinstance(text, Text) and _PERMISSION.fullmatch(text.value) and names_doing(text.value)
        for each in walk(guard)
        if isinstance(each, Call) and signs_in(each.name)
        for text in each.arguments
    )


def _is_of_library(guard: Expression, modules: tuple[Module, ...]) -> bool:
    """Whether a guard of NestJS is one that a package for signing in brings."""
    if not isinstance(guard, Call) or guard.name != "UseGuards":
        return False
    heads = {path_of(each).partition(".")[0].removesuffix("()") for each in guard.arguments}
    taken = (module.imported(head) for module in modules for head in heads)
    return any(package_of(source, SIGN_IN) for source, _ in filter(None, taken))


def written(expression: Expression) -> str:
    """A guard in a few words."""
    if isinstance(expression, Function):
        return expression.qualified or "a function"
    permissions = announced(expression)
    if permissions is not None:
        listed = (path_of(each) for each in walk(permissions) if isinstance(each, Name))
        return ", ".join(listed)[:80] or path_of(expression).removesuffix("()")
    written = path_of(expression).replace("()", "")
    given = expression.arguments if isinstance(expression, Call) else ()
    named = [each.path for each in given if isinstance(each, Name)][:2]
    if written.startswith("?"):
        written = next(filter(signs_in, names_in(expression)), "a guard in line")
    return f"{written}({', '.join(named)})"[:80] if named else written[:80]
