"""Evidence that is no file: what is linked to, and what is not."""

import pytest

from compliance.facts import MAX_EXCERPT, Evidence, is_web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/shop/api/pull/12",
        "http://ghe.shop.example:8080/shop/api/tree/feat/a%20b?x=1&y=2#L3",
        "https://[::1]:8443/",
        "https://github.com",
    ],
)
def test_addresses_of_the_web_are_linked(address: str) -> None:
    assert is_web_address(address)
    assert Evidence("#12 feat", url=address).url == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JavaScript:alert(1)//https://a.b", "data:text/html,x", "//a.b/c",
        "ftp://a.b/", "https:/a.b", "https://", " https://a.b", "https://a.b\n", "https://a.b/\x00",
        "https://a.b/\"onclick", "https://a.b/<i>", "https://ada:word@a.b/", "https://a.b\\c",
        "https://a.b/é", "https://a.b/" + "x" * 3000, "",
    ],
)  # fmt: skip
def test_nothing_else_is(address: str) -> None:
    assert not is_web_address(address)
    assert Evidence("#12 feat", url=address).url == ""


def test_the_words_of_a_link_are_one_line_without_secrets() -> None:
    url = "https://github.com/shop/api/pull/12"

    place = Evidence("#12 feat:\n\x1b[2J\u202e ghp_" + "a1" * 18 + "x" * 5000, url=url)

    assert place.path.startswith("#12 feat:  [2J  ghp_••••••")
    assert len(place.path) <= 1000


def test_a_path_stays_as_it_is() -> None:
    assert Evidence("a\nb", 3, excerpt="x" * 9999) == Evidence("a\nb", 3, 3, "x" * MAX_EXCERPT, "")
