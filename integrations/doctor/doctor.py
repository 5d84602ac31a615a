"""Says what a laptop lacks to work in this checkout, and how to mend it.

    curl -fsSL https://HOST/doctor.py | python3 -

One file, Python 3.9 or newer, nothing to install. It looks at the checkout in the current folder
and at this laptop, changes nothing, and runs none of the checkout's own code without asking. Given
the token of an onboarding plan, it reports outcomes to Plumbline; `--dry-run` shows what it would
send. All that it reads, runs and sends is written down in docs/doctor.md.
"""

# `from __future__ import annotations` is not here: it imports a module before anything can be done
# about where modules are looked for, and that may be the checkout.
import os
import sys

if __name__ == "__main__":
    # Python looks for modules in the current folder first (`python3 -`), or in the script's: either
    # may be the checkout, and a `json.py` there is the checkout's code.
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        del sys.path[0]
    _here = os.path.realpath(os.getcwd())
    sys.path[:] = [each for each in sys.path if each and os.path.realpath(each) != _here]
    if sys.version_info < (3, 9):  # noqa: UP036 - a laptop may have an older one
        sys.exit("The doctor needs Python 3.9 or newer: run it with another python3.")

import argparse
import base64
import contextlib
import functools
import getpass
import hashlib
import http.client
import itertools
import json
import re
import shlex
import signal
import socket
import ssl
import stat
import subprocess
import threading
import time
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Callable, Optional, TextIO, Union, cast
from urllib.parse import urlsplit

VERSION = "1.0"
# Where reports go unless --server says otherwise. The host that serves this file writes itself in.
SERVER = ""
REPORT_PATH = "/doctor/report/"

# Seconds. Everything together stays under 20, time to read a question not counted.
_CHECKS_TAKE = 12.0
_PROGRAM_TAKES = 6.0
_SENDING_TAKES = 5.0
_KNOCK_TAKES = 1.0
_REPLY_TAKES = 3.0
# Sizes.
_MIB = 1024 * 1024
_FILE = _MIB
_LOCKFILE = 32 * _MIB
_OUTPUT = 256 * 1024
_ANSWER = 64 * 1024
_ENTRIES = 20_000
_NAMES = 50
_SHOWN = 6
_LINE = 300

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = "pass", "fail", "unknown", "not_applicable"
# The first of these that a part of the checkout has is the item's outcome.
_ORDER = (FAIL, UNKNOWN, PASS, NOT_APPLICABLE)
_WORDS = {PASS: "ok", FAIL: "gap", UNKNOWN: "cannot tell", NOT_APPLICABLE: "does not apply"}
# Items of the onboarding plan, in the order in which a laptop is set up.
ITEMS = {
    "clone": "Checkout",
    "runtime": "Runtime",
    "package-manager": "Package manager",
    "docker": "Docker",
    "editor-extensions": "VS Code extensions",
    "dependencies": "Dependencies",
    "env-file": "Environment file",
    "services": "Services",
    "migrations": "Migrations",
    "dev-server": "Development server",
}


class Unreadable(Exception):
    """Something in the checkout that the doctor does not read. Its text says what and why."""


class Refused(Exception):
    """The doctor cannot go on. Its text is one sentence for who runs it."""


@dataclass(frozen=True)
class Finding:
    """What one look said.

    `outcome`, `reason` (a word of a fixed list), `subject`, `found` (a version on this laptop),
    `count` and `names` (only ever names that `.env.example` asks for) may be sent, and `part`, the
    folder in the checkout. `says`, `fix` (commands to copy) and `advice` are shown here only.
    """

    outcome: str
    reason: str
    says: str
    fix: tuple[str, ...] = ()
    advice: str = ""
    subject: str = ""
    found: str = ""
    count: Optional[int] = None
    names: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True)
class Item:
    """An item of the plan with what was found about it."""

    key: str
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        """The worst of its findings: a gap, then what nobody can tell."""
        return min((each.outcome for each in self.findings), key=_ORDER.index)


def _not_told(error: Unreadable, part: str = "") -> Finding:
    return Finding(UNKNOWN, "unreadable", str(error), part=part)


# ---------------------------------------------------------------------------------------------
# Reading the checkout
# ---------------------------------------------------------------------------------------------


class Checkout:
    """The files below one folder. Nothing outside of it is read through it, whatever a link says;
    files are read up to a limit, and only ordinary ones, so that a pipe cannot hold anybody up.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self._known: dict[tuple[str, str], Any] = {}

    def _once(self, kind: str, name: str, read: Callable[[], Any]) -> Any:
        """What is read of a file for the first who asks, and kept for the others."""
        key = (kind, name)
        if key not in self._known:
            try:
                self._known[key] = read()
            except Unreadable as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, Unreadable):
            raise Unreadable(str(found))
        return found

    def holds(self, path: str) -> bool:
        """Whether the path is the checkout's root, or leads to something below it."""
        try:
            return os.path.commonpath([self.root, os.path.realpath(path)]) == self.root
        except ValueError:  # another drive
            return False

    def path(self, name: str) -> str:
        """Where the file or folder of that name is, `/` between its parts, links followed.

        Raises:
            Unreadable: it is not below the root.
        """
        parts = name.split("/") if name else []
        if any(each in ("", ".", "..") or re.search(r"[\0\\:]", each) for each in parts):
            raise Unreadable(f"{name} is no plain path in the checkout")
        path = os.path.realpath(os.path.join(self.root, *parts))
        if not self.holds(path):
            raise Unreadable(f"{name} leads out of the checkout")
        return path

    def has(self, name: str) -> bool:
        """Whether something is at that name, be it a link to nowhere."""
        parts = name.split("/")
        return ".." not in parts and os.path.lexists(os.path.join(self.root, *parts))

    def is_folder(self, name: str) -> bool:
        """Whether a folder below the root is there.

        Raises:
            Unreadable: it leads out of the checkout.
        """
        return os.path.isdir(self.path(name))

    def text(self, name: str, limit: int = _FILE) -> Optional[str]:
        """The text of a file of at most `limit` bytes; None where there is no such file.

        Raises:
            Unreadable: there is something else, or more of it.
        """
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(self.path(name), flags)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Unreadable(f"{name} cannot be opened") from error
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable(f"{name} is no ordinary file")
            with os.fdopen(handle, "rb", closefd=False) as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"{name} cannot be read") from error
        finally:
            os.close(handle)
        if len(data) > limit:
            raise Unreadable(f"{name} has more than {limit // _MIB} MiB")
        if b"\0" in data:
            raise Unreadable(f"{name} is no text in UTF-8")
        return data.decode("utf-8-sig", errors="replace")

    def first(self, names: Iterable[str]) -> str:
        """The first of the names that is there, or nothing."""
        return next((name for name in names if self.has(name)), "")

    def entries(self, name: str, wanted: Callable[["os.DirEntry[str]"], bool]) -> list[str]:
        """Names in a folder, sorted, the first few thousand looked at; none where there is none.

        Raises:
            Unreadable: the folder leads out of the checkout.
        """
        return _entries(self.path(name), wanted)

    def json(self, name: str, limit: int = _FILE, *, comments: bool = False) -> dict[str, Any]:
        """The JSON object in a file; empty where there is no file.

        Raises:
            Unreadable: it is no JSON object.
        """

        def read() -> dict[str, Any]:
            text = self.text(name, limit)
            if text is None:
                return {}
            try:
                found = json.loads(without_comments(text) if comments else text)
            except (ValueError, RecursionError) as error:
                raise Unreadable(f"{name} is no JSON") from error
            if not isinstance(found, dict):
                raise Unreadable(f"{name} is no JSON object")
            return found

        return cast("dict[str, Any]", self._once("json", name, read))

    def toml(self, name: str) -> dict[str, Any]:
        """What is in a TOML file; empty where there is no file.

        Raises:
            Unreadable: it is not of the TOML that the doctor reads.
        """
        return cast(
            "dict[str, Any]", self._once("toml", name, lambda: self._named(name, read_toml))
        )

    def env(self, name: str) -> dict[str, str]:
        """The names in a dotenv file with their values; none where there is no file.

        Raises:
            Unreadable: a line is not understood.
        """
        return cast("dict[str, str]", self._once("env", name, lambda: self._named(name, read_env)))

    def _named(self, name: str, read: Callable[[str], Any]) -> Any:
        """What a reader makes of a file; the file is named in what it does not understand."""
        text = self.text(name) or ""
        try:
            return read(text)
        except Unreadable as error:
            raise Unreadable(f"{name}: {error}") from error


def _entries(path: str, wanted: Callable[["os.DirEntry[str]"], bool]) -> list[str]:
    try:
        with os.scandir(path) as found:
            return sorted(each.name for each in itertools.islice(found, _ENTRIES) if wanted(each))
    except OSError:
        return []


# ---------------------------------------------------------------------------------------------
# Formats: what is surely readable of them, and Unreadable for the rest
# ---------------------------------------------------------------------------------------------

_OF_JSON = re.compile(r'["/,]')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def without_comments(text: str) -> str:
    """JSON as editors write it, without its comments and its commas before a closing bracket."""
    kept: list[str] = []
    comma, at = -1, 0
    while match := _OF_JSON.search(text, at):
        piece, at = text[at : match.start()], match.start()
        if piece.strip():
            comma = _without_comma(kept, comma, piece)
        kept.append(piece)
        if text[at] == ",":
            comma, after = len(kept), at + 1
        elif text[at] == '"':
            quoted = _QUOTED.match(text, at)
            comma, after = -1, quoted.end() if quoted else len(text)
        elif text.startswith(("//", "/*"), at):
            end = "\n" if text[at + 1] == "/" else "*/"
            found = text.find(end, at + 2)
            at = len(text) if found < 0 else found + (len(end) if end == "*/" else 0)
            continue
        else:
            after = at + 1
        kept.append(text[at:after])
        at = after
    _without_comma(kept, comma, text[at:])
    return "".join([*kept, text[at:]])


def _without_comma(kept: list[str], comma: int, piece: str) -> int:
    """Take the last comma away where what follows it closes a bracket; there is none after that."""
    if comma >= 0 and piece.lstrip()[:1] in ("]", "}"):
        kept[comma] = ""
    return -1 if piece.strip() else comma


_ENV_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]{0,99})\s*=[ \t]*(.*)", re.DOTALL)


def read_env(text: str) -> dict[str, str]:
    """The names of a dotenv file with their values, comments and quotes taken off; the last wins.

    Values serve to see whether they are empty, and which port a service has; they are shown and
    sent nowhere.

    Raises:
        Unreadable: a line is no assignment, or a quote does not close. It names the line's number.
    """
    found = {}
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _ENV_LINE.fullmatch(line)
        if match is None:
            raise Unreadable(f"line {number} is no NAME=value")
        name, value = match[1], match[2].lstrip()
        if value[:1] in ("'", '"', "`"):
            value, at = _quoted_value(lines, at, value)
        else:
            value = re.split(r"(?:^|\s)#", value, maxsplit=1)[0].strip()
        found[name] = value
    return found


def _quoted_value(lines: Sequence[str], at: int, value: str) -> tuple[str, int]:
    """What stands between a value's quotes, which may end lines below, and the line after that."""
    number, quote, line = at, value[0], value[1:]
    body: list[str] = []
    while (end := _closing(line, quote)) < 0:
        if at >= len(lines):
            raise Unreadable(f"the quote in line {number} does not close")
        body.append(line)
        line, at = lines[at], at + 1
    return "\n".join([*body, line[:end]]), at


def _closing(body: str, quote: str) -> int:
    """Where the quote closes; -1: not in this line. A backslash keeps a double quote open."""
    at = 0
    while at < len(body):
        if body[at] == "\\" and quote == '"':
            at += 2
            continue
        if body[at] == quote:
            return at
        at += 1
    return -1


class _Toml:
    """Reads TOML from one text, front to back. What is no string, table or array stays as its
    spelling: no date or number matters here.
    """

    _BARE = re.compile(r"[A-Za-z0-9_-]+")
    _SCALAR = re.compile(r"[^\s,\]}#]+(?: \d[^\s,\]}#]*)?")
    _SPACE = re.compile(r"[ \t]*")
    _BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
    _ESCAPES: Mapping[str, str] = {
        "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\",
    }  # fmt: skip
    _DEPTH = 20

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0

    def document(self) -> dict[str, Any]:
        """All of it."""
        top: dict[str, Any] = {}
        table = top
        self._skip(self._BLANK)
        while self._at < len(self._text):
            if self._takes("[["):
                keys = self._keys()
                self._need("]]")
                table = {}
                kept = self._inner(top, keys[:-1]).setdefault(keys[-1], [])
                if not isinstance(kept, list):
                    raise self._odd()
                kept.append(table)
            elif self._takes("["):
                keys = self._keys()
                self._need("]")
                table = self._inner(top, keys)
            else:
                self._pair(table, 0)
            self._skip(self._SPACE)
            if self._at < len(self._text) and self._text[self._at] not in "#\n":
                raise self._odd()
            self._skip(self._BLANK)
        return top

    def _odd(self) -> Unreadable:
        return Unreadable(f"line {self._text.count(chr(10), 0, self._at) + 1} is not understood")

    def _skip(self, pattern: "re.Pattern[str]") -> None:
        if match := pattern.match(self._text, self._at):
            self._at = match.end()

    def _takes(self, word: str) -> bool:
        if not self._text.startswith(word, self._at):
            return False
        self._at += len(word)
        return True

    def _need(self, word: str) -> None:
        if not self._takes(word):
            raise self._odd()

    def _inner(self, table: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
        for key in keys:
            inner = table.setdefault(key, {})
            if isinstance(inner, list) and inner:
                inner = inner[-1]
            if not isinstance(inner, dict):
                raise self._odd()
            table = inner
        return table

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(self._SPACE)
            if self._text[self._at : self._at + 1] in ('"', "'"):
                keys.append(self._string())
            elif match := self._BARE.match(self._text, self._at):
                self._at = match.end()
                keys.append(match[0])
            else:
                raise self._odd()
            self._skip(self._SPACE)
            if not self._takes("."):
                return keys
            if len(keys) > self._DEPTH:
                raise self._odd()

    def _pair(self, table: dict[str, Any], depth: int) -> None:
        keys = self._keys()
        self._need("=")
        self._skip(self._SPACE)
        inner = self._inner(table, keys[:-1])
        if keys[-1] in inner:
            raise self._odd()
        inner[keys[-1]] = self._value(depth)

    def _value(self, depth: int) -> Any:
        if depth > self._DEPTH:
            raise self._odd()
        if self._text[self._at : self._at + 1] in ('"', "'"):
            return self._string()
        if self._takes("["):
            return self._array(depth)
        if self._takes("{"):
            return self._table(depth)
        match = self._SCALAR.match(self._text, self._at)
        if match is None:
            raise self._odd()
        self._at = match.end()
        return _Spelling(match[0])

    def _array(self, depth: int) -> list[Any]:
        found = []
        self._skip(self._BLANK)
        while not self._takes("]"):
            found.append(self._value(depth + 1))
            self._skip(self._BLANK)
            if not self._takes(","):
                self._need("]")
                break
            self._skip(self._BLANK)
        return found

    def _table(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._skip(self._BLANK)
        while not self._takes("}"):
            self._pair(found, depth + 1)
            self._skip(self._BLANK)
            if not self._takes(","):
                self._need("}")
                break
            self._skip(self._BLANK)
        return found

    def _string(self) -> str:
        quote = self._text[self._at]
        if self._takes(quote * 3):
            self._takes("\n")
            end = self._end(quote * 3)
            for _ in range(2):  # that many quotes may stand before the end
                end += self._text.startswith(quote, end + 3)
            body = self._text[self._at : end]
            self._at = end + 3
        else:
            self._at += 1
            end = self._end(quote)
            body = self._text[self._at : end]
            self._at = end + 1
            if "\n" in body:
                raise self._odd()
        return self._unescaped(body) if quote == '"' else body

    def _end(self, quote: str) -> int:
        at = self._at
        while (at := self._text.find(quote, at)) >= 0:
            before = at - 1
            while before >= self._at and self._text[before] == "\\":
                before -= 1
            if quote[0] == "'" or (at - before) % 2 == 1:
                return at
            at += 1
        raise self._odd()

    def _unescaped(self, body: str) -> str:
        def character(match: "re.Match[str]") -> str:
            code = match[1]
            if code in self._ESCAPES:
                return self._ESCAPES[code]
            if code[:1] in "uUx" and len(code) > 1 and int(code[1:], 16) < 0x110000:
                return chr(int(code[1:], 16))
            if not code.strip():
                return ""
            raise self._odd()

        escape = r"\\([ \t]*\n\s*|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|.|\Z)"
        return re.sub(escape, character, body, flags=re.DOTALL)


class _Spelling(str):
    """A value of TOML that is no string: a number, a date, true or false, as it is spelled."""

    __slots__ = ()


def read_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises:
        Unreadable: it is not understood. It names the line.
    """
    return _Toml(text).document()


@dataclass
class Service:
    """A service of a Compose file. `ports` are those of this laptop that it publishes, as written;
    `sure` is off where there may be others. `optional`: a profile has to be asked for.
    """

    ports: list[str] = field(default_factory=list)
    sure: bool = True
    optional: bool = False
    built: bool = False


@dataclass(frozen=True)
class _Row:
    """A line of a Compose file that says something, by its number of leading spaces."""

    indent: int
    text: str


_KEY = re.compile(r"""(?:"([^"\\]*)"|'([^']*)'|([A-Za-z0-9_.<-]{1,200}))\s*:(?:\s+(.*)|$)""")
_BLOCK = re.compile(r"(?:^|[:\-] +)(?:[&!]\S+ +)*[|>][-+0-9]*$")
_WIDEST = 2000


