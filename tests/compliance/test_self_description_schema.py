"""What editors are told of a repository's own file is what the reader takes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from compliance import yaml12
from compliance.facts.self_description import PATH, SelfDescription
from tests.compliance.extract.self_description_cases import WHOLE, WRONG
from tests.compliance.repositories import facts_of

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "plumbline-yml.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
VALUE = yaml12.load(WHOLE).value
ANYTHING: tuple[Any, ...] = (
    None, True, 0, 7, 1.5, "", " ", "text", "Text 1", "like-this", "a/b", "/a", "a/", "..", "../a",
    "./a", ".", "a/./b", "a//b", "a\\b", "*", "**/*", "*.md", "!a", "[a]", "***", "mvp", "node",
    "a b", "a:b", "~a", "x" * 301, [], {}, ["mvp"], [7], ["text"] * 21, {"text": "text"},
)  # fmt: skip

Path_ = tuple[str | int, ...]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    yield path
    for key, each in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield from places(each, (*path, key))


def changed(path: Path_, change: Any) -> Any:
    """The whole file with something else at that place."""
    document = {"": copy.deepcopy(VALUE)}
    *above, last = ("", *path)
    value: Any = document
    for part in above:
        value = value[part]
    value[last] = change
    return document[""]


def problems(text: str) -> list[str]:
    said = facts_of({PATH: text}).repository[SelfDescription]
    assert isinstance(said, SelfDescription)
    return [each.text for each in said.problems]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["plumbline-yml.md"])
def test_the_example_of_the_guide_is_taken_by_both(name: str) -> None:
    example = (DOCS / name).read_text().split("```yaml\n")[1].split("```")[0]

    assert problems(example) == []
    assert [each.message for each in VALIDATOR.iter_errors(yaml12.load(example).value)] == []


@pytest.mark.parametrize("path", list(places(VALUE)), ids=lambda path: ".".join(map(str, path)))
def test_reader_and_schema_agree_on_every_change(path: Path_) -> None:
    documents = [changed(path, each) for each in ANYTHING]

    disagreeing = [
        (document, said)
        for document in documents
        if bool(said := problems(json.dumps(document))) == VALIDATOR.is_valid(document)
    ]

    assert disagreeing == []


@pytest.mark.parametrize(("before", "after"), [each[:2] for each in WRONG])
def test_what_the_reader_refuses_the_schema_refuses(before: str, after: str) -> None:
    text = WHOLE.replace(before, after)
    if any("twice" in each for each in problems(text)):
        return  # A schema cannot know what stands elsewhere in the file.

    assert not VALIDATOR.is_valid(yaml12.load(text).value)
