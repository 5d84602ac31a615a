"""The Python environment in `.venv`: made once from the files with hashes, then only looked at.

A stamp, written last, says what the environment was made from. While it agrees with the files,
nothing is done; a half-made environment has no stamp and is made again.
"""

import errno
import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from launcher import index
from launcher.failure import Refusal, disk_full, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLER = VENV / "installer"
"""uv's own folder, beside what it installs: it would remove itself otherwise."""

_STAMP = VENV / "stamp.json"
_RUN, _TEST, _UV = (
    ROOT / name for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")
)
_OUTDATED = "outdated"
_FOREIGN = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH")
_UNREACHABLE = (
    "Could not find a version",
    "No matching distribution",
    "NewConnectionError",
    "ConnectTimeout",
    "client error (Connect)",
    "Could not connect",
    "error sending request",
    "dns error",
    "Failed to fetch",
)

Stamp = dict[str, str]


def ensure(environment: Mapping[str, str], *, development: bool) -> bool:
    """Make the environment if it is not as the files say; with `development`, the tests' too.

    `environment` holds the variables for pip and uv. Two commands at once wait for one another.
    Returns whether anything was made. Raises `Refusal` where it cannot be.
    """
    if _is_current(development=development):
        return False
    with _one_at_a_time():
        if _is_current(development=development):
            return False
        try:
            _make(environment, development=development)
        except OSError as error:
            raise _not_made(error) from error
    return True


def runs_inside() -> bool:
    """Whether this very process runs the environment's Python."""
    return Path(sys.prefix).resolve() == VENV


def for_children(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` without what is told to the caller's Python and not to Plumbline's.

    Without stored bytecode each start takes seconds longer, and foreign modules come first.
    """
    return {name: value for name, value in environment.items() if name not in _FOREIGN}


def uv() -> Path:
    """The pinned installer's program."""
    return INSTALLER / "bin" / "uv"


def for_uv(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for calling uv by hand: it looks for packages where pip does."""
    variables = {**environment, "UV_PYTHON_DOWNLOADS": "never"}
    return variables | _for_uv(_pip(variables), variables)


def is_unreachable(said: str) -> bool:
    """Whether pip's or uv's words mean that no package index answered."""
    return any(sign in said for sign in _UNREACHABLE)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _stamp() -> Stamp:
    """What the environment was made from; empty where it is missing or half made."""
    try:
        stamp = json.loads(_STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and os.access(PYTHON, os.X_OK) else {}


def _base() -> Stamp:
    """What cannot change without making the environment anew."""
    return {"python": sys.version, "path": str(VENV), "installer": _digest(_UV)}


def _is_current(*, development: bool) -> bool:
    wanted = _base() | {"requirements": _digest(_RUN)}
    if development:
        wanted["development"] = _digest(_TEST)
    return wanted.items() <= _stamp().items()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the lock on making the environment: the file that says what is in it."""
    with _RUN.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is making the environment; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(environment: Mapping[str, str], *, development: bool) -> None:
    stamp = _stamp()
    base = _base()
    variables = {**environment, "UV_PYTHON_DOWNLOADS": "never"}
    say("Making the environment in .venv from the files with hashes (once; it is then kept).")
    _STAMP.unlink(missing_ok=True)
    if not base.items() <= stamp.items():
        stamp = {}
        _make_venv()
    pip = _pip(variables)
    if not stamp:
        _install_uv(pip, variables)
    variables |= _for_uv(pip, variables)
    had_tests = "development" in stamp
    _install(_TEST if development else _RUN, variables, keep_others=had_tests and not development)
    written = base | {"requirements": _digest(_RUN)}
    if development or had_tests:
        written["development"] = _digest(_TEST) if development else _OUTDATED
    _write_stamp(written)


def _make_venv() -> None:
    import venv  # noqa: PLC0415  (as rarely needed as it is slow to import)

    venv.EnvBuilder(clear=True, symlinks=True).create(VENV)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    # Lets `python -m` find the project's packages from whatever folder it is called in.
    (VENV / "lib" / version / "site-packages" / "plumbline.pth").write_text(f"{ROOT}\n")


def _install_uv(pip: Sequence[str], environment: Mapping[str, str]) -> None:
    command = [*pip, "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-compile", "--only-binary=:all:", "--require-hashes"]
    command += ["--target", str(INSTALLER), "--requirement", str(_UV)]
    _explain(_run(command, environment))


def _pip(environment: Mapping[str, str]) -> list[str]:
    """How to call pip: this Python's, else one that its module ensurepip brings."""
    if find_spec("pip"):
        return [sys.executable, "-Im", "pip"]
    pip = [str(PYTHON), "-Im", "pip"]
    made = _run([str(PYTHON), "-Im", "ensurepip", "--default-pip"], environment)
    if made.returncode == 0:
        return pip
    raise Refusal(
        f"{sys.executable} has neither pip nor a working ensurepip to get it with: install one"
        " (Debian, Ubuntu: 'apt install python3-venv') and run this again."
    )


def _for_uv(pip: Sequence[str], environment: Mapping[str, str]) -> dict[str, str]:
    """The variables with which uv looks for packages where pip does."""
    return index.for_uv(_run([*pip, "config", "list"], environment).stdout, environment)


def _install(requirements: Path, environment: Mapping[str, str], *, keep_others: bool) -> None:
    """Bring the environment to what `requirements` pins; `keep_others` removes nothing."""
    command = [str(uv()), "pip", *(["install", "--no-deps"] if keep_others else ["sync"])]
    command += ["--python", str(PYTHON), "--require-hashes"]
    command += [] if _cache_is_writable(environment) else ["--no-cache"]
    command += ["--requirements", str(requirements)] if keep_others else [str(requirements)]
    _explain(_run(command, environment))


def _cache_is_writable(environment: Mapping[str, str]) -> bool:
    """Whether uv can keep its cache where it would; without a home folder it cannot."""
    caches = environment.get("XDG_CACHE_HOME") or f"{environment.get('HOME', '')}/.cache"
    folder = Path(environment.get("UV_CACHE_DIR") or f"{caches}/uv")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _run(
    command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=dict(environment),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def _explain(result: subprocess.CompletedProcess[str]) -> None:
    """Raise the sentence for an installation that failed."""
    if result.returncode == 0:
        return
    said = (result.stderr.strip() or result.stdout.strip()).splitlines() or ["nothing"]
    if any("No space left" in line for line in said):
        raise disk_full(VENV)
    if is_unreachable(result.stderr):
        raise Refusal(
            "No package index can be reached, so the environment cannot be made: connect to the"
            " network or configure pip's index, and run this again"
            f" (the installer said: {said[-1].strip()})."
        )
    say("\n".join(said))
    raise Refusal("The environment cannot be made: the installer failed as said above.")


def _not_made(error: OSError) -> Refusal:
    if error.errno == errno.ENOSPC:
        return disk_full(VENV)
    return Refusal(
        f"The environment cannot be made in {VENV} ({error.strerror}): run this once as somebody"
        " who may write there."
    )


def _write_stamp(stamp: Stamp) -> None:
    new = _STAMP.with_suffix(".new")
    new.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    new.replace(_STAMP)
