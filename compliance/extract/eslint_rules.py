"""Tells whether ESLint runs Prettier: by its configuration, or by rules that it takes over."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterable

from compliance.facts import Evidence
from compliance.paths import is_judged
from compliance.tree import Tree

_PRETTIER = re.compile(
    r"(?P<name>eslint-plugin-prettier|plugin:prettier/|prettier/prettier|prettierRecommended)"
)

# Whose rules ESLint takes over: what is extended or taken in, and no plugin beside. Left out are
# configurations of one's own, and well-known ones that do not run Prettier.
_WELL_KNOWN = "airbnb|next|standard|google|turbo|prettier|xo|love|react-app|expo|preact|eslint:|all"
_TAKEN_OVER = re.compile(
    r"""(?:\bextends["']?\s{0,9}[:(]\s{0,99}(?:\[[^\]]{0,800}?|-\s{1,9})?|\bfrom\s{0,9}|\brequire\(\s{0,9})"""
    r"""["'](?P<name>(?!@(?:eslint|typescript-eslint|next|nuxt|nuxtjs|vue|rushstack|stylistic)/)"""
    r"""(?:@[\w.-]{1,80}(?:/eslint-config[\w./-]{0,80})?"""
    rf"""|eslint-config-(?!{_WELL_KNOWN})[\w./-]{{1,80}}))["']"""
)
# What is extended may be called without what its package's name begins with.
_SHORT = re.compile(
    r"""\bextends["']?\s{0,9}:\s{0,99}(?:\[[^\]]{0,800}?|-\s{1,9})?"""
    rf"""["'](?P<name>(?!(?:{_WELL_KNOWN}|plugin:|eslint-config))[a-z][\w-]{{1,60}}(?:/[\w-]{{1,60}})?)["']"""
)

_LOCKFILES = frozenset(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock".split()
)
_LOCKED_PRETTIER = re.compile(rb"(?<![\w-])prettier(?![\w-])|eslint-plugin-prettier")
_PLUGIN = b"eslint-plugin-prettier"
_MAX_ENTRY = 6_000
_MAX_ENTRIES = 50
# What ends an entry of a lockfile: a blank line, or the head of npm's next.
_ENTRY_ENDS = re.compile(
    rb"\n[ \t]{0,8}\r?\n|\"node_modules/|\n[ \t]{2,8}\"[^\"\n]{1,120}\": \{\s{1,20}\"version\""
)

_Texts = Iterable[tuple[str, str]]


def is_lockfile(path: str) -> bool:
    """Whether a path is one of a lockfile of Node.js that is read as text."""
    return posixpath.basename(path) in _LOCKFILES and is_judged(path)


def prettier(configurations: _Texts) -> Evidence | None:
    """Where configurations of ESLint, with their paths, name Prettier's plugin or rule."""
    return _mention(_PRETTIER, configurations)


def shared(configurations: _Texts) -> Evidence | None:
    """Where configurations of ESLint, with their paths, take over the rules of a package."""
    held = tuple(configurations)
    return _mention(_TAKEN_OVER, held) or _mention(_SHORT, held)


def run_prettier(name: str, tree: Tree) -> bool | None:
    """Whether the rules of a package run Prettier, by what the lockfiles say of it: it does where
    it brings or needs the plugin, and does not where Prettier is not installed at all.
    """
    paths = [path for path in tree.entries if is_lockfile(path)]
    contents = [tree.contents.get(path, b"") for path in paths]
    if any(_brings(name, content) for content in contents):
        return True
    is_known = bool(contents) and all(contents)
    nowhere = not any(_LOCKED_PRETTIER.search(content) for content in contents)
    return False if is_known and nowhere else None


def _brings(name: str, lockfile: bytes) -> bool:
    """Whether a package of this name, as ESLint calls it, depends on Prettier's plugin."""
    if _PLUGIN not in lockfile:
        return False
    names = b"|".join(re.escape(each.encode()) for each in _packages(name))
    for match in itertools.islice(
        re.finditer(rb"(?<![\w@-])(?:" + names + rb")[\"'@]", lockfile), _MAX_ENTRIES
    ):
        behind = lockfile[match.end() : match.end() + _MAX_ENTRY]
        if _PLUGIN in _ENTRY_ENDS.split(behind, maxsplit=1)[0]:
            return True
    return False


def _packages(name: str) -> tuple[str, ...]:
    """The packages that rules of a name may come from: `acme/react`, `@acme`, `@acme/react`."""
    scope, _, rest = name.partition("/")
    first = rest.partition("/")[0]
    if not scope.startswith("@"):
        return (scope if scope.startswith("eslint-config-") else f"eslint-config-{scope}",)
    if not first:
        return (f"{scope}/eslint-config",)
    return (f"{scope}/{first}", f"{scope}/eslint-config-{first}", f"{scope}/eslint-config")


def _mention(pattern: re.Pattern[str], texts: _Texts) -> Evidence | None:
    """The first place whose `name` a pattern finds, in texts with their paths."""
    for path, text in texts:
        match = pattern.search(text)
        if match:
            rewritten = posixpath.basename(path) == "package.json"
            begin, named = match.span("name")[0], match["name"]
            line = 0 if rewritten else text.count("\n", 0, begin) + 1
            return Evidence(path, line, excerpt=named)
    return None
