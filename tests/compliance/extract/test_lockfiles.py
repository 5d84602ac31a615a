"""Lockfiles are read whatever they look like, cost little, and keep no secret."""

import json
import random
import string
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.extract.layout import layout
from compliance.extract.lockfiles import lockfiles
from compliance.extract.lockfiles.npm import fits
from compliance.extract.lockfiles.pnpm_settings import target
from compliance.extract.manifests import manifests
from compliance.facts.lockfiles import LockedProject, Lockfiles
from compliance.facts.self_description import SelfDescription
from compliance.tree import MIB
from tests.compliance.checks.packages_cases import (
    APP,
    MAIN,
    POETRY,
    berry,
    npm,
    npm1,
    package,
    pnpm,
    poetry_lock,
    yarn1,
)
from tests.compliance.extract import lockfiles_cases as cases
from tests.compliance.repositories import Files, tree_of


def compare(files: Files) -> tuple[LockedProject, ...]:
    tree = tree_of(files)
    declared = manifests.function(tree)
    found = lockfiles.function(tree, layout.function(tree, declared, SelfDescription()), declared)
    assert isinstance(found, Lockfiles)
    return found.projects


def one(files: Files) -> LockedProject:
    (project,) = compare(files)
    return project


NAMES = st.sampled_from("abcdef")
SPECIFIERS = st.sampled_from(["1", "^2.0.0", "*", "npm:x@^1"])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(cases.GOOD)), st.integers(0, 2**32))
def test_a_damaged_lockfile_is_compared_or_refused_but_breaks_nothing(kind: str, seed: int) -> None:
    ((path, text),) = cases.GOOD[kind].items()
    chance = random.Random(seed)
    characters = list(text)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(characters))
        characters[at : at + chance.choice([0, 1, 1, 30])] = chance.choice(
            ["", "{", "[", "\n", '"', ":", "&a ", "*a", "\t", "é", "- ", *string.ascii_lowercase]
        )

    damaged = one({**cases.SHOP, path: "".join(characters)})

    assert damaged.path == path
    assert bool(damaged.mismatches) == bool(damaged.differing)
    assert damaged.compared or damaged.undecided


@pytest.mark.parametrize("kind", cases.GOOD)
def test_a_whole_lockfile_and_one_that_is_cut_off(kind: str) -> None:
    ((path, text),) = cases.GOOD[kind].items()

    assert (
        one({**cases.SHOP, path: text}).differing,
        one({**cases.SHOP, path: text}).undecided,
    ) == (0, "")
    for end in range(0, len(text), 7):
        one({**cases.SHOP, path: text[:end]})


@given(st.dictionaries(NAMES, SPECIFIERS))
@settings(max_examples=60, deadline=None)
def test_a_lockfile_made_of_the_manifest_never_differs(dependencies: dict[str, str]) -> None:
    wanted = {"express": "^5.0.0", **dependencies}
    files = {**APP, "package.json": json.dumps({"dependencies": wanted})}
    quoted = (f"{name} '{specifier}'" for name, specifier in wanted.items())
    for lock in (
        pnpm(*quoted),
        npm(f'"dependencies": {json.dumps(wanted)}'),
        yarn1(*(f'"{name}@{specifier}"' for name, specifier in wanted.items())),
        berry(*(f"{name}@npm:{specifier}" for name, specifier in wanted.items())),
    ):
        assert one({**files, **lock}).differing == 0


@given(st.dictionaries(NAMES, SPECIFIERS, min_size=1))
@settings(max_examples=60, deadline=None)
def test_every_dependency_that_is_not_locked_is_said(dependencies: dict[str, str]) -> None:
    wanted = {"express": "^5.0.0", **dependencies}
    files = {**APP, "package.json": json.dumps({"dependencies": wanted})}
    for lock in (
        pnpm("express ^5.0.0"),
        npm('"dependencies": {"express": "^5.0.0"}'),
        npm1('"express": {"version": "5.1.0"}'),
        yarn1("express@^5.0.0"),
        berry("express@npm:^5.0.0"),
    ):
        assert {each.name for each in one({**files, **lock}).mismatches} == set(dependencies)


LINKED: Files = {
    "api/package.json": '{"dependencies": {"express": "^5.0.0", "@shop/rules": "^1.0.0"}}',
    "api/app.js": "const app = require('express')();\napp.listen(1);\n",
    "rules/package.json": '{"name": "@shop/rules", "version": "1.0.0"}',
}


