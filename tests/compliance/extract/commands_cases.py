"""Commands, the files that they lead through, and what that comes to."""

from __future__ import annotations


def package(scripts: dict[str, str], more: str = "") -> str:
    lines = ", ".join(f'"{name}": "{command}"' for name, command in scripts.items())
    return f'{{"name": "shop", {more}"scripts": {{{lines}}}}}'


LINT = {"package.json": package({"lint": "eslint .", "test": "vitest run", "eslint": "eslint"})}
WORKSPACE = {
    "package.json": '{"workspaces": ["packages/*"], "scripts": {"format": "prettier -c ."}}',
    "packages/a/package.json": '{"name": "@shop/a", "scripts": {"lint": "eslint ."}}',
    "packages/b/package.json": '{"name": "@shop/b", "scripts": {"test": "jest"}}',
}
DECLARED = '[project]\nname = "shop"\n[project.scripts]\nshop-manage = "shop.cli:main"\n'
MANAGE = """import sys

def main():
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
"""
SETUP = """from subprocess import check_call
from setuptools import Command, setup

class Cover(Command):
    def run(self):
        command = 'coverage run -m pytest %s' % self.suite
        check_call(command, shell=True)

class Tidy(Command):
    def run(self):
        check_call(['make', '--version'])

setup(name='shop', cmdclass={'cover': Cover, 'tidy': Tidy})
"""
MAKEFILE = {"Makefile": "PY ?= python\nRUN = $(PY) -m\n\n.PHONY: all lint test\nall: lint test\n\nlint: ## check\n\t@$(RUN) flake8 \\\n\t\tshop\ntest: build ; $(RUN) pytest\nbuild:\n\techo ok\nlint-%:\n\tpylint $*\n"}  # fmt: skip


# A script that runs what it is called with.
HOLDS = "import { spawn } from 'child_process';\nconst words = process.argv.slice(2);\nconst child = spawn(%s);\n"
GULP = """
const gulp = require('gulp');
const eslint = require('gulp-eslint-new');
import mocha from 'gulp-mocha';
const sh = require('child_process').execSync;
function inVenv(command) { command.unshift('run'); return spawn('pipenv', command); }
function runs(program, words) { return spawn(program, words); }
function style() { return all(inVenv(['flake8', '.']), runs('npx', ['prettier', '.', '--check'])); }
function unit() { return gulp.src('test').pipe(mocha()); }
function loop() { return loop(); }
async function cover(done) {
  let command = ['run', 'coverage', 'run', 'manage.py', 'test'];
  command = command.concat(process.argv);
  spawn('pipenv', command, { stdio: 'inherit' }).on('exit', () => sh('pipenv run coverage report'));
}
gulp.task('lint', () => gulp.src('src').pipe(eslint()).pipe(eslint.format()));
gulp.task('both', gulp.series('lint', unit));
gulp.task('old', ['lint'], () => { log('run jest now'); });
exports.default = series('both');
exports.style = style;
module.exports = { checks: style, cover, loop };
export const later = parallel(unit);
"""
GULP_TASKS = {
    "lint": {"ESLint"},
    "both": {"ESLint", "Mocha"},
    "old": {"ESLint"},
    "style": {"Flake8", "Prettier"},
    "checks": {"Flake8", "Prettier"},
    "cover": {"Django's test runner"},
    "later": {"Mocha"},
    "loop": set(),
}
GRUNT = """
module.exports = (grunt) => {
  grunt.initConfig({ eslint: { target: ['src'] }, mochaTest: {}, uglify: {} });
  grunt.registerTask('test', ['lint', 'mochaTest:unit']);
  grunt.registerTask('lint', 'looks at the code', ['eslint']);
  grunt.registerTask('build', ['uglify']);
};
"""

# Vite+ runs its own tasks by their names, and the scripts of a package.json by theirs.
VITE_TASKS = {
    **LINT,
    "vite.config.ts": """
import { defineConfig } from 'vite-plus'
export default defineConfig({
  run: {
    tasks: {
      'check:css': { command: 'node scripts/css.ts' },
      check: { cache: true, command: 'vp lint && vp fmt --check' },
    },
  },
  lint: { rules: { check: 'error' } },
})
""",
}


