"""`./test`: the tests, with throwaway servers of their own and a browser."""

import secrets
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher import chromium
from launcher.data import DataFolder
from launcher.environment import for_children
from launcher.hosting import Host, foreground

_QUICK = ("-m", "not slow and not browser")
_REST = ("-m", "slow or browser")
_INTERRUPTED = 2
_SERVERS = ("DATABASE_URL", "REDIS_URL")


def run(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run pytest with `words`; without any, all tests, the quick ones first.

    Returns the exit code: the first that is not 0.
    """
    # Whoever asks for some tests by name need not have the browser for the others.
    browser = chromium.find() if words else chromium.find() or chromium.install()
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
        settings |= host.urls
        code = _pytest(words, settings) if words else _all(settings)
        return host.close() or code


def _all(settings: Mapping[str, str]) -> int:
    quick = _pytest(_QUICK, settings)
    if quick == _INTERRUPTED:
        return quick
    return _pytest(_REST, settings) or quick


def _pytest(words: Sequence[str], settings: Mapping[str, str]) -> int:
    return foreground([sys.executable, "-m", "pytest", *words], settings)


def _settings(environment: Mapping[str, str], data: Path, browser: Path | None) -> dict[str, str]:
    """The tests' environment: nothing of how this machine's Plumbline is configured."""
    own = {
        name: value
        for name, value in for_children(environment).items()
        if not name.startswith("PLUMBLINE_") and name not in _SERVERS
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
