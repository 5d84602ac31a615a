"""What is read out of OpenAPI documents: operations, lists, faults, and what writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from compliance.extract.api_documents import api_documents
from compliance.facts.api_documents import ApiDocument, ApiDocuments, OwnApiDocuments
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.extract.api_documents_cases import INVALID, OK, PATHS, VALID, WRITERS
from tests.compliance.repositories import Files, facts_of

HEAD = 'openapi: 3.0.3\ninfo:\n  title: Shop\n  version: "1"\n'


def found(files: Files) -> ApiDocuments:
    fact = facts_of(files).repository[ApiDocuments]
    assert isinstance(fact, ApiDocuments)
    return fact


def document(text: str, more: Files | None = None) -> ApiDocument:
    """The document `openapi.yaml` of this text below a head, with further files."""
    (only,) = found({"openapi.yaml": HEAD + text, **(more or {})}).documents
    return only


def answering(schema: Any, path: str = "/orders", **components: Any) -> bool | None:
    """Whether a GET that answers this schema answers a list."""
    answer = {"description": "Ok.", "content": {"application/json": {"schema": schema}}}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {path: {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": components},
    }
    (only,) = found({"openapi.json": json.dumps(whole)}).documents
    assert only.faults == ()
    return only.operations[0].collection


ROWS = {"type": "array", "items": {"type": "object"}}
TEXT = {"type": "string"}


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "answers"),
    [
        (ROWS, True),
        ({"type": ["array", "null"], "items": {}}, True),
        ({"$ref": "#/components/schemas/Rows"}, True),
        ({"anyOf": [{"type": "null"}, ROWS]}, True),
        (of(items=ROWS, total={"type": "integer"}), True),
        (of(orders=ROWS), True),
        (of(orders=ROWS, customer=TEXT), True),
        (of(invoices=ROWS, total_count={"type": "integer"}, nextCursor=TEXT), True),
        (of(data=of(rows=ROWS), success={"type": "boolean"}), True),
        ({"allOf": [of(count={"type": "integer"}), of(results=ROWS)]}, True),
        ({"allOf": [{"$ref": "#/components/schemas/Rows"}]}, True),
        ({"allOf": [of(name=TEXT, price=TEXT), of(lines=ROWS)]}, False),
        ({"allOf": [of(name=TEXT, price=TEXT), {"allOf": [of(lines=ROWS)]}]}, False),
        ({"allOf": [of(name=TEXT)], "properties": {"lines": ROWS}}, False),
        (of(name=TEXT, tags={"type": "array", "items": TEXT}), False),
        (of(data=of(name=TEXT, tags=ROWS)), False),
        (of(name=TEXT), False),
        (TEXT, False),
        ({"type": "object", "additionalProperties": ROWS}, False),
        ({"$ref": "#/components/schemas/Nested"}, False),
        ({}, None),
    ],
)
def test_which_answers_are_lists(schema: Any, answers: bool | None) -> None:
    nested = of(parent={"$ref": "#/components/schemas/Nested"}, children=TEXT)

    assert answering(schema, Rows=ROWS, Nested=nested) is answers


def test_operations_with_lines_and_query_parameters() -> None:
    only = document(
        f"""\
servers: [{{url: "https://shop.example/api/v1/"}}]
paths:
  /orders:
    parameters: [{{name: shop, in: query, schema: {{}}}}]
    get:
      parameters:
        - $ref: "#/components/parameters/Limit"
        - {{name: trace, in: header, schema: {{}}}}
      {OK}
    post: {{{OK}}}
components:
  parameters:
    Limit: {{name: limit, in: query, schema: {{}}}}
