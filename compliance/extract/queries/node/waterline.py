"""Queries through Waterline, the ORM of Sails, whose models are globals named as their files:
`Card.find({ listId })`.
"""

from __future__ import annotations

import re

from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Action
from compliance.extract.queries.reading import Dialect, Found, mentions

# A model in the folder where Sails looks for them.
_MODEL = re.compile(r"(?:^|/)api/models/(?:[^/]{1,100}/){0,3}(\w{1,100})\.(?:js|ts)$")
_ACTIONS = {
    **dict.fromkeys(["find", "stream"], Action.MANY),
    "findOne": Action.ONE,
    **dict.fromkeys(["count", "sum", "avg"], Action.COUNT),
    **dict.fromkeys(
        ["create", "createEach", "findOrCreate", "addToCollection"], Action.CREATE
    ),
    **dict.fromkeys(["update", "updateOne", "replaceCollection"], Action.UPDATE),
    **dict.fromkeys(
        ["destroy", "destroyOne", "archive", "archiveOne", "removeFromCollection"], Action.DELETE
    ),
}  # fmt: skip
_REGISTRY = "sails.models."
_WITHIN = "usingConnection"


def waterline(program: Program) -> Dialect | None:
    """How Waterline's queries are told in a program; None where it is not used."""
    if not mentions(program, b"sails"):
        return None
    found = (_MODEL.search(path) for path in program.paths)
    models = {match[1].lower(): match[1] for match in found if match is not None}
    if not models:
        return None
    return Dialect("Waterline", frozenset(_ACTIONS), _Waterline(program, models).judge)


class _Waterline:
    def __init__(self, program: Program, models: dict[str, str]) -> None:
        self._program = program
        self._models = models

    def judge(self, chain: Chain) -> Found | None:
        action = _ACTIONS.get(chain.names[0])
        model = self._model(chain) if action is not None else ""
        if action is None or not model:
            return None
        return Found(action, model, transaction=chain.step(_WITHIN) is not None)

    def _model(self, chain: Chain) -> str:
        """The model that a chain begins with; "" where that is none, or something else of a file
        has its name.
        """
        if chain.base.startswith(_REGISTRY):
            return self._models.get(chain.base.removeprefix(_REGISTRY), "")
        model = self._models.get(chain.base.lower(), "")
        if model != chain.base or chain.module.imported(model) is not None:
            return ""
        return "" if self._program.meaning(chain.module, model, chain.function) else model
