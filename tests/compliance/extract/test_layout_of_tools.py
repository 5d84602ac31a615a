"""What lies beside the backends of a repository: tools for the work on them, and libraries."""

from __future__ import annotations

import pytest

from tests.compliance.extract.laid_out import layout_of
from tests.compliance.extract.test_layout_of_monorepos import EXPRESS, FASTAPI, package, pyproject
from tests.compliance.repositories import Files

API: Files = {"api/pyproject.toml": pyproject("api", "fastapi"), "api/main.py": FASTAPI}


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("scripts/mail-catcher", ["api"]),
        ("dev/containers/storage-proxy", ["api"]),
        ("utilities/moderation", ["api"]),
        ("packages/gatewaymock", ["api"]),
        ("sample_apps/movies", ["api"]),
        ("devices/hub", ["api", "devices/hub"]),
        ("toolbox", ["api", "toolbox"]),
        ("sample_reviews", ["api", "sample_reviews"]),
    ],
)
def test_a_tool_beside_a_backend_is_none_itself(folder: str, found: list[str]) -> None:
    tool = {f"{folder}/package.json": package("tool", "express"), f"{folder}/src/app.ts": EXPRESS}

    assert [each.path for each in layout_of({**API, **tool}).components] == found


def test_where_nothing_else_serves_a_tool_is_what_the_repository_is_about() -> None:
    files = {"tools/inbox/package.json": package("tool", "express"), "tools/inbox/app.ts": EXPRESS}

    assert [each.path for each in layout_of(files).components] == ["tools/inbox"]


def test_the_reason_why_a_tool_is_no_backend_is_told() -> None:
    tool = {"scripts/a/package.json": package("a", "express"), "scripts/a/app.ts": EXPRESS}

    reasons = {each.path: each.reason for each in layout_of({**API, **tool}).others}

    assert reasons == {"scripts/a/package.json": "is a tool for the work on what others here serve"}


LIBRARY = pyproject(
    "admin",
    "starlette",
    more="classifiers = ['Topic :: Software Development :: Libraries :: Python Modules']\n",
)
MADE = (
    "from starlette.applications import Starlette\n\n\nclass Admin:\n"
    "    def mount_to(self, app):\n        admin = Starlette(routes=self.routes)\n"
)
DERIVED = (
    "from starlette.applications import Starlette\n\n\nclass Admin(Starlette):\n    pass\n\n\n"
    "def create():\n    return Admin()\n"
)
SERVED = "from starlette.applications import Starlette\n\napp = Starlette()\n"


@pytest.mark.parametrize("source", [MADE, DERIVED])
def test_a_library_that_makes_an_application_for_others_is_no_backend(source: str) -> None:
    layout = layout_of({"pyproject.toml": LIBRARY, "admin/base.py": source})

    assert not layout.components
    (other,) = layout.others
    assert other.reason == (
        "is a library, which makes an application of Starlette for whoever asks it"
    )


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": LIBRARY, "admin/base.py": SERVED},
        {"pyproject.toml": LIBRARY, "admin/base.py": MADE, "Dockerfile": "FROM python:3.13\n"},
        {"pyproject.toml": LIBRARY, "admin/base.py": MADE, "wsgi.py": "import admin\n"},
        {"pyproject.toml": pyproject("admin", "starlette"), "admin/base.py": MADE},
        {
            "pyproject.toml": f"{LIBRARY}[project.scripts]\nadmin = 'admin.command:main'\n",
            "admin/base.py": MADE,
        },
    ],
    ids=["serves it itself", "has an image", "has an entry", "says nothing", "has a command"],
)
def test_a_product_that_is_a_package_is_a_backend(files: Files) -> None:
    assert layout_of(files).components


LISTED = pyproject(
    "panels", "starlette", more="classifiers = ['Programming Language :: Python :: 3.13']\n"
)
PANELS = (
    "from starlette.applications import Starlette\n\n\nclass Base:\n"
    "    def __init__(self, app):\n        self.inner = Starlette()\n"
    "        app.mount('/panels', self.inner)\n\n\n"
    "class Pages(Base):\n    pass\n\n\nclass Panels(Pages):\n"
    '    """Made by whoever installs it: `Panels(app)`."""\n'
)


