"""Which steps of a set-up a document tells, and through what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.setup_steps.documents import Kind, commands, lines
from compliance.facts import Evidence
from compliance.facts.setup_steps import SetupGuides, SetupStep, ToldStep
from tests.compliance.extract.setup_steps_cases import (
    COMMANDS,
    CONTAINER,
    FOLLOWED,
    IN,
    MI,
    SCRIPTS,
    SE,
    SENTENCES,
    SHOP,
    ST,
)
from tests.compliance.repositories import Files, facts_of

Told = dict[SetupStep, ToldStep]


def told(files: Files) -> Told:
    """The steps that the README of a repository tells."""
    guides = facts_of(files).repository[SetupGuides]
    assert isinstance(guides, SetupGuides)
    first, *_ = guides.documents
    return {each.step: each for each in first.told}


def block(*commands: str) -> str:
    return "\n".join(("# Shop", "", "```sh", *commands, "```", ""))


@pytest.mark.parametrize(("command", "steps"), COMMANDS)
def test_what_a_command_does(command: str, steps: set[SetupStep]) -> None:
    found = told({"README.md": block(command)})

    assert set(found) == steps
    assert {each.where.line for each in found.values()} <= {4}


@pytest.mark.parametrize(("sentence", "steps"), SENTENCES)
def test_what_a_sentence_tells(sentence: str, steps: set[SetupStep]) -> None:
    assert set(told({"README.md": f"# Shop\n\n{sentence}\n"})) == steps


@pytest.mark.parametrize(
    "text",
    [
        "Run `npm ci`, please.",
        "1. npm ci",
        "- $ npm ci",
        "> npm ci",
        "    npm ci",
        "<code>npm ci</code>",
        "``npm ci``",
        "(venv) $ npm ci",
        "~~~console\n$ npm ci\n~~~",
        "```\nnpm \\\n  ci\n```",
    ],
)
def test_how_commands_are_written(text: str) -> None:
    assert set(told({"README.md": text})) == {IN}


@pytest.mark.parametrize(
    "text",
    [
        "```json\nnpm ci\n```",
        "Use npm ci.",
        "<!--\n```sh\nnpm ci\n```\n-->",
        "- yarn and npm",
        "    npm init",
    ],
)
def test_what_is_no_command(text: str) -> None:
    assert told({"README.md": text}) == {}


@pytest.mark.parametrize(("command", "files", "steps"), FOLLOWED)
def test_commands_are_followed(command: str, files: dict[str, str], steps: set[SetupStep]) -> None:
    assert set(told({"README.md": block(command), **files})) == steps


def test_an_indented_line_may_be_the_own_command() -> None:
    assert set(told({"README.rst": "Start it::\n\n    shop data.db\n", **SHOP})) == {ST}
    assert set(told({"README.rst": "Shop\n\nshop server is fast.\n", **SHOP})) == set()
    assert set(told({"README.rst": "Shop\n\n    till data.db\n", **SHOP})) == set()


def test_the_command_of_the_document_is_the_place_and_what_does_it_is_named() -> None:
    found = told({"README.md": block("npm run setup"), "package.json": SCRIPTS})

    assert found[MI] == ToldStep(
        MI,
        Evidence("README.md", 4, excerpt="npm run setup"),
        Evidence("package.json", 3, excerpt="prisma migrate deploy"),
    )


def test_directories_are_those_that_the_document_leads_to() -> None:
    files = {
        "api/package.json": '{"scripts": {"go": "nodemon"}}',
        "web/package.json": '{"scripts": {"go": "vite"}}',
    }

    assert set(told({"README.md": block("cd shop", "cd api", "npm run go"), **files})) == {ST}
    assert set(told({"README.md": block("cd web", "npm run go"), **files})) == set()
    both = block("cd web && npm ci", "cd ../api", "npm run go")
    assert set(told({"README.md": both, **files})) == {IN, ST}


def test_a_container_for_development_does_what_its_file_says() -> None:
    files = {"README.md": "Open it in a dev container.\n", **CONTAINER}

    assert set(told(files)) == {IN, SE}
    assert set(told({**files, "README.md": "# Shop\n"})) == set()


def test_lines_of_a_block_for_something_else_are_no_commands() -> None:
    text = "a\n```yaml\nb\n```\nc\n```bash\nd \\\n  e\nf\n```\n"

    assert [(line.number, line.text.strip(), line.kind) for line in lines(text)] == [
        (1, "a", Kind.PROSE),
        (3, "b", Kind.OTHER),
        (5, "c", Kind.PROSE),
        (7, "d    e", Kind.SHELL),
        (9, "f", Kind.SHELL),
    ]


@given(st.text(max_size=300))
def test_whatever_is_written_is_read(text: str) -> None:
    for line in lines(text):
        assert all(isinstance(each, str) for each in commands(line))
