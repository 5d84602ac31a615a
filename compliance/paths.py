"""What a path says of a file: its language, and whether it is source code of a repository's own, a
test, or what is not judged. Pure, no file is read.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

# Folders that hold what somebody else wrote, what a program made, or what only illustrates: never
# components, and never evidence of a failure.
NOT_JUDGED = frozenset(
    """node_modules bower_components jspm_packages vendor vendors third_party third-party
    dist build htmlcov .next .nuxt .output .svelte-kit .turbo .cache .yarn
    .venv venv site-packages __pycache__ .tox .nox .eggs .mypy_cache
    example examples demo-app
    fixtures fixture __fixtures__ testdata test-data test_data __snapshots__ __mocks__
    templates-cookiecutter""".split()
)
# Not of the code of these, but where their settings are kept.
_THIRD_PARTIES = frozenset(["third_party", "third-party"])
_SETTINGS = frozenset(["settings", "config", "configs", "conf"])
# The same where a repository or a package keeps such things. Among the code of an application each
# of them is a feature's name: `src/features/playground`, `src/endpoints/benchmarks`.
NOT_JUDGED_OUTSIDE = frozenset(
    """docs docs_src docs-src doc documentation website www playground playgrounds sandbox
    sample samples env external out target coverage""".split()
)
# `docker-compose-examples`, among such folders.
_OF_EXAMPLES = "-examples"
# A site of documents is made of Markdown and JavaScript: what is Python's there is an application.
_SITES = frozenset(["website", "www"])
_OF_PYTHON = re.compile(
    r"\.py$|(?:^|/)(?:requirements[^/]{0,80}\.txt|pyproject\.toml|poetry\.lock|Pipfile|setup\.cfg)$"
    r"|(?:^|/)templates/(?:[^/]{1,100}/){0,9}[^/]{1,100}\.(?:html|jinja2?|j2)$"
)
# A folder whose name a generator of projects fills in, as Cookiecutter does.
_FILLED_IN = "{{"
_BENCHMARKS = frozenset(["bench", "benchmark", "benchmarks"])
# Paths come folder by folder, many times: what was said of so many folders, and of so many files of
# a tree, is remembered.
_FOLDERS_KNOWN = 4096
_FILES_KNOWN = 16_384
# Folders that hold nothing but code, and those that do unless they are packages of their own.
_CODE = frozenset(
    """src features endpoints routes routers controllers handlers views config configs conf
    settings""".split()
)
_MOSTLY_CODE = frozenset(["app", "pages"])
# Names of what programs make. Right in a folder of packages each is a package: `packages/env`.
_MADE = frozenset("env external out target coverage".split())
_OF_PACKAGES = frozenset("packages libs apps".split())


def is_judged(path: str) -> bool:
    """Whether a path lies outside of vendored, generated, fixture, example and docs folders."""
    directory = path.rpartition("/")[0]
    return _holds_judged(directory) or (
        _holds_judged(directory, of_python=True) and bool(_OF_PYTHON.search(path))
    )


@functools.lru_cache(maxsize=_FOLDERS_KNOWN)
def _holds_judged(directory: str, *, of_python: bool = False) -> bool:
    """Whether the files of a directory are judged, or those of them that are Python's."""
    folders = directory.split("/")
    own = folders if _THIRD_PARTIES.isdisjoint(folders) else list(_without_settings(folders))
    fixed = _FILLED_IN not in directory and NOT_JUDGED.isdisjoint(own)
    names = NOT_JUDGED_OUTSIDE - _SITES if of_python else NOT_JUDGED_OUTSIDE
    if _OF_EXAMPLES in directory and not directory.startswith("."):
        names |= frozenset(each for each in folders if each.endswith(_OF_EXAMPLES))
    return fixed and not _stands_outside(names, folders)


def _without_settings(folders: list[str]) -> Iterator[str]:
    """Folders without the one that holds the settings of packages: `settings/third_party`."""
    for above, folder in itertools.pairwise(("", *folders)):
        if not (folder in _THIRD_PARTIES and above in _SETTINGS):
            yield folder


# What others learn from, where it is a package of its own. What they start from is a backend all
# the same: a template that is whole is run, tested and deployed like any other.
_TO_LEARN_FROM = frozenset(
    """tutorial tutorials guide guides cookbook cookbooks demo demos snippets quickstart quickstarts
    poc spike spikes storybook .storybook""".split()
)
# `playground-v6`, `widget-example`, `sample_apps`: named after what is tried out there. What is a
# `-demo` may be deployed.
_TRIED_OUT = re.compile(
    r"^(?:example|playground)s?[-_]|[-_](?:example|playground)s?$|^samples?[-_](?:apps?|projects?)$"
)


def illustrates(directory: str, *, of_python: bool) -> bool:
    """Whether a package in a directory is one of documents, experiments or measurements, among code
    or not.
    """
    outside = NOT_JUDGED_OUTSIDE - _SITES if of_python else NOT_JUDGED_OUTSIDE
    names = outside | _BENCHMARKS | _TO_LEARN_FROM
    folders = directory.split("/")
    return not names.isdisjoint(folders) or any(map(_TRIED_OUT.search, folders))


