"""REST about the organization, its people and its repositories."""

from __future__ import annotations

from tests.github_simulator.credentials import Kind
from tests.github_simulator.graphql_organization import visible_teams
from tests.github_simulator.graphql_people import Question, moment
from tests.github_simulator.messages import Response, as_json
from tests.github_simulator.rest_payloads import Json
from tests.github_simulator.rest_routes import PAGES, RestCall, Route
from tests.github_simulator.state import Invitation, Member, Repository, Team, node_id


def _organization(call: RestCall) -> Response:
    call.organization()
    return as_json(200, call.payloads.organization())


def _repositories(call: RestCall) -> Response:
    """The repositories that are seen, newest first unless another order is asked for."""
    call.organization()
    present = call.present
    login = present.world.organization.login
    seen = [
        each
        for each in present.repositories.values()
        if present.owner(each) == login
        and call.access.sees(each)
        and _is_of_type(each, call.request.parameters.get("type", "all"))
    ]
    if call.request.parameters.get("sort") == "full_name":
        seen.sort(key=lambda each: each.name.lower())
    else:
        seen.sort(key=lambda each: (present.created_at(each), each.id), reverse=True)
    return call.listed(seen, call.payloads.repository)


def _is_of_type(each: Repository, wanted: str) -> bool:
    answers = {
        "public": each.visibility == "PUBLIC",
        "private": each.visibility != "PUBLIC",
        "forks": each.fork,
        "sources": not each.fork,
    }
    return answers.get(wanted, True)


def _invitations(call: RestCall) -> Response:
    """The pending invitations; for owners, and for Apps that may see members."""
    call.organization()
    access = call.access
    if not access.may_of_organization("members"):
        raise call.denied()
    if not access.is_app and not access.is_owner:
        raise call.missing()
    if access.credential.kind is Kind.CLASSIC and not access.credential.has_scope("admin:org"):
        raise call.missing()
    return call.listed(call.present.invitations, lambda each: _invitation(call, each))


def _invitation(call: RestCall, each: Invitation) -> Json:
    org = call.present.world.organization.login
    return {
        "id": each.id,
        "node_id": node_id("OI", each.id),
        "login": each.login,
        "email": each.email,
        "role": each.role,
        "created_at": moment(each.created_at),
        "inviter": call.payloads.user(each.inviter),
        "team_count": 0,
        "invitation_teams_url": f"{call.payloads.api}/orgs/{org}/invitations/{each.id}/teams",
        "invitation_source": "member",
    }


def _members(call: RestCall) -> Response:
    call.organization()
    access = call.access
    if not access.may_of_organization("members"):
        raise call.denied()
    shown: list[Member] = call.present.members
    if not access.is_app and access.membership is None:
        shown = []
    return call.listed(shown, lambda each: call.payloads.user(each.login))


def _teams(call: RestCall) -> Response:
    call.organization()
    access = call.access
    if not access.may_of_organization("members"):
        raise call.denied()
    if access.credential.kind is Kind.CLASSIC and not access.credential.has_scope("read:org"):
        raise call.refuse(
            403, "Must have admin rights to Repository or the read:org scope to list teams."
        )
    teams = visible_teams(Question(access, call.web))
    return call.listed(teams, lambda each: _team(call, each, parents=True))


def _team(call: RestCall, each: Team, *, parents: bool) -> Json:
    organization = call.present.world.organization
    url = f"{call.payloads.api}/organizations/{organization.id}/team/{each.id}"
    parent = call.present.teams.get(each.parent) if each.parent else None
    described: Json = {
        "id": each.id,
        "node_id": each.node_id,
        "name": each.name,
        "slug": each.slug,
        "description": each.description or None,
        "privacy": "secret" if each.privacy == "SECRET" else "closed",
        "notification_setting": "notifications_enabled",
        "url": url,
        "html_url": f"{call.web}/orgs/{organization.login}/teams/{each.slug}",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "permission": "pull",
        "type": "organization",
        "organization_id": organization.id,
    }
    if parents:
        described["parent"] = _team(call, parent, parents=False) if parent else None
    return described


def _property_values(call: RestCall) -> Response:
    """The custom properties of the repositories that are seen, for members of the organization."""
    call.organization()
    access = call.access
    if not access.may_of_organization("organization_custom_properties"):
        raise call.denied()
    if not access.is_app and access.membership is None:
        raise call.missing()
    if access.credential.kind is Kind.CLASSIC and not access.credential.has_scope("read:org"):
        raise call.missing()
    seen = [each for each in call.present.repositories.values() if access.sees(each)]
    return call.listed(seen, lambda each: _properties_of(call, each))


def _properties_of(call: RestCall, each: Repository) -> Json:
    return {
        "repository_id": each.id,
        "repository_name": each.name,
        "repository_full_name": f"{call.present.owner(each)}/{each.name}",
        "properties": [
            {"property_name": name, "value": value} for name, value in each.properties.items()
        ],
    }


ROUTES = [
    Route("GET", "/orgs/{org}", _organization, documentation="/orgs/orgs#get-an-organization"),
    Route(
        "GET",
        "/orgs/{org}/repos",
        _repositories,
        "metadata=read",
        "repo",
        "/repos/repos#list-organization-repositories",
        ("type", "sort", *PAGES),
    ),
    Route(
        "GET",
        "/orgs/{org}/invitations",
        _invitations,
        "members=read",
        "admin:org",
        "/orgs/members#list-pending-organization-invitations",
        PAGES,
        on_enterprise=False,
    ),
    Route(
        "GET",
        "/orgs/{org}/members",
        _members,
        "members=read",
        "admin:org, read:org, repo, user, write:org",
        "/orgs/members#list-organization-members",
        PAGES,
    ),
    Route(
        "GET",
        "/orgs/{org}/teams",
        _teams,
        "members=read",
        "admin:org, read:org, repo, user, write:org",
        "/teams/teams#list-teams",
        PAGES,
    ),
    Route(
        "GET",
        "/orgs/{org}/properties/values",
        _property_values,
        "organization_custom_properties=read",
        "read:org",
        "/orgs/custom-properties#list-custom-property-values-for-organization-repositories",
        PAGES,
    ),
]
