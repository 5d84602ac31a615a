"""Laptops made up for tests: checkouts, programs on PATH, and interpreters to run the doctor with.

The programs are shell scripts that stand in for the real ones, since no test may depend on the
Docker or the VS Code of the machine that it runs on. The interpreters are real.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from integrations.doctor import doctor

SCRIPT = Path(doctor.__file__)
# Everything that the machine has of these; the tests' own is always there.
_NAMES = (
    "python3.9",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "pypy3",
)
_PYENV = Path("~/.pyenv/versions").expanduser()


def _interpreters() -> dict[str, str]:
    """Real interpreters of 3.9 or newer, by what they say they are."""
    asked = [sys.executable, *filter(None, map(shutil.which, _NAMES))]
    asked += sorted(str(each) for each in _PYENV.glob("3.*/bin/python3"))
    program = "import sys; print(sys.implementation.name, *sys.version_info[:3])"
    found: dict[str, str] = {}
    for path in asked:
        said = subprocess.run([path, "-c", program], capture_output=True, text=True, check=False)
        name, *version = said.stdout.split() or ["none"]
        if [int(each) for each in version] >= [3, 9]:
            found.setdefault(f"{name}-{version[0]}.{version[1]}", path)
    return found


INTERPRETERS = _interpreters()
# Too old for it, and new enough to read it; there may be none.
TOO_OLD = [str(each) for each in _PYENV.glob("3.8.*/bin/python3")]
# What people may have: the oldest that it promises to do with, up to the newest that is published.
_PEOPLE_HAVE = tuple(f"cpython-3.{minor}" for minor in range(9, 15))


def told() -> str:
    """Which real interpreters there are here to run the doctor by, and which there are not."""
    missing = [each for each in _PEOPLE_HAVE if each not in INTERPRETERS]
    said = f"Here the doctor's tests run it by {', '.join(sorted(INTERPRETERS))}"
    return f"{said}; not found: {', '.join(missing)}." if missing else f"{said}."


@dataclass
class Ran:
    """What a run of the doctor left."""

    code: int
    out: str
    err: str
    seconds: float

    def outcomes(self) -> dict[str, str]:
        """The outcomes by item, of a run with --json."""
        return {each["item"]: each["outcome"] for each in json.loads(self.out)["items"]}

    def finding(self, item: str) -> dict[str, Any]:
        """The first finding of an item, of a run with --json."""
        items = {each["item"]: each for each in json.loads(self.out)["items"]}
        first: dict[str, Any] = items[item]["findings"][0]
        return first


@dataclass
class Desk:
    """A home folder, a folder of programs, and a checkout beside each other."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in (self.home, self.programs, self.checkout / ".git"):
            each.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def programs(self) -> Path:
        return self.folder / "programs"

    @property
    def checkout(self) -> Path:
        return self.folder / "shop"

    def write(self, files: Mapping[str, str]) -> None:
        """Files of the checkout."""
        for name, text in files.items():
            path = self.checkout / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def program(self, name: str, script: str, *, folder: Path | None = None) -> Path:
        """A program that stands in for a real one, as a shell script."""
        path = (folder or self.programs) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def environment(self) -> dict[str, str]:
        return {"PATH": str(self.programs), "HOME": str(self.home), **self.environ}

    def run(
        self,
        *words: str,
        interpreter: str = sys.executable,
        script: Path = SCRIPT,
        folder: Path | None = None,
        piped: bool = False,
    ) -> Ran:
        """Run the doctor as a process of its own, without a terminal; piped: its source comes by
        standard input, as from curl.
        """
        begun = time.monotonic()
        ran = subprocess.run(
            [interpreter, "-" if piped else str(script), *words],
            input=script.read_bytes() if piped else None,
            stdin=None if piped else subprocess.DEVNULL,
            cwd=folder or self.checkout,
            env=self.environment(),
            capture_output=True,
            start_new_session=True,
            timeout=60,
            check=False,
        )
        seconds = time.monotonic() - begun
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode(), seconds)

    def laptop(self, platform: str = "linux", **given: Any) -> doctor.Laptop:
        """The same laptop in this process, for what cannot be run here."""
        checkout = doctor.Checkout(str(self.checkout))
        environ = self.environment()
        programs = doctor.Programs(checkout, environ, time.monotonic() + 30)
        return doctor.Laptop(checkout, programs, environ, str(self.home), platform, **given)


