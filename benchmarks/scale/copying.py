"""Rows into a model's table, by COPY: every column without a default of the table's is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy(model: type[models.Model], rows: Iterable[Sequence[Any]], *fields: str) -> int:
    """Append rows with values for these fields, in their order, and count them.

    A column that is not among them takes its field's default, as if the model were saved.
    """
    about = model._meta  # noqa: SLF001 (it is documented)
    named = [about.get_field(name) for name in fields]
    others = [
        field
        for field in about.concrete_fields
        if field not in named and not field.primary_key and not field.generated
    ]
    defaults = tuple(_stored(field, field.get_default()) for field in others)
    columns = [sql.Identifier(str(field.column)) for field in (*named, *others)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(about.db_table), sql.SQL(", ").join(columns)
    )
    count = 0
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row((*row, *defaults))
            count += 1
    return count


def _stored(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)
