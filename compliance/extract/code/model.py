"""What is kept of a source file: its functions, classes, assignments and imports, with the
expressions in them, in one shape for JavaScript, TypeScript and Python.

It is an outline, not a syntax tree: statements are left out, and so is what no question here needs.
Positions are lines from 1.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call, Expression, Sequence, path_of
from compliance.facts import Evidence

# As many lines of a place are quoted.
_EXCERPT_LINES = 5
_LINE_BREAK = re.compile(rb"\n")


@dataclass(slots=True, eq=False)
class Block:
    """A loop or a `with`: all that stands in its body.

    `kind` is for, while, comprehension or with; `subject` what is iterated, tested or entered, of
    JavaScript's counting `for` how it counts, where one `with` enters several
    the list of them.
    `target` is what each item is called in the loop, "" where a pattern takes it apart; in Python
    `taken` are the names of that pattern, where it has nothing else. `condition` is how long
    JavaScript's counting `for` goes on.
    """

    kind: str
    line: int
    subject: Expression | None = None
    outer: Block | None = None
    target: str = ""
    taken: tuple[str, ...] = ()
    condition: Expression | None = None

    @property
    def entered(self) -> tuple[Expression, ...]:
        """What a `with` enters, one after the other; nothing in a loop."""
        if self.is_loop or self.subject is None:
            return ()
        return self.subject.items if isinstance(self.subject, Sequence) else (self.subject,)

    @property
    def is_loop(self) -> bool:
        """Whether its body runs once for each of something."""
        return self.kind != "with"


@dataclass(slots=True, eq=False)
class Read:
    """A place that reads an attribute or a key of a request or of the environment.

    `fallback`: another value stands behind it there, by `??`, `||` or `or`. `asked`: the place only
    asks whether there is one, as the condition of a choice, or whether it is a certain one.
    """

    value: Expression
    line: int
    function: Function | None = None
    fallback: bool = False
    asked: bool = False

    @property
    def path(self) -> str:
        """What is read, as a path."""
        return path_of(self.value)


@dataclass(slots=True, eq=False)
class Parameter:
    """A parameter: its name ("" where a pattern takes it apart), type as written, and default.
    `taken` are the local names and the keys of a pattern that takes an object apart.
    """

    name: str
    type: str = ""
    default: Expression | None = None
    decorators: tuple[Expression, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, eq=False)
class Function(Expression):
    """A function, method, arrow function or lambda.

    `name` is empty for one that has none; `argument_of` is the call that it is handed to.
    `returns` are the expressions that it returns. `class_` is the class that it is a method of,
    `outer` the function that it stands in.
    """

    name: str = ""
    end_line: int = 0
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[Expression, ...] = ()
    is_async: bool = False
    exported: bool = False
    outer: Function | None = None
    class_: Class | None = None
    block: Block | None = None
    argument_of: Call | None = None
    module: Module | None = None
    result: str = ""
    calls: list[Call] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    returns: list[Expression] = field(default_factory=list)
    inner: list[Function] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    _by_target: dict[str, list[Assignment]] | None = field(default=None, init=False)

    def assigned(self, name: str) -> list[Assignment]:
        """The assignments to a name in it, in their order."""
        if self._by_target is None:
            self._by_target = {}
            for each in self.assignments:
                self._by_target.setdefault(each.target, []).append(each)
        return self._by_target.get(name, [])

    @property
    def qualified(self) -> str:
        """Its name, with that of its class before it."""
        return f"{self.class_.name}.{self.name}" if self.class_ else self.name

    def everything(self) -> Iterator[Function]:
        """Itself and the functions that are written in it, at any depth."""
        waiting = [self]
        while waiting:
            each = waiting.pop()
            yield each
            waiting.extend(reversed(each.inner))


@dataclass(slots=True, eq=False)
class Field:
    """A field of a class: type as written, value, decorators."""

    name: str
    line: int
    type: str = ""
    value: Expression | None = None
    decorators: tuple[Expression, ...] = ()


@dataclass(slots=True, eq=False)
class Class(Expression):
    """A class; `bases` are what it extends, in Python with `keywords` (a metaclass)."""

    name: str = ""
    end_line: int = 0
    bases: tuple[Expression, ...] = ()
    keywords: Mapping[str, Expression] = field(default_factory=dict)
    decorators: tuple[Expression, ...] = ()
    exported: bool = False
    outer: Class | None = None
    module: Module | None = None
    fields: list[Field] = field(default_factory=list)
    methods: list[Function] = field(default_factory=list)
    inner: list[Class] = field(default_factory=list)

    def method(self, name: str) -> Function | None:
        """The method of that name, its own only."""
        return next((each for each in self.methods if each.name == name), None)

    def field(self, name: str) -> Field | None:
        """The field of that name, its own only."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(slots=True, eq=False)
