"""Finds load tests by what is in them, whatever they are called."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.base import extractor
from compliance.extract.commands import shell
from compliance.extract.documents import parse_yaml, sub
from compliance.extract.files import is_followed
from compliance.extract.sources import evidence_at
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.testing import LoadTest, LoadTests
from compliance.paths import is_judged, is_source
from compliance.tree import Tree, Unreadable

MAX_FOUND = 20
MAX_UNREADABLE = 5
MAX_ARTILLERY = 256 * 1024

# Words in the path of a file that a load test may be in whose format many other files share.
_LOAD = re.compile(
    r"load|perf|stress|artillery|bench|k6|soak|spike|smoke|gatling|simulation|vegeta"
)


@dataclass(frozen=True)
class _Format:
    """A tool, the suffixes of its scripts, and what makes a file one of them.

    `mark` is in every such file, and is looked for first because that is quick.
    """

    tool: str
    suffixes: tuple[str, ...]
    mark: bytes
    pattern: re.Pattern[bytes]


_JAVASCRIPT = (".js", ".ts", ".mjs", ".cjs", ".mts", ".cts")
_JVM = (".scala", ".java", ".kt")
_IMPORTS = r"""(?:from|import|require\()\s{0,5}['"]"""


def _format(tool: str, suffixes: tuple[str, ...], mark: str, pattern: str) -> _Format:
    return _Format(tool, suffixes, mark.encode(), re.compile(pattern.encode(), re.MULTILINE))


_FORMATS = (
    _format("k6", _JAVASCRIPT, "k6", _IMPORTS + r"""k6(?:/\w[\w/-]{0,60})?['"]"""),
    _format("autocannon", _JAVASCRIPT, "autocannon", _IMPORTS + r"""autocannon['"]"""),
    _format("Gatling", _JAVASCRIPT, "@gatling.io/", _IMPORTS + r"@gatling\.io/(?:core|http)"),
    _format("Locust", (".py",), "locust", r"^(?:from|import)[ \t]{1,5}locust\b"),
    _format("Gatling", _JVM, "io.gatling", r"^import[ \t].{0,20}io\.gatling\."),
    _format("JMeter", (".jmx",), "<jmeterTestPlan", r"<jmeterTestPlan\b"),
)  # fmt: skip
_COMMANDS = {
    "k6": ("k6", frozenset({"run"})),
    "artillery": ("Artillery", frozenset({"run", "quick"})),
    "autocannon": ("autocannon", frozenset()),
    "vegeta": ("Vegeta", frozenset({"attack"})),
    "jmeter": ("JMeter", frozenset()),
}


# A script to be copied, with an address of one's own to be put in.
_TO_COPY = (".example", ".sample", ".template", ".dist")


def _copied(path: str) -> str:
    """What a script is called once it is copied."""
    return next((path.removesuffix(end) for end in _TO_COPY if path.endswith(end)), path)


def is_candidate(path: str) -> bool:
    """Whether a file may be a load test, or start one."""
    return is_judged(path) and (
        is_source(_copied(path))
        or path.endswith(".jmx")
        or _is_artillery(path)
        or (path.endswith(_JVM) and bool(_LOAD.search(path.lower())))
        or _starts_one(path)
    )


def _is_artillery(path: str) -> bool:
    return path.endswith((".yml", ".yaml")) and bool(_LOAD.search(path.lower()))


def _starts_one(path: str) -> bool:
    name = posixpath.basename(path).lower()
    return is_followed(path) and (name.endswith((".sh", ".bash", ".mk", "makefile")))


@extractor(version=4, reads=is_candidate)
def load_tests(tree: Tree, manifests: Manifests) -> LoadTests:
    """The load tests that are committed, and the commands that are one by themselves."""
    found: list[LoadTest] = []
    unreadable: list[str] = []
    for path in tree.files():
        if not is_candidate(path) or len(found) >= MAX_FOUND:
            continue
        try:
            found += _in_file(path, tree)
        except Unreadable as error:
            if path.endswith(".jmx") or _LOAD.search(path.lower()):
                unreadable.append(str(error))
    for manifest in manifests.manifests:
        for script in manifest.scripts if manifest.stack is Stack.NODE else ():
            excerpt = f"{script.name}: {script.command}"
            where = Evidence(manifest.path, script.line, excerpt=excerpt)
            found += [LoadTest(tool, where) for tool, _ in _commands(script.command)]
    return LoadTests(tuple(found[:MAX_FOUND]), tuple(unreadable[:MAX_UNREADABLE]))


def _in_file(path: str, tree: Tree) -> Iterator[LoadTest]:
    content = tree.read(path)
    for each in _FORMATS:
        if _copied(path).endswith(each.suffixes) and each.mark in content:
            match = each.pattern.search(content)
            if match:
                yield LoadTest(each.tool, evidence_at(path, content, match.start()))
    if _is_artillery(path) and _is_artillery_test(path, content):
        yield LoadTest("Artillery", evidence_at(path, content, content.find(b"scenarios")))
    if _starts_one(path):
        for tool, command in _commands(content.decode("utf-8", "replace")):
            where = Evidence(path, command.line, excerpt=" ".join(command.words))
            yield LoadTest(tool, where)


def _is_artillery_test(path: str, content: bytes) -> bool:
    """Whether a YAML file has the two parts of Artillery: what is loaded how, and scenarios."""
    if b"scenarios" not in content or b"config" not in content or len(content) > MAX_ARTILLERY:
        return False
    value = parse_yaml(content.decode("utf-8", "replace"), path).value
    config = sub(value, "config")
    return bool(config.keys() & {"target", "phases"}) and "scenarios" in sub(value)


def _commands(text: str) -> Iterator[tuple[str, shell.ShellCommand]]:
    """The commands of a shell text that are load tests, and the tool of each."""
    if not any(name in text for name in _COMMANDS):
        return
    for command in shell.split(text):
        words = [word for word in command.words if not shell.ASSIGNMENT.fullmatch(word)]
        if words[:1] in (["npx"], ["bunx"], ["pnpm"], ["yarn"]):
            words = [word for word in words[1:] if word not in ("exec", "dlx", "-y", "--yes")]
        name = words[0] if words else ""
        tool, subcommands = _COMMANDS.get(name, ("", frozenset()))
        if tool and (not subcommands or subcommands & set(words[1:2])):
            yield tool, command
