"""Which notices somebody wants, as they may send it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from compliance.models import MailPreferences

Notice = MailPreferences.Notice
_MEANING = {
    Notice.STUCK: "They ask for help with an item, and you lead them or are their buddy.",
    Notice.STALLED: "For eight working hours nothing came further, and you lead them or are their "
    "buddy.",
    Notice.LATE: "The hours until the goal are over: yours, or of somebody whom you lead or whose "
    "buddy you are.",
    Notice.CONFIRM: "Somebody whom you lead has done what takes your word.",
    Notice.ASKED: "A waiver, an attestation, or what a repository asks for by its own file.",
    Notice.ENDING: "Two weeks before its last day, and once it counts no more: what you asked for, "
    "and what concerns your teams' repositories.",
}


@dataclass(frozen=True)
class Switch:
    """The switch of one kind, and what that is."""

    kind: MailPreferences.Notice
    meaning: str
    is_on: bool


class NoticesForm(forms.Form):
    """The kinds of notices that somebody wants."""

    notices = forms.MultipleChoiceField(required=False, choices=Notice.choices)

    def __init__(self, data: Any, wanted: MailPreferences) -> None:
        kinds = [each for each in Notice.values if each not in wanted.unwanted]
        super().__init__(data, initial={"notices": kinds})

    @property
    def switches(self) -> Iterator[Switch]:
        """One for each kind, as it was sent or is stored."""
        on = self["notices"].value() or []
        for kind, meaning in _MEANING.items():
            yield Switch(kind, meaning, kind.value in on)

    def apply_to(self, wanted: MailPreferences) -> None:
        """Write what was sent into the row; saves nothing."""
        sent = self.cleaned_data["notices"]
        wanted.unwanted = [each for each in Notice.values if each not in sent]
