"""What editors are told of a protocol file is what the loader takes: a test holds them together."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from compliance import yaml12
from compliance.checks import CATALOGUE
from compliance.protocol.files import BUNDLED
from compliance.protocol.nodes import ProtocolError
from compliance.protocol.reader import read_protocol
from tests.compliance import protocol_cases

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "protocol.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
HOUSE = yaml12.load(protocol_cases.HOUSE).value
ANYTHING: tuple[Any, ...] = (
    None, True, 0, 7, 1.5, "", " ", "text", "Text 1", "like-this", "1.2", "lead", "mvp",
    [], {}, ["mvp"], [7], {"text": "text"}, {"text": 7},
)  # fmt: skip
# What a schema cannot know: the catalogue, and what stands elsewhere in the file.
ELSEWHERE = (
    "there is no check", "is written", "has no such parameter", "a clause of section",
    "stands twice", "says another", ".parameters.",
)  # fmt: skip

Path_ = tuple[str | int, ...]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of everything in a value."""
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*path, index))


def at(path: Path_, document: Any) -> Any:
    """What is at that place of a document."""
    for part in path:
        document = document[part]
    return document


def changed(path: Path_, change: Any) -> Any:
    """The house rules with something else at that place."""
    document = {"": copy.deepcopy(HOUSE)}
    whole: Path_ = ("", *path)
    at(whole[:-1], document)[whole[-1]] = change
    return document[""]


def without(path: Path_) -> Any:
    """The house rules without what is at that place."""
    document = copy.deepcopy(HOUSE)
    del at(path[:-1], document)[path[-1]]
    return document


def said_by_the_loader(document: Any, file: Path) -> str | None:
    file.write_text(json.dumps(document))
    try:
        read_protocol(file, protocol_cases.CATALOGUE)
    except ProtocolError as error:
        return str(error)
    return None


def disagreement(document: Any, file: Path) -> str | None:
    said = said_by_the_loader(document, file)
    accepted = VALIDATOR.is_valid(document)
    if accepted == (said is None) or (said and any(each in said for each in ELSEWHERE)):
        return None
    return f"the loader says {said!r}, the schema {'accepts' if accepted else 'refuses'}"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", sorted(BUNDLED.glob("*.yaml")), ids=lambda path: path.stem)
def test_it_takes_the_bundled_protocols(path: Path) -> None:
    read_protocol(path, CATALOGUE)

    assert [
        error.message for error in VALIDATOR.iter_errors(yaml12.load(path.read_text()).value)
    ] == []


@pytest.mark.parametrize(
    "path", list(places(HOUSE)), ids=lambda path: ".".join(map(str, path)) or "all"
)
def test_loader_and_schema_agree_on_every_change(path: Path_, tmp_path: Path) -> None:
    file = tmp_path / "house.yaml"
    documents = [changed(path, change) for change in ANYTHING]
    if path:
        documents.append(without(path))
    before = at(path, HOUSE)
    if isinstance(before, dict):
        keys = {"unknown", "level", "phases", "confirmed_by", "parameters", "check", "people"}
        documents += [changed(path, {**before, key: "lead"}) for key in keys - before.keys()]

    found = {json.dumps(each): disagreement(each, file) for each in documents}

    assert {document: said for document, said in found.items() if said} == {}


def test_most_changes_are_refused_by_both(tmp_path: Path) -> None:
    refused = sum(
        not VALIDATOR.is_valid(changed(path, change))
        and said_by_the_loader(changed(path, change), tmp_path / "house.yaml") is not None
        for path in places(HOUSE)
        for change in (7, {"text": "text"})
    )

    assert refused > 80
