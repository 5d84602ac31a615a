"""Repositories that nobody writes by accident: each is judged, with a reason and little memory.

Each is judged twice by a process of its own: as it lies on the disk, and as it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.compliance.court import JUDGE, LIMIT, Court
from tests.repositories_on_disk import commit, git, object_path, repository, write

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
NODE, PYTHON = "node-version-pinned", "python-version-pinned"
EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}}\n',
    "src/app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "22\n",
}
FASTAPI = {
    "pyproject.toml": (
        '[project]\nname = "shop"\nrequires-python = ">=3.12"\ndependencies = ["fastapi"]\n'
    ),
    "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
}


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """One for all tests, since to import what judges takes longer than to judge."""
    made = Court(tmp_path_factory.mktemp("court") / "said")
    yield made
    made.close()


def exploding_aliases() -> str:
    """YAML of a few lines that stands for 10^20 values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for number in range(1, 20):
        items = ", ".join([f"*a{number - 1}"] * 10)
        lines.append(f"a{number}: &a{number} [{items}]")
    return "\n".join(lines)


def empty_lists(size: int) -> str:
    """A list that takes a hundred times the memory that it takes on a disk, in JSON or Python."""
    return f"[{'[],' * ((size - 4) // 3)}[]]"[:size]


def large_file(folder: Path) -> None:
    write(folder, EXPRESS)
    with (folder / "src" / "data.js").open("wb") as file:
        file.truncate(200 * MIB)


def large_package_json(folder: Path) -> None:
    dependencies = ",".join(f'"package-{number}": "1.0.0"' for number in range(2_000_000))
    write(folder, {**EXPRESS, "package.json": f'{{"dependencies": {{{dependencies}}}}}'})


def link_to_passwd(folder: Path) -> None:
    write(folder, EXPRESS)
    (folder / ".nvmrc").unlink()
    (folder / ".nvmrc").symlink_to("/etc/passwd")