class Assignment:
    """`target = value`, at whatever depth. `target` is a dotted name; of a pattern that takes its
    value apart, `parts` has for each local name the key that it is taken from and its default; of
    a list in JavaScript the key is the position.
    """

    target: str
    value: Expression
    line: int
    parts: Mapping[str, tuple[str, Expression | None]] = field(default_factory=dict)
    function: Function | None = None
    exported: bool = False


@dataclass(slots=True, eq=False)
class Import:
    """Names taken from a module: local name -> name there (`*` is the module itself, `default` its
    default). `source` is the module as it is written, relative dots of Python included.
    """

    source: str
    names: Mapping[str, str]
    line: int


@dataclass(slots=True, eq=False)
class Module:
    """The outline of one source file. `broken` is the first line that did not parse, 0 where all
    did; what stands elsewhere in the file is there all the same. `starts` are the bytes where its
    lines begin, once somebody asked for some.
    """

    path: str
    language: str
    source: bytes
    broken: int = 0
    imports: list[Import] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    _at_top: defaultdict[str, list[Assignment]] | None = None

    @property
    def is_python(self) -> bool:
        """Whether it is Python; else it is JavaScript or TypeScript."""
        return self.language == "python"

    def assigned(self, name: str) -> list[Assignment]:
        """The assignments to a name at its top, in their order."""
        if self._at_top is None:
            self._at_top = defaultdict(list)
            for each in self.assignments:
                if each.function is None:
                    self._at_top[each.target].append(each)
        return self._at_top.get(name, [])

    def imported(self, name: str) -> tuple[str, str] | None:
        """Where a local name is imported from: the module as written, and the name there."""
        for each in self.imports:
            if name in each.names:
                return each.source, each.names[name]
        return None

    def imports_from(self, *sources: str) -> bool:
        """Whether something comes from a package, or from a module inside of it."""
        return any(
            each.source == source or each.source.startswith((f"{source}/", f"{source}."))
            for each in self.imports
            for source in sources
        )

    def text(self, line: int, end_line: int) -> bytes:
        """What is written from a line, the first being 1, to another, as far as there is any; it
        costs what these lines do, however long the file is.
        """
        starts = self._line_starts()
        if not 0 < line <= len(starts):
            return b""
        end = starts[end_line] - 1 if end_line < len(starts) else None
        return self.source[starts[line - 1] : end]

    def _line_starts(self) -> list[int]:
        if not self.starts:
            self.starts = [0, *(each.end() for each in _LINE_BREAK.finditer(self.source))]
        return self.starts

    def evidence(self, line: int, end_line: int = 0) -> Evidence:
        """Lines of the file as evidence; the excerpt is the first few of them."""
        self._line_starts()
        first = min(line, len(self.starts))
        last = max(first, min(end_line, line + _EXCERPT_LINES - 1, len(self.starts)))
        start, last_start = self.starts[first - 1], self.starts[last - 1]
        end = self.source.find(b"\n", last_start, last_start + 2_000)
        text = self.source[start : end if end >= 0 else last_start + 2_000]
        excerpt = textwrap.dedent(text.decode("utf-8", "replace")).rstrip()
        return Evidence(self.path, line, end_line, excerpt)