def _rows(text: str) -> list[_Row]:
    """The lines of a YAML text without comments and block scalars, and with flow collections that
    run over lines put on one.

    Raises:
        Unreadable: where a line begins or ends is not sure.
    """
    rows: list[_Row] = []
    below: Optional[int] = None
    open_rows: list[str] = []
    depth = indent = 0
    for raw in text.splitlines():
        line = raw.rstrip()
        leading = len(line) - len(line.lstrip(" "))
        if below is not None and (not line or leading > below):
            continue
        below = None
        bare, depth = _scanned(line.lstrip(" "), depth)
        if not bare or (bare == "---" and not rows):
            continue
        indent = indent if open_rows else leading
        open_rows.append(bare)
        if depth:
            continue
        rows.append(_Row(indent, " ".join(open_rows)))
        open_rows = []
        if _BLOCK.search(bare):
            below = indent
    if open_rows:
        raise Unreadable("a bracket does not close")
    return rows


def _scanned(text: str, depth: int) -> tuple[str, int]:
    """The line without its comment, and in how many brackets of flow collections it ends.

    Raises:
        Unreadable: it is not of the YAML that the doctor reads.
    """
    if len(text) > _WIDEST or text.startswith(("\t", "%", "...")):
        raise Unreadable("it is not of the YAML that the doctor reads")
    at, last = 0, ""
    while at < len(text):
        character, before = text[at], text[at - 1] if at else " "
        if character == "#" and before in " \t":
            return text[:at].rstrip(), depth
        if character in "\"'" and before in " [{,(":
            at = _end_of_quote(text, at)
        elif text.startswith("${", at):
            at = max(text.find("}", at), at + 1) + 1
        else:
            opens = depth or last == "" or (before == " " and last in ":-")
            if character in "[{" and opens:
                depth += 1
            elif character in "]}" and depth:
                depth -= 1
            at += 1
        last = character if character != " " else last
    return text, depth


def _end_of_quote(text: str, at: int) -> int:
    """The place after a quoted text that begins there.

    Raises:
        Unreadable: it does not end in this line.
    """
    quote = text[at]
    at += 1
    while at < len(text):
        escaped = text[at] == "\\" if quote == '"' else text[at : at + 2] == "''"
        if escaped:
            at += 2
        elif text[at] == quote:
            return at + 1
        else:
            at += 1
    raise Unreadable("a quote runs over several lines")


def _key_of(row: _Row) -> Optional[tuple[str, str]]:
    match = _KEY.fullmatch(row.text)
    if match is None:
        return None
    name = next(each for each in match.groups()[:3] if each is not None)
    return name, (match[4] or "").strip()


def _block(rows: Sequence[_Row], at: int) -> tuple[Sequence[_Row], int]:
    """The rows below the one at `at`, and where the next of its own level is."""
    end = at + 1
    while end < len(rows) and (
        rows[end].indent > rows[at].indent
        or (rows[end].indent == rows[at].indent and rows[end].text.startswith("- "))
    ):
        end += 1
    return rows[at + 1 : end], end


def _pairs(rows: Sequence[_Row]) -> Iterator[tuple[str, str, Sequence[_Row]]]:
    """The keys of a block mapping, each with the rest of its line and the rows below.

    Raises:
        Unreadable: it is no plain block mapping.
    """
    at, seen = 0, set()
    while at < len(rows):
        pair = _key_of(rows[at])
        if pair is None or rows[at].indent != rows[0].indent or pair[0] in seen:
            raise Unreadable("it is not of the YAML that the doctor reads")
        seen.add(pair[0])
        below, after = _block(rows, at)
        yield pair[0], pair[1], below
        at = after


def read_compose(text: str) -> tuple[dict[str, Service], bool]:
    """The services of a Compose file, and whether all of them are in it.

    Raises:
        Unreadable: it is not of the YAML that the doctor reads.
    """
    services: dict[str, Service] = {}
    complete = True
    for key, rest, below in _pairs(_rows(text)):
        if key in ("include", "<<"):
            complete = False
        if key != "services":
            continue
        if rest:
            raise Unreadable("its services are not written as a block")
        for name, value, inner in _pairs(below):
            if name.startswith(("<<", "x-")):
                complete = complete and name.startswith("x-")
                continue
            services[name] = Service(sure=False) if value else _service(inner)
    return services, complete


def _service(rows: Sequence[_Row]) -> Service:
    found = Service()
    for key, rest, below in _pairs(rows):
        if key in ("extends", "<<") or (key == "network_mode" and "host" in rest):
            found.sure = False
        elif key == "profiles":
            found.optional = True
        elif key == "build":
            found.built = True
        elif key == "ports":
            ports = _ports(rest, below)
            found.sure = found.sure and ports is not None
            found.ports = ports or []
    return found


_PORT_ITEM = re.compile(
    r"""(["']?)(?:\[::1?\]:)?(?:[0-9a-z.:/-]|\$\{[^{}"']*\}|\$[A-Za-z_]\w*(?!\w))+\1"""
)


def _ports(rest: str, below: Sequence[_Row]) -> Optional[list[str]]:
    """Ports as a Compose file writes them; None where that is not sure."""
    if rest:
        inner = re.fullmatch(r"\[(.*)\]", rest)
        items = [each.strip() for each in inner[1].split(",") if each.strip()] if inner else [""]
        sure = not below and all(_PORT_ITEM.fullmatch(each) for each in items)
        return [_unquoted(each) for each in items] if sure else None
    found = []
    at = 0
    while at < len(below):
        row = below[at]
        if not row.text.startswith("- ") or row.indent != below[0].indent:
            return None
        inner_rows, at = _item(below, at)
        pair = _key_of(inner_rows[0])
        if pair is None and len(inner_rows) == 1 and _PORT_ITEM.fullmatch(inner_rows[0].text):
            found.append(_unquoted(inner_rows[0].text))
        elif pair is not None:
            published = _published(inner_rows)
            if published is None:
                return None
            found += published
        else:
            return None
    return found


def _item(rows: Sequence[_Row], at: int) -> tuple[list[_Row], int]:
    """The rows of one item of a block sequence, its dash taken off, and where the next begins."""
    row = rows[at]
    text = row.text[2:].lstrip()
    inner = [_Row(row.indent + len(row.text) - len(text), text)]
    at += 1
    while at < len(rows) and rows[at].indent > row.indent:
        inner.append(rows[at])
        at += 1
    return inner, at


def _published(rows: Sequence[_Row]) -> Optional[list[str]]:
    try:
        pairs = {key: _unquoted(rest) for key, rest, _ in _pairs(rows)}
    except Unreadable:
        return None
    if pairs.get("protocol", "tcp") != "tcp" or "published" not in pairs:
        return []
    return [f"{pairs['published']}:{pairs.get('target', '0')}"]


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w{0,99})(?:(:?[-?+])([^{}$]*))?\}|([A-Za-z_]\w{0,99}))")


def published_port(written: str, variables: Mapping[str, str]) -> Optional[int]:
    """The port of this laptop that a Compose file's `ports` entry publishes; 0 where it publishes
    none that is reached by TCP; None where that cannot be told.
    """

    def value(match: "re.Match[str]") -> str:
        name, operator, other = match[1] or match[4], match[2] or "", match[3] or ""
        given = variables.get(name)
        if operator in ("-", ":-") and (given is None or (operator == ":-" and not given)):
            return other
        return "?" if given is None or "+" in operator else given

    text = _VARIABLE.sub(value, written)
    text, _, protocol = text.partition("/")
    match = _PUBLISHED.fullmatch(text)
    if protocol not in ("", "tcp"):
        return 0
    return int(match[1]) if match and 0 < int(match[1]) < 65536 else None


# On an address of this machine that is knocked at.
_PUBLISHED = re.compile(r"(?:(?:\[::1?\]|127\.0\.0\.1|0\.0\.0\.0|localhost):)?(\d{1,5}):\d[\d-]*")
Version = tuple[int, ...]
_PLAIN_VERSION = re.compile(r"v?(\d{1,6}(?:\.\d{1,6}){0,3})")


def read_version(text: str) -> Optional[Version]:
    """The numbers of a plain version, such as v20.11.1."""
    match = _PLAIN_VERSION.fullmatch(text.strip())
    return tuple(int(each) for each in match[1].split(".")) if match else None


_COMPARATOR = re.compile(
    r"(>=|<=|>|<|=|\^|~>?|)\s*v?(\d{1,6}|[xX*])(?:\.(\d{1,6}|[xX*]))?(?:\.(\d{1,6}|[xX*]))?"
)


def npm_allows(wanted: str, version: Version) -> Optional[bool]:
    """Whether a range as npm writes it allows a version of three numbers; None: not understood."""
    decided = False
    for choice in wanted.split("||"):
        words = re.sub(
            r"(?<!\S)(\S{1,100})\s{1,9}-\s{1,9}(\S{1,100})", r">=\1 <=\2", choice.strip()
        )
        words = re.sub(r"(>=|<=|>|<|=|\^|~>?)\s+", r"\1", words)
        allowed = True
        for word in words.split() or ["*"]:
            match = _COMPARATOR.fullmatch(word)
            if match is None:
                return None
            low, high = _span(match[1], [each for each in match.groups()[1:] if each])
            allowed = allowed and low <= version and (high is None or version < high)
        decided = decided or allowed
    return decided


def _span(operator: str, written: Sequence[str]) -> tuple[Version, Optional[Version]]:
    """The lowest version that a comparator of npm allows, and the lowest above that it does not."""
    parts = tuple(int(each) for each in itertools.takewhile(str.isdigit, written))
    low = (*parts, 0, 0, 0)[:3]
    if not parts:
        return (0, 0, 0), ((0, 0, 0) if operator in ("<", ">") else None)
    if operator == "<":
        return (0, 0, 0), low
    if operator == "<=":
        return (0, 0, 0), _next(parts)
    if operator == ">":
        return (*_next(parts), 0, 0)[:3], None
    if operator == ">=":
        return low, None
    if operator in ("~", "~>"):
        return low, _next(parts[:2])
    if operator == "^":
        zeros = len(list(itertools.takewhile(lambda each: each == 0, parts)))
        return low, _next(parts[: min(zeros + 1, len(parts))])
    return low, _next(parts)


def _next(parts: Version) -> Version:
    return (*parts[:-1], parts[-1] + 1)


def pep440_allows(wanted: str, version: Version) -> Optional[bool]:
    """Whether a specifier of Python's (`>=3.9,<4`) allows a version; None: not understood."""
    results = []
    for each in wanted.split(","):
        if not each.strip():
            continue
        match = re.fullmatch(
            r"\s*(~=|==|!=|<=|>=|<|>)\s*(\d{1,6}(?:\.\d{1,6}){0,3})(\.\*)?\s*", each
        )
        if match is None or (match[3] and match[1] not in ("==", "!=")):
            return None
        results.append(_pep440(match[1], match[2], bool(match[3]), version))
    return None if None in results else all(results)


def _pep440(operator: str, text: str, wildcard: bool, version: Version) -> Optional[bool]:
    given = tuple(int(each) for each in text.split("."))
    padded, other = _padded(version), _padded(given)
    if operator == "~=":
        if len(given) < 2:
            return None
        return padded >= other and padded[: len(given) - 1] == given[:-1]
    if wildcard:
        same = padded[: len(given)] == given
        return same if operator == "==" else not same
    return {
        "==": padded == other, "!=": padded != other, "<=": padded <= other,
        ">=": padded >= other, "<": padded < other, ">": padded > other,
    }[operator]  # fmt: skip


def _padded(version: Version) -> Version:
    return (*version, 0, 0, 0, 0)[:4]


def poetry_allows(wanted: str, version: Version) -> Optional[bool]:
    """Whether a constraint as Poetry writes it allows a version; None: not understood."""
    results: list[Optional[bool]] = []
    for choice in re.split(r"\|\|?", wanted):
        close = re.sub(r"([<>=!~^])\s+", r"\1", choice)
        parts = [each for each in re.split(r"[,\s]+", close) if each]
        results.append(_all_of([_poetry(each, version) for each in parts or ["*"]]))
    return True if True in results else (None if None in results else False)


