"""Outlines of Python, and names followed through its modules."""

from __future__ import annotations

import pytest

from compliance.extract import EXTRACTORS, extract
from compliance.extract.code import MAX_SOURCE, Code, outline
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
from compliance.extract.code.model import Function, Module
from compliance.tree import Unreadable
from tests.compliance.extract.python_routes_cases import handlers_of
from tests.compliance.repositories import tree_of


def module_of(source: str | bytes) -> Module:
    return outline("a.py", source.encode() if isinstance(source, str) else source)


def value_of(source: str) -> Expression:
    """What `source` is as the value of an assignment."""
    (assignment,) = module_of(f"made = {source}\n").assignments
    return assignment.value


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


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    a()\nexcept A, B:\n    b()\nexcept* C as d:\n    c()\n",
        "match a():\n    case [b, *_] if c(): d()\n    case {'x': y}: e()\n",
        "def f[T: int](a: T) -> T: return a\nclass A[T]: pass\ntype X[T] = list[T]\n",
        "async def f():\n    async with a() as b, c(): pass\n    async for d in e(): pass\n",
        "with (a() as b, c() as d):\n    pass\n",
        "x = f'{a['b']}' f'''{\n  c\n}'''\n",
        "def f(a, /, *, b): pass\nprint(*a, sep='')\n@(yes if no else maybe)\ndef g(): pass\n",
        "print 'a', b\nprint >>sys.stderr, 'x'\nexec 'a = 1'\nraise A, 'b'\n",
        "a = 0777L\nb = ur'x'\nif a <> b: pass\nc = `a`\ntry: pass\nexcept A, e: pass\n",
        "",
        "\n\n",
        "# only a comment",
        "\ufeffa = 1\n",
        "a = 1\r\nb = 2\r\n",
        "a = 1\x0c\nb = '\x00'\n",
    ],
)
def test_what_was_and_will_be_python_is_read(source: str) -> None:
    made = module_of(source + "after = found()\n" if source.endswith("\n") else source)

    if source.endswith("\n"):
        assert made.assignments[-1].target == "after"
        assert made.calls[-1].name == "found"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(:\n    pass\na = g()\n", 1),
        ("a = 1\nb = (\nc = g()\n", 2),
        ("a = 1\n\nfor in b:\n    x = 1\nb = g()\n", 3),
        ("<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> b\nc = g()\n", 1),
    ],
)
def test_what_does_not_parse_is_counted_and_the_rest_is_read(source: str, line: int) -> None:
    made = module_of(source)

    assert made.broken == line
    assert "g" in [call.name for call in made.calls]


def test_broken_files_are_named() -> None:
    code = Code(tree_of({"a.py": "def f(:\n", "b.py": "a = 1\n"}))
    list(code.modules(["a.py", "b.py", "nowhere.py"]))

    assert code.broken == {"a.py": 1}
    assert code.unread == {"nowhere.py": "nowhere.py is not there"}


def test_bytes_that_are_no_text_are_replaced() -> None:
    made = module_of(b"# \xff\xfe\na = '\xe9'\nd\xe9f = 1\nb = f()\n")

    assert made.assignments[0].target == "a"
    assert made.assignments[0].value.value == "�"  # type: ignore[attr-defined]
    assert made.calls[-1].name == "f"


@pytest.mark.parametrize(
    "source",
    [
        "a = " + "(" * 5_000 + "1" + ")" * 5_000,
        "a = " + "[" * 5_000,
        "a = " + "f(" * 3_000 + ")" * 3_000,
        "a = b" + ".c" * 5_000,
        "a = b" + ".c()" * 4_000,
        "a = " + "+".join(["'x'"] * 4_000),
        "a = " + "not " * 4_000 + "b",
        "a = " + "lambda: " * 2_000 + "1",
        "a = " + "b if c else " * 1_500 + "d",
        "\n".join(" " * depth + "if a:" for depth in range(90)) + "\n" + " " * 90 + "pass",
        "\n".join(" " * depth + f"def f{depth}():" for depth in range(90))
        + "\n"
        + " " * 90
        + "f()",
    ],
    ids=range(11),
)
def test_deep_nesting_is_cut_and_never_fatal(source: str) -> None:
    made = module_of(source + "\nb = after()\n")

    assert made.path == "a.py"
    for assignment in made.assignments:
        assert isinstance(path_of(assignment.value), str)