"""
    )

    assert (only.version, only.title, only.base) == ("OpenAPI 3.0.3", "Shop", "/api/v1")
    assert [(each.method, each.path, each.line, each.query) for each in only.operations] == [
        ("GET", "/orders", 9, ("shop", "limit")),
        ("POST", "/orders", 14, ("shop",)),
    ]
    place = only.place(only.operations[1])
    assert (place.path, place.line, place.excerpt) == ("openapi.yaml", 14, "POST /orders")


def test_operations_in_other_files_stand_there() -> None:
    only = document(
        'paths: {"/orders": {$ref: "spec/orders.json#/list"}}\n',
        {
            "spec/orders.json": json.dumps(
                {"list": {"get": {"responses": {"200": {"$ref": "../spec/ok.yaml"}}}}}, indent=1
            ),
            "spec/ok.yaml": "description: Ok.",
        },
    )  # fmt: skip

    (operation,) = only.operations
    assert (only.sound, operation.file, operation.line) == (1, "spec/orders.json", 3)


def test_lines_in_json_whatever_their_order() -> None:
    text = (
        '{"paths": {\n"/b": {\n"put": {},\n"get": {}},\n"/a": {\n"get": {}}},\n'
        '"info": {"title": "/a"}, "swagger": "2.0", "basePath": "/v2"}'
    )
    (only,) = found({"docs/swagger.json": text}).documents

    assert only.base == "/v2"
    assert [(each.path, each.method, each.line) for each in only.operations] == [
        ("/b", "PUT", 3),
        ("/b", "GET", 4),
        ("/a", "GET", 6),
    ]
    assert (only.faults[0].where.line, only.faults[0].said) == (7, "info has no version")


@pytest.mark.parametrize(("path", "said"), INVALID)
def test_what_makes_a_path_invalid(path: str, said: str) -> None:
    only = document(f"paths:\n  {path}\n  /sound: {{get: {{{OK}}}}}\n")

    assert (only.paths, only.sound) == (2, 1)
    assert said in only.faults[0].said
    assert only.faults[0].where.line == 6


@pytest.mark.parametrize("path", VALID)
def test_what_does_not(path: str) -> None:
    assert document(f"paths:\n  {path}\n").sound == 1


def test_from_3_1_on_responses_may_be_left_out() -> None:
    text = HEAD.replace("3.0.3", "3.1.0") + "paths: {/a: {get: {}}}\n"

    (only,) = found({"openapi.yaml": text}).documents

    assert only.sound == 1


@pytest.mark.parametrize(("files", "where"), WRITERS)
def test_what_writes_a_document(files: dict[str, str], where: tuple[str, int] | None) -> None:
    (only,) = found({"openapi.yaml": HEAD + PATHS, **files}).documents

    place = only.written_by
    assert (place and (place.path, place.line)) == where


def test_of_documents_of_one_name_a_script_writes_that_to_which_its_way_leads() -> None:
    text = "fs.writeFileSync(join(HERE, '../openapi.yaml'), text)\n"
    files = {"openapi.yaml": HEAD + PATHS, "api/openapi.yaml": HEAD + PATHS, "scripts/a.ts": text}

    written = {each.path: each.written_by for each in found(files).documents}

    assert written["api/openapi.yaml"] is None
    writer = written["openapi.yaml"]
    assert (writer and (writer.path, writer.line)) == ("scripts/a.ts", 1)


@pytest.mark.parametrize(
    ("path", "head", "line"),
    [
        ("openapi.yaml", "# This file is auto-generated, do not edit.\n", 1),
        ("openapi.yaml", "# The source of the API; it is not generated by anything.\n", None),
        ("generated/openapi.yaml", "", 0),
        ("docs/openapi.bundled.yaml", "", 0),
    ],
)
def test_what_says_itself_that_it_was_written(path: str, head: str, line: int | None) -> None:
    (only,) = found({path: head + HEAD + PATHS}).documents

    assert (only.written_by.line if only.written_by else None) == line


def test_of_two_documents_of_one_name_the_folder_says_which_is_written() -> None:
    first, second = found(
        {
            "docs/v1/openapi.yaml": HEAD + PATHS,
            "docs/v2/openapi.yaml": HEAD + PATHS,
            "docs.sh": "node make.js > ../docs/v2/openapi.yaml\n",
        }
    ).documents

    assert first.written_by is None
    assert second.written_by is not None


def test_documents_belong_to_the_backend_whose_paths_they_have() -> None:
    def backend(name: str, path: str) -> Files:
        app = EXPRESS["src/app.js"] + f"\napp.get('{path}', list)\n"
        return {f"{name}/package.json": EXPRESS["package.json"], f"{name}/src/app.js": app}

    facts = facts_of(
        {
            **backend("shop", "/orders"),
            **backend("people", "/employees"),
            "docs/openapi.yaml": HEAD + PATHS,
            "docs/people.yaml": HEAD + PATHS.replace("orders", "employees"),
        }
    )

    owned = {component.name: values[OwnApiDocuments] for component, values in facts.by_component}
    assert owned == {
        "people": OwnApiDocuments(("docs/people.yaml",), ("docs/openapi.yaml",)),
        "shop": OwnApiDocuments(("docs/openapi.yaml",), ("docs/people.yaml",)),
    }


def test_a_document_that_lies_in_another_backend_is_that_one_s() -> None:
    def backend(name: str) -> Files:
        app = EXPRESS["src/app.js"] + "\napp.get('/orders', list)\n"
        return {f"{name}/package.json": EXPRESS["package.json"], f"{name}/src/app.js": app}

    facts = facts_of(
        {**backend("shop"), **backend("people"), "people/docs/openapi.yaml": HEAD + PATHS}
    )

    files = ("people/docs/openapi.yaml",)
    owned = {component.name: values[OwnApiDocuments] for component, values in facts.by_component}
    assert owned == {
        "people": OwnApiDocuments(files),
        "shop": OwnApiDocuments((), files),
    }


@pytest.mark.parametrize(
    "text",
    [
        "{" * 5_000,
        '{"openapi": "3.0.0", "paths": ' + "[" * 5_000,
        "openapi: 3.0.0\npaths: &a\n  /a: *a\n",
        'openapi: "3.0.0"\ninfo: []\npaths: {/a: {get: {parameters: 1, responses: []}}}',
        'openapi: "3.0.0"\ninfo: {title: 1, version: 1}\npaths: [1]',
        'swagger: 2.0\npaths: {1: 2, "": null}',
    ],
)
def test_nothing_that_a_file_holds_stops_the_others(text: str) -> None:
    for path in ("openapi.json", "openapi.yaml"):
        result = found({path: text, "docs/api.yaml": HEAD + PATHS})

        assert [each.sound for each in result.documents if each.path == "docs/api.yaml"] == [1]


def test_only_files_that_may_be_documents_are_read() -> None:
    asked = {"docs/api.yaml", "spec/paths/users.yml", "postman/a.json", "shop.json"}
    others = {"src/locales/api.json", "node_modules/api/openapi.json", "src/data.json", "a.yaml"}

    assert {path for path in asked | others if api_documents.reads(path)} == asked


def test_what_the_code_can_write_it_writes_unless_another_document_is_known_to_be_written() -> None:
    fastapi = {
        "requirements.txt": "fastapi",
        "main.py": "from fastapi import FastAPI\n\napp = FastAPI(openapi_url=None)\n",
        "openapi.yaml": HEAD + PATHS,
        "docs/api.yaml": HEAD + PATHS,
    }
    writes = {"Makefile": "docs:\n\tpython dump.py > docs/api.yaml\n"}

    def written(files: Files) -> dict[str, str | None]:
        facts = facts_of(files)
        ((_, values),) = facts.by_component
        own = values[OwnApiDocuments]
        assert isinstance(own, OwnApiDocuments)
        documents = own.documents(found(files))
        return {each.path: each.written_by and each.written_by.path for each in documents}

    assert written(fastapi) == {"docs/api.yaml": "main.py", "openapi.yaml": "main.py"}
    assert written({**fastapi, **writes}) == {"docs/api.yaml": "Makefile", "openapi.yaml": None}


def test_a_script_that_is_called_as_if_it_made_one_does_where_nothing_else_is_known() -> None:
    makes = {"package.json": '{"scripts": {\n"openapi:generate": "node make.js"}}'}
    of_it = {"package.json": '{"scripts": {"openapi:generate-types": "openapi-typescript a -o b"}}'}
    files = {"openapi.yaml": HEAD + PATHS}

    (only,) = found({**files, **makes}).documents
    assert only.written_by is not None
    assert only.written_by.line == 2
    (only,) = found({**files, **of_it}).documents
    assert only.written_by is None


@pytest.mark.parametrize(
    ("scripts", "line"),
    [
        ('"swagger:bundle": "redocly bundle openapi.yaml -o dist/api.json"', 0),
        (
            (
                '"swagger:build": "npm run pieces",\n'
                '"pieces": "swagger-cli bundle openapi.yaml --outfile dist/api.json"'
            ),
            0,
        ),
        (
            (
                '"swagger:build": "node make.js && npm run check",\n'
                '"pieces": "swagger-cli bundle openapi.yaml --outfile dist/api.json"'
            ),
            2,
        ),
        ('"swagger:bundle": "redocly bundle pieces/root.yaml -o openapi.yaml"', 2),
    ],
)
def test_what_puts_a_document_together_does_not_write_its_pieces(scripts: str, line: int) -> None:
    files = {"openapi.yaml": HEAD + PATHS, "package.json": f'{{"scripts": {{\n{scripts}}}}}'}

    (only,) = found(files).documents

    assert (only.written_by.line if only.written_by else 0) == line


def test_what_repeats_itself_without_end_is_left_open() -> None:
    schemas = {
        f"S{depth}": {"anyOf": [{"$ref": f"#/components/schemas/S{depth + 1}"}] * 20}
        for depth in range(6)
    }
    schema = {"$ref": "#/components/schemas/S0"}
    answer = {"description": "Ok.", "content": {"application/json": {"schema": schema}}}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": {**schemas, "S6": TEXT}},
    }

    (only,) = found({"openapi.json": json.dumps(whole)}).documents

    assert (only.paths, only.sound) == (1, 0)
    assert only.unread == ("openapi.json repeats itself more often than is followed",)
