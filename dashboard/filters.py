"""How an address narrows a list. A value that is not known, or not understood, narrows nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import F, OrderBy, Q, QuerySet

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.digests.content import LONGEST
from compliance.models import AuditEntry, CheckResult, Ownership, Team
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards.changes import Kind
from compliance.sight import Sight
from dashboard.templatetags.words import COMPLIANCE, LEVELS, OUTCOMES
from dashboard.widgets import Choices, LongSelect

# What the list can be sorted by; a minus in front turns it around.
SORTS: dict[str, F] = {
    "name": F("name"),
    "score": F("score"),
    "level": F("level_rank"),
    "failures": F("required_failures"),
    "judged": F("judged_at"),
}


class RepositoryFilter(forms.Form):
    """Which repositories a list shows, and in what order. A value that is not known is ignored."""

    q = forms.CharField(required=False, max_length=200, label="Name")
    own = forms.BooleanField(required=False, label="Yours")
    team = forms.ChoiceField(required=False, widget=LongSelect)
    level = forms.ChoiceField(required=False)
    compliance = forms.ChoiceField(required=False, label="Compliance")
    stack = forms.ChoiceField(required=False)
    check = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False)
    sort = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, seen: Sight) -> None:
        super().__init__(data)
        self._seen = seen
        if not seen.teams:
            del self.fields["own"]
        teams = seen.shown_teams().values_list("slug", "name")
        self._choose("team", "All teams", (*teams, ("-", "Nobody")))
        self._choose(
            "level", "All levels", ((key or "below", name) for key, name in LEVELS.items())
        )
        self._choose("compliance", "All", COMPLIANCE.items())
        self._choose(
            "stack", "All stacks", (("node", "Node.js"), ("python", "Python"), ("-", "None"))
        )
        self._choose("check", "Any check", asked_checks())
        self._choose("outcome", "Any outcome", OUTCOMES.items())

    def _choose(self, name: str, empty: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        field.choices = Choices([("", empty), *choices])

    def apply(self, repositories: RepositoryQuerySet) -> RepositoryQuerySet:
        """The repositories that fit, in order."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("q"):
            repositories = repositories.filter(name__icontains=wanted["q"])
        if wanted.get("own"):
            owned = Ownership.objects.filter(team__in=self._seen.teams)
            repositories = repositories.filter(pk__in=owned.values("repository"))
        if team := wanted.get("team"):
            repositories = (
                repositories.filter(teams__slug=team)
                if team != "-"
                else repositories.unowned(self._seen.shown_teams())
            )
        if level := wanted.get("level"):
            repositories = repositories.filter(
                level="" if level == "below" else level, judged__gt=0
            )
        if wanted.get("compliance"):
            repositories = repositories.filter(compliance=wanted["compliance"])
        if stack := wanted.get("stack"):
            repositories = (
                repositories.filter(stacks__contains=[stack])
                if stack != "-"
                else (repositories.filter(stacks=[]))
            )
        repositories = self._with_outcome(repositories)
        return repositories.with_level_rank().order_by(*self._order())

    def _with_outcome(self, repositories: RepositoryQuerySet) -> RepositoryQuerySet:
        """Those with a result of the check, that counts as that, or both at once."""
        given = {
            "key": self.cleaned_data.get("check"), "standing": self.cleaned_data.get("outcome")
        }  # fmt: skip
        asked = {name: value for name, value in given.items() if value}
        if not asked:
            return repositories
        # Not narrowed to what somebody may see, as the repositories are: that would cost it twice.
        results = CheckResult.objects.filter(organization=self._seen.organization, **asked)
        return repositories.filter(pk__in=results.values("repository_id"))

    def _order(self) -> tuple[OrderBy, ...]:
        key, falling = self.sorting
        field = SORTS[key]
        first = field.desc(nulls_last=True) if falling else field.asc(nulls_last=True)
        return (first, F("name").asc(), F("pk").asc())

    @property
    def sorting(self) -> tuple[str, bool]:
        """What the list is sorted by, and whether the highest comes first."""
        given = self.cleaned_data.get("sort") or "name"
        key = given.removeprefix("-")
        return (key, given.startswith("-")) if key in SORTS else ("name", False)

    @property
    def is_used(self) -> bool:
        """Whether anything is filtered out."""
        names = ("q", "own", "team", "level", "compliance", "stack", "check", "outcome")
        return any(self.cleaned_data.get(name) for name in names)


