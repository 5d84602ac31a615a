"""What a value in SQL may come from, and the names that say so by themselves."""

from __future__ import annotations

import enum
import re

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Expression, Sequence, Table, Text


class Source(enum.IntEnum):
    """Where a value comes from, the worse the higher: written out, not to be told, a variable."""

    WRITTEN = 0
    OPEN = 1
    VARIABLE = 2


# What quotes a name or a value, in the drivers' own helpers, and what binds.
QUOTES = frozenset(
    """quote_name quote_ident quote_identifier escapeIdentifier escapeId escapeLiteral escape
    quoteIdentifier Identifier Literal Placeholder quoted_name qn quote identifier ident wrap
    literal placeholder mogrify sqlstring adapt quote_table_name""".split()
)
# Packages that quote what they put into SQL.
QUOTING = frozenset(["pg-format", "pg-escape", "sqlstring", "node-pg-format", "sql-escape-string"])
NUMBERS = frozenset(["length", "len", "size", "count"])
SAME = frozenset(
    """strip trim lower upper toLowerCase toUpperCase dedent toString str String format join replace
    trimEnd trimStart rstrip lstrip cleandoc oneLine""".split()
)
# Attributes of a model or a table that its author wrote.
METADATA = (
    "_meta.db_table", "__tablename__", "__table__", "_meta.", ".metadata", "tableName", "tablePath",
    "__class__", ".getTableName()", "table_name()", ".databaseName", ".propertyName", ".db_column",
    ".propertyPath",
)  # fmt: skip
# What answers the text that a builder, or an ORM, has made of bound values.
BUILT = frozenset(
    """getQuery getSql toQuery toSQL getWhereConditions selectQuery sql_with_params as_sql compile
    get_compiler render_as_string""".split()
)
# Attributes that may hold such a text, or one that is written out.
FRAGMENTS = frozenset("sql query text statement compiled fragment".split())
# What answers what is another one at each call, or what a date is as a text or a number.
MADE = frozenset(
    """toISOString getTime isoformat strftime randomBytes randomUUID uuid4 uuidv4 nanoid token_hex
    token_urlsafe""".split()
)
# The same by more than their last word: SQL has a `now()` of its own.
MADE_OF = frozenset(["Date.now", "time.time"])
# What a path begins with that reads what somebody sent.
_REQUESTS = (
    "req.", "request.", "self.request.", "flask.request.", "info.context.request.", "c.req.",
    "ctx.req.", "ctx.request.", "ctx.query.", "ctx.params.",
)  # fmt: skip
# A request by a longer name, `web_request.get_str("table")`; `friend_request` is a row of its own.
_OF_REQUEST = re.compile(
    r"(?:web|https?|api|client|flask|aiohttp|django|fastapi|starlette|sanic|tornado|wsgi|asgi|drf"
    r"|incoming|current)(?:_request|Request)\."
)
# Words of what is set from outside.
_SET = frozenset("config configuration conf settings environ env getenv".split())
TEXTS = frozenset("text TextClause literal_column".split())


def within(value: Sequence | Table) -> tuple[Expression, ...]:
    """What a list or a map is made of."""
    return value.items if isinstance(value, Sequence) else tuple(value.entries.values())


def unbound(parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The values of a text that is put together, the numbers of placeholders aside: `$${n}`."""
    found, before = [], ""
    for each in parts:
        text = each.value if isinstance(each, Text) else ""
        is_number = before.endswith(("$", "@", ":", ":...")) and not before.endswith("::")
        if not text and not is_number:
            found.append(each)
        before = text
    return tuple(found)


def is_set(path: str) -> bool:
    """Whether a path reads what is set from outside: `process.env.SCHEMA`, `self.config.language`,
    `os.getenv()`, `get_app_config()`.
    """
    *holders, last = path.removesuffix("()").split(".")
    asked = path.endswith(("()", "[]")) and not _SET.isdisjoint(words(last))
    return asked or any(not _SET.isdisjoint(words(each)) for each in holders)


def is_sent(path: str) -> bool:
    """Whether a path reads what a request brings: `req.query.name`, `self.request.GET.get()`."""
    return path.startswith(_REQUESTS) or _OF_REQUEST.match(path) is not None
