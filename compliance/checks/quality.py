"""Clauses engineering:3.2 and 3.3: what CI and the hooks before a commit run."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.checks.base import (
    EXACT,
    Evidence,
    Finding,
    check,
    failed,
    not_applicable,
    passed,
    unknown,
)
from compliance.facts import Layout, Stack
from compliance.facts.ci import ContinuousIntegration
from compliance.facts.tooling import (
    Hooks,
    Purpose,
    Runs,
    SourceLanguages,
    Tooling,
    ToolUse,
)

_LANGUAGE_NOT_JUDGED = "language not judged: there is no JavaScript, TypeScript or Python source"
_FORMATTERS = {
    Stack.NODE: ("Prettier", "Biome", "dprint", "oxfmt"),
    Stack.PYTHON: ("Ruff", "Black", "YAPF"),
}
_STACK_NAMES = {Stack.NODE: "JavaScript and TypeScript", Stack.PYTHON: "Python"}


@check("lint-in-ci", title="CI runs a linter on pull requests", confidence=EXACT, attestable=True)
def lint_in_ci(
    languages: SourceLanguages, tooling: Tooling, ci: ContinuousIntegration, hooks: Hooks
) -> Finding:
    """Let CI run the linter on every pull request, so that no lint error is merged.

    Configure the linter in the repository, and add a step to a workflow that starts `on:
    pull_request`:

    - pnpm: `pnpm lint`, a script that runs Biome, ESLint or Oxlint.
    - npm: `npm run lint`, a script that runs Biome, ESLint or Oxlint.
    - Yarn: `yarn lint`, a script that runs Biome, ESLint or Oxlint.
    - Bun: `bun run lint`, a script that runs Biome, ESLint or Oxlint.
    - Poetry: `poetry run ruff check`, or Flake8 or Pylint.
    - uv: `uv run ruff check`, or Flake8 or Pylint.
    - pip: `ruff check`, or Flake8 or Pylint.
    """
    if not languages.judged:
        return not_applicable(_LANGUAGE_NOT_JUDGED)
    uses = _uses(ci.runs, Purpose.LINT, tooling)
    if uses:
        return passed(f"CI runs {_names(uses)} on pull requests", *_places(uses))
    configured = [each.where for each in tooling.of(Purpose.LINT)]
    return _not_shown(_no_linter(tooling, hooks), ci, Purpose.LINT, configured)


def _no_linter(tooling: Tooling, hooks: Hooks) -> str:
    """What there is of a linter where CI is not seen to run one."""
    names = sorted({each.tool for each in tooling.of(Purpose.LINT)})
    if not names:
        message = "no linter is configured, and CI runs none on pull requests"
    elif len(names) == 1:
        message = f"{names[0]} is configured, but CI does not run it on pull requests"
    else:
        message = f"{_joined(names)} are configured, but CI runs none of them on pull requests"
    if any(use.where.path.startswith(".pre-commit-config") for use in hooks.runs.of(Purpose.LINT)):
        message += "; nothing shows that pre-commit.ci runs the hooks of pre-commit"
    return message


@check("tests-in-ci", title="CI runs the tests on pull requests", confidence=EXACT, attestable=True)
def tests_in_ci(languages: SourceLanguages, tooling: Tooling, ci: ContinuousIntegration) -> Finding:
    """Let CI run the tests on every pull request.

    Add a step to a workflow that starts `on: pull_request`:

    - pnpm: `pnpm test`.
    - npm: `npm test`.
    - Yarn: `yarn test`.
    - Bun: `bun run test`.
    - Poetry: `poetry run pytest`.
    - uv: `uv run pytest`.
    - pip: `pytest`.
    - Django: `python manage.py test`, where the tests are Django's own.
    """
    if not languages.judged:
        return not_applicable(_LANGUAGE_NOT_JUDGED)
    uses = _uses(ci.runs, Purpose.TEST, tooling)
    if uses:
        return passed(f"CI runs {_names(uses)} on pull requests", *_places(uses))
    return _not_shown("CI runs no tests on pull requests", ci, Purpose.TEST, [])


def _not_shown(
    message: str, ci: ContinuousIntegration, purpose: Purpose, configured: list[Evidence]
) -> Finding:
    """CI is not seen to run it: a failure, unless what cannot be followed may run it."""
    lost = tuple(ci.runs.may(purpose))
    if lost:
        others = f", and {len(lost) - 1} more" if len(lost) > 1 else ""
        return unknown(
            f"what CI runs cannot be followed: {lost[0].reason}{others}",
            *(each.where for each in lost),
        )
    if not ci.files:
        return failed(f"{message}: there is no CI file of any service", *configured)
    files = ", ".join(ci.files[:3]) + (" …" if len(ci.files) > 3 else "")
    return failed(f"{message} ({files})", *configured, *ci.files[:3])


@check(
    "formatter-before-commit",
    title="A formatter runs before each commit",
    confidence=EXACT,
)
def formatter_before_commit(
    languages: SourceLanguages, layout: Layout, tooling: Tooling, hooks: Hooks
) -> Finding:
    """Let a hook run the formatter before each commit, so that nobody discusses style in reviews.

    - Node.js: Prettier, Biome, dprint or oxfmt by husky with lint-staged, lefthook or
      simple-git-hooks.
    - Python: Ruff, Black or YAPF by pre-commit: the hook `ruff-format` of
      `astral-sh/ruff-pre-commit` in `.pre-commit-config.yaml`.
    """
    if not languages.judged:
        return not_applicable(_LANGUAGE_NOT_JUDGED)
    stacks = sorted({component.stack for component in layout.components}) or [languages.most]
    uses = {stack: _formatters(stack, tooling, hooks) for stack in stacks}
    missing = [stack for stack in stacks if not uses[stack]]
    if not missing:
        found = [use for stack in stacks for use in uses[stack]]
        return passed(f"before a commit a hook runs {_names(found)}", *_places(found))
    return _without_formatter(missing, tooling, hooks)


def _formatters(stack: Stack, tooling: Tooling, hooks: Hooks) -> list[ToolUse]:
    """The formatters of a stack that a hook runs; ESLint is one where it runs Prettier."""
    found = [
        use for use in _uses(hooks.runs, Purpose.FORMAT, tooling) if use.tool in _FORMATTERS[stack]
    ]
    if stack is Stack.NODE and tooling.eslint_formats:
        found += [use for use in hooks.runs.of(Purpose.LINT) if use.tool == "ESLint"]
    return found


def _without_formatter(missing: list[Stack], tooling: Tooling, hooks: Hooks) -> Finding:
    languages = " and ".join(_STACK_NAMES[stack] for stack in missing)
    lost = tuple(hooks.runs.may(Purpose.FORMAT))
    if lost:
        return unknown(
            f"what the hook before a commit runs cannot be followed: {lost[0].reason}",
            *(each.where for each in lost),
        )
    eslint = [use for use in hooks.runs.of(Purpose.LINT) if use.tool == "ESLint"]
    if Stack.NODE in missing and tooling.eslint_shares and eslint:
        taken = tooling.eslint_shares
        return unknown(
            f"before a commit a hook runs ESLint with rules of {taken.excerpt}, which may run "
            "Prettier",
            taken,
            *_places(eslint),
        )
    known = {name for stack in missing for name in _FORMATTERS[stack]}
    configured = [each for each in tooling.of(Purpose.FORMAT) if each.tool in known]
    if not configured:
        message = f"no formatter for {languages} is configured, and no hook runs one"
    elif not hooks.files:
        message = f"{configured[0].tool} is configured, but there is no hook before a commit"
    else:
        message = (
            f"{configured[0].tool} is configured, but no hook before a commit runs it "
            f"({hooks.files[0].path})"
        )
    return failed(message, *(each.where for each in configured), *hooks.files)


def _uses(runs: Runs, purpose: Purpose, tooling: Tooling) -> list[ToolUse]:
    """The tools that run for a purpose and are not configured to leave it out."""
    return [use for use in runs.of(purpose) if not tooling.switched_off(use.tool, purpose)]


def _names(uses: Iterable[ToolUse]) -> str:
    return _joined(list(dict.fromkeys(use.tool for use in uses)))


def _joined(names: list[str]) -> str:
    """One or more names as people list them."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _places(uses: list[ToolUse]) -> tuple[Evidence, ...]:
    """Where each tool is started, and through which places."""
    return tuple(dict.fromkeys(place for use in uses for place in (use.where, *use.through)))
