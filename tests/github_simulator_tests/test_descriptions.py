"""How GitHub's published descriptions are had, and what is said where they cannot be."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.github_simulator_tests import descriptions

# An npm that brings an archive, which it finds beside itself.
BRINGS = '#!/bin/sh\ncp "$(dirname "$0")/archive" "$4/package.tgz"\n'
FAILS = "#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where descriptions are kept: nowhere yet."""
    kept = tmp_path / "descriptions"
    monkeypatch.setattr(descriptions, "_FOLDER", kept)
    return kept


def npm(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put another npm in front of all."""
    program = folder / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def archive(path: Path, files: dict[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as content:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(text)
            content.addfile(member, io.BytesIO(text))


def text(package: descriptions.Package, file: str) -> str:
    return descriptions._text(package, file)


def test_without_npm_and_without_a_copy_one_sentence_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    npm(tmp_path, monkeypatch, FAILS)

    with pytest.raises(descriptions.DescriptionsMissingError) as told:
        text(descriptions.GRAPHQL, "schema.graphql")

    assert str(told.value) == (
        "These tests hold Plumbline to what others publish, and "
        "@octokit/graphql-schema 15.26.1 cannot be had from npm, nor is it kept in "
        f"{folder}: npm failed: npm error code ENOTFOUND."
    )


def test_another_package_than_the_pinned_one_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    npm(tmp_path, monkeypatch, BRINGS)
    archive(tmp_path / "bin" / "archive", {"schema.graphql": b"type Query { evil: Int }"})

    with pytest.raises(descriptions.DescriptionsMissingError, match="has another hash"):
        text(descriptions.GRAPHQL, "schema.graphql")
    assert not folder.exists()


def test_what_was_had_once_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    npm(tmp_path, monkeypatch, BRINGS)
    package = descriptions.Package(
        "@made/up",
        "1.0.0",
        "",
    )
    monkeypatch.setitem(descriptions._FILES, package, ("a.txt",))
    archive(tmp_path / "bin" / "archive", {"a.txt": b"hello", "large.txt": b"x" * 1000})
    with pytest.raises(descriptions.DescriptionsMissingError) as told:
        text(package, "a.txt")
    brought = str(told.value).partition("(")[2].partition(")")[0]
    pinned = descriptions.Package("@made/up", "1.0.0", brought)
    monkeypatch.setitem(descriptions._FILES, pinned, ("a.txt",))

    first = text(pinned, "a.txt")
    (tmp_path / "bin" / "npm").write_text(FAILS)

    assert first == text(pinned, "a.txt") == "hello"
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["a.txt.gz"]


def test_the_environment_brings_an_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    command = [*descriptions._npm(descriptions.GRAPHQL), "--version"]

    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert int(said.partition(".")[0]) >= 10
