"""Which projects of a workspace are backends, what is theirs, and what its root provides."""

from __future__ import annotations

import json

import pytest

from compliance.extract.projects import Members
from compliance.facts import Component, Stack
from compliance.facts.manifests import Manifest, Manifests
from tests.compliance.extract.laid_out import layout_of
from tests.compliance.repositories import Files, facts_of

EXPRESS = "import express from 'express';\nexport const app = express();\n"
NEST = "import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(M);\n"
FASTAPI = "from fastapi import FastAPI\n\napp = FastAPI()\n"
REACT = "export const App = () => null;\n"


def package(name: str, *dependencies: str, **more: object) -> str:
    return json.dumps({"name": name, "dependencies": dict.fromkeys(dependencies, "*"), **more})


def pyproject(name: str, *dependencies: str, more: str = "") -> str:
    return f'[project]\nname = "{name}"\ndependencies = {json.dumps(dependencies)}\n{more}'


def components(files: Files) -> dict[str, Component]:
    return {each.name: each for each in layout_of(files).components}


APPS: Files = {
    "apps/api/package.json": package("@acme/api", "express", "@acme/db"),
    "apps/api/src/server.ts": EXPRESS,
    "apps/web/package.json": package("@acme/web", "react"),
    "apps/web/src/app.tsx": REACT,
    "packages/db/package.json": package("@acme/db", "pg"),
    "packages/db/src/index.ts": "export const one = 1;\n",
}
ROOTS = [
    {
        "package.json": package("acme", packageManager="pnpm@10.0.0"),
        "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - packages/*\n",
    },
    {"pnpm-workspace.yaml": "packages: ['apps/**', '!**/test/**']\n"},
    {"package.json": package("acme", workspaces=["apps/*", "packages/*"])},
    {"package.json": package("acme", workspaces={"packages": ["{apps,packages}/*"]})},
    {
        "package.json": package("acme", workspaces=["./apps/*/", "packages/db"]),
        "turbo.json": '{"tasks": {"build": {"dependsOn": ["^build"]}}}',
    },
    {
        "package.json": package("acme", workspaces=["apps/api", "apps/web", "packages/*"]),
        "nx.json": "{}",
        "apps/api/project.json": '{"name": "api"}',
    },
]


@pytest.mark.parametrize(
    "root", ROOTS, ids=["pnpm", "pnpm alone", "npm", "yarn", "Turborepo", "Nx by packages"]
)
def test_the_member_that_serves_is_the_component_and_the_root_counts_for_it(root: Files) -> None:
    files = {**root, **APPS}

    (api,) = components(files).values()

    assert (api.path, api.manifest) == ("apps/api", "apps/api/package.json")
    assert api.roots == ("apps/api", "")
    reasons = {each.path: each.reason for each in layout_of(files).others}
    assert reasons.keys() == {
        "apps/web/package.json",
        "packages/db/package.json",
        next(path for path in ("package.json", "pnpm-workspace.yaml") if path in root),
    }
    assert reasons["apps/web/package.json"] == "depends on no HTTP server framework"


def test_a_root_that_only_holds_the_workspace_together_says_so() -> None:
    (root, *_) = [
        each for each in layout_of({**ROOTS[0], **APPS}).others if each.path == "package.json"
    ]

    assert root.reason == (
        "only holds the workspace together: it depends on no HTTP server framework"
    )


def test_a_member_that_is_excluded_is_no_member() -> None:
    workspace = {"pnpm-workspace.yaml": "packages: ['apps/*', '!apps/api']\n"}

    assert components({**workspace, **APPS})["apps/api"].roots == ("apps/api",)


def test_what_only_the_root_depends_on_is_there_for_its_members() -> None:
    """As Nx makes them since its version 20: apps have a package.json, and the root has it all."""
    files = {
        "package.json": package("@acme/source", "@nestjs/core", "react", workspaces=["apps/*"]),
        "nx.json": "{}",
        "apps/api/package.json": package("@acme/api", nx={"targets": {}}),
        "apps/api/src/main.ts": NEST,
        "apps/web/package.json": package("@acme/web", nx={}),
        "apps/web/src/main.tsx": REACT,
    }

    (api,) = components(files).values()

    assert (api.path, api.frameworks) == ("apps/api", ("NestJS",))
    assert api.why == (
        "apps/api/package.json depends on NestJS through package.json, which "
        "apps/api/src/main.ts serves"
    )


