"""Splits shell text into the simple commands that it is made of.

What is read is the common part of POSIX shells: quotes, comments, continued lines, here documents,
subshells, substitutions and functions. Nothing is expanded or run, every branch is taken, and text
that no shell would accept is read as far as it makes sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_TEXT = 256 * 1024
MAX_COMMANDS = 5_000
MAX_SUBSTITUTIONS = 3

ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,100})\+?=(.*)", re.DOTALL)

_PLAIN = re.compile(r"[^\s'\"\\#;&|()<>$`]+")
_BLANK = re.compile(r"[ \t\r]+")
_SEPARATOR = re.compile(r"&&|\|\||\|&|;;&?|;&?|\||&")
_REDIRECTION = re.compile(r"[0-9]{0,2}(?:&>>|&>|>>|>\||>&|<&|<>|<<<|>|<)")
_HERE_DOCUMENT = re.compile(r"[0-9]{0,2}<<(-?)[ \t]*(['\"]?)([A-Za-z0-9_.\\-]{1,80})\2")
_FUNCTION = re.compile(r"\([ \t]*\)")

# Words that start or end a compound command and stand before the command itself.
_LEADING = frozenset("if then else elif do while until ! time".split())
_NO_COMMAND = frozenset("for select case function fi done esac } in [[ [".split())


@dataclass(frozen=True)
class ShellCommand:
    """One simple command: its words without quotes, redirections and comments.

    `line` counts from 1 in the text, `depth` is the number of subshells around it, `function` the
    name of the shell function whose body it stands in.
    """

    words: tuple[str, ...]
    line: int
    depth: int = 0
    function: str = ""


def split(text: str) -> tuple[ShellCommand, ...]:
    """The simple commands of a shell text in their order, those inside `$( )` and backticks too.

    At most `MAX_COMMANDS` are given, of the first `MAX_TEXT` characters.
    """
    return tuple(_Scanner(text[:MAX_TEXT]).commands)


@dataclass
class _Scanner:
    """Reads the text once, from left to right; a substitution again as a text of its own."""

    text: str
    first_line: int = 1
    depth: int = 0
    nesting: int = 0
    commands: list[ShellCommand] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._position = 0
        self._line = self.first_line
        self._words: list[str] = []
        self._word: list[str] | None = None
        self._started = self.first_line
        self._drop_next = False
        self._here: list[tuple[str, bool]] = []
        self._defined = ""
        self._bodies: list[str] = []
        while self._position < len(self.text) and len(self.commands) < MAX_COMMANDS:
            self._step()
        self._end_command()

    def _step(self) -> None:
        character = self.text[self._position]
        if character == "\n":
            self._newline()
        elif blank := _BLANK.match(self.text, self._position):
            self._end_word()
            self._position = blank.end()
        elif character == "#":
            self._comment()
        elif character in "'\"\\$`":
            self._quoted(character)
        elif character in "<>" or (character in "&0123456789" and self._redirects()):
            self._redirection()
        elif character in "&|;()" and self._in_condition():
            self._end_word()
            self._position += 1
        elif separator := _SEPARATOR.match(self.text, self._position):
            self._end_command()
            self._position = separator.end()
        elif character in "()":
            self._parenthesis(character)
        else:
            plain = _PLAIN.match(self.text, self._position)
            self._take(plain.end() if plain else self._position + 1)

    def _take(self, end: int) -> None:
        """Add the text up to there to the current word."""
        self._append(self.text[self._position : end])
        self._position = end

    def _append(self, part: str) -> None:
        if self._word is None:
            self._word = []
            if not self._words:
                self._started = self._line
        self._word.append(part)
        self._line += part.count("\n")

    def _in_condition(self) -> bool:
        """Whether this stands inside of `[[ … ]]`, where `&&` sets no commands apart."""
        return self._words[:1] == ["[["] and "]]" not in self._words and self._word != ["]]"]

    def _newline(self) -> None:
        self._end_command()
        self._line += 1
        self._position += 1
        for delimiter, indented in self._here:
            self._skip_document(delimiter, indented)
        self._here.clear()

    def _skip_document(self, delimiter: str, indented: bool) -> None:
        while self._position < len(self.text):
            end = self.text.find("\n", self._position)
            end = len(self.text) if end < 0 else end
            line = self.text[self._position : end].rstrip("\r")
            self._position = min(end + 1, len(self.text))
            self._line += 1
            if (line.lstrip("\t") if indented else line) == delimiter:
                return

    def _comment(self) -> None:
        if self._word is not None:
            self._take(self._position + 1)
            return
        end = self.text.find("\n", self._position)
        self._position = len(self.text) if end < 0 else end

    def _quoted(self, character: str) -> None:
        if character == "'":
            end = self.text.find("'", self._position + 1)
            end = len(self.text) if end < 0 else end
            self._append(self.text[self._position + 1 : end])
            self._position = end + 1
        elif character == '"':
            self._double_quotes()
        elif character == "\\":
            self._escape()
        else:
            self._dollar()

    def _escape(self) -> None:
        following = self.text[self._position + 1 : self._position + 3]
        self._position += 2
        if following.startswith("\n"):
            self._line += 1
        elif following == "\r\n":
            self._line += 1
            self._position += 1
        else:
            self._append(following[:1])

    def _double_quotes(self) -> None:
        self._position += 1
        self._append("")
        while self._position < len(self.text):
            character = self.text[self._position]
            if character == '"':
                self._position += 1
                return
            if character in "$`":
                self._dollar()
            elif character == "\\":
                self._escape()
            else:
                end = _end_of_plain(self.text, self._position)
                self._take(end)

    def _dollar(self) -> None:
        """A variable stays in the word as it is written; a substitution is also read by itself."""
        start, line = self._position, self._line
        if self.text.startswith("${{", start):  # An expression of GitHub Actions, not of a shell.
            self._take(_after(self.text, "}}", start))
        elif self.text.startswith("${", start):
            self._take(_after(self.text, "}", start))
        elif self.text.startswith("$((", start):
            self._take(_after(self.text, "))", start))
        elif self.text.startswith("$(", start):
            end = closing(self.text, start + 2)
            self._take(end)
            self._substitution(self.text[start + 2 : end].removesuffix(")"), line)
        elif self.text[start] == "`":
            end = _after(self.text, "`", start + 1)
            self._take(end)
            self._substitution(self.text[start + 1 : end].removesuffix("`"), line)
        elif self.text.startswith("$'", start):
            self._position += 1
        else:
            self._take(start + 1)

    def _substitution(self, text: str, line: int) -> None:
        if self.nesting < MAX_SUBSTITUTIONS:
            inner = _Scanner(text, line, self.depth + 1, self.nesting + 1)
            room = MAX_COMMANDS - len(self.commands)
            self.commands += inner.commands[:room]

    def _redirects(self) -> bool:
        """Whether a redirection begins here; a number counts only where a word could begin."""
        match = _REDIRECTION.match(self.text, self._position)
        return match is not None and (self._word is None or not match[0][0].isdigit())

    def _redirection(self) -> None:
        document = _HERE_DOCUMENT.match(self.text, self._position)
        operator = _REDIRECTION.match(self.text, self._position)
        self._end_word()
        if document and not self.text.startswith("<<<", self._position):
            self._here.append((document[3].replace("\\", ""), bool(document[1])))
            self._position = document.end()
        elif operator:
            self._position = operator.end()
            self._drop_next = True
        else:
            self._position += 1

    def _parenthesis(self, character: str) -> None:
        definition = _FUNCTION.match(self.text, self._position)
        self._end_word()
        if definition and len(self._words) == 1:
            self._defined = self._words.pop()
            self._position = definition.end()
            return
        self._end_command()
        self._position += 1
        self.depth = max(0, self.depth + (1 if character == "(" else -1))

    def _end_word(self) -> None:
        parts, self._word = self._word, None
        if parts is None:
            return
        word = "".join(parts)
        if self._drop_next:
            self._drop_next = False
        elif word == "{" and (not self._words or self._words[0] == "function"):
            self._open_body()
        elif word == "}" and not self._words:
            self._bodies[-1:] = []
        elif self._words or word not in _LEADING:
            self._words.append(word)

    def _open_body(self) -> None:
        """An opening brace: the body of the function whose name stands before it, or a group."""
        if self._words:  # `function name {`
            self._defined = self._words[-1]
            self._words.clear()
        around = self._bodies[-1] if self._bodies else ""
        self._bodies.append(self._defined or around)
        self._defined = ""

    def _end_command(self) -> None:
        self._end_word()
        words, self._words = self._words, []
        self._drop_next = False
        if words[:1] == ["function"] and len(words) > 1:
            self._defined = words[1]
        elif words and words[0] not in _NO_COMMAND:
            function = self._bodies[-1] if self._bodies else ""
            self.commands.append(ShellCommand(tuple(words), self._started, self.depth, function))


_QUOTED_PLAIN = re.compile(r"[^\"\\$`]+")


def _end_of_plain(text: str, start: int) -> int:
    match = _QUOTED_PLAIN.match(text, start)
    return match.end() if match else start + 1


def _after(text: str, closing: str, start: int) -> int:
    """The position behind the next closing mark, or the end of the text."""
    end = text.find(closing, start)
    return len(text) if end < 0 else end + len(closing)


_BRACKET = re.compile(r"[()'\"\\]")


def closing(text: str, start: int) -> int:
    """The position behind the parenthesis that closes the one before `start`."""
    depth, position, in_double_quotes = 1, start, False
    while match := _BRACKET.search(text, position):
        character, position = match[0], match.end()
        if character == "\\":
            position += 1
        elif character == '"':
            in_double_quotes = not in_double_quotes
        elif character == "'" and not in_double_quotes:
            position = _after(text, "'", position)
        elif character in "()" and not in_double_quotes:
            depth += 1 if character == "(" else -1
            if depth == 0:
                return position
    return len(text)