@pytest.mark.parametrize(
    "lock",
    [
        yarn1("express@^5.0.0"),
        npm1('"express": {"version": "5.1.0"}'),
        npm('"dependencies": {"express": "^5.0.0"}'),
    ],
)
def test_what_lerna_links_into_a_package_is_in_no_lockfile(lock: Files) -> None:
    files = {**LINKED, **{f"api/{path}": text for path, text in lock.items()}}

    assert one({**files, "lerna.json": '{"packages": ["*"]}'}).differing == 0
    assert [each.name for each in one(files).mismatches] == ["@shop/rules"]
    beside = one({**files, "lerna.json": "{}", "rules/package.json": '{"name": "@shop/others"}'})
    assert [each.name for each in beside.mismatches] == ["@shop/rules"]


@pytest.mark.parametrize("kind", cases.LARGE)
def test_a_large_lockfile_is_read_whole(kind: str) -> None:
    ((path, text),) = cases.LARGE[kind].items()
    assert 5 * MIB < len(text) < 8 * MIB
    base = POETRY if path == "poetry.lock" else package("")

    project = one({**base, path: text})

    assert (project.differing, project.undecided) == (0, "")


@pytest.mark.parametrize("kind", cases.HOSTILE)
def test_a_hostile_lockfile_costs_little(kind: str) -> None:
    ((path, text),) = cases.HOSTILE[kind].items()
    base = POETRY if path == "poetry.lock" else package("")
    tree = {**base, path: text}
    tracemalloc.start()
    try:
        project = one(tree)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert project.undecided or project.differing
    assert peak < 200 * MIB


@pytest.mark.parametrize(
    ("lock", "reason"),
    cases.REFUSED,
)
def test_why_one_is_not_compared(lock: Files, reason: str) -> None:
    found = compare({**package(""), **lock})

    assert [reason in each.undecided for each in found] in ([True], [])


def test_of_many_differences_the_first_are_kept_and_all_are_counted() -> None:
    many = {f"d{number}": "1" for number in range(300)}
    files = {**APP, "package.json": json.dumps({"dependencies": {"express": "^5.0.0", **many}})}

    project = one({**files, **pnpm("express ^5.0.0")})

    assert (project.compared, project.differing, len(project.mismatches)) == (301, 300, 50)


@pytest.mark.parametrize("kind", cases.GOOD)
def test_nothing_secret_is_kept(kind: str) -> None:
    secret = "ghp_" + "b" * 36
    address = f"git+https://someone:{secret}@example.org/x.git"
    files = package(f',\n    "x": "{address}", "y": "https://{secret}@example.org/{"z" * 500}"')

    project = one({**files, **cases.GOOD[kind]})

    assert project.differing
    assert secret not in repr(project)
    assert "someone" not in repr(project)
    assert max(len(each.wanted) for each in project.mismatches) <= 100


@pytest.mark.parametrize(
    ("specifier", "version", "expected"),
    cases.FITS,
)
def test_whether_a_locked_version_may_be_what_was_asked_for(
    specifier: str, version: str, expected: bool
) -> None:
    assert fits(specifier, version) is expected


@pytest.mark.parametrize(
    ("selector", "name"),
    cases.SELECTORS,
)
def test_the_package_that_an_override_is_for(selector: str, name: str) -> None:
    assert target(selector) == name


@pytest.mark.parametrize(
    ("written_by", "content_hash", "in_sync"),
    cases.WRITTEN_BY,
)
def test_a_poetry_lock_is_judged_as_the_version_that_wrote_it_judges(
    written_by: str, content_hash: str, in_sync: bool
) -> None:
    header = f"# This file is automatically @generated by Poetry {written_by} and more.\n\n"
    lock = poetry_lock(cases.HASHES[content_hash], header if written_by else "")

    assert (one({**MAIN, "pyproject.toml": cases.HASHED, **lock}).differing == 0) is in_sync


def test_what_poetry_cannot_hash() -> None:
    dated = POETRY["pyproject.toml"] + "when = 2026-01-01\n"

    project = one({**POETRY, "pyproject.toml": dated, **poetry_lock("0")})

    assert "pyproject.toml holds what Poetry cannot hash" in project.undecided
