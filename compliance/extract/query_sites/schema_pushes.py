"""Finds what pushes the schema, past any migration, where the program is deployed or started."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from compliance.extract.files import is_followed
from compliance.extract.reach import concerning
from compliance.extract.sources import evidence_at
from compliance.facts import Component, Evidence, Stack
from compliance.facts.manifests import Manifests
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


def is_start(path: str) -> bool:
    """Whether a file may be what deploys or starts the program, or be settings of TypeORM."""
    name = posixpath.basename(path).lower()
    return name == "ormconfig.json" or (
        is_judged(path)
        and (
            name.startswith(("dockerfile", "procfile", "docker-compose", "compose."))
            or (is_followed(path) and name.endswith(".sh"))
        )
    )


def in_scripts(component: Component, reach: Reach, manifests: Manifests) -> Iterator[Strike]:
    """Scripts of `package.json` that deploy or start and push the schema, by themselves or not."""
    for directory in dict.fromkeys((*reach.directories[:1], *component.roots)):
        for manifest in manifests.of(directory, component.stack):
            if manifest.stack is not Stack.NODE:
                continue
            pushing = {each.name for each in manifest.scripts if _PUSHES.search(each.command)}
            for script in manifest.scripts:
                calls = any(
                    re.search(
                        rf"(?:run|pnpm|yarn)\s{{1,3}}{re.escape(name)}(?:\s|$)", script.command
                    )
                    for name in pushing
                )
                if _STARTS.search(script.name) and (script.name in pushing or calls):
                    where = Evidence(manifest.path, script.line, excerpt=script.command)
                    yield Strike(where, f"the script {script.name} pushes the schema")


def in_files(
    tree: Tree, component: Component, reach: Reach, manifests: Manifests
) -> Iterator[Strike]:
    """What deploys or starts the program and pushes the schema, or is settings that change it."""
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
        elif b"push" in content:
            yield from _pushes(path, content)


def _no_tests(paths: Iterable[str]) -> Iterator[str]:
    words = ("dev", "test", "local", "e2e", "seed")
    for path in paths:
        name = posixpath.basename(path).lower()
        of_laptop = ".devcontainer" in path or any(word in name for word in words)
        if not is_test(path) and not of_laptop:
            yield path


def _pushes(path: str, content: bytes) -> Iterator[Strike]:
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        if _PUSHES.search(line) and not line.lstrip().startswith("#"):
            where = Evidence(path, number, excerpt=line.strip()[:2_000])
            yield Strike(where, "pushes the schema where it deploys or starts")
