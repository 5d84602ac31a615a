"""Packages that a repository publishes, and what tries them out."""

from __future__ import annotations

import pytest

from tests.compliance.extract.laid_out import layout_of
from tests.compliance.repositories import Files


@pytest.mark.parametrize(
    ("folder", "dependency", "found"),
    [
        ("sdks/python", "kit", ["api"]),
        ("core", "kit", ["api", "core"]),
        ("sdks/python", "other", ["api", "sdks/python"]),
    ],
)
def test_a_kit_that_a_backend_is_built_with_is_none_itself(
    folder: str, dependency: str, found: list[str]
) -> None:
    """A kit that nobody here uses may be what the repository is about."""
    makes = "from fastapi import FastAPI\n\ndef made():\n    return FastAPI()\n"
    layout = layout_of(
        {
            "api/pyproject.toml": "[project]\nname = 'api'\n"
            f"dependencies = ['fastapi', '{dependency}']\n"
            f"[tool.uv.sources]\n{dependency} = {{ path = '../{folder}' }}\n",
            "api/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
            f"{folder}/pyproject.toml": "[project]\nname = 'kit'\ndependencies = ['fastapi']\n",
            f"{folder}/kit/serving.py": makes,
        }
    )

    assert [each.path for each in layout.components] == found


@pytest.mark.parametrize(
    ("publishes", "made", "found"),
    [
        (', "publishConfig": {"access": "public"}', "", []),
        ("", "", ["packages/koa"]),
        (', "publishConfig": {"access": "public"}', "app.listen(3000);\n", ["packages/koa"]),
        (', "publishConfig": {}, "scripts": {"start": "node ."}', "", ["packages/koa"]),
    ],
    ids=["published", "not published", "listens", "is started"],
)
def test_what_is_published_to_be_mounted_by_others_is_no_backend(
    publishes: str, made: str, found: list[str]
) -> None:
    """Nobody here has to mount it: `@bull-board/koa` is for the applications of others."""
    layout = layout_of(
        {
            "package.json": '{"workspaces": ["packages/*"]}',
            "packages/koa/package.json": '{"name": "@acme/koa", "dependencies": {"koa": "3"}'
            + publishes
            + "}",
            "packages/koa/src/adapter.js": "const Koa = require('koa');\n"
            f"const app = new Koa();\n{made}exports.mounted = () => app;\n",
        }
    )

    assert [each.path for each in layout.components] == found


@pytest.mark.parametrize(
    ("dependencies", "others", "found"),
    [
        ('"@acme/query": "workspace:*", "next": "15"', {}, []),
        ('"next": "15"', {}, ["integrations/next-15"]),
        (
            '"@acme/query": "workspace:*", "next": "15"',
            {
                "api/package.json": '{"dependencies": {"express": "5"}}',
                "api/app.js": "const express = require('express');\nexpress().listen();\n",
            },
            ["api", "integrations/next-15"],
        ),
    ],
)
def test_what_tries_out_the_packages_of_a_repository_is_no_backend(
    dependencies: str, others: Files, found: list[str]
) -> None:
    """Beside a backend such a folder may hold what the product takes others in by."""
    files: Files = {
        "package.json": '{"workspaces": ["packages/*", "integrations/*", "api"]}',
        "packages/query/package.json": '{"name": "@acme/query"}',
        "integrations/next-15/package.json": f'{{"dependencies": {{{dependencies}}}}}',
        "integrations/next-15/app/count/route.ts": "export const GET = () => told(all());\n",
    }

    assert [each.path for each in layout_of({**files, **others}).components] == found


@pytest.mark.parametrize(
    ("directory", "found"),
    [
        ("apps/dev/express", []),
        ("dev-projects/express", []),
        ("apps/devices/express", ["apps/devices/express"]),
        ("apps/express", ["apps/express"]),
    ],
)
def test_where_a_library_is_tried_out_while_people_work_on_it(
    directory: str, found: list[str]
) -> None:
    layout = layout_of(
        {
            "package.json": '{"workspaces": ["packages/*", "apps/**", "dev-projects/*"]}',
            "packages/auth/package.json": '{"name": "@acme/auth"}',
            f"{directory}/package.json": '{"dependencies": {"@acme/auth": "*", "express": "5"}}',
            f"{directory}/app.js": "const express = require('express');\nexpress().listen(3000);\n",
        }
    )

    assert [each.path for each in layout.components] == found
