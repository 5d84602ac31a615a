"""The layout of a repository of some files."""

from __future__ import annotations

from compliance.facts import Layout
from tests.compliance.repositories import Files, facts_of


def layout_of(files: Files) -> Layout:
    layout = facts_of(files).layout
    assert isinstance(layout, Layout)
    return layout
