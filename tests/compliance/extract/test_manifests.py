"""What manifests declare, on which lines, and what is refused."""

import pytest

from compliance.extract.manifests import manifests
from compliance.facts import Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Manifests, Script
from tests.compliance.repositories import Files, tree_of


def read(files: Files) -> Manifests:
    found = manifests.function(tree_of(files))
    assert isinstance(found, Manifests)
    return found


def one(files: Files) -> Manifest:
    (manifest,) = read(files).manifests
    return manifest


PACKAGE = """{
  "name": "express",
  "scripts": {"express": "node ."},
  "dependencies": {
    "express": "^5.0.0"
  },
  "devDependencies": {"vitest": "*"},
  "optionalDependencies": {"fsevents": "^2"},
  "peerDependencies": {"react": "^19", "odd": 1},
  "packageManager": "pnpm@10.0.0",
  "engines": {"node": ">=22"},
  "workspaces": {"packages": ["apps/*"]}
}"""


def test_package_json() -> None:
    assert one({"package.json": PACKAGE}) == Manifest(
        path="package.json",
        directory="",
        stack=Stack.NODE,
        name="express",
        dependencies=(
            Dependency("express", "^5.0.0", Group.MAIN, 5),
            Dependency("vitest", "*", Group.DEVELOPMENT, 7),
            Dependency("fsevents", "^2", Group.OPTIONAL, 8),
            Dependency("react", "^19", Group.PEER, 9),
        ),
        scripts=(Script("express", "node .", 3),),
        workspaces=("apps/*",),
        package_manager="pnpm@10.0.0",
        package_manager_line=10,
        engines_node=">=22",
        engines_node_line=11,
        tools=("name", "scripts", "dependencies", "devDependencies", "optionalDependencies",
               "peerDependencies", "packageManager", "engines", "workspaces"),
    )  # fmt: skip


def test_members_of_a_pnpm_workspace_with_and_without_a_package_json() -> None:
    workspace = {"pnpm-workspace.yaml": "packages: [apps/*, '!apps/old', 1]\n"}

    assert one(workspace) == Manifest(
        "pnpm-workspace.yaml", "", Stack.NODE, workspaces=("apps/*", "!apps/old")
    )
    both = one({**workspace, "package.json": '{"workspaces": ["libs/*"]}'})
    assert (both.path, both.workspaces) == ("package.json", ("libs/*", "apps/*", "!apps/old"))


INSTALLED = '{"main": "app.js", "scripts": {"start": "node ./launch.js"}}'


@pytest.mark.parametrize(
    ("beside", "directory"),
    [
        ({"app.js": ""}, ""),
        ({"launch.js": ""}, ""),
        ({"app.js": "", "setup/app.js": ""}, "setup"),
        ({"app.js": "", "package.json": "{}"}, "setup"),
        ({"lib/app.js": ""}, "setup"),
    ],
)
def test_a_package_json_that_is_copied_up_is_that_of_the_folder_above(
    beside: Files, directory: str
) -> None:
    found = read({"setup/package.json": INSTALLED, **beside}).manifests

    assert [each.directory for each in found if each.path == "setup/package.json"] == [directory]


PYPROJECT = """[project]
name = "uvicorn"
requires-python = ">=3.11"
dependencies = [
  "FastAPI[standard]>=0.110",
  "uvicorn",
  "./here",
]
[project.optional-dependencies]
test = ["pytest"]
s3 = ["boto3"]
[project.scripts]
uvicorn = "shop:run"
[dependency-groups]
lint = ["ruff", {include-group = "test"}]
[tool.poetry.dependencies]
python = "^3.11"
Django = {version = "^5.0", extras = ["argon2"]}
git = {git = "https://example.org/x.git"}
[tool.poetry.group.docs.dependencies]
sphinx = "*"
[tool.poetry.scripts]
serve = {reference = "shop:serve", type = "console"}
"""


