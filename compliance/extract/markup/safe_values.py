"""Tells values in which nothing can be that somebody wrote into a request, or nothing of it that
matters in HTML.
"""

from __future__ import annotations

import functools
import re

from compliance.extract.access.words import words
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    Template,
    Text,
    path_of,
)
from compliance.extract.code.model import Assignment, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.markup import react
from compliance.extract.markup.asserted import harmless
from compliance.extract.markup.converters import escapes
from compliance.extract.markup.handed import handed
from compliance.extract.markup.loops import first_loop, loops_around
from compliance.extract.markup.marks import mark_of
from compliance.extract.markup.parts import kept, parts
from compliance.extract.markup.props import handed_props
from compliance.extract.markup.replaced import given_in, standing
from compliance.extract.markup.typed import is_harmless_by_type
from compliance.extract.query_sites.local_names import added, looped

MAX_HOPS = 6
# Of what is added to a list so much is looked at.
_MAX_ADDED = 200
_SAFE_WORDS = frozenset(
    """sanitize sanitise sanitized sanitizer sanitizehtml purify dompurify bleach clean nh3 escape
    escaped escapehtml format_html format_html_join render stringify json_script dumps encode
    urlencode quote highlight conditional render_to_string striptags linebreaks gettext translate
    static url_for reverse highlighted highlighter int float len count sum round str_join now
    isoformat codetohtml qr qrcode esc micromark strftime naturaltime naturalday naturalsize
    floatformat filesizeformat intcomma timesince timeuntil gettime tofixed toisostring parseint
    parsefloat""".split()
)
# Packages whose functions escape what they are handed, whatever a module calls them.
_ESCAPING = frozenset(
    ["@markdoc/markdoc", "devalue", "htmlescape", "jsesc", "serialize-javascript", "xss"]
)
# Addresses that a program makes, and parts of one that was read: both are percent-encoded.
_ADDRESSES = frozenset(
    "url get_absolute_url build_absolute_uri generate_presigned_url getSignedUrl URL".split()
)
# What these answer is made of what they are given, and of what they are called on.
_KEEPS = frozenset(
    """join format replace replaceAll sub strip trim concat toString split splitlines find filter
    at slice str String force_str""".split()
)
# What a program says of itself to those who read its documentation.
_OF_APPLICATIONS = ("app.title", "app.version", "app.openapi_url")
_NUMBERS = frozenset("count counts total length size width height percent percentage".split())
_OF_REQUESTS = frozenset("req request query body params form headers cookies".split())
# What the program counts or draws for its own rows; a name of an address's part may be anything.
_KEYS = frozenset(["id", "pk", "uid", "uuid"])
_PAGES = frozenset("current next previous prev first last".split())
# What Django shows for one of the choices that a program gives: `order.get_status_display()`.
_CHOSEN = re.compile(r"get_\w{1,80}_display")


