"""Python is parsed as far as people write it, and no further."""

from __future__ import annotations

import ast

import pytest

from compliance.extract.python_source import parse_python
from compliance.tree import Unreadable


def test_a_source_is_parsed_and_never_run() -> None:
    module = parse_python("raise SystemExit\n", "a.py")

    assert isinstance(module.body[0], ast.Raise)


def test_a_long_one_is_parsed_as_long_as_it_says_little() -> None:
    assert parse_python(f"text = '{'a' * 2_000_000}'\n", "a.py").body


@pytest.mark.parametrize("source", ["a;" * 60_000, "[[]," * 60_000, "a\n" * 110_000])
def test_one_that_would_fill_the_memory_is_refused(source: str) -> None:
    with pytest.raises(Unreadable, match=r"a\.py is larger than the Python that is parsed here"):
        parse_python(source, "a.py")


@pytest.mark.parametrize("source", ["def", "\0", "(" * 5000, "a" + ".b" * 40_000, "\ud800"])
def test_what_does_not_parse_is_unreadable(source: str) -> None:
    with pytest.raises(Unreadable, match=r"a\.py is no Python that is read here"):
        parse_python(source, "a.py")


def test_what_the_compiler_thinks_of_an_escape_is_nobodys_concern() -> None:
    assert parse_python("'\\d'", "a.py").body
