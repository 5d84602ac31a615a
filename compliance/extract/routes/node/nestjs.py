"""Routes of NestJS and of routing-controllers: classes and their methods, by decorators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Operation,
    Sequence,
    Table,
    path_of,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.nest_application import Application, application
from compliance.extract.routes.node.nest_crud import made_routes
from compliance.extract.routes.paths import Written, all_written, colons, joined, written
from compliance.facts.routes import Answer

_VERBS = {
    "Get": "GET", "Post": "POST", "Put": "PUT", "Patch": "PATCH", "Delete": "DELETE",
    "Head": "HEAD", "Options": "OPTIONS", "All": "*", "Sse": "GET", "Search": "SEARCH",
}  # fmt: skip
_ANSWERS = {"Render": Answer.PAGE, "Redirect": Answer.REDIRECT, "HealthCheck": Answer.HEALTH}
_CONTROLLERS = frozenset(["Controller", "JsonController"])
_MAX_COMPOSED = 4
_NAMED = (b"@Controller", b"@JsonController")
# Before a class, where it begins a line: a decorator that may be composed with a controller's,
# which none of the libraries' own is.
_MAY_BE_COMPOSED = re.compile(
    rb"^(?:export\s{1,9}(?:default\s{1,9})?)?@(?!(?:Injectable|Module|Global|Catch|Resolver|Processor"
    rb"|Schema|Entity|ObjectType|InputType|ArgsType|CommandHandler|QueryHandler|EventsHandler"
    rb"|WebSocketGateway|ValidatorConstraint)\b)\w",
    re.MULTILINE,
)


@dataclass(frozen=True)
class _Decorator:
    """A decorator by its name, those that another one is composed of too: at the line of that.
    `whole`: what it is given is all that there is to know of it.
    """

    name: str
    arguments: tuple[Located, ...]
    line: int
    whole: bool = True


@dataclass(frozen=True, eq=False)
class _Controller:
    """A class that answers, at some prefixes."""

    class_: Class
    module: Module
    prefixes: tuple[Written, ...]
    versions: tuple[str, ...] | None
    decorators: tuple[_Decorator, ...] = field(default=())


def nestjs(program: Program) -> Iterator[Endpoint]:
    """The routes of controllers."""
    found = tuple(_controllers(program))
    if not found:
        return
    around = application(program)
    for controller in found:
        seen: set[str] = set()
        for class_ in _with_bases(program, controller.class_):
            own = [each for each in class_.methods if each.name not in seen]
            seen.update(each.name for each in own)
            for method in own:
                yield from _routes(program, around, controller, method)
        yield from _made(around, controller)


def _controllers(program: Program) -> Iterator[_Controller]:
    for module in program.code.modules(_candidates(program)):
        for class_ in module.classes:
            decorators = tuple(_all(program, module, class_.decorators))
            for each in decorators:
                if each.name in _CONTROLLERS:
                    yield _controller(program, class_, module, each, decorators)
                    break


def _candidates(program: Program) -> Iterator[str]:
    """The files that may have a controller."""
    contents = program.code.tree.contents
    named = frozenset(program.holding(*_NAMED))
    for path in program.holding(*_NAMED, b"@nestjs/common"):
        if path in named or _MAY_BE_COMPOSED.search(contents[path]):
            yield path


def _controller(
    program: Program, class_: Class, module: Module, given: _Decorator,
    decorators: tuple[_Decorator, ...],
) -> _Controller:  # fmt: skip
    """`@Controller()`, `("users")`, `(["a", "b"])`, `({path, version})`."""
    where = given.arguments[0] if given.arguments else None
    first = value_of(program, where) if where is not None else None
    versions = _version(program, decorators)
    if first is not None and isinstance(first.expression, Table):
        entries = first.expression.entries
        path, version = entries.get("path"), entries.get("version")
        where = first.at(path) if path is not None else None
        versions = _versions(program, first.at(version)) if version is not None else None
    prefixes = all_written(program, where) if where is not None else (Written(""),)
    if not given.whole:
        prefixes = tuple(replace(each, whole=False) for each in prefixes)
    return _Controller(class_, module, prefixes, versions, decorators)


def _version(program: Program, decorators: tuple[_Decorator, ...]) -> tuple[str, ...] | None:
    for each in decorators:
        if each.name == "Version" and each.arguments:
            return _versions(program, each.arguments[0])
    return None


def _versions(program: Program, where: Located) -> tuple[str, ...]:
    """Versions as they are written; a neutral one is an empty text."""
    items = where.expression.items if isinstance(where.expression, Sequence) else None
    if items is None:
        items = (where.expression,)
    return tuple(
        "" if path_of(each).endswith("VERSION_NEUTRAL") else written(program, where.at(each)).text
        for each in items
    )


def _all(
    program: Program, module: Module, decorators: tuple[Expression, ...]
) -> Iterator[_Decorator]:
    """Decorators, and those that `applyDecorators` puts together into one."""
    return _Decorators(program).of(module, decorators, _MAX_COMPOSED)


@dataclass
class _Decorators:
    """Takes the decorators of one place apart, each function that makes them once."""

    program: Program
    _seen: set[int] = field(default_factory=set)

    def of(
        self, module: Module, decorators: tuple[Expression, ...], hops: int
    ) -> Iterator[_Decorator]:
        """Decorators as they are written, each with what it is made of behind it."""
        for each in decorators:
            if not isinstance(each, Call):
                yield _Decorator(path_of(each).rpartition(".")[2], (), each.line)
                continue
            here = located(module, each)
            yield _Decorator(each.name, tuple(map(here.at, each.arguments)), each.line)
            if each.name not in _VERBS.keys() | _CONTROLLERS and hops > 0:
                yield from self._composed(here, each, hops - 1)

    def _composed(self, where: Located, call: Call, hops: int) -> Iterator[_Decorator]:
        """What a decorator of the repository's own is made of, its parameters put in."""
        imported = where.module.imported(call.path.partition(".")[0])
        if imported is not None and imported[0].startswith("@nestjs/"):
            return
        found = value_of(self.program, where.at(call.callee))
        function = found.expression if found is not None else None
        if found is None or not isinstance(function, Function) or id(function) in self._seen:
            return
        self._seen.add(id(function))
        names = (parameter.name for parameter in function.parameters)
        values = (where.at(each) for each in call.arguments)
        given = dict(zip(names, values, strict=False))
        for each in self.of(found.module, tuple(decorators_of(function)), hops):
            arguments = tuple(_put_in(one, given) for one in each.arguments)
            yield _Decorator(each.name, arguments, call.line)
        made = {each.name for each in function.returns if isinstance(each, Call)}
        for name in made & _CONTROLLERS:  # What is done to the path before is not known.
            yield _Decorator(name, tuple(map(where.at, call.arguments)), call.line, whole=False)


