"""REST about a person to an organization: what is asked when somebody signs in, and while they
stay.
"""

from __future__ import annotations

import json

from tests.github_simulator.credentials import Kind
from tests.github_simulator.messages import Response, as_json
from tests.github_simulator.rest_account import installation
from tests.github_simulator.rest_payloads import Json
from tests.github_simulator.rest_routes import PAGES, RestCall, Route


def _emails(call: RestCall) -> Response:
    """The addresses of who asks, the primary one first."""
    credential = call.access.credential
    if credential.kind is Kind.CLASSIC:
        if not credential.has_scope("user:email"):
            raise call.missing()
    elif credential.app is None or "emails" not in credential.app.of_user:
        raise call.denied()
    known = call.present.person(credential.login)
    return call.listed(
        enumerate(known.emails),
        lambda each: {
            "email": each[1],
            "primary": each[0] == 0,
            "verified": each[1] not in known.unverified,
            "visibility": "private" if each[0] == 0 else None,
        },
    )


def _own_membership(call: RestCall) -> Response:
    """What who asks is to the organization."""
    call.organization()
    credential = call.access.credential
    if credential.kind is Kind.CLASSIC and not credential.has_scope("read:org"):
        raise call.refuse(403, "You must be a member of this organization to see its membership.")
    if not call.access.may_of_organization("members"):
        raise call.denied()
    return as_json(200, _membership(call, credential.login))


def _membership_of(call: RestCall) -> Response:
    """What somebody is to the organization, for its members and Apps."""
    call.organization()
    access = call.access
    if not access.may_of_organization("members"):
        raise call.denied()
    if not access.is_app and access.membership is None:
        raise call.refuse(403, "You must be a member of this organization to see its membership.")
    return as_json(200, _membership(call, call.names["username"]))


def _membership(call: RestCall, login: str) -> Json:
    organization = call.present.world.organization
    roles = {each.login.lower(): each.role for each in call.present.members}
    invited = {(each.login or "").lower() for each in call.present.invitations}
    role = roles.get(login.lower())
    if role is None and login.lower() not in invited:
        raise call.missing()
    known = {each.login.lower(): each for each in call.present.people.values()}[login.lower()]
    url = f"{call.payloads.api}/orgs/{organization.login}"
    return {
        "url": f"{url}/memberships/{known.login}",
        "state": "active" if role else "pending",
        "role": "admin" if role == "ADMIN" else "member",
        "organization_url": url,
        "organization": _organization(call, url),
        "user": call.payloads.account(known),
    }


def _organization(call: RestCall, url: str) -> Json:
    known = call.present.world.organization
    return {
        "login": known.login,
        "id": known.id,
        "node_id": known.node_id,
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{call.web}/avatars/{known.id}",
        "description": known.description or None,
    }


def _installations(call: RestCall) -> Response:
    """The App's installation, where who asks was given access to something in it."""
    app = call.access.credential.app
    if call.access.credential.kind is not Kind.USER or app is None:
        raise call.refuse(
            403,
            "You must authenticate with an access token authorized to a GitHub App in order to "
            "list installations",
        )
    there = [app] if any(map(call.access.was_given, call.present.repositories.values())) else []
    shown, headers = call.page(there, lambda each: installation(call, each))
    return as_json(200, {"total_count": len(there), "installations": shown}, headers)


def _installed(call: RestCall) -> Response:
    """The repositories of an installation to which who asks was given access."""
    app = call.access.credential.app
    if call.access.credential.kind is not Kind.USER or app is None:
        raise call.refuse(
            403,
            "You must authenticate with an access token authorized to a GitHub App in order to "
            "list repositories",
        )
    seen = [
        each
        for each in call.present.repositories.values()
        if call.access.was_given(each) and call.access.sees(each)
    ]
    if call.names["installation_id"] != str(app.installation_id) or not seen:
        raise call.missing()
    shown, headers = call.page(seen, call.payloads.repository_within)
    return as_json(200, {"total_count": len(seen), "repositories": shown}, headers)


def _revoked(call: RestCall) -> Response:
    """Nothing, once a token of the application that asks is no longer good."""
    client = call.access.credential.client
    if client is None or client.id != call.names["client_id"]:
        raise call.missing()
    try:
        token = json.loads(call.request.body)["access_token"]
    except (ValueError, KeyError, TypeError):
        raise call.refuse(422, "Validation Failed") from None
    if not call.accounts.revoke(client, token):
        raise call.missing()
    return Response(204)


ROUTES = [
    Route(
        "DELETE",
        "/applications/{client_id}/token",
        _revoked,
        documentation="/apps/oauth-applications#delete-an-app-token",
        by_client=True,
    ),
    Route(
        "GET",
        "/user/emails",
        _emails,
        "emails=read",
        "user, user:email",
        "/users/emails#list-email-addresses-for-the-authenticated-user",
        PAGES,
    ),
    Route(
        "GET",
        "/user/memberships/orgs/{org}",
        _own_membership,
        "members=read",
        "admin:org, read:org, repo, user, write:org",
        "/orgs/members#get-an-organization-membership-for-the-authenticated-user",
    ),
    Route(
        "GET",
        "/orgs/{org}/memberships/{username}",
        _membership_of,
        "members=read",
        "admin:org, read:org, repo, user, write:org",
        "/orgs/members#get-organization-membership-for-a-user",
    ),
    Route(
        "GET",
        "/user/installations",
        _installations,
        documentation="/apps/installations#list-app-installations-accessible-to-the-user-access-token",
        parameters=PAGES,
    ),
    Route(
        "GET",
        "/user/installations/{installation_id}/repositories",
        _installed,
        documentation="/apps/installations#list-repositories-accessible-to-the-user-access-token",
        parameters=PAGES,
    ),
]
