"""CI files of every service, and which of their commands run on pull requests."""

from __future__ import annotations

GITHUB = ".github/workflows/ci.yml"
LINT = {"package.json": '{"scripts": {"lint": "eslint ."}}'}


def github(jobs: str, on: str = "pull_request", head: str = "") -> dict[str, str]:
    return {GITHUB: f"on: {on}\n{head}jobs:\n{jobs}"}


# CI files; the tools that run on pull requests.
TOOLS = (
    # GitHub: conditions.
    ("push or pull request", github("  a:\n    steps:\n      - run: pytest\n", "[push]"), {"pytest"}),
    ("all branches but one", github("  a:\n    steps:\n      - run: pytest\n", "{push: {branches-ignore: [pages]}}"), {"pytest"}),
    ("every branch ignored", github("  a:\n    steps:\n      - run: pytest\n", "{push: {branches-ignore: ['**']}}"), set()),
    ("branches by two patterns", github("  a:\n    steps:\n      - run: pytest\n", "{push: {branches: ['*', '*/*']}}"), {"pytest"}),
    ("a job for another event", github("  a:\n    if: github.event_name == 'push'\n    steps:\n      - run: pytest\n"), set()),
    ("a job for any push, too", github("  a:\n    if: github.event_name == 'push'\n    steps:\n      - run: pytest\n", "[push, pull_request]"), {"pytest"}),
    ("a job for one branch", github("  a:\n    if: ${{ github.ref == 'refs/heads/main' }}\n    steps:\n      - run: pytest\n"), set()),
    ("a job for one branch or pull requests", github("  a:\n    if: github.ref == 'refs/heads/main' || github.event_name == 'pull_request'\n    steps:\n      - run: pytest\n"), {"pytest"}),
    ("a job for tags", github("  a:\n    if: startsWith(github.ref, 'refs/tags/v')\n    steps:\n      - run: pytest\n"), set()),
    ("a job for not tags", github("  a:\n    if: \"!startsWith(github.ref, 'refs/tags/v')\"\n    steps:\n      - run: pytest\n"), {"pytest"}),
    ("a job for another repository's clones", github("  a:\n    if: github.repository == 'acme/shop'\n    steps:\n      - run: pytest\n"), {"pytest"}),
    ("merged pull requests", github("  a:\n    if: github.event.pull_request.merged == true\n    steps:\n      - run: pytest\n", "{pull_request: {types: [closed, opened]}}"), set()),
    ("labels only", github("  a:\n    steps:\n      - run: pytest\n", "{pull_request: {types: [labeled]}}"), set()),
    ("when a review is asked for", github("  a:\n    steps:\n      - run: pytest\n", "{pull_request: {types: [review_requested]}}"), {"pytest"}),
    ("jobs that need one another", github("  a:\n    needs: b\n    steps:\n      - run: pytest\n  b:\n    needs: [a]\n"), {"pytest"}),
    # GitHub: where, and with what.
    ("a working directory", {**github("  a:\n    steps:\n      - run: npm run lint\n        working-directory: ./web\n"), "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("a working directory that is gone", github("  a:\n    steps:\n      - run: npm run lint\n        working-directory: client\n      - run: ruff check .\n"), {"Ruff"}),
    ("a default directory that is gone", github("  a:\n    steps:\n      - run: npm run lint\n      - run: ruff check .\n        working-directory: server/api\n", head="defaults: {run: {working-directory: client}}\n"), set()),
    ("a working directory that is checked out", github("  a:\n    steps:\n      - uses: actions/checkout@v4\n        with: {path: client}\n      - run: npx eslint .\n        working-directory: client\n"), {"ESLint"}),
    ("a working directory in what is checked out", {**github("  a:\n    strategy:\n      matrix:\n        node: [22, 24]\n    steps:\n      - uses: actions/checkout@v4\n        with: {path: '${{ matrix.node }}/shop'}\n      - run: npm run lint\n        working-directory: ${{ matrix.node }}/shop/web\n"), "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("a working directory in another repository that is checked out", {**github("  a:\n    steps:\n      - uses: actions/checkout@v4\n        with: {path: other, repository: acme/other}\n      - run: npm run lint\n        working-directory: other/web\n"), "web/package.json": LINT["package.json"]}, set()),
    ("a working directory that a step makes", github("  a:\n    steps:\n      - run: mkdir out && cp -r src out\n      - run: npx eslint .\n        working-directory: out/src\n"), {"ESLint"}),
    ("a default directory", {**github("  a:\n    steps:\n      - run: npm run lint\n", head="defaults: {run: {working-directory: web}}\n"), "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("a job's default directory", {**github("  a:\n    defaults: {run: {working-directory: web}}\n    steps:\n      - run: npm run lint\n"), "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("a matrix of directories", {**github("  a:\n    strategy:\n      matrix:\n        dir: [api, web]\n    steps:\n      - run: npm run lint\n        working-directory: ${{ matrix.dir }}\n"), "web/package.json": LINT["package.json"], "api/package.json": "{}"}, {"ESLint"}),
    ("a matrix that includes", {**github("  a:\n    strategy:\n      matrix:\n        include:\n          - {name: style, run: ruff check}\n          - {name: unit, run: pytest}\n    steps:\n      - run: ${{ matrix.run }}\n")}, {"Ruff", "pytest"}),
    ("a matrix of mappings", {**github("  a:\n    strategy:\n      matrix:\n        step: [{cmd: pytest}]\n    steps:\n      - run: ${{ matrix.step.cmd }}\n")}, {"pytest"}),
    ("a matrix of lists", {**github("  a:\n    strategy:\n      matrix:\n        step: [[Unit tests, pytest], [Style, ruff check]]\n    steps:\n      - run: ${{ matrix.step[1] }}\n")}, {"pytest", "Ruff"}),
    ("a variable of the workflow", {**github("  a:\n    steps:\n      - run: $CMD\n", head="env: {CMD: ruff check}\n")}, {"Ruff"}),
    ("a variable as an expression", {**github("  a:\n    env: {TOOL: pytest}\n    steps:\n      - run: python -m ${{ env.TOOL }}\n")}, {"pytest"}),
    ("steps in parallel", github("  a:\n    steps:\n      - parallel:\n          - run: npm run lint\n            working-directory: web\n          - if: github.event_name == 'push'\n            run: pytest\n      - wait-all:\n") | {"web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("a step in the background", github("  a:\n    steps:\n      - run: pytest\n        background: true\n"), {"pytest"}),
    ("parallel steps that are none", github("  a:\n    steps:\n      - parallel: [1, pytest, [{run: pytest}], {parallel: [{run: pytest}]}]\n"), set()),
    ("another language's script", github("  a:\n    steps:\n      - shell: python\n        run: pytest\n"), set()),
    ("a folded text", github("  a:\n    steps:\n      - run: >-\n          ruff\n          check\n"), {"Ruff"}),
    # GitHub: actions and workflows.
    ("an action of the repository", {**github("  a:\n    steps:\n      - uses: ./.github/actions/check\n        with: {script: lint}\n"), ".github/actions/check/action.yml": "inputs:\n  script: {default: build}\nruns:\n  using: composite\n  steps:\n    - run: npm run ${{ inputs.script }}\n      shell: bash\n", **LINT}, {"ESLint"}),
    ("an action's default", {**github("  a:\n    steps:\n      - uses: ./check\n"), "check/action.yaml": "inputs:\n  script: {default: lint}\nruns:\n  steps:\n    - run: npm run ${{ inputs.script }}\n", **LINT}, {"ESLint"}),
    ("a workflow of the repository", {**github("  a:\n    uses: ./.github/workflows/check.yml\n    with: {dir: web}\n"), ".github/workflows/check.yml": "on:\n  workflow_call:\n    inputs: {dir: {type: string}}\njobs:\n  a:\n    steps:\n      - run: cd ${{ inputs.dir }} && npm run lint\n", "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("what a workflow of another repository is handed", github("  a:\n    uses: acme/ci/.github/workflows/check.yml@v1\n    with:\n      extra-checks: |\n        ruff check .\n        pytest\n      python-version: '3.13'\n"), {"Ruff", "pytest"}),
    ("what it is handed as a name", github("  a:\n    uses: acme/ci/.github/workflows/release.yml@v1\n    with: {formatter: ruff, title: pytest}\n"), set()),
    ("a workflow that nothing calls", {".github/workflows/check.yml": "on: workflow_call\njobs:\n  a:\n    steps:\n      - run: pytest\n"}, set()),
    ("a workflow that calls itself", github("  a:\n    uses: ./.github/workflows/ci.yml\n"), set()),
    ("an input or a literal", {**github("  a:\n    steps:\n      - run: cd ${{ inputs.dir || 'web' }}/x && npm run lint\n"), "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("pre-commit's action", {**github("  a:\n    steps:\n      - uses: pre-commit/action@v3.0.1\n"), ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/psf/black\n  hooks: [{id: black}]\n"}, {"Black"}),
    ("prek's action on the files of an expression", {**github("  a:\n    steps:\n      - uses: j178/prek-action@v1\n        with:\n          extra-args: ${{ github.event_name == 'pull_request' && format('--from-ref {0}', github.base_ref) || '--all-files' }}\n"), ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/psf/black\n  hooks: [{id: black}]\n"}, {"Black"}),
    ("pre-commit's action with one hook", {**github("  a:\n    steps:\n      - uses: pre-commit/action@v3.0.1\n        with: {extra_args: mypy --all-files}\n"), ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/psf/black\n  hooks: [{id: black}]\n"}, set()),
    ("Ruff's action", github("  a:\n    steps:\n      - uses: astral-sh/ruff-action@v3\n"), {"Ruff"}),
    ("Cypress's action", github("  a:\n    steps:\n      - uses: cypress-io/github-action@v6\n        with: {install: false}\n"), {"Cypress"}),
    ("an action that takes a command", github("  a:\n    steps:\n      - uses: nick-fields/retry@v3\n        with: {command: pytest, max_attempts: 3}\n"), {"pytest"}),
    ("a script for another machine", github("  a:\n    steps:\n      - uses: appleboy/ssh-action@v1\n        with: {script: pytest}\n"), set()),
    ("all of super-linter", github("  a:\n    steps:\n      - uses: super-linter/super-linter@v8\n"), {"ESLint", "Biome", "Ruff", "Flake8", "Pylint", "Black"}),
    ("one of super-linter", github("  a:\n    steps:\n      - uses: super-linter/super-linter/slim@v8\n        env: {VALIDATE_PYTHON_RUFF: true}\n"), {"Ruff"}),
    ("super-linter but one", github("  a:\n    steps:\n      - uses: super-linter/super-linter@v8\n        env: {VALIDATE_BIOME_LINT: false}\n"), {"ESLint", "Ruff", "Flake8", "Pylint", "Black"}),
    ("a command in an image", github("  a:\n    steps:\n      - uses: docker://mcr.microsoft.com/playwright:v1.59.1\n        with: {args: pytest -x}\n"), {"pytest"}),
    ("a program and what it is told in an image", github("  a:\n    steps:\n      - uses: docker://python:3.13\n        with: {entrypoint: python, args: -m pytest}\n"), {"pytest"}),
    ("an image that is built", {**github("  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: {context: api, file: api/Dockerfile}\n"), "api/Dockerfile": "FROM python\nRUN pytest\n"}, {"pytest"}),
    ("Depot, and what is shared there", {".depot/workflows/ci.yml": "on: pull_request\njobs:\n  a:\n    uses: ./.depot/workflows/check.yml\n", ".depot/workflows/check.yml": "on: workflow_call\njobs:\n  a:\n    steps:\n      - uses: ./.depot/actions/lint\n", ".depot/actions/lint/action.yml": "runs:\n  using: composite\n  steps:\n    - run: ruff check\n      shell: bash\n"}, {"Ruff"}),
    ("Forgejo", {".forgejo/workflows/ci.yml": github("  a:\n    steps:\n      - run: pytest\n")[GITHUB]}, {"pytest"}),
    ("a workflow in a subfolder", {".github/workflows/old/ci.yml": github("  a:\n    steps:\n      - run: pytest\n")[GITHUB]}, set()),
    # GitLab.
    ("GitLab", {".gitlab-ci.yml": "test:\n  script:\n    - cd api\n    - pytest\n"}, {"pytest"}),
    ("GitLab: shared and own scripts", {".gitlab-ci.yml": "default:\n  before_script: [cd web]\ntest:\n  script: npm run lint\n", "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("GitLab: a job extends", {".gitlab-ci.yml": ".base:\n  script: [ruff check]\n.more: {extends: .base}\nlint:\n  extends: [.more]\n"}, {"Ruff"}),
    ("GitLab: a reference", {".gitlab-ci.yml": ".setup:\n  script: [ruff check]\nlint:\n  script:\n    - !reference [.setup, script]\n    - pytest\n"}, {"Ruff", "pytest"}),
    ("GitLab: an anchor", {".gitlab-ci.yml": ".base: &base\n  script: [ruff check]\nlint:\n  <<: *base\n"}, {"Ruff"}),
    ("GitLab: a hidden job", {".gitlab-ci.yml": ".test:\n  script: [pytest]\n"}, set()),
    ("GitLab: local includes", {".gitlab-ci.yml": "include:\n  - local: /ci/test.yml\n  - 'ci/lint-*.yml'\n", "ci/test.yml": "test: {script: pytest}\n", "ci/lint-py.yml": "lint: {script: ruff check}\n"}, {"pytest", "Ruff"}),
    ("GitLab: rules", {".gitlab-ci.yml": "a:\n  script: pytest\n  rules:\n    - if: $CI_PIPELINE_SOURCE == 'schedule'\n      when: never\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"}, {"pytest"}),
    ("GitLab: rules for one branch", {".gitlab-ci.yml": "a:\n  script: pytest\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n    - if: '$CI_COMMIT_TAG'\n    - when: manual\n"}, set()),
    ("GitLab: rules for one branch or merge requests", {".gitlab-ci.yml": "a:\n  script: pytest\n  rules:\n    - if: $CI_COMMIT_BRANCH == \"main\" || $CI_MERGE_REQUEST_IID\n"}, {"pytest"}),
    ("GitLab: only", {".gitlab-ci.yml": "a:\n  script: pytest\n  only: [merge_requests, main]\n"}, {"pytest"}),
    ("GitLab: only one branch", {".gitlab-ci.yml": "a:\n  script: pytest\n  only: {refs: [main, tags]}\n"}, set()),
    ("GitLab: by hand", {".gitlab-ci.yml": "a:\n  script: pytest\n  when: manual\n"}, set()),
    ("GitLab: a pipeline for one branch", {".gitlab-ci.yml": "workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\na:\n  script: pytest\n"}, set()),
    ("GitLab: a pipeline of its own", {".gitlab-ci.yml": "check:\n  trigger: {include: [{local: ci/check.yml}]}\n", "ci/check.yml": "a: {script: pytest}\n"}, {"pytest"}),
    ("GitLab: a variable", {".gitlab-ci.yml": "variables: {TOOL: pytest}\na:\n  script: python -m $TOOL\n"}, {"pytest"}),
    ("GitLab: a matrix", {".gitlab-ci.yml": "a:\n  script: tox -e $ENV\n  parallel:\n    matrix:\n      - ENV: [lint]\n", "tox.ini": "[testenv]\ncommands = pytest\n[testenv:lint]\ncommands = flake8\n"}, {"Flake8"}),
    # Travis.
    ("Travis", {".travis.yml": "language: python\nscript:\n  - ruff check\n  - pytest\n"}, {"Ruff", "pytest"}),
    ("Travis: what it runs by itself", {".travis.yml": "language: node_js\n", "package.json": '{"scripts": {"test": "jest"}}'}, {"Jest"}),
    ("Travis: phases go on where the one before went", {".travis.yml": "language: node_js\ninstall: cd api && npm ci\nscript: npm test\n", "api/package.json": '{"scripts": {"test": "jest"}}'}, {"Jest"}),
    ("Travis: where a part of a phase went", {".travis.yml": "language: node_js\ninstall: (cd api && npm ci)\nscript: npm test\n", "package.json": '{"scripts": {"test": "mocha"}}', "api/package.json": '{"scripts": {"test": "jest"}}'}, {"Mocha"}),
    ("Travis: jobs", {".travis.yml": "jobs:\n  include:\n    - script: pytest\n    - script: ruff check\n      if: branch = main\n"}, {"pytest"}),
    ("Travis: environments", {".travis.yml": "script: tox\nenv:\n  - TOXENV=lint\n", "tox.ini": "[testenv]\ncommands = pytest\n[testenv:lint]\ncommands = flake8\n"}, {"Flake8"}),
    # CircleCI.
    ("CircleCI", {".circleci/config.yml": "jobs:\n  test:\n    working_directory: ~/shop\n    steps:\n      - checkout\n      - run: pytest\n      - run: {command: npm run lint, working_directory: web}\nworkflows:\n  all: {jobs: [test]}\n", "web/package.json": LINT["package.json"]}, {"pytest", "ESLint"}),
    ("CircleCI: commands and parameters", {".circleci/config.yml": "commands:\n  call:\n    parameters: {what: {default: build}}\n    steps: [{run: npm run << parameters.what >>}]\njobs:\n  test:\n    steps: [{call: {what: lint}}]\nworkflows:\n  all: {jobs: [{test: {}}]}\n", **LINT}, {"ESLint"}),
    ("CircleCI: a job's parameters", {".circleci/config.yml": "jobs:\n  test:\n    parameters: {cmd: {type: string}}\n    steps: [{run: << parameters.cmd >>}]\nworkflows:\n  all: {jobs: [{test: {cmd: pytest}}]}\n"}, {"pytest"}),
    ("CircleCI: one branch", {".circleci/config.yml": "jobs:\n  test: {steps: [{run: pytest}]}\nworkflows:\n  all: {jobs: [{test: {filters: {branches: {only: main}}}}]}\n"}, set()),
    ("CircleCI: tags only", {".circleci/config.yml": "jobs:\n  test: {steps: [{run: pytest}]}\nworkflows:\n  all: {jobs: [{test: {filters: {branches: {ignore: /.*/}, tags: {only: /v.*/}}}}]}\n"}, set()),
    ("CircleCI: a schedule", {".circleci/config.yml": "jobs:\n  test: {steps: [{run: pytest}]}\nworkflows:\n  all: {triggers: [{schedule: {cron: x}}], jobs: [test]}\n"}, set()),
    ("CircleCI: a job that no workflow starts", {".circleci/config.yml": "jobs:\n  a: {steps: [{run: pytest}]}\n  b: {steps: [{run: ruff check}]}\nworkflows:\n  all: {jobs: [b]}\n"}, {"Ruff"}),
    ("CircleCI: its own orbs", {".circleci/config.yml": "orbs: {node: circleci/node@7}\nworkflows:\n  all: {jobs: [{node/run: {npm-run: lint}}, node/test]}\n", "package.json": '{"scripts": {"lint": "eslint .", "test": "jest"}}'}, {"ESLint", "Jest"}),
    ("CircleCI: an orb in the file", {".circleci/config.yml": "orbs:\n  own:\n    jobs:\n      test: {steps: [{when: {condition: x, steps: [{run: pytest}]}}]}\nworkflows:\n  all: {jobs: [own/test]}\n"}, {"pytest"}),
    # Azure.
    ("Azure", {"azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: ruff check\n  - bash: pytest\n    workingDirectory: api\n"}, {"Ruff", "pytest"}),
    ("Azure: tasks", {"azure-pipelines.yml": "jobs:\n  - job: a\n    steps:\n      - task: Npm@1\n        inputs: {command: custom, customCommand: run lint, workingDir: web}\n      - task: CmdLine@2\n        inputs: {script: pytest}\n", "web/package.json": LINT["package.json"]}, {"ESLint", "pytest"}),
    ("Azure: templates", {"azure-pipelines.yml": "stages:\n  - stage: a\n    jobs:\n      - template: ci/jobs.yml\n        parameters: {script: lint}\n", "ci/jobs.yml": "", "azure-pipelines/x.yml": ""}, set()),
    ("Azure: templates with parameters", {"azure-pipelines.yml": "stages:\n  - template: templates/stage.yml\n    parameters: {script: lint}\n", "templates/stage.yml": "parameters:\n  - name: script\n    default: build\n  - name: dir\n    default: web\nstages:\n  - stage: a\n    jobs:\n      - deployment: b\n        strategy:\n          runOnce:\n            deploy:\n              steps:\n                - ${{ if true }}:\n                    - script: npm --prefix ${{ parameters.dir }} run ${{ parameters.script }}\n", "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("Azure: no pull requests", {"azure-pipelines.yml": "trigger: [main]\npr: none\nsteps:\n  - script: pytest\n"}, set()),
    ("Azure: no pull requests, but any branch", {"azure-pipelines.yml": "trigger: {branches: {include: ['*']}}\npr: none\nsteps:\n  - script: pytest\n"}, {"pytest"}),
    ("Azure: for one branch", {"azure-pipelines.yml": "steps:\n  - script: pytest\n    condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))\n  - script: ruff check\n    enabled: false\n"}, set()),
    ("Azure: a variable", {"azure-pipelines.yml": "variables: {cmd: pytest}\nsteps:\n  - script: $(cmd) -q\n    workingDirectory: $(System.DefaultWorkingDirectory)/api\n"}, {"pytest"}),
    # Jenkins.
    ("Jenkins", {"Jenkinsfile": "pipeline {\n  stages {\n    stage('Test') {\n      steps {\n        // sh 'pytest'\n        /* sh 'pytest' */\n        sh 'ruff check'\n        sh \"\"\"\n          npm run lint\n        \"\"\"\n        sh(label: 'unit', script: 'npx jest', returnStatus: true)\n        echo 'pytest'\n      }\n    }\n  }\n}\n", **LINT}, {"Ruff", "ESLint", "Jest"}),
    ("Jenkins: one branch", {"Jenkinsfile": "stage('a') {\n  when { branch 'main' }\n  steps { sh 'pytest' }\n}\nstage('b') {\n  when { not { branch 'main' } }\n  steps { sh 'ruff check' }\n}\n"}, {"Ruff"}),
    ("Jenkins: one branch or a change request", {"Jenkinsfile": "stage('a') {\n  when { anyOf { branch 'main'; changeRequest() } }\n  steps { sh 'pytest' }\n}\n"}, {"pytest"}),
    ("Jenkins: a folder", {"ci/Jenkinsfile": "node {\n  dir('web') {\n    sh 'npm run lint'\n  }\n}\n", "web/package.json": LINT["package.json"]}, {"ESLint"}),
    # pre-commit.ci.
    ("pre-commit.ci", {".pre-commit-config.yaml": "ci: {autofix_prs: false, skip: [flake8]}\nrepos:\n- repo: https://github.com/psf/black\n  hooks: [{id: black}]\n- repo: https://github.com/pycqa/flake8\n  hooks: [{id: flake8}]\n"}, {"Black"}),
    ("pre-commit.ci by its badge", {"README.md": "[![](https://results.pre-commit.ci/badge/github/acme/shop/main.svg)](https://x)\n", ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/psf/black\n  hooks: [{id: black}]\n"}, {"Black"}),
    ("pre-commit without its service", {".pre-commit-config.yaml": "repos:\n- repo: https://github.com/psf/black\n  hooks: [{id: black}]\n"}, set()),
    # Others.
    ("Bitbucket", {"bitbucket-pipelines.yml": "pipelines:\n  default:\n    - parallel:\n        - step: {script: [cd web, npm run lint]}\n  branches:\n    main:\n      - step: {script: [pytest]}\n", "web/package.json": LINT["package.json"]}, {"ESLint"}),
    ("Bitbucket: pull requests", {"bitbucket-pipelines.yml": "definitions:\n  steps:\n    - step: &a\n        script: [pytest]\npipelines:\n  pull-requests:\n    '**':\n      - step: *a\n  custom:\n    x:\n      - step: {script: [ruff check]}\n"}, {"pytest"}),
    ("Bitbucket: by hand", {"bitbucket-pipelines.yml": "pipelines:\n  default:\n    - step: {trigger: manual, script: [pytest]}\n"}, set()),
    ("Drone", {".drone.yml": "---\nkind: pipeline\nsteps:\n  - name: a\n    commands: [pytest]\n---\nkind: pipeline\ntrigger: {event: [tag]}\nsteps:\n  - commands: [ruff check]\n"}, {"pytest"}),
    ("Woodpecker", {".woodpecker/ci.yml": "when: {event: pull_request}\nsteps:\n  test: {image: python, commands: [pytest]}\n"}, {"pytest"}),
    ("Buildkite", {".buildkite/pipeline.yml": "steps:\n  - command: pytest\n  - wait\n  - group: x\n    steps: [{commands: [ruff check]}]\n  - {command: flake8, branches: main}\n  - {command: pylint, if: 'build.branch == \"main\"'}\n"}, {"pytest", "Ruff"}),
    ("AppVeyor", {"appveyor.yml": "test_script:\n  - pytest\n  - ps: ruff check\n"}, {"pytest", "Ruff"}),
    ("Cirrus", {".cirrus.yml": "test_task:\n  script: pytest\n  lint_script: [ruff check]\nrelease_task:\n  only_if: $CIRRUS_TAG != ''\n  script: flake8\n"}, {"pytest", "Ruff"}),
    ("Semaphore", {".semaphore/semaphore.yml": "blocks:\n  - task:\n      jobs:\n        - commands: [checkout, pytest]\n"}, {"pytest"}),
)  # fmt: skip

# CI files; what of them cannot be followed.
LOST = (
    ("Taskcluster", {".taskcluster.yml": "version: 1\ntasks: []\n"}, "the jobs of Taskcluster are put together elsewhere"),
    ("Zuul", {"zuul.d/project.yaml": "- project: {check: {jobs: [tox]}}\n"}, "the jobs of Zuul are put together elsewhere"),
    ("another repository's workflow", github("  a:\n    uses: acme/ci/.github/workflows/node.yml@v1\n"), "acme/ci/.github/workflows/node.yml@v1"),
    ("another's action for all of CI", github("  a:\n    steps:\n      - uses: acme/project-ci-action@v1\n"), "acme/project-ci-action@v1"),
    ("an action that is not there", github("  a:\n    steps:\n      - uses: ./.github/actions/lint\n"), "./.github/actions/lint is not there"),
    ("an action that does not parse", {**github("  a:\n    steps:\n      - uses: ./lint\n"), "lint/action.yml": "runs: ["}, "lint/action.yml, line 2, is no valid YAML"),
    ("a workflow that does not parse", {GITHUB: "jobs: ["}, "is no valid YAML"),
    ("GitLab: a project's file", {".gitlab-ci.yml": "include:\n  - project: acme/ci\n    file: /node.yml\n"}, "it includes acme/ci /node.yml"),
    ("GitLab: a component", {".gitlab-ci.yml": "include:\n  - component: gitlab.com/acme/lint@1\n"}, "gitlab.com/acme/lint@1"),
    ("GitLab: another pipeline", {".gitlab-ci.yml": "check:\n  trigger: acme/checks\n"}, "triggers another project's pipeline"),
    ("CircleCI: another's orb", {".circleci/config.yml": "workflows:\n  all: {jobs: [acme/lint]}\n"}, "acme/lint is of an orb"),
    ("Azure: another repository's template", {"azure-pipelines.yml": "steps:\n  - template: node.yml@templates\n"}, "the template node.yml@templates"),
    ("Jenkins: a shared library", {"Jenkinsfile": "@Library('acme') _\nnodePipeline()\n"}, "a shared library"),
)  # fmt: skip

# CI files that cannot be followed, but could hardly run a linter or tests.
NOT_MISSED = (
    ("setting up and reporting", github("  a:\n    steps:\n      - uses: actions/checkout@v4\n      - uses: acme/setup-tests@v1\n      - uses: github/codeql-action/analyze@v3\n      - uses: codecov/codecov-action@v5\n")),
    ("a maker's name", github("  a:\n    steps:\n      - uses: acme-ci/comment-action@v1\n")),
    ("a workflow for releases", github("  a:\n    uses: acme/ci/.github/workflows/release.yml@v1\n")),
    ("off pull requests", github("  a:\n    uses: acme/ci/.github/workflows/node.yml@v1\n", "workflow_dispatch")),
    ("GitLab's template for secrets", {".gitlab-ci.yml": "include:\n  - template: Jobs/Secret-Detection.gitlab-ci.yml\n  - template: Security/SAST.gitlab-ci.yml\n"}),
    ("a Jenkinsfile without steps", {"Jenkinsfile": "pipeline { agent any }\n"}),
)  # fmt: skip
