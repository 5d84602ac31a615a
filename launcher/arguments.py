"""What `./run` is told: arguments, the environment, and `.env`."""

import argparse
import ipaddress
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.data import default_folder
from launcher.failure import Refusal

_DEFAULT_HOST = "127.0.0.1"
_DEFAULT_PORT = "8000"
_YES = ("1", "true", "yes", "on")
_CREDENTIALS = ("GITHUB_TOKEN", "GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY")
_HELP = """\
Start Plumbline and everything it needs: its environment, PostgreSQL, Valkey, web server, worker
and schedule. Ctrl-C ends all of it; the data stays.

  ./run [--port N] [--data DIR] [--source DIR]   serve the dashboard, and keep it up to date
  ./run --once [--data DIR] [--source DIR]       read and judge the source once, print a summary
  ./run [--data DIR] manage COMMAND ...          a management command on the same data
  ./run check PATH ...                           judge a working copy, without servers
"""
_EPILOGUE = """\
The source is the folder of --source, else the GitHub organization that GITHUB_ORG names, else a
demo organization. Settings come from the environment or the file .env; .env.example names them.
Exit codes: 0 ended as asked, 1 failed on the way, 2 could not begin.
"""


@dataclass(frozen=True)
class Arguments:
    """What to do, with everything settled.

    `host` and `port` are where the web server listens, and `address` is where the dashboard is to
    be seen. `allowed_hosts` is as people wrote it: names, with commas between them. `unused` are
    variables for GitHub that are set, and of no use without GITHUB_ORG; none where a folder is the
    source.
    """

    command: str
    rest: tuple[str, ...]
    data: Path
    source: Path | None
    is_github: bool
    unused: tuple[str, ...]
    host: str
    port: int
    allowed_hosts: str
    is_https: bool

    @property
    def is_demo(self) -> bool:
        """Whether the demo organization is the source, since no other is set."""
        return not self.source and not self.is_github

    @property
    def address(self) -> str:
        """The dashboard's URL: where a proxy has it, its first name that is not this machine's."""
        names = [each.strip().lstrip(".") for each in self.allowed_hosts.split(",")]
        public = [each for each in names if each and not _is_loopback(each.strip("[]"))]
        return f"https://{public[0]}" if self.is_https and public else f"http://{self.listens_at}"

    @property
    def listens_at(self) -> str:
        """Where the web server listens, as it is told."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def asked_at(self) -> str:
        """The host at which this machine asks the web server whether it is well."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104


def parse(words: Sequence[str], environment: Mapping[str, str]) -> Arguments:
    """The arguments of `./run`. Raises `Refusal` for what cannot be, `SystemExit` for --help."""
    found = _parser().parse_args(words)
    if found.command and found.once:
        raise Refusal("--once does not go with a command: leave one of them out.")
    data = found.data or environment.get("PLUMBLINE_DATA")
    source = found.source or environment.get("PLUMBLINE_SOURCE")
    organization = environment.get("GITHUB_ORG", "").strip()
    if source and organization:
        raise Refusal(
            f"{'--source' if found.source else 'PLUMBLINE_SOURCE'} names a folder and GITHUB_ORG"
            f" the organization {organization}, and one of them can be the source: leave out the"
            " other."
        )
    is_set = [name for name in _CREDENTIALS if environment.get(name, "").strip()]
    return Arguments(
        command=found.command or ("once" if found.once else "run"),
        rest=tuple(found.rest),
        data=Path(data).expanduser().absolute() if data else default_folder(environment),
        source=_source(source) if source else None,
        is_github=bool(organization),
        unused=() if source or organization else tuple(is_set),
        host=_host(
            environment.get("PLUMBLINE_HOST") or _DEFAULT_HOST, is_demo=not (source or organization)
        ),
        port=_port(found.port or environment.get("PLUMBLINE_PORT") or _DEFAULT_PORT),
        allowed_hosts=environment.get("PLUMBLINE_ALLOWED_HOSTS", ""),
        is_https=environment.get("PLUMBLINE_HTTPS", "").strip().lower() in _YES,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./run",
        usage="./run [options] [manage COMMAND ... | check PATH ...]",
        description=_HELP,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--port", metavar="N", help="where to serve (default: 8000)")
    parser.add_argument(
        "--data", metavar="DIR", help="where data is kept (default: the platform's data folder)"
    )
    parser.add_argument(
        "--source", metavar="DIR", help="a folder of git checkouts or plain directories to judge"
    )
    parser.add_argument("--once", action="store_true", help="sync, judge, print a summary, end")
    parser.add_argument("command", nargs="?", choices=["manage", "check"], help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _source(name: str) -> Path:
    folder = Path(name).expanduser().absolute()
    if not folder.is_dir():
        raise Refusal(f"The source {folder} is no folder: name a folder of git checkouts.")
    return folder


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise Refusal(f"The port must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def _host(value: str, *, is_demo: bool) -> str:
    """An address to listen at. What else has to be set where others reach it, the dashboard's own
    checks say.
    """
    if _is_loopback(value):
        return value
    try:
        ipaddress.ip_address(value)
    except ValueError as error:
        raise Refusal(
            f"PLUMBLINE_HOST is {value!r}, which is no IP address: set it to one of this machine's,"
            " such as 127.0.0.1."
        ) from error
    if is_demo:
        raise Refusal(
            f"PLUMBLINE_HOST is {value!r}, which others can reach, and in the demo anybody may be"
            " anybody: leave it out, or set GITHUB_ORG or a source."
        )
    return value


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_git() -> None:
    """Raise `Refusal` where there is no git to read checkouts with."""
    if shutil.which("git") is None:
        raise Refusal(
            "Plumbline reads checkouts with git, which is not on PATH: install it (for example"
            " 'apt install git') and run this again."
        )
