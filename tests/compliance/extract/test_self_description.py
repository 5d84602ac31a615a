"""What a repository's own file says, and what is said of one that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract import EXTRACTORS, extract
from compliance.facts import Layout, RepositoryFacts, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.secrets import CommittedSecrets
from compliance.facts.self_description import (
    PATH,
    Addition,
    Agreed,
    Matter,
    Notice,
    Request,
    SelfDescription,
)
from compliance.tree import Kind
from tests.compliance.extract.self_description_cases import SHAPES, WHOLE, WRONG
from tests.compliance.repositories import Files, facts_of, tree_of

EXPRESS = {
    "package.json": '{"dependencies": {"express": "5"}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
}


def said_in(files: Files) -> SelfDescription:
    said = facts_of(files).repository[SelfDescription]
    assert isinstance(said, SelfDescription)
    return said


def said_by(text: str | bytes) -> SelfDescription:
    return said_in({PATH: text})


def test_all_that_it_may_say() -> None:
    said = said_by(WHOLE)

    assert said.problems == ()
    assert said.additions == (
        Addition(
            "services/worker",
            Stack.PYTHON,
            "Its routes are made by a framework of our own.",
            line=3,
        ),
    )
    leave_out = "Shows designs on a laptop, and is deployed nowhere."
    assert said.requests == (
        Request(Matter.COMPONENT, ("tools/preview", "node"), leave_out, line=7),
        Request(Matter.PHASE, ("mvp",), line=10),
        Request(Matter.PROTOCOL, ("fullstack",), line=11),
        Request(Matter.PATHS, ("legacy/**",), "Switched off in March.", line=13),
        Request(Matter.WORKING_BRANCH, ("develop",), line=16),
        Request(Matter.STAGING, ("stage-eu", "stage-us"), line=18),
    )


def test_each_request_is_a_sentence() -> None:
    assert [each.sentence for each in said_by(WHOLE).requests] == [
        "to leave out the component tools/preview (node)",
        "to be judged as in its MVP phase",
        "to be judged by the protocol fullstack",
        "to ignore the paths legacy/**",
        "to have develop for its working branch",
        "to have stage-eu and stage-us for staging",
    ]


@pytest.mark.parametrize("text", ["", "# Nothing yet\n", "{}\n"])
def test_one_that_says_nothing(text: str) -> None:
    assert said_by(text) == SelfDescription(is_there=True)


def test_none_at_all() -> None:
    assert said_in({"README.md": ""}) == SelfDescription()


@pytest.mark.parametrize(("before", "after", "line", "message"), WRONG)
def test_what_is_wrong_is_named_with_its_line(
    before: str, after: str, line: int, message: str
) -> None:
    assert before in WHOLE

    said = said_by(WHOLE.replace(before, after))

    assert said.problems == (Notice(line, message),)
    assert (said.additions, said.requests) == ((), ())


@pytest.mark.parametrize(("content", "line", "message"), SHAPES)
def test_what_is_no_such_file(content: str | bytes, line: int, message: str) -> None:
    assert said_by(content).problems == (Notice(line, message),)


def test_all_that_is_wrong_is_named_at_once() -> None:
    text = WHOLE.replace("mvp", "live").replace("stack: python", "stack: go").replace("**", "[")

    assert [each.line for each in said_by(text).problems] == [4, 10, 13]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (PATH, ".plumbline.yml is a symbolic link, which is not followed"),
        (".plumbline.yaml", "it is called .plumbline.yaml, and is read only as .plumbline.yml"),
    ],
)
def test_a_file_that_is_not_read_says_so(path: str, message: str) -> None:
    said = said_in({path: Kind.SYMLINK if path == PATH else "phase: mvp"})

    assert said.problems == (Notice(0, message),)


def test_no_secret_of_it_is_kept() -> None:
    token = "ghp_" + "a1B2" * 9
    text = WHOLE.replace("Switched off in March.", f"See {token}").replace("phase: mvp", "")

    kept = [said_by(text), said_by(f"{text}phase: {token}\n")]

    assert token not in str(kept)
    assert "ghp_••" in str(kept[0])
    assert "ghp_••" in str(kept[1])


def test_a_component_that_is_added_is_judged_at_once() -> None:
    text = WHOLE.replace("services/worker", ".").replace("stack: python", "stack: node")
    files = {"package.json": '{"dependencies": {"express": "5"}}', "routes.js": "serve();\n"}

    assert facts_of(files).by_component == ()
    ((component, _),) = facts_of({**files, PATH: text}).by_component
    assert (component.name, component.frameworks) == (".", ("Express",))
    assert component.why == (
        ".plumbline.yml adds it: Its routes are made by a framework of our own."
    )
    assert (component.evidence[0].path, component.evidence[0].line) == (PATH, 3)


def test_a_component_that_is_seen_is_not_added_once_more() -> None:
    text = "components: {add: [{path: ., stack: node, reason: It is one.}]}\n"

    ((component, _),) = facts_of({**EXPRESS, PATH: text}).by_component

    assert component.why == "package.json depends on Express, which app.js serves"


IGNORING = "ignore:\n  - {paths: old/, reason: Gone.}\n"
WITH_OLD = {
    **EXPRESS,
    "old/package.json": '{"dependencies": {"koa": "3"}}',
    "old/app.js": "const Koa = require('koa');\nconst app = new Koa();\n",
    PATH: IGNORING,
}


def test_no_secret_in_a_path_that_is_ignored_is_evidence() -> None:
    token = "ghp_" + "Zk3Tq9WvB7xLr2NsY5cHd8MfJ1pGa4EuQ6oi"
    files = {**WITH_OLD, "old/settings.js": f"const token = '{token}';\n"}
    ignoring = Request(Matter.PATHS, ("old/",), "Gone.")

    def places(agreed: Agreed) -> list[str]:
        secrets = extract(tree_of(files), EXTRACTORS, agreed).repository[CommittedSecrets]
        assert isinstance(secrets, CommittedSecrets)
        return [each.where.path for each in secrets.secrets]

    assert places(Agreed()) == ["old/settings.js"]
    assert places(Agreed(frozenset({ignoring.digest}))) == []


def read(agreed: Agreed) -> RepositoryFacts:
    return extract(tree_of(WITH_OLD), EXTRACTORS, agreed)


def test_paths_are_ignored_only_where_it_is_agreed() -> None:
    ignoring = Request(Matter.PATHS, ("old/",), "Gone.")
    another = Request(Matter.PATHS, ("old/",), "Not needed.")

    asked, granted = (
        read(Agreed(frozenset({another.digest}))),
        read(Agreed(frozenset({ignoring.digest}))),
    )

    assert isinstance(asked.layout, Layout)
    assert [each.path for each in asked.layout.components] == ["", "old"]
    assert isinstance(granted.layout, Layout)
    assert [each.path for each in granted.layout.components] == [""]
    manifests = granted.repository[Manifests]
    assert isinstance(manifests, Manifests)
    assert [each.path for each in manifests.manifests] == ["package.json"]


def test_it_is_known_what_was_ignored_and_how_much_that_is() -> None:
    ignoring = Request(Matter.PATHS, ("old/",), "Gone.")

    said = read(Agreed(frozenset({ignoring.digest}))).repository[SelfDescription]

    assert isinstance(said, SelfDescription)
    assert said.ignored == ("old/",)
    assert [each.files for each in said.requests] == [2]


WORDS = (
    "components:", "add:", "- ", "path: ", "stack: node", "phase: ", "ignore:", "paths: ", "**/",
    "reason: x", "&a ", "*a", "<<: ", "\0", "\ud800", "é", "  ",
)  # fmt: skip
TOKENS = st.sampled_from((*"[]{}:,-#&*!|>'\"%@`\n ", *WORDS))


@given(st.lists(TOKENS, max_size=40).map("".join))
def test_whatever_it_says_it_is_read_or_named(text: str) -> None:
    said = said_by(text.encode("utf-8", "surrogatepass"))

    assert said.is_there
    assert not (said.problems and (said.additions or said.requests))