class SafeValues:
    """Follows values to where they come from, within one module and what it takes in."""

    def __init__(self, module: Module, program: Program) -> None:
        self._module = module
        self._program = program
        # Names that are being looked at: what is made of itself is what it was made of before.
        self._open: set[tuple[int, str, int]] = set()
        self._first_loops: dict[int, float] = {}
        self._function: Function | None = None
        self._loops: dict[str, Expression] = {}
        self._harmless: frozenset[str] = frozenset()

    def is_safe_at(self, call: Call, value: Expression) -> bool:
        """Whether what a call is handed is safe. Where it stands says more of the names in it: what
        loops go through, and what was asked before.
        """
        self._function, self._loops = call.function, loops_around(call)
        if self._module.is_python:
            self._harmless = harmless(self._module, call.line)
        safe = self.is_safe(value, call.function)
        self._function, self._loops, self._harmless = None, {}, frozenset()
        return safe

    def _first_loop(self, function: Function) -> float:
        if id(function) not in self._first_loops:
            self._first_loops[id(function)] = first_loop(function)
        return self._first_loops[id(function)]

    @functools.cached_property
    def _functions(self) -> frozenset[str]:
        """The names of the module's functions, of which each value asks."""
        return frozenset(each.name for each in self._module.functions)

    def is_safe(self, value: Expression, function: Function | None, hops: int = MAX_HOPS) -> bool:
        """Whether nothing that somebody wrote into a request can be in a value, or nothing of it
        that matters.
        """
        while isinstance(value, Item | Member):
            value = value.of
        if hops <= 0 or isinstance(value, Text | Constant):
            return isinstance(value, Text | Constant)
        match value:
            case Call():
                return self._is_safe_call(value, function, hops)
            case Template():
                return all(self.is_safe(each, function, hops - 1) for each in value.values)
            case Operation():
                return all(self.is_safe(each, function, hops - 1) for each in parts(value))
            case Sequence():
                return all(self.is_safe(each, function, hops) for each in value.items)
            case Table():
                return all(self.is_safe(each, function, hops) for each in value.entries.values())
            case Name():
                return self._is_safe_name(value, function, hops)
        return False

    def _is_safe_call(self, call: Call, function: Function | None, hops: int) -> bool:
        if self._escapes_by_name(call) or escapes(self._program, self._module, call):
            return True
        if isinstance(call.callee, Function):
            made_here = call.callee
            return all(self.is_safe(each, made_here, hops - 1) for each in made_here.returns)
        # Whatever a tag makes of its text, nothing of others gets into it.
        if call.tagged or mark_of(call, self._module):
            return all(self.is_safe(each, function, hops - 1) for each in call.arguments)
        if call.path == "map" and len(call.arguments) == 2:
            return self._escapes(call.arguments[0], function, hops)
        if call.name in _KEEPS or react.is_translation(call):
            return all(self.is_safe(each, function, hops - 1) for each in kept(call))
        maker = react.remembered(call) or react.mapped(call)
        if maker is not None:
            return all(self.is_safe(each, maker, hops - 1) for each in maker.returns)
        if react.is_script_of_package(self._program, self._module, call):
            return True
        meaning = self._program.meaning(self._module, path_of(call.callee), function)
        made = meaning.value if meaning is not None else None
        if isinstance(made, Function) and made.returns and meaning is not None:
            inner = SafeValues(meaning.module, self._program)
            return all(inner.is_safe(each, made, hops - 1) for each in made.returns)
        return meaning is None and self._is_safe_method(call, hops)

    def _is_safe_method(self, call: Call, hops: int) -> bool:
        """Whether a method that says it makes HTML, and that one class alone has, makes safe one
        of whatever it is called on: `each.html()`.
        """
        if not call.receiver or call.arguments or "html" not in words(call.name):
            return False
        made = self._program.only_method(call.name)
        if made is None or made.module is None:
            return False
        inner = SafeValues(made.module, self._program)
        answers = made.returns
        return bool(answers) and all(inner.is_safe(each, made, hops - 1) for each in answers)

    def _escapes_by_name(self, call: Call) -> bool:
        """Whether what is called says so, here or where it comes from: `_` may be `gettext`."""
        if call.name in _ADDRESSES or _CHOSEN.fullmatch(call.name):
            return True
        package, there = self._module.imported(call.path.partition(".")[0]) or ("", "")
        named = {*words(call.path), call.name.lower()}
        if "." not in call.path:
            named.update(words(there))
        return package in _ESCAPING or not _SAFE_WORDS.isdisjoint(named)

    def _escapes(self, made_by: Expression, function: Function | None, hops: int) -> bool:
        """Whether what a function makes of each value is safe, by its name or its answers."""
        if not isinstance(made_by, Name) or made_by.path in _KEEPS:
            return False
        if not _SAFE_WORDS.isdisjoint(words(made_by.path)):
            return True
        return self._is_safe_call(Call(made_by.line, callee=made_by), function, hops - 1)

    def _are_safe(
        self,
        values: list[Expression],
        function: Function | None,
        name: str,
        hops: int,
        since: int = 0,
    ) -> bool:
        """Whether all that a name of a function is given is, `since` the line of the first."""
        place = (id(function), name, since)
        if place in self._open:
            return True
        self._open.add(place)
        safe = all(self.is_safe(each, function, hops - 1) for each in values)
        self._open.discard(place)
        return safe

    def _is_safe_name(self, name: Name, function: Function | None, hops: int) -> bool:
        # What a model of Django's is called, and its fields, the code says.
        if name.path.endswith(_OF_APPLICATIONS) or "._meta." in name.path:
            return True
        if name.path.rpartition(".")[2].isupper() and _OF_REQUESTS.isdisjoint(words(name.path)):
            return True  # A constant, and not Django's `request.GET`.
        if not _SAFE_WORDS.isdisjoint(words(name.path)) or _is_number(name.path):
            return True
        here = function is self._function
        if here and name.path in self._harmless:
            return True
        if here and name.path in self._loops:
            return self._are_safe([self._loops[name.path]], function, name.path, hops + 1)
        by_type = is_harmless_by_type(function, name.path)
        return by_type or self._is_safe_by_assignment(name, function, hops)

    def _is_safe_handed(
        self,
        given: list[tuple[Module, Function | None, Expression]],
        function: Function,
        name: str,
        hops: int,
    ) -> bool:
        """Whether all that a parameter, or a prop, is handed is."""
        place = (id(function), name, 0)
        if place in self._open:
            return True
        self._open.add(place)
        safe = all(
            (self if module is self._module else SafeValues(module, self._program)).is_safe(
                value, within, hops - 1
            )
            for module, within, value in given
        )
        self._open.discard(place)
        return safe

    def _is_safe_by_assignment(self, name: Name, function: Function | None, hops: int) -> bool:
        around = function
        while around is not None:
            if props := handed_props(self._program, around, name.path):
                return self._is_safe_handed(props, around, name.path, hops)
            made = self._given(name, around, function)
            if made:
                values = [each.value for each in made]
                values += added(around).get(name.path, ())[:_MAX_ADDED]
                return self._are_safe(values, around, name.path, hops, made[0].line)
            subject = looped(around).get(name.path.partition(".")[0])
            if subject is not None:
                return self._are_safe([subject], around, name.path, hops)
            through = react.gone_through(around, name.path)
            if through is not None:
                return self.is_safe(through, around.outer, hops - 1)
            around = around.outer
        kept = react.states(self._module, name.path)
        if kept is not None:
            return all(self.is_safe(each, within, hops - 1) for each, within in kept)
        if name.path in self._functions:
            return True  # The text of a function is code of the program.
        if function is not None and (given := handed(self._program, function, name.path)):
            return self._is_safe_handed(given, function, name.path, hops)
        meaning = self._program.meaning(self._module, name.path, None)
        if meaning is None or meaning.value is name:
            return False
        return SafeValues(meaning.module, self._program).is_safe(meaning.value, None, hops - 1)

    def _given(self, name: Name, around: Function, function: Function | None) -> list[Assignment]:
        """What a name may stand for where it is read, of what a function around gives it."""
        passed = around is function and name.line < self._first_loop(around)
        # On its own line a name of Python stands for what it was given before.
        last = name.line - self._module.is_python
        made = [
            each
            for each in given_in(around).get(name.path, ())
            if not react.is_state(each.value) and not (passed and each.line > last)
        ]
        return list(standing(name.path, name.line, made)) if around is function else made


def _is_number(path: str) -> bool:
    """Whether a name is one of a number: `pagination.currentPage`, `rowCount`, or a row's own key,
    `order.id`; whatever a request calls so may be anything.
    """
    *_, before, last = ("", "", *words(path.rpartition(".")[2]))
    if not _OF_REQUESTS.isdisjoint(words(path)):
        return False
    if last in _KEYS and not before and "." in path:
        return True
    return last in _NUMBERS or (last == "page" and before in _PAGES)