def _poetry(word: str, version: Version) -> Optional[bool]:
    if word == "*":
        return True
    if re.fullmatch(r"[\^~]\d+(?:\.\d+){0,2}", word):
        return npm_allows(word, _padded(version)[:3])
    if re.fullmatch(r"\d+(?:\.\d+)*\.\*", word):
        return pep440_allows(f"=={word}", version)
    return pep440_allows(word, version)


def _all_of(answers: Sequence[Optional[bool]]) -> Optional[bool]:
    return False if False in answers else (None if None in answers else True)


# ---------------------------------------------------------------------------------------------
# Programs of this laptop
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What a program said. `state` is "answered", and then `code` is its exit code; or "missing",
    "silent" (it was ended when its time was over), "inside" (it lies in the checkout, so it was
    not run) or "broken" (it could not be started).
    """

    state: str
    code: int = -1
    text: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether it ran and had no complaint."""
        return self.state == "answered" and self.code == 0

    @property
    def version(self) -> Optional[Version]:
        """The first version that it names."""
        match = re.search(r"\d{1,6}(?:\.\d{1,6}){1,3}", self.text[:1000])
        return tuple(int(each) for each in match[0].split(".")) if match else None


class Programs:
    """Runs programs of this laptop: none that lies in the checkout, and in a folder outside of it,
    since many read settings where they stand, and some run what those name.
    """

    def __init__(self, checkout: Checkout, environ: Mapping[str, str], ends_at: float) -> None:
        self._checkout = checkout
        self._ends_at = ends_at
        self._windows = sys.platform == "win32"
        self._given = environ
        folders = environ.get("PATH", "").split(os.pathsep)
        self._folders = [
            each for each in folders if os.path.isabs(each) and not checkout.holds(each)
        ]
        home = os.path.expanduser("~")
        outside = os.path.isdir(home) and not checkout.holds(home)
        self._elsewhere = home if outside else os.path.abspath(os.sep)
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._over = False

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a program: without the token, nothing of the checkout on its PATH,
        and asked to download and write nothing.
        """
        return {
            **{name: value for name, value in self._given.items() if name != "PLUMBLINE_TOKEN"},
            "PATH": os.pathsep.join(self._folders),
            "NO_COLOR": "1",
            "COREPACK_ENABLE_NETWORK": "0",
            "COREPACK_ENABLE_DOWNLOAD_PROMPT": "0",
            "MISE_NOT_FOUND_AUTO_INSTALL": "0",
            "NO_UPDATE_NOTIFIER": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def find(self, name: str) -> str:
        """Where the program is on PATH, parts of PATH in the checkout aside; empty: nowhere."""
        endings = self._given.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";")
        for folder in self._folders:
            for ending in endings if self._windows else [""]:
                path = os.path.join(folder, name + ending)
                runs = os.path.isfile(path) and os.access(path, os.X_OK)
                if runs and not self._checkout.holds(path):
                    return path
        return ""

    def ask(self, *words: str, seconds: float = _PROGRAM_TAKES) -> Answer:
        """What a program of PATH answers, run outside of the checkout."""
        path = self.find(words[0])
        if not path:
            return Answer("missing")
        return self.run([path, *words[1:]], self._elsewhere, self.environ, seconds)

    def run(
        self, words: Sequence[str], folder: str, environ: Mapping[str, str], seconds: float
    ) -> Answer:
        """What a program answers that is named by its path, ended when its time is over."""
        seconds = min(seconds, self._ends_at - time.monotonic())
        if seconds <= 0:
            return Answer("silent")
        with self._lock:
            if self._over:
                return Answer("silent")
            try:
                process = subprocess.Popen(
                    list(words), cwd=folder, env=dict(environ), stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **_own_group(),
                )  # fmt: skip
            except OSError:
                return Answer("broken")
            self._running.add(process)
        said: list[bytes] = []
        reader = threading.Thread(target=_drain, args=(process.stdout, said), daemon=True)
        reader.start()
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return Answer("silent")
        finally:
            self._end(process)
        reader.join(1)
        return Answer("answered", code, b"".join(said)[:_OUTPUT].decode("utf-8", "replace"))

    def end_all(self) -> None:
        """End what still runs, and start nothing more."""
        with self._lock:
            self._over = True
            running = list(self._running)
        for each in running:
            self._end(each)

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        """End a program and what it started, which may hold its output open."""
        with self._lock:
            if process not in self._running:
                return
            self._running.discard(process)
        try:
            _end_group(process)
            process.wait(1)
        except (OSError, subprocess.TimeoutExpired):
            pass  # It is gone, or the system does not let go of it; nobody waits for it.


def _own_group() -> dict[str, Any]:
    """How a program is started so that all it starts can be ended with it."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    else:  # noqa: RET505 - a type checker reads one of the two
        return {"start_new_session": True}


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        tool = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        subprocess.run(
            [tool, "/T", "/F", "/PID", str(process.pid)],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=2, check=False,
        )  # fmt: skip
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _drain(written: Any, said: list[bytes]) -> None:
    """Keep the first of what a program writes, and let it write on."""
    kept = 0
    with written:
        while chunk := written.read1(65536):
            if kept < _OUTPUT:
                said.append(chunk)
                kept += len(chunk)


def answers_on(port: int, seconds: float = _KNOCK_TAKES) -> Optional[socket.socket]:
    """A connection to that port of this machine, which the caller closes; None: nobody is there."""
    for address in ("127.0.0.1", "::1"):
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), seconds)
    return None


