"""The source as pages find it: with what it is asked, and what of it is due."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils import timezone

from compliance.models import Organization, Poll
from compliance.sync import polls
from integrations.github.permissions import Access, Kind, Permission, allowed

SOURCE = "/source/"
HOSTILE = '"><script>alert(1)</script>'


def access_of(kind: Kind = Kind.CLASSIC, **values: Any) -> Access:
    """A credential that sees everything."""
    seen = {each: allowed(each, kind) for each in Permission}
    return Access(**({"kind": kind, "actor": "nadia", "permissions": seen} | values))


def prove(organization: Organization, access: Access) -> None:
    """Let that be what the credential was found to see."""
    organization.access = msgspec.to_builtins(access)
    organization.access_at = timezone.now()
    organization.save()


def poll_of(organization: Organization, kind: Poll.Kind, **values: Any) -> Poll:
    """A poll of that kind, with such values."""
    polls.schedule(organization)
    organization.polls.filter(kind=kind).update(**values)
    return organization.polls.get(kind=kind)


def row_of(text: str, title: str) -> str:
    """What the table says of one thing that is asked for."""
    others = [each.label for each in Poll.Kind if each.label != title]
    rest = text.split(title, 1)[1]
    ends = [rest.find(each) for each in (*others, "Requests are those") if each in rest]
    return rest[: min(ends)]
