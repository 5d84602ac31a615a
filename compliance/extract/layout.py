"""Finds the components: which manifests make a backend, and why the others do not."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.base import extractor
from compliance.extract.projects import Project, Projects, named
from compliance.facts import Component, ConsideredManifest, Evidence, Layout, Stack
from compliance.facts.manifests import Group, Manifest, Manifests
from compliance.facts.self_description import PATH, Addition, SelfDescription
from compliance.tree import Tree, Unreadable, illustrates, is_source, is_test, language


@dataclass(frozen=True)
class Framework:
    """An HTTP server framework: the packages that bring it and what an application looks like.

    `entry` is looked for in files that mention `marker`; `paths` are files whose place alone
    makes them an entry point.
    """

    name: str
    packages: frozenset[str]
    marker: bytes = b""
    entry: re.Pattern[bytes] | None = None
    paths: re.Pattern[str] | None = None


def _application(name: str) -> str:
    """An application that is made by calling a class, or that is a class of its own."""
    return rf"\b{name}\s{{0,9}}\(|\bclass\s{{1,9}}\w{{1,100}}\s{{0,9}}\([^)\n]{{0,200}}\b{name}\b"


def _framework(
    name: str, packages: str, marker: str = "", entry: str = "", paths: str = ""
) -> Framework:
    return Framework(
        name,
        frozenset(packages.split()),
        marker.encode(),
        re.compile(entry.encode()) if entry else None,
        re.compile(paths) if paths else None,
    )


_NEXT_ROUTES = r"(?:.*/)?(?:pages/api/.+|app/(?:.+/)?route)\.(?:ts|tsx|js|jsx|mjs)"
_TRPC_ENTRY = (
    r"\b(?:fetchRequestHandler|createHTTPServer|createHTTPHandler|createExpressMiddleware"
    r"|createNextApiHandler)\s*\("
)
# Without the applications that only run a command, and serve nothing.
_NEST_ENTRY = r"NestFactory\s*\.\s*create(?!ApplicationContext)"
_DJANGO_ENTRY = rb"\bROOT_URLCONF\s{0,9}=|\bget_[wa]sgi_application\s{0,9}\("

NODE_FRAMEWORKS = (
    _framework("NestJS", "@nestjs/core", "@nestjs/core", _NEST_ENTRY),
    _framework("Express", "express", "express", r"(?<![\w.])express\s*\(\s*\)"),
    _framework("Fastify", "fastify", "fastify", r"(?<![\w.])[fF]astify(?:<[^>\n]{0,200}>)?\s*\("),
    _framework("Hono", "hono @hono/zod-openapi", "hono", r"new\s+(?:OpenAPI)?Hono\b"),
    _framework("Koa", "koa", "koa", r"new\s+Koa\b"),
    _framework("Hapi", "@hapi/hapi hapi", "hapi", r"\b[hH]api\s*\.\s*[sS]erver\s*\("),
    _framework("AdonisJS", "@adonisjs/core", "@adonisjs/core", r"new\s+Ignitor\b"),
    _framework("Elysia", "elysia", "elysia", r"new\s+Elysia\b"),
    _framework("Restify", "restify", "restify", r"\brestify\s*\.\s*createServer\s*\("),
    _framework("Polka", "polka", "polka", r"(?<![\w.])polka\s*\("),
    _framework("tRPC", "@trpc/server", "@trpc/server", _TRPC_ENTRY),
    _framework("oRPC", "@orpc/server", "@orpc/", r"new\s+(?:RPC|OpenAPI)Handler\b"),
    _framework("Apollo Server", "@apollo/server apollo-server", "apollo", r"new\s+ApolloServer\b"),
    _framework("Next.js", "next", paths=_NEXT_ROUTES),
)  # fmt: skip
PYTHON_FRAMEWORKS = (
    _framework("Django", "django", "jango", _DJANGO_ENTRY.decode()),
    _framework("FastAPI", "fastapi", "fastapi", _application("FastAPI")),
    _framework("Flask", "flask", "flask", _application("Flask")),
    _framework("Quart", "quart", "quart", _application("Quart")),
    _framework("Starlette", "starlette", "starlette", _application("Starlette")),
    _framework("Litestar", "litestar", "litestar", _application("Litestar")),
    _framework("Sanic", "sanic", "sanic", _application("Sanic")),
    _framework("aiohttp", "aiohttp", "aiohttp", r"\bweb\s*\.\s*Application\s*\("),
    _framework("Tornado", "tornado", "tornado", r"\bApplication\s*\("),
    _framework("Falcon", "falcon", "falcon", r"\bfalcon\s*\.\s*(?:asgi\s*\.\s*)?(?:App|API)\s*\("),
    _framework("Bottle", "bottle", "bottle", _application("Bottle")),
    _framework("Pyramid", "pyramid", "pyramid", r"\.make_wsgi_app\s*\("),
)
FRAMEWORKS = {Stack.NODE: NODE_FRAMEWORKS, Stack.PYTHON: PYTHON_FRAMEWORKS}
LANGUAGES = {Stack.NODE: ("javascript", "typescript"), Stack.PYTHON: ("python",)}


# What a generator of code fills in and writes out is no code of its own: `main.template.ts`.
_FILLED_IN = re.compile(r"\.(?:template|tpl|tmpl)\.[a-z]{1,4}$")

# Each component is described by every extractor, so there have to be few enough of them.
MAX_COMPONENTS = 300


@extractor(version=9, reads=is_source)
def layout(tree: Tree, manifests: Manifests, said: SelfDescription) -> Layout:
    """The backend components, and every other manifest with the reason why it makes none.

    Raises:
        Unreadable: there are more components than can be described.
    """
    projects = Projects(manifests)
    provided = _provided(projects)
    components: list[Component] = []
    others: list[ConsideredManifest] = []
    for directory, stack in projects:
        frameworks = provided.get((directory, stack), {})
        found = _considered(tree, projects, (directory, stack), frameworks)
        if isinstance(found, ConsideredManifest):
            addition = said.adds(directory, stack)
            if addition is None:
                others.append(found)
                continue
            found = _added(addition)
        if len(components) >= MAX_COMPONENTS:
            raise Unreadable(f"it has more than the {MAX_COMPONENTS} backends that are judged")
        why, evidence = found
        components.append(
            Component(
                path=directory,
                stack=stack,
                manifest=projects.of(directory, stack)[0].path,
                why=why,
                roots=projects.roots(directory),
                nested=projects.nested(directory, stack),
                frameworks=tuple(each.name for each in frameworks),
                evidence=(evidence,),
            )
        )
    return Layout(tuple(components), tuple(others), manifests.unreadable)


def _considered(
    tree: Tree, projects: Projects, project: Project, frameworks: Mapping[Framework, Manifest]
) -> tuple[str, Evidence] | ConsideredManifest:
    """What makes a project a backend, and where that is seen; or why it is none."""
    directory, stack = project
    manifest = projects.of(directory, stack)[0]
    if not projects.is_one(directory, stack):
        reason = "is no project: it only says how the files beside it are read"
        return ConsideredManifest(manifest.path, stack, reason)
    if illustrates(directory):
        reason = "lies in a folder of documents, experiments, measurements or templates"
        return ConsideredManifest(manifest.path, stack, reason)
    if not frameworks:
        reason = "depends on no HTTP server framework"
        if manifest.workspaces and not manifest.dependencies:
            reason = f"only holds the workspace together: it {reason}"
        return ConsideredManifest(manifest.path, stack, reason)
    nested = projects.nested(directory, stack)
    entry = _entry_point(tree, directory, stack, tuple(frameworks), nested)
    if entry is None:
        names = ", ".join(framework.name for framework in frameworks)
        reason = f"depends on {names}, but no code here makes or serves an application"
        return ConsideredManifest(manifest.path, stack, reason)
    framework, evidence = entry
    user = next(projects.users(directory, stack), None)
    if user is not None and _is_mounted(tree, projects, project, framework):
        reason = (
            f"makes an application of {framework.name} that is served elsewhere, by {user or '.'}"
        )
        return ConsideredManifest(manifest.path, stack, reason)
    if _helps_tests(directory):
        return ConsideredManifest(manifest.path, stack, "helps the tests of others")
    if _tells_health(directory):
        return ConsideredManifest(manifest.path, stack, "only tells whether something else is well")
    provider = frameworks[framework]
    through = "" if provider.directory == directory else f" through {provider.path}"
    return (
        f"{manifest.path} depends on {framework.name}{through}, which {evidence.path} serves",
        evidence,
    )


# What makes a server of an application, or hands it to a platform that does.
_LISTENS = re.compile(
    rb"\.\s{0,9}listen\s{0,9}\(|\b(?:serve|createServer|createAdaptorServer)\s{0,9}\("
    rb"|\bexport\s{1,9}default\b|\bhandle\s{0,9}\(|toNodeHandler\s{0,9}\("
)
_BY_CALL = frozenset(["Express", "Fastify", "Hono", "Koa", "Elysia", "Polka", "tRPC", "oRPC"])


def _is_mounted(tree: Tree, projects: Projects, project: Project, framework: Framework) -> bool:
    """Whether a package that others use makes an application and nothing in it serves that."""
    directory, stack = project
    if framework.name not in _BY_CALL or stack is not Stack.NODE:
        return False
    manifests = projects.of(directory, stack)
    scripts = {script.name for each in manifests for script in each.scripts}
    if not scripts.isdisjoint(("start", "serve")):
        return False
    for path in _own_sources(tree, directory, stack, projects.nested(directory, stack)):
        if not is_test(path) and _LISTENS.search(tree.contents.get(path, b"")):
            return False
    return True


def _helps_tests(directory: str) -> bool:
    """Whether a package is called for tests, whoever runs them."""
    words = posixpath.basename(directory).lower().replace("_", "-").split("-")
    return "test" in words and not {"utils", "utilities", "helpers", "kit"}.isdisjoint(words)


_HEALTH = re.compile(r"(?:health|liveness|readiness)[-_]?(?:checks?|checker|probes?)|healthz")


def _tells_health(directory: str) -> bool:
    """Whether a package is called for what answers a container's health check beside a service."""
    return bool(_HEALTH.fullmatch(posixpath.basename(directory).lower()))


