"""What is sent about the channel of a team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from compliance.digests.channels import Address, When
from compliance.models import Channel, Organization
from dashboard.mail_forms import RHYTHM, RhythmForm

_LONGEST = 500


class ChannelForm(RhythmForm):
    """Where and when a team's digest is posted. The address is never shown again, not even to who
    mistyped it.
    """

    address = forms.CharField(
        label="Address of the webhook",
        max_length=_LONGEST,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "off", "placeholder": "https://hooks.slack.com/services/…"}
        ),
    )
    field_order = ("address", *RHYTHM)

    def __init__(self, data: Any, channel: Channel | None, organization: Organization) -> None:
        super().__init__(data, channel or Channel(), organization)
        if channel is not None:
            self.fields["address"].required = False
            self.fields["address"].label = "Another address"

    def clean_address(self) -> Address | None:
        """The address as it is kept; None for the one that is set.

        Raises:
            ValidationError: it is none that may be posted to.
        """
        # Only now, since what posts is needed by no other page.
        from dashboard.mails import webhooks  # noqa: PLC0415
        from integrations.chat import ChatError  # noqa: PLC0415

        sent: str = self.cleaned_data["address"]
        if not sent:
            return None
        try:
            return webhooks.sealed(sent)
        except ChatError as error:
            raise ValidationError(str(error)) from error

    @property
    def when(self) -> When:
        """When it is posted, as it was sent."""
        return When(**{name: self.cleaned_data[name] for name in RHYTHM})
