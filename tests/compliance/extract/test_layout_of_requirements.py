"""Which folder's code requirements are of that lie in a folder for something else."""

from __future__ import annotations

import pytest

from compliance.extract import EXTRACTORS, extract, is_read
from compliance.facts import Layout
from compliance.tree import Kind, TreeBuilder
from tests.compliance.extract.laid_out import layout_of

IMAGE = {"docker/main/requirements.txt": "fastapi\n", "docker/main/Dockerfile": "FROM python\n"}
SHOP = {"shop/app.py": "from fastapi import FastAPI\napp = FastAPI()\n"}


def test_what_an_image_installs_is_for_the_code_beside_its_folder() -> None:
    files = {**IMAGE, **SHOP, "docker/main/model.py": "import urllib.request\n"}

    assert [each.path for each in layout_of(files).components] == [""]
    in_folder = {f"api/{path}": content for path, content in files.items()}
    assert [each.path for each in layout_of(in_folder).components] == ["api"]


def test_an_application_in_a_folder_for_images_keeps_its_requirements() -> None:
    served = {**IMAGE, "docker/main/app.py": SHOP["shop/app.py"]}

    assert [each.path for each in layout_of(served).components] == ["docker/main"]
    assert not layout_of({**IMAGE, "shop/names.py": "NAME = 'shop'\n"}).components


SETTINGS = {
    "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "news.settings")\n',
    "news/__init__.py": "",
    "news/requirements.txt": "django==5.2\n",
    "news/urls.py": "from django.urls import path\nurlpatterns = [path('', home)]\n",
    "news/wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
    "application = get_wsgi_application()\n",
    "news/settings.py": "INSTALLED_APPS = []\n",
}


def test_requirements_in_the_package_of_djangos_settings_are_of_the_project() -> None:
    assert [each.path for each in layout_of(SETTINGS).components] == [""]
    in_folder = {f"site/{path}": content for path, content in SETTINGS.items()}
    assert [each.path for each in layout_of(in_folder).components] == ["site"]


