"""Which files of the repository a source file imports, in JavaScript, TypeScript and Python."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.entries import Entries
from compliance.extract.path_aliases import aliases
from compliance.facts import Component, Stack
from compliance.facts.manifests import Manifests
from compliance.paths import join
from compliance.tree import Tree

MAX_IMPORTS = 400

_SUFFIXES = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
_BUILT = re.compile(r"(?:^|/)(?:dist|build|lib|out|\.next|generated)(?:/|$)")

_NODE_IMPORT = re.compile(
    r"""(?P<types>\b(?:import|export)\s{1,20}type\b)
    |(?:\bfrom|\brequire\s{0,5}\(|\bimport\s{0,5}\(|\bimport|\bproxyquire\s{0,5}\()
     \s{0,20}['"`](?P<name>[^'"`\n]{1,300})['"`]
    |\brequire\s{0,5}\(\s{0,20}(?:path\.)?(?:resolve|join)\(\s{0,20}
     (?:(?P<here>__dirname)\s{0,5},\s{0,20}|process\.cwd\(\)\s{0,5},\s{0,20})?
     ['"`](?P<put>[^'"`\n$]{1,300})['"`]\s{0,5}\)""",
    re.VERBOSE,
)
_PYTHON_IMPORT = re.compile(
    r"^[ \t]{0,40}(?:from[ \t]{1,10}(?P<base>[.\w]{1,200})[ \t]{1,10}import[ \t]{1,10}"
    r"(?P<names>[^\n#]{0,500})"
    r"|import[ \t]{1,10}(?P<modules>[\w., \t]{1,500}))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w{1,100}")


@dataclass(frozen=True)
class Import:
    """A file of the repository that is imported, and the line that does so.

    A file that a build makes is not there; `path` is the one that is named then.
    """

    path: str
    line: int


class Imports:
    """Tells of the files of one component which files of the repository they import."""

    def __init__(self, tree: Tree, component: Component, manifests: Manifests) -> None:
        self._tree = tree
        self._component = component
        self._bases = tuple(dict.fromkeys((*component.roots, *component.ancestors)))
        self._packages = {
            each.name: each.directory
            for each in manifests.manifests
            if each.stack is component.stack and each.name
        }
        self._entries = Entries(tree)
        self._known: dict[tuple[str, str, tuple[str, ...]], str | None] = {}
        is_node = component.stack is Stack.NODE
        self._aliases = aliases(tree, self._bases) if is_node else ()

    def of(self, path: str, source: str) -> Iterator[Import]:
        """The imports of one file, those of other packages left out."""
        is_python = self._component.stack is Stack.PYTHON
        reader = self._python if is_python else self._node
        return reader(path, source)

    def target(self, path: str, module: str, name: str = "") -> str | None:
        """The file that `module`, imported in the file at `path`, is; in Python, where `name` that
        is taken from it is a module of its own, that one.
        """
        if self._component.stack is Stack.PYTHON:
            return self._python_file(path, module, [name] if name else [])
        return self._node_target(path, module)

    def _node(self, path: str, source: str) -> Iterator[Import]:
        types_only, line, position = False, 1, 0
        for _, match in zip(range(MAX_IMPORTS), _NODE_IMPORT.finditer(source), strict=False):
            line += source.count("\n", position, match.start())
            position = match.start()
            if match["types"]:
                types_only = True
                continue
            found = None if types_only else self._node_named(path, match)
            types_only = False
            if found is not None:
                yield Import(found, line + source.count("\n", match.start(), match.end()))

    def _node_named(self, path: str, match: re.Match[str]) -> str | None:
        """The file that an import names: as it stands there, from the folder of the file
        (`path.join(__dirname, "a")`), or from where the program is run (`path.resolve("a")`).
        """
        name = match["name"] or match["put"]
        if match["name"]:
            return self._node_target(path, name)
        if match["here"]:
            return self._node_target(path, f"./{name}")
        targets = (posixpath.normpath(join(base, name)) for base in self._bases)
        return next(filter(None, map(self._node_file, targets)), None)

    def _node_target(self, path: str, name: str) -> str | None:
        """The file that a specifier stands for: relative, of a workspace, or behind an alias."""
        is_relative = name.startswith(".")
        key = (posixpath.dirname(path) if is_relative else "", name, ())
        if key not in self._known:
            self._known[key] = self._beside(key[0], name) if is_relative else self._named(name)
        return self._known[key]

    def _beside(self, directory: str, name: str) -> str | None:
        """The file of a specifier that starts from a folder, or that a build will put there."""
        target = posixpath.normpath(posixpath.join(directory, name))
        return self._node_file(target) or (target if _BUILT.search(target) else None)

    def _named(self, name: str) -> str | None:
        """The file of a specifier that says the same in all files."""
        for target in (each for alias in self._aliases for each in alias.paths(name)):
            # Beside what another package's build will put there lies what it is made from.
            source = _BUILT.sub("/src/", target, count=1)
            found = self._node_file(target) or (source != target and self._node_file(source))
            if found:
                return found
        package = "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
        if package in self._packages:
            directory = self._packages[package]
            return self._entry(directory, name[len(package) + 1 :])
        for alternative in _without_alias(name):
            for base in self._bases:
                for folder in ("", "src/", "app/"):
                    found = self._node_file(join(base, folder + alternative))
                    if found:
                        return found
        return None

    def _entry(self, directory: str, subpath: str) -> str:
        """The file of a package that a specifier names, else that of the package itself."""
        for part in dict.fromkeys((subpath, "")):
            for target in self._entries.paths(directory, part):
                found = self._node_file(target)
                if found:
                    return found
        return join(directory, "package.json")

    def _node_file(self, target: str) -> str | None:
        stem = target.removesuffix(".js").removesuffix(".mjs").removesuffix(".cjs")
        for each in (target, *(stem + suffix for suffix in _SUFFIXES)):
            if each.endswith(_SUFFIXES) and self._tree.has(each):
                return each
        indexes = (f"{target}/index{suffix}" for suffix in _SUFFIXES)
        return next((each for each in indexes if self._tree.has(each)), None)

    def _python(self, path: str, source: str) -> Iterator[Import]:
        line, position = 1, 0
        for _, match in zip(range(MAX_IMPORTS), _PYTHON_IMPORT.finditer(source), strict=False):
            line += source.count("\n", position, match.start())
            position = match.start()
            for module, names in _modules(match, source):
                found = self._python_file(path, module, names)
                if found is not None:
                    yield Import(found, line)

    def _python_file(self, path: str, module: str, names: list[str]) -> str | None:
        """The deepest file that an import leads to."""
        key = (posixpath.dirname(path), module, tuple(names))
        if key not in self._known:
            self._known[key] = self._python_target(*key)
        return self._known[key]

    def _python_target(self, folder: str, module: str, names: tuple[str, ...]) -> str | None:
        relative = module.lstrip(".")
        dots = len(module) - len(relative)
        parts = [part for part in relative.split(".") if part]
        if dots:
            for _ in range(dots - 1):
                folder = posixpath.dirname(folder)
            bases: tuple[str, ...] = (folder,)
        else:
            sources = (join(base, "src") for base in self._bases)
            # The program may run in any folder above the file, such as that of `manage.py`.
            bases = tuple(dict.fromkeys((*self._bases, *sources, *_above(folder))))
        wanted = [[*parts, name] for name in names]
        for each in (*wanted, *(parts[:end] for end in range(len(parts), 0, -1))):
            found = next(filter(None, (self._module(base, each) for base in bases)), None)
            if found:
                return found
        # `from . import name`, where the package's own file has the name.
        own = join(bases[0], "__init__.py")
        return own if dots and not parts and self._tree.has(own) else None

    def _module(self, base: str, parts: list[str]) -> str | None:
        stem = join(base, "/".join(parts))
        candidates = (f"{stem}.py", f"{stem}/__init__.py")
        return next((each for each in candidates if self._tree.has(each)), None)


def _above(folder: str) -> Iterator[str]:
    """The folders that one lies in, the outermost first, and itself."""
    for index, character in enumerate(folder):
        if character == "/":
            yield folder[:index]
    yield folder


def _without_alias(name: str) -> Iterator[str]:
    """What may be left of a specifier once an alias such as `@/`, `@app/` or `$lib/` is
    taken off.
    """
    plain = name.lstrip("@~#$").lstrip("/")
    yield plain
    _, slash, rest = plain.partition("/")
    if slash and name[:1] in "@~#$":
        yield rest


def _modules(match: re.Match[str], source: str) -> Iterator[tuple[str, list[str]]]:
    """The modules of one import, each with the names that are taken from it."""
    if match["modules"]:
        for part in match["modules"].split(","):
            words = part.split()
            if words:
                yield words[0], []
        return
    names = match["names"]
    if names.startswith("("):
        closing = source.find(")", match.end())
        names += source[match.end() : min(closing, match.end() + 1_000)] if closing > 0 else ""
    yield match["base"], _NAME.findall(names)[:20]
