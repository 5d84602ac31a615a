"""A Chromium for the browser tests: one that is there, else one that can be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.environment import ROOT
from launcher.failure import Refusal, say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT_INSTALL = ("install", "--yes", "--no-install-recommends")
_OF_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def find() -> Path | None:
    """The Chromium on PATH, else the one that Playwright has downloaded, else None."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    said = subprocess.run(
        [sys.executable, "-c", _OF_PLAYWRIGHT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    program = Path(said.stdout.strip() or "/nowhere")
    return program if said.returncode == 0 and program.is_file() else None


def install() -> Path:
    """Get a Chromium: from the system's packages as root, else from Playwright's makers.

    Raises `Refusal` where neither works.
    """
    say("There is no Chromium for the browser tests; installing one (once).")
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update"], [*_APT_INSTALL, "chromium", "fonts-dejavu-core"]):
            _try("apt-get", *words)
    if not find():
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    if found := find():
        return found
    raise Refusal(
        "The browser tests need Chromium, and none could be installed: install it (Debian:"
        " 'apt install chromium') so that 'chromium' is on PATH, and run this again."
    )


def _try(*command: str) -> None:
    """Run an installer; what it says is shown only if it failed."""
    result = subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        say(result.stdout.strip())
