"""Fields of forms as this dashboard writes them."""

from __future__ import annotations

from typing import Any

from django import forms


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
