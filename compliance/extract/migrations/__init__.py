"""Finds the migrations that are committed for a component, in whatever tool's format."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace

from compliance.extract.base import extractor
from compliance.extract.comments import code_only
from compliance.extract.documents import read_json
from compliance.extract.migrations.django import DjangoApps
from compliance.extract.migrations.formats import (
    code_format,
    in_folder,
    is_configuration,
    is_journal,
    is_steps,
    journal_of,
    may_be_migration,
    sql_format,
)
from compliance.extract.migrations.packages import of_migrations
from compliance.extract.reach import concerning, sources
from compliance.facts import Component, Evidence, Stack
from compliance.facts.database import Migrations, MigrationSet
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.paths import below
from compliance.tree import Kind, Tree, Unreadable

# Folders above a component in which its database may be described.
_SHARED = frozenset(
    """db database databases prisma drizzle migration migrations supabase sql schema alembic data
    infra infrastructure src lib libs""".split()
)
_DATABASE_WORDS = ("migration", "prisma", "drizzle", "alembic", "supabase")
_MAX_SETS = 50
_MAX_UNREAD = 5


def _reads(path: str) -> bool:
    return is_journal(path) or is_configuration(path)


@extractor(version=12, reads=_reads)
def migrations(tree: Tree, component: Component, reach: Reach, manifests: Manifests) -> Migrations:
    """All migrations in the component's code, in packages that it depends on, in folders for
    databases above it, and where Drizzle's configuration in one of these has them written; where
    there are none, in a package for migrations beside it. And the Django applications that need
    some.
    """
    finder = _Finder(tree, component.stack)
    for path in concerning(tree.entries, component, reach, manifests):
        if _is_near(path, component, reach):
            finder.look_at(path)
    for manifest in () if finder.sets else of_migrations(component, manifests):
        for path in [each for each in tree.entries if below(each, manifest.directory)]:
            finder.look_at(path)
    apps = DjangoApps(tree, list(sources(tree, component, reach)), finder.django)
    return Migrations(
        tuple(finder.sets.values())[:_MAX_SETS],
        tuple(apps.with_models()) if component.stack is Stack.PYTHON else (),
        apps.open,
        tuple(finder.unread[:_MAX_UNREAD]),
    )


def _is_near(path: str, component: Component, reach: Reach) -> bool:
    """Whether a path is in the component's own code, or in a folder for databases above it."""
    if any(below(path, directory) for directory in reach.directories):
        return True
    base = next(each for each in component.ancestors if below(path, each))
    return path[len(base) :].lstrip("/").split("/", 1)[0] in _SHARED


@dataclass
class _Finder:
    """Looks at paths and keeps what they are; `django` are the paths of Django's migrations."""

    tree: Tree
    stack: Stack
    sets: dict[tuple[str, str], MigrationSet] = field(default_factory=dict)
    django: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def look_at(self, path: str) -> None:
        """Keep what a path is, if it is a migration or lists some."""
        kind = self.tree.entries[path].kind
        try:
            if kind is not Kind.FILE:
                self._link(path, kind)
            elif is_journal(path):
                self._journal(path)
            elif is_configuration(path):
                self._configured(path)
            elif is_steps(path):
                self._add("Prisma", posixpath.dirname(posixpath.dirname(path)), path)
            elif may_be_migration(path, self.stack):
                self._migration(path)
        except Unreadable as error:
            if _reads(path) or in_folder(path):
                self.unread.append(str(error))

    def _link(self, path: str, kind: Kind) -> None:
        name = posixpath.basename(path).lower()
        if any(word in name for word in _DATABASE_WORDS):
            self.unread.append(f"{path} is a {kind.value}, which is not followed")

    def _journal(self, path: str) -> None:
        directory = posixpath.dirname(posixpath.dirname(path))
        entries = read_json(self.tree, path).get("entries")
        if isinstance(entries, list) and entries and ("Drizzle", directory) not in self.sets:
            self._add("Drizzle", directory, path, len(entries))

    def _configured(self, path: str) -> None:
        journal = journal_of(path, self.tree.read(path))
        if journal in self.tree.entries:
            self._journal(journal)

    def _migration(self, path: str) -> None:
        folder = posixpath.dirname(path)
        if path.endswith(".sql"):
            form = sql_format(path)
            # A migration of Prisma has a folder of its own.
            directory = posixpath.dirname(folder) if form == "Prisma" else folder
        else:
            content = self.tree.read(path)
            form = code_format(path, content, self.stack) and code_format(
                path, code_only(content, self.stack), self.stack
            )
            directory = folder
        if form:
            self._add(form, directory, path)
        if form == "Django":
            self.django.append(path)

    def _add(self, form: str, directory: str, path: str, count: int = 1) -> None:
        known = self.sets.get((form, directory))
        if known:
            self.sets[form, directory] = replace(known, count=known.count + count)
        else:
            self.sets[form, directory] = MigrationSet(form, directory, count, Evidence(path))
