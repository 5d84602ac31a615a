"""Follows applications and routers into the functions that are handed them to register with."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Member,
    Name,
    Operation,
    Table,
    Template,
    Text,
    path_of,
)
from compliance.extract.code.model import Class, Function, Module, Parameter
from compliance.extract.routes.following import (
    MAX_HOPS,
    Located,
    function_of,
    located,
    value_of,
)
from compliance.extract.routes.node.dialect import receiver
from compliance.extract.routes.node.handed import REST, is_named_router, is_rest, parts
from compliance.extract.routes.node.resolver import NOTHING, Resolver, is_likely, is_made_in
from compliance.extract.routes.node.routers import Mount, Router
from compliance.extract.routes.paths import Written
from compliance.paths import below

# So many files of a folder are taken in one by one.
_MAX_FILES = 300
# By which methods of its own a router that a package wraps takes in all files of a folder.
_LOADS = frozenset("load autoload loadRoutes load_routes autoLoad".split())
_BEGINS_FOLDER = re.compile(r"[^/]{1,200}/index\.[cm]?[jt]s")


@dataclass
class Handing(Resolver):
    """What functions are handed by those that call them."""

    # One function may hand a router on to another one very often.
    _put: set[tuple[Router, Written, Function, str]] = field(default_factory=set)

    def hand_on(self, module: Module, call: Call) -> None:
        """A function that is handed a router registers with that one."""
        for position, argument in enumerate(call.arguments[:6]):
            if isinstance(argument, Table):
                self._hand_in(module, call, position, argument)
            elif is_looked_up(argument) and call.name in ("use", "register"):
                on = receiver(call)
                if on is not None and self.router(located(module, call).at(on)) is not None:
                    self.program.note_beyond(module.path, call.line)
            if not is_likely(argument):
                continue
            router = self.router(located(module, call).at(argument))
            if router is None:
                continue
            target = self.target(located(module, call).at(call.callee))
            if target is not None:
                self.hand_to(target, position, Mount(router, NOTHING, module, call.line))
            elif _is_open(call):
                mount = Mount(router, NOTHING, module, call.line)
                if not self._hand_to_folder(module, call, position, mount):
                    self.program.note_beyond(module.path, call.line)
            else:
                self._hand_back(located(module, call), call, position, router)

    def _hand_to_folder(self, module: Module, call: Call, position: int, mount: Mount) -> bool:
        """Hand a router to what each file of a folder gives: `require("./routes/" + name)(app)`.
        Says whether there is one that takes it.
        """
        taken, taking = False, call.callee
        if not isinstance(taking, Call):
            return False
        here = posixpath.dirname(module.path)
        for path in _in_folder(self.program.paths, taking, module):
            given = Text(call.line, value=f"./{posixpath.relpath(path, here)}")
            each = Call(call.line, callee=taking.callee, arguments=(given,), function=call.function)
            target = self.target(located(module, call).at(each))
            if target is not None:
                self.hand_to(target, position, mount)
                taken = True
        return taken

    def hand_to_loaded(self, module: Module, call: Call) -> None:
        """Hand a router to what each file of a folder gives, where the router is told to load them:
        `documented.load(new URL("./routes/", import.meta.url))`.
        """
        if call.name not in _LOADS:
            return
        on, name = receiver(call), _folder_of(call.argument(0))
        router = self.router(located(module, call).at(on)) if on is not None and name else None
        if router is None:
            return
        here, taken = posixpath.dirname(module.path), False
        folder = posixpath.normpath(posixpath.join(here, name))
        inside = (each for each in self.program.paths if posixpath.dirname(each) == folder)
        for path in itertools.islice(inside, _MAX_FILES):
            given = Text(call.line, value=f"./{posixpath.relpath(path, here or '.')}")
            file = Call(call.line, callee=Name(call.line, path="require"), arguments=(given,))
            gives = (file, Member(call.line, of=file, name="default"))
            found = (self.target(located(module, call).at(each)) for each in gives)
            target = next(filter(None, found), None)
            if target is not None:
                self.hand_to(target, 0, Mount(router, NOTHING, module, call.line))
                taken = True
        if not taken:
            self.program.note_beyond(module.path, call.line)

    def _hand_back(self, where: Located, call: Call, position: int, router: Router) -> None:
        """A function that is handed what it calls with a router: `build((app) => { … })`."""
        handed = self._handed.parameter(call.function, path_of(call.callee))
        if handed is None or not handed[1].name:
            return
        function, parameter = handed
        at = function.parameters.index(parameter)
        for module, each in self.calls_of(function):
            here = located(module, each)
            given = each.argument(at)
            own = function_of(self.program, here.at(given)) if given is not None else None
            if own is None or position >= len(own.parameters):
                continue
            on = self._on_which(here, each, function, router)
            self.hand_to(own, position, Mount(on, NOTHING, where.module, call.line))

    def _on_which(self, here: Located, call: Call, function: Function, router: Router) -> Router:
        """Of the routers that a function makes, one for each call, that of a certain call; of those
        that it is handed the one that this call hands to it.
        """
        if is_made_in(router, function):
            return self.router(here) or router
        for position, each in enumerate(function.parameters):
            given = call.argument(position)
            if given is not None and self.routers.get((function, each.name)) is router:
                return self.router(here.at(given)) or router
        return router

    def _hand_in(self, module: Module, call: Call, position: int, table: Table) -> None:
        """The same within an object: `register({ app, log })`."""
        likely = {
            key: each
            for key, each in table.entries.items()
            if is_likely(each) or (isinstance(each, Name) and is_named_router(key))
        }
        target = self.target(located(module, call).at(call.callee)) if likely else None
        if target is None or position >= len(target.parameters):
            return
        given = target.parameters[position]
        for path, each in parts(given, Table(table.line, entries=likely)):
            router = self.router(located(module, call).at(each))
            if router is not None:
                self._put_in(target, given, path, Mount(router, NOTHING, module, call.line))

    def _put_in(
        self, target: Function, given: Parameter, path: str, mount: Mount, hops: int = MAX_HOPS
    ) -> bool:
        """Mount the router that lies in what a function is handed, and that lies there still where
        the function hands all of that on: `register(context)`. Says whether that is new.
        """
        part = self.of_part(target, given, path)
        key = (mount.on, mount.path, target, path)
        if key in self._put:
            return False
        self._put.add(key)
        part.mount(mount)
        if target.module is None or hops <= 0:
            return True
        self.waiting.append(target.module)
        for call, position in _handing_on(target, given.name) if given.name else ():
            module = call.function.module if call.function is not None else None
            next_ = self.target(located(module, call).at(call.callee)) if module else None
            if next_ is None or module is None or position >= len(next_.parameters):
                continue
            taker = next_.parameters[position]
            name = path.removeprefix(f"{given.name}.")
            for local, _ in parts(taker, Table(call.line, entries={name: call})):
                further = Mount(part, NOTHING, module, call.line)
                self._put_in(next_, taker, local, further, hops - 1)
        return True

    def target(self, where: Located) -> Function | None:
        """The function that is called, of a class the one that makes its objects."""
        found = value_of(self.program, where)
        if found is None:
            return None
        if isinstance(found.expression, Class):
            return found.expression.method("constructor")
        return found.expression if isinstance(found.expression, Function) else None

    def hand_to(self, target: Function, position: int, mount: Mount, hops: int = MAX_HOPS) -> None:
        """Mount the router that a parameter of a function is, or is taken with by `...args`."""
        if is_rest(target.parameters, position):
            self._hand_rest(target, position - len(target.parameters) + 1, mount, hops)
        elif position < len(target.parameters):
            self.of_parameter(target, target.parameters[position]).mount(mount)
            if target.module is not None:
                self.waiting.append(target.module)

    def _hand_rest(self, target: Function, at: int, mount: Mount, hops: int) -> None:
        """Mount a router that is one of `...args`, and where the function hands all of them on."""
        rest = target.parameters[-1]
        name = rest.name.removeprefix(REST)
        path = f"{name}.{at}"
        if not self._put_in(target, rest, path, mount):
            return
        part = self.of_part(target, rest, path)
        for call, position in _handing_on(target, name, spread=True) if hops > 0 else ():
            module = call.function.module if call.function is not None else None
            next_ = self.target(located(module, call).at(call.callee)) if module else None
            if next_ is not None and module is not None:
                further = Mount(part, NOTHING, module, call.line)
                self.hand_to(next_, position + at, further, hops - 1)

    def calls_of(self, function: Function) -> Iterator[tuple[Module, Call]]:
        """The calls of a function, each with its file."""
        for module in self.program.modules(f"{function.name}(".encode()) if function.name else ():
            for call in module.calls:
                if call.name == function.name:
                    found = value_of(self.program, located(module, call).at(call.callee))
                    if found is not None and found.expression is function:
                        yield module, call


def _handing_on(
    function: Function, name: str, *, spread: bool = False
) -> Iterator[tuple[Call, int]]:
    """The calls in a function that hand on all of a parameter, each with the position there."""
    for each in function.everything():
        for call in each.calls:
            for position, argument in enumerate(call.arguments[:6]):
                is_spread = isinstance(argument, Operation) and argument.operator == REST
                handed = argument.operands[0] if isinstance(argument, Operation) else argument
                if is_spread == spread and isinstance(handed, Name) and handed.path == name:
                    yield call, position


def _folder_of(expression: Expression | None) -> str:
    """The folder that is named beside a file: `"./routes"`, `new URL("./routes/", …)`."""
    if isinstance(expression, Call) and expression.name == "URL":
        expression = expression.argument(0)
    elif isinstance(expression, Call) and expression.name in ("join", "resolve"):
        first, expression = expression.argument(0), expression.argument(1)
        if first is None or path_of(first) not in ("__dirname", "import.meta.dirname"):
            return ""
    value = expression.value if isinstance(expression, Text) else ""
    return "" if value.startswith("/") else value


def _in_folder(paths: Iterable[str], taking: Call, module: Module) -> Iterator[str]:
    """The files that are taken in by a name which is put behind that of their folder, or that
    folders of that name begin with.
    """
    said = taking.argument(0)
    if isinstance(said, Call):  # `path.join(__dirname, "routes", name)`
        joined = [each for each in said.arguments if path_of(each) != "__dirname"]
        written = tuple(itertools.takewhile(lambda each: isinstance(each, Text), joined))
        whole = said.name in ("join", "resolve") and 0 < len(written) < len(joined)
    else:
        parts = said.parts if isinstance(said, Template) else getattr(said, "operands", ())
        written = parts[:1]
        whole = len(parts) > 1 and getattr(written[0], "value", "").endswith("/")
    name = "/".join(getattr(each, "value", "") for each in written) if whole else ""
    if not name or name.startswith("/"):
        return
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(module.path), name))
    files = (each for each in paths if below(each, folder) and each != module.path)
    for path in itertools.islice(files, _MAX_FILES):
        inner = path.removeprefix(f"{folder}/")
        if "/" not in inner or _BEGINS_FOLDER.fullmatch(inner):
            yield path


def is_looked_up(expression: Expression) -> bool:
    """Whether a file is taken in whose name is only known while the program runs."""
    if not isinstance(expression, Call) or expression.path not in ("require", "import"):
        return False
    return bool(expression.arguments) and not isinstance(expression.arguments[0], Text)


def _is_open(call: Call) -> bool:
    """Whether a function is called that is looked up while the program runs: it may register
    anything.
    """
    callee = call.callee
    return isinstance(callee, Call) and is_looked_up(callee)
