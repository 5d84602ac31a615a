"""REST about whoever asks: a person, or an App and its installation."""

from __future__ import annotations

from tests.github_simulator.credentials import App
from tests.github_simulator.graphql_people import LONG_AGO, moment
from tests.github_simulator.messages import Refusal, Response, as_json
from tests.github_simulator.rest_payloads import Json
from tests.github_simulator.rest_routes import RestCall, Route


def _user(call: RestCall) -> Response:
    """Who asks; an App is nobody."""
    if call.access.is_app:
        raise call.denied()
    known = call.present.people.get(call.access.credential.login)
    if known is None:
        raise call.missing()
    created = moment(known.created_at or LONG_AGO)
    whole = {
        **call.payloads.account(known),
        "name": known.name or None,
        "company": None,
        "blog": "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": 0,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": created,
        "updated_at": created,
    }
    return as_json(200, whole)


def installation(call: RestCall, app: App) -> Json:
    """An App as it is installed in the organization."""
    organization = call.present.world.organization
    url = f"{call.payloads.api}/app/installations/{app.installation_id}"
    created = moment(organization.created_at or LONG_AGO)
    return {
        "id": app.installation_id,
        "account": call.payloads.organization_account(),
        "repository_selection": "all" if app.repositories is None else "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{call.payloads.api}/installation/repositories",
        "html_url": f"{call.web}/organizations/{organization.login}/settings/installations/"
        f"{app.installation_id}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": organization.id,
        "target_type": "Organization",
        "permissions": app.permissions,
        "events": [],
        "created_at": created,
        "updated_at": created,
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": moment(app.suspended_at),
    }


def _app(call: RestCall) -> App:
    """The App that asks for itself."""
    app = call.access.credential.app
    if app is None:
        raise Refusal(401, "A JSON web token could not be decoded")
    return app


def _installation(call: RestCall) -> Response:
    call.organization()
    app = _app(call)
    if app.uninstalled:
        raise call.missing()
    return as_json(200, installation(call, app))


def _access_token(call: RestCall) -> Response:
    """A new token of the installation, with all that the App was given."""
    app = _app(call)
    if call.names["installation_id"] != str(app.installation_id) or app.uninstalled:
        raise call.missing()
    if app.suspended_at and app.suspended_at <= call.wall:
        raise call.refuse(403, "This installation has been suspended")
    issued = call.accounts.issue(app, call.wall)
    described = {
        "token": issued.token,
        "expires_at": moment(issued.expires_at),
        "permissions": app.permissions,
        "repository_selection": "all" if app.repositories is None else "selected",
    }
    return as_json(201, described)


def _rate_limit(call: RestCall) -> Response:
    """What is left; asking costs nothing."""
    credential, limits = call.access.credential, call.limits
    if not limits.enabled:
        raise call.refuse(404, "Rate limiting is not enabled.")
    core = limits.described(credential, "core", call.wall)
    resources = {
        "core": core,
        "graphql": limits.described(credential, "graphql", call.wall),
        "search": {**core, "limit": 30, "used": 0, "remaining": 30},
    }
    return as_json(200, {"resources": resources, "rate": core})


ROUTES = [
    Route("GET", "/user", _user, documentation="/users/users#get-the-authenticated-user"),
    Route(
        "GET",
        "/orgs/{org}/installation",
        _installation,
        documentation="/apps/apps#get-an-organization-installation-for-the-authenticated-app",
        by_app=True,
    ),
    Route(
        "POST",
        "/app/installations/{installation_id}/access_tokens",
        _access_token,
        documentation="/apps/apps#create-an-installation-access-token-for-an-app",
        by_app=True,
    ),
    Route(
        "GET",
        "/rate_limit",
        _rate_limit,
        documentation="/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user",
        is_free=True,
    ),
]
