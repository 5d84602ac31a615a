"""Where `./run` and `./test` arrive: make the environment, move into its Python, do the rest."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from launcher import dotenv, environment
from launcher.failure import Refusal, say

_BOOT = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from launcher.__main__ import main;"
    " sys.exit(main(sys.argv[1:]))"
)


def main(words: Sequence[str]) -> int:
    """Do what `words` say: "run" and its arguments, or "test", "--" and the command that tests.

    Returns the exit code.
    """
    try:
        return _test(words[1:]) if words[0] == "test" else _run(words[1:])
    except Refusal as refusal:
        say(str(refusal))
        return refusal.code
    except KeyboardInterrupt:
        return 128 + 2


def _run(words: Sequence[str]) -> int:
    settings = {**dotenv.read(environment.ROOT / ".env"), **os.environ}
    if words[:1] == ["check"]:
        environment.ensure(settings, development=False)
        _check(words[1:], settings)
    # Imported here, since `check` is to answer at once.
    from launcher import arguments, commands  # noqa: PLC0415

    parsed = arguments.parse(words, settings)
    _move_in("run", words, settings)
    command = {"run": commands.run, "once": commands.once, "manage": commands.manage}
    return command[parsed.command](parsed, settings)


def _test(words: Sequence[str]) -> int:
    _move_in("test", words, os.environ)
    from launcher import testing  # noqa: PLC0415

    return testing.run(words[1:], os.environ)


def _move_in(script: str, words: Sequence[str], settings: Mapping[str, str]) -> None:
    """Make the environment if need be, and go on inside it if this process is outside."""
    made = environment.ensure(settings, development=script == "test")
    if made or not environment.runs_inside():
        python = str(environment.PYTHON)
        os.execv(python, [python, "-I", "-c", _BOOT, str(environment.ROOT), script, *words])  # noqa: S606


def _check(words: Sequence[str], settings: Mapping[str, str]) -> NoReturn:
    """Become the command line on a working copy; -P keeps that folder's modules out."""
    python = str(environment.PYTHON)
    own = environment.for_children(settings)
    os.execve(python, [python, "-P", "-m", "compliance.cli", *words], own)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