def test_a_file_of_a_megabyte() -> None:
    line = f"def f(a, b=1):\n    # {'why ' * 30}\n    return g(a, b=b)\n"
    made = module_of(line * (MAX_SOURCE // len(line)))

    assert len(made.functions) == len(made.calls) == MAX_SOURCE // len(line)
    with pytest.raises(Unreadable, match="is larger than the source code that is read"):
        module_of(line * (MAX_SOURCE // len(line) + 1))


def test_a_line_that_a_program_wrote() -> None:
    with pytest.raises(Unreadable, match="has a line of more than 20,000 bytes"):
        module_of(f"a = '{'x' * 20_000}'\n")


FLASK = "from flask import Flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("files", "handler"),
    [
        ({"a.py": "def f(): ...\n", "app.py": "from a import f\n"}, "f"),
        ({"a.py": "def f(): ...\n", "app.py": "import a\nf = a.f\n"}, "f"),
        ({"f.py": "def f(): ...\n", "app.py": "from f import f\n"}, "f"),
        (
            {
                "p/__init__.py": "from .a import g as f\n",
                "p/a.py": "def g(): ...\n",
                "app.py": "from p import f\n",
            },
            "g",
        ),
        (
            {
                "p/__init__.py": "from .a import *\n",
                "p/a.py": "def f(): ...\n",
                "app.py": "from p import f\n",
            },
            "f",
        ),
        (
            {
                "p/__init__.py": "def f(): ...\n",
                "p/a.py": "from . import f\n",
                "app.py": "from p.a import f\n",
            },
            "f",
        ),
        (
            {
                "p/__init__.py": "",
                "p/q/__init__.py": "",
                "p/q/a.py": "from ..b import f\n",
                "p/b.py": "def f(): ...\n",
                "app.py": "from p.q.a import f\n",
            },
            "f",
        ),
        ({"src/a.py": "def f(): ...\n", "app.py": "from a import f\n"}, "f"),
        (
            {"a.py": "class A:\n    def f(self): ...\n", "app.py": "from a import A\nf = A().f\n"},
            "A.f",
        ),
        (
            {
                "a.py": "class A:\n    def f(self): ...\ndef make() -> A: ...\nmade = make()\n",
                "app.py": "from a import made\nf = made.f\n",
            },
            "A.f",
        ),
        (
            {
                "a.py": "class B:\n    def f(self): ...\nclass A(B):\n    pass\nmade = A()\n",
                "app.py": "import a\nf = a.made.f\n",
            },
            "B.f",
        ),
        (
            {
                "a.py": "from b import f\n",
                "b.py": "from a import f\n",
                "app.py": "from a import f\n",
            },
            "",
        ),
        ({"app.py": "from package.of_others import f\n"}, ""),
    ],
)
def test_names_are_followed_through_modules(files: dict[str, str], handler: str) -> None:
    rule = "app.add_url_rule('/f', view_func=f)\n"
    found = handlers_of({**files, "app.py": FLASK + files["app.py"] + rule}, "flask")

    assert found.get("GET /f", "") == handler


def test_an_outline_is_shared_between_those_who_read_it() -> None:
    tree = tree_of({"requirements.txt": "flask\n", "app.py": FLASK})
    facts = extract(tree, EXTRACTORS)

    assert len(facts.by_component) == 1


def test_the_parts_of_a_chain() -> None:
    call = value_of("select(User).where(User.a == 1).limit(5)")

    assert isinstance(call, Call)
    assert [each.name for each in call.chain()] == ["limit", "where", "select"]
    assert isinstance(call.callee, Member)
    assert isinstance(call.callee.of, Call)
    assert isinstance(call.callee.of.callee, Member)
    assert isinstance(call.argument(0), Constant)
    assert isinstance(value_of("a.b"), Name)


@pytest.mark.parametrize(
    ("lines", "excerpt"),
    [
        ((2, 2), "first = run("),
        ((2, 4), "first = run(\n    1,\n)"),
        ((2, 99), "first = run(\n    1,\n)\nsecond = 2"),
        ((4, 0), ")"),
    ],
)
def test_evidence_quotes_its_lines_without_their_common_indentation(
    lines: tuple[int, int], excerpt: str
) -> None:
    source = b"if True:\n    first = run(\n        1,\n    )\n    second = 2\n"
    assert outline("a.py", source).evidence(*lines).excerpt == excerpt


def test_evidence_quotes_the_first_few_of_many_lines() -> None:
    source = b"".join(b"line_%d()\n" % number for number in range(1, 30))
    excerpt = outline("a.py", source).evidence(3, 20).excerpt
    assert excerpt.split("\n") == [f"line_{number}()" for number in range(3, 8)]
