"""Reads which names a function uses, of which some say that it asks who calls and what they may."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.access.asking import (
    fetches_own_token,
    is_of_data,
    keeps_own_key,
    protects_data,
    resolves_key,
)
from compliance.extract.access.told import is_handed_caller, items_of, made_there, of_caller
from compliance.extract.access.words import (
    asking_part,
    asks_for_action,
    asks_for_role,
    names_people,
    reads_people,
    words,
)
from compliance.extract.code.expressions import Call, Expression, Item, Name, Table, Text, walk
from compliance.extract.code.model import Function

# What is handed a role or a permission by its name, and answers whether somebody has it.
_ASKING = frozenset(["has", "protect", "hasAccess", "checkAccess"])
_SEEKING = frozenset(["includes", "has", "indexOf", "contains"])
_REGISTERING = frozenset("register addHook decorate get post put patch delete route".split())
_HEADERS = frozenset(["header", "headers"])
_TOLD_BY_CALLER = (
    "searchParams",
    "body",
    "data",
    "json",
    "params",
    "args",
    "form",
    "GET",
    "POST",
    "msg",
    "message",
)
_OF_ASGI = frozenset(["scope", "receive", "send"])
# A token in the environment is for somebody else's door.
_SETTINGS_READ = (
    "process.env", "import.meta", "os.environ", "environ", "env.", "Bun.", "Deno.", "settings.",
)  # fmt: skip


def names_in(expression: Expression) -> Iterator[str]:
    """The names and short texts in a guard."""
    for each in walk(expression):
        if isinstance(each, Name):
            yield each.path.removeprefix("scope.")  # An instance that plugins are registered with.
        elif isinstance(each, Text) and len(each.value) <= 100 and each.value.count(" ") < 3:
            yield each.value  # More words are a sentence, which describes.
        elif isinstance(each, Call):
            yield each.name
            yield from each.keywords


def asked_actions(function: Function) -> Iterator[str]:
    """The calls of a function that ask whether somebody may do what they are told."""
    for each in function.everything():
        for call in each.calls:
            told = (one.value for one in call.arguments if isinstance(one, Text))
            constants = (one.path for one in call.arguments if isinstance(one, Name))
            if asks_for_action(call.path, told, constants) or _is_asked_for_role(call):
                yield call.path


def _is_asked_for_role(call: Call) -> bool:
    """Whether a call asks whether somebody has what it names: `has({ permission: "org:edit" })`."""
    asked = call.argument(0)
    entries = asked.entries if call.name in _ASKING and isinstance(asked, Table) else {}
    return any(map(asks_for_role, entries))


def used(function: Function) -> Iterator[str]:
    """The names that a function uses. The `scope` that an application of ASGI is handed, or a
    plugin of Fastify registers with, is none of what somebody may do, nor are the policies of a
    header.
    """
    parameters = {one.name for each in function.everything() for one in each.parameters}
    is_other = parameters >= _OF_ASGI or ("scope" in parameters and _registers_with(function))
    aside = {"scope"} if is_other else set()
    aside |= {"policy", "policies"} if _sets_policies(function) else set()
    yield from (each for each in _named_in(function) if aside.isdisjoint(words(each)))


def _registers_with(function: Function) -> bool:
    return any(
        call.receiver == "scope" and call.name in _REGISTERING
        for each in function.everything()
        for call in each.calls
    )


def _sets_policies(function: Function) -> bool:
    """Whether a function sets a header such as `Content-Security-Policy`."""
    calls = (call for each in function.everything() for call in each.calls)
    firsts = (call.argument(0) for call in calls)
    return any(isinstance(one, Text) and one.value.lower().endswith("-policy") for one in firsts)


def _named_in(function: Function) -> Iterator[str]:
    yield from (one.name for one in function.parameters if not is_of_data(one.name))
    made, items = made_there(function), frozenset(items_of(function))
    callers = of_caller(function)
    for each in function.everything():
        for call in each.calls:
            if "." in call.path and call.path.partition(".")[0] in items:
                continue
            looks_up = not call.arguments and not call.keywords and reads_people(call.path)
            if not (looks_up or _finds_known(call, made) or _is_own_key(call)):
                yield asking_part(call.path)
        for read in each.reads:
            head = read.path.partition(".")[0]
            is_made = head in made and not (head in callers and asks_for_role(read.path))
            if not (_is_told(read.path) or is_made):
                yield read.path
                key = read.value.key if isinstance(read.value, Item) else None
                yield _kept_in(read.path, key.value) if isinstance(key, Text) else ""
        for call in each.calls:
            name = call.argument(0)
            # With a value behind its name a header is set; to `get` that is what stands in for it.
            is_read = call.name == "get" or (call.name in _HEADERS and len(call.arguments) == 1)
            if is_read and isinstance(name, Text):
                # What is read out of an address or a body is told by whoever calls.
                said = call.receiver.endswith(_TOLD_BY_CALLER)
                yield (
                    f"searchParams.{name.value}" if said else _kept_in(call.receiver, name.value)
                )


def _kept_in(path: str, key: str) -> str:
    """What is read by its key: of a session, with its name before it, since whom a session knows
    has signed in.
    """
    last = path.removesuffix("[]").rpartition(".")[2]
    return f"session.{key}" if last == "session" else key


def _is_own_key(call: Call) -> bool:
    """Whether a call is about a key that the service itself signs in with elsewhere, or what was
    answered there, or protects what a request is about.
    """
    if _is_about_answer(call):
        return True
    is_told = bool(call.arguments or call.keywords)
    if resolves_key(call.path) or protects_data(call.path) or fetches_own_token(call.path, is_told):
        return not is_handed_caller(call)
    return keeps_own_key(call.path)


# What a service calls that which another one answered to it.
_ANSWERS = frozenset("res resp response".split())


def _is_about_answer(call: Call) -> bool:
    """Whether a call asks about what was answered, and is handed nothing of who calls:
    `requiresAuth(response)`.
    """
    first = call.argument(0)
    return len(call.arguments) == 1 and isinstance(first, Name) and first.path in _ANSWERS


def _finds_known(call: Call, made: frozenset[str]) -> bool:
    """Whether somebody is sought among many who was looked up as one of them, whoever calls:
    `admins.includes(preferredAdmin)`.
    """
    sought = call.argument(0)
    path = sought.path if isinstance(sought, Name) else ""
    known = path.partition(".")[0] in made and names_people(path)
    return known and call.name in _SEEKING and names_people(call.path)


def _is_told(path: str) -> bool:
    """Whether what is read comes from the settings, or is what the caller says in a body."""
    return path.startswith(_SETTINGS_READ) or ".body." in path
