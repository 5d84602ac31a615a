"""How the time of each reader of hostile text grows, when the text grows tenfold.

    python benchmarks/linear_time.py

Prints seconds of the processor for a text and for one ten times as long, and their ratio: about 10
is linear, 100 would be quadratic. Every reader that is given a repository's bytes as they are
belongs here.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from compliance import conventional_commits, yaml12
from compliance.checks.git_flow import BRANCH_NAME, TICKET, without_comments
from compliance.extract.commands import shell
from compliance.extract.lines import json_key_lines, quoted_name_lines, toml_key_lines
from compliance.extract.secrets.lookout import SecretLookout
from compliance.extract.setup_steps import documents, prose
from compliance.extract.submodules import fetches
from compliance.masking import mask

SMALL = 20_000


def search_secrets(text: str) -> None:
    """Search a file for secrets."""
    SecretLookout().see("config/app.yml", text.encode())


def read_guide(text: str) -> None:
    """Take a README apart: its commands, and what it tells in plain words."""
    for line in documents.lines(text):
        list(documents.commands(line))
        list(prose.steps(line))
        prose.variable(line)


READERS: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "mask": (
        mask,
        ("a", "password", "password=", "token   ", "x://u:", "x://u:p@", "eyJ-", "-----BEGIN ",
         "password=•", "password=a.", "token=a.a", "ghp_", "secret.", "sk-", "://", "'\""),
    ),
    "YAML": (
        yaml12.load,
        ("k: v\n", "- &a [1, 2]\n", "- {a: 1, b: [2]}\n", "- 'text'\n", "- |\n  a\n", "#\n", "? "),
    ),
    "lines of JSON": (json_key_lines, ("[", '{"a":', '"\\\\', '{"a":1,')),
    "lines of TOML": (toml_key_lines, ("[a.\n", "a.", "a = 1\n", " ")),
    "quoted names": (quoted_name_lines, ("'a", '"', "[a.\n")),
    "submodules": (lambda text: fetches([text]), ("git submodule update ", "clone ", "'")),
    "commit": (conventional_commits.parse, ("a", "a-", "a(", "feat: ", "a(b)", " ")),
    "comments": (without_comments, ("<!--", "-->", "<!-- a -->", "<!-")),
    "branch": (BRANCH_NAME.is_whole, ("a", "a/", "feat/A-1", "1-")),
    "ticket": (TICKET.is_in, ("A", "A1-", "-", "1")),
    "secrets": (
        search_secrets,
        ("password=", "secret: ", "token = '", "SECRET_KEY = (\n", "api_key\t\t", "x://a:b@c.d ",
         "postgres://u:ppppp@", "-----BEGIN PRIVATE KEY-----\n", "eyJhbGciOiJIUzI1NiJ9.",
         "kind: Secret\ndata:\n  token: YWJj\n", "name: TOKEN\n value: ", "--token ", "a", "="),
    ),
    "guide": (
        read_guide,
        ("`", "- ", "`a` ", "<!--", "~~~\n", "```\na \\\n", "run the ", "start a ", "A_B=c ",
         "a.env ", "create the ", "automatically ", "migrate the ", "1. $ npm ci\n", "<code>"),
    ),
    "shell": (shell.split, ("a && ", "$(", "`", "'", "a | b; ", "{ a; ", "<<A\n", "\\\n")),
}  # fmt: skip


def seconds(reader: Callable[[str], object], text: str) -> float:
    """The better of three tries."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        with contextlib.suppress(yaml12.YamlError):
            reader(text)
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    """Print a line for each reader and piece of text."""
    print(f"{'reader':15} {'repeated text':24} {'20 kB':>9} {'200 kB':>9} {'ratio':>6}")
    for name, (reader, pieces) in READERS.items():
        for piece in pieces:
            small, large = (
                seconds(reader, piece * (size // len(piece))) for size in (SMALL, 10 * SMALL)
            )
            ratio = large / small if small else 0.0
            print(f"{name:15} {piece!r:24} {small:9.4f} {large:9.4f} {ratio:6.1f}")


if __name__ == "__main__":
    main()
