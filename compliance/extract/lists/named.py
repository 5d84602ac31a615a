"""What the addresses of endpoints, and the names of the functions behind them, say of lists."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from compliance.extract.lists.answered import tells_of_itself
from compliance.extract.lists.procedures import reads_by_name
from compliance.extract.routes import Endpoint
from compliance.facts.routes import Answer, Style

MAX_OPEN = 100
# A path that ends in the name of many things, and in none that only looks so (`status`, `stats`).
_PLURAL = re.compile(
    r"[/.](?!(?:[\w-]{0,40}(?:ss|us|is|stats|statistics|metrics|analytics|settings|options"
    r"|preferences|details|news|series|insights|terms|configs|totals|features|flags|limits"
    r"|permissions|rights|capabilities|docs|alias|canvas)|\w{0,40}(?:keys|jwks|credits))"
    r"(?:\.json)?/?$)"
    r"[a-z][\w-]{1,40}s(?:\.json)?/?$"
)
# What counts, sums up, tells what is wrong or hands out a file is no list, nor is what a clock asks
# for.
_NO_LIST = re.compile(
    r"[/.](?:counts?|stats|statistics|analytics|summary|status|time-?series|totals?|facets?|exports?"
    r"|download|csv|pdf|validate|verify|check)/?$|/cron/"
    r"|[/.](?:average|avg|distribution|histogram|mean|median)(?:[_-][\w-]{1,40})?/?$",
    re.IGNORECASE,
)
# What a route, or the function behind it, is called that lists.
_LISTING = re.compile(
    r"(?:list|all|getAll|get_all|findAll|find_all|fetchAll)(?![a-z])|\w{0,80}_list$"
)
# What is done, to what a key or a name behind it says, is called by a verb.
_DOING = re.compile(
    r"/(?:accept|activate|apply|cancel|confirm|connect|decline|download|invite|join|login|logout"
    r"|preview|redirect|register|reject|reset|resend|sign-?in|sign-?up|subscribe|unsubscribe|validate"
    r"|verify)(?:[_-][\w-]{1,40})?$"
)
_A_LIST = re.compile(r"[/._-]list(?:\.json)?$")
_LISTS = re.compile(r"[/._-](?:list|all)(?:\.json)?$")
# A handler of theirs answers whatever method it does not turn away.
_BY_FILES = frozenset(["Next.js", "Nitro"])
# Of so many paths in the plural each may answer something else.
_FEW = 3


def may_list(each: Endpoint, by_post: bool) -> bool:
    """Whether an endpoint could answer a list: it reads, or lists by its name, and answers data.
    `by_post`: what reads is posted to, as everything is.
    """
    if each.answer is not Answer.DATA or _NO_LIST.search(each.path) or _of_package(each):
        return False
    # Django REST framework's name for what answers one object.
    if each.class_ is not None and each.handler is not None and each.handler.name == "retrieve":
        return False
    procedures = by_post or each.framework == "JSON-RPC"
    reads = each.method == "GET" or (each.method == "*" and each.framework in _BY_FILES)
    return reads or _lists_by_name(each) or (procedures and reads_by_name(each))


def _of_package(each: Endpoint) -> bool:
    """Whether it is a view of a package of Django's, whose lists nobody here makes."""
    return each.brought and each.class_ is None and each.framework.startswith("Django REST")


def _lists_by_name(each: Endpoint) -> bool:
    """Whether an endpoint is a procedure that lists: `POST /users.list`."""
    return each.method == "POST" and each.path.endswith((".list", "/list"))


def beside(all_: Iterable[Endpoint]) -> frozenset[str]:
    """The addresses of lists one of whose objects has one too: `/users` beside `/users/{id}` or
    `/user/{id}`.
    """
    paths = (each.path for each in all_)
    found = {path.rpartition("/")[0] for path in paths if path.endswith("}")}
    found = {each for each in found if not _DOING.search(each)}
    return frozenset(found | {f"{each}s" for each in found})


def reads_as_list(each: Endpoint, parents: frozenset[str]) -> bool:
    """Whether an endpoint is called as what lists is: by many things, by the name of what is one of
    them at another address (`parents`), or by that name itself.
    """
    if each.path.endswith("}") or each.style is not Style.HTTP:
        return False
    named = each.handler is not None and _LISTING.match(each.handler.name) is not None
    return named or each.path in parents or _is_plural(each) or bool(_LISTS.search(each.path))


def is_of_many(each: Endpoint, parents: frozenset[str]) -> bool:
    """Whether an endpoint is called by many things, of which one has an address below its own."""
    return each.style is Style.HTTP and each.path in parents and _is_plural(each)


def _is_plural(each: Endpoint) -> bool:
    return _PLURAL.search(each.path) is not None


def _may_be_open(each: Endpoint) -> bool:
    """Whether it is an address of its own that may answer many things; a class of Django's that
    leaves all to a package's view answers what that renders.
    """
    rendered = each.framework == "Django" and each.class_ is not None and each.handler is None
    told = each.handler is not None and tells_of_itself(each.handler)
    return each.style is Style.HTTP and not each.path.endswith("}") and not (rendered or told)


def left_open(left: Iterable[Endpoint], parents: frozenset[str], listed: int) -> Iterator[str]:
    """The names of routes that read as if they listed, and do so by no way that can be followed:
    those that have one of an object beside them (`/users` beside `/users/{id}` or `/user/{id}`),
    and procedures that list. Where few lists were seen (`listed`), those that end in a plural too.
    """
    left = [each for each in left if _may_be_open(each)]
    plural = [each for each in left if _is_plural(each)]
    seen_few = len(plural) > max(_FEW, listed)
    names = (
        each.route.name
        for each in left
        if each.path in parents
        or _lists_by_name(each)
        or _A_LIST.search(each.path)
        or (seen_few and each in plural)
    )
    return itertools.islice(dict.fromkeys(names), MAX_OPEN)
