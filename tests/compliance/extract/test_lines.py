"""The lines of keys are those on which a reader sees them, in time that grows with the text."""

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.lines import (
    json_key_lines,
    nearest,
    quoted_name_lines,
    toml_key_lines,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=25,
)


def paths_of(value: Any, depth: int, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if depth == 0:
        return set()
    if isinstance(value, list):
        inner = ((("", *()), each) for each in value)
        return {
            found for key, each in inner for found in paths_of(each, depth - 1, (*path, key[0]))
        }
    if not isinstance(value, dict):
        return set()
    below = (paths_of(each, depth - 1, (*path, key)) for key, each in value.items())
    return {(*path, key) for key in value}.union(*below)


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_every_key_of_a_json_text_has_its_line(value: Any, indent: int | None, plain: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    lines = text.split("\n")

    found = json_key_lines(text, depth=3)

    assert set(found) == paths_of(value, 3)
    for path, number in found.items():
        assert json.dumps(path[-1], ensure_ascii=plain) + ":" in lines[number - 1]


def test_a_key_is_told_from_its_namesake_in_another_object() -> None:
    text = '{\n"name": "dev",\n"scripts": {\n"dev": "a: {",\n"dev": "b"\n},\n"x": [{"dev": 1}]}'

    assert json_key_lines(text) == {
        ("name",): 2, ("scripts",): 3, ("scripts", "dev"): 5, ("x",): 7,
    }  # fmt: skip


def test_tables_and_keys_of_a_toml_text() -> None:
    text = (
        'a = 1\n[tool.poetry."x.y"]\nb.c = """\nnot = a key that counts\n"""\n'
        "[[source]]\n'q w' = { z = 1 }\n"
    )
    lines = toml_key_lines(text)

    assert tomllib.loads(text)
    assert lines["a",] == 1
    assert lines["tool", "poetry", "x.y"] == 2
    assert lines["tool", "poetry", "x.y", "b", "c"] == 3
    assert lines["source", "q w"] == 7
    assert nearest(lines, "source", "q w", "z") == 7
    assert nearest(lines, "nowhere", "at", "all") == 0


def test_the_first_line_that_quotes_a_package() -> None:
    assert quoted_name_lines('name = "shop"\ndeps = [\n  "Fast_API[all]>=1",\n  \'fast-api\']') == {
        "fast-api": 3
    }