@pytest.mark.parametrize(
    "changed",
    [
        {"manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'},
        {"news/manage.py": SETTINGS["manage.py"]},
    ],
    ids=["other settings", "a project of its own"],
)
def test_requirements_of_a_package_that_is_none_are_its_own(changed: dict[str, str]) -> None:
    assert [each.path for each in layout_of({**SETTINGS, **changed}).components] == ["news"]


LINKED = {
    "requirements-common.txt": "Flask==3.1.0\n",
    "search/setup.py": "from setuptools import setup\nsetup(name='search')\n",
    "search/search/app.py": "from flask import Flask\napp = Flask(__name__)\n",
}


@pytest.mark.parametrize(
    ("link", "target", "found"),
    [
        ("search/requirements-common.txt", "../requirements-common.txt", ["search"]),
        ("search/requirements-common.txt", "../other/requirements-common.txt", []),
        ("search/requirements-common.txt", "../../requirements-common.txt", []),
        ("search/requirements.txt", "../requirements-common.txt", []),
    ],
)
def test_requirements_that_a_link_shares_are_of_the_folder_with_the_link(
    link: str, target: str, found: list[str]
) -> None:
    builder = TreeBuilder("c" * 40, is_read)
    for path, content in LINKED.items():
        builder.offer(path, len(content))
        builder.add(path, content.encode())
    builder.offer(link, len(target), Kind.SYMLINK)

    layout = extract(builder.build(), EXTRACTORS).layout

    assert isinstance(layout, Layout)
    assert [each.path for each in layout.components] == found


def test_requirements_that_a_package_of_a_project_links_to_are_of_the_project() -> None:
    target = "../requirements.txt"
    builder = TreeBuilder("c" * 40, is_read)
    files = {"requirements.txt": "Flask==3.1.0\n", "search/app.py": LINKED["search/search/app.py"]}
    for path, content in files.items():
        builder.offer(path, len(content))
        builder.add(path, content.encode())
    builder.offer("search/requirements.txt", len(target), Kind.SYMLINK)

    layout = extract(builder.build(), EXTRACTORS).layout

    assert isinstance(layout, Layout)
    assert [each.path for each in layout.components] == [""]


def test_a_project_is_known_by_the_manifest_that_names_its_framework() -> None:
    layout = layout_of(
        {
            "dev-requirements.txt": "flask\npytest\n",
            "pyproject.toml": "[tool.ruff]\n",
            "requirements.txt": "flask==3.1.0\n",
            "app.py": LINKED["search/search/app.py"],
        }
    )

    (component,) = layout.components
    assert component.manifest == "requirements.txt"
    assert component.why.startswith("requirements.txt depends on Flask")


APP = {"shop/app.py": LINKED["search/search/app.py"]}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"requirements.txt": "-r setup/requirements.txt\ngunicorn\n"}, [""]),
        ({"requirements.txt": "--requirement=setup/requirements.txt\n"}, [""]),
        ({"base.requirements.txt": "-r setup/requirements.txt\n"}, [""]),
        ({"requirements.txt": "-r more.requirements.txt\n",
          "more.requirements.txt": "-r ./setup/requirements.txt  # of all\n"}, [""]),
        ({"requirements.txt": "-c setup/requirements.txt\n"}, []),
        ({"requirements.txt": "# -r setup/requirements.txt\n"}, []),
        ({"requirements-dev.txt": "-r setup/requirements.txt\n"}, []),
        ({"requirements.txt": "-r ../setup/requirements.txt\n"}, []),
        ({"requirements.txt": "-r requirements.txt\n"}, []),
    ],
)  # fmt: skip
def test_requirements_that_a_project_includes_are_its_own(
    files: dict[str, str], found: list[str]
) -> None:
    shared = {"setup/requirements.txt": "flask==3.1.0\n", "setup/version.py": "import flask\n"}

    layout = layout_of({**APP, **shared, **files})

    assert [each.path for each in layout.components] == found
    if found:
        assert "setup/requirements.txt depends on Flask" in layout.components[0].why


def test_a_root_that_includes_what_its_services_need_is_no_service_itself() -> None:
    services = {
        f"{name}/{path}": content
        for name in ("carts", "orders")
        for path, content in {"requirements.txt": "flask\n", **APP}.items()
    }
    included = "-r carts/requirements.txt\n-r orders/requirements.txt\n"

    layout = layout_of({**services, "requirements.txt": included, "lint.py": "import ast\n"})

    assert [each.path for each in layout.components] == ["carts", "orders"]


PACKAGE = {
    "pyproject.toml": "[tool.poetry.dependencies]\npython = '^3.12'\nfastapi = '^0.115'\n",
    "air/__init__.py": "",
    "air/requirements.txt": "fastapi==0.115.0\n",
    "air/main.py": "from fastapi import FastAPI\nfrom air.settings import settings\n"
    "app = FastAPI()\n",
}


def test_requirements_in_a_package_of_a_project_are_the_projects() -> None:
    assert [each.path for each in layout_of(PACKAGE).components] == [""]
    in_folder = {f"api/{path}": content for path, content in PACKAGE.items()}
    assert [each.path for each in layout_of(in_folder).components] == ["api"]


@pytest.mark.parametrize(
    "changed",
    [
        {"pyproject.toml": "[tool.ruff]\nline-length = 100\n"},
        {"air/setup.py": "from setuptools import setup\nsetup(install_requires=['fastapi'])\n"},
        {"air/main.py": "from fastapi import FastAPI\nfrom settings import air\napp = FastAPI()\n"},
        {"air/__init__.py": None},
    ],
    ids=["settings of tools above", "declares itself", "works from within", "no package"],
)
def test_a_service_with_requirements_of_its_own_is_no_package_of_what_lies_above(
    changed: dict[str, str | None],
) -> None:
    files = {path: each for path, each in {**PACKAGE, **changed}.items() if each is not None}

    assert [each.path for each in layout_of(files).components] == ["air"]


