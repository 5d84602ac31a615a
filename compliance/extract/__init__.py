"""From files to facts: the extractors, each a module of its own, in the order they build on."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.extract import (
    access,
    api_documents,
    caching,
    ci,
    code,
    compose,
    data_stores,
    database_tools,
    editor,
    environment,
    errors,
    hooks,
    integration_tests,
    layout,
    lists,
    load_tests,
    lockfiles,
    manifests,
    markup,
    migrations,
    owners,
    packages,
    query_sites,
    reach,
    routes,
    runtime,
    schema,
    secrets,
    self_description,
    setup,
    setup_steps,
    submodules,
    tooling,
    unit_tests,
    unparsed,
    validation,
)
from compliance.extract.base import Extractor
from compliance.extract.code import program
from compliance.extract.extraction import extract
from compliance.facts import Fact
from compliance.paths import is_source

# One may need the facts of those above it. A new extractor is named here.
EXTRACTORS: tuple[Extractor, ...] = (
    self_description.self_description,
    manifests.manifests,
    layout.layout,
    runtime.node_pins,
    runtime.python_pins,
    packages.package_files,
    lockfiles.lockfiles,
    setup.start_files,
    setup.biome_configuration,
    submodules.submodules,
    ci.continuous_integration,
    hooks.hooks,
    tooling.tooling,
    tooling.source_languages,
    owners.owners,
    reach.reach,
    code.code,
    program.program,
    routes.routes,
    lists.list_endpoints,
    query_sites.looped_queries,
    query_sites.loose_writes,
    query_sites.writing_reads,
    query_sites.sql_texts,
    validation.input_validation,
    errors.error_handling,
    markup.markup,
    caching.caching,
    access.access_control,
    access.security_headers,
    environment.environment_variables,
    environment.example_files,
    api_documents.api_documents,
    api_documents.api_generators,
    api_documents.own_api_documents,
    data_stores.data_stores,
    compose.containers,
    editor.editor_extensions,
    migrations.migrations,
    database_tools.database_tools,
    query_sites.schema_changes,
    schema.sql_migrations,
    schema.schema,
    schema.filtered_columns,
    setup_steps.setup_guides,
    setup_steps.migrations_at_start,
    unit_tests.unit_tests,
    integration_tests.integration_tests,
    load_tests.load_tests,
    secrets.committed_secrets,
    secrets.environment_files,
    unparsed.unparsed,
)

VERSIONS: Mapping[type[Fact], int] = {
    each.fact: each.version for each in EXTRACTORS if issubclass(each.fact, Fact)
}

# Many extractors ask for the same files.
_READS = tuple(dict.fromkeys(each.reads for each in EXTRACTORS))


def is_read(path: str) -> bool:
    """Whether some extractor asks for the content of the file at that path."""
    # Most are source files, which somebody always reads: the others' patterns need not be tried.
    return is_source(path) or any(reads(path) for reads in _READS)


__all__ = ["EXTRACTORS", "VERSIONS", "extract", "is_read"]
