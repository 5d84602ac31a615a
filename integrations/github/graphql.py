"""What the answer to a GraphQL query holds: data, errors beside it, or a refusal as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

import msgspec

from integrations.github.bodies import decoded
from integrations.github.errors import (
    AnswerError,
    DeniedError,
    GitHubError,
    NotFoundError,
    RefusedQueryError,
    UnreachableError,
)
from integrations.github.refusals import is_about_a_limit, short

T = TypeVar("T")

# With one of these, what is missing in the data says nothing about why it is missing.
_WHOLE = ("INSUFFICIENT_SCOPES", "RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED")
_LIMITS = ("RATE_LIMITED", "RATE_LIMIT")
_ACCIDENT = "something went wrong while executing your query"
_NO_DATA = msgspec.Raw(b"null")


class Problem(NamedTuple):
    """One error beside the data: GitHub's word for its kind, where it lies, and its sentence."""

    type: str
    path: tuple[str | int, ...]
    message: str


class GraphQLAnswer(msgspec.Struct, Generic[T], frozen=True):
    """The data, and what GitHub did not give of it: what is null may be so because of an error."""

    data: T
    errors: tuple[Problem, ...] = ()


class LimitSaid(Exception):
    """The answer says that a limit was met."""


class _Extensions(msgspec.Struct):
    code: str | int | None = None


class _Error(msgspec.Struct):
    type: str | None = None
    message: str | None = None
    path: list[str | int] | None = None
    extensions: _Extensions | None = None


class _Envelope(msgspec.Struct):
    data: msgspec.Raw = _NO_DATA
    errors: list[_Error] | None = None


def understood(body: bytes, answer: type[T], asked: str) -> GraphQLAnswer[T]:
    """The answer that a body under status 200 holds.

    Raises:
        LimitSaid: a limit was met; until when is in the headers, if anywhere.
        RefusedQueryError, DeniedError, NotFoundError: there is no data, or it cannot be relied on.
        UnreachableError: GitHub gave up, or the body was cut.
        AnswerError: it is no answer to a GraphQL query, or not to this one.
    """
    envelope = decoded(body, _Envelope, asked)
    errors = tuple(_problem(each) for each in envelope.errors or ())
    has_data = bytes(envelope.data) != bytes(_NO_DATA)
    if found := _whole(errors, asked, has_data=has_data):
        raise found
    try:
        return GraphQLAnswer(decoded(bytes(envelope.data), answer, asked), errors)
    except AnswerError as error:
        if errors:
            raise _withheld(errors[0], asked) from error
        raise


def _problem(error: _Error) -> Problem:
    code = error.extensions.code if error.extensions else None
    kind = error.type or (code if isinstance(code, str) else "")
    return Problem(short(kind), tuple(error.path or ()), short(error.message or ""))


def _whole(
    errors: Sequence[Problem], asked: str, *, has_data: bool
) -> GitHubError | LimitSaid | None:
    """The error that makes the whole answer worthless, where there is one."""
    for each in errors:
        if each.type in _LIMITS or is_about_a_limit(each.message):
            return LimitSaid()
        if each.message.lower().startswith(_ACCIDENT):
            return UnreachableError(f"GitHub gave up on {asked}: {each.message}")
        if each.type in _WHOLE:
            return _refused(each, asked)
    if errors and not has_data:
        return _withheld(errors[0], asked)
    return None


def _withheld(error: Problem, asked: str) -> GitHubError:
    """What it means that data is missing that cannot be done without."""
    if error.type == "FORBIDDEN":
        return DeniedError(f"GitHub denied {asked}: {error.message}")
    if error.type == "NOT_FOUND":
        return NotFoundError(f"GitHub does not find what {asked} asks for: {error.message}")
    return _refused(error, asked)


def _refused(error: Problem, asked: str) -> RefusedQueryError:
    return RefusedQueryError(f"GitHub refused {asked}: {error.message}", kind=error.type)
