"""How shell text is split into commands."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.commands import shell


def words(text: str) -> list[tuple[str, ...]]:
    return [command.words for command in shell.split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("npm test", [("npm", "test")]),
        ("a && b || c; d | e & f", [("a",), ("b",), ("c",), ("d",), ("e",), ("f",)]),
        ("a\nb\r\nc", [("a",), ("b",), ("c",)]),
        ("a \\\n  b", [("a", "b")]),
        ("a 'b c' \"d e\" f\\ g", [("a", "b c", "d e", "f g")]),
        ("a '' \"\"", [("a", "", "")]),
        ("a # b\nc", [("a",), ("c",)]),
        ("a#b", [("a#b",)]),
        ("a > out.txt 2>&1 < in.txt b", [("a", "b")]),
        ("a &> out.txt", [("a",)]),
        ("X=1 a", [("X=1", "a")]),
        ("if a; then b; else c; fi", [("a",), ("b",), ("c",)]),
        ("! a", [("a",)]),
        ("while a; do b; done", [("a",), ("b",)]),
        ("[ -f x ] && a", [("a",)]),
        ("[[ $X == 1 ]] && a", [("a",)]),
        ("if [[ $X == 1 && ( -n $Y || $Z ) ]]; then a; fi", [("a",)]),
        ("{ a; b; }", [("a",), ("b",)]),
        ("cat <<EOF\nnot run\nEOF\na", [("cat",), ("a",)]),
        ("cat <<-'EOF' > f\n\tnot run\n\tEOF\na", [("cat",), ("a",)]),
        ("a <<< text", [("a",)]),
        ("x=$(a b) c", [("a", "b"), ("x=$(a b)", "c")]),
        ('echo "$(a "b)")"', [("a", "b)"), ("echo", '$(a "b)")')]),
        ("echo `a`", [("a",), ("echo", "`a`")]),
        ("a ${X:-b c} d", [("a", "${X:-b c}", "d")]),
        ("a ${{ x && y }} b", [("a", "${{ x && y }}", "b")]),
        ("a $((1 + 2)) b", [("a", "$((1 + 2))", "b")]),
        ("a '${X}'", [("a", "${X}")]),
        ("a 'never closed", [("a", "never closed")]),
        ('a "never closed', [("a", "never closed")]),
        ("a $(never closed", [("never", "closed"), ("a", "$(never closed")]),
        ("", []),
    ],
)
def test_splits(text: str, expected: list[tuple[str, ...]]) -> None:
    assert words(text) == expected


def test_the_arms_of_a_case_are_all_taken() -> None:
    found = words('case "$1" in\n  lint) eslint . ;;\n  *) jest ;;\nesac')

    assert ("eslint", ".") in found
    assert ("jest",) in found


def test_each_command_knows_its_line_and_how_deep_it_stands() -> None:
    text = "a\n\n(cd b &&\n  c) # d\ne \\\n f\ng"

    found = [(command.words[0], command.line, command.depth) for command in shell.split(text)]

    assert found == [("a", 1, 0), ("cd", 3, 1), ("c", 4, 1), ("e", 5, 0), ("g", 7, 0)]


@pytest.mark.parametrize(
    "definition", ["f() {\n a\n}", "f () { a; }", "function f {\n a\n}", "function f\n{\n a\n}"]
)
def test_what_stands_in_a_function_says_so(definition: str) -> None:
    found = {command.words[0]: command.function for command in shell.split(f"{definition}\nb")}

    assert found == {"a": "f", "b": ""}


def test_a_group_inside_of_a_function_belongs_to_it() -> None:
    found = {each.words[0]: each.function for each in shell.split("f() {\n {\n a\n }\n b\n}\nc")}

    assert found == {"a": "f", "b": "f", "c": ""}


PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
COMMAND = st.lists(PLAIN, max_size=5).map(lambda rest: ("run", *rest))


@given(st.lists(COMMAND, max_size=6), st.sampled_from(["\n", " && ", " ; ", " | ", " & "]))
def test_quoted_words_come_back_as_they_were(
    commands: list[tuple[str, ...]], separator: str
) -> None:
    text = separator.join(shlex.join(command) for command in commands)

    assert words(text) == commands


@given(st.text(alphabet="ab '\"\\$(){}`#<>|&;\n=-E", max_size=200) | st.text(max_size=200))
def test_any_text_comes_to_an_end(text: str) -> None:
    for command in shell.split(text):
        assert command.words
        assert 1 <= command.line <= text.count("\n") + 1
        assert command.depth >= 0


@pytest.mark.parametrize(
    "piece", ["''a", '"$(', "`", "${", "f() {", "(", "<<E\n", "\\\n", "a;", "$(", '"'], ids=repr
)
def test_hostile_repetition_is_read_within_bounds(piece: str) -> None:
    assert len(shell.split(piece * 200_000)) <= shell.MAX_COMMANDS
