"""Finds the Django applications that have models, and how many migrations each has."""

from __future__ import annotations

import ast
import functools
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compliance.extract.data_stores.configuration import is_for_tests
from compliance.extract.migrations.installed import Name, is_installed, listed, words
from compliance.extract.python_source import parse_python
from compliance.facts import Evidence
from compliance.facts.database import DjangoApp
from compliance.paths import below, join
from compliance.tree import MIB, Tree, Unreadable

_MODELS = ("django.db", "django.contrib.gis.db")
# Abstract models of Django's own and of packages that many use.
_KNOWN_BASES = frozenset(
    """AbstractUser AbstractBaseUser PermissionsMixin MPTTModel PolymorphicModel TimeStampedModel
    TitleSlugDescriptionModel TitleDescriptionModel ActivatorModel SoftDeletableModel UUIDModel
    StatusModel TenantMixin DomainMixin TranslatableModel SafeDeleteModel""".split()
)
_MAX_PARSED = 8 * MIB
_QUOTED = re.compile(rb"""["'](?P<name>[A-Za-z_][\w.]{0,200})["']""")


_Base = tuple[str, str]


@dataclass(frozen=True)
class _Class:
    """A class as its module writes it. `bases` are the last words of their names, with the module
    that each is imported from, "" where none is named.
    """

    name: str
    path: str
    line: int
    bases: tuple[_Base, ...]
    derives_from_model: bool
    options: Mapping[str, object]

    @property
    def needs_migration(self) -> bool:
        """Whether such a model certainly has a table that Django makes."""
        return not (
            self.options.get("abstract", False)
            or self.options.get("proxy", False)
            or not self.options.get("managed", True)
            or "app_label" in self.options
        )


@dataclass
class DjangoApps:
    """The applications of one component; `migrations` are the paths of Django's migrations.

    `open` says why the list, or the place of migrations, is not certain; "" where it is.
    """

    tree: Tree
    sources: Sequence[str]
    migrations: Sequence[str]
    open: str = ""
    _classes: dict[str, list[_Class]] = field(default_factory=dict)

    def with_models(self) -> Iterator[DjangoApp]:
        """The installed applications with at least one model that has a table of its own."""
        self._read_classes()
        installed = self._installed()
        moved = self._moved_migrations()
        models: dict[str, _Class] = {}
        for each in (each for found in self._classes.values() for each in found):
            app = _app_of(each.path)
            if app is not None and each.needs_migration and self._is_model(each):
                models.setdefault(app, each)
        for app, model in models.items():
            if installed and not is_installed(app, installed):
                continue
            label = posixpath.basename(app)
            if moved.get(label, "") is None:
                continue
            folder = moved.get(label) or join(app, "migrations")
            # The application may be the package `models` itself, and have its own there.
            count = self._count(folder) or self._count(join(app, "models/migrations"))
            where = Evidence(model.path, model.line, excerpt=f"class {model.name}")
            yield DjangoApp(app, where, count)

    def _count(self, folder: str) -> int:
        return sum(below(path, folder) or f"/{folder}/" in path for path in self.migrations)

    def _read_classes(self) -> None:
        """Read the classes of all modules of models, and of what they may derive from."""
        parsed = 0
        for path in self.sources:
            content = self._content(path)
            app = _app_of(path)
            parsed += len(content) if app is not None or b"models.Model" in content else 0
            try:
                classes = self._classes_of(path, app, content, parsed)
            except Unreadable as error:
                if app is not None and not self._count(f"{app}/migrations"):
                    self.open = self.open or str(error)
                continue
            for each in classes:
                self._classes.setdefault(each.name, []).append(each)

    def _classes_of(
        self, path: str, app: str | None, content: bytes, parsed: int
    ) -> tuple[_Class, ...]:
        """The classes of a module, if it may hold models.

        Raises:
            Unreadable: it cannot be had, does not parse, or too many were parsed before.
        """
        if app is not None:
            self.tree.read(path)
        elif b"models.Model" not in content:
            return ()
        if b"class " not in content:
            return ()
        if parsed > _MAX_PARSED:
            raise Unreadable(f"{path} is one of more modules of models than are parsed here")
        return tuple(_classes(parse_python(self.tree.source(path), path), path))

    def _is_model(self, each: _Class) -> bool:
        """Whether a class derives from Django's model, directly or not."""
        waiting, seen = [each], {each.name}
        while waiting:
            current = waiting.pop()
            if current.derives_from_model:
                return True
            for base in current.bases:
                own = self._own(base)
                if own is None and base[0] in _KNOWN_BASES:
                    return True
                if own is not None and base[0] not in seen:
                    seen.add(base[0])
                    waiting.append(own)
        return False

    def _own(self, base: _Base) -> _Class | None:
        """The project's own class of a name, unless that is imported from somebody else's module,
        which may have one of the same name: a document of a search engine beside a model.
        """
        name, module = base
        found = self._classes.get(name)
        top = module.partition(".")[0]
        return found[0] if found and (not top or top in self._packages) else None

    @functools.cached_property
    def _packages(self) -> frozenset[str]:
        """The names that an import of the project's own modules may begin with."""
        words = {word for path in self.sources for word in path.removesuffix(".py").split("/")}
        return frozenset(words)

    def _installed(self) -> set[Name]:
        """The words of the names that settings files quote: the installed apps among them. A single
        word may mean anything there, so it has to stand in a list of apps, where one is seen.
        """
        names: set[Name] = set()
        for path in self.sources:
            content = self._content(path)
            if b"_APPS" in content:
                quoted = {words(each["name"].decode()) for each in _QUOTED.finditer(content)}
                apps = self._listed(path)
                names |= {each for each in quoted if len(each) > 1 or not apps} | apps
        if not names:
            self.open = self.open or "no file that is read lists the installed apps"
        return names

    def _listed(self, path: str) -> set[Name]:
        """The names that a settings file puts into its lists of apps."""
        try:
            module = parse_python(self.tree.source(path), path)
        except Unreadable:
            return set()
        return set(listed(module))

    def _moved_migrations(self) -> dict[str, str | None]:
        """The folder of each app whose migrations settings put elsewhere; None where they are
        switched off.
        """
        moved: dict[str, str | None] = {}
        for path in self.sources:
            if is_for_tests(path) or b"MIGRATION_MODULES" not in self._content(path):
                continue
            try:
                module = parse_python(self.tree.source(path), path)
                moved |= dict(_migration_modules(module))
            except Unreadable:
                self.open = f"{path} sets MIGRATION_MODULES in a way that is not read here"
        return moved

    def _content(self, path: str) -> bytes:
        try:
            return self.tree.read(path)
        except Unreadable:
            return b""