class Search(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(required=False, max_length=100)

    @property
    def text(self) -> str:
        """The text to look for; empty where none was given, or none that anything has."""
        self.is_valid()
        return str(self.cleaned_data.get("q") or "")


class ChangeFilter(forms.Form):
    """Which changes are shown. A value that is not known is ignored."""

    since = forms.ChoiceField(
        required=False, choices=(("", "The last 7 days"), ("28", "The last 4 weeks"))
    )
    team = forms.ChoiceField(required=False, widget=LongSelect)
    begin = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    end = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    own = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, seen: Sight) -> None:
        super().__init__(data)
        self._seen = seen
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        teams = seen.shown_teams().values_list("slug", "name")
        field.choices = Choices([("", "All teams"), *teams])
        self.is_valid()

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """The moments between which changes are meant, as a digest's links say them; None where
        there are none, or more lies between them than a digest tells of.
        """
        begin, end = self.cleaned_data.get("begin"), self.cleaned_data.get("end")
        if begin is None or end is None or not begin < end <= begin + LONGEST:
            return None
        return begin, end

    @property
    def is_own(self) -> bool:
        """Whether only the reader's own repositories are meant, as a digest tells of them."""
        return self.span is not None and bool(self.cleaned_data.get("own"))

    @property
    def days(self) -> int:
        """How many days back it goes."""
        return int(self.cleaned_data.get("since") or 7)

    @cached_property
    def of_team(self) -> Team | None:
        """The team whose repositories are meant; None for all."""
        slug = self.cleaned_data.get("team")
        return self._seen.shown_teams().filter(slug=slug).first() if slug else None

    @property
    def kind(self) -> str:
        """The kind of change that is meant; empty for all."""
        asked = self.data.get("kind", "")
        return asked if asked in list(Kind) else ""


class AuditFilter(forms.Form):
    """Which entries of the audit log are shown. What cannot be understood narrows nothing."""

    action = forms.ChoiceField(required=False, label="What")
    who = forms.CharField(required=False, max_length=100, label="Who")
    since = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        field.choices = [("", "Anything"), *AuditEntry.Action.choices]

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for and understood, as text."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def apply(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The entries that fit; days are those of UTC, the last among them."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("action"):
            entries = entries.filter(action=wanted["action"])
        if who := wanted.get("who"):
            entries = entries.filter(called(who, "by__") | Q(on_behalf__icontains=who))
        if wanted.get("since"):
            entries = entries.filter(at__date__gte=wanted["since"])
        if wanted.get("until"):
            entries = entries.filter(at__date__lte=wanted["until"])
        return entries


def called(who: str, prefix: str = "") -> Q:
    """That somebody's login or name has that in it; `prefix` leads from a row to the person."""
    return Q(**{f"{prefix}login__icontains": who}) | Q(**{f"{prefix}name__icontains": who})


def asked_checks() -> list[tuple[str, str]]:
    """What the protocols ask of repositories, by key and title, in the order of the titles.

    To look through the results for what was asked of somebody would cost more than all else.
    """
    found: dict[str, str] = {}
    for protocol in organizations.protocols().values():
        for coverage in (*protocol.automated(), *protocol.attested()):
            check = CATALOGUE.get(coverage.key)
            found[coverage.key] = check.title if check else protocol.rule_of(coverage).title
    return sorted(found.items(), key=lambda each: (each[1], each[0]))
