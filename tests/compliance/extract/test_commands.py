"""Which tools a command ends up running, whatever leads to them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract import manifests
from compliance.extract.commands import HANDLERS, Follower, Project, Start
from compliance.extract.commands.dockerfiles import dockerfile_steps
from compliance.extract.commands.follow import MAX_UNFOLLOWED
from compliance.extract.commands.steps import Text
from compliance.extract.files import is_followed
from compliance.facts import Evidence
from compliance.facts.manifests import Manifests
from compliance.facts.tooling import Purpose, Runs
from tests.compliance.extract.commands_cases import (
    CIRCLES,
    FOLLOWED,
    LINT,
    LOST,
    MAKEFILE,
    OFTEN,
    package,
)
from tests.compliance.extract.runner_commands_cases import RUNNERS
from tests.compliance.repositories import Files, tree_of

WHERE = Evidence("ci.yml", 1)


def runs(text: str, files: Files, directory: str | None = "", **environment: str) -> Runs:
    """What a text runs at some directory of a repository of these files."""
    tree = tree_of(files)
    found = manifests.manifests.function(tree)
    assert isinstance(found, Manifests)
    follower = Follower(Project(tree, found), HANDLERS)
    return follower.follow([Start(text, WHERE, directory, environment)])


def tools(found: Runs) -> set[str]:
    return {use.tool for use in found.uses}


def lost(found: Runs) -> list[str]:
    return [each.reason for each in found.unfollowed]


@pytest.mark.parametrize(("text", "files", "expected"), [*FOLLOWED, *RUNNERS])
def test_follows(text: str, files: Files, expected: set[str]) -> None:
    assert tools(runs(text, files)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eslint .", {("ESLint", Purpose.LINT)}),
        ("biome check .", {("Biome", Purpose.LINT), ("Biome", Purpose.FORMAT)}),
        ("biome lint", {("Biome", Purpose.LINT)}),
        ("biome format --write", {("Biome", Purpose.FORMAT)}),
        ("biome init", set()),
        ("ruff check", {("Ruff", Purpose.LINT)}),
        ("ruff --config x.toml format", {("Ruff", Purpose.FORMAT)}),
        ("ruff .", {("Ruff", Purpose.LINT)}),
        ("ruff clean", set()),
        ("next lint", {("ESLint", Purpose.LINT)}),
        ("next build", set()),
        ("ng lint", {("ESLint", Purpose.LINT)}),
        ("xo", {("ESLint", Purpose.LINT)}),
        ("prettier --check .", {("Prettier", Purpose.FORMAT)}),
        ("playwright install", set()),
        ("playwright test", {("Playwright", Purpose.TEST)}),
        ("mvn -B verify", {("mvn tests", Purpose.TEST)}),
        ("./gradlew :api:test", {("gradlew tests", Purpose.TEST)}),
        ("go test ./...", {("go test", Purpose.TEST)}),
        ("pytest --version", set()),
        ("jest --listTests", set()),
    ],
)
def test_a_tool_serves_the_purpose_that_its_arguments_say(
    text: str, expected: set[tuple[str, Purpose]]
) -> None:
    assert {(use.tool, use.purpose) for use in runs(text, {}).uses} == expected


def test_the_way_to_a_tool_is_kept() -> None:
    files = {
        "Makefile": "ci:\n\tnpm run lint\n",
        "package.json": '{"scripts": {\n"lint": "eslint ."}}',
    }

    (use,) = runs("true\nmake ci", files).uses

    assert (use.where.line, use.where.excerpt) == (2, "make ci")
    assert [(place.path, place.line, place.excerpt) for place in use.through] == [
        ("Makefile", 2, "npm run lint"),
        ("package.json", 2, "eslint ."),
    ]


@pytest.mark.parametrize(("text", "files", "reason"), LOST)
def test_says_what_it_cannot_follow(text: str, files: Files, reason: str) -> None:
    found = runs(text, files)

    assert len(found.unfollowed) == 1
    assert reason in found.unfollowed[0].reason
    assert Purpose.LINT in found.unfollowed[0].may


@pytest.mark.parametrize(
    "text",
    [
        "case $X in tests/*) true;; esac",
        "source venv/bin/activate && . ./_/husky.sh",
        "docker run shop:${{ github.sha }}",
        "coverage run pytest",
        "./deploy.sh",
        "ts-node build/copy-static.ts build",
        "./build-static.sh",
        "make release",
        "npm run start",
        "docker run postgres",
        "docker run -d --name tried -p 3000:3000 shop:test",
        "npx gulp watch",
        "docker compose $FILES up --detach",
        "docker compose run app test -f settings.py",
    ],
)
def test_what_its_name_says_to_be_something_else_is_not_missed(text: str) -> None:
    assert lost(runs(text, {})) == []


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        (".pre-commit-ci.yaml", True),
        ("tools/pre-commit-slow.yml", True),
        ("utils/makefile.include", True),
        ("docs/pre-commit.md", False),
        ("config/commit.yaml", False),
    ],
)
def test_what_commands_name_by_other_names_is_read(path: str, followed: bool) -> None:
    assert is_followed(path) is followed


def test_a_script_that_is_told_something_else_is_not_missed() -> None:
    files = {"do.sh": '$DEBUG\n"$1" now\ndocker compose "$@"\n'}

    assert lost(runs("./do.sh release", files)) == []
    assert lost(runs("./do.sh true", files)) == []


@pytest.mark.parametrize(("text", "files"), CIRCLES)
def test_circles_come_to_an_end(text: str, files: Files) -> None:
    assert tools(runs(text, files)) == set()


MORE = "far more is run than people write"


def test_too_many_commands_are_said_to_be_too_many() -> None:
    scripts = {f"s{number}": "; ".join(["true"] * 100) for number in range(1_000)}
    scripts["all"] = "run-s s*"

    found = runs("npm run all", {"package.json": package(scripts)})

    assert MORE in lost(found)[0]


def test_a_large_script_that_is_run_often_is_read_within_bounds() -> None:
    files = {"a.sh": "#" + "x" * 100_000 + "\n"}

    found = runs("\n".join(f"./a.sh {number}" for number in range(5_000)), files)

    assert MORE in lost(found)[0]


@pytest.mark.parametrize(("command", "files"), OFTEN)
def test_a_file_that_is_asked_often_is_read_once(command: str, files: Files) -> None:
    text = "\n".join(command.format(number) for number in range(1_000))

    assert tools(runs(text, files)) == set()


WORDS = st.sampled_from(
    """npm run lint test -- && ; | ( ) { } make -C a b $X ${Y:-c} "$@" $(pwd) cd .. tox -e nox -s
    python -m pytest docker compose run up pre-commit [[ ]] if then fi f() eval bash -c 'x y' npx
    ./a.sh = * \n \\ # <<E E""".split(" ")
)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=100))
def test_any_text_is_followed_to_an_end(text: str) -> None:
    files = {
        **MAKEFILE,
        **LINT,
        "a.sh": f"{text}\n./a.sh {text}\n",
        "tox.ini": "[testenv]\ncommands = ./a.sh {posargs}\n",
    }

    assert len(lost(runs(text, files))) <= MAX_UNFOLLOWED


