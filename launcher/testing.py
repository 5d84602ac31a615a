"""`./test`: the tests, with throwaway servers of their own and a browser."""

import os
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher import chromium
from launcher.data import DataFolder
from launcher.environment import ROOT, for_children
from launcher.hosting import Host

_SERVERS = ("DATABASE_URL", "REDIS_URL")
# The files of tests side by side in their order, one more than there are processors, since those
# that start processes of their own mostly wait for them. Fixtures of a file are made once, and
# Valkey has two databases for each of eight processes.
_PROCESSES = min((os.cpu_count() or 1) + 1, 8)
_SIDE_BY_SIDE = f"-n {_PROCESSES} --dist loadfile --no-loadscope-reorder".split()


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the command, which is pytest's, with servers of its own. Returns its exit code."""
    # Whoever asks for some tests by name need not have the browser for the others.
    everything = command[-1] == "pytest"
    browser = chromium.find() or (chromium.install() if everything else None)
    with tempfile.TemporaryDirectory(prefix="plumbline-test-") as folder:
        settings = _settings(environment, Path(folder), browser)
        data = DataFolder(Path(folder))
        data.prepare()
        occupant = data.occupy("test", "")
        if occupant is None:
            raise RuntimeError("a new folder is in use")
        host = Host(data, occupant, settings, durable=False)
        if host.urls is None:
            return host.close()
        options = _SIDE_BY_SIDE if everything else ()
        code = host.run((*command, *options), settings | host.urls, folder=ROOT)
        return host.close() or code


def _settings(environment: Mapping[str, str], data: Path, browser: Path | None) -> dict[str, str]:
    """The tests' environment: nothing of how this machine's Plumbline is configured."""
    own = {
        name: value
        for name, value in for_children(environment).items()
        if not name.startswith(("PLUMBLINE_", "GITHUB_")) and name not in _SERVERS
    }
    own |= {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "PLUMBLINE_DATA": str(data),
        "PLUMBLINE_SECRET_KEY": secrets.token_urlsafe(50),
        "PYTHONUNBUFFERED": "1",
    }
    if browser:
        own["PLUMBLINE_CHROMIUM"] = str(browser)
    return own