def _reachable(ports: Iterable[int]) -> set[int]:
    """Those of the ports on which something of this machine answers, asked all at once."""
    found: set[int] = set()

    def knock(port: int) -> None:
        connection = answers_on(port)
        if connection is not None:
            connection.close()
            found.add(port)

    threads = [threading.Thread(target=knock, args=(port,), daemon=True) for port in set(ports)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(2 * _KNOCK_TAKES + 1)
    return set(found)


# ---------------------------------------------------------------------------------------------
# The laptop and the parts of the checkout
# ---------------------------------------------------------------------------------------------

_NODE_LOCKS = {
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "bun.lock": "bun",
    "bun.lockb": "bun",
}
_PYTHON_FILES = (
    "pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg", "manage.py",
)  # fmt: skip
# Folders that are not what a newcomer works on.
_ASIDE = frozenset(
    "node_modules venv env vendor dist build docs doc website examples example samples test tests"
    " e2e fixtures benchmarks scripts tools".split()
)
_PARTS = 10


@dataclass(frozen=True)
class Part:
    """The checkout itself, or a folder directly in it that has a manifest of its own."""

    folder: str
    node: bool
    python: bool

    def at(self, name: str) -> str:
        """The path of something in its folder."""
        return f"{self.folder}/{name}" if self.folder else name

    def or_root(self) -> Iterator[Callable[[str], str]]:
        """What makes paths in its folder, then in the root, whose files count for it too."""
        yield self.at
        if self.folder:
            yield str


def parts_of(checkout: Checkout) -> tuple[Part, ...]:
    """The root first, then the folders that are no members of what the root manages."""
    python = bool(checkout.first(_PYTHON_FILES))
    root = Part("", checkout.has("package.json"), python)
    found = [root]
    for folder in checkout.entries("", lambda each: each.is_dir(follow_symlinks=False)):
        if folder.startswith(".") or folder.lower() in _ASIDE:
            continue
        locked = bool(checkout.first(f"{folder}/{name}" for name in _NODE_LOCKS))
        node = checkout.has(f"{folder}/package.json") and (locked or not root.node)
        python = not root.python and bool(checkout.first(f"{folder}/{it}" for it in _PYTHON_FILES))
        if node or python:
            found.append(Part(folder, node, python))
    return tuple(found[:_PARTS])


@dataclass(frozen=True)
class Laptop:
    """What the checks look at: the checkout, and the machine around it.

    `platform` is as `sys.platform`; `may_run`: the checkout's own code may be run; `port` is where
    the development server is said to be.
    """

    checkout: Checkout
    programs: Programs
    environ: Mapping[str, str]
    home: str
    platform: str = sys.platform
    may_run: bool = False
    port: Optional[int] = None

    @functools.cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the checkout."""
        return parts_of(self.checkout)

    def manifest(self, part: Part) -> dict[str, Any]:
        """The part's package.json, empty where it has none.

        Raises:
            Unreadable: it is no JSON object.
        """
        return self.checkout.json(part.at("package.json"))

    def pyproject(self, part: Part) -> dict[str, Any]:
        """The part's pyproject.toml, empty where it has none.

        Raises:
            Unreadable: it is not understood.
        """
        return self.checkout.toml(part.at("pyproject.toml"))

    def has_folder(self, *names: str) -> bool:
        """Whether a folder is there in the home folder; names only, nothing is read in it."""
        return os.path.isdir(os.path.join(self.home, *names))


def _table(found: Any, *keys: str) -> dict[str, Any]:
    """The table at those keys; empty where there is none."""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _text(found: Any, *keys: str) -> str:
    """The string at those keys; empty where there is none."""
    value = _table(found, *keys[:-1]).get(keys[-1])
    return value[:_LINE] if isinstance(value, str) else ""


def _listing(names: Sequence[str]) -> str:
    """The first few of the names, and how many more."""
    shown = ", ".join(clean(each, 60) for each in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _dotted(version: Optional[Version]) -> str:
    return ".".join(str(each) for each in version or ())


# ---------------------------------------------------------------------------------------------
# Checkout
# ---------------------------------------------------------------------------------------------


def check_clone(laptop: Laptop) -> list[Finding]:
    """The folder is a git checkout, and each submodule is there. git itself is not asked: it would
    read settings that the checkout's own `.git/config` names programs in.
    """
    checkout = laptop.checkout
    if not checkout.has(".git"):
        return [
            Finding(
                FAIL, "no-checkout", "this folder is no git checkout",
                advice="Clone the repository, change into its folder, and run the doctor there.",
            )
        ]  # fmt: skip
    wanted = submodules(checkout.text(".gitmodules") or "")
    missing, unsure = [], []
    for path in wanted:
        if not checkout.has(path):
            unsure.append(path)  # git makes a folder for each that the commit has
        elif not checkout.has(f"{path}/.git"):
            missing.append(path)
    if missing:
        says = f"{_some(len(missing), len(wanted), 'submodule')} missing: {_listing(missing)}"
        command = "git submodule update --init --recursive"
        return [Finding(FAIL, "submodules-missing", says, (command,), count=len(missing))]
    if unsure:
        says = f".gitmodules names what is not in this checkout: {_listing(unsure)}"
        return [Finding(UNKNOWN, "submodules-unsure", says, count=len(unsure))]
    if wanted:
        return [Finding(PASS, "complete", f"here, with {_count(len(wanted), 'submodule')}")]
    return [Finding(PASS, "complete", "here, without submodules")]


def submodules(text: str) -> list[str]:
    """The paths that a `.gitmodules` names, those aside that git is told not to fetch.

    Raises:
        Unreadable: a path is quoted, or none of the checkout's.
    """
    found: list[dict[str, str]] = []
    for line in text.splitlines():
        if line.strip().startswith("["):
            found.append({})
        elif found and (match := re.fullmatch(r"\s*(\w+)\s*=\s*(.*?)\s*", line[:_LINE])):
            found[-1][match[1].lower()] = match[2]
    paths = [each["path"] for each in found if "path" in each and each.get("update") != "none"]
    for path in paths[:_ENTRIES]:
        if path[:1] in "/\"'" or ".." in path.split("/") or re.search(r"[\0\\:]", path):
            raise Unreadable(".gitmodules names a path that the doctor does not follow")
    return paths[:_ENTRIES]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _some(number: int, of: int, noun: str) -> str:
    """So many of them are, as a sentence begins."""
    whole = f"of {_count(of, noun)}" if of > 1 else noun
    return f"{number} {whole} {'is' if number == 1 else 'are'}"


def _every(number: int, noun: str) -> str:
    """All of them are, as a sentence begins."""
    return f"the {noun} is" if number == 1 else f"all {number} {noun}s are"


# ---------------------------------------------------------------------------------------------
# Runtime
# ---------------------------------------------------------------------------------------------

_LTS = {
    "argon": 4, "boron": 6, "carbon": 8, "dubnium": 10, "erbium": 12, "fermium": 14,
    "gallium": 16, "hydrogen": 18, "iron": 20, "jod": 22, "krypton": 24,
}  # fmt: skip


@dataclass(frozen=True)
class Pin:
    """A version that a file asks for, in the notation that `allows` reads."""

    where: str
    wanted: str
    allows: Callable[[str, Version], Optional[bool]]

    @property
    def plain(self) -> str:
        """The version that it names, where it names one; safe to stand in a command."""
        match = _PLAIN_VERSION.fullmatch(self.wanted)
        return match[1] if match else ""


def node_alias_allows(wanted: str, version: Version) -> Optional[bool]:
    """Whether what `.nvmrc` and its like say allows a version of Node.js; None: it depends."""
    name = wanted.strip().lower()
    if name in ("lts/*", "lts"):
        even = version[0] % 2 == 0 and version[0] <= max(_LTS.values())
        return True if even else (False if version[0] < max(_LTS.values()) else None)
    if name.startswith("lts/") or name in _LTS:
        major = _LTS.get(name.replace("lts/", ""))
        return None if major is None else version[0] == major
    if re.fullmatch(r"v?\d{1,6}(\.(\d{1,6}|x)){0,2}", name):
        return npm_allows(name, version)
    return None


def _prefix_allows(wanted: str, version: Version) -> Optional[bool]:
    """Whether a version begins as what `.python-version` and its like say; None: it is a name."""
    given = read_version(wanted)
    return None if given is None else version[: len(given)] == given


def _tool_versions(laptop: Laptop, name: str, tools: Sequence[str]) -> str:
    """What asdf's or mise's file wants of the tool; empty where it says nothing."""
    checkout = laptop.checkout
    if name.endswith(".toml"):
        found = _table(checkout.toml(name), "tools")
        value = next((found[tool] for tool in tools if tool in found), "")
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("version", "") if isinstance(value, dict) else value
        return value[:100] if isinstance(value, str) else ""
    for line in (checkout.text(name) or "").splitlines():
        words = line.partition("#")[0].split()
        if len(words) > 1 and words[0] in tools:
            return words[1][:100]
    return ""


def _first_line(text: Optional[str]) -> str:
    lines = (line.partition("#")[0].strip() for line in (text or "").splitlines())
    return next((line[:100] for line in lines if line), "")


def node_pins(laptop: Laptop, part: Part) -> list[Pin]:
    """Every place that says which Node.js, in the part's folder, else at the root.

    Raises:
        Unreadable: one of those files.
    """
    found: list[Pin] = []
    for at in part.or_root():
        for name in (at(".nvmrc"), at(".node-version")):
            wanted = _first_line(laptop.checkout.text(name))
            found.append(Pin(name, wanted, node_alias_allows))
        for name in (".tool-versions", "mise.toml", ".mise.toml"):
            wanted = _tool_versions(laptop, at(name), ("nodejs", "node"))
            found.append(Pin(at(name), wanted, node_alias_allows))
        manifest = laptop.checkout.json(at("package.json"))
        found.append(Pin(at("package.json"), _text(manifest, "volta", "node"), npm_allows))
        found.append(Pin(at("package.json"), _text(manifest, "engines", "node"), npm_allows))
        runtime = _table(manifest, "devEngines", "runtime")
        if runtime.get("name") == "node":
            found.append(Pin(at("package.json"), _text(runtime, "version"), npm_allows))
        found = [each for each in found if each.wanted]
        if found:
            break
    return found


def python_pins(laptop: Laptop, part: Part) -> list[Pin]:
    """Every place that says which Python, in the part's folder, else at the root.

    Raises:
        Unreadable: one of those files.
    """
    found: list[Pin] = []
    for at in part.or_root():
        name = at(".python-version")
        found.append(Pin(name, _first_line(laptop.checkout.text(name)), _prefix_allows))
        found += [
            Pin(file, _tool_versions(laptop, file, ("python",)), _prefix_allows)
            for file in (at(".tool-versions"), at("mise.toml"), at(".mise.toml"))
        ]
        name = at("pyproject.toml")
        project = laptop.checkout.toml(name)
        found.append(Pin(name, _text(project, "project", "requires-python"), pep440_allows))
        poetry = _table(project, "tool", "poetry", "dependencies")
        found.append(Pin(name, _text(poetry, "python"), poetry_allows))
        name = at("Pipfile")
        requires = _table(laptop.checkout.toml(name), "requires")
        wanted = _text(requires, "python_full_version") or _text(requires, "python_version")
        found.append(Pin(name, wanted, _prefix_allows))
        name = at("runtime.txt")
        wanted = _first_line(laptop.checkout.text(name))
        if wanted.startswith("python-"):
            found.append(Pin(name, wanted[len("python-") :], _prefix_allows))
        found = [each for each in found if each.wanted]
        if found:
            break
    return found


def check_runtime(laptop: Laptop) -> list[Finding]:
    """The Node.js and the Python that this checkout asks for are what runs here."""
    found: list[Finding] = []
    for part in laptop.parts:
        for there, look in ((part.node, _node_runtime), (part.python, _python_runtime)):
            if there:
                found += _of_part(part, look, laptop)
    return found or [Finding(NOT_APPLICABLE, "no-manifest", "no package.json or pyproject.toml")]


def _of_part(
    part: Part, look: Callable[[Laptop, Part], Union[Finding, list[Finding]]], laptop: Laptop
) -> list[Finding]:
    """What a look at a part says, the part named in it."""
    try:
        seen = look(laptop, part)
    except Unreadable as error:
        seen = _not_told(error)
    many = [seen] if isinstance(seen, Finding) else seen
    return [replace(each, part=part.folder) for each in many]


def _judged(name: str, version: Version, pins: Sequence[Pin]) -> tuple[str, str, str]:
    """Outcome, reason and sentence for the version that runs here, by all pins."""
    if not pins:
        return PASS, "unpinned", f"{name} {_dotted(version)}; no file says which"
    asked = [(pin, pin.allows(pin.wanted, version)) for pin in pins]
    for pin, allowed in asked:
        if allowed is False:
            says = f"{name} {_dotted(version)} runs here, and {pin.where} asks for {pin.wanted}"
            return FAIL, "differs", says
    for pin, allowed in asked:
        if allowed is None:
            says = f"{name} {_dotted(version)} runs here; {pin.where} says {pin.wanted!r}"
            return UNKNOWN, "pin-unreadable", f"{says}, which the doctor does not understand"
    places = list(dict.fromkeys(pin.where for pin in pins))
    asks = f"{' and '.join(places)} {'asks' if len(places) == 1 else 'ask'} for"
    return PASS, "satisfies", f"{name} {_dotted(version)} is what {asks}"


@dataclass(frozen=True)
class _Manager:
    """A version manager whose shims choose by the folder that one stands in: by which files, and
    where in the home folder it keeps what it installed.
    """

    name: str
    mark: str
    variable: str
    home: tuple[str, ...]
    inside: tuple[str, ...]
    files: tuple[str, ...]
    command: str


_MISE = (".local", "share", "mise")
_MISE_FILES = ("mise.toml", ".mise.toml", ".tool-versions")
_NODE_MANAGERS = (
    _Manager(
        "Volta", "/.volta/bin/", "VOLTA_HOME", (".volta",), ("tools", "image", "node"),
        ("package.json",), "volta install node",
    ),
    _Manager(
        "asdf", "/.asdf/shims/", "ASDF_DATA_DIR", (".asdf",), ("installs", "nodejs"),
        (".tool-versions",), "asdf install nodejs",
    ),
    _Manager(
        "mise", "/mise/shims/", "MISE_DATA_DIR", _MISE, ("installs", "node"), _MISE_FILES,
        "mise install",
    ),
    _Manager(
        "nodenv", "/.nodenv/shims/", "NODENV_ROOT", (".nodenv",), ("versions",),
        (".node-version",), "nodenv install",
    ),
)  # fmt: skip
_PYTHON_MANAGERS = (
    _Manager(
        "pyenv", "/.pyenv/shims/", "PYENV_ROOT", (".pyenv",), ("versions",), (".python-version",),
        "pyenv install",
    ),
    _Manager(
        "asdf", "/.asdf/shims/", "ASDF_DATA_DIR", (".asdf",), ("installs", "python"),
        (".tool-versions",), "asdf install python",
    ),
    _Manager(
        "mise", "/mise/shims/", "MISE_DATA_DIR", _MISE, ("installs", "python"), _MISE_FILES,
        "mise install",
    ),
)  # fmt: skip


def _installed_by(laptop: Laptop, manager: _Manager) -> list[Version]:
    """The versions that a manager has, by the names of its folders."""
    top = laptop.environ.get(manager.variable) or os.path.join(laptop.home, *manager.home)
    names = _entries(os.path.join(top, *manager.inside), lambda each: each.is_dir())
    versions = [read_version(name) for name in names]
    return sorted(each for each in versions if each is not None and len(each) == 3)


def _chosen(pins: Sequence[Pin], path: str) -> tuple[Optional[_Manager], list[Pin]]:
    """The manager whose shim the program is, and the pins that it goes by."""
    plain = path.replace("\\", "/")
    manager = next((each for each in _NODE_MANAGERS if each.mark in plain), None)
    if manager is None:
        return None, []
    obeyed = [pin for pin in pins if pin.where.rpartition("/")[2] in manager.files]
    if manager.name == "Volta":  # only its own field of package.json
        obeyed = [pin for pin in obeyed if pin.plain]
    return manager, obeyed[:1]


def _node_runtime(laptop: Laptop, part: Part) -> Finding:
    pins = node_pins(laptop, part)
    fix, advice = _node_fix(laptop, pins)
    path = laptop.programs.find("node")
    if not path:
        says = "there is no Node.js on PATH"
        return Finding(FAIL, "missing", says, fix, advice, subject="node")
    manager, obeyed = _chosen(pins, path)
    if manager and obeyed:
        wanted = obeyed[0]
        here = [it for it in _installed_by(laptop, manager) if wanted.allows(wanted.wanted, it)]
        if not here:
            says = (
                f"{manager.name} has no Node.js {wanted.wanted} yet, which {wanted.where} asks for"
            )
            command = (
                f"{manager.command}@{wanted.plain}"
                if manager.name == "Volta"
                else (
                    f"{manager.command} {wanted.plain}".strip() if wanted.plain else manager.command
                )
            )
            return Finding(FAIL, "not-installed", says, (command,), subject="node")
        version: Optional[Version] = here[-1]
    else:
        answer = laptop.programs.ask("node", "--version")
        version = answer.version if answer.is_fine else None
    if version is None or len(version) != 3:
        says = "`node --version` does not say which version it is"
        return Finding(UNKNOWN, "no-answer", says, subject="node")
    outcome, reason, says = _judged("Node.js", version, pins)
    mended = (fix, advice) if outcome == FAIL else ((), "")
    return Finding(outcome, reason, says, *mended, subject="node", found=_dotted(version))


def _node_fix(laptop: Laptop, pins: Sequence[Pin]) -> tuple[tuple[str, ...], str]:
    """Commands that bring the Node.js that is asked for, by what manages it here."""
    wanted = next((pin.plain for pin in pins if pin.plain), "")
    files = {pin.where for pin in pins}
    find = laptop.programs.find
    if laptop.environ.get("NVM_DIR") or laptop.has_folder(".nvm"):
        if ".nvmrc" in files:
            return ("nvm install",), ""
        return (f"nvm install {wanted or '--lts'}", f"nvm use {wanted or '--lts'}"), ""
    if find("fnm"):
        return (f"fnm install {wanted or '--lts'}", f"fnm use {wanted or 'lts-latest'}"), ""
    if find("volta"):
        return (f"volta install node@{wanted or 'lts'}",), ""
    if find("mise"):
        return (f"mise use node@{wanted or 'lts'}" if not files else "mise install",), ""
    if find("asdf") and wanted:
        return (f"asdf install nodejs {wanted}",), ""
    if laptop.platform == "win32":
        return ("winget install OpenJS.NodeJS.LTS",), ""
    if laptop.platform == "darwin" and find("brew"):
        return (f"brew install node@{wanted.split('.')[0]}" if wanted else "brew install node",), ""
    return (), f"Install Node.js {wanted}".strip() + ": https://nodejs.org/en/download"


@dataclass(frozen=True)
class Environment:
    """A virtual environment: how it is called, where it is, and with which Python it was made."""

    name: str
    path: str
    version: Optional[Version]

    @property
    def python(self) -> str:
        """Its interpreter."""
        windows = os.path.join(self.path, "Scripts", "python.exe")
        return windows if os.path.isfile(windows) else os.path.join(self.path, "bin", "python")

    def packages(self) -> dict[str, str]:
        """What is installed in it, by normalized name, with its version."""
        lib = os.path.join(self.path, "lib")
        folders = _entries(lib, lambda each: each.name.startswith(("python3", "pypy3")))
        places = [os.path.join(lib, each, "site-packages") for each in folders]
        found: dict[str, str] = {}
        for place in [*places, os.path.join(self.path, "Lib", "site-packages")]:
            for name in _entries(
                place, lambda each: each.name.endswith((".dist-info", ".egg-info"))
            ):
                package, _, version = name.rpartition(".")[0].partition("-")
                found[normalized(package)] = version.partition("-py")[0]
        return found


def normalized(name: str) -> str:
    """The name of a Python package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def environment_of(laptop: Laptop, part: Part) -> Optional[Environment]:
    """The part's virtual environment: in its folder or the root, the active one, or Poetry's.

    Raises:
        Unreadable: it leads out of the checkout.
    """
    checkout = laptop.checkout
    for name in dict.fromkeys(
        it for each in (".venv", "venv", "env") for it in (part.at(each), each)
    ):
        if checkout.has(f"{name}/pyvenv.cfg"):
            return _environment(name, checkout.path(name))
    active = laptop.environ.get("VIRTUAL_ENV") or laptop.environ.get("CONDA_PREFIX", "")
    if active and os.path.isabs(active) and os.path.isdir(active):
        return _environment("the active environment", active)
    # Poetry names its own by the folder of the project.
    folder = os.path.normcase(os.path.join(checkout.root, *part.folder.split("/")).rstrip("/\\"))
    mark = base64.urlsafe_b64encode(hashlib.sha256(folder.encode()).digest()).decode()[:8]
    for place in _poetry_places(laptop):
        for each in _entries(place, lambda each: f"-{mark}-py" in each.name):
            return _environment("Poetry's environment", os.path.join(place, each))
    return None


def _environment(name: str, path: str) -> Environment:
    try:
        text = Checkout(path).text("pyvenv.cfg") or ""
    except Unreadable:
        text = ""
    match = re.search(r"^version(?:_info)?\s*=\s*(\d{1,3}\.\d{1,3}\.\d{1,3})", text, re.MULTILINE)
    return Environment(name, path, read_version(match[1]) if match else None)


def _poetry_places(laptop: Laptop) -> list[str]:
    given = laptop.environ.get
    if given("POETRY_VIRTUALENVS_PATH"):
        return [given("POETRY_VIRTUALENVS_PATH", "")]
    if given("POETRY_CACHE_DIR"):
        return [os.path.join(given("POETRY_CACHE_DIR", ""), "virtualenvs")]
    if laptop.platform == "darwin":
        return [os.path.join(laptop.home, "Library", "Caches", "pypoetry", "virtualenvs")]
    if laptop.platform == "win32":
        local = given("LOCALAPPDATA") or os.path.join(laptop.home, "AppData", "Local")
        return [os.path.join(local, "pypoetry", "Cache", "virtualenvs")]
    cache = given("XDG_CACHE_HOME") or os.path.join(laptop.home, ".cache")
    return [os.path.join(cache, "pypoetry", "virtualenvs")]


def _pythons(laptop: Laptop) -> list[tuple[str, Version]]:
    """The Pythons of this laptop: what each is called, and its version as far as names tell it."""
    found: list[tuple[str, Version]] = []
    if not laptop.checkout.holds(sys.prefix):
        found.append(("the Python that runs the doctor", sys.version_info[:3]))
    for name in ("python3", "python"):
        answer = laptop.programs.ask(name, "--version")
        if answer.is_fine and answer.version:
            found.append((name, answer.version))
    for manager in _PYTHON_MANAGERS:
        found += [(manager.name, each) for each in _installed_by(laptop, manager)]
    top = os.path.join(laptop.home, ".local", "share", "uv", "python")
    for name in _entries(top, lambda each: each.name.startswith("cpython-")):
        version = read_version(name.split("-")[1])
        if version:
            found.append(("uv", version))
    for minor in range(8, 20):
        if laptop.programs.find(f"python3.{minor}"):
            found.append((f"python3.{minor}", (3, minor)))
    if laptop.platform == "win32":
        text = laptop.programs.ask("py", "--list").text
        found += [
            ("py", (3, int(each))) for each in re.findall(r"-V?:?3\.(\d{1,2})\b", text[:4000])
        ]
    return found


def _allowed(pins: Sequence[Pin], version: Version) -> Optional[bool]:
    """Whether all pins allow a version; where only its beginning is known, whether they do for
    whatever follows.
    """
    if len(version) >= 3:
        return _all_of([pin.allows(pin.wanted, version) for pin in pins])
    low, high = _allowed(pins, (*version, 0)), _allowed(pins, (*version, 999))
    return low if low is high else None


def _python_runtime(laptop: Laptop, part: Part) -> Finding:
    pins = python_pins(laptop, part)
    environment = environment_of(laptop, part)
    if environment and environment.version:
        outcome, reason, says = _judged("Python", environment.version, pins)
        found = _dotted(environment.version)
        says = f"{says} ({environment.name})"
        if outcome != FAIL:
            return Finding(outcome, reason, says, subject="python", found=found)
        fix = _new_environment(laptop, part, pins)
        return Finding(FAIL, "environment-differs", says, fix, subject="python", found=found)
    here = _pythons(laptop)
    if not here:
        says = "there is no Python on PATH"
        return Finding(FAIL, "missing", says, *_python_fix(laptop, pins), subject="python")
    judged = [(name, version, _allowed(pins, version)) for name, version in here]
    for name, version, allowed in judged:
        if allowed:
            _, reason, says = _judged("Python", version, pins)
            found = _dotted(version)
            return Finding(PASS, reason, f"{says} ({name})", subject="python", found=found)
    wanted = " and ".join(f"{pin.wanted} ({pin.where})" for pin in pins)
    if any(allowed is None for _, _, allowed in judged):
        says = f"whether a Python here is what is asked for is not told: {wanted}"
        return Finding(UNKNOWN, "pin-unreadable", says, subject="python")
    found = _dotted(max(version for _, version, _ in judged))
    says = (
        f"{wanted} is asked for, and of {len(judged)} Pythons here none is; {found} is the newest"
    )
    return Finding(FAIL, "differs", says, *_python_fix(laptop, pins), subject="python", found=found)


def _python_series(pins: Sequence[Pin]) -> str:
    """The series (3.12) that the pins name first; empty where none is plain to see."""
    series = re.compile(r"\s*(?:>=|==|~=|[\^~])?\s*(3\.\d{1,2})\b.*", re.DOTALL)
    return next((it[1] for pin in pins if (it := series.fullmatch(pin.wanted))), "")


def _python_fix(laptop: Laptop, pins: Sequence[Pin]) -> tuple[tuple[str, ...], str]:
    series = _python_series(pins)
    find = laptop.programs.find
    exact = next((pin.plain for pin in pins if pin.plain), series)
    if exact and find("pyenv"):
        return (f"pyenv install {exact}",), ""
    if exact and find("uv"):
        return (f"uv python install {exact}",), ""
    if find("mise"):
        return ("mise install",), ""
    if series and laptop.platform == "win32":
        return (f"winget install Python.Python.{series}",), ""
    if series and laptop.platform == "darwin" and find("brew"):
        return (f"brew install python@{series}",), ""
    return (), f"Install Python {series}".strip() + ": https://www.python.org/downloads/"


def _new_environment(laptop: Laptop, part: Part, pins: Sequence[Pin]) -> tuple[str, ...]:
    series = _python_series(pins)
    python = f"python{series}" if series and laptop.platform != "win32" else "python3"
    manager = python_manager(laptop, part)
    if manager == "poetry" and series:
        return (f"poetry env use {series}", "poetry install")
    if manager == "uv" and series:
        return (f"uv sync --python {series}",)
    return (f"{python} -m venv --clear .venv",)


# ---------------------------------------------------------------------------------------------
# Package manager
# ---------------------------------------------------------------------------------------------

_MANAGERS_OF_NODE = ("pnpm", "npm", "yarn", "bun")


def node_manager(laptop: Laptop, part: Part) -> tuple[str, str, str]:
    """The package manager of a Node.js part, the version that is asked for, and who says so. Of a
    member of a workspace it is the root's.

    Raises:
        Unreadable: several are named, one that the doctor does not know, or package.json.
    """
    for at in part.or_root():
        manifest = laptop.checkout.json(at("package.json"))
        name, _, version = _text(manifest, "packageManager").partition("@")
        where = f"packageManager in {at('package.json')}"
        if not name:
            wanted = _table(manifest, "devEngines", "packageManager")
            name, version = _text(wanted, "name"), _text(wanted, "version")
            where = f"devEngines in {at('package.json')}"
        if name:
            if name not in _MANAGERS_OF_NODE:
                raise Unreadable(
                    f"{where} names {clean(name, 40)!r}, which the doctor does not know"
                )
            return name, version.partition("+")[0], where
        locks = [each for each in _NODE_LOCKS if laptop.checkout.has(at(each))]
        named = list(dict.fromkeys(_NODE_LOCKS[each] for each in locks))
        if len(named) > 1:
            raise Unreadable(f"lockfiles of {' and '.join(named)} stand side by side")
        if named:
            return named[0], "", at(locks[0])
    return "npm", "", ""


def python_manager(laptop: Laptop, part: Part) -> str:
    """The package manager of a Python part."""
    has = laptop.checkout.has
    try:
        tools = _table(laptop.pyproject(part), "tool")
    except Unreadable:
        tools = {}
    for name, lock in (("poetry", "poetry.lock"), ("uv", "uv.lock"), ("pdm", "pdm.lock")):
        if has(part.at(lock)):
            return name
    for name in ("poetry", "uv", "pdm"):
        if name in tools and not has(part.at("requirements.txt")):
            return name
    return "pipenv" if has(part.at("Pipfile")) else "pip"


def check_package_manager(laptop: Laptop) -> list[Finding]:
    """The package manager that the checkout uses answers here."""
    found: list[Finding] = []
    for part in laptop.parts:
        for there, look in ((part.node, _node_packages), (part.python, _python_packages)):
            if there:
                found += _of_part(part, look, laptop)
    return found or [Finding(NOT_APPLICABLE, "no-manifest", "no package.json or pyproject.toml")]


def _node_packages(laptop: Laptop, part: Part) -> Finding:
    name, wanted, where = node_manager(laptop, part)
    why = f", which {where} names" if where else ""
    path = laptop.programs.find(name)
    if not path:
        fix = _manager_fix(laptop, name, wanted)
        return Finding(FAIL, "missing", f"{name}{why}, is not on PATH", fix, subject=name)
    if "corepack" in os.path.realpath(path).replace("\\", "/").split("/"):
        # Asked for its version, Corepack would fetch one.
        return Finding(PASS, "answers", f"{name} comes by Corepack{why}", subject=name)
    answer = laptop.programs.ask(name, "--version")
    if answer.state == "answered" and "corepack" in answer.text.lower():
        return Finding(PASS, "answers", f"{name} comes by Corepack{why}", subject=name)
    version = answer.version if answer.is_fine else None
    if version is None:
        says = f"`{name} --version` does not say which version it is"
        return Finding(UNKNOWN, "no-answer", says, subject=name)
    found = _dotted(version)
    asked = read_version(wanted)
    switches = name == "pnpm" and version >= (9, 7)  # it runs the version that is asked for
    if asked and version[0] != asked[0] and not switches and name != "npm":
        says = f"{name} {found} is here, and {where} asks for {_dotted(asked)}"
        fix = _manager_fix(laptop, name, wanted)
        return Finding(FAIL, "differs", says, fix, subject=name, found=found)
    return Finding(PASS, "answers", f"{name} {found}{why}", subject=name, found=found)


def _manager_fix(laptop: Laptop, name: str, wanted: str) -> tuple[str, ...]:
    """Commands that bring a package manager of Node.js."""
    version = wanted if re.fullmatch(r"\d{1,4}(\.\d{1,4}){0,2}", wanted) else ""
    if name == "npm":
        return _node_fix(laptop, [])[0]
    if name == "bun":
        return ("npm install --global bun" + (f"@{version}" if version else ""),)
    enable = ("corepack enable",)
    # Node.js brings Corepack up to version 24.
    return (
        enable if laptop.programs.find("corepack") else ("npm install --global corepack", *enable)
    )


def _python_packages(laptop: Laptop, part: Part) -> Finding:
    name = python_manager(laptop, part)
    if name == "pip":
        for python in ("python3", "python"):
            answer = laptop.programs.ask(python, "-I", "-m", "pip", "--version")
            if answer.is_fine and answer.version:
                found = _dotted(answer.version)
                return Finding(PASS, "answers", f"pip {found}", subject="pip", found=found)
        if (environment := environment_of(laptop, part)) and "pip" in environment.packages():
            return Finding(PASS, "answers", f"pip is in {environment.name}", subject="pip")
        fix = {"linux": "sudo apt install python3-pip python3-venv"}.get(
            laptop.platform, "python3 -m ensurepip --upgrade"
        )
        return Finding(FAIL, "missing", "pip does not answer", (fix,), subject="pip")
    answer = laptop.programs.ask(name, "--version")
    if answer.state == "missing":
        fixes = {
            "poetry": "pipx install poetry", "pdm": "pipx install pdm",
            "pipenv": "pipx install pipenv", "uv": "pipx install uv",
        }  # fmt: skip
        says = f"{name}, which this project uses, is not on PATH"
        return Finding(FAIL, "missing", says, (fixes[name],), subject=name)
    if not answer.is_fine or answer.version is None:
        says = f"`{name} --version` does not answer"
        return Finding(UNKNOWN, "no-answer", says, subject=name)
    found = _dotted(answer.version)
    return Finding(PASS, "answers", f"{name} {found}", subject=name, found=found)


# ---------------------------------------------------------------------------------------------
# Docker, editor
# ---------------------------------------------------------------------------------------------

_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_OVERRIDES = (
    "compose.override.yaml", "compose.override.yml",
    "docker-compose.override.yaml", "docker-compose.override.yml",
)  # fmt: skip
_OTHER_COMPOSE = re.compile(r"(?:docker-)?compose[.-].{1,60}\.ya?ml")


def compose_folders(laptop: Laptop) -> list[str]:
    """The folders with a Compose file that `docker compose up` finds by itself: the root, else
    those directly in it.
    """
    checkout = laptop.checkout
    if checkout.first(_COMPOSE):
        return [""]
    folders = checkout.entries("", lambda each: each.is_dir(follow_symlinks=False))
    named = [each for each in folders if not each.startswith(".") and each.lower() not in _ASIDE]
    return [each for each in named if checkout.first(f"{each}/{it}" for it in _COMPOSE)][:_PARTS]


def _other_compose(laptop: Laptop) -> list[str]:
    return laptop.checkout.entries("", lambda each: bool(_OTHER_COMPOSE.fullmatch(each.name)))


def check_docker(laptop: Laptop) -> list[Finding]:
    """The Docker daemon answers, where the checkout has a Compose file."""
    if not compose_folders(laptop) and not _other_compose(laptop):
        return [Finding(NOT_APPLICABLE, "no-compose-file", "the checkout has no Compose file")]
    answer = laptop.programs.ask("docker", "version", "--format", "{{.Server.Version}}")
    if answer.state == "missing":
        if laptop.programs.find("podman"):
            says = "Podman is here, and Docker is not: your lead can confirm that it will do"
            return [Finding(UNKNOWN, "other-engine", says)]
        advice = "Install Docker: https://docs.docker.com/get-started/get-docker/"
        fix = {
            "darwin": ("brew install --cask docker",),
            "win32": ("winget install Docker.DockerDesktop",),
        }.get(laptop.platform, ())
        return [Finding(FAIL, "missing", "there is no docker on PATH", fix, advice)]
    start = _start_docker(laptop)
    if answer.state == "silent":
        says = f"Docker gives no answer within {_PROGRAM_TAKES:.0f} seconds"
        return [Finding(FAIL, "silent", says, start, "Restart Docker, then look again.")]
    if answer.is_fine and answer.version:
        says = f"the daemon answers, version {_dotted(answer.version)}"
        return [Finding(PASS, "answers", says, found=_dotted(answer.version))]
    said = answer.text.lower()
    if "permission denied" in said:
        says = "you may not talk to the Docker daemon"
        advice = "Then sign out and in again. Members of that group are as powerful as root."
        fix = ("sudo usermod --append --groups docker $USER",)
        return [Finding(FAIL, "no-permission", says, fix, advice)]
    if "connect" in said or "daemon" in said or "docker_engine" in said or "docker api" in said:
        return [Finding(FAIL, "stopped", "the Docker daemon does not run", start)]
    says = "`docker version` says something that the doctor does not understand"
    return [Finding(UNKNOWN, "no-answer", says, start)]


def _start_docker(laptop: Laptop) -> tuple[str, ...]:
    return {
        "darwin": ("open -a Docker",),
        "win32": ('Start-Process "$Env:ProgramFiles\\Docker\\Docker\\Docker Desktop.exe"',),
    }.get(laptop.platform, ("sudo systemctl start docker",))


_EXTENSION = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\.[a-z0-9][a-z0-9._-]{0,99}")
_EDITORS = ("code", "code-insiders", "codium", "cursor")


def check_editor_extensions(laptop: Laptop) -> list[Finding]:
    """VS Code has the extensions that `.vscode/extensions.json` recommends."""
    name = ".vscode/extensions.json"
    listed = laptop.checkout.json(name, comments=True).get("recommendations")
    listed = listed if isinstance(listed, list) else []
    words = (each.lower() for each in listed if isinstance(each, str))
    wanted = [each for each in dict.fromkeys(words) if _EXTENSION.fullmatch(each)][:_ENTRIES]
    if not wanted:
        return [Finding(NOT_APPLICABLE, "none-recommended", f"{name} recommends none")]
    editor = next((each for each in _EDITORS if laptop.programs.find(each)), "")
    if not editor:
        advice = (
            "In VS Code run \"Shell Command: Install 'code' command in PATH\" (macOS), or tell "
        )
        advice += "your lead which other editor you use."
        says = f"`code` is not on PATH; what is recommended: {_listing(wanted)}"
        return [Finding(UNKNOWN, "no-editor", says, advice=advice)]
    answer = laptop.programs.ask(editor, "--list-extensions", seconds=_CHECKS_TAKE - 2)
    if not answer.is_fine:
        says = f"`{editor} --list-extensions` does not answer"
        return [Finding(UNKNOWN, "no-answer", says)]
    here = {line.strip().lower() for line in answer.text.splitlines()}
    missing = [each for each in wanted if each not in here]
    if not missing:
        says = f"{_every(len(wanted), 'recommended extension')} installed"
        return [Finding(PASS, "installed", says, count=len(wanted))]
    fix = tuple(f"{editor} --install-extension {each}" for each in missing[:_SHOWN])
    says = _some(len(missing), len(wanted), "recommended extension")
    says = f"{says} missing: {_listing(missing)}"
    return [Finding(FAIL, "extensions-missing", says, fix, count=len(missing))]


# ---------------------------------------------------------------------------------------------
# Dependencies
# ---------------------------------------------------------------------------------------------

_PACKAGE = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]{0,99}/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,199}")


