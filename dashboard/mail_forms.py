"""What people may send about the mail that they get."""

from __future__ import annotations

from typing import Any

from django import forms

from compliance.digests import schedule
from compliance.models import Channel, MailPreferences, Organization

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
RHYTHM = ("weekday", "hour", "zone")


class RhythmForm(forms.Form):
    """When a digest is due."""

    weekday = forms.TypedChoiceField(label="Day", coerce=int, choices=list(enumerate(_DAYS)))
    hour = forms.TypedChoiceField(
        label="Hour", coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    zone = forms.ChoiceField(required=False, label="Time zone")

    def __init__(
        self, data: Any, of: MailPreferences | Channel, organization: Organization, **initial: Any
    ) -> None:
        super().__init__(data, initial={name: getattr(of, name) for name in RHYTHM} | initial)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)  # noqa: S101 (for the type checker)
        zone.choices = [
            ("", f"The organization's: {organization.time_zone}"),
            *((name, name.replace("_", " ")) for name in _zones(of.zone)),
        ]


class PreferencesForm(RhythmForm):
    """Whether and when somebody wants the digest."""

    wants_digest = forms.BooleanField(required=False, label="Send me the digest")
    field_order = ("wants_digest", *RHYTHM)

    def __init__(self, data: Any, wanted: MailPreferences, organization: Organization) -> None:
        super().__init__(data, wanted, organization, wants_digest=wanted.wants_digest)
        self.fields["zone"].help_text = "Days and hours in mail are by its clock."

    def apply_to(self, wanted: MailPreferences) -> None:
        """Write what was sent into the row; saves nothing."""
        sent = self.cleaned_data
        for name in ("wants_digest", *RHYTHM):
            setattr(wanted, name, sent[name])


def _zones(chosen: str) -> list[str]:
    """Those to choose from, and the one that was chosen, should it be none of them any more."""
    names = list(schedule.zones())
    return names if chosen in ("", *names) else [chosen, *names]
