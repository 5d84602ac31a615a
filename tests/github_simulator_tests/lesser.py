"""Credentials that lack something, and what GitHub says to them."""

from __future__ import annotations

from tests.github_simulator.credentials import Credential, Kind
from tests.github_simulator.simulator import Simulator

FORBIDDEN = {"type": "FORBIDDEN", "extensions": {"saml_failure": False}}
BY_APP = "Resource not accessible by integration"
BY_TOKEN = "Resource not accessible by personal access token"


def app_token(simulator: Simulator, **without: bool) -> Credential:
    """A token of an App's installation that lacks some permissions."""
    app = simulator.app(42, "")
    for permission in without:
        del app.permissions[permission]
    return simulator.accounts.issue(app, simulator.wall.now())


def fine_grained(simulator: Simulator, login: str, *without: str) -> Credential:
    """A fine-grained token of a person that lacks some permissions."""
    credential = simulator.token(login, kind=Kind.FINE_GRAINED)
    for permission in without:
        del credential.permissions[permission]
    return credential
