"""The table of REST's routes: which path is answered by what, and what it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.github_simulator.accounts import Accounts
from tests.github_simulator.archives import Archives
from tests.github_simulator.credentials import Access
from tests.github_simulator.limits import Limits
from tests.github_simulator.messages import DOCUMENTATION, Refusal, Request, Response, as_json
from tests.github_simulator.present import Present
from tests.github_simulator.rest_payloads import Json, Payloads
from tests.github_simulator.state import Repository

_PARAMETER = re.compile(r"\\?\{(\w+)\\?\}")
_MOST_A_PAGE = 100
PAGES = ("page", "per_page")


@dataclass(frozen=True)
class RestCall:
    """One call to REST by a known credential.

    `prefix` is what stands before REST's paths; `names` are the parts of the path. `wall` is the
    time by which tokens expire and limits reset.
    """

    request: Request
    access: Access
    route: Route
    names: dict[str, str]
    web: str
    prefix: str
    wall: datetime
    accounts: Accounts
    archives: Archives
    limits: Limits

    @property
    def present(self) -> Present:
        """The world as it is for this call."""
        return self.access.present

    @cached_property
    def payloads(self) -> Payloads:
        """What describes things for this call."""
        return Payloads(self.access, self.request.root + self.prefix, self.web)

    def refuse(self, status: int, message: str) -> Refusal:
        """A refusal that names this call's documentation."""
        return Refusal(status, message, documentation=DOCUMENTATION + self.route.documentation)

    def missing(self) -> Refusal:
        """The refusal of what is not there, or is not to be known to be there."""
        return self.refuse(404, "Not Found")

    def denied(self) -> Refusal:
        """The refusal of what the token's own permissions do not cover."""
        of_an_app = self.access.credential.kind.is_of_an_app
        word = "integration" if of_an_app else "personal access token"
        return self.refuse(403, f"Resource not accessible by {word}")

    def organization(self) -> None:
        """Make sure that the path names the organization, and that it lets the application in."""
        known = self.present.world.organization.login
        if self.names["org"].lower() != known.lower():
            raise self.missing()
        client = self.access.credential.client
        if client and client.saml:
            raise self._needs_single_sign_on()
        if client and not client.app and not client.approved:
            raise self.refuse(
                403,
                "Although you appear to have the correct authorization credentials, the "
                f"`{known}` organization has enabled OAuth App access restrictions, meaning that "
                "data access to third-parties is limited.",
            )

    def _needs_single_sign_on(self) -> Refusal:
        refusal = self.refuse(
            403,
            "Resource protected by organization SAML enforcement. You must grant your OAuth token "
            "access to this organization.",
        )
        login = self.present.world.organization.login
        address = f"{self.web}/orgs/{login}/sso?authorization_request=simulated"
        refusal.response.headers["X-GitHub-SSO"] = f"required; url={address}"
        return refusal

    def repository(self, permission: str) -> Repository:
        """The repository that the path names, for what needs a permission.

        A name that it had leads to the one that it has.
        """
        owner, name = self.names["owner"].lower(), self.names["repo"].lower()
        for each in self.present.repositories.values():
            if self.present.owner(each).lower() != owner or not self.access.sees(each):
                continue
            if name == each.name.lower():
                self._require(each, permission)
                return each
            if name in (former.lower() for former in each.former_names):
                raise self._moved(each)
        raise self.missing()

    def _require(self, each: Repository, permission: str) -> None:
        if self.access.may(each, permission):
            return
        # A person who is no administrator is told that there is nothing.
        lacks_role = self.access.may_of_organization(permission) and not self.access.is_app
        raise self.missing() if lacks_role else self.denied()

    def _moved(self, each: Repository) -> Refusal:
        """Where a renamed repository is now, by the number that it keeps."""
        old = f"/repos/{self.names['owner']}/{self.names['repo']}"
        path = self.request.target.removeprefix(self.prefix).removeprefix(old)
        url = f"{self.request.root}{self.prefix}/repositories/{each.id}{path}"
        content = {
            "message": "Moved Permanently",
            "url": url,
            "documentation_url": "https://docs.github.com/rest/guides/"
            "best-practices-for-using-the-rest-api#follow-redirects",
        }
        refusal = self.refuse(301, "Moved Permanently")
        refusal.response = as_json(301, content, {"Location": url})
        return refusal

    def page(self, items: Iterable[Any], make: Callable[[Any], Any]) -> tuple[list[Any], Json]:
        """The page of a list that is asked for, and the header that says where the others are."""
        everything = list(items)
        parameters = self.request.parameters
        size = min(max(_number(parameters.get("per_page"), 30), 1), _MOST_A_PAGE)
        number = max(_number(parameters.get("page"), 1), 1)
        last = max(-(-len(everything) // size), 1)
        shown = [make(each) for each in everything[(number - 1) * size : number * size]]
        places: dict[str, int] = {}
        if number > 1:
            places |= {"prev": number - 1, "first": 1}
        if number < last:
            places |= {"next": number + 1, "last": last}
        links = [f'<{self._page_url(place)}>; rel="{name}"' for name, place in places.items()]
        return shown, {"Link": ", ".join(links)} if links else {}

    def _page_url(self, number: int) -> str:
        parts = urlsplit(self.request.target)
        query = dict(parse_qsl(parts.query)) | {"page": str(number)}
        return f"{self.request.root}{parts.path}?{urlencode(query)}"

    def listed(self, items: Iterable[Any], make: Callable[[Any], Any]) -> Response:
        """A page of a list as the whole answer."""
        shown, headers = self.page(items, make)
        return as_json(200, shown, headers)


@dataclass(frozen=True)
class Route:
    """One path of REST, as GitHub's description names it, and who answers.

    `permissions` and `scopes` are what GitHub's headers say is accepted. `documentation` is the
    path of its page. `parameters` may stand behind the question mark. `by_app`: the App itself
    asks, with a JWT. `by_client`: what people sign in to does, with its secret. `is_free`: it is
    not counted. `on_enterprise`: Enterprise Server has it.
    """

    method: str
    path: str
    answer: Callable[[RestCall], Response]
    permissions: str = ""
    scopes: str = ""
    documentation: str = ""
    parameters: tuple[str, ...] = ()
    by_app: bool = False
    by_client: bool = False
    is_free: bool = False
    on_enterprise: bool = True

    @property
    def name(self) -> str:
        """How this kind of call is named in the log."""
        return f"{self.method} {self.path}"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_PARAMETER.sub(_group, re.escape(self.path)))

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The parts of a path that is this route's; None for another's."""
        found = self._pattern.fullmatch(path) if method == self.method else None
        if not found:
            return None
        return {name: unquote(value) for name, value in found.groupdict().items()}


def _group(found: re.Match[str]) -> str:
    """References and branches may have slashes in them."""
    return f"(?P<{found[1]}>{'.+' if found[1] in ('ref', 'branch') else '[^/]+'})"


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise
