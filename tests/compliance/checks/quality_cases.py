"""Cases of the checks in `compliance.checks.quality`."""

from compliance.tree import Kind
from tests.compliance.repositories import Case

LINT, TESTS, FORMAT = "lint-in-ci", "tests-in-ci", "formatter-before-commit"

TS = {"src/index.ts": "export const one = 1;\n"}
PY = {"shop/prices.py": "ONE = 1\n"}
ESLINT = {"eslint.config.js": "export default [];\n"}
RUFF = {"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}
NO_SOURCE = {"main.go": "package main\n", ".github/workflows/ci.yml": "on: push\njobs: {}\n"}
WORKFLOW = ".github/workflows/ci.yml"
EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}}',
    "src/app.js": "const express = require('express');\nconst app = express();\n",
}
FASTAPI = {
    "backend/requirements.txt": "fastapi\n",
    "backend/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
}


def workflow(run: str, on: str = "pull_request") -> dict[str, str]:
    """A workflow whose one job runs one command, on line 5."""
    return {WORKFLOW: f"on: {on}\njobs:\n  check:\n    steps:\n      - run: {run}\n"}


def scripts(**commands: str) -> dict[str, str]:
    """A package.json with these scripts, each on a line of its own from line 2 on."""
    lines = ",\n".join(f'"{name}": "{command}"' for name, command in commands.items())
    return {"package.json": f'{{"scripts": {{\n{lines}}}}}\n'}


def package(body: str) -> dict[str, str]:
    """A package.json with this inside of its braces."""
    return {"package.json": f"{{{body}}}"}


HUSKY = {".husky/pre-commit": "npx lint-staged\n"}
PRETTIER = {".prettierrc": "{}"}


def staged(glob: str, command: str) -> dict[str, str]:
    """Husky with lint-staged, which runs a command on files that a glob lets through."""
    return {**HUSKY, ".lintstagedrc.json": f'{{"{glob}": "{command}"}}'}


def vite_plus(configured: str) -> dict[str, str]:
    """Vite+, whose hook runs what its configuration tells."""
    depends = '{"devDependencies": {"vite-plus": "^0.1.0"}}'
    config = f"import {{ defineConfig }} from 'vite-plus';\nexport default defineConfig({{\n  lint: {{ rules: {{}} }},\n{configured}}});\n"  # fmt: skip
    return {
        "package.json": depends,
        "vite.config.ts": config,
        ".vite-hooks/pre-commit": "vp staged\n",
    }


def hooks(body: str) -> dict[str, str]:
    """A configuration of pre-commit whose repositories are these lines."""
    return {".pre-commit-config.yaml": f"repos:\n{body}"}


BLACK_HOOK = "- repo: https://github.com/psf/black\n  rev: 26.1.0\n  hooks:\n  - id: black\n"

