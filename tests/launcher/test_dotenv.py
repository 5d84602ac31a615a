from pathlib import Path

import pytest

from launcher import dotenv
from launcher.failure import Refusal


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("  NAME = value  ", "value"),
        ("export NAME=value", "value"),
        ("NAME=", ""),
        ("NAME=a b", "a b"),
        ("NAME=value # a comment", "value"),
        ("NAME=value#part", "value#part"),
        ("NAME=# a comment", ""),
        ("NAME=a=b", "a=b"),
        ("NAME='single $quoted \\n # all'", "single $quoted \\n # all"),
        ('NAME="two\\nlines"', "two\nlines"),
        ('NAME="a \\"quote\\""', 'a "quote"'),
        ('NAME="back\\\\slash \\d"', "back\\slash \\d"),
        ('NAME="quoted" # a comment', "quoted"),
        ("NAME=it's", "it's"),
    ],
)
def test_a_setting(line: str, value: str) -> None:
    assert dotenv.parse(line, ".env") == {"NAME": value}


def test_comments_and_empty_lines_are_passed_by_and_the_last_one_wins() -> None:
    text = "# a comment\n\nA=1\n  # another\nB=2\r\nA=3\n"
    assert dotenv.parse(text, ".env") == {"A": "3", "B": "2"}


@pytest.mark.parametrize("line", ["NAME", "1NAME=x", "A B=x", "=x", "NAME='x", 'NAME="x" y', "é=x"])
def test_what_is_no_setting_is_named_by_its_line(line: str) -> None:
    with pytest.raises(Refusal, match=r"^/x/\.env, line 2: expected NAME=value\.$"):
        dotenv.parse(f"A=1\n{line}\n", "/x/.env")


def test_no_file_is_no_settings(tmp_path: Path) -> None:
    assert dotenv.read(tmp_path / ".env") == {}


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"NAME=\xff\n")
    with pytest.raises(Refusal, match="cannot be read"):
        dotenv.read(tmp_path / ".env")
