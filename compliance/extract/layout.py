"""Finds the components: which manifests make a backend, and why the others do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from compliance.extract import stand_ins, starting
from compliance.extract.base import extractor
from compliance.extract.entry_points import entry_point
from compliance.extract.frameworks import FRAMEWORKS, Framework, served_by_command
from compliance.extract.nuxt_layers import builder_of
from compliance.extract.page_servers import pages_of_data
from compliance.extract.projects import Project, Projects, named
from compliance.extract.sources import sources_of
from compliance.facts import Component, ConsideredManifest, Evidence, Layout, Stack
from compliance.facts.manifests import Group, Manifest, Manifests
from compliance.facts.self_description import PATH, Addition, SelfDescription
from compliance.paths import illustrates, is_source, is_test
from compliance.tree import Tree, Unreadable

_Provided = Mapping[Project, Mapping[Framework, Manifest]]
# Each component is described by every extractor, so there have to be few enough of them.
MAX_COMPONENTS = 300


@extractor(version=48, reads=is_source)
def layout(tree: Tree, manifests: Manifests, said: SelfDescription) -> Layout:
    """The backend components, and every other manifest with the reason why it makes none.

    Raises:
        Unreadable: there are more components than can be described.
    """
    projects = Projects(manifests)
    provided = _provided(projects)
    # What only tests and builds use makes a backend just where a script starts the application.
    started = _provided(projects, Group.DEVELOPMENT)
    components: list[Component] = []
    others: list[ConsideredManifest] = []
    for directory, stack in projects:
        frameworks = provided.get((directory, stack), {})
        found = _considered(tree, projects, (directory, stack), provided)
        if isinstance(found, ConsideredManifest) and not frameworks:
            of_tools = started.get((directory, stack), {})
            if entry := _started(tree, projects, (directory, stack), of_tools):
                found, frameworks = entry, of_tools
        if isinstance(found, ConsideredManifest):
            addition = said.adds(directory, stack)
            if addition is None:
                others.append(found)
                continue
            found = _added(addition)
        if len(components) >= MAX_COMPONENTS:
            raise Unreadable(f"it has more than the {MAX_COMPONENTS} backends that are judged")
        components.append(_component(tree, projects, (directory, stack), frameworks, found))
    aside = dict(_set_aside(tree, projects, components, said))
    others += (ConsideredManifest(one.manifest, one.stack, why) for one, why in aside.items())
    components = [each for each in components if each not in aside]
    return Layout(tuple(components), tuple(others), manifests.unreadable)


def _component(
    tree: Tree,
    projects: Projects,
    project: Project,
    frameworks: Iterable[Framework],
    found: tuple[str, Evidence],
) -> Component:
    """A project as a backend, by what makes it one and where that is seen."""
    directory, stack = project
    why, evidence = found
    return Component(
        path=directory,
        stack=stack,
        manifest=projects.of(directory, stack)[0].path,
        why=why,
        roots=projects.roots(directory),
        nested=projects.nested(directory, stack),
        frameworks=tuple(_in_use(frameworks, tree.contents.get(evidence.path, b""))),
        evidence=(evidence,),
    )


def _set_aside(
    tree: Tree, projects: Projects, found: Sequence[Component], said: SelfDescription
) -> Iterator[tuple[Component, str]]:
    """Those of some components that serve nobody but who works on the repository, and why."""
    if starting.only_try(projects, found) and not said.additions:
        yield from ((each, "only tries out packages of the repository") for each in found)
        return
    for each, outer in starting.deployed(tree, found):
        if said.adds(each.path, each.stack) is None:
            yield each, f"only says how {outer or 'the root'} is deployed"
    for each in starting.tools(found):
        if said.adds(each.path, each.stack) is None:
            yield each, "is a tool for the work on what others here serve"


def _in_use(frameworks: Iterable[Framework], entry: bytes) -> Iterator[str]:
    """The names of a component's frameworks, without those that only lie beneath another one."""
    return (each.name for each in frameworks if not each.beneath or each.made(entry) is not None)


