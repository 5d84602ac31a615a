"""Whose code a component runs, and which other files concern it."""

from __future__ import annotations

import json

import pytest

from compliance.extract.reach import concerning, sources
from compliance.facts import Component
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.tree import Caps
from tests.compliance.repositories import Files, facts_of, tree_of


def package(name: str, *dependencies: str) -> str:
    return json.dumps({"name": name, "dependencies": dict.fromkeys(dependencies, "*")})


FILES: Files = {
    "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
    "apps/api/package.json": package("api", "express", "@shop/db"),
    "apps/api/app.js": "const app = require('express')();\nexpress();\n",
    "apps/api/test/a.js": "",
    "apps/api/migrations/package.json": '{"type": "commonjs"}',
    "apps/api/migrations/1.js": "",
    "apps/api/plugin/package.json": package("plugin"),
    "apps/api/plugin/a.js": "",
    "apps/web/package.json": package("web", "react"),
    "apps/web/a.js": "",
    "packages/db/package.json": package("@shop/db", "@shop/log"),
    "packages/db/a.js": "",
    "packages/log/package.json": package("@shop/log", "@shop/db"),
    "packages/log/a.js": "",
    "docker/compose.yaml": "",
}


def api() -> tuple[Component, Reach, Manifests]:
    facts = facts_of(FILES)
    ((component, values),) = facts.by_component
    reach, manifests = values[Reach], facts.repository[Manifests]
    assert isinstance(reach, Reach)
    assert isinstance(manifests, Manifests)
    return component, reach, manifests


def test_a_component_runs_the_packages_that_it_depends_on() -> None:
    _, reach, _ = api()

    assert reach.directories == ("apps/api", "packages/db", "packages/log")


@pytest.mark.parametrize(
    ("code", "taken_in"),
    [
        ("express.static('../web/dist');\n", False),
        ("const { Mail } = require('@shop/web');\n", True),
    ],
)
def test_a_front_end_that_no_code_takes_in_is_only_served(code: str, taken_in: bool) -> None:
    files = {
        "api/package.json": package("api", "express", "@shop/web"),
        "api/app.js": "const app = require('express')();\napp.get('/mails', list);\n" + code,
        "web/package.json": package("@shop/web", "react-dom"),
        "web/src/page.tsx": "",
    }

    ((_, values),) = facts_of(files).by_component
    reach = values[Reach]

    assert isinstance(reach, Reach)
    assert ("web" in reach.directories) is taken_in


def test_sources_are_its_own_and_those_of_the_packages_without_tests() -> None:
    component, reach, _ = api()

    assert list(sources(tree_of(FILES), component, reach)) == [
        "apps/api/app.js",
        "apps/api/migrations/1.js",
        "packages/db/a.js",
        "packages/log/a.js",
    ]


@pytest.mark.parametrize(
    ("path", "concerns"),
    [
        ("docker-compose.yml", True),
        ("docker/compose.yaml", True),
        ("apps/docker-compose.yml", True),
        ("apps/api/deep/down/a.sql", True),
        ("packages/log/a.sql", True),
        ("apps/api/migrations/1.sql", True),
        ("apps/web/docker-compose.yml", False),
        ("apps/api/plugin/a.sql", False),
    ],
)
def test_files_concern_it_unless_another_project_owns_them(path: str, concerns: bool) -> None:
    assert list(concerning([path], *api())) == ([path] if concerns else [])


@pytest.mark.parametrize(
    ("path", "concerns"),
    [
        ("shop/orders/migrations/0001_initial.py", True),
        ("shop/web/a.py", False),
        ("shop/orders/build.js", False),
        ("shop/orders/a.sql", False),
    ],
)
def test_code_is_owned_by_projects_of_its_own_language(path: str, concerns: bool) -> None:
    files = {
        "requirements.txt": "fastapi\n",
        "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        "shop/package.json": package("assets", "webpack"),
        "shop/web/pyproject.toml": '[project]\nname = "web"\nversion = "1"\n',
    }
    component, values = facts_of(files).by_component[0]
    reach, manifests = values[Reach], facts_of(files).repository[Manifests]
    assert isinstance(reach, Reach)
    assert isinstance(manifests, Manifests)

    assert list(concerning([path], component, reach, manifests)) == ([path] if concerns else [])


@pytest.mark.parametrize(
    ("settings", "concerns"),
    [
        ("[tool.ruff.lint]\nignore = ['D100']\n", True),
        ("[tool.mypy]\nstrict = true\n[tool.pytest.ini_options]\naddopts = '-q'\n", True),
        ("[tool.ruff]\n[tool.poetry.dependencies]\npython = '*'\n", False),
        ("[tool.pdm]\ndistribution = false\n", False),
        ("", False),
    ],
)
def test_settings_of_tools_make_no_project_of_a_folder(settings: str, concerns: bool) -> None:
    files = {
        "requirements.txt": "fastapi\n",
        "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        "shop/pyproject.toml": settings,
    }
    facts = facts_of(files)
    ((component, values),) = facts.by_component
    reach, manifests = values[Reach], facts.repository[Manifests]
    assert isinstance(reach, Reach)
    assert isinstance(manifests, Manifests)

    found = list(concerning(["shop/a.py"], component, reach, manifests))

    assert found == (["shop/a.py"] if concerns else [])


def test_a_very_deep_path_is_no_trouble() -> None:
    path = "a/" * ((Caps().path_length - len("a.sql")) // 2) + "a.sql"

    assert list(concerning([path], *api())) == [path]


SHARED: Files = {
    "package.json": '{"dependencies": {"express": "5"}}',
    "tsconfig.base.json": json.dumps(
        {
            "compilerOptions": {
                "paths": {
                    "@shop/db/*": ["shared/db/src/*"],
                    "@shop/log": ["shared/log/index.ts"],
                    "@shop/look/*": ["shared/look/src/*"],
                    "@shop/api/*": ["apps/api/src/*"],
                    "@shop/db/models": ["shared/db/src/models/index.ts"],
                    "@shop/web/*": ["apps/web/src/*"],
                }
            }
        }
    ),
    "pnpm-workspace.yaml": "packages: [apps/*]\n",
    "apps/api/package.json": package("api", "express"),
    "apps/api/app.ts": (
        "import express from 'express';\nimport { users } from '@shop/db/users';\n"
        "import { Mail } from '@shop/api/mail';\nexpress();\n"
        "// The web shop has buttons for this: see '@shop/look/button', "
        "which re-exports from `@shop/look/colours`.\n"
    ),
    "apps/api/src/mail.ts": "export class Mail {}\n",
    "apps/web/package.json": package("web", "react"),
    "apps/web/src/a.ts": "import '@shop/look/button';\n",
    "shared/db/src/users.ts": "import { log } from '@shop/log';\nexport const users = [];\n",
    "shared/log/index.ts": "export const log = () => {};\n",
    "shared/look/src/button.ts": "",
}


def test_a_component_runs_the_folders_that_it_takes_in_by_a_short_name() -> None:
    facts = facts_of(SHARED)
    (reach,) = (
        values[Reach] for component, values in facts.by_component if component.path == "apps/api"
    )

    assert isinstance(reach, Reach)
    assert reach.directories == ("apps/api", "shared/db/src", "shared/log")
