"""YAML 1.2 with lines, within limits, whatever the text."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import yaml12
from compliance.yaml12 import Document, YamlError, load


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing but a comment\n", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("on", "on"),
        ("yes", "yes"),
        ("Off", "Off"),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("12_000", "12_000"),
        ("190:20:30", "190:20:30"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("2.", 2.0),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("3.10.1", "3.10.1"),
        ("1" * 31, "1" * 31),
        ("2026-11-24", "2026-11-24"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!int '12'", "12"),
        ("|\n  12\n", "12\n"),
        (">-\n  one\n  two\n", "one two"),
        ("=", "="),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: Any) -> None:
    found = load(text).value

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: [push]\n", {"on": ["push"]}),
        ("3.10: a\n0x10: b\ntrue: c\n~: d\n", {"3.10": "a", "0x10": "b", "true": "c", "~": "d"}),
        ("? a\n", {"a": None}),
        ("- [a, {b: 1}]\n- ~\n", [["a", {"b": 1}], None]),
        ("a: 1\n---\nb: 2\n", {"a": 1}),
        ("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}),
        ("script: !reference [.setup, script]\n", {"script": [".setup", "script"]}),
        ("a: &x 1\nb: *x\n", {"a": 1, "b": 1}),
        ("&k a: 1\nb: *k\n", {"a": 1, "b": "a"}),
        ("- &k a\n- {*k : 1}\n", ["a", {"a": 1}]),
        ("a: &x [1]\nb: &x [2]\nc: *x\n", {"a": [1], "b": [2], "c": [2]}),
    ],
)
def test_collections(text: str, value: Any) -> None:
    assert load(text).value == value


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("<<: *base\nown: 1\n", {"own": 1, "shared": 2}),
        ("own: 1\n<<: *base\n", {"own": 1, "shared": 2}),
        ("shared: 9\n<<: *base\n", {"shared": 9}),
        ("<<: *base\nshared: 9\n", {"shared": 9}),
        ("<<: [*base, {shared: 3, more: 4}]\n", {"shared": 2, "more": 4}),
        ("<<: *base\n<<: {shared: 3, more: 4}\n", {"shared": 2, "more": 4}),
        ("<<: text\nown: 1\n", {"own": 1}),
    ],
)
def test_a_merge_key_gives_defaults(text: str, merged: Any) -> None:
    indented = text.replace("\n", "\n  ").rstrip()

    assert load(f"base: &base {{shared: 2}}\nit:\n  {indented}\n").value["it"] == merged


WORKFLOW = """\
# A comment.
on: push
jobs:
  test:
    steps:
      - run: |
          one
          two
      - uses: a
        with: {depth: 0,
               token: b}
  copy: &copy
    if: always
  again: *copy
  merged:
    <<: *copy
    env: c
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("on",), 2),
        (("jobs",), 3),
        (("jobs", "test", "steps"), 5),
        (("jobs", "test", "steps", 0), 6),
        (("jobs", "test", "steps", 0, "run"), 6),
        (("jobs", "test", "steps", 1, "uses"), 9),
        (("jobs", "test", "steps", 1, "with", "depth"), 10),
        (("jobs", "test", "steps", 1, "with", "token"), 11),
        (("jobs", "again", "if"), 13),
        (("jobs", "merged", "env"), 17),
        # What is not there has the line of what is there above it.
        (("jobs", "merged", "if"), 15),
        (("jobs", "test", "steps", 7, "run"), 5),
        (("jobs", "test", "steps", "run"), 5),
        (("on", "push", "branches"), 2),
        (("nothing",), 1),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    assert load(WORKFLOW).line(*path) == line


def test_a_document_that_was_not_read_from_text_has_no_lines() -> None:
    assert Document({"a": {"b": 1}}).line("a", "b") == 1


def test_of_a_key_that_may_be_repeated_the_last_value_counts() -> None:
    found = load("a: {b: 1}\nc: 2\na: 3\n", repeated=True)

    assert found.value == {"a": 3, "c": 2}
    assert found.line("a") == 3


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "did not find expected", 3),
        ("a: 1\nb: 2\na: 3\n", "the key 'a' stands twice", 3),
        ("a:\n  x: 1\n  'x': 2\n", "the key 'x' stands twice", 3),
        ("- *nowhere\n", "the alias *nowhere has no anchor before it", 1),
        ("&me [*me]\n", "the alias *me has no anchor before it", 1),
        ("a: 1\n? [b]\n: 2\n", "a mapping or a list is used as a key", 2),
        ("a: &l [1]\n*l : 2\n", "a mapping or a list is used as a key", 2),
        ("a:\n\tb: 1\n", "found character that cannot start any token", 2),
        ("a: 1\nb: \x07\n", "a character that YAML does not allow", 2),
        ("a: 1\nb: \ud800\n", "half a surrogate pair, which is no character", 2),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, message: str, line: int) -> None:
    with pytest.raises(YamlError) as caught:
        load(text)

    assert message in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000, "? " * 5000, "{a: " * 5000])
def test_deep_nesting_ends_in_an_error(text: str) -> None:
    with pytest.raises(YamlError, match="nest"):
        load(text)


def test_the_depth_that_is_allowed() -> None:
    assert load("[" * yaml12.MAX_DEPTH + "]" * yaml12.MAX_DEPTH).value
    with pytest.raises(YamlError, match="nested more than 100 deep"):
        load("- " * (yaml12.MAX_DEPTH + 1))


def test_aliases_that_multiply_end_in_an_error() -> None:
    laughs = ["a0: &a0 [ha, ha]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]

    with pytest.raises(YamlError, match="counting those that aliases repeat") as caught:
        load("\n".join(laughs))

    assert caught.value.line > 1


def test_merges_that_multiply_end_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml12, "MAX_NODES", 5000)
    base = "base: &b {" + ", ".join(f"k{n}: 1" for n in range(1000)) + "}\n"

    assert load(base + "x: {<<: *b}\n")
    with pytest.raises(YamlError, match="more than 5,000 values"):
        load(base + "".join(f"x{n}: {{<<: *b}}\n" for n in range(10)))


def test_the_number_of_values_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml12, "MAX_NODES", 10)

    assert load("[1, 2, 3, 4, 5, 6, 7, 8, 9]").value
    with pytest.raises(YamlError, match="more than 10 values"):
        load("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")
    with pytest.raises(YamlError, match="more than 10 values"):
        load("[[[1, 2, 3], [1, 2, 3], 3]]")


INDICATORS = "a b: - ? [ ] { } , & * ! | > ' \" % @ ` # : &a *a <<: --- ... ~ 1 0x1 true !!str"
BREAKS = (" ", "\n", "\n  ", "\t", "\r\n", "\ufeff", "\x00", "\u2028", "\ud800")
PIECES = st.sampled_from((*INDICATORS.split(), *BREAKS))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=40).map("".join))
def test_any_text_is_a_document_or_a_yaml_error(text: str) -> None:
    with contextlib.suppress(YamlError):
        assert load(text).line("a", 0, "b") >= 1


# libyaml reads no escaped pair of surrogates, which is how JSON may write the other planes.
PLANE = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text(PLANE, max_size=8)
)
# YAML allows a key of 1024 characters on a line, and an escaped one is six times as long.
KEYS = st.text(PLANE, min_size=1, max_size=99).filter(lambda key: key != "<<")


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    )
)
def test_what_json_writes_is_read(value: Any) -> None:
    assert load(json.dumps(value)).value == value