def check_dependencies(laptop: Laptop) -> list[Finding]:
    """What the manifests ask for is installed, at the versions of the lockfile. Nothing is run."""
    found: list[Finding] = []
    for part in laptop.parts:
        for there, look in ((part.node, _node_modules), (part.python, _site_packages)):
            if there:
                found += _of_part(part, look, laptop)
    return found or [Finding(NOT_APPLICABLE, "no-manifest", "no package.json or pyproject.toml")]


def _node_modules(laptop: Laptop, part: Part) -> Finding:
    checkout = laptop.checkout
    manifest = laptop.manifest(part)
    wanted = {**_table(manifest, "dependencies"), **_table(manifest, "devDependencies")}
    names = [each for each in wanted if _PACKAGE.fullmatch(each)][:_ENTRIES]
    if not names:
        says = f"{part.at('package.json')} asks for none"
        return Finding(NOT_APPLICABLE, "none-needed", says, subject="node")
    if checkout.first((part.at(".pnp.cjs"), part.at(".pnp.js"))):
        says = "Yarn keeps packages without node_modules; the doctor does not compare those"
        return Finding(UNKNOWN, "not-compared", says, subject="node")
    manager, _, _ = node_manager(laptop, part)
    fix = (_in_folder(part, f"{manager} install"),)
    if not checkout.is_folder(part.at("node_modules")):
        says = "nothing is installed: there is no node_modules"
        return Finding(FAIL, "nothing-installed", says, fix, subject="node")
    missing = [each for each in names if not checkout.has(part.at(f"node_modules/{each}"))]
    if missing:
        says = f"{_some(len(missing), len(names), 'package')} not installed: {_listing(missing)}"
        return Finding(FAIL, "missing", says, fix, subject="node", count=len(missing))
    lock, differing = _differing(laptop, part, wanted, names)
    if differing:
        says = f"{_count(len(differing), 'package')} not as {lock} says: {_listing(differing)}"
        return Finding(FAIL, "differ", says, fix, subject="node", count=len(differing))
    says = f"{_every(len(names), 'package')} installed that package.json asks for"
    if lock == "package.json":
        return Finding(PASS, "installed", says, subject="node", count=len(names))
    return Finding(PASS, "installed", f"{says}, as {lock} says", subject="node", count=len(names))


