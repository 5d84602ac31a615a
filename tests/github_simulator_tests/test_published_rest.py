"""What the simulator answers over REST, against GitHub's published descriptions."""

from __future__ import annotations

from functools import cache

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.github_simulator import faults
from tests.github_simulator.credentials import Credential, Kind
from tests.github_simulator.rest_api import ROUTES
from tests.github_simulator.rest_routes import Route
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests import descriptions
from tests.github_simulator_tests.conftest import NOW, Ask
from tests.github_simulator_tests.openapi import Description

PRODUCTS = ("api.github.com", "ghes-3.19")

# A call of each route; HEAD stands for the commit of the default branch.
CALLS = {
    "/orgs/{org}": "/orgs/acme",
    "/orgs/{org}/repos": "/orgs/acme/repos?type=all&per_page=100",
    "/orgs/{org}/invitations": "/orgs/acme/invitations?per_page=100",
    "/orgs/{org}/members": "/orgs/acme/members?per_page=1",
    "/orgs/{org}/teams": "/orgs/acme/teams?per_page=100",
    "/orgs/{org}/properties/values": "/orgs/acme/properties/values?per_page=1",
    "/orgs/{org}/memberships/{username}": "/orgs/acme/memberships/bob",
    "/user": "/user",
    "/user/emails": "/user/emails?per_page=100",
    "/user/memberships/orgs/{org}": "/user/memberships/orgs/acme",
    "/rate_limit": "/rate_limit",
    "/repos/{owner}/{repo}": "/repos/acme/api",
    "/repos/{owner}/{repo}/git/trees/{tree_sha}": "/repos/acme/api/git/trees/HEAD?recursive=1",
    "/repos/{owner}/{repo}/branches/{branch}/protection": (
        "/repos/acme/api/branches/main/protection"
    ),
    "/repos/{owner}/{repo}/compare/{basehead}": (
        "/repos/acme/api/compare/main...dev?per_page=1&page=2"
    ),
    "/repos/{owner}/{repo}/pulls": "/repos/acme/api/pulls?state=all&per_page=10",
    "/repos/{owner}/{repo}/commits/{ref}/check-runs": "/repos/acme/api/commits/main/check-runs",
    "/repos/{owner}/{repo}/commits/{ref}/status": "/repos/acme/api/commits/main/status",
    "/repos/{owner}/{repo}/deployments": "/repos/acme/api/deployments?per_page=1",
    "/repos/{owner}/{repo}/collaborators": "/repos/acme/api/collaborators?affiliation=outside",
}
# Answers that are no success: the path, the status, and of which route.
REFUSALS = [
    ("/orgs/other", 404, "/orgs/{org}"),
    ("/repos/acme/none", 404, "/repos/{owner}/{repo}"),
    ("/repos/acme/old-api", 301, "/repos/{owner}/{repo}"),
    (
        "/repos/acme/empty/git/trees/main",
        409,
        "/repos/{owner}/{repo}/git/trees/{tree_sha}",
    ),
    (
        "/repos/acme/site/branches/main/protection",
        404,
        "/repos/{owner}/{repo}/branches/{branch}/protection",
    ),
    ("/repos/acme/api/tarball/HEAD", 302, "/repos/{owner}/{repo}/tarball/{ref}"),
]


@cache
def description(product: str) -> Description:
    return Description(descriptions.openapi(product))


