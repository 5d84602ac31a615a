"""What a SQL statement does, as far as its text is written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Member, Operation, Template, Text
from compliance.extract.queries.query import Action

MAX_TEXT = 20_000
_COMMENT = r"(?:--[^\n]{0,500}\n|/\*[^*]{0,500}\*/|[\s;(])"
_START = re.compile(
    rf"^{_COMMENT}{{0,50}}(SELECT|INSERT|REPLACE|UPDATE|DELETE|MERGE|WITH|CREATE|ALTER|DROP"
    r"|TRUNCATE|PRAGMA|EXPLAIN|VACUUM|SET|BEGIN|COMMIT|ROLLBACK|SHOW|CALL|COPY|LOCK"
    r"|ANALYZE|NOTIFY)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\s{0,200}[A-Z][a-z]")
_FOLLOWED = {"UPDATE": "set", "DELETE": "from", "INSERT": "into", "MERGE": "into", "WITH": "as",
             "CREATE": " ", "ALTER": " ", "DROP": " "}  # fmt: skip
_WRITE = re.compile(
    r"\b((?:INSERT|REPLACE|MERGE)(?:[ \t]{1,5}(?:OR[ \t]{1,5}\w{1,10}|IGNORE))?[ \t]{1,5}INTO"
    r"|UPDATE(?:[ \t]{1,5}OR[ \t]{1,5}\w{1,10})?|DELETE[ \t]{1,5}FROM)"
    r"\s{1,5}(?:ONLY\s{1,5})?[\"`\[]?([\w.]{0,100})",
    re.IGNORECASE,
)
# What makes one row of all, unless they are grouped or it is told to go over them.
_OF_ALL = re.compile(r"\s{1,200}(?:COUNT|SUM|AVG|MIN|MAX|EXISTS)\s{0,9}\(", re.IGNORECASE)
_OF_SOME = re.compile(r"\bGROUP\s{1,20}BY\b|\bOVER\s{0,9}\(|\bUNION\b", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s{1,5}[\"`\[]?([\w.]{1,100})", re.IGNORECASE)
_TABLE = re.compile(
    r"(?<!SHOW\s)\b(?:CREATE|ALTER|DROP)\s{1,5}(?P<kind>(?:\w{1,20}\s{1,5}){0,3})TABLE\b\s{0,5}"
    r"(?:IF\s{1,5}(?:NOT\s{1,5})?EXISTS\s{1,5})?[\"`\[]?(?P<name>[\w.{}]{0,100})",
    re.IGNORECASE,
)
# What ClickHouse calls a mutation: it changes rows, and no table.
_MUTATION = re.compile(
    r"\s{0,99}ALTER\s{1,99}TABLE\s{1,99}[\"`\[]?(?P<name>[\w.{}]{1,100})[\"`\]]?\s{1,99}"
    r"(?:ON\s{1,99}CLUSTER\s{1,99}\S{1,100}\s{1,99})?(?P<verb>UPDATE|DELETE)\b",
    re.IGNORECASE,
)
# What is done around a load of rows: triggers and keys that wait for it, a counter set anew.
_AROUND_ROWS = re.compile(
    r"ALTER\s{1,99}TABLE\s{1,99}(?:IF\s{1,9}EXISTS\s{1,9})?(?:ONLY\s{1,9})?[^\s;]{1,200}\s{1,99}"
    r"(?:(?:EN|DIS)ABLE\s{1,9}(?:(?:ALWAYS|REPLICA)\s{1,9})?(?:TRIGGER|KEYS)\b"
    r"|AUTO_INCREMENT\s{0,9}=)",
    re.IGNORECASE,
)
_OF_ROWS = frozenset("SELECT INSERT REPLACE UPDATE DELETE MERGE WITH CALL COPY EXEC VALUES".split())
_PASSING = re.compile(r"TEMP|UNLOGGED", re.IGNORECASE)


def text_of(sql: Expression | None) -> str:
    """The written parts of a SQL expression, `{}` for each value in them."""
    return "".join(_parts(sql, 0))[:MAX_TEXT]


def _parts(sql: Expression | None, depth: int) -> Iterator[str]:
    if depth > 20:
        return
    match sql:
        case Text():
            yield sql.value
        case Template():
            yield sql.text
        case Operation(operator="+"):
            for each in sql.operands:
                yield from _parts(each, depth + 1)
        case Operation(operator="%"):
            yield from _parts(sql.operands[0], depth + 1)
        case Call():
            yield from _parts(_written_in(sql), depth + 1)
        case _:
            yield "{}" if sql is not None else ""


def _written_in(call: Call) -> Expression | None:
    """The text in a tagged template, in `text("…")`, or that `"…".format(…)` is called on."""
    if call.tagged or call.name in ("sql", "text", "SQL", "raw", "unsafe", "mogrify"):
        return call.argument(0)
    return call.callee.of if isinstance(call.callee, Member) else Expression(call.line)


def beginning(sql: Expression | None) -> Expression | None:
    """What a SQL expression that is put together begins with."""
    while True:
        match sql:
            case Template():
                sql = sql.parts[0] if sql.parts else None
            case Operation(operator="+"):
                sql = sql.operands[0]
            case Call(tagged=True):
                sql = sql.argument(0)
            case _:
                return sql


def is_sql(text: str) -> bool:
    """Whether a text is a statement of SQL, and no sentence that begins like one."""
    start = _START.match(text[:2_000])
    if start is None:
        return False
    word, rest = start[1].upper(), text[start.end() : start.end() + MAX_TEXT].lower()
    if word == "CREATE" and rest.lstrip().startswith("("):
        return False  # Cypher makes nodes of graphs so.
    if word in _FOLLOWED:
        return _FOLLOWED[word] in rest
    if word in ("BEGIN", "COMMIT", "ROLLBACK"):
        return True
    if word == "SELECT" and ("from" in rest or rest.strip()[:1].isdigit()):
        return True
    return start[1].isupper() and bool(rest.strip())


def is_sentence(text: str) -> bool:
    """Whether a text begins as sentences do: what people, models of language and tools are told may
    look like a statement, as `Select one from the list` does.
    """
    return _SENTENCE.match(text) is not None


def told(text: str) -> tuple[Action, str]:
    """What a statement does, and the table that it is about."""
    start = _START.match(text)
    word = start[1].upper() if start is not None else ""
    write = _WRITE.search(text)
    if word in ("SELECT", "WITH", "EXPLAIN", "SHOW", "PRAGMA") and (
        write is None or word == "SELECT"
    ):
        found = _FROM.search(text)
        one = word == "SELECT" and start is not None and _OF_ALL.match(text, start.end())
        several = not one or _OF_SOME.search(text)
        return Action.MANY if several else Action.ONE, found[1] if found is not None else ""
    mutation = _MUTATION.match(text) if word == "ALTER" else None
    if mutation is not None:
        by_update = mutation["verb"].upper() == "UPDATE"
        return Action.UPDATE if by_update else Action.DELETE, mutation["name"]
    if word in ("CREATE", "ALTER", "DROP"):
        return Action.DEFINE, defined(text) or ""
    if word == "TRUNCATE":
        return Action.DELETE, ""
    if write is not None and word in ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH"):
        verb = write[1].upper().split()[0]
        kinds = {"UPDATE": Action.UPDATE, "DELETE": Action.DELETE, "MERGE": Action.UPDATE}
        return kinds.get(verb, Action.CREATE), write[2]
    return Action.SQL, ""


def is_about_rows(text: str) -> bool:
    """Whether a statement, by its first word, reads or writes rows or may do so."""
    start = re.match(r"[\s(]{0,50}([A-Za-z]{1,20})", text)
    return start is None or start[1].upper() in _OF_ROWS


def defined(text: str) -> str | None:
    """The table that a statement creates, alters or drops for good; None where it does not."""
    for each in _TABLE.finditer(text[:MAX_TEXT]):
        is_of_rows = _MUTATION.match(text, each.start()) or _AROUND_ROWS.match(text, each.start())
        if not _PASSING.search(each["kind"]) and not is_of_rows:
            return each["name"]
    return None
