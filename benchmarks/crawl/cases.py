"""What is to be sent: to each address, in each of its fields and parameters, each hostile value."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, urlsplit

from django.urls import Resolver404, URLPattern, resolve

from benchmarks.crawl import hostile, pages
from dashboard import urls

# Parameters that no page's form or link has, since others send them.
_SENT_BY_OTHERS: Mapping[str, Mapping[str, str]] = {
    "github_callback": {"code": "c", "state": "s", "error": "access_denied", "_redir": ""},
    "github_login": {"process": "login", "scope": "repo", "auth_params": "a=b", "next": "/"},
    "sign-in": {"next": "/teams/"},
    "account_login": {"next": "/teams/"},
    "sign-in-link": {"key": "k"},
    "demo-people": {"next": "/teams/", "login": "olga"},
    "roles": {"changed": "1"},
}
_PART = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
# So many paths of one address are asked for.
_PATHS = 6
_SOMETIMES, _RARELY = 0.3, 0.1
_OF_ALL = {"page": "1", "next": "/teams/", "sort": "name"}


@dataclass(frozen=True)
class Case:
    """One request. `what` names what in it is hostile, for the report and for who looks for it."""

    role: str
    name: str
    what: str
    method: str
    path: str
    query: str = ""
    body: bytes = b""
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str, str]:
        """What each run has to have tried at least once."""
        return self.role, self.name, self.what


@dataclass
class Address:
    """An address by its name: where it is with things that are there, and what it takes. `parts`
    are those of its path, each with something that it can name.
    """

    name: str
    pattern: str
    parts: Mapping[str, str]
    paths: list[str]
    parameters: dict[str, str] = field(default_factory=lambda: dict(_OF_ALL))
    fields: dict[str, str] = field(default_factory=dict)

    def at(self, **changed: bytes) -> str:
        """Its path with some parts changed."""
        given = {name: value.encode() for name, value in self.parts.items()} | changed
        return _PART.sub(lambda found: quote_from_bytes(given[found["name"]], ""), self.pattern)


def addresses(things: Mapping[str, Sequence[object]]) -> dict[str, Address]:
    """Every address of the dashboard; `things` are what a part of a path can name, for an address
    (`team.slug`) or for all (`slug`).
    """
    found = {}
    for each in urls.urlpatterns:
        assert isinstance(each, URLPattern)
        assert each.name is not None
        pattern = "/" + str(each.pattern)
        named = {
            part: [str(it) for it in things.get(f"{each.name}.{part}") or things.get(part) or ["1"]]
            for part in each.pattern.converters
        }
        address = Address(each.name, pattern, {part: it[0] for part, it in named.items()}, [])
        address.paths = [address.at()]
        for part, values in named.items():
            address.paths += [address.at(**{part: value.encode()}) for value in values[1:]]
        address.parameters |= _SENT_BY_OTHERS.get(each.name, {})
        found[each.name] = address
    return found


def learn(known: Mapping[str, Address], at: str, page: pages.Page) -> list[str]:
    """Note what forms and links of a page at a path send; returns paths that are worth a look."""
    new = []
    for form in page.forms:
        if target := _known(known, form.action or at):
            taken = target.fields if form.method == "POST" else target.parameters
            taken.update({k: v for k, v in form.fields.items() if k != "csrfmiddlewaretoken"})
            target.parameters.update(pages.parameters(form.action))
    for link in (*page.links, *(form.action for form in page.forms)):
        path = urlsplit(link).path
        if target := _known(known, link):
            target.parameters.update(pages.parameters(link))
            if path not in target.paths and len(target.paths) < _PATHS:
                target.paths.append(path)
                new.append(path)
    return new


def _known(known: Mapping[str, Address], link: str) -> Address | None:
    parts = urlsplit(link)
    if parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        return known.get(resolve(parts.path).url_name or "")
    except Resolver404:
        return None


def made(roles: Iterable[str], known: Mapping[str, Address], seed: int) -> Iterator[Case]:
    """All cases, in an order that mixes roles and addresses, each place once before any twice."""
    chance = random.Random(seed)
    every = [case for role in roles for each in known.values() for case in _of(role, each, chance)]
    chance.shuffle(every)
    seen: set[tuple[str, str, str]] = set()
    later = []
    for case in every:
        if case.place in seen:
            later.append(case)
        else:
            seen.add(case.place)
            yield case
    yield from later


def _of(role: str, address: Address, chance: random.Random) -> Iterator[Case]:
    for value in hostile.VALUES:
        yield from _with_value(role, address, value, chance)
    for name, header in hostile.HEADERS:
        path, method = chance.choice(address.paths), chance.choice(("GET", "POST"))
        yield Case(role, address.name, "header", method, path, headers={name: header})
    for kind, body in hostile.BODIES:
        path = chance.choice(address.paths)
        yield Case(role, address.name, "body", "POST", path, body=body, kind=kind)
    for method in hostile.METHODS:
        path = chance.choice(address.paths)
        yield Case(role, address.name, f"method {method}", method, path)


def _with_value(role: str, address: Address, value: bytes, chance: random.Random) -> Iterator[Case]:
    path = chance.choice(address.paths)
    for name in address.parts:
        for method in ("GET", "POST"):
            yield Case(role, address.name, f"path {name}", method, address.at(**{name: value}))
    for name in address.parameters:
        query = _encoded({**_some(address.parameters, chance), name: value})
        part = {"HX-Request": "true"} if chance.random() < _SOMETIMES else {}
        yield Case(role, address.name, f"parameter {name}", "GET", path, query, headers=part)
    # Sometimes a name that nobody asks for: some forms take whatever comes.
    for name in (*address.fields, *(["whatever"] if chance.random() < _RARELY else [])):
        body = _encoded(
            {**{k: v.encode() for k, v in address.fields.items()}, name: value}
        ).encode()
        form = "application/x-www-form-urlencoded"
        query = _encoded(_some(address.parameters, chance))
        yield Case(role, address.name, f"field {name}", "POST", path, query, body, form)


def _some(given: Mapping[str, str], chance: random.Random) -> dict[str, bytes]:
    return {name: value.encode() for name, value in given.items() if chance.random() < _SOMETIMES}


def _encoded(values: Mapping[str, bytes]) -> str:
    return "&".join(
        f"{quote_from_bytes(name.encode(), '')}={quote_from_bytes(value, '')}"
        for name, value in values.items()
    )
