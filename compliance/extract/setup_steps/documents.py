"""Takes a document apart: what in it may be a command, and what is said in plain words."""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_LINES = 20_000
_MAX_LINE = 1_000
_FENCE = re.compile(r"[\s>]{0,12}(?P<mark>`{3,8}|~{3,8})\s{0,4}\{?\.?(?P<language>[\w-]{0,30})")
_SHELL = frozenset(
    """sh bash shell console zsh ksh fish terminal shell-session shellsession sh-session
    bash-session powershell posh ps1 pwsh cmd bat batch dos text txt plaintext command shellscript
    shell-script commandline term none""".split()
)
_PLAIN = frozenset(["", *_SHELL])
# Shell text in a block that says it is code of some language; what configures a service is no text
# for people to follow.
_CODE = frozenset("js javascript jsx ts typescript tsx node nodejs python py go html java".split())
_AMONG_CODE = re.compile(
    r"\s{0,12}(?:\$ )?(?:yarn\s{0,9}$|(?:npm|pnpm|yarn|npx|pip3?|pipenv|poetry|uv|docker"
    r"|docker-compose|cd|cp|git|python3?|node)\s{1,3}[\w.@/-][\w\s.@/:=-]{0,200}$)"
)
_SPAN = re.compile(r"``([^`\n]{1,300})``|`([^`\n]{1,300})`|<code>([^<\n]{1,300})</code>")
# What stands before a command: quotation, list markers, prompts.
_MARKER = re.compile(
    r"(?:[-*+•>]|[0-9]{1,3}[.)]|\$|%|PS [^>\s]{0,80}>|\([\w.-]{1,40}\) ?\$)\s{1,8}"
)
_NO_COMMAND = ("[", "(", "{", "<", '"', "'")
_ONE_WORD = re.compile(r"[\w@-]{1,60}")
_TELLS = re.compile(
    r"\b(?:run|runs|running|execut\w{1,5}|typ(?:e|ing)|enter|invoke|launch\w{0,3}|issue|perform|start"
    r"|starts|starting)\b|\binstall\w{0,3}\b[^.\n]{0,40}\b(?:dependenc|packages\b|modules\b)"
    r"|\b(?:ejecut|exécut|lance)|[执執]行|运行|運行|安装依赖|実行",
    re.IGNORECASE,
)
_TREE = re.compile(r"[├└│]|\|--")
_FIRST_WORDS = frozenset(
    """npm pnpm yarn bun npx node tsx deno pip pip3 pipenv poetry uv pdm conda python python3 docker
    docker-compose podman make just task cp mv copy createdb psql brew flask django-admin alembic
    uvicorn gunicorn fastapi prisma supabase turbo nx lerna rush invoke inv poe honcho foreman
    overmind ./manage.py manage.py nox export source bash sh sudo devbox mise""".split()
)


class Kind(enum.Enum):
    """What a line of a document is: words for people, shell text, or something else in a block."""

    PROSE = enum.auto()
    SHELL = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True)
class Line:
    """A line of a document, its number counted from 1; for shell text with what continues it."""

    number: int
    text: str
    kind: Kind


def lines(text: str) -> Iterator[Line]:
    """The lines of a document; drawings of folders and what is commented out are left out."""
    fence, kind, language = "", Kind.PROSE, ""
    hidden = False
    held: list[Line] = []
    for number, whole in enumerate(itertools.islice(text.splitlines(), _MAX_LINES), 1):
        line = whole[:_MAX_LINE]
        hidden = hidden or (not fence and "<!--" in line and "-->" not in line)
        if hidden:
            hidden = "-->" not in line
            continue
        match = _FENCE.match(line)
        if match and (not fence or (match["mark"].startswith(fence) and not match["language"])):
            language = match["language"].lower()
            kind = Kind.PROSE if fence else _kind(language)
            fence = "" if fence else match["mark"]
        elif not _TREE.search(line):
            is_command = kind is Kind.OTHER and language in _CODE and _AMONG_CODE.match(line)
            held.append(Line(number, line, Kind.SHELL if is_command else kind))
            if not (kind is Kind.SHELL and line.rstrip().endswith("\\")):
                yield _joined(held)
                held = []
    if held:
        yield _joined(held)


def _kind(language: str) -> Kind:
    return Kind.SHELL if language in _PLAIN else Kind.OTHER


def _joined(held: list[Line]) -> Line:
    """Lines that continue one another as one."""
    text = " ".join(each.text.rstrip().removesuffix("\\") for each in held)
    return Line(held[0].number, text, held[0].kind)


def commands(line: Line, own: frozenset[str] = frozenset()) -> Iterator[str]:
    """What of a line may be run: all of it in a block for a shell or where it begins like a
    command, else what is marked as code. `own` are the names of the project's commands, with which
    an indented line may begin, but many a sentence too.
    """
    if line.kind is Kind.OTHER:
        return
    if line.kind is Kind.SHELL:
        yield _bare(line.text)
        return
    bare = _bare(line.text)
    first = bare.partition(" ")[0]
    is_own = first in own and line.text.startswith(("  ", "\t"))
    if is_own or first in _FIRST_WORDS or first.startswith("./"):
        yield bare
    spans = [_bare(match[1] or match[2] or match[3]) for match in _SPAN.finditer(line.text)]
    # One word is the name of a tool, as long as nobody tells to run it or a command beside it.
    is_told = bool(_TELLS.search(_SPAN.sub(" ", line.text))) or spans == [bare.strip("`. ")]
    is_told = is_told or any(" " in each and each.split()[0] in _FIRST_WORDS for each in spans)
    for each in spans:
        if not each.startswith(_NO_COMMAND) and (is_told or not _ONE_WORD.fullmatch(each)):
            yield each


def _bare(text: str) -> str:
    """A line without what stands before a command."""
    text = text.strip()
    for _ in range(4):
        match = _MARKER.match(text)
        if match is None:
            break
        text = text[match.end() :]
    return text