def node_checkout(desk: Desk) -> None:
    """A Node.js checkout and a laptop on which all is as it should be but for what needs more."""
    desk.write(
        {
            ".nvmrc": "20.11.1\n",
            "package.json": json.dumps(
                {
                    "name": "shop",
                    "packageManager": "pnpm@9.12.0",
                    "engines": {"node": ">=20 <21"},
                    "scripts": {"dev": "tsx watch src/main.ts"},
                    "dependencies": {"fastify": "^5.0.0"},
                }
            ),
            "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
            "node_modules/fastify/package.json": '{"name": "fastify", "version": "5.1.0"}',
            ".vscode/extensions.json": '{\n// ours\n"recommendations": ["biomejs.biome",],\n}\n',
            ".env.example": "DATABASE_URL=\nAPI_KEY=\n",
            ".env": "DATABASE_URL=postgresql://u:hush@localhost/shop\nAPI_KEY='tell-nobody'\n",
            "docker-compose.yml": "services:\n  db:\n    image: postgres:17\n",
        }
    )
    desk.program("node", "echo v20.11.1")
    desk.program("pnpm", "echo 9.12.0")
    desk.program("code", "echo biomejs.biome; echo other.thing")
    desk.program("docker", docker(desk, "db", "Up 2 minutes"))


def docker(desk: Desk, service: str, status: str) -> str:
    """A stand-in for Docker, whose daemon runs one service of the checkout."""
    return (
        'if [ "$1" = version ]; then echo 27.3.1; else '
        f"printf '%s\\t%s\\t%s\\n' {service} {desk.checkout} '{status}'; fi"
    )


HANGS = "trap '' TERM; /bin/sleep 300 & /bin/sleep 300"


def python_checkout(desk: Desk) -> None:
    """A Python checkout with its environment, and nothing to complain about."""
    desk.write(
        {
            ".python-version": "3.12\n",
            "pyproject.toml": (
                '[project]\nname = "shop"\nrequires-python = ">=3.12"\n'
                'dependencies = ["django>=5", "psycopg[binary]==3.2.3"]\n'
                "[tool.uv]\n"
            ),
            "uv.lock": '[[package]]\nname = "django"\nversion = "5.1.3"\nsource = {}\n',
            ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.7\n",
            "manage.py": "import pathlib; pathlib.Path('ran').touch()\n",
            ".env.example": "SECRET_KEY=\n",
            ".env": "SECRET_KEY=hush\n",
        }
    )
    packages = ".venv/lib/python3.12/site-packages"
    for name in ("Django-5.1.3.dist-info", "psycopg-3.2.3.dist-info"):
        (desk.checkout / packages / name).mkdir(parents=True)
    desk.program("uv", "echo uv 0.9.2")
    desk.program("python3", "echo Python 3.12.7")


def still_running(marks: Sequence[str]) -> list[str]:
    """The processes whose environment or words hold one of the marks, though whoever was killed had
    five seconds to end.
    """
    end = time.monotonic() + 5
    while (found := _running(marks)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def _running(marks: Sequence[str]) -> list[str]:
    found = []
    for each in Path("/proc").iterdir():
        if not each.name.isdigit() or int(each.name) == os.getpid():
            continue
        try:
            told = (each / "environ").read_bytes() + (each / "cmdline").read_bytes()
        except OSError:
            continue
        if any(mark.encode() in told for mark in marks):
            found.append(each.name)
    return found