def test_what_is_no_package_runs_with_a_group() -> None:
    manifest = one(
        {"pyproject.toml": '[dependency-groups]\nmain = ["Django"]\ndev = ["ruff"]\n[tool.uv]\n'}
    )

    assert manifest.dependencies == (
        Dependency("django", "", Group.MAIN, 2), Dependency("ruff", "", Group.DEVELOPMENT, 3),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rest", "group"),
    [
        ("", Group.OPTIONAL),
        ('[build-system]\nrequires = ["hatchling"]\n', Group.DEVELOPMENT),
        ('[tool.poetry]\nversion = "1"\n', Group.DEVELOPMENT),
    ],
)
def test_what_is_built_as_a_package_does_not_run_with_a_group(rest: str, group: Group) -> None:
    project = '[project]\nname = "shop"\n[dependency-groups]\nweb = ["Django"]\n'
    manifest = one({"pyproject.toml": project + rest})

    assert [each.group for each in manifest.dependencies] == [group]


def test_pyproject() -> None:
    manifest = one({"pyproject.toml": PYPROJECT})

    assert manifest.dependencies == (
        Dependency("fastapi", ">=0.110", Group.MAIN, 5),
        Dependency("uvicorn", "", Group.MAIN, 6),
        Dependency("pytest", "", Group.DEVELOPMENT, 10),
        Dependency("boto3", "", Group.OPTIONAL, 11),
        Dependency("ruff", "", Group.DEVELOPMENT, 15),
        Dependency("django", "^5.0", Group.MAIN, 18),
        Dependency("git", "", Group.MAIN, 19),
        Dependency("sphinx", "*", Group.DEVELOPMENT, 21),
    )
    assert manifest.scripts == (
        Script("uvicorn", "shop:run", 13),
        Script("serve", "shop:serve", 23),
    )
    assert (manifest.requires_python, manifest.requires_python_line) == (">=3.11", 3)
    assert manifest.poetry


@pytest.mark.parametrize(
    ("text", "poetry"),
    [
        ('[tool.poetry]\nname = "a"\n', True),
        ('[build-system]\nbuild-backend = "poetry.core.masonry.api"\n', True),
        ('[project]\nname = "a"\nversion = "1"\n', True),
        ('[project]\nname = "a"\nversion = "1"\ndynamic = ["readme"]\n', False),
        ('[project]\nname = "a"\n', False),
        ('[build-system]\nbuild-backend = "hatchling.build"\n', False),
    ],
)
def test_what_poetry_takes_as_a_project(text: str, poetry: bool) -> None:
    assert one({"pyproject.toml": text}).poetry is poetry


REQUIREMENTS = """# fastapi==1
-r base.txt
--index-url https://example.org/simple
Django==5.0 \\
    --hash=sha256:ab
celery[redis]>=5 ; python_version > "3.9"  # via shop
git+https://github.com/org/x.git#egg=starlette
-e git+https://github.com/org/x.git@main#egg=Flask&subdirectory=src
./local
httpx @ https://example.org/httpx.whl
"""


