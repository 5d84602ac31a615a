"""What the statements of SQL do to a schema: tables, indexes and constraints, made and dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compliance.extract.schema.history import History
from compliance.extract.schema.sql_tokens import Token, statements
from compliance.facts import Evidence
from compliance.facts.schema import IndexKind

# The place of a line, counted as the tokens count.
Place = Callable[[int], Evidence]

_NOISE = frozenset("IF NOT EXISTS CONCURRENTLY ONLY TEMP TEMPORARY UNLOGGED GLOBAL LOCAL".split())
# A part of a table's definition that begins so is no column.
_NO_COLUMNS = frozenset(
    "CONSTRAINT FOREIGN PRIMARY UNIQUE INDEX KEY CHECK EXCLUDE LIKE FULLTEXT SPATIAL PERIOD".split()
)


def read_sql(text: str, place: Place, history: History, line: int = 1) -> None:
    """Apply the statements of a text, whose first line is at `line`, to what is known so far."""
    for tokens in statements(text, line):
        cursor = _Cursor(tokens)
        verb = cursor.word()
        if verb == "CREATE":
            _create(cursor, place, history)
        elif verb == "ALTER" and cursor.word() == "TABLE":
            _alter(cursor, place, history)
        elif verb == "DROP":
            _drop(cursor, history)


@dataclass
class _Cursor:
    """A place in a statement."""

    tokens: list[Token]
    at: int = 0

    def peek(self, ahead: int = 0) -> Token | None:
        position = self.at + ahead
        return self.tokens[position] if position < len(self.tokens) else None

    def word(self) -> str:
        """Step over a token, and give it in capitals; "" for what is no word."""
        token = self.peek()
        self.at += 1
        return token.upper if token is not None else ""

    def skip(self, *words: str) -> bool:
        """Step over a word if it is one of these."""
        token = self.peek()
        if token is not None and token.upper in words:
            self.at += 1
            return True
        return False

    def mark(self, mark: str) -> bool:
        """Step over a mark if it is there."""
        token = self.peek()
        if token is not None and token.text == mark and not token.is_name:
            self.at += 1
            return True
        return False

    def noise(self) -> None:
        while self.skip(*_NOISE):
            pass

    def name(self) -> str:
        """Step over a name, and give it without the schema before it."""
        token = self.peek()
        found = ""
        while token is not None and token.is_name:
            found, self.at = token.text, self.at + 1
            if not self.mark("."):
                break
            token = self.peek()
        return found

    @property
    def line(self) -> int:
        token = self.peek() or (self.tokens[-1] if self.tokens else None)
        return token.line if token is not None else 1

    def parts(self) -> list[list[Token]]:
        """What stands in the parentheses at this place, parted by commas; behind them then."""
        if not self.mark("("):
            return []
        parts: list[list[Token]] = [[]]
        depth = 1
        while (token := self.peek()) is not None:
            self.at += 1
            if not token.is_name:
                depth += {"(": 1, ")": -1}.get(token.text, 0)
                if depth == 0:
                    break
                if token.text == "," and depth == 1:
                    parts.append([])
                    continue
            parts[-1].append(token)
        return [each for each in parts if each]

    def columns(self) -> list[str]:
        """The columns in the parentheses at this place."""
        return [name for part in self.parts() if (name := _column(part))]


def _column(part: list[Token]) -> str:
    """The column that a part of an index is about: its name, or the first in an expression."""
    for at, token in enumerate(part):
        follows = part[at + 1] if at + 1 < len(part) else None
        if token.is_name and not (follows and not follows.is_name and follows.text in ("(", ".")):
            return token.text
    return ""


def _create(cursor: _Cursor, place: Place, history: History) -> None:
    cursor.noise()
    unique = cursor.skip("UNIQUE")
    cursor.skip("CLUSTERED", "NONCLUSTERED")
    if cursor.skip("INDEX"):
        _index(cursor, place, history, IndexKind.UNIQUE if unique else IndexKind.INDEX)
    elif cursor.skip("TABLE"):
        cursor.noise()
        where = place(cursor.line)
        table = cursor.name()
        if table:
            history.table(table, where)
            for part in cursor.parts():
                _definition(_Cursor(part), table, place, history)


def _index(cursor: _Cursor, place: Place, history: History, kind: IndexKind) -> None:
    """`CREATE INDEX name ON table USING btree (a, lower(b)) WHERE …`, behind `INDEX`."""
    where = place(cursor.line)
    cursor.noise()
    following = cursor.peek()
    name = "" if following is not None and following.upper == "ON" else cursor.name()
    if not cursor.skip("ON"):
        return
    cursor.noise()
    table = cursor.name()
    if cursor.skip("USING"):
        cursor.word()
    columns = cursor.columns()
    partial = any(each.upper == "WHERE" for each in cursor.tokens[cursor.at :])
    if table:
        history.add_index(table, columns, kind, where, name, partial=partial)


def _definition(cursor: _Cursor, table: str, place: Place, history: History) -> None:
    """A column or a constraint, as `CREATE TABLE` and `ALTER TABLE … ADD` have them."""
    first = cursor.peek()
    if first is None:
        return
    where = place(first.line)
    if first.quoted or first.upper not in _NO_COLUMNS:
        _new_column(cursor, table, where, history)
        return
    name = ""
    if cursor.skip("CONSTRAINT"):
        name = cursor.name()
    if cursor.skip("FOREIGN"):
        cursor.skip("KEY")
        columns = cursor.columns()
        target = cursor.name() if cursor.skip("REFERENCES") else ""
        history.add_key(table, columns, target, where, name)
    elif cursor.skip("PRIMARY"):
        cursor.skip("KEY")
        cursor.skip("CLUSTERED", "NONCLUSTERED")
        history.add_index(table, cursor.columns(), IndexKind.PRIMARY, where, name)
    elif cursor.skip("UNIQUE", "INDEX", "KEY"):
        is_unique = cursor.tokens[cursor.at - 1].upper == "UNIQUE"
        cursor.skip("INDEX", "KEY")
        named = cursor.name() or name
        kind = IndexKind.UNIQUE if is_unique else IndexKind.INDEX
        history.add_index(table, cursor.columns(), kind, where, named)


def _new_column(cursor: _Cursor, table: str, where: Evidence, history: History) -> None:
    column = cursor.name()
    if not column:
        return
    history.add_column(table, column, where)
    words = [each.upper for each in cursor.tokens]
    if "PRIMARY" in words:
        history.add_index(table, [column], IndexKind.PRIMARY, where)
    if "UNIQUE" in words:
        history.add_index(table, [column], IndexKind.UNIQUE, where)
    if "REFERENCES" in words:
        inner = _Cursor(cursor.tokens, words.index("REFERENCES") + 1)
        history.add_key(table, [column], inner.name(), where)


def _alter(cursor: _Cursor, place: Place, history: History) -> None:
    """`ALTER TABLE name`, and its actions, parted by commas."""
    cursor.noise()
    table = cursor.name()
    rest = _Cursor([Token("(", cursor.line), *cursor.tokens[cursor.at :]])
    for part in rest.parts() if table else ():
        action = _Cursor(part)
        verb = action.word()
        if verb == "ADD":
            action.skip("COLUMN")
            action.noise()
            _definition(_Cursor(part[action.at :]), table, place, history)
        elif verb == "DROP":
            _drop_part(action, table, history)
        elif verb == "RENAME":
            table = _rename(action, table, history)


def _drop_part(action: _Cursor, table: str, history: History) -> None:
    if action.skip("CONSTRAINT", "INDEX", "KEY") or (action.skip("FOREIGN") and action.skip("KEY")):
        action.noise()
        history.drop_piece(action.name(), table)
    elif not action.skip("PRIMARY"):
        action.skip("COLUMN")
        action.noise()
        history.drop_column(table, action.name())


def _rename(action: _Cursor, table: str, history: History) -> str:
    """Rename a column, or the table; the answer is the table's name from then on."""
    if action.skip("TO", "AS"):
        new = action.name()
        history.rename_table(table, new)
        return new
    if not action.skip("CONSTRAINT", "INDEX", "KEY"):
        action.skip("COLUMN")
        column = action.name()
        if action.skip("TO"):
            history.rename_column(table, column, action.name())
    return table


def _drop(cursor: _Cursor, history: History) -> None:
    """`DROP INDEX a, b` and `DROP TABLE a, b`."""
    kind = cursor.word()
    if kind not in ("INDEX", "TABLE"):
        return
    while True:
        cursor.noise()
        name = cursor.name()
        if not name:
            return
        if kind == "TABLE":
            history.drop_table(name)
        else:
            history.drop_piece(name)
        if not cursor.mark(","):
            return
