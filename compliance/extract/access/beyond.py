"""Finds where a component asks who calls and what they may in code that no route is seen to lead
to, as behind a router of its own, in handlers that a description names, or in a layer of policies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import islice

from compliance.extract.access import kept_out
from compliance.extract.access.asking import concerns_roles, is_vague
from compliance.extract.code.program import Program
from compliance.extract.comments import code_only
from compliance.extract.sources import evidence_at
from compliance.facts import Stack
from compliance.facts.access import Sign
from compliance.paths import language

MAX_FOUND = 3
# One place may be about anything; what lets callers in is written more than once.
_FEWEST = 2
_ROLE = rb"(?:permissions?|roles?|privileges?|rbac|acl|admin|superuser|moderator)"
_ROLES = re.compile(
    # `hasPermission(…)`, `verify_query_permission(…)`, `requireAdmin(…)`
    rb"(?<![\w$.])(?:[\w$]{1,40}\??\.){0,4}(?P<name>(?:requires?(?!(?-i:d[_A-Z]))|checks?|has|verify|assert|ensure"
    rb"|enforce|user_?has|must_?be|must_?have|is_?allowed_?to)_?\w{0,40}?"
    + _ROLE
    + rb"s?\w{0,20})\s{0,3}\("
    # `@rbac(…)`, `@admin_required`
    rb"|@(?:\w{1,40}\.){0,2}(?P<decorator>rbac|roles?_(?:required|accepted)|permissions?_required"
    rb"|admin_(?:required|only)|requires?_(?:roles?|permissions?|admin)"
    # `@require_auth(groups=(CLERKS,))`
    rb"|(?:require|auth|protect|secure)\w{0,30}(?=\([^()@]{0,200}\b(?:groups?|roles?|permissions?)\s{0,3}=)"
    rb")\b",
    re.IGNORECASE,
)
_OF_ROLES = (b"ermission", b"ole", b"rivilege", b"rbac", b"acl", b"Acl", b"dmin", b"uperuser",
             b"oderator", b"groups")  # fmt: skip
# Of what else than people such a call may ask.
_OF_OTHERS = re.compile(
    rb"(?i)director|folder|(?<!pro)file|path|position|location|camera|microphone|notification|media"
    rb"|device|guild|discord|channel|bucket|has_\w{1,40}_privilege|socket|exists|seed|widget"
    rb"|migrat|clipboard|overlay|screen|\bbot\b"
)
_SIGN_IN = re.compile(
    # What a library checks with, and what stands before handlers.
    rb"\b(?P<name>jwt\.(?:verify|decode)|jwtVerify|passport\.authenticate|verify_jwt\w{0,40}"
    rb"|HTTPBearer|APIKeyHeader|OAuth2PasswordBearer|basicAuth|bearerAuth|getServerSession"
    rb"|verifyIdToken|verify_id_token"
    rb"|(?:auth|authorize|authenticate)(?:User|Request|Api|_user|_request))\s{0,3}\("
    rb"|@(?:\w{1,40}\.){0,2}(?P<decorator>(?:login|auth|jwt|token)_required"
    rb"|require_?(?:(?!csrf|xsrf)\w{1,30}_)?(?:login|auth0?|oauth|token|jwt|api_?key|user))\b",
)
_OF_SIGN_IN = (b"jwt", b"jose", b"passport", b"HTTPBearer", b"APIKeyHeader", b"OAuth2", b"Auth",
               b"verify", b"getServerSession", b"_required", b"require", b"auth")  # fmt: skip
# Where a function is made that is called so.
_MADE = re.compile(rb"(?:\bdef|\bfunction)\s{1,9}$")
_METHOD = re.compile(rb"[\w\s,:.=?|<>\[\]{}'\"*]{0,300}\)\s{0,9}(?::[^{;\n]{0,120})?\{")
_BEGINS_LINE = re.compile(
    rb"(?:^|\n)[ \t]{0,40}(?:(?:public|private|protected|static|async)[ \t]{1,5}){0,4}$"
)
# Pages, and what somebody runs by hand.
_ASIDE = re.compile(
    r"\.(?:tsx|jsx|vue|svelte|astro)$"
    r"|(?:^|/)(?:scripts?|cli|bin|commands?|migrations?|seeds?|seeders?|components?|hooks"
    r"|composables|stores?|frontend|front-end|client|webapp|public|static|dist|bot|bots|admin\.py)(?:/|$)"
)
_MAX_SOURCE = 512 * 1024
_MAX_FILES = 2000
_ENOUGH = 20
_BODY = 2000


def is_aside(path: str) -> bool:
    """Whether what a file asks is no caller's: it shows pages, or somebody runs it by hand."""
    return _ASIDE.search(path) is not None


def roles(program: Program) -> list[Sign]:
    """The first places in it that ask for roles, more than one of them."""
    return _found(program, _ROLES, _OF_ROLES, _is_role)


def keeping_out(program: Program, what: str) -> list[Sign]:
    """The first places in it where somebody is kept out by what they are; one is enough, since
    what is answered says what is compared.
    """
    signs: list[Sign] = []
    holding = program.code.holding(program.own_paths, *kept_out.WORDS)
    for path in islice((path for path in holding if not is_aside(path)), _MAX_FILES):
        content = program.code.tree.contents.get(path, b"")[:_MAX_SOURCE]
        for start in kept_out.keeping_out(content, path):
            signs.append(Sign(what, evidence_at(path, content, start)))
            if len(signs) >= MAX_FOUND:
                return signs
    return signs


def sign_in(program: Program) -> list[Sign]:
    """The first places in it that ask who calls, more than one of them."""
    return _found(program, _SIGN_IN, _OF_SIGN_IN, _is_any)


def _is_any(_call: bytes) -> bool:
    return True


def _is_role(call: bytes) -> bool:
    return _OF_OTHERS.search(call) is None


def _found(
    program: Program,
    pattern: re.Pattern[bytes],
    words: tuple[bytes, ...],
    is_wanted: Callable[[bytes], bool],
) -> list[Sign]:
    """The first places that a pattern finds in what the server runs, where there is more than one;
    not those where something is made that is called so, nor of what asks whose something is.
    """
    places: list[Sign] = []
    made: dict[str, bytes] = {}
    holding = program.code.holding(program.own_paths, *words)
    for path in islice((path for path in holding if not is_aside(path)), _MAX_FILES):
        content = program.code.tree.contents.get(path, b"")[:_MAX_SOURCE]
        if len(places) >= _ENOUGH or pattern.search(content) is None:
            continue
        is_python = language(path) == "python"
        code = code_only(content, Stack.PYTHON if is_python else Stack.NODE)
        for match in pattern.finditer(code):
            name = (match["name"] or match["decorator"]).decode("utf-8", "replace")
            if match["name"] and _is_made(code, match):
                made[name] = code[match.end() : match.end() + _BODY]
            elif len(places) < _ENOUGH and is_wanted(match[0]):
                places.append(Sign(name, evidence_at(path, content, match.start())))
    asking = [each for each in places if not _asks_whose(each.what, made)]
    return asking[:MAX_FOUND] if len(asking) >= _FEWEST else []


def _asks_whose(name: str, made: Mapping[str, bytes]) -> bool:
    return name in made and is_vague(name) and not concerns_roles(made[name], name)


def _is_made(code: bytes, match: re.Match[bytes]) -> bool:
    """Whether a name stands where its function is made, not where it is called."""
    before = code[max(0, match.start() - 60) : match.start()]
    if _MADE.search(before):
        return True
    return _BEGINS_LINE.search(before) is not None and _METHOD.match(code, match.end()) is not None
