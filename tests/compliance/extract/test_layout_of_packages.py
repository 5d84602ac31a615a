"""What a package of Python's, which others install, is tried out with."""

from __future__ import annotations

import pytest

from tests.compliance.extract.laid_out import layout_of
from tests.compliance.repositories import Files

DJANGO = {
    "setup.py": "from setuptools import setup\nsetup(install_requires=['django'])\n",
    "reports/models.py": "from django.db import models\n",
    "manage.py": "import django\n",
}
SETTINGS = "import django\nROOT_URLCONF = 'urls'\n"


@pytest.mark.parametrize("folder", ["test_project", "testproject", "testsite", "test-app"])
def test_what_a_package_is_tried_out_with_is_no_backend(folder: str) -> None:
    tried: Files = {f"{folder}/settings.py": SETTINGS}

    assert not layout_of({**DJANGO, **tried}).components
    # One that serves by itself is a backend for all that.
    (component,) = layout_of({**DJANGO, **tried, "reports/site/settings.py": SETTINGS}).components
    assert component.evidence[0].path == "reports/site/settings.py"
    # What is no package may be called so.
    project = {"requirements.txt": "django\n", "manage.py": "import django\n"}
    assert layout_of({**project, **tried}).components


@pytest.mark.parametrize("folder", ["testing_tools", "test_projects_of_all", "devproject"])
def test_a_package_with_a_project_of_another_name_is_a_backend(folder: str) -> None:
    assert layout_of({**DJANGO, f"{folder}/settings.py": SETTINGS}).components


def test_a_package_that_installs_a_command_may_be_a_product() -> None:
    pyproject = """
        [project]
        name = "mails"
        dependencies = ["django"]
        [project.scripts]
        mails-admin = "mails.commands:main"
        """
    files = {"pyproject.toml": pyproject, "test_project/settings.py": SETTINGS}

    assert layout_of(files).components
    task = pyproject.replace("project.scripts", "tool.poe.tasks").replace(
        "mails.commands:main", "pytest -q"
    )
    assert not layout_of({**files, "pyproject.toml": task}).components
