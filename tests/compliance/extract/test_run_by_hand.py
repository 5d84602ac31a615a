"""Which files somebody runs by themselves and once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pytest

from compliance.extract import EXTRACTORS, extract
from compliance.extract.code import Code
from compliance.extract.code.model import Module
from tests.compliance.repositories import Files, tree_of


def _scripts(many: int) -> Files:
    """Scripts of which each speaks of all others."""
    names = " ".join(f"once{n}" for n in range(many))
    runs = {f"fill{n}": f"node tools/once{n}.js" for n in range(many)}
    body = f"import a from './a';\n// {names}\n"
    return {
        "package.json": json.dumps({"dependencies": {"express": "5"}, "scripts": runs}),
        "app.js": "const express = require('express');\nexpress().listen(80);\n",
        **{f"tools/once{n}.js": body for n in range(many)},
    }


def test_files_are_not_gone_through_for_each_script(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Module] = []
    modules = Code.modules

    def noting(code: Code, paths: Iterable[str], *words: bytes) -> Iterator[Module]:
        for module in modules(code, paths, *words):
            given.append(module)
            yield module

    monkeypatch.setattr(Code, "modules", noting)
    counts = []
    for many in (10, 40):
        given.clear()
        extract(tree_of(_scripts(many)), EXTRACTORS)
        counts.append(len(given))

    assert counts[1] < 5 * counts[0]
