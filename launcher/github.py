"""What Plumbline's processes are told of GitHub: the organization that people set, or the demo's.

No secret stands on a command line, where everybody on the machine could read it: all of this goes
through the environment.
"""

import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher.arguments import Arguments

DEMO_ORGANIZATION = "brightquay"
_KEY = "GITHUB_APP_PRIVATE_KEY"
_VARIABLES = (
    *("GITHUB_ORG", "GITHUB_TOKEN", "GITHUB_APP_ID", _KEY, "GITHUB_API_URL", "GITHUB_URL"),
    "PLUMBLINE_DEMO",
)


def variables(environment: Mapping[str, str], arguments: Arguments) -> dict[str, str]:
    """`environment` with what concerns GitHub as it was meant.

    Without an organization there is nothing of GitHub in it: credentials that are set for other
    purposes do not reach Plumbline. The path of an App's key is made absolute.
    """
    found = {name: value for name, value in environment.items() if name not in _VARIABLES}
    if arguments.is_github:
        given = {name: environment[name].strip() for name in _VARIABLES if name in environment}
        given.pop("PLUMBLINE_DEMO", None)
        if given.get(_KEY) and not given[_KEY].startswith("-----"):
            given[_KEY] = str(Path(given[_KEY]).expanduser().absolute())
        found |= given
    return found


@dataclass(frozen=True)
class DemoGitHub:
    """Where the demo's GitHub answers on this machine, and what opens it; made at each start.

    `token` is the credential that it accepts, `secret` opens what steers it.
    """

    port: int
    token: str = field(repr=False)
    secret: str = field(repr=False)

    @classmethod
    def make(cls) -> "DemoGitHub":
        """One on a port that is free, with a token and a secret that nobody knows."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        return cls(port, secrets.token_urlsafe(32), secrets.token_urlsafe(32))

    @property
    def variables(self) -> dict[str, str]:
        """What leads Plumbline's processes there."""
        address = f"http://127.0.0.1:{self.port}"
        return {
            "GITHUB_ORG": DEMO_ORGANIZATION,
            "GITHUB_TOKEN": self.token,
            "GITHUB_API_URL": address,
            "GITHUB_URL": address,
            "PLUMBLINE_DEMO": "1",
        }

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False