# What is run, in a repository of which files, and the tools that it comes to.
FOLLOWED = (
    # Package managers.
    ("npm run lint", LINT, {"ESLint"}),
    ("npm run-script lint", LINT, {"ESLint"}),
    ("ut lint && ut run test", LINT, {"ESLint", "Vitest"}),
    ("ut install && ut update", LINT, set()),
    ("nr lint --fix && nr test", LINT, {"ESLint", "Vitest"}),
    ("nr && nr build", LINT, set()),
    ("node --run lint -- --fix && node --run=build", LINT, {"ESLint"}),
    ("nlx eslint . && utx vitest run", {}, {"ESLint", "Vitest"}),
    ("meteor test --once --driver-package meteortesting:mocha", {}, {"Meteor's test runner"}),
    ("meteor run --port 3000", {}, set()),
    ("npx ember test", {}, {"QUnit"}),
    ("egg-bin cov", {}, {"Mocha"}),
    ("egg-bin dev", {}, set()),
    ("vp check", {}, {"Oxlint", "oxfmt"}),
    ("pnpm vp run check", VITE_TASKS, {"Oxlint", "oxfmt"}),
    ("vpr check", VITE_TASKS, {"Oxlint", "oxfmt"}),
    ("vp run check:css", VITE_TASKS, set()),
    ("vp run rules", VITE_TASKS, set()),
    ("vp run lint", VITE_TASKS, {"ESLint"}),
    ("vp run lint", LINT, {"ESLint"}),
    ("vp run -r test", WORKSPACE, {"Jest"}),
    ("vp run", VITE_TASKS, set()),
    ("npm run --silent lint -- --fix", LINT, {"ESLint"}),
    ("npm test", LINT, {"Vitest"}),
    ("npm t", LINT, {"Vitest"}),
    ("npm lint", LINT, set()),
    ("npm install eslint", LINT, set()),
    ("npm --prefix web run lint", {"web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("cd web && npm run lint", {"web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("(cd web); npm run lint", {"web/package.json": LINT["package.json"]}, set()),
    ("cd web/src && npm run lint", {"web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("yarn lint", LINT, {"ESLint"}),
    ("yarn run lint", LINT, {"ESLint"}),
    ("yarn eslint .", {}, {"ESLint"}),
    ("yarn --cwd web lint", {"web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("yarn workspace @shop/a lint", WORKSPACE, {"ESLint"}),
    ("yarn workspaces run lint", WORKSPACE, {"ESLint"}),
    ("yarn workspaces foreach -A run test", WORKSPACE, {"Jest"}),
    ("pnpm lint", LINT, {"ESLint"}),
    ("pnpm run lint", LINT, {"ESLint"}),
    ("pnpm install", LINT, set()),
    ("pnpm exec eslint .", {}, {"ESLint"}),
    ("pnpm dlx eslint@9 .", {}, {"ESLint"}),
    ("pnpm -r lint", WORKSPACE, {"ESLint"}),
    ("pnpm run '/^lint$/'", LINT, {"ESLint"}),
    ("pnpm run '/^(check|check:.+)$/'", {"package.json": package({"check:lint": "eslint", "check": "jest", "precheck:all": "xo", "uncheck": "ruff ."})}, {"ESLint", "Jest"}),
    ("pnpm --recursive '/^li.*/'", WORKSPACE, {"ESLint"}),
    ("pnpm run /int/", LINT, {"ESLint"}),
    ("pnpm run '/^verify:.+$/'", LINT, set()),
    ("npm run '/^lint$/'", LINT, set()),
    ("corepack pnpm lint", LINT, {"ESLint"}),
    ("corepack npm@10 run lint", LINT, {"ESLint"}),
    ("corepack enable pnpm", LINT, set()),
    ("corepack prepare pnpm@9 --activate", LINT, set()),
    ("pnpm --filter @shop/b test", WORKSPACE, {"Jest"}),
    ("pnpm --filter @shop/b lint", WORKSPACE, set()),
    ("pnpm --filter=./packages/* run test", WORKSPACE, {"Jest"}),
    ("pnpm -w format", WORKSPACE, {"Prettier"}),
    ("cd packages/a && pnpm -w format", WORKSPACE, {"Prettier"}),
    ("npm run lint -w packages/a", WORKSPACE, {"ESLint"}),
    ("npm test --workspaces", WORKSPACE, {"Jest"}),
    ("bun run lint", LINT, {"ESLint"}),
    ("bun test", {}, {"bun test"}),
    ("cross-env NODE_ENV=test babel-tape-runner test/test-*.js", {}, {"tape"}),
    ("electron-mocha --version", {}, set()),
    ("pip install electron-mocha", {}, set()),
    ("bunx eslint", {}, {"ESLint"}),
    ("npx --yes -p eslint eslint .", {}, {"ESLint"}),
    ("npx -c 'eslint . && jest'", {}, {"ESLint", "Jest"}),
    ("./node_modules/.bin/eslint src", {}, {"ESLint"}),
    ("node node_modules/jest/bin/jest.js", {}, {"Jest"}),
    ("CI=1 node_modules/jest/bin/jest.js --ci", {}, {"Jest"}),
    ("npm run a", {"package.json": package({"prea": "eslint .", "a": "jest", "posta": "prettier ."})}, {"ESLint", "Jest", "Prettier"}),
    ("npm run a", {"package.json": package({"a": "npm run b", "b": "npm run a"})}, set()),
    ("npm run eslint -- .", LINT, {"ESLint"}),
    ("npm run all", {"package.json": package({"all": "run-p check:*", "check:lint": "eslint", "check:unit": "jest"})}, {"ESLint", "Jest"}),
    ("npm run all", {"package.json": package({"all": "npm-run-all --parallel lint unit", "lint": "eslint", "unit": "jest"})}, {"ESLint", "Jest"}),
    ("npx concurrently 'npm:lint' 'vitest run'", LINT, {"ESLint", "Vitest"}),
    ("npx concurrently -n a,b \\\"npm:lint:*\\\"".replace("\\", ""), {"package.json": package({"lint:js": "eslint"})}, {"ESLint"}),
    # Workspaces.
    ("npx turbo run lint --filter=@shop/a", {**WORKSPACE, "turbo.json": "{}"}, {"ESLint"}),
    ("turbo build", {**WORKSPACE, "turbo.json": '{\n// first\n"tasks": {"build": {"dependsOn": ["lint", "^test"]}},}'}, {"ESLint", "Jest"}),
    ("npx lerna run lint", WORKSPACE, {"ESLint"}),
    ("npx nx run-many -t lint test", WORKSPACE, {"ESLint", "Jest"}),
    ("npx nx run-many --target=lint,test", WORKSPACE, {"ESLint", "Jest"}),
    ("nx affected --target lint", {"apps/a/project.json": '{"targets": {"lint": {"executor": "@nx/eslint:lint"}}}'}, {"ESLint"}),
    ("npx nx $AFFECTED_OR_ALL --target=lint --parallel=3", {"apps/a/project.json": '{"targets": {"lint": {"executor": "@nx/eslint:lint"}}}'}, {"ESLint"}),
    ("npx nx $AFFECTED_OR_ALL -t build", {"apps/a/project.json": '{"targets": {"lint": {"executor": "@nx/eslint:lint"}}}'}, set()),
    ("nx affected:test", {"apps/a/project.json": '{"targets": {"test": {"executor": "@nx/jest:jest"}}}'}, {"Jest"}),
    ("nx run a:check", {"a/project.json": '{"targets": {"check": {"executor": "nx:run-commands", "options": {"command": "biome ci"}}}}'}, {"Biome"}),
    ("nx run-many -t lint", {"nx.json": '{"plugins": ["@nx/eslint/plugin"]}'}, {"ESLint"}),
    ("nx format:check", {}, {"Prettier"}),
    # Node.js and Python files.
    ("node --test", {}, {"Node.js's test runner"}),
    ("node --import tsx --test src/*.test.ts", {}, {"Node.js's test runner"}),
    ("node test/run.js", {"test/run.js": ""}, {"test scripts run by Node.js"}),
    ("node suites.js 'a/*.js'", {"suites.js": "const { run } = require('node:test');\nrun({ files: [] }).pipe(process.stdout);\n"}, {"test scripts run by Node.js"}),
    ("node --trace-warnings scripts/testServer.js --ci", {"scripts/testServer.js": "const jest = require('jest');\njest.run(process.argv.slice(2));\n"}, {"test scripts run by Node.js"}),
    ("node scripts/job.js", {"scripts/job.js": "const jobs = require('./jobs');\njobs.run(process.argv.slice(2));\n"}, set()),
    ("node suites.mjs", {"suites.mjs": "import { startVitest } from 'vitest/node';\nawait startVitest('test', process.argv.slice(2));\n"}, {"test scripts run by Node.js"}),
    ("node serve.mjs", {"serve.mjs": "import { run } from './server.mjs';\nrun('node:test');\n"}, set()),
    ("node scripts/ci.js", {"scripts/ci.js": "const { execSync } = require('child_process');\nexecSync('npx eslint .');\n"}, {"ESLint"}),
    ("tsx scripts/ci.ts", {"scripts/ci.ts": "import { $ } from 'zx';\nawait $`npx vitest ${files}`;\n"}, {"Vitest"}),
    ("node ci.js", {"ci.js": "import { spawn } from 'node:child_process';\nspawn('npx', [\n  'eslint',\n  '--ext', '.ts',\n]);\nconsole.log('run npm test or jest');\n"}, {"ESLint"}),
    ("node ci.js", {"ci.js": "await execa.command(`npx vitest ${dir}`);\nthrow new Error('prettier . failed');\n"}, {"Vitest"}),
    ("node server.js", {"server.js": "console.log('eslint .')"}, set()),
    ("node hold.mjs eslint src --fix", {"hold.mjs": HOLDS % "'cross-env', old ? ['A=1', ...words] : words, { shell: true }"}, {"ESLint"}),
    ("node --harmony node_modules/.bin/istanbul cover ./node_modules/.bin/_mocha -- --bail", {}, {"Mocha"}),
    ("node node_modules/c8/bin/c8.js vitest run", {}, {"Vitest"}),
    ("node_modules/c8/bin/c8.js jest", {}, {"Jest"}),
    ("node node_modules/.bin/biome format", {}, {"Biome"}),
    ("node hold.mjs mocha test", {"hold.mjs": HOLDS % "'npx', words"}, {"Mocha"}),
    ("node hold.mjs vitest run", {"hold.mjs": HOLDS % "words[0], words.slice(1)"}, {"Vitest"}),
    ("node hold.mjs vitest run", {"hold.mjs": HOLDS % "words.join(' '), { shell: true }"}, {"Vitest"}),
    ("node hold.js jest", {"hold.js": "const [name, ...rest] = process.argv.slice(2);\nspawnSync(name, rest, { stdio: 'inherit' });\n"}, {"Jest"}),
    ("node hold.js jest", {"hold.js": "spawn('dotenv', ['--', ...process.argv.slice(2)]);\n"}, {"Jest"}),
    ("node build.js eslint", {"build.js": HOLDS % "'rollup', ['-c', ...words]"}, set()),
    ("node build.js eslint", {"build.js": "const words = process.argv.slice(2);\nspawn('cross-env', flags);\n\npack(words);\n"}, set()),
    ("node build.js eslint", {"build.js": "const words = process.argv.slice(2);\nspawn(words.includes('x') ? a : b);\n"}, set()),
    ("node build.js eslint", {"build.js": "const words = parse(process.argv.slice(2));\nspawn('cross-env', words);\n"}, set()),
    ("python -m pytest", {}, {"pytest"}),
    ("python -Im coverage run -m django test", {}, {"Django's test runner"}),
    ("python -c 'import pytest'", {}, set()),
    ("python3.12 -W error -m unittest", {}, {"unittest"}),
    ("python manage.py test", {}, {"Django's test runner"}),
    ("./manage.py test", {"manage.py": "#!/usr/bin/env python\n"}, {"Django's test runner"}),
    ("python manage.py migrate", {"manage.py": ""}, set()),
    ("python scripts/ci.py", {"scripts/ci.py": "import subprocess, sys\nsubprocess.run(['ruff', 'check', '.'], check=True)\nsubprocess.check_call([sys.executable, '-m', 'pytest'])\n"}, {"Ruff", "pytest"}),
    ("python -m tools.ci", {"tools/ci.py": "import os\nos.system('flake8')\n"}, {"Flake8"}),
    ("python runtests.py", {"runtests.py": ""}, {"Python test scripts"}),
    ("coverage run -m pytest", {}, {"pytest"}),
    ("coverage run --source=. --module manage test", {"manage.py": ""}, {"Django's test runner"}),
    ("python -m manage test -v 2", {"manage.py": ""}, {"Django's test runner"}),
    ("uv run --no-sync coverage run quick.py", {"quick.py": "from django.test.runner import DiscoverRunner\nDiscoverRunner(verbosity=1).run_tests(['.'])\n"}, {"Python test scripts"}),
    ("python quick.py", {"quick.py": "import pytest\npytest.main(['-x'])\n"}, {"Python test scripts"}),
    ("make lint", {"Makefile": "define check\nisort ${1} && \\\n\tflake8 ${1}\nendef\n\nlint: ## all\n\t@for i in a b; do $(call check,$$i); done\n"}, {"Flake8"}),
    ("make test", {"Makefile": "define check =\nflake8\nendef\ntest:\n\tpytest\n"}, {"pytest"}),
    ("node scripts/run-node-tests.mjs", {"scripts/run-node-tests.mjs": "spawn(process.execPath, args)\n"}, {"test scripts run by Node.js"}),
    ("node scripts/run-nightly.mjs", {"scripts/run-nightly.mjs": "go()\n"}, set()),
    *((f"npx gulp {task}", {"gulpfile.js": GULP}, found) for task, found in GULP_TASKS.items()),
    ("gulp", {"gulpfile.mjs": GULP}, {"ESLint", "Mocha"}),
    ("gulp -f tools/gulpfile.js style", {"tools/gulpfile.js": GULP}, {"Flake8", "Prettier"}),
    ("grunt test", {"Gruntfile.js": GRUNT}, {"ESLint", "Mocha"}),
    ("grunt build", {"Gruntfile.js": GRUNT}, set()),
    ("uv run tools/format.py", {"tools/format.py": "import subprocess, sys\ncmd = ['ls']\ndef main():\n    cmd = ['ruff', 'format'] + sys.argv[1:]\n    return subprocess.run(cmd)\n"}, {"Ruff"}),
    ("python tools/check.py", {"tools/check.py": "import os\nline = 'pytest -x'\nos.system(line)\nline = 'black .'\n"}, {"pytest"}),
    ("python tools/check.py", {"tools/check.py": "import os\ndef go(line):\n    os.system(line)\n"}, set()),
    ("python -m manage check", {"manage.py": ""}, set()),
    ("coverage run --source=shop manage.py test", {}, {"Django's test runner"}),
    ("shop-manage test shop", {"pyproject.toml": DECLARED, "shop/cli.py": MANAGE}, {"Django's test runner"}),
    ("shop-manage migrate", {"pyproject.toml": DECLARED, "shop/cli.py": MANAGE}, set()),
    ("shop-manage test", {"pyproject.toml": DECLARED, "src/shop/cli.py": MANAGE}, {"Django's test runner"}),
    ("shop-manage test", {"pyproject.toml": DECLARED, "shop/cli.py": "import subprocess\ndef main():\n    subprocess.run(['pytest'])\n"}, set()),
    ("other-manage test", {"pyproject.toml": DECLARED, "shop/cli.py": MANAGE}, set()),
    ("python -m shop.cli test", {"shop/cli.py": MANAGE}, {"Django's test runner"}),
    ("python shop/cli.py migrate", {"shop/cli.py": MANAGE}, set()),
    ("x-var MODE=offline vitest run", {}, {"Vitest"}),
    ("x-var MODE=offline ls vitest", {}, set()),
    ("npm --ws run lint", {"package.json": '{"workspaces": ["api"]}', "api/package.json": package({"lint": "eslint ."})}, {"ESLint"}),
    ("node --no-warnings $(yarn bin jest) --ci", {}, {"Jest"}),
    ("node --inspect $(npm bin)/mocha", {}, {"Mocha"}),
    ("$(npm bin)/eslint src", {}, {"ESLint"}),
    ("node $(yarn which jest)", {}, set()),
    ("python setup.py test", {}, {"unittest"}),
    ("python3 setup.py cover", {"setup.py": SETUP}, {"pytest"}),
    ("python3 setup.py tidy", {"setup.py": SETUP}, set()),
    ("python3 setup.py cover", {"setup.py": "from setuptools import setup\nsetup(name='shop')\n"}, set()),
    # Flask's command line, with commands of one's own.
    ("flask test", {"shop/commands.py": "import click\n\n@click.command()\ndef test():\n    import pytest\n    exit(pytest.main(['tests']))\n"}, {"flask test"}),
    ("flask --app shop check-all", {"shop.py": "import subprocess\nfrom flask import Flask\napp = Flask('shop')\n\n@app.cli.command('check-all')\n@click.option('--fix')\ndef check(fix):\n    subprocess.run(['flake8', 'shop'])\n"}, {"Flake8"}),
    ("flask test", {"shop.py": "@app.cli.command\ndef test():\n    import unittest\n    tests = unittest.TestLoader().discover('tests')\n    unittest.TextTestRunner(verbosity=2).run(tests)\n"}, {"flask test"}),
    ("flask test", {"shop.py": "@app.cli.command()\ndef test():\n    print('ok')\n\n@app.cli.command()\ndef unit():\n    import pytest\n    pytest.main()\n"}, set()),
    ("flask db upgrade", {"shop.py": "@app.cli.command()\ndef db():\n    import pytest\n    pytest.main()\n"}, set()),
    ("flask run --debug", {}, set()),
    # Wrappers.
    ("env CI=1 npm test", LINT, {"Vitest"}),
    ("CI=1 npx cross-env A=b eslint .", {}, {"ESLint"}),
    ("cross-env-shell A=b eslint .", {}, {"ESLint"}),
    ("npx cross-env-shell A=b 'eslint . && vitest run'", {}, {"ESLint", "Vitest"}),
    ("cross-env-shell A=b node ace test functional", {}, {"Japa"}),
    ("cross-env-shell A=b node ace serve", {}, set()),
    ("timeout -k 5 60 pytest", {}, {"pytest"}),
    ("xvfb-run -a npx cypress run", {}, {"Cypress"}),
    ("sudo -u app pytest", {}, {"pytest"}),
    ("bash -euxc 'ruff check . && pytest'", {}, {"Ruff", "pytest"}),
    ("poetry run pytest", {}, {"pytest"}),
    ("poetry -C api run flake8", {}, {"Flake8"}),
    ("uv run --group dev ruff check", {}, {"Ruff"}),
    ("uv run --python '${{ matrix.python }}' pytest", {}, {"pytest"}),
    ("uv run -m pytest", {}, {"pytest"}),
    ('uv run pytest -m "not slow"', {}, {"pytest"}),
    ('uv run --frozen -m pytest -m "not slow"', {}, {"pytest"}),
    ("uv run ruff check --directory other", {}, {"Ruff"}),
    ("uvx ruff@0.9 check", {}, {"Ruff"}),
    ("uv tool run ruff format", {}, {"Ruff"}),
    ("pipx run black --check .", {}, {"Black"}),
    ("conda run -n shop pytest", {}, {"pytest"}),
    (".venv/bin/ruff check", {}, {"Ruff"}),
    ("npx c8 --reporter=lcov mocha", {}, {"Mocha"}),
    ("cross-env CI=1 ./node_modules/.bin/istanbul cover _mocha -- --ui bdd server", {}, {"Mocha"}),
    ("istanbul cover --root src node_modules/.bin/_mocha", {}, {"Mocha"}),
    ("istanbul check-coverage mocha", {}, set()),
    ("npx glob -c 'tsx --test' './test/**/*.ts'", {}, {"Node.js's test runner"}),
    ("find . -name '*.py' | xargs -n 1 pylint", {}, {"Pylint"}),
    ("npx dotenv -e .env.test -- jest", {}, {"Jest"}),
    ("npx dotenv -c test -- jest", {}, {"Jest"}),
    ("nix develop -c pytest", {}, {"pytest"}),
    ("nix-shell --run 'make lint'", MAKEFILE, {"Flake8"}),
    ("sfw uv run pytest", {}, {"pytest"}),
    ("echo npm test", LINT, set()),
    ("which pytest && pip install flake8", {}, set()),
    ("start-server-and-test start http://localhost 'cypress run'", {}, {"Cypress"}),
    # Scripts of the repository.
    ("./ci/check", {"ci/check": "#!/bin/sh\nset -e\nruff check .\n"}, {"Ruff"}),
    ("bash ci/check.sh", {"ci/check.sh": "eslint .\n"}, {"ESLint"}),
    (". ci/check.sh", {"ci/check.sh": "eslint .\n"}, {"ESLint"}),
    ("sh run.sh lint", {"run.sh": 'lint() { eslint .; }\ntest() { jest; }\n"$@"\n'}, {"ESLint"}),
    ("./run ci:test", {"run": '#!/bin/bash\n_dc() {\n docker compose exec "${@}"\n}\ncmd() {\n _dc web "${@}"\n}\nlint() {\n cmd ruff check "${@}"\n}\ncheck() {\n cmd pytest test/ "${@}"\n}\nci:test() {\n cmd ls\n lint\n check "${@}"\n}\nhelp() {\n cmd mypy\n}\ntime "${@:-help}"\n'}, {"Ruff", "pytest"}),
    ("./run lint", {"run": '#!/bin/bash\n_dc() {\n docker compose exec "${@}"\n}\ncmd() {\n _dc web "${@}"\n}\nlint() {\n cmd ruff check "${@}"\n}\ncheck() {\n cmd pytest test/ "${@}"\n}\nci:test() {\n cmd ls\n lint\n check "${@}"\n}\nhelp() {\n cmd mypy\n}\n"${@:-help}"\n'}, {"Ruff"}),
    ("./run", {"run": '#!/bin/bash\n_dc() {\n docker compose exec "${@}"\n}\ncmd() {\n _dc web "${@}"\n}\nlint() {\n cmd ruff check "${@}"\n}\ncheck() {\n cmd pytest test/ "${@}"\n}\nci:test() {\n cmd ls\n lint\n check "${@}"\n}\nhelp() {\n cmd mypy\n}\n"${@:-check}"\n'}, {"pytest"}),
    ("./run", {"run": '#!/bin/bash\n_dc() {\n docker compose exec "${@}"\n}\ncmd() {\n _dc web "${@}"\n}\nlint() {\n cmd ruff check "${@}"\n}\ncheck() {\n cmd pytest test/ "${@}"\n}\nci:test() {\n cmd ls\n lint\n check "${@}"\n}\nhelp() {\n cmd mypy\n}\n"${@:-help}"\n'}, set()),
    ("./run flake8", {"run": '#!/bin/bash\ngo() {\n "$1" shop\n}\ngo ls\n'}, set()),
    ("./run x", {"run": '#!/bin/bash\ngo() {\n go "$@" a\n jest\n}\ngo\n'}, {"Jest"}),
    ("./run test", {"run": "#!/bin/bash\nlint() {\n eslint .\n}\ntest() {\n jest\n}\n${@:1}\n"}, {"Jest"}),
    ("./run", {"run": 'CMD=${1:-lint}\nnpm run "$CMD"\n', **LINT}, {"ESLint"}),
    ("scripts/test", {"scripts/test": 'cd "$(dirname "$0")/.."\nnpm test\n', **LINT}, {"Vitest"}),
    ("cd web && $GITHUB_WORKSPACE/ci/lint.sh", {"ci/lint.sh": "npm run lint", "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("ci/all.sh", {"ci/all.sh": 'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\n"$DIR"/one.sh\n', "ci/one.sh": "pytest"}, {"pytest"}),
    ("PREFIX=venv/bin/\n${PREFIX}ruff check", {}, {"Ruff"}),
    ("export CMD='npm run lint'\n$CMD", LINT, {"ESLint"}),
    # A lockfile that a function is handed is no script.
    ("ci/audit.sh", {"ci/audit.sh": 'audit() {\n  local allowed=("$@")\n  echo "$1"\n}\naudit ./package-lock.json ./ci/lint.sh\n', "package-lock.json": '{\n"node_modules/eslint/x": {}\n}', "ci/lint.sh": "echo\n"}, set()),
    ("npm run $WHAT", LINT, set()),
    ("$(which pytest)", {}, set()),
)  # fmt: skip

# What is run, in a repository of which files, and why it cannot be followed.
LOST = (
    ("./scripts/lint.sh", {}, "./scripts/lint.sh is not there"),
    ("bash lint.sh", {}, "./lint.sh is not there"),
    ("make lint", {}, "there is none"),
    ("docker compose run --rm app lint --all", {"docker-compose.yml": "services: {app: {image: shop}}"}, "the service app is told to `lint`"),
    ("./do.sh lint", {"do.sh": ". ./functions.sh\n\"$1\"\n", "functions.sh": "lint() { flake8 shop; }\n"}, "`$1`"),
    ("./do.sh lint", {"do.sh": "words=()\nwords+=(\"$1\")\nexec docker compose \"${words[@]}\"\n"}, "docker-compose"),
    ("docker run --rm $IMAGE lint", {}, "the image $IMAGE is told to `lint`"),
    ("just lint", {}, "needs a justfile"),
    ("npm run lint", {}, "needs package.json, which is not there"),
    ("pnpm run '/^lint|style$/'", LINT, "names scripts by an expression that is not read here"),
    ("pnpm run '/^(?:lint|style)/'", LINT, "names scripts by an expression that is not read here"),
    ("npm run lint", {"package.json": "{"}, "package.json"),
    ("cd $WHERE && npm run lint", LINT, "runs in a directory that only a run knows"),
    ("npm run ${{ inputs.script }}", LINT, "only a run knows what"),
    ("npx nx run-many -t $TARGET", {}, "only a run knows what"),
    ("npx nx $COMMAND", {}, "only a run knows what"),
    ("make $TARGET", MAKEFILE, "only a run knows what"),
    ("tox -e lint", {}, "needs tox.ini"),
    ("nox -s lint", {}, "needs noxfile.py"),
    ("flask lint", {}, "is a command that was not found"),
    ("nox -s lint", {"noxfile.py": "def lint(:"}, "is no Python that is read here"),
    ("python scripts/lint.py", {}, "scripts/lint.py is not there"),
    ("node scripts/check.js", {}, "scripts/check.js is not there"),
    ("pre-commit run -a", {}, "needs .pre-commit-config.yaml"),
    ("pre-commit run -a", {".pre-commit-config.yaml": "repos: ["}, "is no valid YAML"),
    ("npx lint-staged", {}, "needs its configuration"),
    ("therapist run", {}, "Therapist needs"),
    ("lefthook run pre-commit", {"lefthook.yml": "remotes: [{git_url: x}]\n"}, "another repository"),
    ("npx gulp lint", {}, "needs gulpfile.js, which is not there"),
    ("gulp lint", {"gulpfile.js": "exports.build = build;\nfunction build() {}\n"}, "what the task lint does is not written out"),
    ("grunt shell:lint", {"Gruntfile.js": "module.exports = (grunt) => {};\n"}, "what the task shell:lint does is not written out"),
    ("task check", {"Taskfile.yml": "tasks: ["}, "is no valid YAML"),
    ("ci/check", {"ci/check": "#!/usr/bin/perl\n"}, "is a script for perl"),
    ("make check", {"Makefile": "include ci.mk\nlint:\n"}, "ci.mk is not there"),
)  # fmt: skip

# What runs itself.
CIRCLES = (
    ("./a.sh", {"a.sh": "./a.sh\n./b.sh\n", "b.sh": "./a.sh\n"}),
    ("./a.sh 1", {"a.sh": './a.sh "$1$1"\n./a.sh "x$1"\n'}),
    ("sh run", {"run": "".join(f"f{n}() {{\n" + "".join(f" f{m} {k}$1\n" for m in range(10) for k in range(40)) + "}\n" for n in range(10)) + "f0 x\n"}),
    ("poe a", {"pyproject.toml": '[tool.poe.tasks]\na = ["b", "b"]\nb = ["a", "a"]\n'}),
    ("f", {}),
    ("npm run a", {"package.json": package({"a": "npm run a -- x", "b": "a"})}),
    ("make a", {"Makefile": "a: b\nb: a\nX = $(X)$(X)\na:\n\t$(X)\n"}),
    ("docker compose up", {"compose.yaml": "services:\n  a: {command: docker compose up, depends_on: [a]}\n"}),
    ("bash -c 'bash -c \"bash -c x\"'", {}),
    ("eval " * 100 + "x", {}),
)  # fmt: skip

# Commands with room for a number, and large files that they lead to.
OFTEN = (
    ("make all X={}", {"Makefile": "all:\n" + "\techo $(X)\n" * 5_000}),
    ("npm run all -- {}", {"package.json": package({"all": "run-s *", "x": "true"})}),
    ("nox -s s{}", {"noxfile.py": "@session\ndef s(x): x.run('a')\n" * 2_000}),
    ("tox -e a{}", {"tox.ini": "[testenv]\ncommands =\n" + "  a\n" * 5_000}),
    ("pre-commit run a{}", {".pre-commit-config.yaml": "repos:\n" + "- {hooks: [{id: a}]}\n" * 5_000}),
    ("docker compose run a{}", {"compose.yaml": "services:\n" + "".join(f"  s{n}: {{}}\n" for n in range(5_000))}),
    ("docker compose up a{}", {"compose.yaml": "services:\n" + "".join(f"  s{n}: {{depends_on: [s{n + 1}]}}\n" for n in range(5_000))}),
    ("poe a{}", {"pyproject.toml": "[tool.poe.tasks]\n" + "".join(f"t{n} = 'x'\n" for n in range(2_000))}),
    ("just a{}", {"justfile": "a:\n" + "  x\n" * 5_000}),
    ("turbo a{}", {"turbo.json": "{}", **{f"p{n}/package.json": "{}" for n in range(300)}}),
    ("nx run-many -t a{}", {f"p{n}/project.json": "{}" for n in range(300)}),
    ("./node_modules/.bin/a{}", {}),
    ("inv a{}", {"tasks.py": "@task\ndef s(x): x.run('a')\n" * 2_000}),
    ("node a.js {}", {"a.js": "execSync('a')\n" * 5_000}),
    ("node a.js {}", {"a.js": HOLDS % "'npx', words" * 2_000}),
    ("python a.py {}", {"a.py": "run('a')\n" * 5_000}),
    ("docker build -t {} .", {"Dockerfile": "RUN a\n" * 5_000}),
    ("npx lint-staged --x={}", {f"p{n}/.lintstagedrc": '{"*": "a"}' for n in range(200)}),
)  # fmt: skip