def test_what_only_the_tests_of_a_project_require_it_does_not() -> None:
    files = {
        "pyproject.toml": "[project]\nname = 'air'\ndependencies = ['click']\n",
        "air/main.py": PACKAGE["air/main.py"],
        "tests/__init__.py": "",
        "tests/requirements.txt": "fastapi\n",
        "tests/test_air.py": "from tests.helpers import client\n",
    }

    assert not layout_of(files).components


BESIDE = {
    "setup.py": "from setuptools import setup\nsetup(name='shop')\n",
    "config/__init__.py": "import os\nDEBUG = os.environ.get('DEBUG')\n",
    "config/requirements.txt": "Flask==3.1\n",
    "config/requirements-dev.txt": "pytest\n",
    "shop/__init__.py": "from flask import Flask\napp = Flask(__name__)\n",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [""]),
        ({"setup.py": "VERSION = 1\n"}, [""]),
        ({"config/web.py": "from flask import Flask\napp = Flask(__name__)\n"}, ["config"]),
        ({"shop/requirements.txt": "flask\n"}, ["shop"]),
        ({"shop/__init__.py": "import requests\n"}, []),
        ({"requirements.txt": "flask\n"}, [""]),
    ],
    ids=[
        "what a folder of settings lists",
        "nothing else at the root",
        "an application of its own",
        "a project that says itself what it needs",
        "nobody who serves",
        "said above already",
    ],
)
def test_requirements_that_no_code_beside_them_takes_in_are_of_the_code_above(
    changed: dict[str, str], expected: list[str]
) -> None:
    assert [each.path for each in layout_of({**BESIDE, **changed}).components] == expected


def test_requirements_move_up_to_the_nearest_folder_whose_code_serves() -> None:
    deep = {"api/deploy/pip/requirements.txt": "fastapi\n", "api/src/main.py": SHOP["shop/app.py"]}

    assert [each.path for each in layout_of(deep).components] == ["api"]


DEPLOYED = {
    "requirements.txt": "django==5.2\n",
    "shop/__init__.py": "",
    "shop/settings.py": "MIDDLEWARE = ['django.x']\nROOT_URLCONF = 'shop.urls'\n",
    "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
    "deploy/requirements.txt": "-r ../requirements.txt\nuwsgi\n",
    "deploy/wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
    "application = get_wsgi_application()\n",
}


@pytest.mark.parametrize(
    ("changed", "components"),
    [
        (
            {"deploy/settings.py": "from shop.settings import *\nX = 'django'\n"},
            [""],
        ),
        (
            {
                "shop/app.py": "from flask import Flask\napp = Flask(__name__)\n",
                "requirements.txt": "flask\n",
                "deploy/serve.py": "from flask import Flask\nfrom shop.app import app\n"
                "outer = Flask('outer')\nouter.mount(app)\n",
            },
            [""],
        ),
        (
            {
                "shop/app.py": "from flask import Flask\napp = Flask(__name__)\n",
                "requirements.txt": "flask\n",
                "deploy/serve.py": "from flask import Flask\nfrom shop.app import app\n"
                "outer = Flask('outer')\nouter.mount(app)\n",
                "deploy/shop/app.py": "from flask import Flask\napp = Flask(__name__)\n",
            },
            ["", "deploy"],
        ),
        (
            {"deploy/settings.py": "from shop.names import NAME\nX = 'django'\n"},
            ["", "deploy"],
        ),
        (
            {
                "deploy/base.py": "",
                "deploy/settings.py": "from deploy.base import *\nX = 'django'\n",
            },
            ["", "deploy"],
        ),
    ],
    ids=[
        "Django's settings",
        "an application",
        "an application of its own",
        "a name alone",
        "settings of its own",
    ],
)
def test_what_serves_the_code_above_with_more_settings_is_no_backend(
    changed: dict[str, str], components: list[str]
) -> None:
    assert [each.path for each in layout_of({**DEPLOYED, **changed}).components] == components