def _considered(
    tree: Tree, projects: Projects, project: Project, provided: _Provided
) -> tuple[str, Evidence] | ConsideredManifest:
    """What makes a project a backend, and where that is seen; or why it is none."""
    directory, stack = project
    frameworks = provided.get(project, {})
    manifest = projects.of(directory, stack)[0]
    if not projects.is_one(directory, stack):
        reason = "is no project: it only says how the files beside it are read"
        return ConsideredManifest(manifest.path, stack, reason)
    if illustrates(directory, of_python=stack is Stack.PYTHON):
        reason = "lies in a folder of documents, experiments or measurements"
        return ConsideredManifest(manifest.path, stack, reason)
    if not frameworks:
        reason = "depends on no HTTP server framework"
        if manifest.workspaces and not manifest.dependencies:
            reason = f"only holds the workspace together: it {reason}"
        return ConsideredManifest(manifest.path, stack, reason)
    nested = projects.nested(directory, stack)
    package = stand_ins.is_package(projects.of(directory, stack))
    entry = entry_point(tree, directory, stack, tuple(frameworks), nested, package=package)
    entry = entry or served_by_command(manifest, tuple(frameworks))
    if entry is None:
        own = [path for path in sources_of(tree, directory, stack, nested) if not is_test(path)]
        entry = pages_of_data(tree, projects, project, frameworks, own)
    if entry is None and (by_package := _by_package(tree, projects, project, provided)):
        return by_package
    if entry is None:
        names = ", ".join(framework.name for framework in frameworks)
        reason = f"depends on {names}, but no code here makes or serves an application"
        return ConsideredManifest(manifest.path, stack, reason)
    framework, evidence = entry
    if reason := _aside(tree, projects, project, entry, provided):
        return ConsideredManifest(manifest.path, stack, reason)
    provider = frameworks[framework]
    named = f"{manifest.path} depends on {framework.name} through {provider.path}"
    if provider.directory == directory:
        named = f"{provider.path} depends on {framework.name}"
    return f"{named}, which {evidence.path} serves", evidence


def _aside(
    tree: Tree,
    projects: Projects,
    project: Project,
    entry: tuple[Framework, Evidence],
    provided: _Provided,
) -> str:
    """Why a project that makes an application is no backend all the same; "" where it is one."""
    directory, stack = project
    framework, made = entry
    if starter := next(_starters(tree, projects, project, framework, provided), None):
        return f"makes a server of {framework.name} that {starter[0] or '.'} starts"
    user = next(projects.users(directory, stack), None)
    published = user is None and starting.is_published(tree, projects, project)
    if (user is not None or published) and starting.is_mounted(tree, projects, project, framework):
        by = "whoever installs it" if user is None else user or "."
        return f"makes an application of {framework.name} that is served elsewhere, by {by}"
    if framework.name == "Nitro" and not starting.runs(projects, project):
        places = [place for place, _ in projects]
        user = user if user is not None else builder_of(tree, directory, places)
        if user is not None:
            return f"is a layer of Nuxt's, which {user or '.'} builds on"
    if stand_ins.helps_tests(directory):
        return "helps the tests of others"
    if stand_ins.is_kit(directory) and user is not None:
        return f"is a kit that {user or '.'} is built with"
    if starting.is_library(tree, projects, project, made) or starting.is_never_made(
        tree, projects, project, made
    ):
        return f"is a library, which makes an application of {framework.name} for whoever asks it"
    return "only tells whether something else is well" if stand_ins.tells_health(directory) else ""


def _starters(
    tree: Tree, projects: Projects, project: Project, framework: Framework, provided: _Provided
) -> Iterator[tuple[str, Evidence]]:
    """Who starts the server that a package makes, and has none of its own; and where."""
    if framework.name not in starting.BY_CALL:
        return
    stack = project[1]
    for user, place in starting.starters(tree, projects, project):
        own = tuple(provided.get((user, stack), ()))
        if entry_point(tree, user, stack, own, projects.nested(user, stack)) is None:
            yield user, place


