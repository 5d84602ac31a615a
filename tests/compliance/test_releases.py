"""Which line a version names, and when lines live."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.releases import NODE, PYTHON, node_line, python_lines

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("version", "line"),
    [
        ("22", 22),
        ("v22", 22),
        ("22.11", 22),
        ("v22.11.0", 22),
        (" 22.11.0 ", 22),
        ("V22.11.0", 22),
        ("22.x", 22),
        ("22.*", 22),
        ("0.12", 0),
        ("lts/jod", 22),
        ("LTS/Krypton", 24),
        ("lts/*", 26),
        ("lts/-1", 24),
        ("lts/-2", 22),
        ("lts/-9", 8),
        ("lts/nothing", None),
        ("lts/", None),
        ("node", None),
        ("stable", None),
        ("latest", None),
        ("system", None),
        (">=22", None),
        ("^22", None),
        ("22 || 24", None),
        ("22.1.2.3", None),
        ("22-nightly", None),
        ("", None),
        ("1" * 400, None),
    ],
)
def test_what_nvmrc_names(version: str, line: int | None) -> None:
    assert node_line(version, TODAY) == line


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 10, 28), 26),
        (date(2026, 10, 27), 24),
        (date(2025, 10, 28), 24),
        (date(2025, 10, 27), 22),
    ],
)
def test_the_newest_lts_is_the_newest_of_that_day(day: date, line: int) -> None:
    assert node_line("lts/*", day) == line


def test_going_back_further_than_there_is_names_nothing() -> None:
    assert node_line("lts/*", date(2015, 1, 1)) is None
    assert node_line("lts/-1", date(2015, 12, 1)) is None


@pytest.mark.parametrize(
    ("specifier", "lines"),
    [
        ("3.12", [(3, 12)]),
        ("3.12.4", [(3, 12)]),
        ("==3.12.*", [(3, 12)]),
        ("3.12.*", [(3, 12)]),
        (">=3.13", [(3, 13), (3, 14), (3, 15)]),
        (">=3.11,<3.13", [(3, 11), (3, 12)]),
        ("~=3.14", [(3, 14), (3, 15)]),
        ("~=3.12.1", [(3, 12)]),
        ("^3.14", [(3, 14), (3, 15)]),
        ("~3.12", [(3, 12)]),
        (">3.12,!=3.14.*", [(3, 12), (3, 13), (3, 15)]),
        ("3.12 || 3.13", [(3, 12), (3, 13)]),
        ("cpython-3.12.1", [(3, 12)]),
        ("pypy3.10", [(3, 10)]),
        ("3.12.0rc1", [(3, 12)]),
        ("3.99", []),
        ("<2", []),
        ("my-env", None),
        ("", None),
        ("3.x.y.z", None),
        ("3" * 300, None),
    ],
)
def test_which_lines_of_python_are_admitted(
    specifier: str, lines: list[tuple[int, int]] | None
) -> None:
    found = python_lines(specifier)

    assert (None if found is None else list(found)) == lines


def test_everything_admits_every_line() -> None:
    assert python_lines("*") == tuple(PYTHON)
    assert python_lines(">=2.7") == tuple(PYTHON)


@given(st.text(st.sampled_from("0123456789.vx*lts/-=<>^~!|, abc"), max_size=40) | st.text())
def test_any_text_is_answered(text: str) -> None:
    line, lines = node_line(text, TODAY), python_lines(text)

    assert line is None or line >= 0
    assert lines is None or set(lines) <= PYTHON.keys()


def test_the_tables_are_in_order_and_lines_end_after_they_start() -> None:
    assert list(NODE) == sorted(NODE)
    assert list(PYTHON) == sorted(PYTHON)
    assert all(release.starts < release.ends for release in (*NODE.values(), *PYTHON.values()))
    assert all(line % 2 == 0 for line in NODE)
    codenames = [release.codename for release in NODE.values() if release.codename]
    assert codenames == sorted(set(codenames))


@pytest.mark.parametrize(
    ("line", "ends"),
    [(20, date(2026, 4, 30)), (22, date(2027, 4, 30)), (24, date(2028, 4, 30))],
)
def test_when_lines_of_node_end(line: int, ends: date) -> None:
    assert NODE[line].ends == ends


@pytest.mark.parametrize(
    ("line", "month"), [((3, 9), (2025, 10)), ((3, 10), (2026, 10)), ((3, 14), (2030, 10))]
)
def test_when_lines_of_python_end(line: tuple[int, int], month: tuple[int, int]) -> None:
    ends = PYTHON[line].ends

    assert (ends.year, ends.month) == month
