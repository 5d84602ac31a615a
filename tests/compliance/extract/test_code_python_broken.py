"""Outlines of Python that does not parse, is no text, is too deep or too long."""

from __future__ import annotations

import pytest

from compliance.extract.code import MAX_SOURCE, Code
from compliance.extract.code.expressions import (
    path_of,
)
from compliance.tree import Unreadable
from tests.compliance.extract.outlined import module_of
from tests.compliance.repositories import tree_of


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