def decorators_of(function: Function) -> Iterator[Expression]:
    """The decorators that a function puts together: those that it hands to `applyDecorators`, in a
    list too, and those that it applies one by one, as in `Controller(path)(target)`.
    """
    for each in function.everything():
        for call in each.calls:
            if call.name == "applyDecorators":
                for argument in call.arguments:
                    yield from _listed(function, argument)
            elif isinstance(call.callee, Call) and call.arguments:
                yield call.callee


def _listed(function: Function, argument: Expression) -> Iterator[Expression]:
    """An argument; of a list that is spread, its items and what is pushed onto it."""
    if not isinstance(argument, Operation) or argument.operator != "...":
        yield argument
        return
    of = argument.operands[0]
    lists = [each.value for each in function.assigned(path_of(of))]
    for each in (of, *lists):
        if isinstance(each, Sequence):
            yield from each.items
    for call in function.calls:
        if call.path == f"{path_of(of)}.push":
            yield from call.arguments


def _put_in(argument: Located, given: dict[str, Located]) -> Located:
    path = argument.expression.path if isinstance(argument.expression, Name) else ""
    return given.get(path, argument)


def _with_bases(program: Program, class_: Class) -> Iterator[Class]:
    """A controller and the classes whose methods it inherits."""
    each: Class | None = class_
    for _ in range(5):
        if each is None or each.module is None:
            return
        yield each
        bases = [_base(program, Located(base, each.module)) for base in each.bases]
        each = next(filter(None, bases), None)


def _base(program: Program, where: Located) -> Class | None:
    """The class that another one extends, by its name or by what makes it: `Crud(Order, Form)`."""
    call = where.expression if isinstance(where.expression, Call) else None
    found = value_of(program, where.at(call.callee) if call is not None else where)
    value = found.expression if found is not None else None
    if call is None:
        return value if isinstance(value, Class) else None
    if not isinstance(value, Function) or value.module is None:
        return None
    names = {path_of(each) for each in value.returns}
    within = range(value.line, value.end_line + 1)
    return next((e for e in value.module.classes if e.line in within and e.name in names), None)


def _routes(
    program: Program, around: Application, controller: _Controller, method: Function
) -> Iterator[Endpoint]:
    module = method.module or controller.module
    decorators = tuple(_all(program, module, method.decorators))
    for each in decorators:
        verb = _VERBS.get(each.name)
        if verb is None:
            continue
        paths = all_written(program, each.arguments[0]) if each.arguments else (Written(""),)
        if each.arguments and isinstance(each.arguments[0].expression, Table):
            paths = (Written(""),)
        versions = _version(program, decorators) or controller.versions
        for prefix in controller.prefixes:
            for path in paths:
                own = joined(prefix.text, path.text)
                for address, whole in around.addresses(controller.class_, verb, own, versions):
                    yield _endpoint(
                        around, controller, method, decorators, each,
                        Written(address, prefix.whole and path.whole and whole),
                    )  # fmt: skip


def _made(around: Application, controller: _Controller) -> Iterator[Endpoint]:
    """The routes that a package makes of an entity, pages, bodies and all."""
    module, class_ = controller.module, controller.class_
    for verb, path, line in made_routes(module, class_):
        for prefix in controller.prefixes:
            own = joined(prefix.text, path)
            for address, whole in around.addresses(class_, verb, own, controller.versions):
                at = colons(address)
                yield Endpoint(
                    verb, at, "NestJS", module, line, None, class_,
                    (*around.guards(class_, at), *class_.decorators),
                    whole=prefix.whole and whole, holds_body=verb in ("POST", "PUT", "PATCH"),
                    brought=True,
                )  # fmt: skip


def _endpoint(
    around: Application, controller: _Controller, method: Function,
    decorators: tuple[_Decorator, ...], declared: _Decorator, address: Written,
) -> Endpoint:  # fmt: skip
    verb, path = _VERBS[declared.name], colons(address.text)
    guards = (*around.guards(controller.class_, path), *controller.class_.decorators)
    guards = (*guards, *method.decorators)
    said = (_ANSWERS.get(each.name) for each in decorators)
    answer = next((each for each in said if each is not None), None)
    return Endpoint(
        verb, path, "NestJS", method.module or controller.module, declared.line, method,
        controller.class_, guards, answer or answer_of(verb, path, method, guards),
        whole=address.whole,
    )  # fmt: skip