def _bound(source: str, target: str) -> str:
    return f"--mount=type=bind,source={source},target={target}"


def test_a_path_that_is_bound_is_not_taken_for_another_one() -> None:
    binds = " ".join([_bound("ci/test.sh", "ci/lint.sh"), _bound("ci/lint.sh", "ci/test.sh")])
    files = {
        "Dockerfile": f"FROM python\nRUN {binds} bash ci/lint.sh\n",
        "ci/lint.sh": "ruff check",
        "ci/test.sh": "pytest",
    }

    assert tools(runs("docker build .", files)) == {"pytest"}


def test_paths_that_are_bound_to_one_another_are_read_within_bounds() -> None:
    often = (_bound(":".join([name] * 100), target) for target, name in pairwise("abcdefgh"))
    files = {"Dockerfile": f"FROM python\nRUN {' '.join(often)} {'a ' * 1_000}\n"}
    project = Project(tree_of(files), Manifests(()))

    (step,) = dockerfile_steps("Dockerfile", "", project)

    assert isinstance(step, Text)
    assert len(step.text) < 20_000


def test_flags_of_an_instruction_are_read_within_bounds() -> None:
    files = {"Dockerfile": f"FROM python\nRUN {'--a=b ' * 150_000}pytest\n"}

    assert tools(runs("docker build .", files)) == {"pytest"}
