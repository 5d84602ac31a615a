"""Which linters and formatters a repository configures, and what languages it is written in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.jsonc import read_jsonc
from compliance.facts import Stack
from compliance.facts.tooling import Hooks, Purpose, SourceLanguages, Tooling
from compliance.tree import Kind, Unreadable
from tests.compliance.repositories import Files, facts_of, tree_of

LINT, FORMAT = (Purpose.LINT,), (Purpose.FORMAT,)
BOTH = (Purpose.LINT, Purpose.FORMAT)


def tooling_of(files: Files) -> Tooling:
    found = facts_of(files).repository[Tooling]
    assert isinstance(found, Tooling)
    return found


@pytest.mark.parametrize(
    ("path", "text", "tool", "purposes"),
    [
        ("eslint.config.mjs", "", "ESLint", LINT),
        ("web/.eslintrc.yml", "", "ESLint", LINT),
        ("package.json", '{"eslintConfig": {}}', "ESLint", LINT),
        ("package.json", '{"devDependencies": {"standard": "^17"}}', "ESLint", LINT),
        ("biome.json", "{}", "Biome", BOTH),
        ("biome.jsonc", '// ours\n{"linter": {"enabled": false,},}', "Biome", FORMAT),
        ("biome.json", '{"formatter": {"enabled": false}}', "Biome", LINT),
        (".oxlintrc.json", "{}", "Oxlint", LINT),
        (".prettierrc", "", "Prettier", FORMAT),
        ("prettier.config.js", "", "Prettier", FORMAT),
        ("package.json", '{"prettier": {}}', "Prettier", FORMAT),
        ("dprint.json", "{}", "dprint", FORMAT),
        ("ruff.toml", "", "Ruff", BOTH),
        ("pyproject.toml", "[tool.ruff]\n", "Ruff", BOTH),
        ("pyproject.toml", "[tool.black]\n", "Black", FORMAT),
        (".flake8", "", "Flake8", LINT),
        ("setup.cfg", "[metadata]\n[flake8]\n", "Flake8", LINT),
        ("tox.ini", "[flake8]\n", "Flake8", LINT),
        (".pylintrc", "", "Pylint", LINT),
        (".prospector.yml", "", "Pylint", LINT),
        ("pyproject.toml", "[tool.pylint.main]\n", "Pylint", LINT),
        (".style.yapf", "", "YAPF", FORMAT),
    ],
)
def test_finds_what_is_configured(
    path: str, text: str, tool: str, purposes: tuple[Purpose, ...]
) -> None:
    (found,) = tooling_of({path: text}).configured

    assert (found.tool, found.purposes, found.where.path) == (tool, purposes, path)


@pytest.mark.parametrize(
    "path", ["examples/biome.json", "node_modules/x/.eslintrc.json", "eslint.md", "tox.ini"]
)
def test_finds_nothing_elsewhere(path: str) -> None:
    assert tooling_of({path: "[tox]\n"}).configured == ()


@pytest.mark.parametrize("path", ["biome.json", "setup.cfg"])
def test_says_what_it_cannot_read(path: str) -> None:
    (unreadable,) = tooling_of({path: "{ ["}).unreadable

    assert path in unreadable.reason


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({".eslintrc.json": '{\n"extends": ["plugin:prettier/recommended"]}'}, 2),
        ({"eslint.config.js": "import p from 'eslint-plugin-prettier/recommended';\n"}, 1),
        ({".eslintrc.js": "module.exports = {\n  rules: {'prettier/prettier': 'error'}\n};\n"}, 2),
        ({"package.json": '{"eslintConfig": {"extends": "plugin:prettier/recommended"}}'}, 0),
        ({"package.json": '{"xo": {"prettier": true}}'}, 0),
        ({".eslintrc.json": '{"extends": ["eslint-config-prettier", "prettier"]}'}, None),
        ({"package.json": '{"devDependencies": {"eslint-plugin-prettier": "^5"}}'}, None),
    ],
)
def test_tells_whether_eslint_runs_prettier(files: Files, line: int | None) -> None:
    where = tooling_of(files).eslint_formats

    assert (where.line if where else None) == line


SHARED = {".eslintrc.js": "module.exports = {\n  extends: ['acme/node'],\n};\n"}
NPM = (
    '{"packages": {"node_modules/eslint-config-acme": {"version": "2.0.0", "peerDependencies": {\n'
    '"eslint": "8", "eslint-plugin-prettier": "5"}\n},\n"node_modules/eslint-plugin-prettier": {}}}'
)
PNPM = (
    "snapshots:\n\n  eslint-config-acme@2.0.0(eslint@9.1.0):\n    dependencies:\n"
    "      eslint-plugin-prettier: 5.0.0\n\n  prettier@3.0.0: {}\n"
)
YARN = (
    'eslint-config-acme@^2.0.0:\n  version "2.0.0"\n  dependencies:\n'
    '    eslint-plugin-prettier "^5"\n\nprettier@3:\n'
)


@pytest.mark.parametrize(
    ("files", "formats", "shares"),
    [
        ({}, False, True),
        ({"package-lock.json": NPM}, True, True),
        ({"pnpm-lock.yaml": PNPM}, True, True),
        ({"yarn.lock": YARN}, True, True),
        ({"yarn.lock": YARN.replace("plugin", "config")}, False, True),
        ({"yarn.lock": "eslint-config-acme@^2.0.0:\n\neslint-config-prettier@9:\n"}, False, False),
        ({"yarn.lock": Kind.SYMLINK}, False, True),
    ],
)
def test_a_lockfile_tells_whether_shared_rules_run_prettier(
    files: Files, formats: bool, shares: bool
) -> None:
    found = tooling_of({**SHARED, **files})

    assert (found.eslint_formats is not None, found.eslint_shares is not None) == (formats, shares)


@pytest.mark.parametrize("name", ["eslint:recommended", "plugin:x/y", "airbnb-base", "./own", "xo"])
def test_well_known_rules_are_no_shared_ones(name: str) -> None:
    assert tooling_of({".eslintrc.json": f'{{"extends": "{name}"}}'}).eslint_shares is None


def test_counts_source_files_by_stack() -> None:
    files = {
        "a.ts": "", "b.jsx": "", "c.py": "", "vite.config.ts": "", ".eslintrc.js": "",
        "vendor/d.py": "", "e.min.js": "", "docs/f.py": "", "g.go": "",
    }  # fmt: skip

    found = facts_of(files).repository[SourceLanguages]

    assert found == SourceLanguages(node=2, python=1)
    assert isinstance(found, SourceLanguages)
    assert found.most is Stack.NODE


FMT = '"scripts": {"fmt": "prettier ."}'


@pytest.mark.parametrize(
    ("files", "tool"),
    [
        ({".husky/pre-commit": "npx prettier --check .\n"}, "Prettier"),
        ({"web/.husky/pre-commit": "cd web && npx prettier .\n"}, "Prettier"),
        ({".githooks/pre-commit": "#!/bin/sh\nblack .\n"}, "Black"),
        (
            {
                "package.json": '{"scripts": {"prepare": "husky install ./tools/git"}}',
                "tools/git/pre-commit": "npx oxfmt\n",
            },
            "oxfmt",
        ),
        (
            {
                "web/package.json": '{"scripts": {"prepare": "cd .. && husky web/on-git"}}',
                "web/on-git/pre-commit": "npx oxfmt\n",
            },
            "oxfmt",
        ),
        (
            {
                "Makefile": "setup:\n\tgit config --local core.hooksPath etc/git\n",
                "etc/git/pre-commit": "#!/bin/sh\nblack .\n",
            },
            "Black",
        ),
        ({".therapist.yml": "actions:\n  a: {run: 'black {files}'}\n"}, "Black"),
        ({"lefthook.toml": "[pre-commit.commands.a]\nrun = 'black .'\n"}, "Black"),
        ({".simple-git-hooks.json": '{"pre-commit": "npx oxfmt"}'}, "oxfmt"),
        ({"simple-git-hooks.cjs": "module.exports = {'pre-commit': 'npx oxfmt'}\n"}, "oxfmt"),
        ({".huskyrc": '{"hooks": {"pre-commit": "pretty-quick"}}'}, "Prettier"),
        ({"package.json": '{"gitHooks": {"pre-commit": "prettier ."}}'}, "Prettier"),
        ({"package.json": f'{{"pre-commit": ["fmt"], {FMT}}}'}, "Prettier"),
        ({"package.json": f'{{"pre-commit": {{"run": "fmt"}}, {FMT}}}'}, "Prettier"),
        ({"package.json": '{"config": {"ghooks": {"pre-commit": "prettier ."}}}'}, "Prettier"),
    ],
)
def test_follows_what_runs_before_a_commit(files: Files, tool: str) -> None:
    hooks = facts_of(files).repository[Hooks]

    assert isinstance(hooks, Hooks)
    assert [use.tool for use in hooks.runs.uses] == [tool]
    assert len(hooks.files) == 1


@pytest.mark.parametrize(
    "files",
    [
        {".husky/commit-msg": "npx prettier ."},
        {"lefthook.yml": "pre-push:\n  commands: {a: {run: black .}}\n"},
        {"package.json": '{"husky": {"hooks": {"pre-push": "prettier ."}}}'},
        {
            "package.json": '{"husky": {"hooks": {"pre-commit": "prettier ."}},'
            ' "devDependencies": {"husky": "^9.0.1"}}'
        },
        {".husky/_/pre-commit": "npx prettier ."},
        {"etc/git/pre-commit": "npx prettier .", "config/husky/pre-commit": "npx prettier ."},
        {
            "package.json": '{"scripts": {"prepare": "husky install"}}',
            "etc/git/pre-commit": "npx prettier .",
        },
    ],
)
def test_another_hook_is_none_before_a_commit(files: Files) -> None:
    hooks = facts_of(files).repository[Hooks]

    assert isinstance(hooks, Hooks)
    assert (hooks.files, hooks.runs.uses) == ((), ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='a"\\/*,}] \n', max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=10,
)


@given(JSON, st.sampled_from(["", "// a, b\n", "/* {\n } */", '// "\n']))
def test_json_is_read_with_comments_and_without(value: object, comment: str) -> None:
    text = f"{comment}{json.dumps(value, indent=2)}{comment}"

    assert read_jsonc(tree_of({"turbo.json": text}), "turbo.json") == value


@pytest.mark.parametrize("text", ["{", '{"a": }', "/*", '"', "[1 2]", ""])
def test_what_is_no_json_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Unreadable, match=r"turbo\.json is no valid JSON"):
        read_jsonc(tree_of({"turbo.json": text}), "turbo.json")


def test_trailing_commas_are_left_out_and_texts_kept() -> None:
    text = '{"a": [1, 2,], // three\n "b": "// not, a ] comment /*",}'

    assert read_jsonc(tree_of({"turbo.json": text}), "turbo.json") == {
        "a": [1, 2],
        "b": "// not, a ] comment /*",
    }
