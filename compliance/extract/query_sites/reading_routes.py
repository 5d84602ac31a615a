"""Finds the routes of GET and HEAD whose handlers write."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from compliance.extract.base import extractor
from compliance.extract.code.expressions import Call, Table, Text
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.queries import Query, queries
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.query_sites.branches import Branches
from compliance.extract.query_sites.changed_rows import changed_rows
from compliance.extract.query_sites.places import unread
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts import Evidence
from compliance.facts.queries import Strike, WritingReads
from compliance.paths import is_source

MAX_STRIKES = 2_000
# Routes that people reach by a link of their mail or of another site, and that have to write.
_LINKS = re.compile(
    r"log-?_?(?:in|out)|sign-?_?(?:in|out|up)|oauth|openid|oidc|saml|sso\b|callback|confirm|verif"
    r"|activat|(?:un|opt-?)subscri|opt-?_?(?:in|out)|magic|authori[sz]e|/auth/|/auth$|complete"
    r"|accept|invit|webauthn|token-login|impersonat",
    re.IGNORECASE,
)
# Tables whose rows nobody asked for: what was seen, when, what is kept for a while, who signed in,
# what is used up by him who proves who he is.
_ASIDE = re.compile(
    r"log(?:s|Entry|Entries)?$|audit|view(?:s|ed)?$|visit|hit(?:s)?$|cache|session|counter|stat(?:s)?$"
    r"|metric|activit|analytic|event(?:s)?$|seen|histor|Authentication$|OAuth"
    r"|verif|one_?time|nonces?$|magic_?link|otps?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"count|views?$|hits?$|visit|seen|^last|accessed|_last_|touch|opened|clicks?|read_at|readAt"
    r"|used_at|usedAt|cache|viewed|download|expire",
    re.IGNORECASE,
)
# What Django keeps of who asks, in another table: `request.user.profile.friends.add(other)`.
_RELATION = re.compile(
    r"(?:self\.)?request\.user\.(?:\w{1,60}\.){0,3}(?P<name>\w{1,60})\.(?:add|remove|clear|set)"
)
# The relations that Django's own user has, and the fields that make one between many and many.
_OF_USERS = frozenset(["groups", "user_permissions"])
_MANY = frozenset(["ManyToManyField", "ParentalManyToManyField"])
# Of a relation, what somebody has read or looked at last.
_LOOKED_AT = re.compile(r"^(?:read|recent)_")
# The files of pages that a server draws for whoever asks, mostly without a route that is read.
_PAGES = {
    "SvelteKit": re.compile(r"(?:^|/)src/routes/(?:[^/]{1,200}/){0,30}\+page\.svelte$"),
    "Next.js": re.compile(
        r"(?:^|/)app/(?:[^/]{1,200}/){0,30}page\.(?:jsx?|tsx?)$"
        r"|(?:^|/)pages/(?!api/)(?:[^/]{1,200}/){0,30}(?!_)[^/.]{1,200}\.(?:jsx?|tsx?)$"
    ),
    "Nitro": re.compile(r"(?:^|/)pages/(?:[^/]{1,200}/){0,30}[^/]{1,200}\.vue$"),
}
_METHODS = frozenset(["POST", "PUT", "PATCH", "DELETE"])
_OPTIONS = frozenset("update_fields data where values set using".split())


@extractor(version=29, reads=is_source)
def writing_reads(program: Program) -> WritingReads:
    """The routes that only read by their method, and those whose handler writes."""
    reading = [each for each in endpoints(program) if each.only_reads]
    if not reading:
        return WritingReads()
    by_function: dict[int, list[Query]] = {}
    for each in queries(program):
        if each.writes and not _is_aside(each):
            for function in functions_around(each.function):
                by_function.setdefault(id(function), []).append(each)
    for each, attributes in changed_rows(queries(program)):
        if not (_is_aside(each) or all(map(_COUNTED.search, attributes))):
            by_function.setdefault(id(each.function), []).append(each)
    branches, related = Branches(), _relations(program)
    strikes = []
    for endpoint in reading:
        strike = _strike(program, endpoint, by_function, related, branches)
        if strike is not None:
            strikes.append(strike)
    number = len(reading) + _bare_pages(program, reading)
    return WritingReads(number, tuple(strikes[:MAX_STRIKES]), unread(program))


def _bare_pages(program: Program, reading: Iterable[Endpoint]) -> int:
    """How many pages there are beside the routes that are read, folder by folder."""
    folders = {each.module.path.rpartition("/")[0] for each in reading}
    pages = [_PAGES[each] for each in program.component.frameworks if each in _PAGES]
    return sum(
        any(page.search(path) for page in pages) and path.rpartition("/")[0] not in folders
        for path in program.own_paths
    )


def _strike(
    program: Program,
    endpoint: Endpoint,
    by_function: dict[int, list[Query]],
    related: Collection[str],
    branches: Branches,
) -> Strike | None:
    """Where a route writes that should only read."""
    handler = endpoint.handler
    if handler is None or _may_write(endpoint, handler):
        return None
    write = _write(program, handler, by_function, branches)
    if write is not None:
        reason = f"{endpoint.route.name} {write.action.value} {write.table or 'rows'}"
        return Strike(write.where, reason)
    if "Django" not in endpoint.framework:
        return None
    changed = _changed_relation(program, handler, related, branches)
    if changed is not None:
        return Strike(changed[1], f"{endpoint.route.name} changes {changed[0]}")
    return None


def _write(
    program: Program, handler: Function, by_function: dict[int, list[Query]], branches: Branches
) -> Query | None:
    """The first write of a route's handler, or of a function of its file that it calls."""
    for function, line in _functions(program, handler):
        for query in by_function.get(id(function), ()):
            module = function.module
            if module is None or branches.asks_for_change(module, query.call.line):
                continue
            if line and handler.module and branches.asks_for_change(handler.module, line):
                continue
            return query
    return None


