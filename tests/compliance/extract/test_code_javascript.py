"""Outlines of JavaScript and TypeScript."""

from __future__ import annotations

from compliance.extract.code import outline
from compliance.extract.code.expressions import Call, Member, Name, Operation, Table, Text, path_of


def test_a_chain_has_each_name_on_its_own_line() -> None:
    module = outline("a.js", b"router\n  .get('/', list)\n  .post('/', create);\n")
    lines = {call.name: call.callee.line for call in module.calls}

    assert lines == {"get": 2, "post": 3}
    assert all(isinstance(call.callee, Name | Member) for call in module.calls)


def test_an_enumeration_is_a_table_of_its_values() -> None:
    module = outline(
        "a.ts", b"export enum Path {\n  Users = 'users',\n  'a-b' = '/x',\n  None,\n}\n"
    )
    (assignment,) = module.assignments
    table = assignment.value

    assert assignment.target == "Path"
    assert assignment.exported
    assert isinstance(table, Table)
    assert {key: each.value for key, each in table.entries.items() if isinstance(each, Text)} == {
        "Users": "users",
        "a-b": "/x",
    }


def test_a_file_that_is_loaded_by_a_call_is_an_import() -> None:
    module = outline("a.ts", b"const Users = () => import('./users');\n")
    (call,) = module.calls

    assert call.path == "import"
    assert [each.source for each in module.imports] == ["./users"]


def test_what_typescript_takes_and_gives_away_whole() -> None:
    module = outline("a.ts", b"import express = require('express');\nexport = express();\n")

    assert [(each.source, each.names) for each in module.imports] == [
        ("express", {"express": "default"})
    ]
    assert module.exports == {"default": "module.exports"}
    assert [each.target for each in module.assignments] == ["module.exports"]
    assert outline("a.ts", b"const app = 1;\nexport = app;\n").exports == {"default": "app"}
    (alias,) = outline("a.ts", b"import Router = express.Router;\n").assignments
    assert (alias.target, path_of(alias.value)) == ("Router", "express.Router")
    parts = outline("a.ts", b"function get() {}\nexport = { get, put: other };\n").exports
    assert parts == {"get": "get", "put": "other"}


def test_decorators_are_in_the_order_of_the_file() -> None:
    source = (
        b"@First()\n@Second()\nexport class A {\n  @Third()\n  @Fourth('x')\n  method() {}\n}\n"
    )
    (class_,) = outline("a.ts", source).classes

    assert [each.name for each in class_.decorators if isinstance(each, Call)] == [
        "First",
        "Second",
    ]
    assert [each.name for each in class_.methods[0].decorators if isinstance(each, Call)] == [
        "Third",
        "Fourth",
    ]


def test_a_parameter_that_is_taken_apart_keeps_its_names_with_their_keys() -> None:
    code = b"const f = ({app, router: routes, limit = 3}: Setup, {a: {b}}, c) => app;\n"
    (function,) = outline("a.ts", code).functions

    assert [each.name for each in function.parameters] == ["", "", "c"]
    assert [each.taken for each in function.parameters] == [
        (("app", "app"), ("routes", "router"), ("limit", "limit")),
        (),
        (),
    ]


def test_what_a_function_is_called_on_is_none_of_its_parameters() -> None:
    module = outline("a.ts", b"function make(this: Maker, data: Data) { return this.of(data); }\n")

    (function,) = module.functions

    assert [(each.name, each.type) for each in function.parameters] == [("data", "Data")]


def test_what_is_appended_is_an_assignment_of_what_was_there_and_what_is_added() -> None:
    module = outline("a.js", b"sql += name;\nn -= 1;\n")
    (assignment,) = module.assignments
    value = assignment.value

    assert assignment.target == "sql"
    assert isinstance(value, Operation)
    assert (value.operator, [path_of(each) for each in value.operands]) == ("+=", ["sql", "name"])
