"""What Plumbline's processes are told of GitHub: the organization that people set, or the demo's.

No secret stands on a command line, where everybody on the machine could read it: all of this goes
through the environment.
"""

import json
import secrets
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from launcher.arguments import Arguments
from launcher.data import DataFolder

DEMO_ORGANIZATION = "brightquay"
_KEY = "GITHUB_APP_PRIVATE_KEY"
_VARIABLES = (
    *("GITHUB_ORG", "GITHUB_TOKEN", "GITHUB_APP_ID", _KEY, "GITHUB_API_URL", "GITHUB_URL"),
    *("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "PLUMBLINE_DEMO", "PLUMBLINE_DEMO_SIGN_IN"),
)
_REAL = (
    *("GITHUB_TOKEN", "GITHUB_APP_ID", _KEY, "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"),
    "DATABASE_URL",
)
"""What somebody has set who may have more than the demo; then nobody signs in by choosing."""


def variables(environment: Mapping[str, str], arguments: Arguments) -> dict[str, str]:
    """`environment` with what concerns GitHub as it was meant.

    Without an organization there is nothing of GitHub in it: credentials that are set for other
    purposes do not reach Plumbline. The path of an App's key is made absolute.
    """
    found = {name: value for name, value in environment.items() if name not in _VARIABLES}
    if arguments.is_github:
        given = {name: environment[name].strip() for name in _VARIABLES if name in environment}
        for name in ("PLUMBLINE_DEMO", "PLUMBLINE_DEMO_SIGN_IN"):
            given.pop(name, None)
        if given.get(_KEY) and not given[_KEY].startswith("-----"):
            given[_KEY] = str(Path(given[_KEY]).expanduser().absolute())
        found |= given
    return found


def choosing(environment: Mapping[str, str]) -> dict[str, str]:
    """What lets the demo's people be chosen to sign in as; nothing where something real is set."""
    if any(environment.get(name, "").strip() for name in _REAL):
        return {}
    return {"PLUMBLINE_DEMO_SIGN_IN": "1"}


@dataclass(frozen=True)
class DemoGitHub:
    """Where the demo's GitHub answers on this machine, and what opens it.

    `token` is the credential that it accepts, `secret` opens what steers it. It is kept beside the
    demo, so that the links which were stored once lead there after the next start, too.
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

    @classmethod
    def kept(cls, data: DataFolder) -> "DemoGitHub | None":
        """The one that the data folder's demo had the last time, if it had one."""
        try:
            return cls(**json.loads(_kept(data).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    @classmethod
    def ready(cls, data: DataFolder) -> "DemoGitHub":
        """The one to start now: the last one if its port is free, else another, which is kept."""
        last = cls.kept(data)
        if last and last.is_free():
            return last
        new = cls.make()
        path = _kept(data)
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(new)), encoding="utf-8")
        return new

    def is_free(self) -> bool:
        """Whether nobody has its port."""
        with socket.socket() as probe:
            # As the server will: what still winds up from its last run is no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True

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


def _kept(data: DataFolder) -> Path:
    return data.path / "demo-github.json"
