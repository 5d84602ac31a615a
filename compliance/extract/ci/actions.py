"""What well-known actions run, as commands; and what an unknown one may run, by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from compliance.extract.commands import plausible as plausible_name
from compliance.extract.commands.steps import LINT, TEST
from compliance.facts.tooling import Purpose

Inputs = Mapping[str, str]
Translation = Callable[[Inputs, Inputs], list[str]]


def commands(name: str, inputs: Inputs, environment: Inputs) -> list[str] | tuple[Purpose, ...]:
    """The shell texts that an action runs, or the purposes that an unknown one may serve.

    `name` is the action's without its version; `environment` are the variables that are set for it.
    """
    known = _ACTIONS.get(name.lower())
    if known:
        return known(inputs, environment)
    given = [inputs[key] for key in _SHELL_INPUTS if inputs.get(key)]
    if given and name.lower() not in _ELSEWHERE:
        return given
    return _named_linters(name, inputs) or plausible(name)


_LINTERS = {
    "eslint": "eslint", "biome": "biome ci", "oxlint": "oxlint",
    "ruff": "ruff check", "flake8": "flake8", "pylint": "pylint",
}  # fmt: skip
# What an action is called beside the linter that it runs.
_RUNNING = frozenset(
    """action actions lint linter linters linting check checks checker run runner github gh ci code
    review reviewdog python py js javascript ts typescript node all and with your pr""".split()
)
_SWITCH = re.compile(r"(?:use|run|enable)[_-](?P<tool>[a-z0-9]{1,20})")
_TELLS = re.compile(r"annotat|report|comment|upload|result|summary|badge|config")


def _named_linters(name: str, inputs: Inputs) -> list[str]:
    """The linters that an action runs by what it is called, or by the switches it is handed; one
    that only tells of what a linter found runs none, and one that is called for something else
    besides may do anything to it.
    """
    if not plausible(name) or _TELLS.search(name.lower()):
        return []
    own = _words(name.partition("/")[2])
    if not own <= _RUNNING | _LINTERS.keys():
        own = set()
    switched = {
        match["tool"]
        for key, value in inputs.items()
        if value.lower() == "true" and (match := _SWITCH.fullmatch(key.lower()))
    }
    return [command for tool, command in _LINTERS.items() if tool in own | switched]


# Inputs by which actions of many makers take shell text to run here.
_SHELL_INPUTS = ("run", "command", "cmd", "commands", "runCmd", "script", "test-command", "options")
_ELSEWHERE = frozenset(("actions/github-script", "appleboy/ssh-action"))


def _always(*texts: str) -> Translation:
    return lambda _inputs, _environment: list(texts)


def _ruff(inputs: Inputs, _environment: Inputs) -> list[str]:
    arguments = inputs.get("args", "").strip() or "check"
    return [f"ruff {arguments}"]


_EXPRESSION = re.compile(r"\$\{\{.{0,400}?\}\}", re.DOTALL)


def _pre_commit(inputs: Inputs, _environment: Inputs) -> list[str]:
    return [f"pre-commit run {_told(inputs, 'extra_args')}"]


def _prek(inputs: Inputs, _environment: Inputs) -> list[str]:
    return [f"prek run {_told(inputs, 'extra-args')}"]


def _told(inputs: Inputs, name: str) -> str:
    """What hooks are told to run on; an expression chooses files, and no hook."""
    return _EXPRESSION.sub("", inputs.get(name, "--all-files"))


def _lint_action(inputs: Inputs, _environment: Inputs) -> list[str]:
    """wearerequired/lint-action: an input for each linter."""
    known = ("eslint", "flake8", "pylint", "black", "prettier", "xo", "oxlint")
    return [name for name in known if inputs.get(name) == "true"]


_SUPER_LINTER = {
    "VALIDATE_JAVASCRIPT_ES": "eslint",
    "VALIDATE_TYPESCRIPT_ES": "eslint",
    "VALIDATE_JSX": "eslint",
    "VALIDATE_TSX": "eslint",
    "VALIDATE_BIOME_LINT": "biome lint",
    "VALIDATE_PYTHON_RUFF": "ruff check",
    "VALIDATE_PYTHON_FLAKE8": "flake8",
    "VALIDATE_PYTHON_PYLINT": "pylint",
    "VALIDATE_PYTHON_BLACK": "black",
}


def _super_linter(_inputs: Inputs, environment: Inputs) -> list[str]:
    """All linters, unless some are switched on by name, which switches all others off."""
    chosen = {
        name: value.lower() == "true"
        for name, value in environment.items()
        if name.startswith("VALIDATE_") and name != "VALIDATE_ALL_CODEBASE"
    }
    only = any(chosen.values())
    return sorted(
        {command for name, command in _SUPER_LINTER.items() if chosen.get(name, not only)}
    )


_EVERY_LINTER = _always("eslint", "ruff check", "flake8", "pylint")


def _cypress(inputs: Inputs, _environment: Inputs) -> list[str]:
    if inputs.get("runTests") == "false":
        return [inputs["build"]] if inputs.get("build") else []
    return [inputs.get("command") or "cypress run"]


def _docker_build(inputs: Inputs, _environment: Inputs) -> list[str]:
    context = inputs.get("context") or "."
    if "://" in context or "${{" in context:
        return []
    file = inputs.get("file")
    return [f"docker build {f'-f {file} ' if file else ''}{context}"]


_ACTIONS: Mapping[str, Translation] = {
    "pre-commit/action": _pre_commit,
    "tox-dev/action-pre-commit-uv": _pre_commit,
    "j178/prek-action": _prek,
    "astral-sh/ruff-action": _ruff,
    "chartboost/ruff-action": _ruff,
    "psf/black": _always("black --check ."),
    "py-actions/flake8": _always("flake8"),
    "suo/flake8-github-action": _always("flake8"),
    "reviewdog/action-eslint": _always("eslint"),
    "reviewdog/action-flake8": _always("flake8"),
    "tayfun/flake8-your-pr": _always("flake8"),
    "dciborow/action-pylint": _always("pylint"),
    "sibiraj-s/action-eslint": _always("eslint"),
    "mongolyy/reviewdog-action-biome": _always("biome check"),
    "wearerequired/lint-action": _lint_action,
    "github/super-linter": _super_linter,
    "github/super-linter/slim": _super_linter,
    "super-linter/super-linter": _super_linter,
    "super-linter/super-linter/slim": _super_linter,
    "oxsecurity/megalinter": _EVERY_LINTER,
    "oxsecurity/megalinter/flavors/javascript": _always("eslint"),
    "oxsecurity/megalinter/flavors/python": _always("ruff check", "flake8", "pylint"),
    "cypress-io/github-action": _cypress,
    "artiomtr/jest-coverage-report-action": _always("jest"),
    "pavelzw/pytest-action": _always("pytest"),
    "mansagroup/nrwl-nx-action": lambda inputs, _: [f"nx run-many -t {inputs.get('targets', '')}"],
    "trunk-io/trunk-action": _always("trunk check"),
    "docker/build-push-action": _docker_build,
    "hoverkraft-tech/compose-action": _always("docker compose up"),
    "isbang/compose-action": _always("docker compose up"),
}

# Makers whose actions set up, deploy or report, whatever words are in their names.
_OTHER_MAKERS = frozenset(
    """actions aws-actions azure codecov coverallsapp dependabot docker dorny github
    google-github-actions hashicorp peter-evans release-drafter ruby sigstore softprops
    step-security aquasecurity anchore snyk sonarsource goreleaser golangci rhysd ludeednl
    crate-ci amannn codelytv gitleaks trufflesecurity zricethezav hadolint ibiqlik stefanzweifel
    mikepenz enricomi lycheeverse davidanson nosborn streetsidesoftware errata-ai wagoid
    pre-commit-ci tj-actions ossf chromaui percy treosh lirantal""".split()
)
# In a maker's name it says nothing; an action that is called so may do anything that CI does.
_CI = re.compile(r"\bci\b")
_SETS_UP = re.compile(r"(?:^|[/-])(?:setup|install|cache|upload|download|publish|deploy|report)")


def plausible(name: str) -> tuple[Purpose, ...]:
    """The purposes that an action may serve, by its name; none for those known to do otherwise."""
    maker, _, rest = name.lower().partition("/")
    if maker in _OTHER_MAKERS or _SETS_UP.search(name.lower()):
        return ()
    return plausible_name(f"{_CI.sub('', maker)}/{rest}")


_OTHER_WORDS = frozenset(
    """release releases releaser publish publishing deploy deployment docs pages docker image
    images stale label labels labeler codeql dependabot automerge merge sync notify slack
    changelog tag scan security semgrep trivy renovate triage assign issue issues title cla
    license licence licenses licences project projects item backport helm terraform chart
    typecheck types scorecard dco welcome greet lock cleanup preview snyk zizmor sbom
    provenance commitlint commits startup lint linting linter linters format formatting style
    prettier""".split()
)
# What calls itself so tests, or lints code, whatever else it does; and what else is linted.
_TESTS = frozenset("test tests testing pytest unittest unittests e2e tox".split())
_LINTS = frozenset("lint lints linter linters linting eslint ruff flake8 pylint".split())
_NO_CODE = frozenset(
    """pr prs pull title titles message messages commit commits branch md markdown yaml yml json
    docker dockerfile helm chart charts terraform ansible actions workflow workflows shell bash sql
    openapi proto css docs go golang rust java kotlin php ruby swift""".split()
)


def plausible_workflow(name: str) -> tuple[Purpose, ...]:
    """The purposes that a reusable workflow may serve: any, unless its name says otherwise."""
    own = name.rpartition("workflows/")[2]
    words = _words(own)
    may = plausible_name(_CI.sub("", own.lower())) if words & _OTHER_WORDS else (LINT, TEST)
    lints_no_code = words & _LINTS and _words(own.partition(".")[0]) & _NO_CODE
    return tuple(each for each in may if each is not LINT or not lints_no_code)


def named_for(name: str) -> Iterator[Purpose]:
    """What a reusable workflow says that it does, by the name of its file."""
    words = _words(name.rpartition("workflows/")[2].partition(".")[0])
    if not words.isdisjoint(_TESTS):
        yield TEST
    if not words.isdisjoint(_LINTS) and words.isdisjoint(_NO_CODE):
        yield LINT


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", name.lower()))