def _app_of(path: str) -> str | None:
    """The directory of the application whose models a module holds; None where it holds none."""
    folder, name = posixpath.split(path)
    parts = folder.split("/")
    if name == "models.py" and parts[-1] != "models":
        return folder
    if "models" not in parts:
        return None
    last = len(parts) - 1 - parts[::-1].index("models")
    return "/".join(parts[:last])


def _classes(module: ast.Module, path: str) -> Iterator[_Class]:
    """The classes at the top of a module, with what their names stand for there."""
    modules, models = set(), set()
    imported: dict[str, str] = {}
    for node in module.body:
        if isinstance(node, ast.Import):
            imported |= {name.asname or name.name: name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                if not node.level:
                    imported[name.asname or name.name] = node.module or ""
                if node.module in _MODELS and name.name == "models":
                    modules.add(name.asname or name.name)
                elif name.name == "Model" and node.module in [f"{each}.models" for each in _MODELS]:
                    models.add(name.asname or name.name)
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            names = [_dotted(base) for base in node.bases]
            derives = any(
                name in models or (name.endswith(".Model") and name.rpartition(".")[0] in modules)
                for name in names
            )
            bases = tuple(
                (name.rpartition(".")[2], imported.get(name.partition(".")[0], ""))
                for name in names
            )
            yield _Class(node.name, path, node.lineno, bases, derives, _options(node))


def _dotted(node: ast.expr) -> str:
    """The dotted name of an expression; of `Base[T]` that of what is subscripted."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def _options(node: ast.ClassDef) -> Mapping[str, object]:
    """The options of a model's `Meta`. One that derives from another may inherit options: as if it
    were not managed, since nothing says that it is.
    """
    options: dict[str, object] = {}
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and inner.name == "Meta":
            if inner.bases:
                options["managed"] = False
            for statement in inner.body:
                if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
                    for target in statement.targets:
                        if isinstance(target, ast.Name):
                            options[target.id] = statement.value.value
    return options


def _migration_modules(module: ast.Module) -> Iterator[tuple[str, str | None]]:
    """The entries of `MIGRATION_MODULES`, with folders in place of modules.

    Raises:
        Unreadable: it is no dictionary of constants.
    """
    for node in ast.walk(module):
        named = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "MIGRATION_MODULES"
            for target in node.targets
        )
        if not named or not isinstance(node, ast.Assign):
            continue
        if not isinstance(node.value, ast.Dict):
            raise Unreadable("MIGRATION_MODULES is no dictionary")
        for key, value in zip(node.value.keys, node.value.values, strict=True):
            if not isinstance(key, ast.Constant) or not isinstance(value, ast.Constant):
                raise Unreadable("MIGRATION_MODULES has entries that are no constants")
            folder = value.value.replace(".", "/") if isinstance(value.value, str) else None
            yield str(key.value), folder
