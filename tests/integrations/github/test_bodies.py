"""Bodies: packed, cut, of all sizes, and JSON that holds too much or goes too deep."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.github import bodies
from integrations.github.bodies import decoded, whole
from integrations.github.errors import AnswerError, UnreachableError
from integrations.github.rest import GitTree, ListedByRest

DEEP = b"[" * 400_000 + b"]" * 400_000


class Organization(msgspec.Struct):
    login: str


@pytest.fixture
def at_most(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many values may be: fewer than else, so that not so many have to be made."""
    monkeypatch.setattr(bodies, "MAX_VALUES", 1_000)
    return 1_000


def cut(body: bytes, places: list[int]) -> Iterator[bytes]:
    """The same bytes in chunks that end at some places."""
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    for start, end in itertools.pairwise(edges):
        yield body[start:end]


@given(body=st.binary(max_size=300), places=st.lists(st.integers(0, 400), max_size=5))
@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "GZip"])
def test_a_body_comes_whole_however_it_was_cut(
    encoding: str, body: bytes, places: list[int]
) -> None:
    sent = gzip.compress(body) if encoding.lower() == "gzip" else body

    assert whole(cut(sent, places), encoding, 300, "GET /x") == body


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_of_just_the_limit(encoding: str) -> None:
    for size in (1_000, 1_001):
        body = bytes(size)
        chunks = cut(gzip.compress(body) if encoding else body, [500])
        if size == 1_000:
            assert whole(chunks, encoding, 1_000, "GET /x") == body
        else:
            with pytest.raises(AnswerError, match="GET /x is larger than 1,000 bytes") as caught:
                whole(chunks, encoding, 1_000, "GET /x")
            assert caught.value.too_large


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "zstd", "br", "deflate", "gzip, identity", "x" * 9_000]
)
def test_what_nobody_asked_for(encoding: str) -> None:
    with pytest.raises(AnswerError, match="answered to GET /x is packed as") as caught:
        whole([b"{}"], encoding, 1_000, "GET /x")
    assert len(str(caught.value)) < 200


def test_a_packed_body_that_is_cut_at_any_place() -> None:
    packed = gzip.compress(b'{"login": "acme"}')
    for size in range(1, len(packed)):
        with pytest.raises(UnreachableError, match="GET /x was cut off"):
            decoded(whole([packed[:size]], "gzip", 1_000, "GET /x"), Organization, "GET /x")


def test_no_body_is_not_packed() -> None:
    assert whole([], "gzip", 1_000, "GET /x") == b""


def test_after_its_end_nothing_more_is_taken() -> None:
    taken = []

    def chunks() -> Iterator[bytes]:
        for number in range(1_000):
            taken.append(number)
            yield b"more" if number else gzip.compress(b"{}")

    with pytest.raises(AnswerError, match="goes on after its end"):
        whole(chunks(), "gzip", 1_000, "GET /x")
    assert taken == [0, 1]


def test_a_damaged_packed_body() -> None:
    packed = bytearray(gzip.compress(b'{"login": "acme"}'))
    packed[-5] ^= 1

    with pytest.raises(AnswerError, match="cannot be unpacked"):
        whole([bytes(packed)], "gzip", 1_000, "GET /x")


@pytest.mark.parametrize("body", [b'{"login": "acme", "x": %b}', b'{"x": %b, "login": "acme"}'])
def test_what_is_nested_deep(body: bytes) -> None:
    with pytest.raises(AnswerError, match="is nested deeper"):
        decoded(body % DEEP, Organization, "GET /x")


def test_the_largest_listing_of_a_tree() -> None:
    entry = {"path": "a/b,c", "mode": "100644", "type": "blob", "sha": "f" * 40, "size": 1}
    tree = [entry | {"url": "https://api.github.example/x"}] * 100_000
    body = json.dumps({"sha": "f" * 40, "url": "", "tree": tree, "truncated": True}).encode()

    assert len(decoded(body, GitTree, "GET /x").tree) == 100_000


@pytest.mark.parametrize("text", [",", "[", "{", '\\",', "\\\\[", 'x",'])
def test_signs_in_a_text_are_no_values(at_most: int, text: str) -> None:
    content = {"login": text * (at_most + 1)}
    body = json.dumps(content).encode()

    assert decoded(body, Organization, "GET /x").login == content["login"]


@pytest.mark.parametrize("value", [b"0", b"[]", b"{}", b'""', b'","', b"null", b'"\\\\"'])
def test_too_many_values(at_most: int, value: bytes) -> None:
    body = b'{"login": "acme", "x": [' + b",".join([value] * at_most) + b"]}"

    with pytest.raises(AnswerError, match="GET /x holds more than 1,000 values") as caught:
        decoded(body, Organization, "GET /x")
    assert caught.value.too_large


JSON = st.recursive(
    st.none() | st.integers() | st.text('a,[{"\\\n', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(',["\\', max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(content=JSON, limit=st.integers(0, 12))
def test_values_are_counted_as_they_are(content: Any, limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "MAX_VALUES", limit)
        try:
            assert decoded(json.dumps(content).encode(), object, "GET /x") == content
            refused = False
        except AnswerError:
            refused = True

    assert refused == (values(content) > limit)


def values(content: Any) -> int:
    """What lists and objects hold; an empty one counts as if it held something."""
    if not isinstance(content, list | dict):
        return 0
    inner = list(content.values()) if isinstance(content, dict) else content
    return max(1, len(inner)) + sum(map(values, inner))


@pytest.mark.parametrize(
    "text", [b'"', b'"\\', b'"\\\\', b'"' + b'\\"' * 500_000, b'"' + b"\\" * 999_999]
)
def test_texts_without_an_end_are_looked_at_once(at_most: int, text: bytes) -> None:
    """Otherwise the long ones would take hours."""
    with pytest.raises((AnswerError, UnreachableError)):
        decoded(b'["' + b"," * (at_most + 1) + b'",' + text, list, "GET /x")


def test_custom_properties_of_all_kinds() -> None:
    listed = {"node_id": "R_1", "full_name": "acme/shop", "html_url": "", "private": True}
    properties = {"phase": "beta", "teams": ["a", "b"], "old": None, "paid": True, "size": 1.5}
    body = json.dumps(listed | {"fork": False, "custom_properties": properties}).encode()

    assert decoded(body, ListedByRest, "GET /x").custom_properties == properties
