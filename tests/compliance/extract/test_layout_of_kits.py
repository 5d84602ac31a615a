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
