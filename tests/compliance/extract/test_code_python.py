"""Outlines of Python, and names followed through its modules."""

from __future__ import annotations

import pytest

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Operation,
    Sequence,
    Table,
    Template,
    Text,
    path_of,
)
from compliance.extract.code.model import Function
from tests.compliance.extract.outlined import module_of


def spelled(value: Expression) -> object:
    """An expression in a few characters."""
    match value:
        case Text():
            return value.value
        case Template():
            return value.text
        case Constant():
            return f"<{value.value}>"
        case Call():
            given = [spelled(each) for each in value.arguments]
            named = {key: spelled(each) for key, each in value.keywords.items()}
            return (path_of(value.callee), *given, *([named] if named else []))
        case Sequence():
            return [spelled(each) for each in value.items]
        case Table():
            return {key: spelled(each) for key, each in value.entries.items()}
        case Operation():
            return (value.operator, *(spelled(each) for each in value.operands))
        case Item():
            return (spelled(value.of), "at", spelled(value.key))
        case Function():
            return f"def {[each.name for each in value.parameters]}"
        case _:
            return path_of(value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a' \"b\"", "ab"),
        ("'it\\'s\\n'", "it's\n"),
        (r"r'\d+'", r"\d+"),
        ("b'a'", "a"),
        ("'''a\nb'''", "a\nb"),
        ("f'/{a}/b'", "/{}/b"),
        ("f'{a!r:>{width}} {{x}}'", "{} {{x}}"),
        ("t'<p>{a}</p>'", "<p>{}</p>"),
        ("'a' f'{b}' 'c'", "a{}c"),
        ("1_000", "<1_000>"),
        ("1.5e3", "<1.5e3>"),
        ("None", "<None>"),
        ("...", "<...>"),
        ("a.b.c", "a.b.c"),
        ("a().b", "a().b"),
        ("a[0]", ("a", "at", "<0>")),
        ("a['b'].c", "a[].c"),
        ("dict[str, int]", ("dict", "at", ["str", "int"])),
        ("f(1, *a, b=2, **c)", ("f", "<1>", ("*", "a"), ("**", "c"), {"b": "<2>"})),
        ("f(x for x in y)", ("f", ("for", "x", "y"))),
        ("a.b(c)(d)", ("a.b()", "d")),
        ("await a.b()", ("a.b",)),
        ("(a)", "a"),
        ("[1, (2, 3), {4}]", ["<1>", ["<2>", "<3>"], ["<4>"]]),
        ("1, 2", ["<1>", "<2>"]),
        ("{'a': 1, b: 2, **c}", {"a": "<1>", "b": "<2>"}),
        ("a + b", ("+", "a", "b")),
        ("a or b and not c", ("or", "a", ("and", "b", ("not", "c")))),
        ("-a", ("-", "a")),
        ("a not in b", ("not in", "a", "b")),
        ("a < b <= c", ("< <=", "a", "b", "c")),
        ("a if b else c", ("?:", "b", "a", "c")),
        ("[x.y for x in z if x]", ("for", "x.y", "z")),
        ("{k: v for k, v in z}", ("for", ["k", "v"], "z")),
        ("{x for x in z}", ("for", "x", "z")),
        ("lambda a, *b, c=1: a", "def ['a', 'b', 'c']"),
        ("(n := 10)", "<10>"),
        ("a[1:2]", ("a", "at", "?")),
        ("(yield a)", "?"),
    ],
)
def test_expressions(source: str, expected: object) -> None:
    made = module_of(f"made = {source}\n")

    assert spelled(made.assignments[-1].value) == expected
    assert not made.broken


def test_a_call_knows_where_it_stands() -> None:
    source = (
        "top()\n"
        "def f():\n"
        "    with open('a') as b, other():\n"
        "        in_with()\n"
        "    for x in rows():\n"
        "        in_for(\n"
        "            x)\n"
        "        while test():\n"
        "            in_while()\n"
        "    return [in_comprehension(y) for y in more()]\n"
        "class A:\n"
        "    field = in_class()\n"
        "    async def g(self):\n"
        "        await in_method()\n"
    )
    found = {
        call.name: (
            call.function.qualified if call.function else "",
            call.block.kind if call.block else "",
            call.class_.name if call.class_ else "",
        )
        for call in module_of(source).calls
    }
    calls = {call.name: call for call in module_of(source).calls}

    assert found == {
        "top": ("", "", ""),
        "open": ("f", "", ""),
        "other": ("f", "", ""),
        "in_with": ("f", "with", ""),
        "rows": ("f", "", ""),
        "in_for": ("f", "for", ""),
        "test": ("f", "for", ""),
        "in_while": ("f", "while", ""),
        "more": ("f", "", ""),
        "in_comprehension": ("f", "comprehension", ""),
        "in_class": ("", "", "A"),
        "in_method": ("A.g", "", ""),
    }
    assert (calls["in_for"].line, calls["in_for"].end_line) == (6, 7)
    assert [each.name for each in calls.values() if each.awaited] == ["in_method"]
    assert calls["in_while"].block.outer is not None  # type: ignore[union-attr]


