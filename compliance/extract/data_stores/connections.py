"""Reads which of the connections of AdonisJS's Lucid a program uses: the one that its settings
name, or else their default. The others are there to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from compliance.extract.code import Code
from compliance.extract.code.expressions import Expression, Name, Table, Text, walk
from compliance.extract.code.model import Module
from compliance.extract.data_stores.named import engine_of
from compliance.facts import Evidence
from compliance.facts.services import DataStore, Engine

LUCID = "@adonisjs/lucid"
_IN_USE = re.compile(rb"\bconnection\s{0,9}[(=:]\s{0,9}['\"]([\w-]{1,60})['\"]")
_SETTING = re.compile(
    rb"^[ \t]{0,9}(\w{1,80})[ \t]{0,9}=[ \t]{0,9}['\"]?([\w-]{1,60})", re.MULTILINE
)


@dataclass(frozen=True)
class Connections:
    """The engines of the connections that are used, and of those that could be chosen instead."""

    used: tuple[Engine, ...]
    others: frozenset[Engine]
    where: Evidence

    def of(self, stores: Iterable[DataStore]) -> Iterator[DataStore]:
        """Stores without those that only other connections are for, Lucid's engine settled."""
        for store in stores:
            if store.library == LUCID:
                yield replace(store, engines=self.used, decided_by=self.where)
            elif store.engine not in self.others or store.where.path != self.where.path:
                yield store


def connections(code: Code, paths: Sequence[str], settings: Iterable[str]) -> Connections | None:
    """The connections of a program; None where no default is written out."""
    for module in code.modules(code.holding(paths, b"connections")):
        for table in _tables(module):
            kept, default = table.entries.get("connections"), table.entries.get("connection")
            if isinstance(kept, Table) and default is not None:
                chosen = _chosen(code, kept, default, settings)
                if chosen in kept.entries:
                    return _connections(code, paths, module, kept, chosen)
    return None


def _tables(module: Module) -> Iterator[Table]:
    values = [each.value for each in module.assignments]
    values += [argument for call in module.calls for argument in call.arguments]
    for value in values:
        yield from (each for each in walk(value) if isinstance(each, Table))


def _chosen(code: Code, kept: Table, default: Expression, settings: Iterable[str]) -> str:
    """The name of the connection: what the settings give the variable that the code asks for it, or
    else what is written out there.
    """
    texts = [each.value for each in walk(default) if isinstance(each, Text)]
    named = {each.path.rpartition(".")[2] for each in walk(default) if isinstance(each, Name)}
    for path in settings:
        for name, value in _SETTING.findall(code.tree.contents.get(path, b"")):
            if name.decode() in {*texts, *named} and value.decode() in kept.entries:
                return str(value.decode())
    return next((each for each in texts if each in kept.entries), "")


def _connections(
    code: Code, paths: Sequence[str], module: Module, kept: Table, chosen: str
) -> Connections | None:
    """What is used of some connections: the chosen one, and those that code asks for by name."""
    names = {chosen}
    for path in code.holding(paths, b"connection"):
        if path != module.path:
            names.update(
                each.decode() for each in _IN_USE.findall(code.tree.contents.get(path, b""))
            )
    engines = {name: _engine(name, each) for name, each in kept.entries.items()}
    used = tuple(dict.fromkeys(engines[each] for each in sorted(names) if each in engines))
    known = tuple(each for each in used if each is not None)
    if not known or len(known) < len(used):
        return None
    others = frozenset(each for each in engines.values() if each is not None) - set(known)
    return Connections(known, others, module.evidence(kept.entries[chosen].line))


def _engine(name: str, connection: Expression) -> Engine | None:
    client = connection.entries.get("client") if isinstance(connection, Table) else None
    return engine_of(client.value if isinstance(client, Text) else name)