def _in_folder(part: Part, command: str) -> str:
    """The command with a change into the part's folder before it."""
    return f"cd {shlex.quote(part.folder)} && {command}" if part.folder else command


def _differing(
    laptop: Laptop, part: Part, wanted: Mapping[str, Any], names: Sequence[str]
) -> tuple[str, list[str]]:
    """What was compared with what is installed, and the packages that differ from it."""
    checkout = laptop.checkout
    lock = part.at("package-lock.json")
    installed = checkout.json(part.at("node_modules/.package-lock.json"), _LOCKFILE)
    if installed and checkout.has(lock):
        return lock, _npm_differing(checkout.json(lock, _LOCKFILE), installed)
    lock = part.at("pnpm-lock.yaml")
    current = part.at("node_modules/.pnpm/lock.yaml")
    kept = checkout.text(current, _LOCKFILE)
    if kept is not None and kept == checkout.text(lock, _LOCKFILE):
        return lock, []
    differing = []
    for name in names[:1000]:
        try:
            found = checkout.json(part.at(f"node_modules/{name}/package.json"))
        except Unreadable:
            continue  # linked from elsewhere
        version = read_version(_text(found, "version"))
        allowed = version and len(version) == 3 and npm_allows(str(wanted[name])[:_LINE], version)
        if allowed is False:
            differing.append(name)
    return "package.json", differing


def _npm_differing(wanted: Mapping[str, Any], installed: Mapping[str, Any]) -> list[str]:
    """The packages of a package-lock.json that npm's own record of node_modules has otherwise."""
    here = _table(installed, "packages")
    found = []
    for place, entry in _table(wanted, "packages").items():
        if "node_modules/" not in place or not isinstance(entry, dict):
            continue
        spared = ("link", "optional", "devOptional", "peer", "extraneous")
        if any(entry.get(each) for each in spared) or "version" not in entry:
            continue
        if _table(here, place).get("version") != entry["version"]:
            found.append(place.rpartition("node_modules/")[2])
    return found


def _site_packages(laptop: Laptop, part: Part) -> Finding:
    wanted, lock = python_wanted(laptop, part)
    if not wanted:
        if laptop.checkout.first(part.at(each) for each in ("setup.py", "setup.cfg", "Pipfile")):
            says = "what this project needs stands where the doctor does not read it"
            return Finding(UNKNOWN, "not-compared", says, subject="python")
        return Finding(NOT_APPLICABLE, "none-needed", "none is asked for", subject="python")
    fix = _python_install(laptop, part)
    environment = environment_of(laptop, part)
    if environment:
        where, here = environment.name, environment.packages()
    else:
        where, found = _outside_of_environments(laptop, part)
        if found is None:
            says = "no virtual environment is here; there may be one where the doctor does not look"
            return Finding(UNKNOWN, "not-compared", says, fix, subject="python")
        here = found
    missing = [each for each in wanted if each not in here]
    if missing and not here:
        says = f"nothing is installed: there is no {where}"
        return Finding(FAIL, "nothing-installed", says, fix, subject="python")
    if missing:
        says = _some(len(missing), len(wanted), "package")
        says = f"{says} not in {where}: {_listing(missing)}"
        return Finding(FAIL, "missing", says, fix, subject="python", count=len(missing))
    differing = [each for each, version in wanted.items() if version and here[each] != version]
    if differing:
        says = f"{_some(len(differing), len(wanted), 'package')} in {where} not as {lock} says: "
        says += _listing(differing)
        return Finding(FAIL, "differ", says, fix, subject="python", count=len(differing))
    says = f"{_every(len(wanted), 'package')} in {where} that {lock} asks for"
    return Finding(PASS, "installed", says, subject="python", count=len(wanted))


_REQUIREMENT = re.compile(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]{0,99}[A-Za-z0-9])?)\s*(?:\[[^\]]{0,200}\])?\s*(.{0,200})"
)
_EXACT = re.compile(r"={2,3}\s*(\d+(?:\.\d+)*)\s*")
_LOCKED = re.compile(
    r'^\[\[package\]\]\nname = "([^"\n]{1,100})"\nversion = "([^"\n]{1,100})"$', re.MULTILINE
)


def python_wanted(laptop: Laptop, part: Part) -> tuple[dict[str, str], str]:
    """The packages that a Python part asks for directly and everywhere, by normalized name, each
    with its exact version where one is named; and the file that says so.

    Raises:
        Unreadable: one of the files.
    """
    project = laptop.pyproject(part)
    lines = _table(project, "project").get("dependencies")
    wanted = _requirements(lines if isinstance(lines, list) else [])
    poetry = _table(project, "tool", "poetry")
    groups = [_table(poetry, "dependencies"), _table(poetry, "dev-dependencies")]
    groups += [
        _table(group, "dependencies")
        for group in _table(poetry, "group").values()
        if _table(group).get("optional") != "true"
    ]
    special = {"optional", "markers", "python"}
    for name, asked in itertools.chain.from_iterable(group.items() for group in groups):
        limited = isinstance(asked, list) or _table(asked).keys() & special
        if normalized(name) != "python" and not limited:
            wanted[normalized(name)] = ""
    for lock in ("poetry.lock", "uv.lock", "pdm.lock"):
        text = laptop.checkout.text(part.at(lock), _LOCKFILE) if wanted else None
        if text is not None:
            locked: dict[str, set[str]] = {}
            for name, version in _LOCKED.findall(text.replace("\r\n", "\n")):
                locked.setdefault(normalized(name), set()).add(version)
            one = {name: versions.pop() for name, versions in locked.items() if len(versions) == 1}
            return {name: one.get(name, "") for name in wanted}, part.at(lock)
    if wanted:
        return wanted, part.at("pyproject.toml")
    text = (laptop.checkout.text(part.at("requirements.txt")) or "").replace("\\\n", " ")
    return _requirements(text.splitlines()), part.at("requirements.txt")


def _requirements(lines: Iterable[Any]) -> dict[str, str]:
    """Requirements that hold on every machine, by normalized name, with an exact version if any."""
    found = {}
    for line in lines:
        if (
            not isinstance(line, str)
            or ";" in line
            or line.lstrip().startswith(("-", "#", ".", "/"))
        ):
            continue
        text = re.split(r"\s#|\s--hash", line, maxsplit=1)[0].strip()
        match = _REQUIREMENT.fullmatch(text[:_LINE])
        if match and (not match[2] or match[2][0] in "=<>!~@("):
            exact = _EXACT.fullmatch(match[2])
            found[normalized(match[1])] = exact[1] if exact else ""
    return found


def _outside_of_environments(laptop: Laptop, part: Part) -> tuple[str, Optional[dict[str, str]]]:
    """Where packages are that are in no virtual environment, and what is there; None: not told."""
    manager = python_manager(laptop, part)
    if manager == "uv" and not laptop.environ.get("UV_PROJECT_ENVIRONMENT"):
        return ".venv", {}
    if manager == "poetry":
        settings = os.path.join(laptop.home, ".config", "pypoetry", "config.toml")
        if laptop.platform == "linux" and not os.path.exists(settings):
            return "environment of Poetry's for this folder", {}
        return "", None
    if manager != "pip":
        return "", None
    program = (
        "import importlib.metadata as m\n"
        "for each in m.distributions(): print(each.metadata['Name'], each.version)"
    )
    answer = laptop.programs.ask("python3", "-I", "-c", program)
    if not answer.is_fine:
        return "", None
    pairs = [line.split() for line in answer.text.splitlines()]
    return "python3", {normalized(each[0]): each[1] for each in pairs if len(each) == 2}


def _python_install(laptop: Laptop, part: Part) -> tuple[str, ...]:
    manager = python_manager(laptop, part)
    commands = {"poetry": "poetry install", "uv": "uv sync", "pdm": "pdm install"}
    if manager == "pipenv":
        return (_in_folder(part, "pipenv install --dev"),)
    if manager in commands:
        return (_in_folder(part, commands[manager]),)
    python, scripts = ("py", r".venv\Scripts\python") if laptop.platform == "win32" else (
        "python3", ".venv/bin/python",
    )  # fmt: skip
    what = "-r requirements.txt" if laptop.checkout.has(part.at("requirements.txt")) else "-e ."
    return (
        _in_folder(part, f"{python} -m venv .venv"),
        _in_folder(part, f"{scripts} -m pip install {what}"),
    )


# ---------------------------------------------------------------------------------------------
# Environment file, services
# ---------------------------------------------------------------------------------------------

_EXAMPLES = (".env.example", ".env.sample", ".env.template", ".env.dist", "env.example")


def check_env_file(laptop: Laptop) -> list[Finding]:
    """`.env` has a value for each name in `.env.example`. Of `.env` only that is ever told."""
    found: list[Finding] = []
    for part in laptop.parts:
        if laptop.checkout.first(part.at(each) for each in _EXAMPLES):
            found += _of_part(part, _env_file, laptop)
    return found or [Finding(NOT_APPLICABLE, "no-example", "the checkout has no .env.example")]


def _env_file(laptop: Laptop, part: Part) -> Finding:
    checkout = laptop.checkout
    example = checkout.first(part.at(each) for each in _EXAMPLES)
    wanted = list(checkout.env(example))
    if not wanted:
        return Finding(NOT_APPLICABLE, "none-needed", f"{example} asks for none")
    real = part.at(".env")
    if not checkout.has(real):
        copy = "Copy-Item" if laptop.platform == "win32" else "cp"
        says = f"there is no {real}, and {example} has {_count(len(wanted), 'name')}"
        fix = (f"{copy} {shlex.quote(example)} {shlex.quote(real)}",)
        advice = "Then fill in the values; ask your team lead for secrets."
        return Finding(FAIL, "file-missing", says, fix, advice, count=len(wanted))
    values = {**checkout.env(real), **checkout.env(part.at(".env.local"))}
    empty = [each for each in wanted if not values.get(each)]
    if not empty:
        says = f"{real} has a value for each of {_count(len(wanted), 'name')} in {example}"
        return Finding(PASS, "complete", says, count=len(wanted))
    says = f"{_some(len(empty), len(wanted), 'name')} without a value in {real}: "
    advice = f"Write them into {real}; ask your team lead for secrets."
    names = tuple(empty[:_NAMES])
    return Finding(
        FAIL, "names-missing", says + _listing(empty), (f"code {shlex.quote(real)}",), advice,
        count=len(empty), names=names,
    )  # fmt: skip


@dataclass
class _Seen:
    """What is known of the services of one Compose file."""

    up: list[str] = field(default_factory=list)
    down: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)


def check_services(laptop: Laptop) -> list[Finding]:
    """The services of the Compose file run: their ports answer, or Docker says so."""
    found = []
    for folder in compose_folders(laptop):
        part = Part(folder, node=False, python=False)
        found += _of_part(part, _services, laptop)
    if not found and (others := _other_compose(laptop)):
        says = f"which of these is meant for a laptop: {_listing(others)}"
        return [Finding(UNKNOWN, "not-told", f"not told {says}")]
    return found or [Finding(NOT_APPLICABLE, "no-compose-file", "the checkout has no Compose file")]


def _services(laptop: Laptop, part: Part) -> Finding:
    services, complete = _compose(laptop, part)
    if not services and complete:
        return Finding(NOT_APPLICABLE, "no-services", "the Compose file starts none by itself")
    seen = _seen(laptop, part, services)
    fix = (_in_folder(part, "docker compose up --detach"),)
    if seen.down:
        says = _some(len(seen.down), len(services), "service")
        says = f"{says} not running: {_listing(seen.down)}"
        return Finding(FAIL, "not-running", says, fix, count=len(seen.down))
    if seen.unsure or not complete:
        names = _listing(seen.unsure) or "those of the files that it includes"
        return Finding(UNKNOWN, "not-told", f"whether these run is not told: {names}", fix)
    says = f"{_every(len(services), 'service')} running: {_listing(seen.up)}"
    return Finding(PASS, "running", says, count=len(services))


def _compose(laptop: Laptop, part: Part) -> tuple[dict[str, Service], bool]:
    """The services that `docker compose up` starts there, and whether these are all.

    Raises:
        Unreadable: the Compose file, or its override.
    """
    checkout = laptop.checkout
    if laptop.environ.get("COMPOSE_FILE") or "COMPOSE_FILE" in _variables(laptop, part):
        raise Unreadable("COMPOSE_FILE names other Compose files")
    services: dict[str, Service] = {}
    complete = True
    for names in (_COMPOSE, _OVERRIDES):
        name = checkout.first(part.at(each) for each in names)
        text = checkout.text(name) if name else None
        if text is None:
            continue
        try:
            found, all_of_them = read_compose(text)
        except Unreadable as error:
            raise Unreadable(f"{name}: {error}") from error
        complete = complete and all_of_them
        for each, service in found.items():
            kept = services.setdefault(each, service)
            if kept is not service:
                kept.ports += service.ports
                kept.sure = kept.sure and service.sure
                kept.optional = kept.optional or service.optional
    return {name: each for name, each in services.items() if not each.optional}, complete


def _variables(laptop: Laptop, part: Part) -> dict[str, str]:
    try:
        return laptop.checkout.env(part.at(".env"))
    except Unreadable:
        return {}


