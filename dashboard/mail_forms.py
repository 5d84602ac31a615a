"""What people may send about the mail that they get."""

from __future__ import annotations

from typing import Any

from django import forms

from compliance.digests import schedule
from compliance.models import MailPreferences, Organization

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


class PreferencesForm(forms.Form):
    """Whether and when somebody wants the digest."""

    wants_digest = forms.BooleanField(required=False, label="Send me the digest")
    weekday = forms.TypedChoiceField(label="Day", coerce=int, choices=list(enumerate(_DAYS)))
    hour = forms.TypedChoiceField(
        label="Hour", coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    zone = forms.ChoiceField(
        required=False, label="Time zone", help_text="Days and hours in mail are by its clock."
    )

    def __init__(self, data: Any, wanted: MailPreferences, organization: Organization) -> None:
        super().__init__(data, initial=_initial(wanted))
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)  # noqa: S101 (for the type checker)
        zone.choices = [
            ("", f"The organization's: {organization.time_zone}"),
            *((name, name.replace("_", " ")) for name in _zones(wanted)),
        ]

    def apply_to(self, wanted: MailPreferences) -> None:
        """Write what was sent into the row; saves nothing."""
        sent = self.cleaned_data
        for name in ("wants_digest", "weekday", "hour", "zone"):
            setattr(wanted, name, sent[name])


def _initial(wanted: MailPreferences) -> dict[str, object]:
    return {
        "wants_digest": wanted.wants_digest,
        "weekday": wanted.weekday,
        "hour": wanted.hour,
        "zone": wanted.zone,
    }


def _zones(wanted: MailPreferences) -> list[str]:
    """Those to choose from, and the one that was chosen, should it be none of them any more."""
    names = list(schedule.zones())
    return names if wanted.zone in ("", *names) else [wanted.zone, *names]
