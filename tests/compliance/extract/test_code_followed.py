"""Names in Python that are followed through modules, and what is quoted of a place."""

from __future__ import annotations

import pytest

from compliance.extract import EXTRACTORS, extract
from compliance.extract.code import outline
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Member,
    Name,
)
from tests.compliance.extract.outlined import value_of
from tests.compliance.extract.python_routes_cases import handlers_of
from tests.compliance.repositories import tree_of

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