def test_functions_have_parameters_decorators_and_results() -> None:
    source = (
        "@first\n@second('x', y=1)\n"
        "async def f[T](a, b: int, /, c='d', *args, e: str = None, **kwargs: int) -> list[T]:\n"
        "    def inner(): ...\n"
        "    return inner\n"
        "def _hidden(*, a): pass\n"
        "run(lambda x: x.y)\n"
    )
    f, inner, hidden, unnamed = module_of(source).functions

    assert [(each.name, each.type) for each in f.parameters] == [
        ("a", ""), ("b", "int"), ("c", ""), ("args", ""), ("e", "str"), ("kwargs", "int"),
    ]  # fmt: skip
    assert [path_of(each) for each in f.decorators] == ["first", "second()"]
    assert (f.is_async, f.exported, f.result, f.end_line) == (True, True, "list[T]", 5)
    assert [path_of(each) for each in f.returns] == ["inner"]
    assert inner.outer is f
    assert f.inner == [inner]
    assert not hidden.exported
    assert unnamed.argument_of is not None
    assert unnamed.argument_of.name == "run"
    assert [path_of(each) for each in unnamed.returns] == ["x.y"]


def test_classes_have_bases_fields_and_methods() -> None:
    source = (
        "@mark\nclass A(b.Base[int], Mixin, metaclass=Meta):\n"
        "    plain = 1\n    typed: int = 2\n    bare: str\n"
        "    class Inner:\n        x = 1\n"
        "    @property\n    def p(self): return self._p\n"
        "    def m(self):\n        self.made = Thing()\n"
    )
    (a,) = module_of(source).classes

    assert [path_of(each) for each in a.bases] == ["b.Base[]", "Mixin"]
    assert [path_of(each) for each in a.decorators] == ["mark"]
    assert [(each.name, each.type, each.value is None) for each in a.fields] == [
        ("plain", "", False), ("typed", "int", False), ("bare", "str", True),
    ]  # fmt: skip
    assert [each.name for each in a.inner] == ["Inner"]
    assert [each.name for each in a.methods] == ["p", "m"]
    assert [each.target for each in a.methods[1].assignments] == ["self.made"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a", [("a", {"a": "*"})]),
        ("import a.b.c", [("a", {"a": "*"}), ("a.b.c", {"a.b.c": "*"})]),
        ("import a.b as c", [("a.b", {"c": "*"})]),
        ("from a import b, c as d", [("a", {"b": "b", "d": "c"})]),
        ("from . import (b,\n  c)", [(".", {"b": "b", "c": "c"})]),
        ("from ..a.b import c", [("..a.b", {"c": "c"})]),
        ("from a import *", [("a", {"*": "*"})]),
        ("if True:\n    try:\n        import a\n    except ImportError: pass", [("a", {"a": "*"})]),
    ],
)
def test_imports(source: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    found = module_of(source + "\n").imports

    assert [(each.source, dict(each.names)) for each in found] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = 1", [("a", "<1>")]),
        ("a: int = 1", [("a", "<1>")]),
        ("a: int", []),
        ("a = b = 1", [("a", "<1>"), ("b", "<1>")]),
        ("a += [1]", [("a", ("+=", "a", ["<1>"]))]),
        ("a.b |= c", [("a.b", ("|=", "a.b", "c"))]),
        ("a['b'] = 1", [("a['b']", "<1>")]),
        ("if (n := f()):\n    pass", [("n", ("f",))]),
        ("type X = int", []),
    ],
)
def test_assignments(source: str, expected: list[tuple[str, object]]) -> None:
    found = module_of(source + "\n").assignments

    assert [(each.target, spelled(each.value)) for each in found] == expected


def test_an_assignment_that_takes_its_value_apart() -> None:
    (taken,) = module_of("def f():\n    a, (b, c), d = g()\n").assignments

    assert taken.target == ""
    assert {name: key for name, (key, _) in taken.parts.items()} == {"a": "0", "d": "2"}
    assert taken.function is not None


def test_reads_of_requests_and_of_the_environment() -> None:
    source = (
        "def f(request):\n"
        "    a = request.POST['x']\n"
        "    b = os.environ['Y'] or 'z'\n"
        "    c = request.user.name if request.user else None\n"
        "    request.seen = True\n"
        "    return request.GET.get('p')\n"
    )
    found = [(each.path, each.fallback, each.asked) for each in module_of(source).reads]

    assert found == [
        ("request.POST[]", False, False),
        ("os.environ[]", True, False),
        ("request.user.name", False, False),
        ("request.user", False, True),
        ("request.GET", False, False),
    ]