def test_apps_without_a_manifest_of_their_own_are_their_roots() -> None:
    """As Nx made them before: only project.json files, which are no manifests."""
    files = {
        "package.json": package("acme", "@nestjs/core", "react"),
        "nx.json": "{}",
        "apps/api/project.json": '{"name": "api"}',
        "apps/api/src/main.ts": NEST,
        "apps/web/project.json": '{"name": "web"}',
        "apps/web/src/main.tsx": REACT,
    }

    (root,) = components(files).values()

    assert (root.name, root.nested) == (".", ())
    assert root.evidence[0].path == "apps/api/src/main.ts"


def test_what_a_package_of_the_repository_brings_can_be_served() -> None:
    """A service whose framework is a dependency of a package that it shares with others."""
    files = {
        **ROOTS[0],
        "apps/api/package.json": package("@acme/api", "@acme/http"),
        "apps/api/main.ts": EXPRESS,
        "packages/http/package.json": package("@acme/http", "express"),
        "packages/http/index.ts": "export const wrap = (handler) => handler;\n",
    }

    (api,) = components(files).values()

    assert api.path == "apps/api"
    assert "depends on Express through packages/http/package.json" in api.why


def test_packages_that_need_each_other_in_a_circle() -> None:
    files = {
        "a/package.json": package("a", "b"),
        "b/package.json": package("b", "a", "express"),
        "a/main.js": f"{EXPRESS}app.listen(80);\n",
    }

    assert [*components(files)] == ["a"]


POETRY = '[tool.poetry]\nname = "{name}"\n[tool.poetry.dependencies]\n{dependencies}\n'


def test_poetry_projects_that_depend_on_each_other_by_path() -> None:
    files = {
        "pyproject.toml": POETRY.format(
            name="acme",
            dependencies='shop = {path = "services/shop", develop = true}\n'
            'common = {path = "libs/common"}\nother = {path = "../other"}',
        ),
        "services/shop/pyproject.toml": POETRY.format(
            name="shop", dependencies='Acme_Common = {path = "../../libs/common", develop = true}'
        ),
        "services/shop/shop/main.py": FASTAPI,
        "libs/common/pyproject.toml": POETRY.format(
            name="acme.common", dependencies='fastapi = "^0.115"'
        ),
        "libs/common/common/auth.py": "from fastapi import Depends\n",
    }

    (shop,) = components(files).values()

    assert (shop.path, shop.stack, shop.roots) == (
        "services/shop",
        Stack.PYTHON,
        ("services/shop", ""),
    )
    assert "depends on FastAPI through libs/common/pyproject.toml" in shop.why
    reasons = {each.path: each.reason for each in layout_of(files).others}
    assert reasons["libs/common/pyproject.toml"].startswith("depends on FastAPI, but no code here")


def test_a_workspace_of_uv() -> None:
    files = {
        "pyproject.toml": pyproject(
            "acme",
            more='[tool.uv.workspace]\nmembers = ["services/*"]\nexclude = ["services/old"]\n'
            "[tool.uv.sources]\nacme-common = {workspace = true}\n",
        ),
        "uv.lock": "",
        "services/shop/pyproject.toml": pyproject("shop", "fastapi"),
        "services/shop/src/shop/main.py": FASTAPI,
        "services/old/pyproject.toml": pyproject("old", "fastapi"),
        "services/old/main.py": FASTAPI,
    }

    found = components(files)

    assert found["services/shop"].roots == ("services/shop", "")
    assert found["services/old"].roots == ("services/old",)


def test_members_that_pyproject_toml_names() -> None:
    text = pyproject(
        "acme",
        more='[tool.uv.workspace]\nmembers = ["libs/*", 7]\nexclude = ["libs/x"]\n'
        '[tool.uv.sources]\na = {path = "a[1]"}\nb = [{path = "../b"}, {path = "./c/"}]\n'
        '[tool.poetry.dependencies]\nd = {path = "d"}\ne = {path = "/e"}\nf = "1"\n'
        '[tool.poetry.group.dev.dependencies]\ng = {path = "."}\nh = {path = "h/i"}\n',
    )

    manifests = facts_of({"pyproject.toml": text}).repository[Manifests]

    assert isinstance(manifests, Manifests)
    (manifest,) = manifests.manifests
    assert isinstance(manifest, Manifest)
    assert manifest.workspaces == ("libs/*", "!libs/x", "a[[]1]", "c", "d", "h/i")


def test_python_and_node_side_by_side() -> None:
    files = {
        "package.json": package("acme", workspaces=["apps/*"]),
        "apps/web/package.json": package("web", "next"),
        "apps/web/app/api/orders/route.ts": "export const GET = () => 1;\n",
        "apps/api/requirements.txt": "fastapi\n",
        "apps/api/main.py": FASTAPI,
    }

    found = components(files)

    assert {name: each.stack for name, each in found.items()} == {
        "apps/api": Stack.PYTHON,
        "apps/web": Stack.NODE,
    }
    assert found["apps/api"].roots == ("apps/api", "")