def much_source(folder: Path) -> None:
    """As much as is read, of a language that is parsed."""
    line = "value = {'a': [1, 2, 3], 'b': f'{len(str(1))}'}\n"
    text = line * (7 * MIB // len(line))
    write(folder, {**FASTAPI, **{f"src/module{number}.py": text for number in range(14)}})


FILES: dict[str, tuple[Callable[[Path], object], str, str, str]] = {
    "a file of 200 MB": (large_file, NODE, "pass", ".nvmrc asks for Node.js 22"),
    "a package.json of 50 MB": (large_package_json, NODE, "unknown", "that are read"),
    "a link to /etc/passwd": (link_to_passwd, NODE, "unknown", "which is not followed"),
    "as much source as is read": (much_source, PYTHON, "pass", "asks for Python"),
    "no UTF-8": (
        lambda folder: write(folder, {**EXPRESS, "package.json": b'{"name": "\xff\xfe"}'}),
        NODE, "unknown", "package.json is not UTF-8 text",
    ),
    "names with line breaks": (
        lambda folder: write(folder, {f"a\nb/{name}": text for name, text in EXPRESS.items()}),
        NODE, "pass", "asks for Node.js 22",
    ),
    "names that are no text": (
        lambda folder: write(folder, {**EXPRESS, b"caf\xe9/\xff.js": "x"}),
        NODE, "pass", "asks for Node.js 22",
    ),
    "YAML aliases that explode": (
        lambda folder: write(folder, {**EXPRESS, "pnpm-workspace.yaml": exploding_aliases()}),
        NODE, "unknown", "pnpm-workspace.yaml",
    ),
    "JSON nested 100,000 deep": (
        lambda folder: write(folder, {**EXPRESS, "package.json": "[" * 100_000 + "]" * 100_000}),
        NODE, "unknown", "package.json is nested too deep",
    ),
    "a lockfile of millions of empty lists": (
        lambda folder: write(folder, {**EXPRESS, "package-lock.json": empty_lists(8 * MIB)}),
        NODE, "pass", "asks for Node.js 22",
    ),
    "a manifest of empty lists": (
        lambda folder: write(folder, {**EXPRESS, "package.json": empty_lists(MIB)}),
        NODE, "unknown", "package.json",
    ),
    "a pyproject.toml that does not parse": (
        lambda folder: write(folder, {**FASTAPI, "pyproject.toml": "[project\nname = "}),
        PYTHON, "unknown", "pyproject.toml is no valid TOML",
    ),
    "a setup.py of empty lists": (
        lambda folder: write(
            folder, {**FASTAPI, "lib/setup.py": f"setup(x={empty_lists(MIB - 99)})\n"}
        ),
        PYTHON, "unknown", "lib/setup.py",
    ),
    "a source file of empty lists": (
        lambda folder: write(folder, {**FASTAPI, "src/data.py": f"x = {empty_lists(7 * MIB)}\n"}),
        PYTHON, "pass", "asks for Python",
    ),
    "a setup.py nested without end": (
        lambda folder: write(folder, {**FASTAPI, "lib/setup.py": "setup(x=" + "(" * 50_000}),
        PYTHON, "unknown", "lib/setup.py",
    ),
    "a source file of one line": (
        lambda folder: write(folder, {**EXPRESS, "src/bundle.js": "a(" * 2_000_000}),
        NODE, "pass", "asks for Node.js 22",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files(court: Court, tmp_path: Path, name: str) -> None:
    build, check, outcome, message = FILES[name]
    shop = repository(tmp_path / "folder" / "shop")
    build(shop)

    on_disk = court.judge("disk", shop)
    commit(shop)
    committed = court.judge("commit", tmp_path / "folder")

    for judged in (on_disk, committed):
        assert judged.problem == ""
        assert judged.findings[check][0] == outcome, judged.findings[check]
        assert message in judged.findings[check][1]


class TestRepositories:
    """What is wrong with git rather than with a file."""

    def test_a_path_that_is_no_repository(self, court: Court, tmp_path: Path) -> None:
        assert "there is no such folder" in court.judge("disk", tmp_path / "gone").problem
        assert "is not there" in court.judge("commit", tmp_path / "gone").problem

    def test_an_empty_repository(self, court: Court, tmp_path: Path) -> None:
        repository(tmp_path / "shop")

        assert "it holds no files" in court.judge("disk", tmp_path / "shop").problem
        assert "it has no commits yet" in court.judge("commit", tmp_path).problem

    def test_one_without_commits(self, court: Court, tmp_path: Path) -> None:
        write(repository(tmp_path / "shop"), EXPRESS)

        assert court.judge("disk", tmp_path / "shop").findings[NODE][0] == "pass"
        assert "it has no commits yet" in court.judge("commit", tmp_path).problem

    def test_a_damaged_object(self, court: Court, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", EXPRESS)
        object_path(shop, "HEAD:.nvmrc").write_bytes(b"damaged")

        outcome, message = court.judge("commit", tmp_path).findings[NODE]

        assert outcome == "unknown"
        assert ".nvmrc is missing from the objects of this clone, or is damaged there" in message

    def test_a_tree_that_holds_itself_over_and_over(self, court: Court, tmp_path: Path) -> None:
        """Ten levels of ten times the same folder: ten thousand million files in a few bytes."""
        shop = repository(tmp_path / "shop", EXPRESS)
        oid = git(shop, "rev-parse", "HEAD:.nvmrc")
        kind, mode = "blob", "100644"
        for _ in range(10):
            lines = "".join(f"{mode} {kind} {oid}\t{number}\n" for number in range(10))
            oid = git(shop, "mktree", stdin=lines.encode())
            kind, mode = "tree", "040000"
        git(shop, "update-ref", "HEAD", git(shop, "commit-tree", "-m", "bomb", oid))

        outcome, message = court.judge("commit", tmp_path).findings[NODE]

        assert (outcome, "more than 200,000 files" in message) == ("unknown", True)

    def test_paths_without_end(self, court: Court, tmp_path: Path) -> None:
        shop = repository(tmp_path / "shop", EXPRESS)
        oid = git(shop, "rev-parse", "HEAD:.nvmrc")
        for size, kind in ((5000, "100644 blob"), (100, "040000 tree")):
            lines = "".join(f"{kind} {oid}\t{n:04}{'x' * 200}\n" for n in range(size))
            oid = git(shop, "mktree", stdin=lines.encode())
        git(shop, "update-ref", "HEAD", git(shop, "commit-tree", "-m", "bomb", oid))

        outcome, message = court.judge("commit", tmp_path).findings[NODE]

        assert outcome == "unknown"
        assert "paths of its files" in message


def test_the_limit_is_measured(tmp_path: Path) -> None:
    """The judge would notice: a process that holds more than the limit says so."""
    program = JUDGE.replace("kind, path =", f"held = b'x' * {LIMIT}; kind, path =")
    court = Court(tmp_path / "said", program)
    try:
        assert court.answer("disk", write(tmp_path / "shop", EXPRESS))["peak"] > LIMIT
    finally:
        court.close()


def test_a_judge_that_dies_is_noticed(tmp_path: Path) -> None:
    program = JUDGE.replace("kind, path =", "os.abort(); kind, path =")
    court = Court(tmp_path / "said", program)
    try:
        with pytest.raises(AssertionError, match="died"):
            court.judge("disk", write(tmp_path / "shop", EXPRESS))
    finally:
        court.close()
