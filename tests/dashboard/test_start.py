"""The pages are there soon after a start, so what only workers need is not loaded for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SLOW = ("httpx", "github", "requests", "graphql", "jwt", "nacl")


def test_the_web_server_loads_no_client_of_github() -> None:
    script = "import sys, dashboard.wsgi; from dashboard import urls; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env={**os.environ, "GITHUB_ORG": "acme", "GITHUB_TOKEN": "token"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert "compliance.collect.github" in loaded
    assert [name for name in SLOW if name in loaded] == []
