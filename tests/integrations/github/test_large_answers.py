"""Answers that are small on their way and take a lot here are refused before they do."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from tests.integrations.github.scripted import Reply, Scripted

ROOT = Path(__file__).parents[3]
MIB = 1024 * 1024
TOO_LARGE = "is larger than 33,554,432 bytes"
TOO_MANY = "holds more than 1,000,000 values"


def packed(body: bytes, encoding: str) -> Reply:
    return Reply(200, body, {"Content-Encoding": encoding})


def answers() -> list[tuple[str, Reply, str]]:
    """What is asked for, what is answered, and what is said of it."""
    zeros = bytes(80 * MIB)
    once = gzip.compress(zeros, 1)
    lists = b'{"errors": [{"extensions": {"": [' + b"[]," * 10 * MIB + b"[]]}}]}"
    numbers = b'{"data": {"nodes": [' + b"0," * 15 * MIB + b"0]}}"
    return [
        ("/plain", Reply(200, b" " * 40 * MIB), TOO_LARGE),
        ("/gzip", packed(once, "gzip"), TOO_LARGE),
        ("/twice", packed(gzip.compress(once), "gzip, gzip"), "is packed as 'gzip, gzip'"),
        ("/zstd", packed(zstandard.compress(zeros), "zstd"), "is packed as 'zstd'"),
        ("/graphql", packed(gzip.compress(lists, 1), "gzip"), TOO_MANY),
        ("/graphql", packed(gzip.compress(numbers, 1), "gzip"), TOO_MANY),
    ]


@pytest.mark.slow
def test_what_answers_take(github: Scripted) -> None:
    told = answers()
    paths = [path for path, _, _ in told]
    for path in paths:
        method = "POST" if path == "/graphql" else "GET"
        github.on(f"{method} {path}", *[answer for each, answer, _ in told if each == path])

    done = subprocess.run(
        [sys.executable, "-m", "tests.integrations.github.asking", github.url, *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stderr) == (0, "")
    *said, mebibytes = done.stdout.splitlines()
    for line, (path, _, words) in zip(said, told, strict=True):
        assert line.startswith("AnswerError "), path
        assert words in line, path
    # The largest answer that is read has 32 MiB, and is held twice when it is whole.
    assert int(mebibytes) < 110
