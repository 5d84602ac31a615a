"""Tells which project of a repository serves, or starts, what one of its packages makes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from compliance.extract import stand_ins
from compliance.extract.comments import code_only
from compliance.extract.frameworks import Framework
from compliance.extract.projects import Project, Projects
from compliance.extract.sources import evidence_at, sources_of
from compliance.facts import Component, Evidence, Stack
from compliance.paths import below, illustrates, is_test, join
from compliance.tree import MIB, Tree

# Frameworks whose applications are made by a call, wherever that stands.
BY_CALL = frozenset("Express Fastify Hono Koa Elysia Polka tRPC oRPC".split())
# Scripts by which a server is started, and what runs a program of Node.js there.
_STARTS = re.compile(r"(?:start|serve|dev|watch)(?::|$)")
_PROGRAM = re.compile(
    r"(?:^|[\s&;|/])(?:node|nodemon|tsx|ts-node(?:-dev)?|babel-node|bun|pm2)(?=\s)"
)
# What serves or builds an application of Nuxt or Nitro; `nuxt prepare` only writes types.
_RUNS = re.compile(r"\b(?:nuxt|nuxi|nitro|nitropack)\s{1,9}(?:dev|build|generate|start|preview)\b")


def is_mounted(tree: Tree, projects: Projects, project: Project, framework: Framework) -> bool:
    """Whether a package makes an application for others to use and nothing in it serves that."""
    directory, stack = project
    if framework.name not in BY_CALL or stack is not Stack.NODE:
        return False
    manifests = projects.of(directory, stack)
    scripts = {script.name for each in manifests for script in each.scripts}
    if not scripts.isdisjoint(("start", "serve")):
        return False
    return not any(
        stand_ins.serves_it(tree.contents.get(path, b""), framework.marker)
        for path in _sources(tree, projects, project)
    )


# Set for what goes to a registry for everybody, which a package of an application hardly does.
_PUBLISHES = re.compile(rb'"publishConfig"\s{0,9}:')


def is_published(tree: Tree, projects: Projects, project: Project) -> bool:
    """Whether a package says how it is published for others to use."""
    manifests = projects.of(*project)
    return any(_PUBLISHES.search(tree.contents.get(each.path, b"")) for each in manifests)


# How a package of Python's says that others are to build with it, and what a product is run by.
_FOR_OTHERS = b"Topic :: Software Development :: Libraries"
_RUN_BY = re.compile(
    r"(?!.{0,200}\.example)(?:Dockerfile.*|(?:docker-)?compose.*\.ya?ml|Procfile"
    r"|(?:manage|wsgi|asgi|run|main|app|server)\.py)",
    re.DOTALL,
)


def is_library(tree: Tree, projects: Projects, project: Project, made: Evidence) -> bool:
    """Whether a package of Python's says that it is a library, installs no command and has nothing
    beside it that runs a product, and makes its application only when it is called to, or has
    others make it of a class.
    """
    directory = project[0]
    manifests = projects.of(*project)
    says_so = any(_FOR_OTHERS in tree.contents.get(each.path, b"") for each in manifests)
    if not says_so or not stand_ins.is_package(manifests):
        return False
    asked_for = bool(stand_ins.derived(made)) or _is_within(tree, made)
    return asked_for and not _is_run(tree, directory)


def _is_run(tree: Tree, directory: str) -> bool:
    """Whether something beside a project's manifest runs it as a product."""
    beside = (path for path in tree.files(directory) if posixpath.dirname(path) == directory)
    return any(_RUN_BY.fullmatch(posixpath.basename(path)) for path in beside)


def _is_within(tree: Tree, made: Evidence) -> bool:
    """Whether a place stands within a function or a class."""
    lines = tree.contents.get(made.path, b"").split(b"\n")[: made.line]
    return bool(lines) and lines[-1][:1] in (b" ", b"\t")


_CLASS = re.compile(rb"class[ \t]{1,9}(\w{1,100})\b")


# What a package of Python's says of itself where a registry lists it for others to find.
_LISTED = b"Programming Language ::"
_MAX_EXTENDING = 20


