"""What people send who ask for waivers and attestations, decide on them, and look for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from compliance import clock
from compliance.asked import Asked, Part
from compliance.checks.base import Outcome
from compliance.excusable import MAX_LINK, MAX_REASON, Wanted
from compliance.excuses import pattern_of
from compliance.facts import is_web_address
from compliance.models import AskedFor, CheckResult, Excuse, Ownership
from compliance.models.waiver import LONGEST
from compliance.scoring import ExcuseKind
from compliance.sight import Sight
from dashboard.widgets import LongSelect

# What is offered as the last day, from today on.
USUAL = {ExcuseKind.WAIVER: timedelta(days=90), ExcuseKind.ATTESTATION: timedelta(days=180)}
# The files of a check that are offered, each as a scope of its own.
MAX_FILES = 50
_COMPONENT, _PATH = "component:", "path:"
_ANSWERED = {
    ExcuseKind.WAIVER: {Outcome.FAIL.value},
    ExcuseKind.ATTESTATION: {Outcome.FAIL.value, Outcome.UNKNOWN.value},
}


def kinds_for(result: CheckResult) -> list[ExcuseKind]:
    """What can be asked for of a result: what its components say, and whether it is attestable."""
    found = {each["outcome"] for each in result.components}
    return [
        kind
        for kind in ExcuseKind
        if found & _ANSWERED[kind] and (kind is ExcuseKind.WAIVER or result.attestable)
    ]


class AskForm(forms.Form):
    """What somebody asks to have excused of a result. `begin` is what an address asks for."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    scope = forms.ChoiceField(required=False, label="For")
    until = forms.DateField(
        label="Until",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say until which day, which is the last on which it counts."},
    )
    reason = forms.CharField(
        label="Why",
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say why: whoever decides reads this."},
    )
    link = forms.CharField(
        required=False,
        max_length=MAX_LINK,
        label="Link",
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, result: CheckResult, begin: Mapping[str, str]) -> None:
        self.kinds = kinds_for(result)
        self._result, self._today = result, clock.now().date()
        kind = next((each for each in self.kinds if each == begin.get("kind")), None)
        first = kind or next(iter(self.kinds), ExcuseKind.WAIVER)
        scopes = _scopes(result, self.kinds)
        super().__init__(
            data,
            auto_id=f"ask-{result.key}-%s",
            initial={
                "kind": first.value,
                "scope": begin.get("scope", ""),
                "until": self._today + USUAL[first],
            },
            use_required_attribute=False,
        )
        self.fields["reason"].widget.attrs["autofocus"] = not self.is_bound
        _choose(self, "kind", [(each.value, each.value.capitalize()) for each in self.kinds])
        _choose(self, "scope", scopes)
        self.has_scopes = len(scopes) > 1
        self.fields["until"].widget.attrs |= {
            "min": self._today.isoformat(),
            "max": self.last_day.isoformat(),
        }

    @property
    def last_day(self) -> date:
        """The last day that any kind which can be asked for may be for."""
        return max(self._today + LONGEST[kind] for kind in self.kinds or ExcuseKind)

    @property
    def last_days(self) -> list[tuple[str, date, int]]:
        """Each kind that can be asked for with its last day, and how many days that is."""
        return [
            (each.value, self._today + LONGEST[each], LONGEST[each].days) for each in self.kinds
        ]

    @property
    def is_only(self) -> ExcuseKind | None:
        """The kind, where no other can be asked for."""
        return self.kinds[0] if len(self.kinds) == 1 else None

    def clean(self) -> dict[str, Any]:
        """What was sent, with what does not fit beside its field."""
        given: dict[str, Any] = super().clean() or {}
        kind = ExcuseKind(given["kind"]) if given.get("kind") else None
        until, link, scope = given.get("until"), given.get("link", ""), given.get("scope", "")
        if kind and until and not self._today <= until <= self._today + LONGEST[kind]:
            last = self._today + LONGEST[kind]
            self.add_error("until", f"Choose a day between today and {last:%-d %b %Y}.")
        if link and not is_web_address(link):
            self.add_error("link", "This is no address of http or https.")
        if kind is ExcuseKind.ATTESTATION:
            if not link and "link" not in self.errors:
                self.add_error("link", "An attestation needs a link to what shows it.")
            if scope.startswith(_PATH):
                self.add_error("scope", "An attestation is not for one file: choose more.")
        return given

    @property
    def wanted(self) -> Wanted:
        """What is asked for, of a form that is valid."""
        given = self.cleaned_data
        scope = given["scope"]
        path = scope.removeprefix(_PATH) if scope.startswith(_PATH) else ""
        return Wanted(
            ExcuseKind(given["kind"]),
            self._result.key,
            given["until"],
            given["reason"],
            given["link"],
            scope.removeprefix(_COMPONENT) if scope.startswith(_COMPONENT) else "",
            (pattern_of(path),) if path else (),
        )