def test_requirements() -> None:
    assert one({"requirements.txt": REQUIREMENTS}).dependencies == (
        Dependency("django", "==5.0", Group.MAIN, 4),
        Dependency("celery", ">=5", Group.MAIN, 6),
        Dependency("starlette", "", Group.MAIN, 7),
        Dependency("flask", "", Group.MAIN, 8),
        Dependency("httpx", "", Group.MAIN, 10),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_requirements_as_powershell_writes_them(encoding: str) -> None:
    content = "fastapi==0.115\r\n".encode(encoding)

    assert one({"requirements/base.txt": content}).dependencies == (
        Dependency("fastapi", "==0.115", Group.MAIN, 1),
    )


@pytest.mark.parametrize(
    ("path", "directory"),
    [
        ("shop/requirements/base.txt", "shop"),
        ("requirements/base.txt", ""),
        ("shop/requirements/python3/requirements.txt", "shop"),
        ("requirements/production/web-requirements.in", ""),
        ("shop/requirements/api/src/requirements.txt", "shop/requirements/api/src"),
        ("shop/requirements.d/requirements.txt", "shop/requirements.d"),
        ("dependencies/pip/requirements.txt", ""),
        ("shop/deps/requirements.txt", "shop"),
        ("shop/pip/requirements.txt", "shop"),
        ("deps/parser/requirements.txt", "deps/parser"),
        ("clients/python/requirements.txt", "clients/python"),
        ("requirements/requirements/base.txt", ""),
    ],
)
def test_a_folder_of_requirements_lies_beside_the_code_that_needs_them(
    path: str, directory: str
) -> None:
    assert one({path: "flask\n"}).directory == directory


def test_texts_below_a_folder_of_requirements_are_none() -> None:
    assert read({"shop/requirements/templates/mail.txt": "flask\n"}).manifests == ()


def test_requirements_that_are_not_the_text_they_announce() -> None:
    (refused,) = read({"requirements.txt": b"\xff\xfea"}).unreadable

    assert refused.reason == "requirements.txt is not UTF-16 text"


def test_setup_py_and_pipfile() -> None:
    setup = (
        "from setuptools import setup\nsetup(\n  install_requires=['Flask>=2', '\\d', *more],\n"
        "  entry_points={'console_scripts': ['shop = shop:run'], 'x': ['y = z']},\n)\n"
    )
    pipfile = (
        '[packages]\nflask = "*"\n[scripts]\nserve = "python x.py"\n'
        '[requires]\npython_version = "3.12"\n'
    )

    assert one({"setup.py": setup}) == Manifest(
        "setup.py", "", Stack.PYTHON,
        dependencies=(Dependency("flask", ">=2", Group.MAIN, 3),),
        scripts=(Script("shop", "shop:run", 4),),
    )  # fmt: skip
    assert one({"Pipfile": pipfile}) == Manifest(
        "Pipfile", "", Stack.PYTHON,
        dependencies=(Dependency("flask", "*", Group.MAIN, 2),),
        scripts=(Script("serve", "python x.py", 4),),
        requires_python="==3.12.*",
    )  # fmt: skip


def test_a_compiled_file_says_which_requirements_others_bring() -> None:
    compiled = (
        "a==1  # via b, c[more]\nb==1\n    # via\n    #   -r in.txt\n    #   c\nc==1  # via shop\n"
        "d==1  # via shop (pyproject.toml)\ne==1  # why it is here\nf==1\n    # via c\n"
    )

    found = one({"requirements.txt": compiled}).dependencies
    assert [each.name for each in found if each.indirect] == ["a", "f"]


def test_setup_py_may_name_its_lists() -> None:
    setup = (
        'NEEDED = ["Flask>=2"]\nEXTRAS = {"dev": ["pytest"]}\nREAD = open("needed.txt").read()\n'
        "setup(install_requires=NEEDED, extras_require=EXTRAS)\n"
        "others(install_requires=READ)\n"
    )

    assert [
        (each.name, each.group, each.line) for each in one({"setup.py": setup}).dependencies
    ] == [
        ("flask", Group.MAIN, 1),
        ("pytest", Group.DEVELOPMENT, 2),
    ]


def test_setup_py_may_hand_on_a_table() -> None:
    setup = (
        "NEEDED = ['Flask>=2']\noptions = {\n  'install_requires': NEEDED,\n"
        "  'scripts': ['bin/shop'],\n}\nsetup(**options)\n"
    )

    manifest = one({"setup.py": setup})

    assert manifest.scripts == (Script("shop", "bin/shop", 4),)
    assert [each.name for each in manifest.dependencies] == ["flask"]


def test_setup_py_installs_files_as_scripts() -> None:
    setup = "from setuptools import setup\nsetup(\n  scripts=['bin/shop', 'bin/till.py'])\n"

    manifest = one({"setup.py": setup})

    assert manifest.scripts == (Script("shop", "bin/shop", 3), Script("till.py", "bin/till.py", 3))


def test_setup_py_has_extras_and_may_write_its_scripts_as_text() -> None:
    setup = (
        "from setuptools import setup\nsetup(\n  extras_require={\n    'pg': ['psycopg2>=2'],\n"
        "    'test': 'pytest',\n  },\n"
        '  entry_points="""\n    [console_scripts]\n    shop=shop:run\n    # old=shop:old\n'
        '    [shop.plugins]\n    y = z\n  """,\n)\n'
    )

    manifest = one({"setup.py": setup})

    assert manifest.scripts == (Script("shop", "shop:run", 9),)
    assert manifest.dependencies == (
        Dependency("psycopg2", ">=2", Group.OPTIONAL, 4),
        Dependency("pytest", "", Group.DEVELOPMENT, 5),
    )


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("requirements.txt", Group.MAIN),
        ("requirements-prod.txt", Group.MAIN),
        ("optional-requirements.txt", Group.OPTIONAL),
        ("requirements/extras.txt", Group.OPTIONAL),
        ("requirements_dev.txt", Group.DEVELOPMENT),
    ],
)
def test_the_name_of_a_requirements_file_tells_its_group(path: str, group: Group) -> None:
    assert one({path: "flask\n"}).dependencies == (Dependency("flask", "", group, 1),)


