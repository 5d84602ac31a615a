"""What GitHub answers of one repository of a batch, where it is nothing that GitHub would say."""

from __future__ import annotations

import msgspec
import pytest

from compliance.collect import details
from integrations.github.errors import AnswerError


@pytest.mark.parametrize(
    "raw",
    [
        b"5",
        b'{"id": "R_1"}',
        b'{"id": "\xff"}',
        b'{"x": %b}' % (b"[" * 100_000 + b"]" * 100_000),
    ],
    ids=["a number", "too little", "no text", "nested deep"],
)
def test_a_repository_that_is_none(raw: bytes) -> None:
    with pytest.raises(AnswerError, match="in another shape than it describes"):
        details._node(msgspec.Raw(raw))
