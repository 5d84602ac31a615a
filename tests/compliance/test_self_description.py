"""What a repository asks for, what of that is in effect, and what it should mend."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compliance.checks import CATALOGUE
from compliance.facts import Layout, RepositoryFacts, Unavailable
from compliance.facts.self_description import PATH, Matter, Notice, Request, SelfDescription
from compliance.protocol.files import load_protocols
from compliance.self_description import (
    Asking,
    approved,
    asking,
    is_read_as_approved,
    without_left_out,
)
from tests.compliance.repositories import facts_of

PROTOCOLS = load_protocols(CATALOGUE)
BACKEND = PROTOCOLS["backend"]
TWO = {
    "api/package.json": '{"dependencies": {"express": "5"}}',
    "api/app.js": "const express = require('express');\nconst app = express();\n",
    "toys/requirements.txt": "flask\n",
    "toys/app.py": "from flask import Flask\napp = Flask(__name__)\n",
}


def asked(text: str) -> Asking:
    return asking(facts_of({**TWO, PATH: text}), BACKEND, PROTOCOLS)


@pytest.mark.parametrize(
    ("text", "matter", "values"),
    [
        ("phase: mvp", Matter.PHASE, ("mvp",)),
        ("protocol: fullstack", Matter.PROTOCOL, ("fullstack",)),
        ("branches: {working: trunk}", Matter.WORKING_BRANCH, ("trunk",)),
        ("environments: {staging: [stage]}", Matter.STAGING, ("stage",)),
        ("environments: {staging: [staging, eu]}", Matter.STAGING, ("staging", "eu")),
        ("ignore: [{paths: toys/, reason: Old.}]", Matter.PATHS, ("toys/",)),
        (
            "components: {leave_out: [{path: toys, stack: python, reason: Old.}]}",
            Matter.COMPONENT,
            ("toys", "python"),
        ),
    ],
)
def test_what_may_take_something_out_of_judgement_is_asked_for(
    text: str, matter: Matter, values: tuple[str, ...]
) -> None:
    found = asked(text)

    assert [(each.matter, each.values) for each in found.requests] == [(matter, values)]
    assert found.notices == ()


@pytest.mark.parametrize(
    "text",
    [
        "phase: production",
        "protocol: backend",
        "branches: {working: dev}",
        "environments: {staging: [staging]}",
        "components: {add: [{path: api, stack: node, reason: It is one.}]}",
    ],
)
def test_what_holds_anyway_is_not_asked_for(text: str) -> None:
    assert asked(text) == Asking()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "components: {leave_out: [{path: toys, stack: node, reason: Old.}]}",
            "toys (node) is no backend component, so there is nothing to leave out",
        ),
        (
            "components: {add: [{path: ., stack: node, reason: It serves.}]}",
            (
                "there is no manifest of a node project in the root that could be read, so it adds "
                "nothing"
            ),
        ),
        ("ignore: [{paths: odl/, reason: Old.}]", "no file fits the pattern odl/"),
        (
            "protocol: fulstack",
            "there is no protocol fulstack; known: backend, engineering, fullstack",
        ),
    ],
)
def test_what_does_nothing_is_named(text: str, message: str) -> None:
    assert asked(text) == Asking(notices=(Notice(1, message),))


def test_of_a_file_that_is_wrong_nothing_is_known() -> None:
    found = asked("phase: mvp\nprotocol: 7\n")

    assert found.requests == ()
    assert [each.line for each in found.notices] == [2]
    assert not found.is_known


def test_of_files_that_are_not_shown_nothing_is_known() -> None:
    facts = RepositoryFacts(None, {SelfDescription: Unavailable("it may not be seen")})

    assert asking(facts, BACKEND, PROTOCOLS) == Asking(is_known=False)


def test_an_approval_covers_the_request_as_it_stood() -> None:
    request = Request(Matter.COMPONENT, ("toys", "python"), "Old.", line=3)

    assert approved([replace(request, line=9, files=4)], {request.digest})
    for changed in (
        replace(request, reason="Not deployed."),
        replace(request, values=("toys", "node")),
        replace(request, values=("api", "python")),
        replace(request, matter=Matter.PATHS),
    ):
        assert approved([changed], {request.digest}) == ()


def test_a_component_that_is_left_out_is_a_manifest_with_the_reason() -> None:
    facts = facts_of(TWO)

    left = without_left_out(facts, [Request(Matter.COMPONENT, ("toys", "python"), "Old.")])

    assert [component.path for component, _ in left.by_component] == ["api"]
    assert isinstance(left.layout, Layout)
    assert [each.path for each in left.layout.components] == ["api"]
    assert [(each.path, each.reason) for each in left.layout.others] == [
        (
            "toys/requirements.txt",
            "is left out, as .plumbline.yml asks and a manager approved: Old.",
        )
    ]


def test_nothing_else_leaves_a_component_out() -> None:
    facts = facts_of(TWO)

    assert without_left_out(facts, [Request(Matter.PATHS, ("toys", "python"))]) is facts
    assert without_left_out(facts, [Request(Matter.COMPONENT, ("toys", "node"))]) is facts


def test_files_have_to_be_read_anew_where_other_paths_are_ignored() -> None:
    facts = facts_of({**TWO, PATH: "ignore: [{paths: toys/, reason: Old.}]"})
    request = Request(Matter.PATHS, ("toys/",), "Old.")

    assert is_read_as_approved(facts, {"another"})
    assert not is_read_as_approved(facts, {request.digest})