@pytest.mark.parametrize(
    ("manifest", "more", "found"),
    [
        (LISTED, {}, 0),
        (LISTED, {"tests/test_panels.py": "from panels.base import Panels\nPanels(app)\n"}, 0),
        (LISTED, {"panels/served.py": "from .base import Panels\napp = Panels(other).inner\n"}, 1),
        (LISTED, {"panels/served.py": "from .base import Panels\nserve(Panels)\n"}, 1),
        (LISTED, {"Procfile": "web: uvicorn panels.base:app\n"}, 1),
        (LISTED, {"panels/base.py": SERVED}, 1),
        (pyproject("panels", "starlette"), {}, 1),
    ],
)
def test_a_package_that_a_registry_lists_whose_classes_nobody_makes_an_object_of(
    manifest: str, more: Files, found: int
) -> None:
    files = {"pyproject.toml": manifest, "panels/base.py": PANELS, **more}

    assert len(layout_of(files).components) == found


def test_what_only_shows_how_a_library_is_run_makes_no_product_of_it() -> None:
    shown = {"Dockerfile.example": "FROM python\n", "docker-compose.example.yml": "services: {}\n"}

    assert not layout_of({"pyproject.toml": LIBRARY, "admin/base.py": MADE, **shown}).components


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("workers/scripts/trigger.js", ["api"]),
        ("workers/hack/local/trigger.js", ["api"]),
        ("workers/src/tools/trigger.js", ["api", "workers"]),
        ("workers/server.js", ["api", "workers"]),
    ],
)
def test_a_server_among_the_scripts_of_a_project_beside_a_backend(
    entry: str, found: list[str]
) -> None:
    tool = {"workers/package.json": package("workers", "express"), entry: EXPRESS}

    assert [each.path for each in layout_of({**API, **tool}).components] == found


def test_a_project_with_a_server_of_its_own_beside_its_scripts_is_a_backend() -> None:
    files = {
        "workers/package.json": package("workers", "express"),
        "workers/scripts/mail.js": EXPRESS,
        "workers/src/server/app.js": EXPRESS,
    }

    assert [each.path for each in layout_of({**API, **files}).components] == ["api", "workers"]


SIGNS_IN = (
    "import polka from 'polka';\nimport open from 'open';\n\n"
    "export function signIn() {\n  open(address); // in the browser\n"
    "  return new Promise((resolve) => {\n    const server = polka()\n"
    "      .get('/', (req, res) => { server.server.close(); resolve(req.query.token); })\n"
    "      .listen(free);\n  });\n}\n"
)
COMMAND = '{"name": "cli", %s"dependencies": {"polka": "1", "open": "10"}}'


@pytest.mark.parametrize(
    ("command", "source", "found"),
    [
        ('"bin": {"shop": "./dist/index.js"}, ', SIGNS_IN, []),
        ("", SIGNS_IN, ["cli"]),
        (
            '"bin": "./dist/index.js", ',
            (
                "import polka from 'polka';\nimport open from 'open';\n"
                "const server = polka().get('/', shown).listen(80);\nopen(address);\n"
            ),
            ["cli"],
        ),
        (
            '"bin": "./dist/index.js", ',
            (
                "import polka from 'polka';\nconst started = new Promise((resolve) => {\n"
                "  const server = polka().listen(80, () => resolve(server));\n});\n"
                "process.on('SIGTERM', () => server.close());\n"
            ),
            ["cli"],
        ),
    ],
    ids=["a command", "no command", "it goes on", "it is asked to stop"],
)
def test_a_command_that_waits_for_a_browser_to_come_back(
    command: str, source: str, found: list[str]
) -> None:
    files = {"cli/package.json": COMMAND % command, "cli/src/util.ts": source}

    assert [each.path for each in layout_of(files).components] == found


MADE_IN_CLASS = (
    "from fastapi import FastAPI\n\n\nclass CatalogApi:\n    settings: dict\n"
    "    app: FastAPI = field(\n        default_factory=lambda: FastAPI(title='catalog')\n    )\n"
)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, []),
        ({"api/tests/test_api.py": "from api.app import CatalogApi\napp = CatalogApi().app\n"}, []),
        ({"site/run.py": "from api.app import CatalogApi\napp = CatalogApi().app\n"}, ["api"]),
        ({"site/run.py": "from api.app import CatalogApi\napp = CatalogApi.made()\n"}, ["api"]),
        ({"site/run.py": "class Shop(CatalogApi):\n    pass\n\nShop().run()\n"}, ["api"]),
        ({"api/Dockerfile": "FROM python:3.13\n"}, ["api"]),
    ],
    ids=["nobody makes it", "a test", "a program", "its method", "a class of it", "an image"],
)  # fmt: skip
def test_a_class_with_an_application_of_which_nobody_makes_any(
    files: Files, found: list[str]
) -> None:
    own = {"api/pyproject.toml": pyproject("api", "fastapi"), "api/api/app.py": MADE_IN_CLASS}

    assert [each.path for each in layout_of({**own, **files}).components] == found
