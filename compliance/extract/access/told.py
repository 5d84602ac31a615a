"""The parameters of a handler by which the caller says something: their names ask nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Constant, Expression, Name, Operation, walk
from compliance.extract.code.model import Class, Function, Parameter
from compliance.extract.code.program import Program
from compliance.extract.queries.rounds import ITERATING
from compliance.extract.routes import Endpoint

_IN_PATH = re.compile(r"\{(\w{1,100})\}")
_REQUESTS = frozenset("req request ctx context c event info root args kwargs".split())
_OF_CALLER = frozenset("headers cookies session auth locals state user g meta META".split())
# A session of SQLAlchemy is one with a database: `db.session.query`.
_SQLALCHEMY = re.compile(r"\bdb\.session\b|\bsession\.(?:query|execute|exec|scalars?)\b")
# By these a guard of NestJS comes to the request.
_WAYS = frozenset("switchToHttp getRequest getContext getArgByIndex".split())
_SAID = frozenset("Body Form File Query Path".split())
_SAID_BY_TYPE = re.compile(r"\b(?:Body|Form|File|Query|Path)\(")

_SCALAR = re.compile(
    r"(?:Optional\[)?(?:str|int|(?:uuid\.)?UUID\d?|ObjectId|PydanticObjectId)\]?(?: ?\| ?None)?"
)
_OPTIONAL = re.compile(r"(?P<before>[\w.]{1,100}) ?\| ?None|Optional\[(?P<inside>[\w.]{1,100})\]")


def told(program: Program, endpoint: Endpoint, handler: Function) -> Iterator[str]:
    """The names of parts of the path, and of what FastAPI takes from the body or the query."""
    in_path = frozenset(_IN_PATH.findall(endpoint.path))
    for each in handler.parameters:
        said = _is_said(each) or (endpoint.framework == "FastAPI" and _is_in_query(each))
        if each.name in in_path or said or _is_shape(program, endpoint, handler, each):
            yield each.name


def made_there(function: Function) -> frozenset[str]:
    """The names in a function for what it makes or looks up by itself: `user.id` of a row that was
    just found, or of one of many, says nothing of who calls. What is made out of the whole request,
    or of its headers, may be who calls.
    """
    made = (
        each.target
        for inner in function.everything()
        for each in inner.assignments
        if _is_of_address(each.value)
        or (isinstance(each.value, Call) and not any(map(_is_of_caller, walk(each.value))))
    )
    return frozenset((*items_of(function), *made))


# What finds whoever calls, without being told whom: `auth()`, `getServerSession(options)`.
_SESSIONS = re.compile(
    r"(?:\w{1,60}\.){0,3}(?:auth|getAuth|currentUser|getCurrentUser|get_current_user"
    r"|(?:unstable_)?get(?:Server|Auth|User|Current)?Session|get_session)"
)


def of_caller(function: Function) -> frozenset[str]:
    """The names in a function for whoever calls, as a session knows them."""
    return frozenset(
        each.target
        for inner in function.everything()
        for each in inner.assignments
        if isinstance(each.value, Call)
        and _SESSIONS.fullmatch(each.value.path)
        and all(
            isinstance(one, Name) and "option" in one.path.lower() for one in each.value.arguments
        )
    )


def items_of(function: Function) -> Iterator[str]:
    """The names in a function for each of many that it goes through."""
    for each in function.everything():
        if each.argument_of is not None and each.argument_of.name in ITERATING:
            yield from (parameter.name for parameter in each.parameters if parameter.name)


def _is_of_address(value: Expression) -> bool:
    """Whether it is read out of the address: `searchParams.get("role") ?? "all"`."""
    read = value.operands[0] if isinstance(value, Operation) and value.operands else value
    return isinstance(read, Call) and read.path.endswith("searchParams.get")


def is_handed_caller(call: Call) -> bool:
    """Whether a call is handed the request, or what is known of who calls."""
    given = (*call.arguments, *call.keywords.values())
    return any(_is_of_caller(each) for one in given for each in walk(one))


def _is_of_caller(value: Expression) -> bool:
    path = value.path if isinstance(value, Name) else ""
    if _SQLALCHEMY.search(path):
        return False
    parts = path.removeprefix("self.").removeprefix("this.").split(".")
    whole = parts[-1] in _REQUESTS or parts[-1] in _WAYS
    return whole or not _OF_CALLER.isdisjoint(parts)


def _is_said(parameter: Parameter) -> bool:
    """Whether a parameter names where it is taken from: `order: Order = Body(...)`."""
    default = parameter.default
    named = default.name if isinstance(default, Call) else ""
    return named in _SAID or _SAID_BY_TYPE.search(parameter.type) is not None


def _is_in_query(parameter: Parameter) -> bool:
    """Whether FastAPI takes a parameter from the query, which says about whom: `user_id: str`. A
    key in it may let somebody in.
    """
    is_plain = _SCALAR.fullmatch(parameter.type) is not None
    is_given = parameter.default is None or isinstance(parameter.default, Constant)
    return is_plain and is_given and words(parameter.name)[-1:] == ("id",)


def _is_shape(
    program: Program, endpoint: Endpoint, handler: Function, parameter: Parameter
) -> bool:
    """Whether FastAPI makes a parameter out of the body, since it is of a class of data."""
    default = parameter.default
    may_be_left_out = isinstance(default, Constant) and default.value == "None"
    if endpoint.framework != "FastAPI" or not (default is None or may_be_left_out):
        return False
    found = _OPTIONAL.fullmatch(parameter.type)
    type_ = (found["before"] or found["inside"]) if found else parameter.type
    made = program.meaning(handler.module, type_) if type_ and handler.module else None
    return made is not None and isinstance(made.value, Class)
