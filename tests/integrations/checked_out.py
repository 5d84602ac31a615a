"""What is read of a checkout."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from integrations.checkouts import CheckoutError, Head, Missing, snapshot

FILES = {"package.json": "{}", "src/app.js": "app()\n"}


def head_of(path: Path, within: Path | None = None) -> Head:
    """What its head names."""
    with snapshot(path, within or path.parent) as checkout:
        return checkout.head()


def read(path: Path, within: Path | None = None) -> dict[str, bytes | Missing]:
    """All files with their contents."""
    with snapshot(path, within or path.parent) as checkout, closing(checkout.entries()) as entries:
        return {entry.path: content for entry, content in checkout.contents(entries)}


def refusal(path: Path, within: Path | None = None) -> str:
    """Why it is not read."""
    with pytest.raises(CheckoutError) as caught:
        read(path, within)
    return str(caught.value)
