"""A package that makes a server belongs to the project of the repository that starts it."""

from __future__ import annotations

import pytest

from tests.compliance.extract.laid_out import layout_of
from tests.compliance.extract.test_layout_of_monorepos import components, package
from tests.compliance.repositories import Files

CORE = (
    "import express from 'express';\nexport class Core {\n  async start() {\n"
    "    const app = express();\n    app.get('/shops', list);\n    app.listen(3000);\n  }\n}\n"
)
STARTS = "import { Core } from '@shop/core';\nnew Core().start();\n"
START = {"start": "node src/index.js"}


def shop(core: Files, app: Files) -> Files:
    return {"package.json": package("shop", workspaces=["apps/*", "packages/*"]), **core, **app}


def core(**more: object) -> Files:
    return {
        "packages/core/package.json": package("@shop/core", "express", **more),
        "packages/core/src/core.js": CORE,
    }


def app(source: str = STARTS, *dependencies: str, **more: object) -> Files:
    return {
        "apps/shop/package.json": package("@shop/app", "@shop/core", *dependencies, **more),
        "apps/shop/src/index.js": source,
    }


def test_who_starts_a_server_that_a_package_makes_is_the_backend() -> None:
    files = shop(core(scripts={"test": "jest", "lint": "eslint ."}), app(scripts=START))

    (found,) = components(files).values()

    assert found.path == "apps/shop"
    assert found.frameworks == ("Express",)
    assert [(each.path, each.line) for each in found.evidence] == [("apps/shop/src/index.js", 1)]
    assert found.why == (
        "apps/shop/package.json depends on Express through packages/core/package.json, whose "
        "server apps/shop/src/index.js starts"
    )
    reasons = {each.path: each.reason for each in layout_of(files).others}
    assert reasons["packages/core/package.json"] == (
        "makes a server of Express that apps/shop starts"
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        # It starts itself, whoever else takes it in.
        (shop(core(scripts={"start": "node ."}), app(scripts=START)), {"packages/core"}),
        (shop(core(scripts={"dev": "tsx watch ."}), app(scripts=START)), {"packages/core"}),
        # What takes it in has nothing that starts, or builds pages.
        (shop(core(), app()), {"packages/core"}),
        (shop(core(), app(scripts={"build": "tsc"})), {"packages/core"}),
        (shop(core(), app(scripts={"start": "next start"})), {"packages/core"}),
        # It takes in types alone, or nothing.
        (
            shop(core(), app("import type { Core } from '@shop/core';\n", scripts=START)),
            {"packages/core"},
        ),
        (shop(core(), app("run();\n", scripts=START)), {"packages/core"}),
        # It serves an application of its own beside.
        (
            shop(core(), app(STARTS + "require('express')().listen(1);", "express", scripts=START)),
            {"packages/core", "apps/shop"},
        ),
        # A sample starts it, and nobody else.
        (
            {
                **core(),
                "examples/shop/package.json": package("@shop/app", "@shop/core", scripts=START),
                "examples/shop/src/index.js": STARTS,
            },
            {"packages/core"},
        ),
    ],
)
def test_a_package_that_nobody_else_starts_is_a_backend_itself(
    files: Files, expected: set[str]
) -> None:
    assert {each.path for each in components(files).values()} == expected


def test_each_project_that_starts_the_server_of_a_package_is_a_backend() -> None:
    watch = {"watch:service": "nodemon -w src ./src/index.js"}
    files = shop(core(), app(scripts=START))
    files["apps/mails/package.json"] = package("@shop/mails", "@shop/core", scripts=watch)
    files["apps/mails/src/index.js"] = STARTS

    assert {each.path for each in components(files).values()} == {"apps/mails", "apps/shop"}
