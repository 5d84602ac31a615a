"""Judges where a component's queries stand, and how their SQL is made."""

from compliance.extract.query_sites.loops import looped_queries
from compliance.extract.query_sites.reading_routes import writing_reads
from compliance.extract.query_sites.schema_changes import schema_changes
from compliance.extract.query_sites.sql_texts import sql_texts
from compliance.extract.query_sites.transactions import loose_writes

__all__ = ["looped_queries", "loose_writes", "schema_changes", "sql_texts", "writing_reads"]