def _seen(laptop: Laptop, part: Part, services: Mapping[str, Service]) -> _Seen:
    variables = {**_variables(laptop, part), **laptop.environ}
    ports = {
        name: [published_port(each, variables) for each in service.ports[:_NAMES]]
        for name, service in services.items()
    }
    reachable = _reachable(list({it for each in ports.values() for it in each if it})[:_NAMES])
    open_ones = [
        name for name, each in services.items()
        if each.sure and any(ports[name]) and all(it == 0 or it in reachable for it in ports[name])
    ]  # fmt: skip
    seen = _Seen(up=open_ones)
    rest = [name for name in services if name not in open_ones]
    containers = _containers(laptop, part) if rest else {}
    for name in rest:
        knocked = [it for it in ports[name] if it]
        status = (containers or {}).get(name, "")
        if status.startswith(("Up", "Exited (0)")):
            seen.up.append(name)
        elif containers or not reachable.issuperset(knocked):
            seen.down.append(name)
        else:
            seen.unsure.append(name)
    return seen


def _containers(laptop: Laptop, part: Part) -> Optional[dict[str, str]]:
    """What Docker says of the containers that were started from that folder, by their service;
    None where it says nothing. It is not asked to read the Compose file.
    """
    label = "com.docker.compose"
    form = "\t".join(
        [f'{{{{.Label "{label}.service"}}}}', f'{{{{.Label "{label}.project.working_dir"}}}}',
         "{{.Status}}"]
    )  # fmt: skip
    answer = laptop.programs.ask(
        "docker", "ps", "--all", "--filter", f"label={label}.service", "--format", form
    )
    if not answer.is_fine:
        return None
    folder = os.path.normcase(laptop.checkout.path(part.folder))
    found: dict[str, str] = {}
    for line in answer.text.splitlines():
        words = line.split("\t")
        here = len(words) == 3 and os.path.normcase(os.path.realpath(words[1])) == folder
        if here and not found.get(words[0], "").startswith("Up"):
            found[words[0]] = words[2]
    return found


# ---------------------------------------------------------------------------------------------
# Migrations: the one look that needs the checkout's own code
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Status:
    """A command of the checkout's that says which migrations are pending and changes nothing.
    `fix` applies them.
    """

    tool: str
    words: tuple[str, ...]
    folder: str
    fix: str
    part: Part

    @property
    def shown(self) -> str:
        """The command as one would type it in the checkout."""
        inside = self.words[0].startswith(self.folder + os.sep)
        program = os.path.relpath(self.words[0], self.folder) if inside else self.words[0]
        return _in_folder(self.part, shlex.join([program, *self.words[1:]]))


def migration_status(laptop: Laptop) -> list[Status]:
    """The commands that would say whether migrations are pending.

    Raises:
        Unreadable: what says so leads out of the checkout.
    """
    return [each for part in laptop.parts for each in _status_of(laptop, part)]


def _status_of(laptop: Laptop, part: Part) -> Iterator[Status]:
    checkout = laptop.checkout
    folder = checkout.path(part.folder)
    django, alembic = checkout.has(part.at("manage.py")), checkout.has(part.at("alembic.ini"))
    if django or alembic:
        environment = environment_of(laptop, part)
        python = environment.python if environment else laptop.programs.find("python3")
        prefix = {"poetry": "poetry run python", "uv": "uv run python"}.get(
            python_manager(laptop, part), "python"
        )
        if python and django:
            fix = _in_folder(part, f"{prefix} manage.py migrate")
            words: tuple[str, ...] = (python, "manage.py", "showmigrations", "--plan")
            yield Status("Django", words, folder, fix, part)
        elif python:
            fix = _in_folder(part, f"{prefix} -m alembic upgrade head")
            yield Status("Alembic", (python, "-m", "alembic", "current"), folder, fix, part)
    if checkout.has(part.at("prisma/migrations")):
        name = "prisma.cmd" if laptop.platform == "win32" else "prisma"
        program = part.at(f"node_modules/.bin/{name}")
        if checkout.has(program):
            words = (os.path.join(checkout.root, *program.split("/")), "migrate", "status")
            yield Status("Prisma", words, folder, _in_folder(part, "npx prisma migrate dev"), part)


def check_migrations(laptop: Laptop) -> list[Finding]:
    """No migration is pending, as the checkout's own tool says; asked only where that was agreed
    to, since it runs the checkout's code.
    """
    commands = migration_status(laptop)
    if not commands:
        return [_other_migrations(laptop)]
    if not laptop.may_run:
        shown = tuple(each.shown for each in commands)
        says = "that needs the checkout's own code, which the doctor runs with --run only"
        return [Finding(UNKNOWN, "not-run", says, shown)]
    return [replace(_pending(laptop, each), part=each.part.folder) for each in commands]


_OTHER_TOOLS = {
    "knex": "knex migrate:list",
    "typeorm": "typeorm migration:show",
    "sequelize-cli": "sequelize db:migrate:status",
    "drizzle-kit": "drizzle-kit check",
    "prisma": "prisma migrate status",
}


def _other_migrations(laptop: Laptop) -> Finding:
    """What is said where there is no command that surely changes nothing: the status of some tools
    makes their table if it is not there yet.
    """
    for part in laptop.parts:
        manifest = laptop.manifest(part)
        wanted = {**_table(manifest, "dependencies"), **_table(manifest, "devDependencies")}
        tool = next((each for each in _OTHER_TOOLS if each in wanted), "")
        if tool:
            fix = (_in_folder(part, f"npx {_OTHER_TOOLS[tool]}"),)
            says = f"the doctor does not ask {tool}; look for yourself"
            return Finding(UNKNOWN, "no-command", says, fix, part=part.folder)
        scripts = [each for each in _table(manifest, "scripts") if "migrat" in each]
        if scripts:
            says = f"the doctor knows no command that only looks: {_listing(scripts)}"
            return Finding(UNKNOWN, "no-command", says, part=part.folder)
    return Finding(NOT_APPLICABLE, "no-migrations", "no tool for migrations was found")


def _pending(laptop: Laptop, status: Status) -> Finding:
    environ = {
        **laptop.programs.environ,
        "CHECKPOINT_DISABLE": "1",
        "PRISMA_HIDE_UPDATE_MESSAGE": "1",
    }
    answer = laptop.programs.run(status.words, status.folder, environ, _CHECKS_TAKE)
    told = _READ_STATUS[status.tool](answer) if answer.state == "answered" else None
    if told is None:
        says = f"{status.tool} does not say which migrations are pending"
        return Finding(UNKNOWN, "no-answer", says, (status.shown,), "See what it says:")
    if told:
        says = f"{_count(told, 'migration')} pending" if told > 0 else "migrations are pending"
        count = told if told > 0 else None
        return Finding(FAIL, "pending", f"{status.tool}: {says}", (status.fix,), count=count)
    return Finding(PASS, "applied", f"{status.tool}: nothing is pending")


def _django_pending(answer: Answer) -> Optional[int]:
    boxes = re.findall(r"^\s*\[([ X])\] ", answer.text, re.MULTILINE)
    return boxes.count(" ") if answer.is_fine and boxes else None


def _alembic_pending(answer: Answer) -> Optional[int]:
    """-1 where something is pending, and Alembic does not say how much."""
    if not answer.is_fine:
        return None
    lines = re.findall(r"^[0-9a-zA-Z_]{4,64}(?: \(.*\))?$", answer.text, re.MULTILINE)
    return 0 if lines and all("(head)" in each for each in lines) else -1


def _prisma_pending(answer: Answer) -> Optional[int]:
    if answer.is_fine and "up to date" in answer.text:
        return 0
    return -1 if "have not yet been applied" in answer.text else None


_READ_STATUS: dict[str, Callable[[Answer], Optional[int]]] = {
    "Django": _django_pending,
    "Alembic": _alembic_pending,
    "Prisma": _prisma_pending,
}


# ---------------------------------------------------------------------------------------------
# Development server
# ---------------------------------------------------------------------------------------------

_PORT = re.compile(r"(?:--port[= ]|\s-p[ =]?|\bPORT=)(\d{2,5})\b")
_SERVERS = (
    (r"\bnext dev\b", 3000), (r"\bnuxi? dev\b|\bnuxt\b", 3000), (r"\bastro dev\b", 4321),
    (r"\breact-scripts start\b", 3000), (r"\bng serve\b", 4200), (r"\bvite\b(?! build)", 5173),
    (r"\bvue-cli-service serve\b", 8080), (r"\bstrapi develop\b", 1337),
    (r"\bmedusa develop\b", 9000), (r"\bwrangler dev\b", 8787),
)  # fmt: skip
_SCRIPTS = ("dev", "start:dev", "develop", "serve", "start")


@dataclass(frozen=True)
class Server:
    """Where a development server is looked for, how it is started, and whether it is surely there
    that it would be.
    """

    ports: tuple[int, ...]
    start: str
    sure: bool


def check_dev_server(laptop: Laptop) -> list[Finding]:
    """The development server answers on its port of this machine."""
    if laptop.port:
        return [_answering(Server((laptop.port,), "", sure=True), "--port says so")]
    found: list[Finding] = []
    for part in laptop.parts:
        for there, look in ((part.node, _node_server), (part.python, _python_server)):
            if there:
                found += _of_part(part, look, laptop)
    return found or [Finding(NOT_APPLICABLE, "no-server", "no development server was found")]


def _node_server(laptop: Laptop, part: Part) -> list[Finding]:
    scripts = _table(laptop.manifest(part), "scripts")
    name = next((each for each in _SCRIPTS if isinstance(scripts.get(each), str)), "")
    if not name:
        return []
    script = scripts[name][:2000]
    manager, _, _ = node_manager(laptop, part)
    start = _in_folder(part, f"{manager} run {name}")
    if explicit := [int(each) for each in _PORT.findall(f" {script}")]:
        return [_answering(Server(tuple(explicit), start, sure=True), f"the script {name} says so")]
    own = _own_port(laptop, part)
    known = next((port for pattern, port in _SERVERS if re.search(pattern, script)), None)
    if known:
        server = Server((*own, known), start, sure=not own)
        return [_answering(server, "its own port, unless told otherwise")]
    return [_answering(Server(own, start, sure=bool(own)), "PORT in .env")]


def _own_port(laptop: Laptop, part: Part) -> tuple[int, ...]:
    """The port that PORT in `.env` names. It is knocked at, and neither shown nor sent."""
    value = _variables(laptop, part).get("PORT") or laptop.environ.get("PORT", "")
    return (int(value),) if re.fullmatch(r"\d{2,5}", value) and int(value) < 65536 else ()


def _python_server(laptop: Laptop, part: Part) -> list[Finding]:
    names = {normalized(each) for each in python_wanted(laptop, part)[0]}
    python = {"poetry": "poetry run python", "uv": "uv run python"}.get(
        python_manager(laptop, part), "python"
    )
    own = _own_port(laptop, part)
    why = "its own port, unless told otherwise"
    if laptop.checkout.has(part.at("manage.py")):
        start = _in_folder(part, f"{python} manage.py runserver")
        return [_answering(Server((*own, 8000), start, sure=not own), why)]
    file = laptop.checkout.first(part.at(each) for each in ("main.py", "app.py", "app/main.py"))
    start = f"{python} {file}" if file else ""
    for framework, port in (("fastapi", 8000), ("starlette", 8000), ("flask", 5000)):
        if framework in names:
            return [_answering(Server((*own, port), start, sure=False), why)]
    return [_answering(Server(own, start, sure=bool(own)), "PORT in .env")] if file else []


def _answering(server: Server, why: str) -> Finding:
    fix = (server.start,) if server.start else ()
    advice = "Where yours listens elsewhere: --port NUMBER."
    if not server.ports:
        says = "which port the development server has is not told"
        return Finding(UNKNOWN, "port-unknown", says, fix, f"Start it. {advice}")
    for port in server.ports:
        said = _http(port)
        if said == "http":
            return Finding(PASS, "answers", "it answers")
        if said == "other":
            says = "something else than a web server answers on its port"
            return Finding(UNKNOWN, "other-answers", says, fix, advice)
    shown = f"nothing answers on port {server.ports[-1]} ({why})"
    if why == "PORT in .env":
        shown = "nothing answers on the port that PORT in .env names"
    if not server.sure:
        return Finding(UNKNOWN, "port-unknown", shown, fix, advice)
    return Finding(FAIL, "nothing-answers", shown, fix, advice if server.start else "")


