"""Patterns and shares that a protocol file may set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.checks.parameters import MAX_TEXT, Pattern, Share


def test_a_pattern_is_the_whole_of_a_text_or_in_it() -> None:
    ticket = Pattern(r"[A-Z]+-\d+")

    assert (ticket.is_whole("SHOP-1"), ticket.is_whole("SHOP-1 "), ticket.is_whole("SHOP-1\n")) == (
        True,
        False,
        False,
    )
    assert (ticket.is_in("see SHOP-1, please"), ticket.is_in("see SHOP")) == (True, False)


def test_a_pattern_is_still_the_text_that_was_written() -> None:
    assert Pattern("^a$") == "^a$"
    assert f"{Pattern('^a$')}" == "^a$"


# What takes an engine that backtracks longer than a life: nested repetition, overlapping
# alternatives, many open ends, optional letters.
@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa|a?)+$", "a*" * 30 + "$", "a?" * 60 + "a{60}$", "(.*)*,"]
)
def test_no_pattern_hangs(pattern: str) -> None:
    text = "a" * MAX_TEXT + "b"

    Pattern(pattern).is_in(text)

    assert not Pattern(pattern).is_whole(text)


def test_only_the_beginning_of_an_endless_text_is_looked_at() -> None:
    assert Pattern("b").is_in("a" * (MAX_TEXT - 1) + "b")
    assert not Pattern("b").is_in("a" * MAX_TEXT + "b")


def test_text_that_has_no_encoding_is_no_error() -> None:
    assert Pattern(".").is_whole("\ud800")
    assert Pattern("a").is_in("\udfff a \0")


@pytest.mark.parametrize("value", ["(", "a{2000}", "(?=a)", "", "a" * 501, None, 7, b"a"])
def test_what_is_no_pattern_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="a pattern"):
        Pattern(value)


@pytest.mark.parametrize("value", [-0.01, 1.01, 90, float("nan"), float("inf"), True, "0.5", None])
def test_what_is_no_share_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        Share(value)


@given(hundredths=st.integers(0, 100), count=st.integers(0, 10_000), rest=st.integers(0, 10_000))
def test_a_share_is_compared_as_exactly_as_it_is_written(
    hundredths: int, count: int, rest: int
) -> None:
    total = max(1, count + rest)

    assert Share(hundredths / 100).holds(count, total) == (100 * count >= hundredths * total)


def test_what_a_share_leaves_is_worded_without_the_noise_of_floats() -> None:
    assert [Share(each).exceptions for each in (0.9, 0.925, 1, 0, 0.71)] == [
        "10%", "7.5%", "0%", "100%", "29%",
    ]  # fmt: skip
