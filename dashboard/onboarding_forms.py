"""What people send who tick items of plans, confirm them, and set plans up."""

from __future__ import annotations

from typing import Any

from django import forms

from compliance.models import Team
from compliance.models.onboarding import MAX_NOTE, PlanQuerySet
from compliance.sight import Sight

_DONE = ("tick", "untick", "note", "stuck", "unstuck")


class ItemForm(forms.Form):
    """What who is new does with an item; `text` is the note, or what hinders them."""

    do = forms.ChoiceField(choices=[(each, each) for each in _DONE])
    text = forms.CharField(required=False, max_length=MAX_NOTE)
    back = forms.BooleanField(required=False)


class ConfirmForm(forms.Form):
    """What the lead says of an item; `back` leads to the list, from which it was sent."""

    verdict = forms.ChoiceField(choices=[("confirm", "Confirm"), ("send-back", "Send back")])
    note = forms.CharField(required=False, max_length=MAX_NOTE)
    url = forms.URLField(
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": "Give an address that begins with https:// or http://."},
    )
    back = forms.BooleanField(required=False)


class NewcomerFilter(forms.Form):
    """Whose plans the list shows. What cannot be understood narrows nothing."""

    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, to_field_name="slug", empty_label="All teams"
    )
    show = forms.ChoiceField(required=False, choices=[("over", "over")], widget=forms.HiddenInput)

    def __init__(self, data: Any, seen: Sight) -> None:
        super().__init__(data)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = seen.shown_teams().order_by("name", "pk")
        self.is_valid()

    @property
    def of_team(self) -> Team | None:
        """The team that was asked for; None for all."""
        found: Team | None = self.cleaned_data.get("team")
        return found

    @property
    def is_over(self) -> bool:
        """Whether only those are shown that are over."""
        return self.cleaned_data.get("show") == "over"

    def apply(self, plans: PlanQuerySet) -> PlanQuerySet:
        """The plans that fit."""
        return plans.filter(team=self.of_team) if self.of_team else plans
