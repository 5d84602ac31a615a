"""SQL that a client is told by the name `query`, as that of ClickHouse is."""

from __future__ import annotations

import pytest

from compliance.facts.queries import SchemaChanges, SqlTexts
from tests.compliance.checks.queries_cases import node
from tests.compliance.repositories import facts_of

CLIENT = (
    "import { createClient } from '@clickhouse/client';\nconst clickhouse = createClient({});\n"
)


@pytest.mark.parametrize("method", ["exec", "command"])
def test_a_table_that_is_made_changes_the_schema(method: str) -> None:
    code = (
        f"export const f = () => clickhouse.{method}({{ query: 'CREATE TABLE seen (id Int)' }});\n"
    )
    ((_, values),) = facts_of(node(CLIENT + code, "@clickhouse/client")).by_component
    found = values[SchemaChanges]

    assert isinstance(found, SchemaChanges)
    assert [each.reason for each in found.strikes] == ["SQL changes the schema: seen"]


@pytest.mark.parametrize(
    ("query", "strikes"),
    [
        ("`DELETE FROM seen WHERE id = ${id}`", 1),
        ("'DELETE FROM seen WHERE id = {id: Int}', query_params: { id }", 0),
        # What clients of GraphQL are asked is no SQL.
        ("`{ orders(shop: ${id}) { id } }`", 0),
    ],
)
def test_what_is_put_together_is_seen(query: str, strikes: int) -> None:
    code = f"export const f = (id) => clickhouse.query({{ query: {query} }});\n"
    ((_, values),) = facts_of(node(CLIENT + code, "@clickhouse/client")).by_component
    found = values[SqlTexts]

    assert isinstance(found, SqlTexts)
    assert len(found.strikes) == strikes
