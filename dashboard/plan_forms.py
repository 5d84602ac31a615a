"""What managers send who set up a plan: for whom, in which role, since when, with whose help."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from compliance import clock
from compliance.digests.schedule import zone_of
from compliance.models import Person, Plan, Repository, Team
from compliance.onboarding import plans
from compliance.onboarding.plans import Settings
from compliance.onboarding.timing import Calendar
from compliance.protocol import Whom
from compliance.sight import Sight
from dashboard import newcomers

MOST_DAYS_OFF = 60
FURTHEST = timedelta(days=366)
LONGEST_AGO = timedelta(days=30)
# As many as a list beside a field offers; what is typed is understood in any case.
OFFERED = 500
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,98}[A-Za-z0-9])?(?:_[A-Za-z0-9]{1,20})?")
_MOMENT = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")


class PlanForm(forms.Form):
    """How a plan is set up; `who` is asked of a new one alone.

    A manager plans into the teams that they manage, and nobody assigns what they may not see.
    """

    protocol = forms.ChoiceField(label="Role")
    whom = forms.ChoiceField(label="Employed as", choices=Plan.Whom.choices, initial=Whom.STAFF)
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, to_field_name="slug", empty_label="None"
    )
    repository = forms.CharField(required=False, max_length=200)
    buddy = forms.CharField(required=False, max_length=200)
    starts = forms.DateTimeField(required=False, label="Starts", widget=_MOMENT)
    zone = forms.CharField(max_length=64, initial="UTC", label="Time zone")
    pauses_weekends = forms.BooleanField(required=False, label="Weekends pause the clock")
    days_off = forms.CharField(required=False, max_length=1000, label="Days off")

    def __init__(self, data: Any, seen: Sight, plan: Plan | None = None) -> None:
        super().__init__(data, initial=_now(plan, seen) if plan else _first(seen))
        self._seen, self._plan = seen, plan
        role, team = self.fields["protocol"], self.fields["team"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 (for the type checker)
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        role.choices = [
            (key, f"{key.capitalize()}: {each.goal.title}, in {each.goal.hours} hours")
            for key, each in plans.roles().items()
            if each.goal
        ]
        team.queryset = newcomers.teams_to_plan_for(seen).order_by("name", "pk")
        self._must_name_team = not newcomers.makes_all_plans(seen)
        if self._must_name_team:
            team.required, team.empty_label = True, "Choose a team"
            team.error_messages["required"] = "Choose one of the teams that you manage."

    def clean_zone(self) -> str:
        """The zone, by a name that the IANA knows."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in _zones():
            raise ValidationError("Give a time zone by its name, such as Europe/Berlin.")
        return zone

    def clean_starts(self) -> datetime | None:
        """When the clock begins: a plan is of days, and each of them is counted."""
        starts: datetime | None = self.cleaned_data["starts"]
        if starts is None or starts.replace(tzinfo=None) == self.initial.get("starts"):
            return starts
        if not -LONGEST_AGO <= starts - clock.now() <= FURTHEST:
            raise ValidationError("Give a start of the last 30 days, or within a year of today.")
        return starts

    def clean_days_off(self) -> frozenset[date]:
        """The days off, which are written as 2026-12-24 2026-12-25."""
        words = re.split(r"[\s,;]+", str(self.cleaned_data["days_off"]).strip())
        if len(words) > MOST_DAYS_OFF:
            raise ValidationError(f"At most {MOST_DAYS_OFF} days are taken.")
        try:
            return frozenset(date.fromisoformat(each) for each in words if each)
        except ValueError as error:
            raise ValidationError("Write days as 2026-12-24, with a space between.") from error

    def clean_repository(self) -> Repository | None:
        """The repository that is assigned; one that its editor may not see stays as it is."""
        name = str(self.cleaned_data["repository"]).strip()
        if not name:
            return _hidden_repository(self._plan, self._seen)
        found = newcomers.repositories_to_assign(self._seen).filter(name__iexact=name).first()
        if found is None:
            raise ValidationError("You see no repository of that name.")
        return found

    def clean_buddy(self) -> Person | None:
        """Who helps; anybody who belongs."""
        login = str(self.cleaned_data["buddy"]).strip()
        if not login:
            return None
        found = self._seen.organization.people.filter(login__iexact=login, left_at=None).first()
        if found is None:
            raise ValidationError("Nobody who belongs has that login.")
        if self._plan and self._plan.person_id == found.pk:
            raise ValidationError("Nobody is their own buddy.")
        return found

    @property
    def settings(self) -> Settings:
        """What was sent, of a form that is valid."""
        given = self.cleaned_data
        zone, starts = given["zone"], given["starts"]
        return Settings(
            protocol=given["protocol"],
            whom=Whom(given["whom"]),
            team=given["team"],
            repository=given["repository"],
            buddy=given["buddy"],
            starts_at=_there(starts, zone) if starts else None,
            calendar=Calendar(zone, given["pauses_weekends"], given["days_off"]),
        )

    @property
    def offered_repositories(self) -> list[str]:
        """Names that the list beside the field offers."""
        found = newcomers.repositories_to_assign(self._seen).order_by("name")
        return list(found.values_list("name", flat=True)[:OFFERED])

    @property
    def offered_buddies(self) -> list[tuple[str, str]]:
        """Logins and names of those whom the list beside the field offers."""
        found = self._seen.organization.people.filter(left_at=None).order_by("login")
        return list(found.values_list("login", "name")[:OFFERED])

    @property
    def offered_zones(self) -> list[str]:
        """The time zones that people set their clocks by."""
        return ["UTC", *sorted(each for each in _zones() if _is_of_a_place(each))]


