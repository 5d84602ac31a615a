"""Finds where a component begins to serve, of whose routes none can be read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.words import words
from compliance.extract.code.program import Program
from compliance.extract.routes import endpoints
from compliance.facts import Evidence

_WORDS = (b".listen(", b"listenTCP(", b"run_app(", b"quickstart(", b"uvicorn", b".run(")
# What does so by its name; the others are asked of something that is an application.
_SERVES = frozenset("listenTCP run_app quickstart uvicorn.run uvicorn.Server".split())
_LISTEN = frozenset(["listen", "run"])
_APPLICATIONS = frozenset("api app application express fastify http https koa server srv".split())
_MAX_PLACES = 3


def listening(program: Program) -> tuple[Evidence, ...]:
    """The first places where it does; none where routes were found, which say more, or where other
    backends stand beside it: of these it may be a part.
    """
    if program.others or any(True for _ in endpoints(program)):
        return ()
    return tuple(islice(_places(program), _MAX_PLACES))


def _places(program: Program) -> Iterator[Evidence]:
    for module in program.own_modules(*_WORDS):
        for call in module.calls:
            of_application = not _APPLICATIONS.isdisjoint(words(call.receiver)[-1:])
            serves = call.path in _SERVES or call.name in _SERVES
            if serves or (call.name in _LISTEN and of_application):
                yield module.evidence(call.line)