def is_never_made(tree: Tree, projects: Projects, project: Project, made: Evidence) -> bool:
    """Whether a package of Python's, in a folder of its own or one that a registry lists, which
    nothing beside it runs, makes its application in a class of which, or of what extends it,
    nothing in the repository makes an object, tests aside: that is for those who install it.
    """
    directory, stack = project
    if stack is not Stack.PYTHON or _is_run(tree, directory):
        return False
    manifests = projects.of(*project)
    listed = any(_LISTED in tree.contents.get(each.path, b"") for each in manifests)
    if not (directory or listed) or not stand_ins.is_package(manifests):
        return False
    name = _class_around(tree, made)
    if not name:
        return False
    paths = (each for each in sources_of(tree, "", Stack.PYTHON, ()) if not is_test(each))
    contents = [tree.contents.get(each, b"") for each in paths]
    names = _extending(contents, name)
    used = re.compile(
        rb"(?<!class )\b(?:%(name)s)\s{0,9}[.(]|[(,=:]\s{0,9}(?:%(name)s)\b"
        % {b"name": b"|".join(map(re.escape, names))}
    )
    return not any(
        any(each in content for each in names)
        and used.search(_EXTENDS.sub(b"", code_only(content, Stack.PYTHON)))
        for content in contents
    )


_EXTENDS = re.compile(rb"(?m:^)[ \t]{0,80}class[ \t]{1,9}(\w{1,100})[ \t]{0,9}\(([^()]{1,300})\)")


def _extending(contents: Sequence[bytes], name: bytes) -> list[bytes]:
    """The names of a class and of those that extend it, and these again."""
    extends = [
        (found[1], frozenset(re.findall(rb"\w{1,100}", found[2])))
        for content in contents
        for found in (_EXTENDS.finditer(content) if b"class " in content else ())
    ]
    names = [name]
    for each in names:
        if len(names) < _MAX_EXTENDING:
            names += [one for one, bases in extends if each in bases and one not in names]
    return names[:_MAX_EXTENDING]


def _class_around(tree: Tree, made: Evidence) -> bytes:
    """The name of the class at the top of a file that a place stands in; empty outside of one."""
    lines = tree.contents.get(made.path, b"").split(b"\n")[: made.line]
    if not lines or lines[-1][:1] not in (b" ", b"\t"):
        return b""
    top = next(
        (each for each in reversed(lines) if each[:1] not in (b" ", b"\t", b"", b"#", b")")), b""
    )
    found = _CLASS.match(top)
    return found[1] if found else b""


# Where a repository of libraries keeps what it tries them out with.
_TRIED = frozenset("integration integrations dev dev-projects".split())


def only_try(projects: Projects, found: Sequence[Component]) -> bool:
    """Whether all that looks like a backend only tries out other packages of the repository:
    `integrations/next-15` needs one of `packages`, and nothing elsewhere serves.
    """
    return bool(found) and all(_tries(projects, each) for each in found)


def _tries(projects: Projects, found: Component) -> bool:
    folders = found.path.split("/")
    at = next((index for index, each in enumerate(folders) if each in _TRIED), None)
    if at is None:
        return False
    tried = "/".join(folders[: at + 1])
    return any(not below(each, tried) for each in projects.needed(found.path, found.stack))


# Where a repository keeps what people work on it with, and what stands there for others' services.
_TOOLS = frozenset(
    """scripts script tools tool tooling utilities utility hack dev devel dev-env devenv devtools
    devops development""".split()
)


# Where a project keeps such within itself; `src/tools` may be what the product is about.
_SCRIPTS = frozenset("scripts script hack dev-env devenv devtools".split())


def tools(found: Sequence[Component]) -> list[Component]:
    """Those of some components that lie in a folder for tools, or serve by one of their scripts
    alone, where others lie elsewhere.
    """
    aside = [each for each in found if _is_tool(each)]
    return aside if len(aside) < len(found) else []


def _is_tool(found: Component) -> bool:
    if not _TOOLS.isdisjoint(found.path.split("/")):
        return True
    return any(is_script(each.path, found.path) for each in found.evidence)


def is_script(path: str, directory: str) -> bool:
    """Whether a file lies in a folder for scripts within a project."""
    inside = path.removeprefix(f"{directory}/") if directory else path
    return not _SCRIPTS.isdisjoint(inside.split("/")[:-1])


_TAKES_WHOLE = re.compile(
    r"^from[ \t]{1,9}(?P<module>[A-Za-z_][\w.]{0,200})[ \t]{1,9}import[ \t]{1,9}\(?"
    r"(?:\*|(?:app|application|create_app|make_app|get_app)\b)",
    re.MULTILINE,
)


# Bytes of a file in which it takes in another's application, modules that it does so from, and
# components around one that are asked whether it is theirs.
_MAX_TAKING = MIB
_MAX_MODULES = 50
_MAX_AROUND = 5


