"""What a credential may see, proven by what GitHub answers to each kind of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from integrations.github.access import Access, Kind, Permission, Proof, probe
from integrations.github.errors import LimitedError, RevokedError, UnreachableError
from integrations.github.permissions import NEEDS
from tests.integrations.github.apps import APP, INSTALLATION, installed
from tests.integrations.github.conftest import Making
from tests.integrations.github.proving import (
    ALL,
    FINE_GRAINED,
    PATHS,
    everything,
    seen,
    user,
)
from tests.integrations.github.scripted import Reply, Scripted, said

# A GitHub App: the installation says it.


def test_an_app_sees_what_its_installation_lists(make_client: Making, github: Scripted) -> None:
    github.on(INSTALLATION, installed(permissions=ALL))

    access = probe(make_client(APP), ["acme/shop"])

    assert (access.kind, access.actor, access.remarks) == (Kind.APP, "plumbline", ())
    assert seen(access) == set(Permission)
    assert github.lines() == [INSTALLATION]


@pytest.mark.parametrize("missing", sorted(set(ALL)))
def test_each_permission_that_an_app_lacks_is_named(
    make_client: Making, github: Scripted, missing: str
) -> None:
    given = {name: level for name, level in ALL.items() if name != missing}
    github.on(INSTALLATION, installed(permissions=given))

    access = probe(make_client(APP), [])

    affected = {each for each in Permission if NEEDS[each].key == missing}
    assert seen(access) == set(Permission) - affected
    for each in affected:
        sentence = f"cannot see {each.sees}: needs {NEEDS[each].name}, read"
        assert access.permissions[each] == Proof(allowed=False, sentence=sentence)


def test_the_sentence_of_the_page(make_client: Making, github: Scripted) -> None:
    github.on(INSTALLATION, installed(permissions={}))

    access = probe(make_client(APP), [])

    assert access.why_not(Permission.ADMINISTRATION) == (
        "cannot see classic branch protection: needs Administration, read"
    )


@pytest.mark.parametrize("level", ["read", "write", "admin"])
def test_more_than_reading_is_reading_too(
    make_client: Making, github: Scripted, level: str
) -> None:
    github.on(INSTALLATION, installed(permissions={"contents": level}))

    assert seen(probe(make_client(APP), [])) == {Permission.CONTENTS}


def test_a_suspended_app_sees_nothing(make_client: Making, github: Scripted) -> None:
    suspended = installed(permissions=ALL, suspended_at="2026-03-01T10:00:00Z")
    github.on(INSTALLATION, suspended)

    access = probe(make_client(APP), [])

    assert seen(access) == set()
    assert access.remarks == (
        "the App's installation is suspended since 2026-03-01: it sees nothing",
    )


def test_an_app_on_some_repositories_says_so(make_client: Making, github: Scripted) -> None:
    github.on(INSTALLATION, installed(permissions=ALL, repository_selection="selected"))

    (remark,) = probe(make_client(APP), []).remarks

    assert "only the repositories that were selected" in remark


@pytest.mark.parametrize("text", ["ghs_1234567890", "0123456789abcdef0123456789abcdef01234567"])
def test_a_token_of_an_installation_belongs_to_nobody(
    make_client: Making, github: Scripted, text: str
) -> None:
    everything(github)
    github.on("GET /user", said("Resource not accessible by integration", 403))

    access = probe(make_client({"token": text}), ["acme/shop"])

    assert (access.kind, access.actor) == (Kind.OTHER, "")
    assert seen(access) == set(Permission)


# What all have in common.


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31 12:00:00 UTC", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31 12:00:00 +0100", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("some day", None),
        ("", None),
    ],
)
def test_when_a_token_ends(
    make_client: Making, github: Scripted, text: str, moment: datetime | None
) -> None:
    github.on("GET /user", user("repo", GitHub_Authentication_Token_Expiration=text))

    assert probe(make_client(), []).expires_at == moment


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said("Bad credentials", 401), RevokedError),
        (said("", 429), LimitedError),
        (said("Server Error", 500), UnreachableError),
    ],
)
@pytest.mark.parametrize("line", ["GET /user", "GET /repos/acme/shop", *PATHS.values()])
def test_a_fault_is_no_proof_of_anything(
    make_client: Making,
    github: Scripted,
    line: str,
    answer: Reply,
    error: type[Exception],
) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on(line, answer)

    with pytest.raises(error):
        probe(make_client(FINE_GRAINED), ["acme/shop"])


def test_it_can_be_stored(make_client: Making, github: Scripted) -> None:
    github.on(
        "GET /user", user("repo", GitHub_Authentication_Token_Expiration="2026-01-31 12:00:00 UTC")
    )
    access = probe(make_client(), [])

    stored: Any = msgspec.json.decode(msgspec.json.encode(access))

    assert stored["permissions"]["members"]["allowed"] is False
    assert msgspec.convert(stored, Access) == access


def test_titles_are_githubs() -> None:
    assert Permission.ADMINISTRATION.title == "Administration: read"
    assert Permission.COMMIT_STATUSES.title == "Commit statuses: read"
    assert Permission.INVITATIONS.title == Permission.MEMBERS.title == "Members: read"
