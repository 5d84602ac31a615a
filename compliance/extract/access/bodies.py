"""What functions show of whom they let in by what they do, and not by the names in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Constant, Expression, Name, Text, walk
from compliance.extract.code.model import Function

# The status of who did not say who they are, by its number or by its name.
_REFUSED = re.compile(r"unauthori[sz]ed(?:Error|Exception)?|unauthenticated", re.IGNORECASE)
# Who comes to sign in is refused as well, without having been asked before.
_SIGNING_IN = re.compile(
    r"log-?in|sign-?in|sign-?up|auth|token|session|password|verif|otp|2fa|mfa|callback|webhook",
    re.IGNORECASE,
)
# What somebody is, compared with those who may do more than others, or looked for among them; and
# what says of somebody that they are one of those.
_ABOVE = rb"(?:super_?)?(?:admin|owner|moderator|manager|staff|editor|maintainer|superuser)"
_WHAT = (
    rb"(?:roles?|groups?|permissions?|(?:account|user)_?type|(?:user|account|member)\.type"
    rb"|access_?level)"
)
COMPARED = re.compile(
    rb"\b(?:\w{0,30}_)?" + _WHAT + rb"\b['\"]?\]?(?:\.(?:name|value))?\s{0,5}"
    rb"(?:[!=]==?|[<>]=?|(?:not\s{1,5})?in\b|\??\.(?:includes|has|some|contains|indexOf)\()"
    rb"\s{0,9}[\[({]?\s{0,9}(?:['\"]|(?:\w{1,40}\.){1,4})" + _ABOVE
    + rb"|['\"]" + _ABOVE + rb"s?['\"]\s{0,9}[\])]\s{0,3}"
    rb"(?:\.(?:includes|has)\(|\.indexOf\()[\w.?]{0,60}" + _WHAT + rb"\b"
    rb"|\[[^\[\]\n]{0,120}?\.(?-i:" + _ABOVE + rb")s?\s{0,3}(?:,[^\[\]\n]{0,120})?\]\.includes\("
    rb"|[.?]is_?(?:(?:super|system|site|global)_?)?(?:admin|moderator|staff|superuser|manager)\b(?!\s{0,5}(?:=[^=]|:))"
    rb"|\b(?:\w{0,20}user|account|member|membership|me|profile)\??\."
    rb"(?:role|type|account_?type|user_?type|level|access_?level)"
    rb"\s{0,5}(?:[!=]==?|[<>]=?)\s{0,5}['\"\w]",
    re.IGNORECASE,
)  # fmt: skip

# `{ isAdmin: each.isAdmin }` only tells what others are, unless it is of who calls.
_TOLD = re.compile(
    rb"\b(?P<named>is_?\w{5,20})['\"]?\s{0,5}:(?!:)[^;{},]{0,100}?(?<![\w.?])"
    rb"(?!(?:\w{0,20}user|me|req|request|ctx|session|auth|account|this)\b)\w{1,40}(?:\??\.\w{1,40}){0,3}"
    rb"\??\.(?P=named)\b[^;{},]{0,200}",
    re.IGNORECASE,
)
# What is answered where the program itself is not set up: `if (!process.env.API_KEY) { … }`.
_SETTING = (
    rb"!?\s{0,3}process\.env\.\w{1,100}"
    rb"(?:\s{0,3}[!=]==?\s{0,3}(?:['\"][^'\"\n]{0,40}['\"]|undefined|null))?"
)
_NOT_SET_UP = re.compile(
    rb"\bif\s{0,3}\(\s{0,9}" + _SETTING
    + rb"(?:\s{0,9}(?:\|\||&&)\s{0,9}" + _SETTING + rb"){0,5}\s{0,9}\)\s{0,3}"
    rb"(?:\{[^{}]{0,400}(?:\{[^{}]{0,200}\}[^{}]{0,100})?\}|[^;{}\n]{0,200}(?:\{[^{}\n]{0,200}\})?)"
)  # fmt: skip
FORBIDS = re.compile(rb"[Ff]orbidden|FORBIDDEN|PermissionDenied|(?<!\w)403(?!\w)")
# What somebody is of some kind: `current_user.is_white_team`, unless it is what everybody can be.
_OF_KIND = re.compile(
    rb"\b(?:current_?user|(?:request|req|ctx|session|g|self\.request|self)\.user)\??\.is(?:_|(?-i:(?=[A-Z])))"
    rb"(?!auth|anonym|active|owner|author|verif|confirm|self|me\b|email|premium|subscri|ban|block"
    rb"|log|guest|new|online|valid|onboard|disab|delet|enab|two|mfa|otp|paid|pro\b|follow|member)"
    rb"\w{3,40}\b",
    re.IGNORECASE,
)
_REQUIRED = re.compile(
    r"(?:require[sd]?_?)?(?P<kind>[A-Za-z]\w{1,40}?)_(?:required|only)|requires?_?(?P<other>\w{2,40})"
)
# To be one of these is to be signed in, or no kind of people.
_EVERYBODY = frozenset(
    """login log logged signin auth authed authentication authenticated user users token tokens jwt
    session sessions key api csrf json body param params signature secret https ssl db account
    password owner author member membership premium subscription verified email header headers
    feature flag method file files data id project org organization workspace team read write debug
    dev development local localhost internal get post ajax xhr production""".split()
)
_MAX_LINES = 400


def is_for_signing_in(path: str) -> bool:
    """Whether a route is one by which people sign in, or prove who they are."""
    return _SIGNING_IN.search(path) is not None


def refuses(function: Function) -> bool:
    """Whether a function answers 401 to some: it asks who calls. What it answers to everybody while
    a variable of the environment is missing asks nobody.
    """
    found = [each for each in _handed(function) if _is_refusal(each)]
    aside = _lines_not_set_up(function) if found else frozenset()
    return any(each.line not in aside for each in found)


# Where a handler looks at who calls, or has what it is handed looked at.
_LOOKS = re.compile(
    rb"header|cookie|session|\bauth|user|token|secret|password|passwd|signature|api_?key|locals"
    rb"|\bstate\b|\bcurrent|\bowner|login|\bg\.|account|principal|\bkey\b|verify|jwt|identity",
    re.IGNORECASE,
)
_WHOLE = frozenset("req request ctx context c event self this info root kwargs".split())


# What turns somebody away, or looks at a key.
_TURNS_AWAY = re.compile(rb"40[13]|orbidden|nauthor|compare_digest|timingSafe|verif", re.IGNORECASE)
_LOOKED_UP = rb"(?:find|where|filter|execute|query|check|valid)\w{0,30}\([^()\n]{0,80}\b%b\b"
_HELD_AGAINST = rb"\b%b\s{0,3}(?:[!=]=|(?:not\s{1,3})?in\b)|(?:==?=|!==?|\bin)\s{0,3}%b\b"


def checks_key(function: Function, name: str) -> bool:
    """Whether a function that is handed a key may look at it, and not only hand it on."""
    written, key = _written(function), re.escape(name.encode())
    looks = _LOOKED_UP % key + b"|" + _HELD_AGAINST % (key, key)
    return bool(_TURNS_AWAY.search(written) or re.search(looks, written))


def refuses_callers(handler: Function) -> bool:
    """Whether a handler answers 401 to some, and looks at anything of who calls: what only a body
    says of somebody proves nobody's name.
    """
    if not refuses(handler):
        return False
    if _LOOKS.search(_written(handler)) or any(each.default for each in handler.parameters):
        return True
    return any(
        isinstance(each, Name) and each.path in _WHOLE
        for one in handler.everything()
        for call in one.calls
        for each in (*call.arguments, *call.keywords.values())
    )


# What a function calls that only takes something out of a request and hands it on.
_TAKES = frozenset("next get header trim split replace slice toLowerCase String".split())
_THROWS = re.compile(rb"\bthrow\b")


def lets_everybody_on(function: Function) -> bool:
    """Whether a middleware asks nothing, whatever it is called: it keeps what a request brings, and
    calls what comes next.
    """
    calls = [call for each in function.everything() for call in each.calls]
    goes_on = [call for call in calls if call.path == "next"]
    return (
        bool(goes_on)
        and not any(call.arguments for call in goes_on)
        and all(call.name in _TAKES for call in calls)
        and not _THROWS.search(_written(function))
    )


def _lines_not_set_up(function: Function) -> frozenset[int]:
    written = _written(function)
    if b"process.env" not in written:
        return frozenset()
    lines: set[int] = set()
    for each in _NOT_SET_UP.finditer(written):
        first = function.line + written.count(b"\n", 0, each.start())
        lines.update(range(first, first + each[0].count(b"\n") + 1))
    return frozenset(lines)


def _handed(function: Function) -> Iterator[Expression]:
    for each in function.everything():
        for call in each.calls:
            yield from (*call.arguments, *call.keywords.values(), call.callee)
        yield from each.returns


def _is_refusal(value: Expression) -> bool:
    for each in walk(value):
        if isinstance(each, Constant):
            if each.value == "401":
                return True
        elif isinstance(each, Text | Name):
            written = each.value if isinstance(each, Text) else each.path.rpartition(".")[2]
            if _REFUSED.search(written[:60]):
                return True
    return False


def compares_roles(function: Function) -> bool:
    """Whether a function compares what somebody is with those who may do more than others."""
    return COMPARED.search(_written(function)) is not None


def keeps_kinds_out(function: Function) -> bool:
    """Whether a function answers 403 to some, by asking of what kind they are."""
    written = _written(function)
    return FORBIDS.search(written) is not None and _OF_KIND.search(written) is not None


def lets_in_a_kind(function: Function, name: str) -> bool:
    """Whether a guard is called after the people whom it lets in, and answers 403 to all others:
    `@worker_required`.
    """
    found = _REQUIRED.fullmatch(name)
    kind = frozenset(words((found["kind"] or found["other"]) if found else ""))
    named = bool(kind) and kind.isdisjoint(_EVERYBODY)
    return named and FORBIDS.search(_written(function)) is not None


def keeps_out(function: Function) -> bool:
    """Whether a function answers 403 to some, by comparing what they are."""
    written = _written(function)
    return FORBIDS.search(written) is not None and COMPARED.search(written) is not None


def _written(function: Function) -> bytes:
    module, last = function.module, min(function.end_line, function.line + _MAX_LINES)
    return _TOLD.sub(b"", module.text(function.line, last)) if module is not None else b""