def deployed(tree: Tree, found: Sequence[Component]) -> Iterator[tuple[Component, str]]:
    """Those of some components of Python that only serve what another one, in whose folder they
    lie, makes: their settings are all of its own with a few more, or their application is its own.
    Each with the folder of the other.
    """
    by_path = {each.path: each for each in found if each.stack is Stack.PYTHON}
    for each in by_path.values():
        around = list(islice(_around(each.path, by_path), _MAX_AROUND))
        modules = _taken_whole(tree, each) if around else ()
        outer = next((outer for outer in around if _makes(tree, each, outer, modules)), None)
        if outer is not None:
            yield each, outer.path


def _around(path: str, by_path: Mapping[str, Component]) -> Iterator[Component]:
    """The components in whose folders a path lies, the nearest first."""
    while path:
        path = posixpath.dirname(path)
        if path in by_path:
            yield by_path[path]


def _taken_whole(tree: Tree, inner: Component) -> tuple[str, ...]:
    """The modules, as paths, of which what makes a component takes all or the application."""
    places = [each.path for each in inner.evidence]
    beside = ("settings.py", "settings/__init__.py", "settings/base.py")
    places += [join(posixpath.dirname(path), name) for path in places for name in beside]
    matches = (
        match
        for place in dict.fromkeys(places)
        for match in _TAKES_WHOLE.finditer(
            tree.contents.get(place, b"")[:_MAX_TAKING].decode(errors="replace")
        )
    )
    modules = (match["module"].replace(".", "/") for match in islice(matches, _MAX_MODULES))
    return tuple(dict.fromkeys(modules))


def _makes(tree: Tree, inner: Component, outer: Component, modules: Sequence[str]) -> bool:
    """Whether one of some modules is of another component, and not of the inner one, which takes
    in its own first.
    """
    beside = (posixpath.dirname(each.path) for each in inner.evidence)
    own = frozenset((inner.path, *inner.roots, join(inner.path, "src"), *beside))
    bases = (outer.path, *outer.roots, join(outer.path, "src"))
    return any(
        not below(join(base, module), inner.path) and _has_module(tree, base, module)
        for module in modules
        if not any(_has_module(tree, base, module) for base in own)
        for base in bases
    )


def _has_module(tree: Tree, base: str, module: str) -> bool:
    return any(tree.has(join(base, f"{module}{end}")) for end in (".py", "/__init__.py"))


def runs(projects: Projects, project: Project) -> bool:
    """Whether a script of a project serves or builds an application of Nuxt or Nitro."""
    scripts = (script for each in projects.of(*project) for script in each.scripts)
    return any(_RUNS.search(script.command) for script in scripts)


def starters(tree: Tree, projects: Projects, project: Project) -> Iterator[tuple[str, Evidence]]:
    """The projects that start what a package of Node.js makes, each with the place where it takes
    that in; none where the package is started by itself.
    """
    directory, stack = project
    if stack is not Stack.NODE or _starts(projects, project):
        return
    for user in projects.users(directory, stack):
        if _starts(projects, (user, stack)) and not illustrates(user, of_python=False):
            place = _takes_in(tree, projects, (user, stack), directory)
            if place is not None:
                yield user, place


def _starts(projects: Projects, project: Project) -> bool:
    scripts = (script for each in projects.of(*project) for script in each.scripts)
    return any(_STARTS.match(one.name) and _PROGRAM.search(one.command) for one in scripts)


def _takes_in(tree: Tree, projects: Projects, project: Project, package: str) -> Evidence | None:
    """Where a project's code takes in more of a package than its types."""
    names = {re.escape(each.name) for each in projects.of(package, project[1]) if each.name}
    if not names:
        return None
    of_package = rf"[\"'](?:{'|'.join(sorted(names))})(?:/[^\"']{{1,200}})?[\"']".encode()
    taking = re.compile(
        rb"\bimport\s{1,9}(?!type\b)[^;\"']{0,1000}?\bfrom\s{0,9}"
        + of_package
        + rb"|\b(?:require|import)\s{0,9}\(\s{0,9}"
        + of_package
    )
    for path in _sources(tree, projects, project):
        content = tree.contents.get(path, b"")
        match = taking.search(content)
        if match:
            return evidence_at(path, content, match.start())
    return None


def _sources(tree: Tree, projects: Projects, project: Project) -> Iterator[str]:
    nested = projects.nested(*project)
    return (path for path in sources_of(tree, *project, nested) if not is_test(path))
