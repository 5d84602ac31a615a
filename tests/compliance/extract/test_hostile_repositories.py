"""Repositories that are written so that all files are looked through for each of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from compliance.extract.api_documents.writers import Writers
from compliance.extract.comments import code_only
from compliance.facts.manifests import Manifests
from tests.compliance.extract.counting import EXPRESS, FASTAPI, steps, watched
from tests.compliance.repositories import Files, judge, tree_of


def _many_jobs(many: int) -> Files:
    jobs = "".join(f"  j{n}: {{needs: j{n + 1}, steps: [run: npm test]}}\n" for n in range(many))
    return {**EXPRESS, ".github/workflows/ci.yml": f"on: pull_request\njobs:\n{jobs}"}


def _many_services(many: int) -> Files:
    services = "".join(f"  s{n}: {{extends: s{n + 1}}}\n" for n in range(many))
    return {**EXPRESS, "compose.yaml": f"services:\n{services}"}


@pytest.mark.parametrize(
    ("check", "repository"),
    [
        ("tests-in-ci", _many_jobs),
        ("compose-services", _many_services),
    ],
)
def test_what_refers_to_another_is_not_followed_anew_for_each(
    check: str, repository: Callable[[int], Files]
) -> None:
    _, few, many = (steps(partial(judge, check, repository(each))) for each in (50, 100, 400))
    assert many < 5 * few


def _derived(many: int) -> Files:
    classes = {
        f"a{n}.py": f"from flask import Flask\nclass Own{n}(Flask):\n    pass\n"
        for n in range(many)
    }
    named = "".join(f"# Own{n}\n" for n in range(many))
    return {"requirements.txt": "flask\n", **classes, "shared/large.py": named + "x = 1\n" * 5_000}


def test_all_files_are_not_stripped_for_each_class_that_extends_a_framework() -> None:
    def stripped(many: int) -> int:
        seen: list[str] = []

        def note(frame: FrameType, event: str, _: Any) -> None:
            called = event == "call" and frame.f_code is code_only.__code__
            if called and len(frame.f_locals["content"]) > 20_000:
                seen.append(event)

        with watched(note):
            judge("authentication", _derived(many))
        return len(seen)

    assert stripped(20) <= stripped(2)


def test_all_files_are_not_searched_for_each_constant_that_names_a_document() -> None:
    def searched(many: int) -> int:
        files = {f"a{n}.py": f'PLACE_{n} = "openapi.json"\n' for n in range(many)}
        tree = tree_of({**files, "openapi.json": "{}"})
        return steps(partial(Writers(tree, Manifests(())).of, "openapi.json", True))

    _, few, many = (searched(each) for each in (100, 100, 400))
    assert many < 6 * few


def _all_of_each_other(many: int) -> Files:
    takes = "".join(f"from s{n} import *\n" for n in range(many))
    settings = {f"s{n}.py": f"import environs\n{takes}env('PORT')\n" for n in range(many)}
    return {**FASTAPI, "requirements.txt": "fastapi\nenvirons\n", **settings}


def test_files_that_take_in_all_of_each_other_are_followed_once() -> None:
    _, few, many = (
        steps(partial(judge, "env-example", _all_of_each_other(each))) for each in (10, 10, 20)
    )
    assert many < 10 * few
