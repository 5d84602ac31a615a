"""What comes before Python: the two commands are small shell scripts."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.environment import ROOT

_COPIES = ("run", "test", "launcher")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The two commands without an environment."""
    project = tmp_path / "a project"
    project.mkdir()
    for name in _COPIES:
        subprocess.run(["cp", "-R", str(ROOT / name), str(project)], check=True)
    return project


def _program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("command", ["run", "test"])
def test_a_python_that_is_too_old_is_refused(project: Path, command: str) -> None:
    binaries = project / "bin"
    for name in ("python", "python3", "python3.11"):
        _program(binaries, name, "exit 1  # Not 3.11 or newer.")
    _program(binaries, "dirname", 'exec /usr/bin/dirname "$@"')
    result = subprocess.run(
        [str(project / command)],
        env={"PATH": str(binaries)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Plumbline needs Python 3.11 or newer and found none on PATH:")
    assert result.stderr.count("\n") == 1


def test_the_first_python_that_is_new_enough_is_taken(project: Path) -> None:
    binaries = project / "bin"
    _program(binaries, "python3", "exit 1")
    (binaries / "python3.11").symlink_to(sys.executable)
    _program(binaries, "dirname", 'exec /usr/bin/dirname "$@"')
    result = subprocess.run(
        [str(project / "run"), "--help"],
        env={"PATH": str(binaries)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Start Plumbline" in result.stdout
    assert not (project / ".venv").exists()


def test_modules_in_the_callers_folder_are_not_imported(project: Path, tmp_path: Path) -> None:
    for name in ("argparse.py", "json.py", "launcher.py"):
        (tmp_path / name).write_text("raise SystemExit('imported from the wrong folder')\n")
    result = subprocess.run(
        [str(project / "run"), "--help"],
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "module", sorted((ROOT / "launcher").glob("*.py")), ids=lambda path: path.stem
)
def test_the_launcher_needs_the_standard_library_alone(module: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported <= sys.stdlib_module_names | {"launcher"}
