"""Which files commands are followed to: scripts, and the files of task runners and hook runners."""

from __future__ import annotations

import functools
import posixpath
import re

from compliance.extract.commands.containers import COMPOSE_FILES
from compliance.extract.commands.lefthook import LEFTHOOK
from compliance.extract.commands.lint_staged import LINT_STAGED, NANO_STAGED
from compliance.extract.commands.therapist import THERAPIST
from compliance.extract.commands.vite_plus import CONFIGURATIONS

_NAMES = frozenset(
    """Makefile makefile GNUmakefile justfile Justfile .justfile tox.ini tox.toml setup.cfg
    noxfile.py tasks.py pyproject.toml hatch.toml poe_tasks.toml pixi.toml mise.toml .mise.toml
    Pipfile turbo.json turbo.jsonc nx.json deno.json deno.jsonc project.json lerna.json
    package.json composer.json .pre-commit-config.yaml .pre-commit-config.yml prek.toml
    trunk.yaml Dockerfile""".split()
)
_PATTERN = re.compile(
    r"(?i:taskfile(?:\.dist)?\.ya?ml|[^/]{0,40}compose[^/]{0,40}\.ya?ml|dockerfile[^/]{0,40}"
    r"|[^/]{1,80}\.(?:sh|bash|mk|mak|make|just(?:file)?|dockerfile)"
    # What `pre-commit run --config` and a makefile's `include` name.
    r"|\.?pre-?commit[^/]{0,40}\.ya?ml|(?:gnu)?makefile[._-][\w.-]{1,60}"
    r"|[^/]{1,80}[._-]makefile|[^/]{1,80}\.(?:defs|makefile))"
)
_RUNNERS = frozenset(
    posixpath.basename(name)
    for name in (*LEFTHOOK, *LINT_STAGED, *NANO_STAGED, *CONFIGURATIONS, THERAPIST)
)
_SOMEBODY_ELSES = frozenset(
    "node_modules bower_components vendor .venv venv site-packages .yarn".split()
)
_SCRIPT_FOLDERS = frozenset(
    """bin script scripts ci .ci tools tool hack dev .github build-tools .husky .githooks githooks
    .hooks hooks devops .circleci .buildkite test tests""".split()
)


@functools.lru_cache(maxsize=1)  # Several extractors ask this of the same path in turn.
def is_followed(path: str) -> bool:
    """Whether a command may lead to what is in this file, source files aside."""
    name = posixpath.basename(path)
    return _SOMEBODY_ELSES.isdisjoint(path.split("/")) and (
        name in _NAMES
        or name in COMPOSE_FILES
        or name in _RUNNERS
        or bool(_PATTERN.fullmatch(name))
        or _is_bare_script(path, name)
    )


def _is_bare_script(path: str, name: str) -> bool:
    """A file without a suffix where scripts use to be: at the top, or in a folder of scripts."""
    if "." in name.lstrip(".") or (name.startswith(".") and "/" not in path):
        return False
    folder = posixpath.basename(posixpath.dirname(path))
    return (not folder and name.islower()) or folder in _SCRIPT_FOLDERS