def test_a_module_that_is_called_setup_is_no_manifest() -> None:
    handler = "@routes.route('/setup')\ndef setup():\n    return render_template('setup.html')\n"

    assert read({"handlers/setup.py": handler}).manifests == ()


def test_nothing_secret_is_kept() -> None:
    token = "ghp_" + "a" * 36
    manifest = one(
        {
            "package.json": f'{{"dependencies": {{"x": "git+https://{token}@github.com/o/x.git"}},'
            f' "scripts": {{"a": "TOKEN={token} node ."}}}}'
        }
    )

    assert token not in repr(manifest)
    assert "ghp_" in repr(manifest)


MANY = '{"dependencies": {' + ",".join(f'"d{number}": ""' for number in range(5_001)) + "}}"


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("package.json", "{", "package.json is no valid JSON"),
        ("package.json", "[]", "package.json is no object but list"),
        ("package.json", "[" * 100_000, "package.json is nested too deep"),
        ("package.json", '{"name": "\\ud800"}', "half of a character"),
        ("package.json", " " * (1024 * 1024 + 1), "package.json has more than 1 MiB"),
        ("package.json", MANY, "more than 5,000 dependencies"),
        ("pnpm-workspace.yaml", "packages: [", "pnpm-workspace.yaml, line 2, is no valid YAML"),
        ("pyproject.toml", "a = ", "pyproject.toml is no valid TOML"),
        ("pyproject.toml", "a = " + "[" * 5_000, "pyproject.toml is nested too deep"),
        ("pyproject.toml", "a" + ".a" * 501 + " = 1", "line 1, has more than 500 dots"),
        ("Pipfile", "[", "Pipfile is no valid TOML"),
        ("setup.py", "setup(", "setup.py is no Python that is read here (SyntaxError)"),
        ("requirements.txt", "fastapi\n" * 5_001, "more than 5,000 dependencies"),
    ],
)  # fmt: skip
def test_what_is_refused(path: str, content: str, reason: str) -> None:
    found = read({path: content})

    (refused,) = found.unreadable
    assert reason in refused.reason
    assert refused.stack is (
        Stack.NODE if path.startswith("p") and "py" not in path else Stack.PYTHON
    )


def test_a_requirement_that_would_exhaust_the_parser_is_left_out() -> None:
    assert one({"requirements.txt": "a;" + "(" * 1_900 + "\nfastapi\n"}).dependencies == (
        Dependency("fastapi", "", Group.MAIN, 2),
    )