def _may_write(endpoint: Endpoint, handler: Function) -> bool:
    """Whether a route is reached by a link that has to write, or is none of GET after all."""
    return (
        _is_restricted(endpoint)
        or _LINKS.search(endpoint.path) is not None
        or _LINKS.search(handler.qualified) is not None
    )


def _changed_relation(
    program: Program, handler: Function, related: Collection[str], branches: Branches
) -> tuple[str, Evidence] | None:
    """What a view of Django's adds to of that which is related to who asks, or takes from, and
    where.
    """
    for function, _ in _functions(program, handler):
        for call in function.calls:
            found = _RELATION.fullmatch(call.path)
            module = function.module
            if found is None or module is None or found["name"] not in related:
                continue
            if not branches.asks_for_change(module, call.line):
                return found["name"], module.evidence(call.line)
    return None


def _relations(program: Program) -> frozenset[str]:
    """The names of the relations between many and many, from either side, as the models declare
    them; those of what was looked at are aside. What else can be added to is a set in memory.
    """
    names = set(_OF_USERS)
    for module in program.python_modules(*(each.encode() for each in _MANY)):
        for field in (each for class_ in module.classes for each in class_.fields):
            if isinstance(field.value, Call) and field.value.name in _MANY:
                back = field.value.keywords.get("related_name")
                names |= {field.name, back.value} if isinstance(back, Text) else {field.name}
    aside = (_ASIDE, _COUNTED, _LOOKED_AT)
    return frozenset(name for name in names if not any(each.search(name) for each in aside))


def _is_restricted(endpoint: Endpoint) -> bool:
    """Whether a guard names methods, and not this one: `@cors("POST")`."""
    decorators = endpoint.handler.decorators if endpoint.handler is not None else ()
    for guard in (*endpoint.guards, *decorators):
        if isinstance(guard, Call):
            named = {each.value for each in guard.arguments if isinstance(each, Text)}
            if named & _METHODS and "GET" not in named:
                return True
    return False


def _functions(program: Program, handler: Function) -> Iterator[tuple[Function, int]]:
    """A handler, and the functions of its file that it calls, with the line of the call."""
    yield handler, 0
    seen = {id(handler)}
    for call, found in program.called(handler):
        target = found.value
        is_new = isinstance(target, Function) and id(target) not in seen
        if isinstance(target, Function) and is_new and found.module is handler.module:
            seen.add(id(target))
            yield target, call.line


def _is_aside(query: Query) -> bool:
    """Whether a write only counts, or notes when something was seen, or is kept for a while."""
    if _ASIDE.search(query.table):
        return True
    names = [each for each in _written(query) if each not in _OPTIONS]
    return bool(names) and all(_COUNTED.search(each) for each in names)


def _written(query: Query) -> Iterator[str]:
    """The names of the columns that a write sets, as far as they are written out."""
    for call in query.call.chain():
        if call.name in ("increment", "decrement"):
            yield "count"
        if call.name in ("filter", "where", "get", "exclude"):
            continue
        for keyword, value in call.keywords.items():
            if keyword == "update_fields":
                yield from (
                    each.value for each in getattr(value, "items", ()) if hasattr(each, "value")
                )
            else:
                yield keyword
        # Behind the values stand options.
        values = next((each for each in call.arguments if isinstance(each, Table)), None)
        if values is not None:
            held = (values.entries.get(name) for name in ("data", "$set", "$inc"))
            table = next((each for each in held if isinstance(each, Table)), values)
            yield from (name for name in table.entries if name not in ("where", "returning"))