class NewPlanForm(PlanForm):
    """A plan for somebody who is there, or who is invited by a login or an e-mail address."""

    who = forms.CharField(max_length=320, label="For whom")

    field_order = ("who",)

    def clean_who(self) -> Person | str:
        """The person with that login, or the login or address as it was typed."""
        typed = str(self.cleaned_data["who"]).strip()
        person = self._seen.organization.people.filter(login__iexact=typed, left_at=None).first()
        if person:
            return self._for(person)
        if "@" in typed:
            validate_email(typed)
        elif not _LOGIN.fullmatch(typed):
            raise ValidationError("Give a login at GitHub, or an e-mail address.")
        return typed

    def _for(self, person: Person) -> Person:
        if not newcomers.people_to_plan_for(self._seen).filter(pk=person.pk).exists():
            raise ValidationError(
                "You make plans for people of the teams that you manage, and for partners who work "
                "in repositories that you lead."
            )
        return person

    def clean(self) -> dict[str, Any]:
        """What is to be said of whom and what together."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        who, whom = given.get("who"), given.get("whom")
        is_outside = isinstance(who, Person) and who.role == Person.Role.COLLABORATOR
        if is_outside and whom == Whom.STAFF:
            self.add_error("whom", f"{who} is an outside collaborator: an external partner.")
        if isinstance(who, Person) and given.get("buddy") == who:
            self.add_error("buddy", "Nobody is their own buddy.")
        return given

    @property
    def offered_people(self) -> list[tuple[str, str]]:
        """Logins and names of those who are there and have no plan that goes on."""
        free = newcomers.people_to_plan_for(self._seen).exclude(pk__in=_with_open_plans(self._seen))
        return list(free.order_by("-seen_at", "login").values_list("login", "name")[:OFFERED])


class JoinForm(forms.Form):
    """Who it is that came by an invitation."""

    person = forms.CharField(max_length=200, label="Who came")

    def __init__(self, data: Any, seen: Sight) -> None:
        super().__init__(data)
        self._seen = seen

    def clean_person(self) -> Person:
        """The person with that login."""
        login = str(self.cleaned_data["person"]).strip()
        people = newcomers.people_to_plan_for(self._seen)
        found = people.filter(login__iexact=login).first()
        if found is None:
            raise ValidationError("Nobody whose plan you set up has that login.")
        return found

    @property
    def offered_people(self) -> list[tuple[str, str]]:
        """Logins and names of those who may have come by it, the last to come first."""
        people = newcomers.people_to_plan_for(self._seen).order_by("-seen_at", "login")
        return list(people.values_list("login", "name")[:OFFERED])


class CallOffForm(forms.Form):
    """Why a plan is called off."""

    because = forms.CharField(
        max_length=300,
        label="Why",
        error_messages={"required": "Say in a few words why it is called off."},
    )


def _first(seen: Sight) -> dict[str, Any]:
    """What a new plan is set to before anybody chooses."""
    teams = list(newcomers.teams_to_plan_for(seen)[:2])
    only = teams[0] if len(teams) == 1 and not newcomers.makes_all_plans(seen) else None
    return {"protocol": plans.default_role(), "team": only.slug if only else None}


def _now(plan: Plan, seen: Sight) -> dict[str, Any]:
    """What a plan is set to."""
    starts = plan.starts_at.astimezone(zone_of(plan.zone)) if plan.starts_at else None
    is_hidden = _hidden_repository(plan, seen) is not None
    return {
        "protocol": plan.protocol,
        "whom": plan.whom,
        "team": plan.team.slug if plan.team else None,
        "repository": plan.repository.name if plan.repository and not is_hidden else "",
        "buddy": plan.buddy.login if plan.buddy else "",
        "starts": starts.replace(tzinfo=None) if starts else None,
        "zone": plan.zone,
        "pauses_weekends": plan.pauses_weekends,
        "days_off": " ".join(each.isoformat() for each in plan.days_off),
    }


def _hidden_repository(plan: Plan | None, seen: Sight) -> Repository | None:
    """The repository of a plan, where somebody may not see it."""
    if plan is None or plan.repository is None:
        return None
    is_seen = seen.repositories().filter(pk=plan.repository.pk).exists()
    return None if is_seen else plan.repository


def _there(moment: datetime, zone: str) -> datetime:
    """What a clock shows, as the moment that it is in a zone."""
    return moment.replace(tzinfo=zone_of(zone))


@functools.cache
def _zones() -> frozenset[str]:
    """The zones that the IANA names; these two are whatever the machine makes of them."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _is_of_a_place(zone: str) -> bool:
    return "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/"))


def _with_open_plans(seen: Sight) -> Any:
    return seen.organization.plans.filter(
        finished_at=None, ended_at=None, person__isnull=False
    ).values("person")
