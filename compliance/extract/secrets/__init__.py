"""Secrets in the files of a repository, and its files of environment variables.

The files are searched while they stream by (`lookout`), with the formats that a scanner knows
(`scanner`, `tokens`) and by the names that values have (`assignments`, `names`, `values`).
"""

from __future__ import annotations

import posixpath

from compliance.extract.base import extractor
from compliance.extract.code import Code
from compliance.extract.environment.elsewhere import first_read
from compliance.extract.environment.examples import down_to_code, names_path
from compliance.extract.gitignore import GitIgnore
from compliance.extract.guides import is_readme
from compliance.facts import Component, Evidence, Layout
from compliance.facts.manifests import Manifests
from compliance.facts.secrets import (
    CommittedSecret,
    CommittedSecrets,
    EnvironmentFiles,
    IgnoredEnvironment,
    Unsearched,
)
from compliance.paths import below, is_judged, is_source, join
from compliance.sightings import Place, Sighting
from compliance.tree import Tree, Unreadable

MAX_KEPT = 200
PRIVATE_KEY = "private key"
_MAX_UNREAD = 50
_EXAMPLES = tuple(f".env.{word}" for word in ("example", "sample", "template", "dist", "defaults"))


@extractor(version=20, last=True, reads=is_readme)
def committed_secrets(tree: Tree) -> CommittedSecrets:
    """What was seen of secrets while the files streamed by; those that a provider made first.

    Raises:
        Unreadable: nobody looked.
    """
    seen = tree.sightings
    if seen is None:
        raise Unreadable("nobody looked for secrets in the files")
    found = sorted(
        (each for each in seen.found if tree.has(each.path)), key=lambda each: not each.issued
    )
    unread = [Unsearched(path, why) for path, why in sorted(seen.missed.items()) if tree.has(path)]
    return CommittedSecrets(
        tuple(
            CommittedSecret(
                each.rule,
                Evidence(each.path, each.line, each.end_line, each.excerpt),
                Place.ORDINARY if _is_kept(tree, each) else each.place,
                each.issued,
                each.expires,
            )
            for each in found[:MAX_KEPT]
        ),
        seen.looked_into,
        max(len(found) - MAX_KEPT, 0),
        tuple(unread[:_MAX_UNREAD]),
    )


def _is_kept(tree: Tree, found: Sighting) -> bool:
    """Whether a whole key among the variables for CI is what people run the service with as well:
    a README above names the file, so that it is copied.
    """
    folder, name = posixpath.split(found.path)
    if found.place is not Place.CI or found.rule != PRIVATE_KEY or not name.startswith(".env"):
        return False
    readmes = (path for path in tree.matching(is_readme) if below(folder, posixpath.dirname(path)))
    return any(names_path(tree, path, found.path) for path in readmes)


def _is_gitignore(path: str) -> bool:
    return posixpath.basename(path) == ".gitignore"


def _is_dotted(path: str) -> bool:
    name = posixpath.basename(path)
    return name == ".env" or name.startswith(".env.")


def _reads(path: str) -> bool:
    return _is_gitignore(path) or is_source(path)


@extractor(version=8, reads=_reads)
def environment_files(
    tree: Tree, layout: Layout, code: Code, manifests: Manifests
) -> EnvironmentFiles:
    """The files of environment variables, and whether git ignores the `.env` that would hold
    secrets.

    Raises:
        Unreadable: a `.gitignore` could not be read.
    """
    files = tuple(path for path in tree.files() if _is_dotted(path) and is_judged(path))
    rules = GitIgnore(tree)
    read_at = None if layout.components else first_read(tree, code, manifests)
    ignored = [] if layout.components else [_of_reader(read_at, manifests, rules)]
    for component in layout.components:
        ignored += _of_component(tree, component, rules)
    files_in_all = sum(1 for _ in tree.files())
    return EnvironmentFiles(files, tuple(dict.fromkeys(ignored)), files_in_all, read_at)


def _of_reader(
    read_at: Evidence | None, manifests: Manifests, rules: GitIgnore
) -> IgnoredEnvironment:
    """Of the places where a `.env` would lie for code of no backend, the root and the folder of a
    manifest around that code, one that git ignores; the root, where it ignores none.
    """
    around = (each.directory for each in manifests.manifests)
    own = [each for each in around if read_at is not None and below(read_at.path, each)]
    everywhere = [_ignored(rules, "", directory) for directory in dict.fromkeys(("", *own))]
    return next((each for each in everywhere if each.by), everywhere[0])


def _of_component(tree: Tree, component: Component, rules: GitIgnore) -> list[IgnoredEnvironment]:
    """Of each place where a component's `.env` would lie: beside an example of it, or, where there
    is none, in its own folder, that of its workspace or one down to the code that serves it,
    whichever git ignores.
    """
    places = dict.fromkeys((*component.roots, *down_to_code(component)))
    with_example = [
        _ignored(rules, component.path, directory)
        for directory in places
        if any(tree.has(join(directory, name)) for name in _EXAMPLES)
    ]
    if with_example:
        return with_example
    everywhere = [_ignored(rules, component.path, directory) for directory in places]
    return [next((each for each in everywhere if each.by), everywhere[0])]


def _ignored(rules: GitIgnore, component: str, directory: str) -> IgnoredEnvironment:
    path = join(directory, ".env")
    found = rules.ignores(path)
    by = Evidence(found.path, found.line, excerpt=found.rule) if found else None
    return IgnoredEnvironment(component, path, by)
