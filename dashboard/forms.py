"""What people may send, beside what narrows a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from compliance import organizations
from compliance.digests import schedule
from compliance.models import Organization


class Choice(forms.Form):
    """As whom of the demo's people somebody signs in."""

    login = forms.CharField(max_length=100)


class LinkKey(forms.Form):
    """The key of a link that signs somebody in."""

    key = forms.CharField(max_length=200)


_RULE = re.compile(r"(?P<pattern>[^=\n]{1,200}?)\s*=\s*(?P<value>[^=\n]{1,200})")
MAX_RULES = 500


class RuleLines(forms.CharField):
    """A text with a rule a line, `pattern = value`; cleaned into a list of pairs."""

    widget = forms.Textarea({"rows": 6})

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
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="Mail, and what is posted to teams' channels, comes by its clock where no other "
        "is chosen.",
        choices=lambda: [(name, name.replace("_", " ")) for name in schedule.zones()],
    )
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
                "time_zone": organization.time_zone,
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