CASES = (
    # lint-in-ci: the linters of the rule, each run directly.
    Case(LINT, "pass", "ESLint through a script", {**TS, **ESLINT, **scripts(lint="eslint ."), **workflow("npm run lint")}, "CI runs ESLint on pull requests", ((WORKFLOW, 5), ("package.json", 2))),
    Case(LINT, "pass", "Biome", {**TS, "biome.json": "{}", **workflow("pnpm biome ci .")}, "Biome"),
    Case(LINT, "pass", "Biome by npx, with a version", {**TS, "biome.json": "{}", **workflow("npx @biomejs/biome@2.1.0 check")}),
    Case(LINT, "pass", "Oxlint", {**TS, ".oxlintrc.json": "{}", **workflow("npx oxlint")}, "Oxlint"),
    Case(LINT, "pass", "Ruff", {**PY, **RUFF, **workflow("ruff check .")}, "Ruff", ((WORKFLOW, 5),)),
    Case(LINT, "pass", "Ruff before its subcommands", {**PY, **workflow("ruff --output-format=github .")}),
    Case(LINT, "pass", "Flake8 as a module", {**PY, ".flake8": "[flake8]\n", **workflow("python -m flake8 shop")}, "Flake8"),
    Case(LINT, "pass", "Pylint by Poetry", {**PY, ".pylintrc": "", **workflow("poetry run pylint shop")}, "Pylint"),
    Case(LINT, "pass", "Pylint by Prospector", {**PY, ".prospector.yaml": "strictness: high\n", **workflow("prospector -X shop")}, "Pylint"),
    Case(LINT, "fail", "Prospector that nobody runs", {**PY, ".prospector.yaml": "strictness: high\n", **workflow("pytest")}, "Pylint"),
    Case(LINT, "pass", "XO, which is ESLint", {**TS, **package('"devDependencies": {"xo": "^1"}'), **workflow("npx xo")}, "ESLint"),
    # lint-in-ci: what counts as running on pull requests.
    Case(LINT, "pass", "any push", {**PY, **workflow("ruff check", "push")}),
    Case(LINT, "pass", "any push, filtered by path", {**PY, **workflow("ruff check", "{push: {paths: ['**.py']}}")}),
    Case(LINT, "pass", "pushes to every branch by pattern", {**PY, **workflow("ruff check", "{push: {branches: ['**']}}")}),
    Case(LINT, "pass", "pull requests to one branch", {**PY, **workflow("ruff check", "{pull_request: {branches: [dev]}}")}),
    Case(LINT, "pass", "a merge queue", {**PY, **workflow("ruff check", "[merge_group]")}),
    Case(LINT, "fail", "pushes to one branch", {**PY, **RUFF, **workflow("ruff check", "{push: {branches: [main]}}")}, "Ruff is configured, but CI does not run it on pull requests", (("pyproject.toml", 0), (WORKFLOW, 0))),
    Case(LINT, "fail", "tags only", {**PY, **workflow("ruff check", "{push: {tags: ['v*']}}")}),
    Case(LINT, "fail", "a schedule and by hand", {**PY, **workflow("ruff check", "[schedule, workflow_dispatch]")}),
    Case(LINT, "fail", "pull requests when they are closed", {**PY, **workflow("ruff check", "{pull_request: {types: [closed]}}")}),
    Case(LINT, "fail", "a job that is off", {**PY, WORKFLOW: "on: pull_request\njobs:\n  lint:\n    if: false\n    steps:\n      - run: ruff check\n"}),
    Case(LINT, "fail", "a step for another event", {**PY, WORKFLOW: "on: [pull_request, workflow_dispatch]\njobs:\n  lint:\n    steps:\n      - if: github.event_name == 'workflow_dispatch'\n        run: ruff check\n"}),
    Case(LINT, "fail", "a job behind one that is off", {**PY, WORKFLOW: "on: pull_request\njobs:\n  a: {if: false}\n  lint:\n    needs: [a]\n    steps:\n      - run: ruff check\n"}),
    Case(LINT, "pass", "a job behind one that is off, which runs always", {**PY, WORKFLOW: "on: pull_request\njobs:\n  a: {if: false}\n  lint:\n    needs: [a]\n    if: always()\n    steps:\n      - run: ruff check\n"}),
    # lint-in-ci: what is no linting.
    Case(LINT, "fail", "only the formatter of Ruff", {**PY, **RUFF, **workflow("ruff format --check")}),
    Case(LINT, "fail", "Biome with its linter switched off", {**TS, "biome.json": '{"linter": {"enabled": false}}', **workflow("npx biome ci")}, "no linter is configured"),
    Case(LINT, "fail", "a linter that only tells its version", {**TS, **workflow("npx eslint --version")}),
    Case(LINT, "fail", "a linter that is only looked for", {**TS, **workflow("command -v eslint")}),
    Case(LINT, "fail", "a linter's name in a message", {**TS, **workflow("echo eslint")}),
    Case(LINT, "fail", "a script that is not called", {**TS, **ESLINT, **scripts(lint="eslint .", build="tsc"), **workflow("npm run build")}, "ESLint is configured"),
    Case(LINT, "fail", "a script of that name that lints nothing", {**TS, **scripts(lint="tsc --noEmit"), **workflow("npm run lint")}),
    Case(LINT, "fail", "two linters and no CI", {**TS, **PY, **ESLINT, **RUFF}, "ESLint and Ruff are configured, but CI runs none of them on pull requests: there is no CI file"),
    Case(LINT, "fail", "a linter and no CI", {**TS, **ESLINT}, "there is no CI file", (("eslint.config.js", 0),)),
    Case(LINT, "fail", "neither a linter nor CI", TS, "no linter is configured"),
    Case(LINT, "fail", "CI that only reports", {**TS, WORKFLOW: "on: push\njobs:\n  a:\n    steps:\n      - uses: actions/stale@v9\n"}, "CI runs none on pull requests (.github/workflows/ci.yml)", ((WORKFLOW, 0),)),
    Case(LINT, "fail", "pre-commit, and nothing that shows its service", {**PY, ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/pycqa/flake8\n  hooks: [{id: flake8}]\n"}, "nothing shows that pre-commit.ci runs the hooks"),
    Case(LINT, "pass", "pre-commit.ci", {**PY, ".pre-commit-config.yaml": "ci: {autofix_prs: false}\nrepos:\n- repo: https://github.com/pycqa/flake8\n  hooks: [{id: flake8}]\n"}, "Flake8", ((".pre-commit-config.yaml", 1), (".pre-commit-config.yaml", 4))),
    Case(LINT, "not_applicable", "another language", NO_SOURCE, "language not judged"),
    Case(LINT, "not_applicable", "only a tool's configuration", {**NO_SOURCE, "commitlint.config.js": "", ".eslintrc.js": ""}, "language not judged"),
    # lint-in-ci: what cannot be followed.
    Case(LINT, "unknown", "another repository's workflow", {**TS, WORKFLOW: "on: pull_request\njobs:\n  ci:\n    uses: acme/ci/.github/workflows/node.yml@v1\n"}, "acme/ci/.github/workflows/node.yml@v1 is not in this repository", ((WORKFLOW, 4),)),
    Case(LINT, "pass", "another repository's workflow that is called for linting", {**TS, **ESLINT, WORKFLOW: "on: pull_request\njobs:\n  a:\n    uses: acme/ci/.github/workflows/lint-node.yml@v1\n"}, "CI runs acme/ci/.github/workflows/lint-node.yml", ((WORKFLOW, 4),)),
    Case(LINT, "fail", "another repository's workflow that lints no code", {**TS, **ESLINT, WORKFLOW: "on: pull_request\njobs:\n  a:\n    uses: acme/ci/.github/workflows/lint-pr-title.yml@v1\n"}),
    Case(LINT, "fail", "another repository's workflow that releases", {**TS, WORKFLOW: "on: pull_request\njobs:\n  publish:\n    uses: acme/ci/.github/workflows/release.yml@v1\n"}),
    Case(LINT, "unknown", "another repository's action", {**TS, WORKFLOW: "on: push\njobs:\n  ci:\n    steps:\n      - uses: acme/lint-action@v1\n"}, "the action acme/lint-action@v1"),
    Case(LINT, "fail", "actions that set up and report", {**TS, WORKFLOW: "on: push\njobs:\n  ci:\n    steps:\n      - uses: actions/checkout@v4\n      - uses: acme/setup-check@v1\n      - uses: codecov/codecov-action@v5\n"}),
    Case(LINT, "unknown", "an image that is told to lint", {**TS, **ESLINT, **workflow("docker run --rm $IMAGE lint")}, "the image $IMAGE is told to `lint`"),
    Case(LINT, "fail", "an image that runs a program of that name", {**TS, **ESLINT, **workflow("docker run --rm $IMAGE test -f a.txt")}, "ESLint is configured"),
    Case(LINT, "unknown", "a script that is not there", {**TS, **workflow("./scripts/lint.sh")}, "./scripts/lint.sh is not there"),
    Case(LINT, "fail", "another script that is not there", {**TS, **workflow("./scripts/deploy.sh")}),
    Case(LINT, "unknown", "a package.json that does not parse", {**TS, **workflow("npm run lint"), "package.json": "{"}, "package.json"),
    Case(LINT, "unknown", "a workflow that does not parse", {**TS, WORKFLOW: "on: [push\njobs: {"}, "is no valid YAML"),
    Case(LINT, "unknown", "a workflow that is a link", {**TS, WORKFLOW: Kind.SYMLINK}, "symbolic link"),
    Case(LINT, "pass", "what cannot be followed beside a linter", {**PY, ".github/workflows/a.yml": "on: push\njobs:\n  ci:\n    uses: acme/ci/.github/workflows/node.yml@v1\n", **workflow("ruff check")}),
    # tests-in-ci.
    Case(TESTS, "pass", "npm test", {**TS, **scripts(test="vitest run"), **workflow("npm test")}, "CI runs Vitest on pull requests", ((WORKFLOW, 5), ("package.json", 2))),
    Case(TESTS, "pass", "pytest", {**PY, **workflow("pytest -q")}, "pytest"),
    Case(TESTS, "pass", "behind the options of a wrapper of one's own", {**PY, **workflow("./test"), "test": "#!/bin/sh\nset -eu\n. ./launcher.sh\nwith_servers quick -- .venv/bin/python -m pytest \"$@\"\n", "launcher.sh": "with_servers() { echo; }\n"}, "pytest"),
    Case(TESTS, "fail", "a path behind two hyphens", {**PY, **workflow("git add -- python pytest")}),
    Case(TESTS, "pass", "Django", {**PY, **workflow("python manage.py test")}, "Django's test runner"),
    Case(TESTS, "pass", "unittest", {**PY, **workflow("python -m unittest discover")}, "unittest"),
    Case(TESTS, "pass", "Node.js's own runner", {**TS, **scripts(test="node --test"), **workflow("npm t")}),
    Case(TESTS, "pass", "a test script", {**TS, **scripts(test="node test/run.js"), "test/run.js": "", **workflow("npm test")}),
    Case(TESTS, "pass", "tox", {**PY, "tox.ini": "[testenv]\ncommands = pytest\n", **workflow("tox")}, evidence=((WORKFLOW, 5), ("tox.ini", 2))),
    Case(TESTS, "fail", "npm's placeholder", {**TS, **scripts(test="echo \\\"Error: no test specified\\\" && exit 1"), **workflow("npm test")}, "CI runs no tests on pull requests"),
    Case(TESTS, "fail", "only installing", {**TS, **workflow("npm ci")}),
    Case(TESTS, "fail", "tests before a release only", {**PY, **workflow("pytest", "{push: {tags: ['*']}}")}),
    Case(TESTS, "fail", "no CI", {**PY, "tests/test_a.py": "import shop\n"}, "there is no CI file"),
    Case(TESTS, "pass", "another repository's workflow that is called for tests", {**PY, WORKFLOW: "on: pull_request\njobs:\n  a:\n    uses: acme/ci/.github/workflows/unit_tests.yml@v1\n"}, "CI runs acme/ci/.github/workflows/unit_tests.yml", ((WORKFLOW, 4),)),
    Case(TESTS, "unknown", "another repository's workflow that may test", {**PY, WORKFLOW: "on: pull_request\njobs:\n  a:\n    uses: acme/ci/.github/workflows/node.yml@v1\n"}, "is not in this repository"),
    *(Case(TESTS, "fail", f"another repository's workflow that does something else: {each}", {**PY, WORKFLOW: f"on: pull_request\njobs:\n  a:\n    uses: acme/ci/.github/workflows/{each}.yml@v1\n"}) for each in ("lint", "commitlint", "docs-ci", "release", "latest-image")),
    Case(TESTS, "fail", "another repository's workflow for tests before a release", {**PY, WORKFLOW: "on: {push: {tags: ['*']}}\njobs:\n  a:\n    uses: acme/ci/.github/workflows/tests.yml@v1\n"}),
    Case(TESTS, "unknown", "what make only knows while it runs", {**PY, "Makefile": "COMPOSE := $(shell echo docker$(DASH)compose)\ntests:\n\t$(COMPOSE) -f ci.yml run --rm tox\n", **workflow("make tests")}, "only a run knows"),
    Case(TESTS, "not_applicable", "another language", NO_SOURCE, "language not judged"),
    Case(TESTS, "unknown", "a makefile that is not there", {**PY, **workflow("make test")}, "there is none"),
    # formatter-before-commit: JavaScript and TypeScript.
    Case(FORMAT, "pass", "husky and lint-staged", {**TS, **PRETTIER, **staged("*.{ts,js}", "prettier --write")}, "a hook runs Prettier", ((".husky/pre-commit", 1), (".lintstagedrc.json", 1))),
    Case(FORMAT, "pass", "a check suffices", {**TS, **staged("*", "prettier --check")}),
    Case(FORMAT, "pass", "Vite+", {**TS, **vite_plus("  staged: {\n    '*': ['vp check --fix'],\n  },\n")}, "a hook runs oxfmt", ((".vite-hooks/pre-commit", 1), ("vite.config.ts", 5))),
    Case(FORMAT, "fail", "Vite+ on documents alone", {**TS, **vite_plus("  staged: { '*.md': 'vp fmt', '*.ts': 'vp lint' },\n  run: { tasks: { tidy: { command: 'vp fmt' } } },\n")}),
    Case(FORMAT, "unknown", "Vite+ without what it runs", {**TS, **vite_plus("  run: { tasks: { tidy: { command: 'vp fmt' } } },\n")}, "Vite's configuration"),
    Case(FORMAT, "pass", "oxfmt by its configuration", {**TS, "oxfmt.config.ts": "export default {};\n", **staged("*.ts", "oxfmt")}, "oxfmt"),
    Case(FORMAT, "pass", "Biome", {**TS, **staged("*.ts", "biome check --write")}, "Biome"),
    Case(FORMAT, "pass", "Black, where pre-commit's file is the list alone", {**FASTAPI, ".pre-commit-config.yaml": "- repo: https://github.com/ambv/black\n  rev: stable\n  hooks:\n  - id: black\n"}, "Black"),
    Case(FORMAT, "fail", "another hook in a list alone", {**FASTAPI, ".pre-commit-config.yaml": "- repo: https://github.com/pycqa/flake8\n  hooks: [{id: flake8}]\n"}),
    Case(FORMAT, "pass", "Black by an action of Trunk", {**FASTAPI, "pyproject.toml": "[tool.black]\nline-length = 99\n", ".trunk/trunk.yaml": "lint:\n  enabled:\n    - black@26.5.1\nactions:\n  enabled:\n    - trunk-announce\n    - trunk-fmt-pre-commit\n"}, "Black", ((".trunk/trunk.yaml", 7), (".trunk/trunk.yaml", 3))),
    Case(FORMAT, "fail", "Trunk without an action before a commit", {**FASTAPI, "pyproject.toml": "[tool.black]\nline-length = 99\n", ".trunk/trunk.yaml": "lint:\n  enabled:\n    - black@26.5.1\n"}, "no hook before a commit"),
    Case(FORMAT, "pass", "dprint by lefthook", {**TS, "lefthook.yml": "pre-commit:\n  commands:\n    fmt:\n      run: npx dprint check\n"}, "dprint", (("lefthook.yml", 0), ("lefthook.yml", 4))),
    Case(FORMAT, "pass", "by what is looked up first", {**TS, "lefthook.yml": "pre-commit:\n  jobs:\n    - run: |\n        PM=$(command -v pnpm > /dev/null && echo pnpm || echo npx)\n        $PM dprint fmt {staged_files}\n"}, "dprint"),
    *(Case(FORMAT, "pass", f"files of {each}", {**TS, **PRETTIER, **staged(each, "prettier --write")}) for each in ("*.{j,t}s", "*.{c,m,}js", "*.{,m}{j,t}s")),
    *(Case(FORMAT, "fail", f"files of {each}", {**TS, **PRETTIER, **staged(each, "prettier --write")}) for each in ("*.{j,t}son", "*.{m,}html")),
    Case(FORMAT, "pass", "oxfmt by simple-git-hooks", {**TS, **package('"simple-git-hooks": {"pre-commit": "npx oxfmt"}')}, "oxfmt"),
    Case(FORMAT, "pass", "a script that Node.js runs itself", {**TS, **PRETTIER, **scripts(**{"lint:staged": "lint-staged", "format": "prettier -w"}), ".lintstagedrc.json": '{"*.ts": "prettier --write"}', ".husky/pre-commit": "node --run lint:staged\n"}, "a hook runs Prettier"),
    Case(FORMAT, "pass", "Prettier by ESLint", {**TS, ".eslintrc.json": '{"extends": ["plugin:prettier/recommended"]}', **staged("*.ts", "eslint --fix")}, "ESLint"),
    Case(FORMAT, "pass", "Prettier by pre-commit", {**TS, **hooks("- repo: https://github.com/pre-commit/mirrors-prettier\n  hooks:\n  - id: prettier\n")}),
    Case(FORMAT, "pass", "husky 4 by its version", {**TS, **package('"devDependencies": {"husky": "^4.3.8"}, "husky": {"hooks": {"pre-commit": "pretty-quick --staged"}}')}),
    Case(FORMAT, "pass", "a configuration of ESLint that is one of Prettier too", {**TS, **package('"prettier": "@shop/eslint-config/.prettierrc"'), **staged("*.ts", "eslint --fix")}, "a hook runs ESLint"),
    Case(FORMAT, "pass", "what runs Prettier on what changed", {**TS, **PRETTIER, **package('"husky": {"hooks": {"pre-commit": "precise-commits"}}')}),
    Case(FORMAT, "fail", "a file that husky 8 does not read", {**TS, **PRETTIER, **package('"devDependencies": {"husky": "^8.0.1"}'), ".huskyrc": '{"hooks": {"pre-commit": "prettier --check ."}}'}, "there is no hook before a commit"),
    Case(FORMAT, "pass", "husky 4", {**TS, **package('"husky": {"hooks": {"pre-commit": "pretty-quick --staged"}}')}),
    Case(FORMAT, "fail", "ESLint that only leaves formatting to Prettier", {**TS, ".eslintrc.json": '{"extends": ["prettier"]}', **PRETTIER, **staged("*.ts", "eslint --fix")}, "Prettier is configured, but no hook"),
    Case(FORMAT, "fail", "Biome's linter only", {**TS, "biome.json": "{}", **staged("*.ts", "biome lint")}),
    Case(FORMAT, "unknown", "ESLint with rules of a package", {**TS, ".eslintrc.json": '{"extends": "@acme"}', **PRETTIER, **staged("*.ts", "eslint --fix")}, "ESLint with rules of @acme, which may run Prettier"),
    Case(FORMAT, "unknown", "ESLint with rules of a package, in package.json", {"package.json": '{"eslintConfig": {"extends": ["@acme/eslint-config-node"]}}', "src/app.ts": "export {}", **PRETTIER, **staged("*.ts", "eslint --fix")}, "rules of @acme/eslint-config-node"),
    Case(FORMAT, "unknown", "ESLint with rules that are taken in", {**TS, "eslint.config.mjs": "import rules from 'eslint-config-acme'\nexport default rules\n", **PRETTIER, **staged("*.ts", "eslint --fix")}, "rules of eslint-config-acme"),
    Case(FORMAT, "unknown", "ESLint with rules of a package behind well-known ones", {**TS, ".eslintrc.js": "module.exports = {\n  extends: ['eslint:recommended', 'plugin:@nx/react', '@acme'],\n}\n", **PRETTIER, **staged("*.ts", "eslint --fix")}, "rules of @acme"),
    Case(FORMAT, "fail", "ESLint with plugins, whose rules are chosen one by one", {**TS, ".eslintrc.js": "module.exports = {\n  extends: 'eslint:recommended',\n  plugins: ['@typescript-eslint', '@nx'],\n}\n", **PRETTIER, **staged("*.ts", "eslint --fix")}, "Prettier is configured, but no hook"),
    Case(FORMAT, "fail", "ESLint with rules that are known", {**TS, "eslint.config.mjs": "import next from 'eslint-config-next'\nimport ts from '@typescript-eslint/eslint-plugin'\nexport default [next, ts]\n", **PRETTIER, **staged("*.ts", "eslint --fix")}, "Prettier is configured, but no hook"),
    Case(FORMAT, "fail", "other files only", {**TS, **PRETTIER, **staged("*.{md,json}", "prettier --write")}),
    Case(FORMAT, "fail", "before a push", {**TS, **PRETTIER, ".husky/pre-push": "npx prettier --check .\n"}, "there is no hook before a commit", ((".prettierrc", 0),)),
    Case(FORMAT, "fail", "a formatter and no hook", {**TS, **PRETTIER, **workflow("npx prettier --check .")}, "there is no hook"),
    Case(FORMAT, "fail", "neither", TS, "no formatter for JavaScript and TypeScript is configured"),
    # formatter-before-commit: Python.
    Case(FORMAT, "pass", "Black", {**PY, **hooks(BLACK_HOOK)}, "Black", ((".pre-commit-config.yaml", 0), (".pre-commit-config.yaml", 5))),
    Case(FORMAT, "pass", "Ruff's formatter", {**PY, **hooks("- repo: https://github.com/astral-sh/ruff-pre-commit\n  hooks:\n  - id: ruff-format\n")}),
    Case(FORMAT, "pass", "YAPF by a local hook", {**PY, **hooks("- repo: local\n  hooks:\n  - id: fmt\n    language: system\n    entry: poetry run yapf -i\n")}, "YAPF"),
    Case(FORMAT, "fail", "Ruff's linter only", {**PY, **RUFF, **hooks("- repo: https://github.com/astral-sh/ruff-pre-commit\n  hooks:\n  - id: ruff\n")}, "Ruff is configured, but no hook before a commit runs it"),
    Case(FORMAT, "fail", "by hand only", {**PY, **hooks(BLACK_HOOK.replace("  - id: black\n", "  - id: black\n    stages: [manual]\n"))}),
    Case(FORMAT, "fail", "Prettier for other files of a Python project", {**PY, **hooks("- repo: https://github.com/pre-commit/mirrors-prettier\n  hooks:\n  - id: prettier\n    types: [yaml]\n")}, "no formatter for Python"),
    # formatter-before-commit: by component.
    Case(FORMAT, "pass", "both stacks", {**EXPRESS, **FASTAPI, **staged("*.js", "prettier --write"), **hooks(BLACK_HOOK)}, "Prettier and Black"),
    Case(FORMAT, "fail", "one stack of two", {**EXPRESS, **FASTAPI, **staged("*.js", "prettier --write")}, "no formatter for Python"),
    Case(FORMAT, "pass", "the backend's stack, though another has more files", {**FASTAPI, **{f"web/{n}.ts": "" for n in range(5)}, **hooks(BLACK_HOOK)}),
    Case(FORMAT, "not_applicable", "another language", NO_SOURCE, "language not judged"),
    Case(FORMAT, "pass", "hooks in the folder of a project", {**FASTAPI, **{f"backend/{path}": text for path, text in hooks(BLACK_HOOK).items()}}, "Black"),
    Case(FORMAT, "fail", "hooks in the folder of no project", {**PY, **{f"notes/{path}": text for path, text in hooks(BLACK_HOOK).items()}}),
    Case(FORMAT, "unknown", "hooks that do not parse", {**TS, ".pre-commit-config.yaml": "repos: ["}, "is no valid YAML"),
    Case(FORMAT, "unknown", "a hook that is a link", {**TS, ".husky/pre-commit": Kind.SYMLINK}, "symbolic link"),
)  # fmt: skip
