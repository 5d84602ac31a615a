"""How extractors are run: what each is given, and what becomes of those that fail."""

import gc
import logging
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from compliance.extract import EXTRACTORS, VERSIONS, extract, is_read
from compliance.extract.base import Extractor, Workpiece, extractor
from compliance.extract.layout import MAX_COMPONENTS
from compliance.facts import Component, Fact, Layout, Origin, Scope, Stack, Unavailable
from compliance.facts.self_description import Agreed
from compliance.tree import Caps, Kind, Tree, Unreadable
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.repositories import tree_of


@dataclass(frozen=True)
class Names(Fact):
    """The paths of all files, for these tests."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Count(Fact):
    """How many there are."""

    number: int


@dataclass(frozen=True)
class OfComponent(Fact):
    """Something about one component."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    said: str


@dataclass(frozen=True)
class MoreOfComponent(Fact):
    """Something that builds on it."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    said: str


API = Component("api", Stack.NODE, "api/package.json", "it serves")
WEB = Component("web", Stack.NODE, "web/package.json", "it serves")
TREE = Tree("c" * 40)


@extractor(version=1)
def names(tree: Tree) -> Names:
    return Names(tuple(tree.files()))


@extractor(version=1)
def count(names: Names) -> Count:
    return Count(len(names.paths))


@extractor(version=1)
def two_components(tree: Tree) -> Layout:
    return Layout((API, WEB))


@extractor(version=1)
def of_component(tree: Tree, component: Component, count: Count) -> OfComponent:
    return OfComponent(f"{component.path}: {count.number}")


@extractor(version=1)
def more_of_component(of_component: OfComponent) -> MoreOfComponent:
    return MoreOfComponent(f"{of_component.said}!")


def raising(error: Exception) -> Extractor:
    """An extractor of names that cannot."""

    def fails(tree: Tree) -> Names:
        raise error

    return extractor(version=1)(fails)


def test_what_an_extractor_is() -> None:
    @extractor(version=7, reads=lambda path: path == "a")
    def made(tree: Tree, component: Component, names: Names) -> OfComponent:
        return OfComponent("")

    assert (made.fact, made.version, made.needs) == (OfComponent, 7, (Tree, Component, Names))
    assert (made.reads("a"), made.reads("b")) == (True, False)
    assert not names.reads("a")


def test_facts_build_on_each_other() -> None:
    tree = tree_of({"a": "", "b": ""})

    facts = extract(tree, (names, count))

    assert facts.commit == tree.commit
    assert facts.repository == {Names: Names(("a", "b")), Count: Count(2)}
    assert facts.by_component == ()


def test_every_component_is_described_with_itself_among_its_facts() -> None:
    facts = extract(TREE, (names, count, two_components, of_component, more_of_component))

    assert facts.by_component == (
        (
            API,
            {
                Component: API,
                OfComponent: OfComponent("api: 0"),
                MoreOfComponent: MoreOfComponent("api: 0!"),
            },
        ),
        (
            WEB,
            {
                Component: WEB,
                OfComponent: OfComponent("web: 0"),
                MoreOfComponent: MoreOfComponent("web: 0!"),
            },
        ),
    )


def test_what_could_not_be_read_leaves_what_builds_on_it_unavailable() -> None:
    cannot = raising(Unreadable("a is not UTF-8 text (byte 0)"))

    facts = extract(TREE, (cannot, count, two_components, of_component, more_of_component))

    reason = Unavailable("a is not UTF-8 text (byte 0)")
    assert (facts.repository[Names], facts.repository[Count]) == (reason, reason)
    for _, values in facts.by_component:
        assert (values[OfComponent], values[MoreOfComponent]) == (reason, reason)
    assert facts.layout == Layout((API, WEB))


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), RecursionError(), MemoryError(), UnicodeError("x"), KeyError(1)]
)
def test_an_extractor_that_raises_is_unavailable_and_logged_and_harms_no_other(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        facts = extract(TREE, (raising(error), two_components))

    assert facts.repository[Names] == Unavailable(
        f"reading Names failed with {type(error).__name__}: please report it"
    )
    assert facts.layout == Layout((API, WEB))
    assert [record.message for record in caplog.records] == ["extractor of Names raised"]


def test_a_failure_for_one_component_does_not_concern_the_others() -> None:
    @extractor(version=1)
    def only_the_first(component: Component) -> OfComponent:
        if component is WEB:
            raise Unreadable("web/a is a symbolic link, which is not followed")
        return OfComponent("fine")

    facts = extract(TREE, (two_components, only_the_first))

    assert [values[OfComponent] for _, values in facts.by_component] == [
        OfComponent("fine"),
        Unavailable("web/a is a symbolic link, which is not followed"),
    ]


def test_a_layout_that_could_not_be_had_has_no_components_and_says_why() -> None:
    @extractor(version=1)
    def no_layout(tree: Tree) -> Layout:
        raise Unreadable("package.json is no valid JSON")

    facts = extract(TREE, (no_layout, of_component))

    assert facts.by_component == ()
    assert facts.layout == Unavailable("package.json is no valid JSON")


@pytest.mark.parametrize("enabled", [True, False])
def test_python_collects_rubbish_as_before_once_the_facts_are_made(enabled: bool) -> None:
    meanwhile: list[bool] = []

    @extractor(version=1)
    def raising(_tree: Tree) -> Names:
        meanwhile.append(gc.isenabled())
        raise Unreadable("a is not there")

    was_enabled = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        extract(TREE, (raising,))
        assert (meanwhile, gc.isenabled()) == ([False], enabled)
    finally:
        gc.enable() if was_enabled else gc.disable()


def test_a_list_of_files_that_was_cut_leaves_everything_unavailable() -> None:
    tree = tree_of({"a": "", "b": "", "c": ""}, Caps(entries=2))

    facts = extract(tree, (names, count, two_components, of_component))

    assert set(facts.repository.values()) == {Unavailable("it has more than 2 files")}
    assert facts.by_component == ()


def test_what_is_known_from_elsewhere_is_added() -> None:
    facts = extract(TREE, (names,)).knowing(Count(7))

    assert facts.repository == {Names: Names(()), Count: Count(7)}
    assert facts.layout == Unavailable("the components were not read")


class TestTheExtractors:
    def test_each_makes_a_fact_of_its_own_that_is_stored(self) -> None:
        assert len({each.fact for each in EXTRACTORS}) == len(EXTRACTORS)
        stored = [each for each in EXTRACTORS if issubclass(each.fact, Fact)]
        assert {each.fact.origin for each in stored} == {Origin.TREE}
        assert {each.fact: each.version for each in stored} == VERSIONS
        assert all(issubclass(each.fact, Fact | Workpiece) for each in EXTRACTORS)
        assert len({fact.__name__ for fact in VERSIONS}) == len(VERSIONS)

    def test_each_needs_only_what_stands_before_it(self) -> None:
        known: set[type] = {Tree, Agreed}
        for each in EXTRACTORS:
            allowed = known | ({Component} if each.fact.scope is Scope.COMPONENT else set())
            assert set(each.needs) <= allowed, each.fact.__name__
            known.add(each.fact)

    def test_a_fact_of_the_repository_builds_on_no_component(self) -> None:
        scopes = {each.fact: each.fact.scope for each in EXTRACTORS}
        for each in EXTRACTORS:
            if each.fact.scope is Scope.REPOSITORY:
                needed = {scopes[need] for need in each.needs if need in scopes}
                assert needed <= {Scope.REPOSITORY}, each.fact.__name__

    def test_what_is_read_is_what_some_extractor_asks_for(self) -> None:
        assert is_read("package.json")
        assert is_read("src/app.ts")
        assert not is_read("logo.png")

    @pytest.mark.parametrize(
        "content",
        [b"", b"\x00\xff" * 50, b"{" * 5000, b"[" * 5000, b"(" * 5000, b"a: &a [*a]", b"\n"],
    )
    def test_no_content_makes_one_raise(
        self, content: bytes, caplog: pytest.LogCaptureFixture
    ) -> None:
        files: dict[str, Any] = {**EXPRESS, "main.py": "app = FastAPI()\n"}
        for path in WELL_KNOWN:
            files[path] = content

        with caplog.at_level(logging.ERROR):
            extract(tree_of(files), EXTRACTORS)
            for path in WELL_KNOWN:
                extract(tree_of({**EXPRESS, path: content}), EXTRACTORS)

        assert [record.message for record in caplog.records] == []

    @pytest.mark.parametrize("kind", [Kind.SYMLINK, Kind.GITLINK])
    def test_no_link_makes_one_raise(self, kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.ERROR):
            extract(tree_of({**EXPRESS, **dict.fromkeys(WELL_KNOWN, kind)}), EXTRACTORS)

        assert [record.message for record in caplog.records] == []

    def test_content_that_a_cap_omitted_makes_none_raise(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        tree = tree_of({**EXPRESS, **dict.fromkeys(WELL_KNOWN, "x" * 99)}, Caps(file_bytes=90))

        with caplog.at_level(logging.ERROR):
            extract(tree, EXTRACTORS)

        assert [record.message for record in caplog.records] == []


# Files that some extractor reads, or may come to read.
WELL_KNOWN = (
    *(".nvmrc", ".python-version", ".tool-versions", "mise.toml", "volta.json", ".node-version"),
    *("package.json", "pnpm-lock.yaml", "package-lock.json", "yarn.lock", "pnpm-workspace.yaml"),
    *("pyproject.toml", "requirements.txt", "setup.py", "Pipfile", "poetry.lock", "Pipfile.lock"),
    *("docker-compose.yml", "compose.yaml", "Dockerfile", "Makefile", "Procfile", ".env.example"),
    *(".github/workflows/ci.yml", ".gitlab-ci.yml", ".circleci/config.yml", ".travis.yml"),
    *("azure-pipelines.yml", "Jenkinsfile", ".pre-commit-config.yaml", "lefthook.yml", "tox.ini"),
    *("biome.json", ".eslintrc.json", ".eslintrc.yml", "ruff.toml", ".prettierrc", "setup.cfg"),
    *(".vscode/extensions.json", ".gitmodules", ".gitignore", ".gitattributes", "README.md"),
    *(".plumbline.yml", ".plumbline.yaml"),
    *("prisma/schema.prisma", "alembic.ini", "knexfile.js", "ormconfig.json", "manage.py"),
    *("src/app.ts", "src/broken.py", "tests/app.test.ts", "tests/test_app.py", "CODEOWNERS"),
    *(".husky/pre-commit", ".lintstagedrc", "jest.config.js", "pytest.ini", "openapi.yaml"),
)


def test_more_backends_than_can_be_described_are_said_to_be_too_many() -> None:
    files = {
        f"s{number}/{path}": content
        for number in range(MAX_COMPONENTS + 1)
        for path, content in EXPRESS.items()
    }

    facts = extract(tree_of(files), EXTRACTORS)

    assert facts.layout == Unavailable("it has more than the 300 backends that are judged")


def test_the_streamed_order_of_files_changes_no_fact() -> None:
    files = {**EXPRESS, "requirements.txt": "flask\n", "api/package.json": EXPRESS["package.json"]}

    forward = tree_of({path: files[path] for path in sorted(files)})
    backward = tree_of({path: files[path] for path in sorted(files, reverse=True)})

    assert extract(forward, EXTRACTORS) == extract(backward, EXTRACTORS)
