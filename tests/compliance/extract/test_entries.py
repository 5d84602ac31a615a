"""Which file of a workspace's package a specifier stands for."""

from __future__ import annotations

import json

import pytest

from compliance.extract.imports import Imports
from compliance.facts.manifests import Manifests
from tests.compliance.repositories import Files, facts_of, tree_of


def target(specifier: str, manifest: dict[str, object], *files: str) -> str | None:
    """The file that the API of a workspace takes in from its package of stars."""
    repository: Files = {
        "package.json": '{"workspaces": ["api", "stars"]}',
        "api/package.json": '{"name": "api", "dependencies": {"express": "1", "@sky/stars": "*"}}',
        "api/app.js": "const app = require('express')();\nexpress();\n",
        "stars/package.json": json.dumps({"name": "@sky/stars", **manifest}),
        **dict.fromkeys(files, ""),
    }
    facts = facts_of(repository)
    manifests = facts.repository[Manifests]
    assert isinstance(manifests, Manifests)
    ((component, _),) = facts.by_component
    return Imports(tree_of(repository), component, manifests).target("api/app.js", specifier)


@pytest.mark.parametrize(
    ("subpath", "exports", "path"),
    [
        ("db", {"./db": "./src/db/client.ts"}, "src/db/client.ts"),
        ("db", {"./db": {"types": "./dist/db.d.ts", "import": "./dist/db.mjs"}}, "src/db.ts"),
        ("db/one", {"./*": "./source/*.ts"}, "source/db/one.ts"),
        ("db", {}, "db.ts"),
        ("db", {}, "src/db/index.ts"),
        ("", {".": "./source/main.ts"}, "source/main.ts"),
        ("", {}, "src/index.ts"),
        ("gone", {"./gone": "../../out.ts"}, "src/index.ts"),
    ],
)
def test_the_file_behind_a_specifier(subpath: str, exports: dict[str, str], path: str) -> None:
    specifier = f"@sky/stars/{subpath}".rstrip("/")

    assert target(specifier, {"exports": exports}, f"stars/{path}") == f"stars/{path}"


def test_a_main_file_that_is_named() -> None:
    assert target("@sky/stars", {"main": "./dist/all.js"}, "stars/src/all.ts") == "stars/src/all.ts"


def test_a_package_without_such_a_file_is_known_by_its_manifest() -> None:
    assert target("@sky/stars", {}) == "stars/package.json"


def test_what_a_build_makes_and_somebody_commits_is_read_where_it_is_made_from() -> None:
    both = ("stars/lib/index.js", "stars/src/index.ts")

    assert target("@sky/stars", {"main": "./lib/index.js"}, *both) == "stars/src/index.ts"
    assert target("@sky/stars", {"main": "./lib/index.js"}, both[0]) == "stars/lib/index.js"
