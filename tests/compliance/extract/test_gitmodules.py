"""`.gitmodules` is read as git itself reads it."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.extract.gitmodules import Submodule, parse
from compliance.extract.submodules import is_local
from compliance.tree import Unreadable

PIECES = st.sampled_from(
    [
        '[submodule "lib"]',
        '[Submodule "a b"]',
        '[submodule "q\\"\\\\x"]',
        "[submodule.Old]",
        "[core]",
        '[ submodule "no"]',
        "[submodule]",
        '[submodule "open',
        "path = lib",
        "PATH=lib ",
        "path",
        "url",
        "url = https://example.org/x.git ; here",
        'url = "a # b" # c',
        "url = a\\\n  b",
        "url = a \\\\ b",
        "url = \\q",
        'url = "open',
        "url = tab\\there",
        "path = a  b ",
        "path =",
        "=",
        "1a = b",
        "a-b = c",
        "path b",
        "# comment \\",
        "; comment",
        "",
        " ",
        "\t",
        "\r",
        "]",
        '"',
        'path = x"y z" w',
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES, st.sampled_from(["\n", " ", "\n\n", "\r\n"])), max_size=8))
def test_it_is_read_as_git_reads_it(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + separator for piece, separator in pieces)
    git = subprocess.run(
        ["git", "config", "--file", "-", "--list", "-z"],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    try:
        found = {each.name: (each.path, each.url) for each in parse(text, ".gitmodules")}
    except Unreadable:
        assert git.returncode != 0
        return

    assert git.returncode == 0, git.stderr
    expected = [entry.partition("\n") for entry in git.stdout.decode().split("\0") if entry]
    for name, values in found.items():
        for key, value in zip(("path", "url"), values, strict=True):
            said = [
                setting if has_value else "true"
                for path, has_value, setting in expected
                if path == f"submodule.{name}.{key}"
            ]
            # Up to 2.44 git made a space of a tab or a return inside a value.
            assert _spaced(value) == _spaced(said[-1] if said else "")
    paths = [path for path, _, _ in expected if path.startswith("submodule.")]
    named = {path.split(".", 1)[1].rpartition(".")[0] for path in paths}
    assert named - {""} <= found.keys()


def _spaced(value: str) -> str:
    return value.replace("\t", " ").replace("\r", " ")


def test_lines() -> None:
    text = '# ours\n[submodule "a"]\n\n\tpath = a\n\turl = u\n[submodule "b"]\n\tactive\n'

    assert parse(text, ".gitmodules") == (
        Submodule("a", "a", 4, "u", 5),
        Submodule("b", "", 6, "", 6),
    )


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("https://example.org/a.git", False),
        ("ssh://git@example.org/a", False),
        ("git@example.org:a/b.git", False),
        ("example.org:a.git", False),
        ("../a.git", False),
        ("./a.git", False),
        ("..", False),
        ("file:///srv/a.git", True),
        ("FILE:///srv/a", True),
        ("/srv/a.git", True),
        ("~/a", True),
        ("a/b", True),
        ("a", True),
        ("C:/a", True),
        ("c:\\a", True),
        ("a/b:c", True),
        ("\\\\server\\a", True),
    ],
)
def test_local_addresses(url: str, local: bool) -> None:
    assert is_local(url) is local


def test_one_that_is_far_too_long() -> None:
    with pytest.raises(Unreadable, match="more than 256 KiB"):
        parse("\n" * (256 * 1024 + 1), ".gitmodules")