def _added(addition: Addition) -> tuple[str, Evidence]:
    """What makes a project a backend that the repository says is one."""
    return f"{PATH} adds it: {addition.reason}", Evidence(PATH, addition.line)


def _provided(projects: Projects) -> dict[Project, dict[Framework, Manifest]]:
    """The frameworks that each project has to run with, and the manifest that brings each: none
    that only tests or builds use.
    """
    provided: dict[Project, dict[Framework, Manifest]] = {}
    for stack, frameworks in FRAMEWORKS.items():
        for framework in frameworks:
            found = projects.providers(stack, functools.partial(_brings, framework.packages))
            for directory, manifest in found.items():
                provided.setdefault((directory, stack), {})[framework] = manifest
    return provided


def _brings(packages: frozenset[str], manifest: Manifest) -> bool:
    """Whether a manifest depends on one of some packages to run: not the framework on itself, whose
    extras it collects.
    """
    own = named(manifest.name, manifest.stack)
    return any(
        each.name.lower() in packages
        and each.group in (Group.MAIN, Group.OPTIONAL)
        and named(each.name, manifest.stack) != own
        for each in manifest.dependencies
    )


def own_sources(tree: Tree, component: Component) -> Iterator[str]:
    """The source files of a component in its stack's languages, tests among them."""
    return _own_sources(tree, component.path, component.stack, component.nested)