def _http(port: int) -> str:
    """Who answers on a port of this machine: "http", "other" or "nobody"."""
    connection = answers_on(port)
    if connection is None:
        return "nobody"
    with connection:
        connection.settimeout(_REPLY_TAKES)
        try:
            connection.sendall(f"HEAD / HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
            said = connection.recv(2048)
        except OSError:
            said = b""
    if b"AirTunes" in said:  # macOS itself, on port 5000
        return "other"
    # A first answer may take long; with HTTPS there is an alert, or nothing.
    return "http" if not said or said.startswith((b"HTTP/", b"\x15\x03")) else "other"


CHECKS: Mapping[str, Callable[[Laptop], list[Finding]]] = {
    "clone": check_clone,
    "runtime": check_runtime,
    "package-manager": check_package_manager,
    "docker": check_docker,
    "editor-extensions": check_editor_extensions,
    "dependencies": check_dependencies,
    "env-file": check_env_file,
    "services": check_services,
    "migrations": check_migrations,
    "dev-server": check_dev_server,
}


def examine(laptop: Laptop, ends_at: float) -> list[Item]:
    """All items, looked at side by side until then; what is not done by then cannot be told."""
    found: dict[str, list[Finding]] = {}

    def look(key: str) -> None:
        try:
            found[key] = CHECKS[key](laptop)
        except Unreadable as error:
            found[key] = [_not_told(error)]
        except Exception as error:  # noqa: BLE001 - a mistake of one check is no answer to the rest
            says = f"the doctor made a mistake here, please report it: {error!r}"
            found[key] = [Finding(UNKNOWN, "broken", says)]

    threads = [threading.Thread(target=look, args=(key,), daemon=True) for key in ITEMS]
    for each in threads:
        each.start()
    for each in threads:
        each.join(max(0.0, ends_at - time.monotonic()))
    late = Finding(UNKNOWN, "out-of-time", "this took too long")
    return [Item(key, tuple(found.get(key) or [late])) for key in ITEMS]


# ---------------------------------------------------------------------------------------------
# Showing
# ---------------------------------------------------------------------------------------------


def clean(text: str, limit: int = _LINE) -> str:
    """The text in one line, without what could command a terminal or turn its direction."""
    shown = "".join("?" if unicodedata.category(it)[0] in "CZ" and it != " " else it for it in text)
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


_COLOURS = {PASS: "32", FAIL: "31;1", UNKNOWN: "33", NOT_APPLICABLE: "2"}


def has_colours(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the stream is a terminal that shows colours, and nobody asked for none."""
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return sys.platform != "win32" or _windows_colours()


def _windows_colours() -> bool:
    """Let the Windows console understand colours; whether it does."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - nothing else needs it

        kernel = ctypes.windll.kernel32
        handle, mode = kernel.GetStdHandle(-11), ctypes.c_ulong()
        if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            return bool(kernel.SetConsoleMode(handle, mode.value | 4))
    return False


def report(items: Sequence[Item], name: str, *, colours: bool) -> str:
    """The report for people: a line for each finding, and below a gap how to mend it."""

    def painted(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colours else text

    lines = ["", painted(f"Plumbline doctor: {clean(name, 80)}", "1"), ""]
    wide = max(map(len, ITEMS.values()))
    for item in items:
        title = ITEMS[item.key]
        for each in item.findings:
            word = painted(_WORDS[each.outcome].ljust(14), _COLOURS[each.outcome])
            part = f"{clean(each.part, 60)}: " if each.part else ""
            lines.append(f"  {word}  {title.ljust(wide)}  {part}{clean(each.says)}")
            title = ""
            if each.outcome in (PASS, NOT_APPLICABLE):
                continue
            margin = " " * (20 + wide)
            lines += [f"{margin}  $ {painted(clean(fix), '36')}" for fix in each.fix]
            lines += [f"{margin}  {clean(each.advice)}"] if each.advice else []
    counts = [(word, sum(it.outcome == key for it in items)) for key, word in _WORDS.items()]
    lines += ["", "  " + ", ".join(f"{count} {word}" for word, count in counts if count)]
    if not any(item.outcome == FAIL for item in items):
        lines.append("  No gap was found.")
    return "\n".join(lines) + "\n"


def as_json(items: Sequence[Item], name: str, sent: Mapping[str, Any]) -> str:
    """The report for programs of this laptop, with all that is shown."""
    shown = [
        {
            "item": item.key,
            "title": ITEMS[item.key],
            "outcome": item.outcome,
            "findings": [
                {
                    "outcome": each.outcome, "reason": each.reason, "says": clean(each.says),
                    "fix": [clean(fix) for fix in each.fix], "advice": clean(each.advice),
                    "part": clean(each.part),
                }
                for each in item.findings
            ],
        }
        for item in items
    ]  # fmt: skip
    found = {"doctor": VERSION, "checkout": clean(name, 80), "items": shown, "sent": sent}
    return json.dumps(found, indent=2) + "\n"


# ---------------------------------------------------------------------------------------------
# Sending
# ---------------------------------------------------------------------------------------------

_SENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
_SENT_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,200}")
_PLACE_OF_TOKEN = "THE-TOKEN-OF-YOUR-PLAN"
_SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}


def body_of(items: Sequence[Item]) -> bytes:
    """What is sent: outcomes, reasons of a fixed list, versions of programs, counts, and names that
    `.env.example` asks for. No value, no content of a file, no path but a folder's name.
    """
    sent = {
        "format": 1,
        "doctor": VERSION,
        "system": _SYSTEMS.get(sys.platform, "other"),
        "items": [
            {
                "item": item.key,
                "outcome": item.outcome,
                "findings": [_sent(each) for each in item.findings],
            }
            for item in items
        ],
    }
    return json.dumps(sent, indent=1).encode("ascii") + b"\n"


def _sent(finding: Finding) -> dict[str, Any]:
    names = [each for each in finding.names if _SENT_NAME.fullmatch(each)]
    optional = {
        "part": finding.part if _SENT_FOLDER.fullmatch(finding.part) else "",
        "subject": finding.subject,
        "found": finding.found,
        "count": finding.count,
        "names": names,
    }
    filled = {key: value for key, value in optional.items() if value not in ("", None, [])}
    return {"outcome": finding.outcome, "reason": finding.reason, **filled}


def address_of(server: str) -> str:
    """Where reports go for the address of a Plumbline.

    Raises:
        Refused: it is none, or one that would carry the token in clear over a network.
    """
    try:
        parts = urlsplit(server.rstrip("/"))
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused("--server is no address such as https://plumbline.example.com.") from error
    plain = re.fullmatch(r"[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]{2,45}", host)
    if not plain or parts.username or parts.password or parts.query or parts.fragment:
        raise Refused("--server is no address such as https://plumbline.example.com.")
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", parts.path):
        raise Refused("--server is no address such as https://plumbline.example.com.")
    loopback = host in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise Refused(f"The token goes over HTTPS only, and {clean(server, 100)} is not that.")
    name = f"[{host}]" if ":" in host else host
    where = f"{parts.scheme}://{name}" + (f":{port}" if port else "")
    return where + parts.path + REPORT_PATH


def _request(address: str, token: str, body: bytes) -> urllib.request.Request:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": f"plumbline-doctor/{VERSION}",
    }
    # `address_of` lets HTTPS and HTTP alone through.
    return urllib.request.Request(address, body, headers, method="POST")  # noqa: S310


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody: the token is for one host."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Let the answer stand as it is."""
        return


class _Written(Exception):
    """Thrown where an answer would be read, once a request is written down."""


class _Recorder(http.client.HTTPConnection):
    """A connection that keeps what would be sent, and reaches nobody."""

    def __init__(self, host: str, kept: list[bytes], **given: Any) -> None:
        given.pop("context", None)
        super().__init__(host, **given)
        self._kept = kept

    def connect(self) -> None:
        """Do not."""

    def send(self, data: Any) -> None:
        """Keep it."""
        self._kept.append(bytes(data))

    def getresponse(self) -> http.client.HTTPResponse:
        """There is none."""
        raise _Written


class _Recording(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """Has requests written down by the same code that sends them."""

    def __init__(self, kept: list[bytes]) -> None:
        urllib.request.HTTPSHandler.__init__(self)
        self._kept = kept

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Write down one over HTTP."""
        return self.do_open(functools.partial(_Recorder, kept=self._kept), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Write down one over HTTPS, as it is before it is encrypted."""
        return self.http_open(req)


def dry(address: str, body: bytes) -> bytes:
    """Exactly the bytes that would be sent to that address, but for the token, whose place is
    named.
    """
    kept: list[bytes] = []
    opener = urllib.request.OpenerDirector()
    opener.add_handler(_Recording(kept))
    with contextlib.suppress(_Written):
        opener.open(_request(address, _PLACE_OF_TOKEN, body))
    return b"".join(kept)


_ANSWERS = {
    400: "Plumbline does not understand this report: fetch the doctor anew",
    401: "Plumbline does not know this token: make a new one on your checklist page",
    403: "this token is over or was taken back: make a new one on your checklist page",
    404: "this Plumbline takes no reports",
    410: "this onboarding plan was called off, so nothing is reported to it",
    413: "Plumbline finds the report too large",
    422: "Plumbline does not understand this report: fetch the doctor anew",
    429: "Plumbline got too many reports: wait a minute, then run the doctor again",
}


def send(address: str, token: str, body: bytes) -> str:
    """Send the report; returns what Plumbline says of it, one line, or nothing.

    Raises:
        Refused: it did not arrive. The sentence says why.
    """
    result: list[Union[str, Refused]] = []

    def exchange() -> None:
        try:
            result.append(_exchange(address, token, body))
        except Refused as refused:
            result.append(refused)

    # In a thread: looking up a name knows no time limit, and a server may drip.
    thread = threading.Thread(target=exchange, daemon=True)
    thread.start()
    thread.join(_SENDING_TAKES)
    if not result:
        raise Refused(f"Not sent: {address} gives no answer in {_SENDING_TAKES:.0f} seconds.")
    if isinstance(result[0], Refused):
        raise result[0]
    return result[0]


def _exchange(address: str, token: str, body: bytes) -> str:
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if address.startswith("http:"):
        # A proxy would see the token.
        handlers.append(urllib.request.ProxyHandler({}))
    else:
        handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context()))
    opener = urllib.request.build_opener(*handlers)
    try:
        with opener.open(_request(address, token, body), timeout=_SENDING_TAKES) as response:
            return _message(response.read(_ANSWER))
    except urllib.error.HTTPError as error:
        with error:
            why = _ANSWERS.get(error.code, f"Plumbline answers {error.code}")
            if error.code in range(300, 400):
                why = "the address leads elsewhere: give the right one with --server"
        raise Refused(f"Not sent: {why}.") from error
    except urllib.error.URLError as error:
        reason = error.reason
        if isinstance(reason, ssl.SSLCertVerificationError):
            hint = "the certificate is not trusted here"
            if sys.platform == "darwin":
                hint += '; a Python of python.org needs its "Install Certificates.command" once'
            raise Refused(f"Not sent: {hint}.") from error
        raise Refused(f"Not sent: {address} cannot be reached ({clean(str(reason))}).") from error
    except (OSError, http.client.HTTPException) as error:
        raise Refused(f"Not sent: {address} broke off ({clean(repr(error))}).") from error


def _message(answer: bytes) -> str:
    """The one line that Plumbline's answer has for people."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return ""
    return clean(_text(found, "message"))


# ---------------------------------------------------------------------------------------------
# The terminal, and all together
# ---------------------------------------------------------------------------------------------


def _terminal(mode: str) -> TextIO:
    """The terminal that somebody sits at, whatever standard input and output are.

    Raises:
        OSError: there is none.
    """
    name = "/dev/tty"
    if sys.platform == "win32":
        name = "CONIN$" if mode == "r" else "CONOUT$"
    return cast("TextIO", open(name, mode, encoding="utf-8", errors="backslashreplace"))


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def agreed_to(commands: Sequence[Status]) -> bool:
    """Whether somebody at the terminal agrees to run them; not, where there is nobody."""
    try:
        with _terminal("w") as screen, _terminal("r") as keys:
            screen.write("\nWhether migrations are pending only the checkout's own code can say:\n")
            screen.writelines(f"  {clean(each.shown)}\n" for each in commands)
            screen.write("Run it? [y/N] ")
            screen.flush()
            return keys.readline(100).strip().lower() in ("y", "yes")
    except OSError:
        return False


def token_of(environ: Mapping[str, str], *, ask: bool) -> str:
    """The plan's token, from PLUMBLINE_TOKEN or typed at the terminal unseen; empty: none is given.

    Raises:
        Refused: what was given is no token.
    """
    token = environ.get("PLUMBLINE_TOKEN", "").strip()
    if not token and ask:
        try:
            # Both are open, so that getpass falls back on nothing else.
            with _terminal("r"), _terminal("w"):
                token = getpass.getpass("Token of your plan, to report this (Enter: do not): ")
        except (OSError, EOFError):
            return ""
        token = token.strip()
    if token and not _TOKEN.fullmatch(token):
        raise Refused("Not sent: that is no token of a plan.")
    return token


def root_of(folder: str) -> str:
    """The checkout that a folder is in; the folder itself where it is in none."""
    at = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(at, ".git")):
        above = os.path.dirname(at)
        if above == at:
            return os.path.realpath(folder)
        at = above
    return at


def _arguments(words: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="doctor.py",
        description="Says what this laptop lacks to work in the checkout in the current folder.",
        epilog="With PLUMBLINE_TOKEN, or a token typed when asked, it reports outcomes to your"
        " onboarding plan. Exit code: 0 no gap, 1 a gap, 2 it could not do its work, 3 no gap is"
        " known but something cannot be told.",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--dry-run", action="store_true", help="print exactly what would be sent, and send nothing"
    )
    parser.add_argument(
        "--run", action="store_true", help="run the checkout's own code to see pending migrations"
    )
    parser.add_argument("--port", type=int, help="the port of the development server")
    parser.add_argument("--server", default=SERVER, help="the address of Plumbline")
    parser.add_argument("--version", action="version", version=f"plumbline-doctor {VERSION}")
    found = parser.parse_args(words)
    if found.port is not None and not 0 < found.port < 65536:
        parser.error("--port takes a number from 1 to 65535")
    return found


def _laptop(given: argparse.Namespace, environ: Mapping[str, str]) -> tuple[Laptop, float]:
    """The laptop to look at, and when the looking has to end."""
    checkout = Checkout(root_of(os.getcwd()))
    home = os.path.expanduser("~")
    first = Laptop(checkout, Programs(checkout, environ, time.monotonic() + 1), environ, home)
    try:
        commands = migration_status(first)
    except Unreadable:
        commands = []
    may_run = bool(commands) and (given.run or (not given.json and agreed_to(commands)))
    if may_run:
        for each in commands:
            _say(f"Running the checkout's own code: {clean(each.shown)}\n")
    ends_at = time.monotonic() + _CHECKS_TAKE
    programs = Programs(checkout, environ, ends_at)
    return replace(first, programs=programs, may_run=may_run, port=given.port), ends_at


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _deliver(given: argparse.Namespace, items: Sequence[Item], token: str) -> dict[str, Any]:
    """Send where a token is there; what happened, for the report as JSON.

    Raises:
        Refused: it was to be sent, and did not arrive.
    """
    if not token:
        return {"state": "no", "why": "no token was given"}
    if not given.server:
        raise Refused("Not sent: say where Plumbline is, as in --server https://HOST.")
    address = address_of(given.server)
    return {"state": "yes", "to": address, "message": send(address, token, body_of(items))}


def _told(given: argparse.Namespace, items: Sequence[Item], name: str, token: str) -> None:
    """Show the report, and send it.

    Raises:
        Refused: it was to be sent, and did not arrive; the report is shown all the same.
    """
    colours = has_colours(sys.stdout, os.environ)
    if given.dry_run:
        address = address_of(given.server or "https://plumbline.invalid")
        _say(
            as_json(items, name, {"state": "no"})
            if given.json
            else report(items, name, colours=has_colours(sys.stderr, os.environ))
        )
        _say(f"\nThis would be sent to {address}, and is not:\n\n")
        sys.stdout.buffer.write(dry(address, body_of(items)))
        sys.stdout.flush()
        return
    if not given.json:
        _print(report(items, name, colours=colours))
        token = token or token_of(os.environ, ask=bool(given.server))
        sent = _deliver(given, items, token)
        if sent["state"] == "yes":
            _print(f"  Reported to {sent['to']}. {sent['message']}".rstrip() + "\n")
        return
    try:
        sent = _deliver(given, items, token)
    except Refused as refused:
        _print(as_json(items, name, {"state": "failed", "why": str(refused)}))
        raise
    _print(as_json(items, name, sent))


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt


def main(words: Optional[Sequence[str]] = None) -> int:
    """Look, show, and report; returns the exit code."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    given = _arguments(words)
    try:
        token = token_of(os.environ, ask=False)
        if given.server:
            address_of(given.server)
        laptop, ends_at = _laptop(given, os.environ)
        name = os.path.basename(laptop.checkout.root)
        try:
            items = examine(laptop, ends_at)
        finally:
            laptop.programs.end_all()
        _told(given, items, name, "" if given.dry_run else token)
    except Refused as refused:
        _say(f"{refused}\n")
        return 2
    except KeyboardInterrupt:
        _say("\nStopped.\n")
        return 2
    outcomes = [item.outcome for item in items]
    return 1 if FAIL in outcomes else (3 if UNKNOWN in outcomes else 0)


if __name__ == "__main__":
    sys.exit(main())
