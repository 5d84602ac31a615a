"""Environment variables that Astro's settings declare, and that its modules hand out.

Source: https://docs.astro.build/en/guides/environment-variables/#type-safe-environment-variables
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Table, Text, walk
from compliance.extract.code.model import Import, Module
from compliance.extract.environment.found import Found

WORDS = (b"astro:env", b"envField")
_MODULES = ("astro:env/server", "astro:env/client")
_FIELDS = "envField."
_SPARING = frozenset(["optional", "default"])
_UPPER = re.compile(r"[A-Z][A-Z0-9_]{1,100}")


def of_astro(module: Module) -> Iterator[Found]:
    """The variables of `envField.string({ optional: true })` in the settings, without which Astro
    does not start unless they are optional or have a default, and the places that take them in:
    `import { API_KEY } from "astro:env/server"`, `getSecret("API_KEY")`.
    """
    for call in module.calls:
        for each in walk(call) if call.name == "defineConfig" else ():
            if isinstance(each, Table):
                yield from _declared(module, each)
    for imported in module.imports:
        if imported.source in _MODULES:
            names = (name for name in imported.names.values() if _UPPER.fullmatch(name))
            yield from (Found(name, module, imported.line, False) for name in names)
            yield from _asked(module, imported)


def _declared(module: Module, table: Table) -> Iterator[Found]:
    for name, field in table.entries.items():
        if isinstance(field, Call) and field.path.startswith(_FIELDS):
            told = field.argument(0)
            options = told.entries if isinstance(told, Table) else {}
            yield Found(name, module, field.line, not _SPARING.isdisjoint(options))


def _asked(module: Module, imported: Import) -> Iterator[Found]:
    """What is asked for while it runs, and may be missing."""
    asking = {local for local, name in imported.names.items() if name == "getSecret"}
    for call in module.calls if asking else ():
        name = call.argument(0)
        if call.path in asking and isinstance(name, Text):
            yield Found(name.value, module, call.line, True)
