"""What CI runs, of every service, and whether it does so on pull requests."""

from __future__ import annotations

import pytest

from compliance.facts.ci import ContinuousIntegration
from compliance.facts.tooling import Purpose
from compliance.tree import Kind
from tests.compliance.extract.ci_cases import LOST, NOT_MISSED, TOOLS
from tests.compliance.repositories import Files, facts_of


def ci_of(files: Files) -> ContinuousIntegration:
    found = facts_of(files).repository[ContinuousIntegration]
    assert isinstance(found, ContinuousIntegration)
    return found


@pytest.mark.parametrize(("_name", "files", "expected"), TOOLS, ids=[each[0] for each in TOOLS])
def test_runs_on_pull_requests(_name: str, files: Files, expected: set[str]) -> None:
    assert {use.tool for use in ci_of(files).runs.uses} == expected


@pytest.mark.parametrize(("_name", "files", "reason"), LOST, ids=[each[0] for each in LOST])
def test_says_what_it_cannot_follow(_name: str, files: Files, reason: str) -> None:
    (lost,) = ci_of(files).runs.unfollowed

    assert reason in lost.reason
    assert Purpose.LINT in lost.may


@pytest.mark.parametrize(("_name", "files"), NOT_MISSED, ids=[each[0] for each in NOT_MISSED])
def test_does_not_miss_what_does_something_else(_name: str, files: Files) -> None:
    assert ci_of(files).runs.unfollowed == ()


def places(files: Files) -> list[tuple[str, int, int, bool]]:
    return [
        (each.where.path, each.where.line, each.where.end_line, each.on_pull_requests)
        for each in ci_of(files).commands
    ]


def test_every_command_has_its_lines() -> None:
    steps = "      - run: one\n      - name: x\n        run: |\n          two\n          three\n"
    files = {
        ".github/workflows/a.yml": f"on: pull_request\njobs:\n  a:\n    steps:\n{steps}",
        ".github/workflows/b.yml": "on: schedule\njobs:\n  a:\n    steps:\n      - run: four\n",
    }

    assert places(files) == [
        (".github/workflows/a.yml", 5, 5, True),
        (".github/workflows/a.yml", 8, 9, True),
        (".github/workflows/b.yml", 5, 5, False),
    ]


def test_the_line_of_a_tool_is_that_of_its_command() -> None:
    script = "    - one\n    # a comment\n    - |\n      two\n      pytest\n"

    (use,) = ci_of({".gitlab-ci.yml": f"a:\n  script:\n{script}"}).runs.uses

    assert (use.where.line, use.where.excerpt) == (7, "pytest")


def workflow(job: str, head: str = "") -> dict[str, str]:
    return {".github/workflows/a.yml": f"on: push\n{head}jobs:\n  a:\n{job}"}


def test_a_matrix_is_one_place() -> None:
    matrix = "    strategy: {matrix: {v: [1, 2, 3]}}\n"
    files = workflow(f"{matrix}    steps:\n      - run: tox -e py${{{{ matrix.v }}}}\n")

    uses = ci_of({**files, "tox.ini": "[testenv]\ncommands = pytest\n"}).runs.uses

    assert [use.where.line for use in uses] == [6]


def test_no_secret_is_kept() -> None:
    files = workflow(
        "    steps:\n      - run: PASSWORD=hunter2hunter2 pytest\n",
        "env: {TOKEN: ghp_0123456789abcdefghijABCDEFGHIJ012345}\n",
    )

    assert "0123456789" not in repr(ci_of(files))
    assert "hunter2hunter2" not in repr(ci_of(files))


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs: []\n",
        "on: push\njobs: {a: 1, b: {steps: x}, c: {steps: [1, {run: 2}, {uses: [x]}]}}\n",
        "on: {push: 1}\njobs: {a: {strategy: {matrix: [1]}, steps: [{run: x, env: [1]}]}}\n",
        "[]",
        "",
        "text",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/a.yml",
        ".gitlab-ci.yml",
        ".travis.yml",
        ".circleci/config.yml",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        ".drone.yml",
        ".buildkite/pipeline.yml",
        "appveyor.yml",
        ".cirrus.yml",
        ".semaphore/semaphore.yml",
        ".pre-commit-config.yaml",
        "Jenkinsfile",
    ],
)
def test_values_of_another_shape_do_no_harm(path: str, text: str) -> None:
    assert ci_of({path: text}).runs.uses == ()


def test_a_link_that_stands_for_a_workflow_cannot_be_read() -> None:
    (lost,) = ci_of({".github/workflows/a.yml": Kind.SYMLINK}).runs.unfollowed

    assert "symbolic link" in lost.reason


def test_a_matrix_that_explodes_is_cut() -> None:
    axis = "[" + ", ".join(map(str, range(200))) + "]"
    axes = ", ".join(f"a{number}: {axis}" for number in range(8))
    run = " ".join(f"${{{{ matrix.a{number} }}}}" for number in range(8))
    files = workflow(
        f"    strategy: {{matrix: {{{axes}}}}}\n    steps:\n      - run: pytest {run}\n"
    )

    assert len(ci_of(files).runs.uses) == 1


def test_references_in_circles_come_to_an_end() -> None:
    twice = "[[{0}, script], [{0}, script], pytest]"
    text = f"a:\n  script: {twice.format('b')}\nb:\n  script: {twice.format('a')}\n"

    assert {use.tool for use in ci_of({".gitlab-ci.yml": text}).runs.uses} <= {"pytest"}


@pytest.mark.parametrize(
    ("path", "text", "other", "called"),
    [
        (
            ".github/workflows/a.yml",
            "on: push\njobs:\n  a:\n    steps: [{uses: ./b}]\n",
            "b/action.yml",
            "runs:\n  steps: [" + "{uses: ./b}, " * 50 + "]\n",
        ),
        (
            "azure-pipelines.yml",
            "steps: [{template: templates/b.yml}]\n",
            "templates/b.yml",
            "steps: [" + "{template: b.yml}, " * 50 + "]\n",
        ),
        (
            ".circleci/config.yml",
            "commands:\n  b: {steps: [" + "b, " * 50 + "]}\njobs: {a: {steps: [b]}}\n",
            "README.md",
            "",
        ),
    ],
)
def test_what_calls_itself_many_times_is_said_to_be_too_much(
    path: str, text: str, other: str, called: str
) -> None:
    (lost,) = ci_of({path: text, other: called}).runs.unfollowed

    assert f"{path} comes to more than" in lost.reason


def test_actions_that_call_one_another_come_to_an_end() -> None:
    action = "runs:\n  steps:\n    - uses: ./b\n    - uses: ./b\n    - run: pytest\n"
    files = {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    steps:\n      - uses: ./a\n",
        "a/action.yml": action,
        "b/action.yml": action.replace("./b", "./a"),
    }

    assert {use.tool for use in ci_of(files).runs.uses} == {"pytest"}


def test_more_steps_than_people_write_are_said_to_be_too_many() -> None:
    found = ci_of(workflow("    steps:\n" + "      - run: a\n" * 6_000))

    assert "CI has more than 5,000 steps" in found.runs.unfollowed[0].reason
    assert len(found.commands) == 300


def test_what_cannot_be_followed_is_kept_in_part() -> None:
    found = ci_of(workflow("    steps:\n" + "      - uses: acme/lint@v1\n" * 1_000))

    assert len(found.runs.unfollowed) == 50
