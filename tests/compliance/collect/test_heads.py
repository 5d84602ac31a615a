"""The list of what was pushed to, where GitHub gives it page by page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import organizations
from compliance.collect import SourceError, github
from compliance.collect.github import GitHubSource
from tests.compliance.sync.on_github import NOW, on_github
from tests.github_simulator import Simulator
from tests.github_simulator.generation import generate
from tests.github_simulator.messages import Response


def endless(_simulator: Simulator, answer: Callable[[], Response]) -> Response:
    """The true page, which says that another one follows."""
    response = answer()
    found = json.loads(response.body)
    page = found["data"]["organization"]["repositories"]["pageInfo"]
    page |= {"hasNextPage": True, "endCursor": page["endCursor"] or CURSORS[0]}
    CURSORS.append(page["endCursor"])
    response.body = json.dumps(found).encode()
    return response


CURSORS: list[str] = []


def test_a_list_without_an_end_is_given_up(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github, "MAX_PAGES", 3)
    with on_github(generate(1, tmp_path, NOW), settings) as plumbline:
        plumbline.simulator.faults.add(endless, "Heads", times=None)

        with pytest.raises(SourceError, match="does not end after 3 pages"):
            GitHubSource(organizations.client(), None).heads("dev", None)

        assert plumbline.simulator.log.counts()["Heads"] == 3
