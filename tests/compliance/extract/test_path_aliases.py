"""Which files the short names of `tsconfig.json` stand for."""

from __future__ import annotations

import json

import pytest

from compliance.extract.imports import Imports
from compliance.facts import Component, Stack
from compliance.facts.manifests import Manifests
from compliance.tree import Tree
from tests.compliance.repositories import tree_of

NODE = Component("apps/api", Stack.NODE, "apps/api/package.json", "", roots=("apps/api", ""))
PATHS = {
    "@shop/common/*": ["./libs/common/src/lib/*"],
    "@shop/prices": ["libs/prices/src/index.ts"],
    "#*": ["nowhere/*", "libs/*"],
    "@out/*": ["../../etc/*"],
    "@wrong": "libs/prices",
    "~prices/*": ["libs/prices/build/*"],
}


def tree(options: object) -> Tree:
    return tree_of(
        {
            "tsconfig.base.json": json.dumps({"compilerOptions": options}),
            "libs/common/src/lib/dtos/index.ts": "",
            "libs/prices/src/index.ts": "",
            "libs/prices/tax.ts": "",
        }
    )


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("@shop/common/dtos", "libs/common/src/lib/dtos/index.ts"),
        ("@shop/prices", "libs/prices/src/index.ts"),
        ("#prices/tax", "libs/prices/tax.ts"),
        ("@shop/other", None),
        ("@out/passwd", None),
        ("@wrong", None),
        ("~prices/index", "libs/prices/src/index.ts"),
        ("~prices/other", None),
    ],
)
def test_a_short_name_stands_for_a_file(name: str, target: str | None) -> None:
    imports = Imports(tree({"paths": PATHS}), NODE, Manifests(()))

    assert imports.target("apps/api/src/main.ts", name) == target


def test_paths_are_relative_to_the_base() -> None:
    options = {"baseUrl": "./libs", "paths": {"@tax": ["prices/tax"]}}

    imports = Imports(tree(options), NODE, Manifests(()))

    assert imports.target("apps/api/src/main.ts", "@tax") == "libs/prices/tax.ts"


@pytest.mark.parametrize("options", [None, [], {"paths": []}, {"paths": {"@tax": [1]}}, "paths"])
def test_what_is_no_alias_is_none(options: object) -> None:
    imports = Imports(tree(options), NODE, Manifests(()))

    assert imports.target("apps/api/src/main.ts", "@tax") is None