def ids(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("route", ROUTES, ids=ids)
def test_a_route_and_its_parameters_are_described(route: Route) -> None:
    described = description("api.github.com")

    assert described.operation(route.method, route.path) is not None
    assert set(route.parameters) <= described.parameters(route.method, route.path)


@pytest.mark.parametrize("route", ROUTES, ids=ids)
def test_a_route_is_described_for_enterprise_server_where_that_has_it(route: Route) -> None:
    described = description("ghes-3.19")

    assert (described.operation(route.method, route.path) is not None) is route.on_enterprise
    if route.on_enterprise:
        assert set(route.parameters) <= described.parameters(route.method, route.path)


def test_enterprise_server_knows_nothing_of_invitations(
    simulator: Simulator, http: httpx.Client, owner: Credential
) -> None:
    headers = {"Authorization": f"Bearer {owner.token}"}

    path = "/orgs/acme/invitations"

    assert http.get(simulator.url + path, headers=headers).status_code == 200
    answer = http.get(simulator.enterprise_url + path, headers=headers)
    assert answer.status_code == 404
    assert answer.headers["X-GitHub-Enterprise-Version"] == "3.19.0"


@pytest.mark.parametrize("route", ROUTES, ids=ids)
def test_a_refusal_names_the_page_that_documents_the_route(route: Route) -> None:
    operation = description("api.github.com").operation(route.method, route.path) or {}
    page = f"https://docs.github.com/rest{route.documentation}"

    assert operation["externalDocs"]["url"] == page


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("path", CALLS)
def test_an_answer_is_as_described(rest: Ask, owner: Credential, path: str, product: str) -> None:
    answer = rest(CALLS[path], owner)

    assert answer.status_code == 200
    if description(product).operation("GET", path):
        assert problems(answer, "GET", path, product) == []


def test_no_route_is_left_out() -> None:
    tested = {*CALLS, *(path for _, _, path in REFUSALS)}
    tested |= {"/orgs/{org}/installation"}
    tested |= {"/app/installations/{installation_id}/access_tokens"}
    tested |= {"/applications/{client_id}/token"}
    tested |= {"/user/installations", "/user/installations/{installation_id}/repositories"}

    assert {route.path for route in ROUTES} == tested


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(("call", "status", "path"), REFUSALS)
def test_another_answer_is_as_described(
    rest: Ask, owner: Credential, call: str, status: int, path: str, product: str
) -> None:
    answer = rest(call, owner)

    assert answer.status_code == status
    described = description(product)
    assert status in described.statuses("GET", path)
    schema = described.schema("GET", path, status)
    assert (described.problems(answer.json(), schema) if schema else []) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_refusal_is_of_the_form_that_is_described(
    simulator: Simulator, rest: Ask, owner: Credential, product: str
) -> None:
    described = description(product)
    answers = [
        rest("/orgs/acme", None),
        rest("/orgs/acme", Credential(Kind.CLASSIC, "alice")),
        rest("/orgs/acme/members", simulator.token("bob", kind=Kind.FINE_GRAINED, permissions={})),
        rest("/repos/acme/none", owner),
    ]
    simulator.faults.add(faults.secondary())
    answers.append(rest("/orgs/acme", owner))
    simulator.use_up("core")
    answers.append(rest("/orgs/acme", owner))

    assert [each.status_code for each in answers] == [401, 401, 403, 404, 403, 403]
    for answer in answers:
        assert described.problems(answer.json(), described.component("basic-error")) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_app_is_answered_as_described(
    simulator: Simulator, http: httpx.Client, product: str
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    app = simulator.app(42, public.decode())
    now = int(NOW.timestamp())
    token = jwt.encode({"iat": now - 60, "exp": now + 300, "iss": "42"}, key, algorithm="RS256")
    headers = {"Authorization": f"Bearer {token}"}

    installation = http.get(f"{simulator.url}/orgs/acme/installation", headers=headers)
    path = f"/app/installations/{app.installation_id}/access_tokens"
    issued = http.post(simulator.url + path, headers=headers)

    assert problems(installation, "GET", "/orgs/{org}/installation", product) == []
    template = "/app/installations/{installation_id}/access_tokens"
    assert (issued.status_code, problems(issued, "POST", template, product)) == (201, [])


def problems(answer: httpx.Response, method: str, path: str, product: str) -> list[str]:
    """What is wrong with an answer, by a description."""
    described = description(product)
    schema = described.schema(method, path, answer.status_code)
    assert schema is not None
    return described.problems(answer.json(), schema)


def test_what_is_not_as_described_is_found(rest: Ask, owner: Credential, world: World) -> None:
    answer = rest("/repos/acme/api", owner).json()
    described = description("api.github.com")
    schema = described.component("full-repository")
    wrong = {**answer, "archived": None, "pushed_at": "yesterday", "invented": 1}
    del wrong["node_id"]

    found = sorted(each.partition(":")[0] for each in described.problems(wrong, schema))

    assert found == ["$", "$.archived", "$.invented is not described", "$.pushed_at"]