def _stands_outside(names: frozenset[str], folders: list[str]) -> bool:
    """Whether one of some folders has such a name, and none above it shows that it is code."""
    if names.isdisjoint(folders):
        return False
    for index, folder in enumerate(folders):
        is_package = folder in _MADE and index > 0 and folders[index - 1] in _OF_PACKAGES
        if folder in names and not is_package:
            return True
        if folder in _CODE or (folder in _MOSTLY_CODE and folders[index + 1] not in names):
            return False
    return False


# Folders of what a server hands to browsers as it is.
_HANDED_OUT = frozenset(["public", "static", "wwwroot"])


def is_handed_out(path: str) -> bool:
    """Whether a file lies in a folder of what a server hands to browsers as it is."""
    return not _HANDED_OUT.isdisjoint(path.lower().split("/")[:-1])


def below(path: str, directory: str) -> bool:
    """Whether a path lies in a directory ("" is the root of the tree), at any depth."""
    return not directory or path.startswith(directory + "/")


def join(directory: str, name: str) -> str:
    """The path of a name in a directory of the tree, "" being its root."""
    return f"{directory}/{name}" if directory else name


_TEST_FOLDERS = frozenset(
    """test tests __tests__ testing test-utils test_utils e2e cypress playwright
    loadtest loadtests load-testing load_testing""".split()
) | frozenset(
    f"{kind}{between}{word}"
    for kind in """acceptance api browser cypress e2e end-to-end functional integration load
    playwright regression selenium smoke system ui unit""".split()
    for between in "-_"
    for word in ("test", "tests")
)
# Tests too, but among code what an API says of itself: `src/openapi/spec`.
_SPECIFICATIONS = frozenset(["spec", "specs"])
# Files that tests are set up by, and load tests, by the name before the first full stop.
_TEST_HELPERS = frozenset(
    """test-setup setup-test setup-tests setuptests test-utils testutils test-helpers testhelpers
    locustfile""".split()
)
_LANGUAGES = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts", ".tsx"), "typescript"),
    # Pages and code in one, of which the scripts are read; most are TypeScript, and all parse so.
    **dict.fromkeys((".vue", ".svelte", ".astro"), "typescript"),
    ".py": "python",
}


@functools.lru_cache(maxsize=_FILES_KNOWN)
def is_test(path: str) -> bool:
    """Whether a path is a test, a test's helper or a benchmark, by its folder or its name."""
    directory, _, name = path.lower().rpartition("/")
    return (
        _holds_tests(directory)
        or ".test." in name
        or ".spec." in name
        or ".e2e-spec." in name
        or ".e2e." in name
        or ".cy." in name
        or ".bench." in name
        or name.partition(".")[0] in _TEST_HELPERS
        or name.startswith(("test_", "jest.setup.", "vitest.setup."))
        or name.endswith("_test.py")
        or name in ("conftest.py", "tests.py", "test.py")
    )


@functools.lru_cache(maxsize=_FOLDERS_KNOWN)
def _holds_tests(directory: str) -> bool:
    """Whether the files of a directory, in lower case, are tests or benchmarks."""
    folders = directory.split("/")
    return (
        not _TEST_FOLDERS.isdisjoint(folders)
        or any(folder.startswith(("tests_", "tests-", "__tests__")) for folder in folders)
        or _stands_outside(_BENCHMARKS, folders)
        or (not _SPECIFICATIONS.isdisjoint(folders) and not _specifies(folders))
    )


def _specifies(folders: list[str]) -> bool:
    """Whether a folder of specifications stands among code."""
    first = next(i for i, folder in enumerate(folders) if folder in _SPECIFICATIONS)
    return not (_CODE | _MOSTLY_CODE).isdisjoint(folders[:first])


@functools.lru_cache(maxsize=_FILES_KNOWN)
def language(path: str) -> str | None:
    """The language of a source file that is read: javascript, typescript or python. A file whose
    name has no ending is read where Express's generator writes what starts the server.
    """
    if path.endswith("bin/www") and path.removesuffix("bin/www")[-1:] in ("", "/"):
        return "javascript"
    before, dot, suffix = path.rpartition(".")
    return _LANGUAGES.get((dot + suffix).lower()) if before[-1:] not in ("", "/") else None


# What a bundler names after what is in it: `index@40d464d7fa4bb1bea815.js`.
_HASHED = re.compile(r"[.@_-][0-9a-f]{16,64}(?:\.(?:bundle|chunk))?\.m?js$")


@functools.lru_cache(maxsize=_FILES_KNOWN)
def is_source(path: str) -> bool:
    """Whether a path is source code that somebody wrote here, in a language that is read."""
    return (
        language(path) is not None
        and not path.endswith((".min.js", ".bundle.js"))
        and is_judged(path)
        and not _HASHED.search(path)
    )
