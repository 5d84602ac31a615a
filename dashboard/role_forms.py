"""What administrators send who look for people and give them roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from compliance.given_roles import Given
from compliance.models import Person, RoleGiven
from compliance.roles import Role

WHAT_THEY_DO = {
    Role.ADMINISTRATOR: "sees everything, decides on what is asked for, changes roles.",
    Role.MANAGER: "manages the teams below and all teams in them, and is a developer elsewhere.",
    Role.DEVELOPER: "sees public and internal repositories, and the private ones given on GitHub.",
    Role.PARTNER: "sees only the repositories and teams that they work with.",
}
# What a form sends for a role that is the source's to say.
BY_SOURCE = "source"


class PeopleFilter(forms.Form):
    """Which people a list shows. What cannot be understood narrows nothing."""

    q = forms.CharField(required=False, max_length=100, label="Search by name or login")
    role = forms.ChoiceField(
        required=False, choices=[("", "Any role"), *RoleGiven.Given.choices], label="Role"
    )
    given = forms.ChoiceField(
        required=False,
        choices=[("", "Anybody"), ("yes", "An administrator"), ("no", "GitHub")],
        label="Who gave it",
    )
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Now"), ("left", "Not any more"), ("all", "Now or before")],
        label="Belongs",
    )

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for and understood."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def apply(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """The people who fit, of those that `given_roles.listed` lists, by login."""
        wanted = self.asked
        if text := wanted.get("q"):
            people = people.filter(Q(login__icontains=text) | Q(name__icontains=text))
        if role := wanted.get("role"):
            people = people.filter(Q(held=role))
        if given := wanted.get("given"):
            people = people.filter(role_given__isnull=given == "no")
        if (state := wanted.get("state")) != "all":
            people = people.filter(left_at__isnull=state != "left")
        return people.order_by("login", "pk")


class RoleForm(forms.Form):
    """What somebody is given. `was` is what whoever sends it took for given, as text; without
    `confirmed` nobody takes their own administration.
    """

    role = forms.ChoiceField(choices=[(BY_SOURCE, ""), *RoleGiven.Given.choices])
    teams = forms.MultipleChoiceField(required=False)
    was = forms.CharField(max_length=100_000)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data: Any, person: Person, now: Given) -> None:
        super().__init__(data)
        self.now = now
        self.choosable = list(person.organization.teams.order_by("name", "pk"))
        field = self.fields["teams"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
        field.choices = [(each.slug, each.name) for each in self.choosable]

    @property
    def chosen(self) -> Given:
        """What was sent, where it can be understood, and else what there is now."""
        if not self.is_bound:
            return self.now
        if not self.is_valid():
            return self.now
        role = self.cleaned_data["role"]
        # Teams stay ticked where another role is chosen, and are nothing to it.
        teams = self.cleaned_data["teams"] if role == Role.MANAGER else ()
        return Given(None if role == BY_SOURCE else Role(role), frozenset(teams))
