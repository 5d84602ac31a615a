"""Finds what describes an API because settings, a command or a table of plugins say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Text
from compliance.extract.code.program import Program
from compliance.facts import Evidence
from compliance.facts.api_documents import ApiGenerator
from compliance.tree import Tree

_OF_SPECTACULAR = re.compile(
    rb"DEFAULT_SCHEMA_CLASS['\"]?\]?\s{0,9}[:=][\s(]{0,9}['\"]drf_spectacular\.openapi"
)
_SETTINGS_OF_NITRO = re.compile(r"(?:^|/)(?:nuxt|nitro)\.config\.[cm]?[jt]s$")
_OPENAPI_OF_NITRO = re.compile(rb"\bopenAPI\s{0,9}:\s{0,9}true\b")
_PLUGIN_OF_HAPI = re.compile(rb"\bplugin\s{0,9}:\s{0,9}['\"]hapi-swagger['\"]")


def in_settings(tree: Tree, program: Program) -> Iterator[ApiGenerator]:
    """Django's settings, where a text names what makes the description."""
    for path in program.own_paths:
        content = tree.contents.get(path, b"")
        match = _OF_SPECTACULAR.search(content) if b"drf_spectacular" in content else None
        if match is not None:
            line = content.count(b"\n", 0, match.start()) + 1
            excerpt = "DEFAULT_SCHEMA_CLASS: drf_spectacular.openapi"
            yield ApiGenerator("drf-spectacular", Evidence(path, line, excerpt=excerpt), True)


def by_command(program: Program) -> Iterator[ApiGenerator]:
    """Commands of a project's own that are built on the one by which Django REST framework writes
    the description.

    Source: https://www.django-rest-framework.org/api-guide/schemas/
    """
    for module in program.modules(b"generateschema"):
        for call in module.calls:
            told = call.argument(0)
            is_it = isinstance(told, Text) and told.value == "generateschema"
            if is_it and call.name == "call_command":
                yield ApiGenerator("Django REST framework", module.evidence(call.line), True)


def of_nitro(program: Program) -> Iterator[ApiGenerator]:
    """The settings of Nitro, or of Nuxt over it, that have it describe the handlers.

    Source: https://nitro.build/config#openapi
    """
    for module in program.modules(b"openAPI"):
        match = _OPENAPI_OF_NITRO.search(module.source)
        if match is not None and _SETTINGS_OF_NITRO.search(module.path):
            line = module.source.count(b"\n", 0, match.start()) + 1
            yield ApiGenerator("Nitro", module.evidence(line), True)


def of_hapi(program: Program) -> Iterator[ApiGenerator]:
    """The table that Glue puts a server together of, with the plugin by its name alone."""
    for module in program.modules(b"hapi-swagger"):
        match = _PLUGIN_OF_HAPI.search(module.source)
        if match is not None:
            line = module.source.count(b"\n", 0, match.start()) + 1
            yield ApiGenerator("hapi-swagger", module.evidence(line), True)