def _own_sources(
    tree: Tree, directory: str, stack: Stack, nested: tuple[str, ...]
) -> Iterator[str]:
    theirs, spoken = frozenset(nested), LANGUAGES[stack]
    # What was said of a folder holds for all files in it.
    own: dict[str, bool] = {}
    for path in tree.files(directory):
        if language(path) in spoken:
            folder = path.rpartition("/")[0]
            if folder not in own:
                own[folder] = theirs.isdisjoint(_with_those_above(folder))
            if own[folder] and is_source(path):
                yield path


def _with_those_above(folder: str) -> Iterator[str]:
    """A directory and those that it lies in, nearest first, but the root."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _entry_point(
    tree: Tree,
    directory: str,
    stack: Stack,
    frameworks: tuple[Framework, ...],
    nested: tuple[str, ...],
) -> tuple[Framework, Evidence] | None:
    """The first place outside tests that makes an application, shallow files first."""
    own = _own_sources(tree, directory, stack, nested)
    paths = [path for path in own if not is_test(path) and not _FILLED_IN.search(path)]
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        for framework in frameworks:
            evidence = _serves(tree, path, framework)
            if evidence:
                return framework, evidence
    return None


def _serves(tree: Tree, path: str, framework: Framework) -> Evidence | None:
    if framework.paths and framework.paths.fullmatch(path):
        return Evidence(path)
    if framework.entry is None:
        return None
    try:
        content = tree.read(path)
    except Unreadable:
        return None  # Another file may show it; one that cannot be read proves nothing.
    if framework.marker not in content:
        return None
    match = framework.entry.search(content)
    if not match:
        return None
    return evidence_at(path, content, match.start())


def evidence_at(path: str, content: bytes, position: int) -> Evidence:
    """The line of a file that holds a position, as evidence."""
    start = content.rfind(b"\n", 0, position) + 1
    end = content.find(b"\n", position)
    line = content[start : end if end >= 0 else len(content)]
    number = content.count(b"\n", 0, start) + 1
    return Evidence(path, number, number, line[:400].decode("utf-8", "replace").strip())
