"""How people are called: by their name where it is known, else by their login."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from compliance.models import AskedFor, Person
from dashboard.markup import markup

register = template.Library()

# So many are named before the rest is counted.
_NAMED = 3


@register.filter
def named(person: Person | None) -> SafeString:
    """What somebody is called, with their login at hand; nothing for nobody."""
    return _named(person.name, person.login) if person else _NOBODY


@register.filter
def author(asked: AskedFor) -> SafeString:
    """Who wrote what a repository asks for, of one that was read with `with_people`."""
    return _named(getattr(asked, "author_name", None) or "", asked.asked_by)


@register.simple_tag
def people(found: Sequence[Person]) -> SafeString:
    """The first of some people, and how many more there are."""
    shown = [named(person) for person in found[:_NAMED]]
    more = len(found) - len(shown)
    if more:
        shown.append(markup("{} more", more))
    *others, last = shown
    listed = markup(", ".join("{}" for _ in others), *others)
    return markup("{} and {}", listed, last) if others else last


def _named(name: str, login: str) -> SafeString:
    return markup('<span title="{}">{}</span>', login, name) if name else markup("{}", login)


_NOBODY = SafeString("")