def _by_package(
    tree: Tree, projects: Projects, project: Project, provided: _Provided
) -> tuple[str, Evidence] | None:
    """What makes a project a backend that starts the server of a package of the repository."""
    directory, stack = project
    for package in projects.needed(directory, stack):
        frameworks = tuple(provided.get((package, stack), ()))
        nested = projects.nested(package, stack)
        entry = entry_point(tree, package, stack, frameworks, nested) if frameworks else None
        if entry is None:
            continue
        starters = dict(_starters(tree, projects, (package, stack), entry[0], provided))
        if directory in starters:
            own, its = (projects.of(each, stack)[0].path for each in (directory, package))
            name, place = entry[0].name, starters[directory]
            why = f"{own} depends on {name} through {its}, whose server {place.path} starts"
            return why, place
    return None


# Names of scripts that start a server, what starts a program that was put together with all that it
# needs, and what a server for the work on a front end takes in.
_STARTS = re.compile(r"(?:start|serve)(?::|$)")
_STARTS_BUILT = re.compile(r"\bnode\b[^;&|]{0,200}\s(?:\./)?(?:dist|build|out|output|bundle)/")
_SERVES_FRONT_END = re.compile(
    rb"webpack|vite|browser-sync|parcel|http-proxy|rollup|esbuild|snowpack"
)


def _started(
    tree: Tree, projects: Projects, project: Project, frameworks: Mapping[Framework, Manifest]
) -> tuple[str, Evidence] | None:
    """The same of one whose framework is for development, which a script starts all the same."""
    directory, stack = project
    manifest = projects.of(directory, stack)[0]
    if not frameworks or illustrates(directory, of_python=stack is Stack.PYTHON):
        return None
    nested = projects.nested(directory, stack)
    entry = entry_point(tree, directory, stack, tuple(frameworks), nested)
    if entry is None:
        return None
    framework, evidence = entry
    file = evidence.path.removeprefix(f"{directory}/")
    bundled = all(each.group is Group.DEVELOPMENT for each in manifest.dependencies)
    starts = any(
        _STARTS.match(script.name)
        and (file in script.command or (bundled and _STARTS_BUILT.search(script.command)))
        for script in manifest.scripts
    )
    content = tree.contents.get(evidence.path, b"")
    if not starts or _SERVES_FRONT_END.search(content) or not stand_ins.TAKES_OWN.search(content):
        return None
    return f"{manifest.path} starts {evidence.path}, which serves {framework.name}", evidence


def _added(addition: Addition) -> tuple[str, Evidence]:
    """What makes a project a backend that the repository says is one."""
    return f"{PATH} adds it: {addition.reason}", Evidence(PATH, addition.line)


def _provided(projects: Projects, *groups: Group) -> dict[Project, dict[Framework, Manifest]]:
    """The frameworks that each project has, and the manifest that brings each: those that it runs
    with, unless other groups of dependencies are asked for.
    """
    provided: dict[Project, dict[Framework, Manifest]] = {}
    for stack, frameworks in FRAMEWORKS.items():
        for framework in frameworks:
            built = (Group.DEVELOPMENT,) if framework.built else ()
            asked = groups or (Group.MAIN, Group.OPTIONAL, *built)
            found = projects.providers(stack, partial(_brings, framework.packages, asked))
            for directory, manifest in found.items():
                provided.setdefault((directory, stack), {})[framework] = manifest
    return provided


def _brings(packages: frozenset[str], groups: tuple[Group, ...], manifest: Manifest) -> bool:
    """Whether a manifest depends on one of some packages: not the framework on itself, whose extras
    it collects.
    """
    own = named(manifest.name, manifest.stack)
    return any(
        each.name.lower() in packages
        and each.group in groups
        and named(each.name, manifest.stack) != own
        for each in manifest.dependencies
    )
