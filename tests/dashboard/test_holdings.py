"""Nothing that is stored of a person is missing from the one list of what holds personal data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from compliance.models import Membership, Organization, Person
from dashboard.kept.holdings import HOLDINGS
from dashboard.models import SignInLink, User

# What a column is called that says who somebody is.
_TELLING = {
    "login", "email", "mail", "avatar", "address", "phone", "username", "author", "asked_by", "ip",
    "first_name", "last_name", "full_name", "name_of_person",
}  # fmt: skip
# Columns that are called so, and why there is nobody in them.
_OF_NOBODY = {
    "compliance.Repository.full_name": "the repository's, with its owner's: the organization",
}
# What refers to somebody without a relation, by what says so.
_BY_OTHER_MEANS = {
    "compliance.StoredFacts": "logins, in a compressed column",
    "sessions.Session": "the account, in an encrypted column",
}


def personal() -> dict[type[Model], str]:
    """The tables that hold something of a person, each with what of it says so."""
    tables = apps.get_models(include_auto_created=True)
    found: dict[type[Model], str] = {Person: "it is one", User: "it is one's"}
    while new := {
        model: why
        for model in tables
        if model not in found and (why := next(_reasons(model, found), ""))
    }:
        found |= new
    return found


def _reasons(model: type[Model], known: dict[type[Model], str]) -> Iterator[str]:
    for field in model._meta.get_fields():
        if not isinstance(field, Field):
            continue
        name = f"{model._meta.label}.{field.name}"
        if isinstance(field, ForeignKey) and field.related_model in known:
            yield f"{name} refers to {field.related_model._meta.label}"
        if field.name in _TELLING and name not in _OF_NOBODY:
            yield f"{name} is called so"
    if model._meta.label in _BY_OTHER_MEANS:
        yield _BY_OTHER_MEANS[model._meta.label]


# Which role goes with which teams is told with the role.
_TOLD_WITH_ANOTHER = {"compliance.RoleGiven_teams"}


def test_every_table_that_holds_something_of_a_person_is_on_the_list() -> None:
    listed = {model for holding in HOLDINGS for model in holding.models}
    missing = {
        model._meta.label: why
        for model, why in personal().items()
        if model not in listed and model._meta.label not in _TOLD_WITH_ANOTHER
    }

    assert missing == {}


def test_nothing_is_on_the_list_that_holds_nothing_of_anybody() -> None:
    known = personal()
    assert [model for each in HOLDINGS for model in each.models if model not in known] == []


@pytest.mark.parametrize("model", [Membership, SignInLink])
def test_a_table_that_is_not_on_the_list_would_be_seen(model: type[Model]) -> None:
    assert "refers to" in personal()[model]
    assert Organization not in personal()


def test_each_says_why_and_until_when() -> None:
    for each in HOLDINGS:
        assert each.why.endswith("."), each.title
        assert each.until, each.title
        assert not each.until.format(kept="90 days").endswith("."), each.title
    assert len({each.title for each in HOLDINGS}) == len(HOLDINGS)
