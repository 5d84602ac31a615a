"""Who is let in: people whom GitHub says to belong to the organization, and for how long they do.

A person's own token is used while they sign in, and kept nowhere. Whether they still belong is
asked with the installation's own credential.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from compliance import clock, organizations
from compliance.collect.people import Member
from compliance.models import Organization, Person
from compliance.sync import people
from integrations.github import people_payloads, people_queries, rest
from integrations.github.errors import DeniedError, NotFoundError

if TYPE_CHECKING:
    from integrations.github.client import Client

# So old may be what is known of whether somebody belongs, before they are kept out until GitHub
# can be asked; and from so old on it is asked for again.
LONGEST = timedelta(minutes=15)
ASK_AFTER = timedelta(minutes=10)


class Why(Enum):
    """Why somebody is not let in."""

    STRANGER = "stranger"
    INVITED = "invited"
    RESTRICTED = "restricted"


class NotAdmitted(Exception):
    """Somebody is not let in: `login` is who, and `why` the reason."""

    def __init__(self, login: str, why: Why) -> None:
        super().__init__(f"{login} is not let in: {why.value}")
        self.login = login
        self.why = why


def admit(organization: Organization, token: str) -> Person:
    """The person whose token it is, once GitHub says that they belong to the organization.

    Raises:
        NotAdmitted: they do not belong, or the organization keeps GitHub from telling.
        GitHubError: GitHub cannot be asked.
    """
    client = organizations.client_of(token)
    try:
        viewer = client.graphql(people_queries.VIEWER, {}, people_payloads.Viewer).data.viewer
        role = _role(client, organization, viewer)
    finally:
        client.close()
        client.budget.close()
    return people.arrive(
        organization, Member(viewer.id, viewer.login, viewer.name or "", role.value), clock.now()
    )


def still_belongs(person: Person) -> bool:
    """Whether GitHub says now that a person belongs; who does not is stored as having left.

    Raises:
        GitHubError: GitHub cannot be asked, or does not say.
    """
    client = organizations.impatient_client()
    if person.role == Person.Role.COLLABORATOR:
        belongs = _collaborates(client, person)
    else:
        belongs = _is_active(client, person)
    if not belongs:
        people.leave(person, clock.now())
    return belongs


def _role(client: Client, organization: Organization, viewer: people_payloads.User) -> Person.Role:
    """What who asks is to the organization.

    Raises:
        NotAdmitted: nothing, or the organization keeps GitHub from telling.
    """
    try:
        path = f"/user/memberships/orgs/{organizations.github().organization}"
        found = client.get(path, rest.Membership).data
    except NotFoundError:
        found = None
    except DeniedError as error:
        # GitHub answers 404 about who does not belong; 403 says that it may not tell.
        raise NotAdmitted(viewer.login, Why.RESTRICTED) from error
    if found and found.state == "active":
        return Person.Role.OWNER if found.role == "admin" else Person.Role.MEMBER
    if _is_known_collaborator(organization, viewer) or _uses_installation(client):
        return Person.Role.COLLABORATOR
    for gone in organization.people.filter(key=viewer.id, left_at=None):
        people.leave(gone, clock.now())
    raise NotAdmitted(viewer.login, Why.INVITED if found else Why.STRANGER)


def _is_known_collaborator(organization: Organization, viewer: people_payloads.User) -> bool:
    known = organization.people.filter(key=viewer.id, role=Person.Role.COLLABORATOR, left_at=None)
    return known.exists()


def _uses_installation(client: Client) -> bool:
    """Whether who asks was given access to a repository in which our App is installed; an OAuth
    App's token cannot say that.
    """
    organization = organizations.github().organization.lower()
    try:
        found = client.get("/user/installations", rest.Installations, per_page=100).data
    except DeniedError:
        return False
    for each in found.installations:
        if each.account and each.account.login.lower() == organization:
            path = f"/user/installations/{each.id}/repositories"
            return client.get(path, rest.InstalledIn, per_page=1).data.total_count > 0
    return False


def _is_active(client: Client, person: Person) -> bool:
    path = f"/orgs/{organizations.github().organization}/memberships/{person.login}"
    try:
        return client.get(path, rest.Membership).data.state == "active"
    except NotFoundError:
        return False


def _collaborates(client: Client, person: Person) -> bool:
    """Whether a repository has the person among its outside collaborators."""
    for each in person.collaborations.select_related("repository"):
        path = f"/repos/{each.repository.full_name}/collaborators"
        try:
            pages = client.pages(path, rest.Account, affiliation="outside", per_page=100)
            if any(account.node_id == person.key for page in pages for account in page.data):
                return True
        except NotFoundError:
            continue
    return False
