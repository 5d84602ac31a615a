"""Our reading of `.gitignore` is git's."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.extract.gitignore import GitIgnore
from compliance.tree import Tree, TreeBuilder, Unreadable
from tests.repositories_on_disk import repository


def ignored(rules: str | Mapping[str, str], path: str) -> bool:
    """Whether git would ignore it, as we read the rules."""
    return GitIgnore(tree(rules)).ignores(path) is not None


def tree(rules: str | Mapping[str, str]) -> Tree:
    """A tree of `.gitignore` files, by their folders; of one text at the root."""
    builder = TreeBuilder(None, lambda _: True)
    for folder, text in ({"": rules} if isinstance(rules, str) else rules).items():
        path = f"{folder}/.gitignore" if folder else ".gitignore"
        builder.offer(path, 1)
        builder.add(path, text.encode("utf-8", "surrogatepass"))
    return builder.build()


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        (".env", ".env", True),
        (".env", "api/.env", True),
        ("/.env", ".env", True),
        ("/.env", "api/.env", False),
        (".env*", ".env", True),
        ("*.env", ".env", True),
        (".env.*", ".env", False),
        (".env/", ".env", False),
        ("**/.env", "a/b/.env", True),
        ("api/.env", "api/.env", True),
        ("api/.env", "x/api/.env", False),
        ("api/*", "api/.env", True),
        ("api/**", "api/v1/.env", True),
        ("**/v1/.env", "api/v1/.env", True),
        ("api/**/.env", "api/.env", True),
        ("api/", "api/v1/.env", True),
        ("# .env", ".env", False),
        ("\\#.env", "#.env", True),
        ("\\!.env", "!.env", True),
        (".env   ", ".env", True),
        (".env\\ ", ".env ", True),
        (".env\r\n", ".env", True),
        (".env\n!.env", ".env", False),
        ("!.env\n.env", ".env", True),
        ("api/\n!api/.env", "api/.env", True),
        ("api/*\n!api/.env", "api/.env", False),
        (".[a-e]nv", ".env", True),
        (".[!x]nv", ".env", True),
        (".[^e]nv", ".env", False),
        (".[[:alpha:]]nv", ".env", True),
        ("a[/]b", "a/b", False),
        ("a[.-0]b", "a/b", False),
        ("a[b", "a[b", False),
        ("?env", ".env", True),
        ("*", ".env", True),
        ("", ".env", False),
        ("!", ".env", False),
        ("/", ".env", False),
    ],
)
def test_the_rules_of_one_file(rules: str, path: str, expected: bool) -> None:
    assert ignored(rules, path) is expected


def test_the_nearest_file_that_has_a_rule_decides() -> None:
    assert not ignored({"": ".env", "api": "!.env"}, "api/.env")
    assert ignored({"": "!.env", "api": ".env"}, "api/.env")
    assert ignored({"": "api\n", "api": "!.env"}, "api/.env")


def test_the_line_that_decides_is_told() -> None:
    found = GitIgnore(tree({"api": "# kept out\n\n.env\n"})).ignores("api/v1/.env")

    assert found is not None
    assert (found.path, found.line, found.rule) == ("api/.gitignore", 3, ".env")


def test_what_cannot_be_read_is_said() -> None:
    builder = TreeBuilder(None, lambda _: True)
    builder.offer(".gitignore", 1)
    builder.omit(".gitignore", ".gitignore is missing")

    with pytest.raises(Unreadable, match=r"^\.gitignore is missing$"):
        GitIgnore(builder.build()).ignores(".env")


NAMES = st.sampled_from([".env", "env", "api", "a", "b", "#a", "!a", "a b", "[a]", "a]", "-"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
# The folder `api` is there when git is asked; only files are asked for here.
OF_FILES = PATHS.filter(lambda path: path != "api")
PIECES = st.sampled_from(
    ["*", "**", "***", "?", "/", ".env", "env", "api", "a", "b", "[", "]", "[a-c]", "[!a]", "[^-a]",
     "[]a]", "[!]]", "[a-]", "[z-a]", "[[:lower:]]", "[[:punct:]a]", "[\\]]", "[.-0]", "\\", "\\a",
     "!", "#", " ", "\\ ", "-"]
)  # fmt: skip
RULES = st.lists(PIECES, max_size=6).map("".join)
FILES = st.lists(st.one_of(RULES, PATHS), max_size=5).map("\n".join)


@pytest.mark.slow
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(root=FILES, inner=FILES, paths=st.lists(OF_FILES, min_size=1, max_size=8, unique=True))
def test_git_says_the_same(tmp_path: Path, root: str, inner: str, paths: list[str]) -> None:
    shop = tmp_path / "shop"
    if not shop.exists():
        repository(shop)
        (shop / "api").mkdir()
    (shop / ".gitignore").write_text(root)
    (shop / "api" / ".gitignore").write_text(inner)
    answer = subprocess.run(
        ["git", "-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "--stdin", "-z"],
        cwd=shop, input="\0".join(paths).encode() + b"\0", capture_output=True, check=False,
    )  # fmt: skip
    assert answer.returncode in (0, 1), answer.stderr

    gits = set(answer.stdout.decode().rstrip("\0").split("\0")) - {""}

    assert {path for path in paths if ignored({"": root, "api": inner}, path)} == gits