Choices = list[tuple[str, Any]]


def _scopes(result: CheckResult, kinds: Iterable[ExcuseKind]) -> Choices:
    """What it can be for: the whole check, a component that does not hold, or one file."""
    answered = set().union(*(_ANSWERED[kind] for kind in kinds))
    parts = [each for each in result.components if each["outcome"] in answered]
    several = len(result.components) > 1
    choices: Choices = [("", "The whole check" + (", in every component" if several else ""))]
    if several:
        named = [(_COMPONENT + each["path"], _directory(each["path"])) for each in parts]
        choices.append(("One component", named))
    failing = (each for each in parts if each["outcome"] == Outcome.FAIL)
    files = dict.fromkeys(
        place["path"]
        for each in failing
        for place in each["evidence"]
        if not place.get("url") and pattern_of(place["path"])
    )
    if files and ExcuseKind.WAIVER in kinds:
        listed = list(files)[:MAX_FILES]
        choices.append(("One file, in a waiver", [(_PATH + each, each) for each in listed]))
    return choices


def _directory(path: str) -> str:
    return "The root" if path == "." else path


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
    field.choices = choices


class DecisionForm(forms.Form):
    """What is decided, and what is said of it: why, where something is refused.

    `was` is the verdict that a repository's request had for who decides.
    """

    verdict = forms.ChoiceField(choices=[("approve", "Approve"), ("refuse", "Refuse")])
    note = forms.CharField(
        required=False,
        max_length=MAX_REASON,
        label="What you say of it",
        widget=forms.Textarea({"rows": 3}),
    )
    was = forms.ChoiceField(required=False, choices=AskedFor.Verdict.choices)

    def clean(self) -> dict[str, Any]:
        """What was sent; a refusal says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("verdict") == "refuse" and not given.get("note") and "note" not in self.errors:
            self.add_error("note", "Say why you refuse it: who asked reads this.")
        return given


class RevokeForm(forms.Form):
    """Why something that was approved is to count no longer."""

    note = forms.CharField(
        max_length=MAX_REASON,
        label="Why",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why you revoke it: who asked reads this."},
    )


class AskedFilter(forms.Form):
    """Which part of what is asked for is shown. What cannot be understood narrows nothing."""

    q = forms.CharField(required=False, max_length=200, label="Repository")
    team = forms.ChoiceField(required=False, widget=LongSelect)
    kind = forms.ChoiceField(
        required=False,
        label="Kind",
        choices=[("", "Any kind"), *Excuse.Kind.choices, ("file", "Asked by a repository")],
    )

    def __init__(self, data: Any, seen: Sight) -> None:
        super().__init__(data)
        teams = seen.shown_teams().values_list("slug", "name")
        _choose(self, "team", [("", "All teams"), *teams])
        self.is_valid()

    @property
    def is_used(self) -> bool:
        """Whether anything is filtered out."""
        return any(self.cleaned_data.values())

    def apply(self, asked: Asked) -> Asked:
        """What fits of all that is asked for."""
        excuses, requests = _narrowed(asked.excuses, self), _narrowed(asked.requests, self)
        kind = self.cleaned_data.get("kind")
        if kind:
            excuses = excuses.filter(kind=kind) if kind != "file" else excuses.none()
            requests = requests if kind == "file" else requests.none()
        return Asked(excuses, requests, asked.decided, asked.person, asked.now)

    def part(self, first: Part) -> Part:
        """The part that is asked for; `first` where none is."""
        shown = self.data.get("show")
        return Part(shown) if shown in list(Part) else first


def _narrowed(rows: QuerySet[Any], form: AskedFilter) -> QuerySet[Any]:
    given = form.cleaned_data
    if given.get("q"):
        rows = rows.filter(repository__name__icontains=given["q"])
    if given.get("team"):
        owned = Ownership.objects.filter(team__slug=given["team"])
        rows = rows.filter(repository__in=owned.values("repository"))
    return rows
