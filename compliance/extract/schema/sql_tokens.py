"""SQL as tokens, in one pass over the text; what is not closed goes on to its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d][\w$]*")
_DOLLAR = re.compile(r"\$\w{0,60}\$")
_SPACE = re.compile(r"\s+")
_CLOSING = {'"': '"', "`": "`", "[": "]"}
MAX_TOKENS = 5_000


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a name in quotation marks, a text or a mark. `upper` is a word in capitals, "" for
    what is none; `line` counts from 1.
    """

    text: str
    line: int
    upper: str = ""
    quoted: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it may be the name of something."""
        return self.quoted or bool(self.upper)


def statements(text: str, line: int = 1) -> Iterator[list[Token]]:
    """The statements of a text, the first of which begins at a line. Of one with very many tokens
    the first ones are kept.
    """
    statement: list[Token] = []
    for token in _tokens(text, line):
        if token.text == ";" and not token.quoted:
            if statement:
                yield statement
            statement = []
        elif len(statement) < MAX_TOKENS:
            statement.append(token)
    if statement:
        yield statement


def _tokens(text: str, line: int) -> Iterator[Token]:
    position, length = 0, len(text)
    while position < length:
        end, token = _next(text, position, line)
        if token is not None:
            yield token
        line += text.count("\n", position, end)
        position = end


def _next(text: str, position: int, line: int) -> tuple[int, Token | None]:
    """Where the token at a position ends, and the token; None for what says nothing."""
    character = text[position]
    word = _WORD.match(text, position)
    if word is not None:
        return word.end(), Token(word[0], line, word[0].upper())
    space = _SPACE.match(text, position)
    if space is not None:
        return space.end(), None
    if text.startswith("--", position) or (character == "#" and _begins_line(text, position)):
        return _behind(text, "\n", position), None
    if text.startswith("/*", position):
        return _behind(text, "*/", position + 2), None
    if character == "'":
        return _behind(text, "'", position + 1), Token("'", line)
    dollar = _DOLLAR.match(text, position) if character == "$" else None
    if dollar is not None:
        return _behind(text, dollar[0], dollar.end()), Token("'", line)
    closing = _CLOSING.get(character)
    if closing is not None:
        end = _behind(text, closing, position + 1)
        return end, Token(text[position + 1 : end - 1], line, quoted=True)
    return position + 1, Token(character, line)


def _begins_line(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] == "\n"


def _behind(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return found + len(mark) if found >= 0 else len(text)
