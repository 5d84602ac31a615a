"""Secrets that somebody writes into code or settings by their name: DB_PASSWORD, SECRET_KEY.

Nothing but the name tells that such a value is secret, so only one that was made at random counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

from compliance.extract.secrets import known, names, values

# Names of one file that are looked at: honest ones have at most two thousand.
MAX_CANDIDATES = 20_000

# A name has one of these in it. They are looked for first, all at once, and only around them the
# rest is: of most files nothing but this pass is made.
_CUE = re2.compile(
    rb"(?i)pass(?:word|wd|phrase)|[_-]pass\b|pwd|secret|token|jwt|salt|pepper|credential|authorization|bearer"
    rb"|(?:api|access|private|signing|encrypt|encryption|auth|account|master|app|application"
    rb"|service|license|hmac|crypto|admin|server|shared|root|aes|fernet|signature|webhook"
    rb"|rest|deploy)[_.-]?key"
)
_BEFORE = 120
_LEFT = 300
_AHEAD = 800
_LAST_NAME = re.compile(rb"[A-Za-z0-9_.$-]{1,100}$")
# Quantifiers with a plus give nothing back, so that no text makes them try again and again.
# What may stand between a name and its value in quotes: a type, an assignment, a call, a default,
# that on a line of its own too, as a subscript's end may.
_QUOTED = re.compile(
    rb"""(?P<name>[A-Za-z0-9_-]{0,30}+)["'\])]{0,3}(?:\s{1,60}+\])?
    (?:[ \t]{0,8}|\s{1,60}+(?=or\b|\|\||\?\?))
    (?::[ \t]{0,2}[A-Za-z][\w.\[\]|]{0,40}[ \t]{0,2}(?==))?
    (?P<by>=>|:=|\|\|=?|\?\?=?|=|:|,|or\b|\.default\()[ \t]{0,8}
    \(?\s{0,40}(?P<through>[\w.()]{0,60})[ \t]{0,4}(?:default[ \t]{0,2}=[ \t]{0,2})?
    (?:"(?:bearer[ ]|basic[ ]|token[ ])?(?P<double>[^\s"\\]{8,400}+)"
      |'(?:bearer[ ]|basic[ ]|token[ ])?(?P<single>[^\s'\\]{8,400}+)'
      |`(?P<tick>[^\s`\\]{8,400}+)`)""",
    re.VERBOSE | re.IGNORECASE,
)
# The key that a token is signed with.
_SIGNED = re.compile(
    rb"""(?P<name>)(?P<by>\.)(?:sign|verify|encode|decode)\([^'"`\n;]{1,80},\s{0,10}+
    (?:"(?P<double>[^\s"\\]{8,400}+)"|'(?P<single>[^\s'\\]{8,400}+)')""",
    re.VERBOSE,
)
# A parameter of an address; a UUID in one mostly names something.
_PARAMETER = re.compile(
    rb"(?P<name>[A-Za-z0-9_-]{0,30}+)(?P<by>=)(?P<bare>(?![0-9a-f]{8}-)[A-Za-z0-9_.~-]{16,200}+)"
)
_BEGINS_PARAMETER = re.compile(rb"[?&][A-Za-z0-9_-]*$")
# Who signed an address, and where: the secret that it was signed with does not stand in it.
_SIGNS_ADDRESS = re.compile(r"x-(?:amz|goog)-credential", re.IGNORECASE)
_LOCAL_ADDRESS = re.compile(rb"://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)[:/][^\s\"']{0,100}$")
_BARE = re.compile(
    rb"""(?P<name>[A-Za-z0-9_-]{0,30}+)["']?[ \t]{0,8}(?P<by>=|:[ \t]{1,8})[ \t]{0,8}
    (?P<bare>[^\s"'`,;&|<>{}\[\]]{8,400}+)(?=$|[\s,;&|\#"'\\])""",
    re.VERBOSE,
)
# A line of a dotenv file: whatever stands on it belongs to the value.
_LINE = re.compile(
    rb"""(?P<name>[A-Za-z0-9_-]{0,30}+)[ \t]{0,8}(?P<by>=)[ \t]{0,8}
    (?P<bare>[^\s"'`]{8,400}+)(?=$|[ \t]{0,8}+(?:[\r\n]|\#))""",
    re.VERBOSE,
)
_BEGINS_LINE = re.compile(rb"(?:^|\n)[ \t]{0,20}(?:export[ \t]{1,4})?[A-Za-z0-9_.-]*$")
# A pair of lines or fields, as Kubernetes and ECS write variables.
_PAIR = re.compile(
    rb"""(?P<name>[A-Za-z0-9_-]{0,30}+)["']?(?P<by>,?)\s{1,60}["']?value["']?
    [ \t]{0,8}:[ \t]{0,8}["']?(?P<bare>[^\s"'`,;&|<>{}\[\]]{8,400}+)""",
    re.VERBOSE,
)
# The value of an option of a command.
_OPTION = re.compile(
    rb"""(?P<name>[A-Za-z0-9_-]{0,30}+)(?P<by>[ \t]{1,3})["']?
    (?P<bare>[^\s"'`,;&|<>{}\[\]]{8,400}+)(?=$|[\s,;&|\#"'\\])""",
    re.VERBOSE,
)
_BEGINS_OPTION = re.compile(rb"(?:^|[\s\"'\[])--[A-Za-z0-9-]*$")
_LOGIN = re.compile(
    rb"""[ \t]login[ \t][^\n]{0,200}?[ \t](?:-p|--password)(?:=|[ \t]{1,3})["']?
    (?P<secret>[^\s"'`$<>{}%\\]{8,200})""",
    re.VERBOSE,
)
_CLOUDINARY = re.compile(rb"cloudinary://\d{10,20}:(?P<secret>[A-Za-z0-9_-]{20,60})@")
# In code a bare word is a variable.
_CODE = re.compile(
    r".*\.(?:py|pyi|[cm]?[jt]sx?|vue|svelte|astro|go|rs|java|kt|kts|scala|rb|php|cs|fs|c|h|cc|cpp|hpp"
    r"|swift|dart|ex|exs|erl|hs|lua|pl|pm|r|jl|clj|groovy|gradle|sql|graphql|gql|prisma|proto|css"
    r"|scss|less|html?|hbs|ejs|pug|jinja2?|j2|twig|liquid|ipynb|json|jsonc|json5)",
    re.IGNORECASE | re.DOTALL,
)
# The passwords of services that Compose starts on a laptop are for everybody who has the file.
_COMPOSE = re.compile(
    r"(?:.*/)?(?!.*prod)[^/]*compose[^/]*\.ya?ml|(?:.*/)?\.devcontainer/.*", re.DOTALL
)
# What encrypts the values of a whole file leaves the names in it.
_ENCRYPTED = (b"kind: SealedSecret", b"\nsops:", b'"sops": {', b"$ANSIBLE_VAULT", b"ENC[AES256")
# What Google hands out for programs that send mail.
_APP_PASSWORD = re.compile(r"[a-z]{16}")
# What looks things up in a site's pages, or counts who reads them, does so in their browsers.
_LOOKS_UP = re.compile(rb"(?i)algolia|docsearch")
_COUNTS = re.compile(rb"(?i)analytics\s{0,9}\([^\n()]{0,100}$")
# The pieces of a map are fetched by the browser that shows it.
_OF_A_MAP = re.compile(rb"/\{z\}/\{x\}/\{y\}[^\s\"']{0,100}$")
_COMMENT = re.compile(rb"(?:^|\n)[ \t]*(?:#|//)[^\n]*$")
# Addresses that nobody has, by RFC 2606: whose password stands beside one is made up.
_NOBODY = re.compile(rb"@(?:[\w-]{1,40}\.)?example\.(?:com|org|net)\b")
# What stands above a function tells how it is called.
_ABOVE_CODE = re.compile(rb"(?:^|\n)[ \t]*\*[ \t][^\n]*$")
# By these GnuPG names the keys that it signs with, which everybody may know.
_FINGERPRINT = re.compile(r"(?:0x)?(?:[0-9A-F]{16}|[0-9A-F]{40})")
_SHORT_KEY = re.compile(r"[A-Za-z0-9]{12,15}")
# Devise writes a value of each into the comments of a new application's settings, and uses none.
_OF_DEVISE = re.compile(r"config\.(?:secret_key|pepper)")
_INSECURE = "django-insecure-"
_ENVIRONMENT = re.compile(rb"environ|getenv|\benv\b|config\(|process\.env", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A secret in a file's content, from one byte up to another.

    `rule` says what it is; `signs_in`: a command signs in somewhere with it.
    """

    rule: str
    start: int
    end: int
    signs_in: bool = False


class TooMuchError(Exception):
    """A file holds more candidates than are judged."""


def find(path: str, content: bytes) -> Iterator[Match]:
    """The secrets by their name in one file.

    Raises:
        TooMuchError: it holds so many such names that the rest was left.
    """
    if any(mark in content for mark in _ENCRYPTED):
        return
    yield from _fixed(content)
    is_code = _CODE.fullmatch(path) is not None
    of_services = _COMPOSE.fullmatch(path) is not None
    done = 0
    for number, cue in enumerate(_CUE.finditer(content)):
        if number == MAX_CANDIDATES:
            raise TooMuchError
        at = cue.end()
        before = content[max(cue.start() - _BEFORE, 0) : at]
        found = None
        if cue.start() >= done:
            found = _candidate(before, content[at : at + _AHEAD], is_code=is_code)
        if found is None:
            continue
        name = _name(before + found["name"])
        start, end = (at + offset for offset in found.span(found.lastgroup or 0))
        done = end if found.lastgroup == "bare" else done
        if (of_services and names.is_password(name)) or (is_code and _ABOVE_CODE.search(before)):
            continue
        if is_code and names.is_password(name) and _is_of_nobody(content, start, end):
            continue
        value = content[start:end].decode("utf-8", "replace")
        if not _is_secret(name, value, before) or _says_whose(found, value):
            continue
        if not _is_for_browsers(name, content[max(start - _LEFT, 0) : start]):
            yield Match(f"value of {re.split('[.$]', name)[-1][-60:]}", start, end)


def _is_of_nobody(content: bytes, start: int, end: int) -> bool:
    """Whether a password stands beside an address that nobody has, on its line or the next ones."""
    before = content[max(start - _LEFT, 0) : start].split(b"\n")[-2:]
    after = content[end : end + _LEFT].split(b"\n")[:2]
    return any(map(_NOBODY.search, (*before, *after)))


def _candidate(before: bytes, ahead: bytes, *, is_code: bool) -> re.Match[bytes] | None:
    """What a name is given, where it is given something: `before` ends within that name."""
    patterns: tuple[re.Pattern[bytes], ...]
    patterns = (_QUOTED, _SIGNED) if is_code else (_QUOTED, _PAIR, _BARE)
    if not is_code and _BEGINS_LINE.search(before):
        patterns = (_QUOTED, _LINE, _PAIR, _BARE)
    for pattern in patterns:
        found = pattern.match(ahead)
        if found and (found["by"] != b"," or _ENVIRONMENT.search(before)):
            return found
    if _BEGINS_OPTION.search(before):
        return _OPTION.match(ahead)
    if is_code and _BEGINS_PARAMETER.search(before):
        shown = _LOCAL_ADDRESS.search(before) or _COMMENT.search(before)
        return None if shown else _PARAMETER.match(ahead)
    return None


def _says_whose(found: re.Match[bytes], value: str) -> bool:
    """Whether a value is a UUID that a function takes, which says whose secret it shall make."""
    return b"(" in (found.groupdict().get("through") or b"") and values.is_uuid(value)


def _is_for_browsers(name: str, left: bytes) -> bool:
    """Whether a key or token goes to visitors' browsers, by what stands left of it."""
    looks_up = names.words(name)[-2:] == ["api", "key"] and _LOOKS_UP.search(left) is not None
    return looks_up or any(each.search(left) for each in (_COUNTS, _OF_A_MAP))


def _fixed(content: bytes) -> Iterator[Match]:
    """What no name tells: passwords with which commands sign in, as `docker login` does, and
    addresses of Cloudinary.
    """
    for found in _LOGIN.finditer(content) if b" login " in content else ():
        if not values.is_weak(found["secret"].decode("utf-8", "replace")):
            yield Match("password of a login", *found.span("secret"), signs_in=True)
    for found in _CLOUDINARY.finditer(content) if b"cloudinary://" in content else ():
        if values.is_random(found["secret"].decode()):
            yield Match("password in an address", *found.span("secret"), signs_in=True)


def _name(text: bytes) -> str:
    """The name that a text ends with."""
    found = _LAST_NAME.search(text)
    return found[0].decode("ascii").strip("-.$_") if found else ""


def _is_secret(name: str, value: str, before: bytes) -> bool:
    """Whether a value is secret by its name, and looks as if it was made to be."""
    if not names.is_secret(name):
        return False
    if _OF_DEVISE.fullmatch(name) and _COMMENT.search(before):
        return False
    if _SIGNS_ADDRESS.fullmatch(name):
        return False
    if _FINGERPRINT.fullmatch(value) and names.names_a_signing_key(name):
        return False
    if known.is_of_captcha(value) and not names.names_a_captcha(name):
        return False
    value = values.said(value)
    if value.startswith(_INSECURE):
        # Django writes such a key into a new project. As what holds where the environment has none
        # it says itself that it is no secret; as the only one it signs everybody's sessions.
        if _ENVIRONMENT.search(before) or _COMMENT.search(before):
            return False
        value = value.removeprefix(_INSECURE)
    if names.is_password(name):
        return not values.is_uuid(value) and (values.is_random(value) or _is_made_up(value))
    return values.is_random(value) or _is_short_key(value)


def _is_short_key(value: str) -> bool:
    """Whether a value is a key of fewer characters than keys have, but made by chance all the same:
    letters of both kinds, and digits, in an order that no word has.
    """
    return (
        _SHORT_KEY.fullmatch(value) is not None
        and values.is_random(value, at_least=12)
        and sum(map(str.isupper, value)) >= 2
        and sum(map(str.islower, value)) >= 2
        and sum(map(str.isdigit, value)) >= 2
    )


def _is_made_up(value: str) -> bool:
    """Whether a value is a password that a person made up with care."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    has = sum(any(kind(char) for char in value) for kind in kinds)
    if _APP_PASSWORD.fullmatch(value):
        return not values.is_weak(value) and not values.is_wordy(value)
    return (
        8 <= len(value) <= 64
        and has >= 3
        and any(char.isdigit() for char in value)
        and not any(char in "/()\\:;,<>[]{}|=" for char in value)
        and not values.is_weak(value)
        and not values.is_wordy(value)
        and values.shannon(value) >= 2.8
    )
