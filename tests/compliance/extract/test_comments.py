"""Comments and docstrings are blanked, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.comments import code_only, settings_only
from compliance.facts import Stack

NODE, PYTHON = Stack.NODE, Stack.PYTHON


@pytest.mark.parametrize(
    ("stack", "code", "kept"),
    [
        (NODE, "a(); // b()\nc();", "a();\nc();"),
        (NODE, "a(/* b,\n c */ d)", "a(\n d)"),
        (NODE, "const url = 'http://a'; b();", "const url = 'http://a'; b();"),
        (NODE, 'glob("src/**/*.ts"); b("*/");', 'glob("src/**/*.ts"); b("*/");'),
        (NODE, "`// ${a} /* \\` */` + b", "`// ${a} /* \\` */` + b"),
        (NODE, "a('\\'// b'); c()", "a('\\'// b'); c()"),
        (NODE, "/* never closed\na()", "\n"),
        (PYTHON, "a = '#b'  # c\nd", "a = '#b'\nd"),
        (PYTHON, '"""One\n\nimport b\n"""\na = 1', "\n\n\n\na = 1"),
        (PYTHON, 'a = """# b"""', 'a = """# b"""'),
        (PYTHON, "def a():\n    r'''b'''\n    return c", "def a():\n\n    return c"),
    ],
)
def test_what_stays_of_code(stack: Stack, code: str, kept: str) -> None:
    lines = code_only(code.encode(), stack).decode().split("\n")

    assert [line.split() for line in lines] == [line.split() for line in kept.split("\n")]


def test_what_stays_of_settings() -> None:
    text = b"# DB=mysql\nDB=postgres # here\n ; c\nURL=a#b\n"

    assert settings_only(text).split() == [b"DB=postgres", b"#", b"here", b"URL=a#b"]


@given(st.binary(), st.sampled_from(Stack))
def test_every_byte_stays_at_its_place(content: bytes, stack: Stack) -> None:
    code = code_only(content, stack)

    assert len(code) == len(content)
    assert all(new in (old, ord(" ")) for new, old in zip(code, content, strict=True))
    assert code.count(b"\n") == content.count(b"\n")