def test_the_code_of_a_nested_project_is_its_own() -> None:
    files = {
        "package.json": package("acme", "express"),
        "server.js": EXPRESS,
        "admin/package.json": package("admin", "express"),
        "admin/app.js": EXPRESS,
    }

    found = components(files)

    assert found["."].nested == ("admin",)
    assert found["admin"].evidence[0].path == "admin/app.js"


def test_a_package_json_that_only_says_how_files_are_read_takes_no_code_away() -> None:
    files = {
        "package.json": package("acme", "express"),
        "src/package.json": '{"type": "module"}',
        "src/server.js": EXPRESS,
    }

    layout = layout_of(files)

    (root,) = layout.components
    assert (root.name, root.nested) == (".", ())
    assert [(each.path, each.reason) for each in layout.others] == [
        ("src/package.json", "is no project: it only says how the files beside it are read")
    ]


@pytest.mark.parametrize(
    ("patterns", "members"),
    [
        (["packages/*"], ["packages/a"]),
        (["packages/**"], ["packages", "packages/a", "packages/a/b"]),
        (["packages/*/"], ["packages/a"]),
        (["./packages/a"], ["packages/a"]),
        (["*"], ["packages", "app"]),
        (["**", "!**/b"], ["packages", "packages/a", "app"]),
        (["packages/*", "!packages/a"], []),
        (["!packages/a", "packages/*"], ["packages/a"]),
        (["{app,packages/{a,z}}"], ["packages/a", "app"]),
        (["{app"], []),
        (["packages/**/b"], ["packages/a/b"]),
        (["p*s/?"], ["packages/a"]),
    ],
)
def test_members_of_a_workspace(patterns: list[str], members: list[str]) -> None:
    directories = ["packages", "packages/a", "packages/a/b", "app"]

    assert [each for each in directories if each in Members(patterns)] == members


def test_braces_without_end_are_given_up() -> None:
    assert "a" not in Members(["{a,b}" * 40])


def test_a_hostile_workspace_takes_no_time() -> None:
    chain = {
        f"p{number}/package.json": package(f"p{number}", f"p{number + 1}")
        for number in range(1_500)
    }
    stars = package("acme", workspaces=["**/" * 200 + "x", "*a" * 2_000])

    layout = layout_of({**chain, "package.json": stars})

    assert layout.components == ()
    assert len(layout.others) == 1_501


PAGES = """\
const express = require('express')
const next = require('next')
const { createProxyMiddleware } = require('http-proxy-middleware')
const app = next({ dev: process.env.NODE_ENV !== 'production' })
const handle = app.getRequestHandler()
app.prepare().then(() => {
  const server = express()
  server.use(createProxyMiddleware('/api', { target: 'http://127.0.0.1:8000' }))
  server.all('*', (req, res) => handle(req, res))
  server.listen(3000)
})
"""
FILES = """\
const app = express()
app.use(express.static(`${__dirname}/build`))
app.get('*', (req, res) => res.sendFile(page))
app.listen(8081)
"""
ROUTE = "server.get('/api/orders', (req, res) => res.json(orders))\n  server.all("


@pytest.mark.parametrize(
    ("directory", "server", "components"),
    [
        ("apps/web/", PAGES, 0),
        ("apps/web/", PAGES.replace("'*'", "'/{*path}'"), 0),
        ("apps/web/", PAGES.replace("server.all(", ROUTE), 1),
        ("apps/web/", f"const orders = require('./orders')\n{PAGES}", 1),
        ("apps/web/", PAGES.replace("getRequestHandler", "other"), 1),
        ("", PAGES, 1),
        ("apps/web/", FILES, 0),
        ("apps/web/", FILES.replace("'*'", "'/orders'"), 1),
        ("apps/web/", FILES.replace("sendFile(page)", "json(orders)"), 1),
        ("apps/web/", f"const orders = require('./orders')\n{FILES}", 1),
        ("apps/web/", f"import {{ orders }} from 'src/orders'\n{FILES}", 1),
        ("", FILES, 1),
    ],
)
def test_a_server_that_hands_whatever_comes_on_to_pages_makes_no_backend_of_a_front_end(
    directory: str, server: str, components: int
) -> None:
    manifest = '{"name": "web", "dependencies": {"express": "4.19.2", "next": "13.2.1"}}'

    layout = layout_of({f"{directory}package.json": manifest, f"{directory}server.js": server})

    assert len(layout.components) == components
