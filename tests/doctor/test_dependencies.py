"""Whether dependencies are installed as their lockfile says."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from tests.doctor.laptops import Desk, node_checkout, python_checkout
from tests.doctor.looking import look, manifest


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (manifest(), "none-needed"),
        (manifest(dependencies={"a": "1"}), "nothing-installed"),
        ({**manifest(dependencies={"a": "1"}), "node_modules/b/package.json": "{}"}, "missing"),
        ({**manifest(devDependencies={"@s/a": "^1.2"}),
          "node_modules/@s/a/package.json": '{"version": "1.3.0"}'}, "installed"),
        ({**manifest(devDependencies={"@s/a": "^1.2"}),
          "node_modules/@s/a/package.json": '{"version": "1.1.0"}'}, "differ"),
        ({**manifest(dependencies={"a": "workspace:*"}),
          "node_modules/a/package.json": '{"version": "1.1.0"}'}, "installed"),
        ({**manifest(dependencies={"a": "1"}), ".pnp.cjs": ""}, "not-compared"),
    ],
)  # fmt: skip
def test_node_dependencies(desk: Desk, files: dict[str, str], reason: str) -> None:
    desk.write(files)

    assert look(desk, "dependencies").reason == reason


@pytest.mark.parametrize(
    ("installed", "differing"),
    [
        ({"node_modules/a": {"version": "1.0.0"}}, 1),
        ({"node_modules/a": {"version": "1.0.1"}}, 0),
        ({}, 1),
    ],
)
def test_npms_lockfile_is_compared_with_its_own_record(
    desk: Desk, installed: dict[str, Any], differing: int
) -> None:
    locked = {
        "": {"name": "shop"}, "node_modules/a": {"version": "1.0.1"}, "libs/b": {"version": "1"},
        "node_modules/b": {"link": True}, "node_modules/c": {"version": "1", "optional": True},
    }  # fmt: skip
    desk.write(
        {
            **manifest(dependencies={"a": "^1"}),
            "package-lock.json": json.dumps({"packages": locked}),
            "node_modules/a/package.json": '{"version": "1.0.0"}',
            "node_modules/.package-lock.json": json.dumps({"packages": installed}),
        }
    )

    found = look(desk, "dependencies")
    assert (found.count if found.outcome == "fail" else 0) == differing


def test_pnpms_lockfile_is_compared_with_its_own_record(desk: Desk) -> None:
    node_checkout(desk)
    lock = "lockfileVersion: '9.0'\n"
    desk.write({"pnpm-lock.yaml": lock, "node_modules/.pnpm/lock.yaml": lock})
    assert "as pnpm-lock.yaml says" in look(desk, "dependencies").says
    desk.write({"node_modules/.pnpm/lock.yaml": lock + "x: 1\n"})
    assert "as pnpm-lock.yaml" not in look(desk, "dependencies").says


def test_python_dependencies(desk: Desk) -> None:
    python_checkout(desk)
    assert look(desk, "dependencies").reason == "installed"
    desk.write({"uv.lock": '[[package]]\nname = "django"\nversion = "5.2"\n'})
    assert look(desk, "dependencies").reason == "differ"
    (desk.checkout / ".venv/lib/python3.12/site-packages/Django-5.1.3.dist-info").rmdir()
    found = look(desk, "dependencies")
    assert (found.reason, found.count, found.fix) == ("missing", 1, ("uv sync",))
    (desk.checkout / ".venv" / "pyvenv.cfg").unlink()
    assert look(desk, "dependencies").reason == "nothing-installed"


def test_requirements_without_an_environment_are_looked_for_where_python_has_them(
    desk: Desk,
) -> None:
    text = (
        "-r other.txt\nDjango==5.1.3 \\\n    --hash=sha256:aa\nwin; sys_platform == 'win32'\n./x\n"
    )
    desk.write({"requirements.txt": text})
    assert look(desk, "dependencies").reason == "not-compared"
    desk.program("python3", "echo Django 5.1.3")
    assert look(desk, "dependencies").reason == "installed"
    desk.program("python3", "echo Django 5.1.4")
    assert look(desk, "dependencies").reason == "differ"
    desk.program("python3", "echo pip 24")
    found = look(desk, "dependencies", "win32")
    assert (found.reason, found.fix) == (
        "missing",
        ("py -m venv .venv", r".venv\Scripts\python -m pip install -r requirements.txt"),
    )


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("linux", ".cache/pypoetry/virtualenvs"),
        ("darwin", "Library/Caches/pypoetry/virtualenvs"),
        ("win32", "AppData/Local/pypoetry/Cache/virtualenvs"),
    ],
)
def test_poetrys_environments_are_found_by_the_folder(
    desk: Desk, platform: str, place: str
) -> None:
    desk.write({"pyproject.toml": '[tool.poetry.dependencies]\npython = "*"\ndjango = "^5"\n'})
    expected = "nothing-installed" if platform == "linux" else "not-compared"
    assert look(desk, "dependencies", platform).reason == expected
    digest = hashlib.sha256(str(desk.checkout.resolve()).encode()).digest()
    name = f"shop-{base64.urlsafe_b64encode(digest).decode()[:8]}-py3.12"
    packages = desk.home / place / name / "lib" / "python3.12" / "site-packages"
    (packages / "django-5.1.3.dist-info").mkdir(parents=True)

    assert look(desk, "dependencies", platform).reason == "installed"
