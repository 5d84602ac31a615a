"""Finds what pushes the schema, past any migration, where the program is deployed or started."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from compliance.extract.files import is_followed
from compliance.extract.reach import concerning
from compliance.extract.sources import evidence_at
from compliance.facts import Component, Evidence, Stack
from compliance.facts.manifests import Manifest, Manifests, Script
from compliance.facts.queries import Strike
from compliance.facts.reach import Reach
from compliance.paths import is_judged, is_test
from compliance.tree import Tree, Unreadable

_STARTS = re.compile(
    r"^(?:pre|post)?(?:start|deploy|build|install|serve|release|prod|vercel|heroku|docker|pm2)"
    r"(?!.{0,40}(?:dev|local|test))",
    re.IGNORECASE,
)
_PUSHES = re.compile(
    r"prisma(?:@[\w.^~-]{1,30})?\s{1,5}db\s{1,5}push|drizzle-kit(?:@[\w.^~-]{1,30})?\s{1,5}push"
)
_MAX_FILE = 256 * 1024
# What tells a platform how to start the program, and a workflow that is called for where it brings
# it: another one may push the schema of a database that is made for tests alone.
_PLATFORMS = frozenset(
    "fly.toml railway.json railway.toml render.yaml render.yml vercel.json nixpacks.toml".split()
)
_DEPLOYS = re.compile(r"deploy|release|publish|staging|stage\b|\bprod|live\b")
# Names of files and scripts for the work on a laptop, and for tests.
_ASIDE = ("dev", "test", "local", "e2e", "seed")
# What goes to another package of the workspace before it runs a script there.
_ELSEWHERE = re.compile(
    r"\bcd\s|\bworkspaces?\s|\bturbo\b|\bnx\b|\blerna\b"
    r"|\s(?:-[CFrw]|--(?:filter|workspaces?|cwd|dir|prefix|recursive))\b"
)
# Folders of editors, of agents that write code and of git's hooks, which deploy nothing.
_OF_LAPTOPS = frozenset(
    """.devcontainer .vscode .idea .claude .codex .cursor .gemini .windsurf .husky .githooks
    .githook""".split()
)
# What says or looks for a command, and runs it not, up to the next command of the line.
_SAYS = re.compile(r"(?:^|[\s(!])(?:e?grep|rg|echo|printf)\s(?:(?!&&|\|\|?\s|;).){0,400}$")
_MAX_BEFORE = 500
_MAX_ROUNDS = 5


def is_start(path: str) -> bool:
    """Whether a file may be what deploys or starts the program, or be settings of TypeORM."""
    name = posixpath.basename(path).lower()
    return name == "ormconfig.json" or (
        is_judged(path)
        and (
            name.startswith(("dockerfile", "procfile", "docker-compose", "compose."))
            or name in _PLATFORMS
            or (is_followed(path) and name.endswith(".sh"))
            or (path.startswith(".github/workflows/") and _DEPLOYS.search(name) is not None)
        )
    )


def in_scripts(component: Component, reach: Reach, manifests: Manifests) -> Iterator[Strike]:
    """Scripts of `package.json` that deploy or start and push the schema, by themselves or not."""
    mine = {component.path, *component.roots}
    for manifest, script in _pushing(component, reach, manifests):
        if manifest.directory in mine and _STARTS.search(script.name):
            where = Evidence(manifest.path, script.line, excerpt=script.command)
            yield Strike(where, f"the script {script.name} pushes the schema")


def _pushing(
    component: Component, reach: Reach, manifests: Manifests
) -> list[tuple[Manifest, Script]]:
    """The scripts that push the schema, by themselves or by another one that they run, of what a
    component runs and of its workspace's root.
    """
    scripts = [
        (manifest, script)
        for directory in dict.fromkeys((*reach.directories, *component.roots))
        for manifest in manifests.of(directory, component.stack)
        if manifest.stack is Stack.NODE
        for script in manifest.scripts
    ]
    found = [each for each in scripts if _PUSHES.search(each[1].command)]
    for _ in range(_MAX_ROUNDS if found else 0):
        before, found = found, [each for each in scripts if _leads_to(each, found)]
        if len(found) == len(before):
            break
    return found


def _leads_to(script: tuple[Manifest, Script], pushing: list[tuple[Manifest, Script]]) -> bool:
    """Whether a script is one of some others, or runs one: of its own package, or of another that
    the command goes to.
    """
    if script in pushing:
        return True
    command = script[1].command
    runs = _runs(
        each.name
        for manifest, each in pushing
        if manifest is script[0] or _ELSEWHERE.search(command)
    )
    return runs is not None and runs.search(command) is not None


def _runs(names: Iterable[str]) -> re.Pattern[str] | None:
    """What runs one of some scripts: `npm run db:push`, `pnpm --filter db db:push`."""
    either = "|".join(re.escape(each) for each in sorted(set(names)))
    if not either:
        return None
    return re.compile(
        rf"\b(?:run|npm|pnpm|yarn|bun|turbo)(?:\s{{1,5}}[^\s&|;]{{1,80}}){{0,4}}?"
        rf"\s{{1,5}}(?:{either})(?=[\s&|;\"']|$)"
    )


def in_files(
    tree: Tree, component: Component, reach: Reach, manifests: Manifests
) -> Iterator[Strike]:
    """What deploys or starts the program and pushes the schema, or is settings that change it."""
    pushing = [script.name for _, script in _pushing(component, reach, manifests)]
    names = [each for each in pushing if not any(word in each.lower() for word in _ASIDE)]
    runs = _runs(names)
    words = [b"push", *(name.encode() for name in names)]
    for path in concerning(_no_tests(tree.matching(is_start)), component, reach, manifests):
        try:
            content = tree.read(path)
        except Unreadable:
            continue  # Whoever asks for it as a Dockerfile or a compose file says so.
        if len(content) > _MAX_FILE:
            continue
        if path.endswith("ormconfig.json"):
            match = re.search(rb'"synchronize"\s{0,5}:\s{0,5}true', content)
            if match is not None:
                yield Strike(evidence_at(path, content, match.start()), "synchronize: true")
        elif any(word in content for word in words):
            yield from _pushes(path, content, runs)


def _no_tests(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        name = posixpath.basename(path).lower()
        of_laptop = not _OF_LAPTOPS.isdisjoint(path.split("/")[:-1])
        of_laptop = of_laptop or any(word in name for word in _ASIDE)
        if not is_test(path) and not of_laptop:
            yield path


def _pushes(path: str, content: bytes, runs: re.Pattern[str] | None) -> Iterator[Strike]:
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        pushes = _PUSHES.search(line) or (runs is not None and runs.search(line))
        if not pushes or line.lstrip().startswith(("#", "//")):
            continue
        if not _SAYS.search(line[: pushes.start()][-_MAX_BEFORE:]):
            where = Evidence(path, number, excerpt=line.strip()[:2_000])
            yield Strike(where, "pushes the schema where it deploys or starts")
