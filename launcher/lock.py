"""The files with pins and hashes, made from pyproject.toml.

`.venv/bin/python -m launcher.lock` writes them, with `--upgrade` at the newest releases allowed;
`--check` says whether they are what pyproject.toml asks for.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.environment import ROOT, for_uv, is_unreachable, uv
from launcher.failure import say

_COMPILE = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header")
_FILES: Mapping[str, Sequence[str]] = {
    "requirements.txt": ("pyproject.toml",),
    "requirements-dev.txt": ("--group=dev", "--constraint=requirements.txt", "pyproject.toml"),
    "requirements-uv.txt": ("--group=installer",),
}


def main(words: Sequence[str]) -> int:
    """Write the files, or compare them; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m launcher.lock", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if they differ")
    parser.add_argument("--upgrade", action="store_true", help="take the newest releases allowed")
    arguments = parser.parse_args(words)
    try:
        if arguments.check:
            return _check()
        _compile(ROOT, upgrade=arguments.upgrade)
    except subprocess.CalledProcessError as error:
        if arguments.check and is_unreachable(error.stderr) and not os.environ.get("CI"):
            say("No package index can be reached, so the files with pins were not compared.")
            return 0
        say(error.stderr.strip())
        return int(error.returncode)
    return 0


def _check() -> int:
    """Compile copies of the files and compare what they pin.

    Hashes are left out: a release may get further files after it was pinned.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pyproject.toml", *_FILES):
            shutil.copy(ROOT / name, folder)
        _compile(Path(folder), upgrade=False)
        differing = [name for name in _FILES if _pins(ROOT / name) != _pins(Path(folder, name))]
    for name in differing:
        say(
            f"{name} is not what pyproject.toml asks for: run '.venv/bin/python -m"
            " launcher.lock' and commit the result."
        )
    return 1 if differing else 0


def _compile(folder: Path, *, upgrade: bool) -> None:
    environment = for_uv(os.environ)
    for name, sources in _FILES.items():
        command = [str(uv()), *_COMPILE, *(["--upgrade"] if upgrade else []), *sources]
        command += ["--output-file", name]
        subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=True
        )


def _pins(file: Path) -> list[str]:
    """The lines that name a package, its version and where it applies."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.rstrip(" \\") for line in lines if line and not line.startswith((" ", "#"))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
