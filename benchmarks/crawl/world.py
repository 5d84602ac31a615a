"""An organization to crawl: its names are markup, and its people are of every role."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from benchmarks.crawl.crawler import Role
from benchmarks.crawl.hostile import MARKUP
from compliance.models import (
    Collaboration,
    Membership,
    Organization,
    Person,
    Repository,
    RoleGiven,
    Team,
)
from compliance.models.people import Permission
from compliance.onboarding import plans
from compliance.onboarding.plans import Settings
from dashboard import urls
from dashboard.models import User

# So far ahead that nobody asks GitHub whether they still belong.
_AHEAD = timedelta(days=300)
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LOCAL = "harbourmaster"
PEOPLE: Mapping[str, Person.Role] = {
    "olga": Person.Role.OWNER,
    "mara": Person.Role.MEMBER,
    "dev": Person.Role.MEMBER,
    "pat": Person.Role.COLLABORATOR,
    "gone": Person.Role.MEMBER,
}


def add_people(organization: Organization) -> None:
    """Add an owner, a maintainer, a member, a collaborator and somebody who has left; and let what
    people elsewhere choose be markup. A repository, a team and a secret team have to be there.
    """
    Organization.objects.filter(pk=organization.pk).update(base_permission="none")
    restore(organization)
    team = organization.teams.filter(is_secret=False).order_by("pk")[0]
    for login, leads in (("mara", True), ("dev", False)):
        Membership.objects.create(
            organization=organization, team=team, is_maintainer=leads,
            person=organization.people.get(login=login),
        )  # fmt: skip
    Collaboration.objects.create(
        organization=organization, person=organization.people.get(login="pat"),
        repository=organization.repositories.filter(visibility="private").order_by("pk")[0],
        permission=Permission.WRITE,
    )  # fmt: skip
    dev = organization.people.get(login="dev")
    if not dev.plans.open().exists():
        plans.make(organization, dev, Settings(plans.default_role(), team=team), None)
    _name_by_markup(organization)


def _name_by_markup(organization: Organization) -> None:
    for number, team in enumerate(organization.teams.order_by("pk")):
        Team.objects.filter(pk=team.pk).update(name=MARKUP[number % len(MARKUP)])
    for number, each in enumerate(organization.repositories.order_by("pk")[:20]):
        text = MARKUP[number % len(MARKUP)]
        Repository.objects.filter(pk=each.pk).update(
            name=f"{text} {number}", full_name=text, url=text, branch=text, topics=[text]
        )
        place = {"path": text, "line": 1, "end_line": 2, "excerpt": text, "url": text}
        for result in each.results.order_by("pk")[:5]:
            result.message = result.remedy = result.title = text
            result.evidence = [place]
            result.save()


def restore(organization: Organization) -> None:
    """Let everybody be what they began as, and be there: an administrator can give roles, and have
    who left reduced to a pseudonym.
    """
    now = timezone.now()
    RoleGiven.objects.filter(organization=organization).delete()
    for login, role in PEOPLE.items():
        person = organization.people.filter(login=login).first() or Person(
            organization=organization, key=str(uuid.uuid4()), login=login, seen_at=now
        )
        person.role, person.name = role, MARKUP[0]
        person.left_at = now if login == "gone" else None
        person.save()
        User.objects.update_or_create(
            name=f"github-{login}",
            defaults={"person": person, "confirmed_at": now + _AHEAD, "asked_at": now + _AHEAD},
        )
    User.objects.get_or_create(name=LOCAL)


def roles() -> list[Role]:
    """Whom to ask as: each role, the local administrator, who has left, and nobody."""
    names = dict(
        zip(PEOPLE, ("administrator", "manager", "developer", "partner", "left"), strict=True)
    )
    found = [Role(role, login, _session_of(f"github-{login}")) for login, role in names.items()]
    found.append(Role("local administrator", LOCAL, _session_of(LOCAL)))
    return [*found, Role("nobody", "", lambda: "")]


def _session_of(name: str) -> Callable[[], str]:
    def begin() -> str:
        user = User.objects.filter(name=name).first()
        if user is None:
            return ""
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = _BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        if threading.current_thread() is not threading.main_thread():
            connection.close()
        return str(session.session_key)

    return begin


def things(organization: Organization) -> Mapping[str, Sequence[object]]:
    """What addresses can name, by the part of the path, or by the address and it."""

    def of(rows: object, field: str, count: int) -> list[object]:
        return list(rows.order_by("pk").values_list(field, flat=True)[:count])  # type: ignore[attr-defined]

    teams = of(organization.teams, "slug", 3)
    of_teams = [each.name for each in urls.urlpatterns if str(each.pattern).startswith("teams/<")]
    return {
        "slug": of(organization.repositories, "slug", 3),
        **{f"{name}.slug": teams for name in of_teams},
        "key": ["node-version-pinned"],
        "protocol.key": ["backend", "engineering"],
        "sync.pk": of(organization.runs, "pk", 2),
        "role.pk": of(organization.people.filter(login__in=PEOPLE), "pk", 5),
    }
