"""Whatever facts quote, no secret that was seen is in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from compliance import redaction
from compliance.facts import Evidence, Stack, Unavailable
from compliance.masking import MASK
from compliance.sightings import Place, Sighting, Sightings

SECRET = "q8Zv2LxT9rWc5NpK7bYd"


def seen(*secrets: str) -> Sightings:
    return Sightings(
        tuple(Sighting("a", 1, 1, "secret", each, "", Place.ORDINARY) for each in secrets), 1
    )


@dataclass(frozen=True)
class Quoting:
    texts: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)
    where: Evidence | None = None
    stack: Stack = Stack.NODE
    count: int = 3


def test_it_is_masked_wherever_it_is_quoted() -> None:
    facts = Quoting(
        (f"--key {SECRET} .", "nothing"), {"a": SECRET}, Evidence(f"x/{SECRET}", 3, 4, SECRET[:12])
    )

    assert redaction.without(seen(SECRET), facts) == Quoting(
        (f"--key q8Zv{MASK} .", "nothing"),
        {"a": f"q8Zv{MASK}"},
        Evidence(f"x/q8Zv{MASK}", 3, 4, MASK),
    )
    assert redaction.without(seen(SECRET), Unavailable(f"no {SECRET}")).reason == f"no q8Zv{MASK}"


def test_what_quotes_nothing_is_the_same_object() -> None:
    facts = Quoting(("nothing",), {"a": "b"})

    assert redaction.without(seen(SECRET), facts) is facts
    assert redaction.without(seen(), facts) is facts
    assert redaction.without(None, facts) is facts


def test_a_short_one_is_masked_where_it_stands_alone() -> None:
    assert redaction.without(seen("Gr7!mvQ"), "'Gr7!mvQ'") == f"'{MASK}'"
    assert redaction.without(seen("route"), ("route /", "routes")) == (f"{MASK} /", "routes")
    assert redaction.without(seen("abc"), "abc") == "abc"


def test_each_line_of_one_with_several_is_masked() -> None:
    key = "-----BEGIN KEY-----\nMIIEowIBAAKCAQEA7\nq8Zv2LxT9rWc5NpK7bYd\n-----END KEY-----"

    assert redaction.without(seen(key), "x MIIEowIBAAKCAQEA7 y") == f"x MIIE{MASK} y"
    assert redaction.without(seen(key.replace("\n", "\\n")), SECRET) == f"q8Zv{MASK}"
    assert redaction.without(seen(key), "-----END KEY-----") == "-----END KEY-----"


def test_what_was_cut_within_one_is_masked() -> None:
    assert redaction.without(seen(SECRET), f"key = {SECRET[:7]}") == f"key = {MASK}"
    assert redaction.without(seen(SECRET), f"key = {SECRET[:17]}") == f"key = q8Zv{MASK}"
    assert redaction.without(seen(SECRET), "key = q8Zv2-other") == "key = q8Zv2-other"


def test_a_key_without_lines_of_its_own_is_masked_as_a_whole() -> None:
    assert (
        redaction.without(seen("-----BEGIN KEY-----"), "a -----BEGIN KEY-----") == f"a ----{MASK}"
    )
    assert redaction.without(seen("-----BEGIN KEY-----"), "-----") == "-----"


def test_of_a_very_long_one_all_is_masked() -> None:
    secret = SECRET * 300

    assert redaction.without(seen(secret), f"a {secret} b") == f"a q8Zv{MASK} b"


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert redaction.without(seen(SECRET), f"\ud800 {SECRET}") == f"\ud800 q8Zv{MASK}"


SECRETS = st.text("abcXYZ019._*+?()[]{}|\\^$-", min_size=8, max_size=80).filter(
    lambda text: len(set(text)) > 4
)


@given(st.lists(SECRETS, min_size=1, max_size=5), st.text(max_size=10), st.text(max_size=10))
def test_no_secret_stays_whatever_it_is_made_of(secrets: list[str], left: str, right: str) -> None:
    for secret in secrets:
        text = redaction.without(seen(*secrets), f"{left} {secret} {right}")

        assert secret not in text.replace(left, "").replace(right, "")
