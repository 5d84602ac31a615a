"""Fields of forms as this dashboard writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator


class Choices(BaseChoiceIterator):
    """Values to choose from with their names, which have no groups: so none are looked for in each
    of hundreds.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pairs)


class LongSelect(forms.Select):
    """A list of hundreds to choose from, without groups in it and without what sets options apart:
    Django's looks at each of them as if it had both.
    """

    def optgroups(self, _name: str, value: list[str], _attrs: Any = None) -> list[Any]:
        """One group without a name."""
        options = [
            {"value": key, "label": label, "attrs": {"selected": True} if str(key) in value else {}}
            for key, label in self.choices
        ]
        return [(None, options, 0)]
