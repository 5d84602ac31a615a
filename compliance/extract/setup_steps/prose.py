"""What a line of a document tells in plain words: the environment, services, migrations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.setup_steps.documents import Kind, Line
from compliance.facts.setup_steps import SetupStep

_ENV_FILE = re.compile(
    r"(?<![A-Za-z0-9)\]}])(?:[a-z0-9_-]{1,30})?\.env(?:\.[a-z0-9._-]{1,30})?(?![A-Za-z0-9(])|"
    r"\benv\.(?:example|sample|template|dist)\b|(?<![\w.)])\.environment\b(?!\()"
    # What Cloudflare's tool reads variables from, where others read a file `.env`.
    r"|(?<![\w.)])\.dev\.vars\b",
    re.IGNORECASE,
)
# The object of Node.js and Vite that code reads the environment from.
_IN_CODE = re.compile(r"(?:process|meta|Bun|Deno)\.env\b")
# A line that only leads elsewhere, as those of a table of contents do.
_ONLY_LINK = re.compile(
    r"\s{0,12}(?:(?:[-*+]|[0-9]{1,3}[.)])\s{1,4})?\[[^\]\n]{1,300}\]\([^)\n]{1,300}\)[.:]?\s{0,4}"
)
# A step of a list, which many put into a block.
_NUMBERED = re.compile(r"\s{0,12}[0-9]{1,2}[.)]\s")
_NEVER = re.compile(r"\bcommit|gitignore|\bignored\b|\bremoved\b", re.IGNORECASE)
# A variable that gets a value, as in a dotenv file or before a command, or one that a list, a table
# or a block names for itself.
_VALUE = re.compile(
    r"\s{0,8}(?:\$ )?(?:export |set |env |\$env:)?(?P<name>[A-Z][A-Z0-9_]{2,60})=\S{0,200}(?:\s|$)"
)
# What is said about a run of the tests sets nothing up.
_OF_TESTS = re.compile(
    r"\b(?:pytest|nose2|nosetests|unittest|tox|nox|jest|vitest|mocha|ava|playwright|cypress|tests?)\b"
)
_LISTED = re.compile(
    r"\s{0,8}(?:[-*+|]\s{0,8}|\$ ?)?[`*]{0,3}(?P<name>[A-Z][A-Z0-9_]{2,60})[`*]{0,3}"
    r"(?:\s{0,60}[|:(\u2013\u2014-]|\s{0,9}$)"
)
# A variable of the environment that a sentence tells people to set.
_TOLD = re.compile(
    r"\b(?i:set|setting|pass|passing|export|exporting|define|defining|provide|providing|specify"
    r"|specifying)\b[^.\n]{0,60}?"
    r"(?:(?<![A-Za-z0-9_])(?P<name>[A-Z][A-Z0-9_]{2,60})[`*]{0,3} env(?:ironment)? var(?:iable)?\b"
    r"|\benv(?:ironment)? var(?:iable)?s? [`*]{0,3}(?P<after>[A-Z][A-Z0-9_]{2,60})\b)"
)
# One that a container is handed.
_HANDED = re.compile(
    r"\s(?:-e|--env)[ =]['\"]?(?P<name>[A-Z][A-Z0-9_]{2,60})(?:=\S|(?=\s))", re.ASCII
)
# One that gets its value in a command which a sentence tells, but for what looks into a program.
_INLINE = re.compile(
    r"(?:`(?:export |set |env )?|\b(?:export|set) )(?!DEBUG|TEST|LOG|VERBOSE)"
    r"(?P<name>[A-Z][A-Z0-9_]{2,60})=[^\s`]"
)
_MIGRATIONS = re.compile(
    r"\b(?:run|runs|running|apply|applies|applying|execute|executes|perform)\s{1,3}"
    r"(?:[\w`'-]{1,20}\s{1,3}){0,4}migrations?\b"
    r"|\bmigrat(?:e|es|ing)\s{1,3}(?:the|your)\s{1,3}(?:[\w-]{1,20}\s{1,3}){0,2}(?:database|db|schema)\b"
    r"|\bmigrations?\b[^.\n]{0,40}\b(?:run|applied|executed)\b[^.\n]{0,30}\bautomatically\b"
    r"|\bautomatically\b[^.\n]{0,40}\b(?:migrat(?:e|es|ed)|(?:run|appl)\w{0,4}[^.\n]{0,20}migrations)\b"
    r"|\bauto(?:matically)?[ -](?:creat|migrat|synchroni[sz])\w{0,4}\b[^.\n]{0,40}"
    r"\b(?:schema|database)\b"
    r"|\bauto(?:matically)?[ -]creat\w{0,4}\b[^.\n]{0,40}\btables\b"
    r"|\b(?:make sure|ensure|check)\b[^.\n]{0,60}\bmigrations?\b[^.\n]{0,40}"
    r"\b(?:ran|(?:have|been|are) (?:run|applied|executed))\b"
    r"|\bstart(?:s|up)?\b[^.\n]{0,40}\b(?:tables|schema)\b[^.\n]{0,40}\b(?:is|are|be)\s{1,3}created\b"
    r"|\b(?:tables|schema)\b[^.\n]{0,40}\bcreated\b[^.\n]{0,40}\b(?:starts?|startup|automatically)\b",
    re.IGNORECASE,
)
_ENGINE_NAME = (
    r"(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|valkey|rabbitmq|kafka|elasticsearch"
    r"|opensearch)"
)
_ENGINE = rf"{_ENGINE_NAME}\b"
_PROVIDER = r"(?:supabase|neon|planetscale|(?:mongodb )?atlas|turso|upstash|cockroachdb)"
# What runs on a runtime, or with a database, is the program itself, which nobody is told to start.
_SERVICES = re.compile(
    r"\b(?:start|starts|launch|spin up|bring up|create|creates"
    r"|run(?:ning)?(?!\s{1,3}(?:against|on|under|with)\b))\b"
    rf"[^.\n]{{0,120}}\b{_ENGINE}"
    rf"|\b{_ENGINE}[^.\n]{{0,80}}\b(?:running|started|up)\b"
    # A provider's database, which is there once somebody has an account and a project.
    r"|\b(?:sign(?:ing)? up (?:for|at|on|to|with)|go to|create|start|set ?up)\b[^\n]{0,60}"
    rf"\b{_PROVIDER}(?:\b[^\n]{{0,80}}\b(?:account|project|cluster|database)|\s{{0,3}}$)"
    r"|\b(?:create|start|set ?up)\s{1,3}(?:an?|your)\s{1,3}(?:[\w-]{1,20}\s{1,3}){0,3}"
    rf"(?:account|project|cluster|instance)\b[^.\n]{{0,30}}\b(?:at|on|in|with)\b\W{{1,4}}{_PROVIDER}\b"
    r"|\b(?:create|set ?up)\s{1,3}(?:a|an|the|your)\s{1,3}(?:[\w-]{1,20}\s{1,3}){0,3}database\b"
    # Chinese puts no spaces between words: to start an engine, to create a database.
    rf"|(?:启动|啟動)[^。\n]{{0,40}}{_ENGINE_NAME}(?![a-z])"
    r"|(?:创建|新建|建立)[^。\n]{0,40}(?:数据库(?!表)|資料庫(?!表))",
    re.IGNORECASE,
)


def steps(line: Line) -> Iterator[SetupStep]:
    """The steps that a line tells otherwise than by a command."""
    if line.kind is not Kind.OTHER and _names_file(line.text):
        yield SetupStep.ENVIRONMENT
    is_told = line.kind is Kind.PROSE or (line.kind is Kind.SHELL and _NUMBERED.match(line.text))
    if is_told and not _ONLY_LINK.fullmatch(line.text):
        if _MIGRATIONS.search(line.text):
            yield SetupStep.MIGRATIONS
        if _SERVICES.search(line.text):
            yield SetupStep.SERVICES


def variables(line: Line) -> Iterator[str]:
    """The names of the variables that a line gives a value to, lists, or tells people to set."""
    if named := _variable(line):
        yield named
    if line.kind is Kind.SHELL:
        yield from (match["name"] for match in _HANDED.finditer(line.text))


def _variable(line: Line) -> str:
    """The name of the variable that a line begins with, or that a sentence tells people to set."""
    match = _VALUE.match(line.text)
    if match and _OF_TESTS.search(line.text, match.end()):
        return ""
    match = match or _LISTED.match(line.text)
    if match or line.kind is not Kind.PROSE:
        return match["name"] if match else ""
    if inline := _INLINE.search(line.text):
        return inline["name"]
    told = _TOLD.search(line.text)
    return (told["name"] or told["after"]) if told else ""


def _names_file(text: str) -> bool:
    """Whether a line tells of a file `.env`, and not only to keep it out of the repository."""
    plain = _IN_CODE.sub("", text)
    return _ENV_FILE.search(plain) is not None and _NEVER.search(plain) is None
