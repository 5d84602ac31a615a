"""What people may send: filters in the address, and the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q, QuerySet
from django.utils.text import slugify

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.models import AuditEntry, Organization, Team
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards.changes import Kind
from compliance.sight import Sight
from dashboard.templatetags.plumbline import COMPLIANCE, LEVELS, OUTCOMES

# What the list can be sorted by; a minus in front turns it around.
SORTS: dict[str, F] = {
    "name": F("name"),
    "score": F("score"),
    "level": F("level_rank"),
    "failures": F("required_failures"),
    "judged": F("judged_at"),
}


class Choice(forms.Form):
    """As whom of the demo's people somebody signs in."""

    login = forms.CharField(max_length=100)


class LinkKey(forms.Form):
    """The key of a link that signs somebody in."""

    key = forms.CharField(max_length=200)


class RepositoryFilter(forms.Form):
    """Which repositories a list shows, and in what order. A value that is not known is ignored."""

    q = forms.CharField(required=False, max_length=200, label="Name")
    team = forms.ChoiceField(required=False)
    level = forms.ChoiceField(required=False)
    compliance = forms.ChoiceField(required=False, label="Compliance")
    stack = forms.ChoiceField(required=False)
    check = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False)
    sort = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, seen: Sight) -> None:
        super().__init__(data)
        self._seen = seen
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
        field.choices = [("", empty), *choices]

    def apply(self, repositories: RepositoryQuerySet) -> RepositoryQuerySet:
        """The repositories that fit, in order."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("q"):
            repositories = repositories.filter(name__icontains=wanted["q"])
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
        results = self._seen.results().filter(**asked)
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
        names = ("q", "team", "level", "compliance", "stack", "check", "outcome")
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
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, to_field_name="slug", empty_label="All teams"
    )

    def __init__(self, data: Any, seen: Sight) -> None:
        super().__init__(data)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = seen.shown_teams()
        self.is_valid()

    @property
    def days(self) -> int:
        """How many days back it goes."""
        return int(self.cleaned_data.get("since") or 7)

    @property
    def of_team(self) -> Team | None:
        """The team whose repositories are meant; None for all."""
        found: Team | None = self.cleaned_data.get("team")
        return found

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


_RULE = re.compile(r"(?P<pattern>[^=\n]{1,200}?)\s*=\s*(?P<value>[^=\n]{1,200})")
MAX_RULES = 500


class RuleLines(forms.CharField):
    """A text with a rule a line, `pattern = value`; cleaned into a list of pairs."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[list[str]]:
        """The rules in their order.

        Raises:
            ValidationError: a line is no rule; the message names it.
        """
        rules: list[list[str]] = []
        for number, line in enumerate(str(super().clean(value)).splitlines(), 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            match = _RULE.fullmatch(text)
            if not match:
                raise ValidationError(f"Line {number} is no rule: expected pattern = name.")
            rules.append([match["pattern"].strip(), match["value"].strip()])
        if len(rules) > MAX_RULES:
            raise ValidationError(f"There are {len(rules)} rules; at most {MAX_RULES} are kept.")
        return rules


# What counts beside the rules, by whether the source is GitHub.
_WHO_ELSE = {
    False: "Where none fits, CODEOWNERS counts.",
    True: "Where none fits, the custom property `owner` counts, then CODEOWNERS, then the teams "
    "that administer or else maintain it, then a topic such as `owner-payments`.",
}
_WHAT_ELSE = {
    False: "Where none fits, `backend` counts.",
    True: "The custom property `protocol` comes before them; where neither says anything, "
    "`backend` counts. The custom property `phase` says `mvp` or `production`.",
}


class SettingsForm(forms.Form):
    """What the organization chooses."""

    name = forms.CharField(max_length=200, label="Name of the organization")
    ownership_rules = RuleLines(
        required=False,
        max_length=100_000,
        label="Who owns what",
        help_text="A rule a line, as in `billing-* = payments`: the first pattern that fits a "
        "repository's name gives its team, whatever else says who owns it.",
    )
    protocol_rules = RuleLines(
        required=False,
        max_length=100_000,
        label="Which protocol judges what",
        help_text="A rule a line, as in `web-* = fullstack`.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_github = organizations.is_github()
        if is_github:
            del self.fields["name"]  # GitHub says it, each day.
        self.fields["ownership_rules"].help_text += f" {_WHO_ELSE[is_github]}"
        self.fields["protocol_rules"].help_text += f" {_WHAT_ELSE[is_github]}"

    @classmethod
    def of(cls, organization: Organization) -> SettingsForm:
        """The form as it stands."""
        return cls(
            initial={
                "name": organization.name,
                "ownership_rules": _lines(organization.ownership_rules),
                "protocol_rules": _lines(organization.protocol_rules),
            }
        )

    def clean_ownership_rules(self) -> list[list[str]]:
        """Rules whose teams have a name that makes an address."""
        rules: list[list[str]] = self.cleaned_data["ownership_rules"]
        for _, team in rules:
            if not slugify(team, allow_unicode=True):
                raise ValidationError(f"“{team}” is no name of a team: it has no letter or digit.")
        return rules

    def clean_protocol_rules(self) -> list[list[str]]:
        """Rules whose protocols are there."""
        rules: list[list[str]] = self.cleaned_data["protocol_rules"]
        known = organizations.protocols()
        for _, protocol in rules:
            if protocol not in known:
                names = ", ".join(sorted(known))
                raise ValidationError(f"There is no protocol “{protocol}”; there are: {names}.")
        return rules


def _lines(rules: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{pattern} = {value}" for pattern, value in rules)
