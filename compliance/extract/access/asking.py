"""Tells the names in a function that ask for a role from those that only speak of one."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from compliance.extract.access.words import ROLE_WORDS, SIGN_IN_WORDS, asks_for_role, words
from compliance.extract.code.model import Function

# What begins so hands out or makes something, and what begins with the others asks.
_HANDS_OUT = frozenset(
    """get list fetch find load build make generate parse render translate provide compute collect
    count format sync extract convert init initialize register setup install seed map""".split()
)
_DEMANDS = frozenset(
    """check checks has have require requires required verify validate assert ensure enforce
    authorize authorise authorized allow allows allowed can may must evaluate permit permits need
    needs raise throw fail deny forbid includes""".split()
)
# What is handed out at whose end one of these stands is what somebody may, and so it is where what
# follows says whose: `getPermissionsForUser`.
_HELD = frozenset(
    """role roles permission permissions perm perms ability abilities privilege privileges rights
    capability capabilities entitlement admin admins superuser staff moderator acl rbac""".split()
)
_SAYS_WHOSE = frozenset("by for in of".split())
_SCOPES = frozenset("scope scopes".split())
_NAMED_ROLES = frozenset("role roles".split())
_POLICIES = frozenset("policy policies".split())
# Of these a scope is what they were given to do; else it is where something holds or how far.
_GIVEN_SCOPES = frozenset(
    """token tokens user session auth authz required granted login security credentials claims jwt
    payload decoded principal oauth key apikey""".split()
)
# What ends so makes something of a list or a text.
_MADE_OF_DATA = frozenset(
    """split append clear keys generate as_dict to_dict where copy strip format extend encode
    decode is_ isnot is_not like ilike astext""".split()
)
# In a column of JSON a role is what rows are told apart by.
_IN_JSON = ".astext."
# What is taken out of a text that tells of these is a role at work, or in a play.
_TAKES_OUT = frozenset("extract parse generate".split())
_AT_WORK = frozenset("company job vacancy career resume cast character actor".split())
# Data that is called so is none of what somebody may, but what a request is about.
_DATA = frozenset("scope scopes role roles policy policies permission permissions".split())
# Of these a role is what they are in a talk, on a page or in a cloud: `message.role`, `IAM_ROLE`.
_OTHERS = frozenset(
    """message messages msg chat prompt completion choice delta turn part aria element node iam
    arn""".split()
)
# By these one of many is looked up, whoever calls: `getAdminById`.
_LOOKED_UP_BY = frozenset("id ids uuid pk name email slug".split())
_PEOPLE = frozenset("admin admins superuser staff moderator".split())
# A class that is called by such a word alone is a part of the program: `Admin(api)`.
_PARTS = frozenset(["Admin", "Role", "Permission", "Policy", "Scope"])


def only_speaks(name: str) -> bool:
    """Whether a name in a function speaks of a role, but asks nobody for one: what hands out, makes
    or carries something that is called after roles, `ragService.getPolicyPromptState`.
    """
    if not asks_for_role(name):
        return False
    name = name.removesuffix("()")
    last = name.rpartition(".")[2]
    own, every = words(last), frozenset(words(name))
    if last in _MADE_OF_DATA or name in _PARTS or ("assume", "role") in pairwise(own):
        return True
    if _IN_JSON in name or not (_TAKES_OUT.isdisjoint(own[:1]) or _AT_WORK.isdisjoint(own)):
        return True
    if every & ROLE_WORDS <= _NAMED_ROLES and not _OTHERS.isdisjoint(every):
        return True
    if not _DEMANDS.isdisjoint(own):
        return False
    if _makes_somebody(name):
        return True
    if "." not in name and not name.isupper() and frozenset(own) <= _DATA | {"admin"}:
        return True  # A variable: what it was made of is asked, or not.
    if every & ROLE_WORDS <= _POLICIES:
        return True
    if every & ROLE_WORDS <= _SCOPES:
        return _GIVEN_SCOPES.isdisjoint(every)
    return _hands_out(own)


def _hands_out(own: tuple[str, ...]) -> bool:
    """Whether what is called by these words hands something out, and not what somebody may."""
    hands_out = not _HANDS_OUT.isdisjoint(own[:1]) and SIGN_IN_WORDS.isdisjoint(own)
    what = tuple(takewhile(lambda each: each not in _SAYS_WHOSE, own))
    looked_up = own[len(what) : len(what) + 1] == ("by",) and own[len(what) + 1 :]
    if looked_up and _LOOKED_UP_BY.issuperset(looked_up) and not _PEOPLE.isdisjoint(what[-1:]):
        return hands_out
    return hands_out and _HELD.isdisjoint(what[-1:])


# A class that ends so turns somebody away, or is made to ask.
_ASKING_CLASSES = frozenset(
    """error exception guard permission permissions policy middleware mixin check checker filter
    access""".split()
)
_ASKING_HEADS = (("is",), ("only",), ("not",), ("for",))


def _makes_somebody(name: str) -> bool:
    """Whether a class is made of somebody who may do more, as a row is: `AdminAccount(name)`."""
    own = words(name)
    is_class = "." not in name and name[:1].isupper() and not name.isupper()
    of_people = bool(own) and frozenset(own) & ROLE_WORDS <= _PEOPLE and not _PEOPLE.isdisjoint(own)
    asks = own[:1] in _ASKING_HEADS or not _ASKING_CLASSES.isdisjoint(own[-1:])
    return is_class and of_people and not asks


def provides_policy(name: str) -> bool:
    """Whether a guard only hands out a policy, of whatever: `Depends(provide_flow_policy)`."""
    own = words(name.removesuffix("()").rpartition(".")[2])
    of_policies = bool(frozenset(own) & _POLICIES) and frozenset(own) & ROLE_WORDS <= _POLICIES
    return of_policies and not _HANDS_OUT.isdisjoint(own[:1])


# `new AccessToken(key, secret)`, `token.toJwt()`: what is handed to somebody, whoever that is.
_TOKEN_MADE = re.compile(
    r"[A-Z][a-z]\w{0,40}Tokens?|(?:\w{1,60}\.){0,3}to_?(?:jwt|JWT|Jwt|[tT]oken)"
)


def makes_token(name: str) -> bool:
    """Whether a name in a function is of a class whose objects are tokens: it asks nobody."""
    return _TOKEN_MADE.fullmatch(name) is not None and _DEMANDS.isdisjoint(words(name)[:1])


# What is done with a key that the service itself signs in with elsewhere.
_KEEPS = frozenset("mask redact obfuscate encrypt".split())
_KEYS = frozenset("key keys token tokens".split())
_PROTECTS = frozenset("protect protected".split())
# A class that ends so is of what is told about such a key.
_TELLS = frozenset("status response info settings record".split())


def keeps_own_key(name: str) -> bool:
    """Whether a call hides or describes a key, and asks nobody for one: `mask_api_key`,
    `ApiKeyStatus`.
    """
    last = name.rpartition(".")[2]
    own = words(last)
    if last[:1].isupper() and not _TELLS.isdisjoint(own[-1:]):
        return True
    return not (_KEEPS.isdisjoint(own[:1]) or _KEYS.isdisjoint(own))


def protects_data(name: str) -> bool:
    """Whether a call protects something else than a route, as it is called: `protect_sections`. It
    asks who calls all the same if it is handed them.
    """
    own = words(name.rpartition(".")[2])
    protects = not _PROTECTS.isdisjoint(own[:1]) and len(own) > 1
    return protects and (SIGN_IN_WORDS - _PROTECTS).isdisjoint(own) and "route" not in own


def resolves_key(name: str) -> bool:
    """Whether a call finds which key is to be used: that of who calls only if it is handed them."""
    own = words(name.rpartition(".")[2])
    return own[:1] == ("resolve",) and not _KEYS.isdisjoint(own[-1:])


# What begins so, and ends in a token, fetches one; of these it is the service's own, by which it
# signs in elsewhere.
_FETCHES = frozenset("get fetch obtain acquire request retrieve refresh".split())
_OF_SERVICE = frozenset(
    """service app application client system machine installation tenant management upstream
    bot""".split()
)
_ACCESS = "access"


def fetches_own_token(name: str, is_told: bool) -> bool:
    """Whether a call fetches a token that the service itself signs in with elsewhere:
    `get_service_account_token()`, and where it `is_told` something `fetchAccessToken(id, secret)`.
    """
    own = words(name.rpartition(".")[2])
    fetches = not _FETCHES.isdisjoint(own[:1]) and not _KEYS.isdisjoint(own[-1:])
    return fetches and (not _OF_SERVICE.isdisjoint(own) or (is_told and _ACCESS in own))


def is_of_data(parameter: str) -> bool:
    """Whether a parameter is called as what a request is about, not as who calls."""
    return frozenset(words(parameter)) <= _DATA


# What is called after these alone may ask whose something is; an administrator is somebody.
_VAGUE = frozenset("permission permissions perm perms rights policy policies".split())


def is_vague(name: str) -> bool:
    """Whether a name speaks of permissions, and not of who has them."""
    return frozenset(words(name)) & ROLE_WORDS <= _VAGUE


# What in a function has to do with what somebody may, beside whose something is.
_OF_ROLES = re.compile(
    rb"role|admin|permission|scope|polic|privileg|abilit|\bacl|group|staff|moderator|superuser"
    rb"|level|capabilit|rights?\b|entitle|rbac|casl|bouncer|tier|plan\b|type",
    re.IGNORECASE,
)
_TEXT = re.compile(
    rb"'[^'\n]{0,300}'|\"[^\"\n]{0,300}\"|`[^`]{0,500}`|//[^\n]{0,300}|#[^\n]{0,300}"
)
_MAX_LINES = 150


def asks_whose(function: Function) -> bool:
    """Whether a function that is called after permissions has nothing else to do with them: it asks
    whose something is, or who takes part in it.
    """
    module = function.module
    if module is None or not function.name:
        return False
    last = min(function.end_line, function.line + _MAX_LINES)
    return not concerns_roles(module.text(function.line, last), function.name)


def concerns_roles(written: bytes, name: str) -> bool:
    """Whether the code of a function has to do with what somebody may, but for its name."""
    return _OF_ROLES.search(_TEXT.sub(b"", written).replace(name.encode(), b"")) is not None
