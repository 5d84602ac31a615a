"""What many ways through one world have in common: each finds it as it was made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is stored within is not stored afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
