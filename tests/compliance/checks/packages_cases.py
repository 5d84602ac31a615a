"""Cases of the checks in `compliance.checks.packages`."""

from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.repositories import Case, Kind

PNPM, PIP, SYNC = "package-manager-pnpm", "package-manager-poetry-or-pip", "lockfile-in-sync"

APP = {"src/app.js": EXPRESS["src/app.js"]}
MAIN = {"main.py": FASTAPI["main.py"]}
MEMBER = {
    "package.json": '{"name": "shop", "private": true}',
    "pnpm-workspace.yaml": "packages:\n  - apps/*\n",
    "apps/api/package.json": '{\n  "dependencies": {\n    "express": "^5.0.0"\n  }\n}\n',
    "apps/api/src/app.js": EXPRESS["src/app.js"],
}
POETRY = {
    **MAIN,
    "pyproject.toml": '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\npython = "^3.12"\nfastapi = "^0.115"\n',
}


def package(dependencies: str, rest: str = "") -> dict[str, str]:
    """A component whose package.json has Express on line 3 and these dependencies from line 4."""
    return {**APP, "package.json": f'{{\n  "dependencies": {{\n    "express": "^5.0.0"{dependencies}\n  }}{rest}\n}}\n'}  # fmt: skip


def pnpm(*importer: str, head: str = "", path: str = ".") -> dict[str, str]:
    """A lockfile of version 9 whose importer has these dependencies, as "name specifier"."""
    lines = "".join(
        f"      {name}:\n        specifier: {specifier}\n        version: 1.0.0\n"
        for name, specifier in (each.split(" ", 1) for each in importer)
    )
    return {
        "pnpm-lock.yaml": f"lockfileVersion: '9.0'\n\n{head}importers:\n\n  {path}:\n    dependencies:\n{lines}\n"
        "packages:\n\n  express@5.1.0:\n    resolution: {integrity: sha512-A==}\n\nsnapshots:\n\n  express@5.1.0: {}\n"
    }


def npm(root: str, version: int = 3) -> dict[str, str]:
    """A lockfile of npm whose root entry has this content."""
    return {"package-lock.json": f'{{\n  "lockfileVersion": {version},\n  "packages": {{\n    "": {{{root}}},\n    "node_modules/express": {{"version": "5.1.0"}}\n  }}\n}}\n'}  # fmt: skip


def npm1(versions: str) -> dict[str, str]:
    """A lockfile of npm of version 1 with these entries."""
    return {"package-lock.json": f'{{"lockfileVersion": 1, "requires": true, "dependencies": {{{versions}}}}}'}  # fmt: skip


def yarn1(*keys: str) -> dict[str, str]:
    """A lockfile of classic Yarn with entries of these keys."""
    entries = "\n".join(f'{key}:\n  version "1.0.0"\n' for key in keys)
    return {"yarn.lock": f"# yarn lockfile v1\n\n\n{entries}"}


def berry(*keys: str) -> dict[str, str]:
    """A lockfile of Yarn berry with entries of these keys."""
    entries = "\n".join(f'"{key}":\n  version: 1.0.0\n' for key in keys)
    return {"yarn.lock": f"# generated\n\n__metadata:\n  version: 8\n\n{entries}"}


def poetry_lock(content_hash: str, header: str = "", packages: str = "") -> dict[str, str]:
    """A lockfile of Poetry with this hash."""
    return {"poetry.lock": f'{header}{packages}[metadata]\nlock-version = "2.1"\npython-versions = "^3.12"\ncontent-hash = "{content_hash}"\n'}  # fmt: skip


CASES = (
    Case(PNPM, "pass", "its lockfile alone", {**EXPRESS, "pnpm-lock.yaml": ""}, "pnpm-lock.yaml, and no other", (("pnpm-lock.yaml", 0),)),
    Case(PNPM, "pass", "packageManager names it", {**package("", ',\n  "packageManager": "pnpm@10.4.1+sha512.ab"'), "pnpm-lock.yaml": ""}, evidence=(("pnpm-lock.yaml", 0), ("package.json", 5))),
    Case(PNPM, "pass", "the workspace's lockfile", {**MEMBER, "pnpm-lock.yaml": ""}),
    Case(PNPM, "pass", "a workspace whose root has no package.json", {**{path: text for path, text in MEMBER.items() if path != "package.json"}, "pnpm-lock.yaml": ""}),
    Case(PNPM, "pass", "another manager's lockfile in a folder of its own", {**EXPRESS, "pnpm-lock.yaml": "", "site/package-lock.json": "{}", "site/package.json": "{}"}),
    Case(PNPM, "fail", "no lockfile", EXPRESS, "no pnpm-lock.yaml, and no other lockfile", ()),
    Case(PNPM, "fail", "npm's", {**EXPRESS, "package-lock.json": "{}"}, "no pnpm-lock.yaml: found package-lock.json", (("package-lock.json", 0),)),
    Case(PNPM, "fail", "npm's beside it", {**EXPRESS, "pnpm-lock.yaml": "", "npm-shrinkwrap.json": "{}"}, "beside pnpm-lock.yaml there is npm-shrinkwrap.json"),
    Case(PNPM, "fail", "Yarn's and Bun's beside it", {**EXPRESS, "pnpm-lock.yaml": "", "yarn.lock": "", "bun.lockb": b"\0"}, "yarn.lock, bun.lockb"),
    Case(PNPM, "fail", "a member's own lockfile of npm", {**MEMBER, "pnpm-lock.yaml": "", "apps/api/package-lock.json": "{}"}, "apps/api/package-lock.json"),
    Case(PNPM, "fail", "the lockfile of a root that is no workspace", {**MEMBER, "pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages: [libs/*]"}, "no pnpm-lock.yaml"),
    Case(PNPM, "fail", "packageManager names Yarn", {**package("", ',\n  "packageManager": "yarn@4.5.0"'), "pnpm-lock.yaml": ""}, "names another manager in packageManager", (("package.json", 5),)),
    Case(PNPM, "fail", "packageManager of the workspace's root", {**MEMBER, "pnpm-lock.yaml": "", "package.json": '{"packageManager": "npm@10.0.0"}'}, "package.json names another"),
    Case(PNPM, "not_applicable", "Python", FASTAPI, "not a Node.js component"),
    Case(PIP, "pass", "requirements of the project in the package of its settings", {"manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "news.settings")\n', "news/__init__.py": "", "news/requirements.txt": "django\n", "news/settings.py": "import django\nROOT_URLCONF = 'news.urls'\n"}, "news/requirements.txt"),
    Case(PIP, "pass", "Poetry", {**POETRY, "poetry.lock": ""}, "poetry.lock locks the Poetry project pyproject.toml", (("poetry.lock", 0), ("pyproject.toml", 0))),
    Case(PIP, "pass", "Poetry with the standard table", {**MAIN, "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["fastapi"]\n', "poetry.lock": ""}),
    Case(PIP, "pass", "requirements.txt", {**MAIN, "requirements.txt": "fastapi\n"}, "pip installs from requirements.txt"),
    Case(PIP, "pass", "a folder of them", {**MAIN, "requirements/base.txt": "fastapi\n", "requirements/dev.txt": "pytest\n"}, "requirements/base.txt, requirements/dev.txt"),
    Case(PIP, "pass", "requirements-prod.txt beside uv's lockfile", {**MAIN, "requirements-prod.txt": "fastapi\n", "uv.lock": ""}),
    Case(PIP, "pass", "what only images install", {**MAIN, "docker/main/requirements.txt": "fastapi\n", "docker/main/fetch.py": "import urllib\n"}, "pip installs from docker/main/requirements.txt"),
    Case(PIP, "fail", "what only images install beside uv's lockfile", {**FASTAPI, "docker/main/requirements.txt": "fastapi\n", "uv.lock": ""}, "found uv.lock"),
    Case(PIP, "pass", "a file as PowerShell writes it", {**MAIN, "requirements.txt": "fastapi==0.115.0\r\n".encode("utf-16")}),
    Case(PIP, "fail", "Poetry's lockfile that is left beside uv", {**MAIN, "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["fastapi"]\n[tool.uv]\nfind-links = []\n', "poetry.lock": "", "uv.lock": ""}, "no pyproject.toml of a Poetry project"),
    Case(PIP, "fail", "uv", {**FASTAPI, "uv.lock": ""}, "neither poetry.lock nor requirements*.txt: found uv.lock, pyproject.toml", (("uv.lock", 0), ("pyproject.toml", 0))),
    Case(PIP, "fail", "Pipenv", {**MAIN, "Pipfile": '[packages]\nfastapi = "*"\n', "Pipfile.lock": "{}"}, "found Pipfile, Pipfile.lock"),
    Case(PIP, "fail", "PDM and conda", {**FASTAPI, "pdm.lock": "", "environment.yml": ""}, "found pdm.lock, environment.yml, pyproject.toml"),
    Case(PIP, "fail", "nothing but pyproject.toml", FASTAPI, "found pyproject.toml"),
    Case(PIP, "fail", "another name", {**MAIN, "dev-requirements.txt": "fastapi\n", "setup.py": "setup(install_requires=['fastapi'])"}, "found dev-requirements.txt, setup.py"),
    Case(PIP, "fail", "Poetry's lockfile without a project", {**FASTAPI, "poetry.lock": ""}, "no pyproject.toml of a Poetry project", (("poetry.lock", 0),)),
    Case(PIP, "not_applicable", "Node.js", EXPRESS, "not a Python component"),
    Case(SYNC, "pass", "pnpm 9", {**package(""), **pnpm("express ^5.0.0")}, "pnpm-lock.yaml was made from package.json", (("pnpm-lock.yaml", 0),)),
    Case(SYNC, "pass", "pnpm in a workspace", {**MEMBER, **pnpm("express ^5.0.0", path="apps/api")}),
    Case(SYNC, "pass", "pnpm 7", {**package(""), "pnpm-lock.yaml": "lockfileVersion: 5.4\n\nspecifiers:\n  express: ^5.0.0\n\ndependencies:\n  express: 5.1.0\n"}),
    Case(SYNC, "pass", "pnpm 8", {**package(""), "pnpm-lock.yaml": "lockfileVersion: '6.0'\n\ndependencies:\n  express:\n    specifier: ^5.0.0\n    version: 5.1.0\n"}),
    Case(SYNC, "pass", "pnpm with a lockfile of its own first", {**package(""), "pnpm-lock.yaml": "---\nlockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    configDependencies:\n      x: {specifier: 1.0.0, version: 1.0.0}\n\n---\n" + pnpm("express ^5.0.0")["pnpm-lock.yaml"]}),
    Case(SYNC, "pass", "pnpm with an override", {**package(',\n    "ms": "^2.0.0"', ',\n  "pnpm": {"overrides": {"ms": "2.1.2"}}'), **pnpm("express ^5.0.0", "ms 2.1.2", head="overrides:\n  ms: 2.1.2\n\n")}),
    Case(SYNC, "pass", "pnpm with an override that refers and one that removes", {**package(',\n    "ms": "^2.0.0", "gone": "1"', ',\n  "devDependencies": {}'), "pnpm-workspace.yaml": "overrides:\n  gone: '-'\n  a>b@>=1: $express\n  c: 'catalog:'\ncatalog:\n  c: ^3\n", **pnpm("express ^5.0.0", "ms ^2.0.0", head="overrides:\n  gone: '-'\n  a>b@>=1: ^5.0.0\n  c: ^3\n\n")}),
    Case(SYNC, "pass", "pnpm with catalogs", {**package(',\n    "ms": "catalog:", "zod": "catalog:v4"'), "pnpm-workspace.yaml": "catalog:\n  ms: ^2.0.0\n  unused: 1\ncatalogs:\n  v4:\n    zod: ^4.0.0\n", **pnpm("express ^5.0.0", "ms 'catalog:'", "zod catalog:v4", head="catalogs:\n  default:\n    ms: {specifier: ^2.0.0, version: 2.1.3}\n  v4:\n    zod: {specifier: ^4.0.0, version: 4.1.0}\n\n")}),
    Case(SYNC, "pass", "pnpm with versions that look like numbers", {**package(',\n    "ms": "^2.0.0", "zod": "catalog:"'), "pnpm-workspace.yaml": "overrides:\n  ms: 2\ncatalog:\n  zod: 4.1\n", **pnpm("express ^5.0.0", "ms '2'", "zod 'catalog:'", head="overrides:\n  ms: '2'\ncatalogs:\n  default:\n    zod: {specifier: '4.1', version: 4.1.0}\n\n")}),
    Case(SYNC, "pass", "pnpm with what stands elsewhere", {**package(',\n    "a": "workspace:*", "b": "link:../b", "c": "file:./c", "d": "npm:e@^1"'), **pnpm("express ^5.0.0", "a workspace:*", "b link:../b", "c file:./c", "d npm:e@^1")}),
    Case(SYNC, "pass", "pnpm with installed peers", {**package("", ',\n  "peerDependencies": {"react": "^19.0.0"}'), **pnpm("express ^5.0.0", "react ^19.0.0")}),
    Case(SYNC, "pass", "pnpm with peers left out", {**package("", ',\n  "peerDependencies": {"react": "^19.0.0"}'), **pnpm("express ^5.0.0")}),
    Case(SYNC, "fail", "pnpm: another range", {**package(',\n    "zod": "^4.0.0"'), **pnpm("express ^5.0.0", "zod ^3.0.0")}, "zod (asked for ^4.0.0, locked ^3.0.0)", (("package.json", 4),)),
    Case(SYNC, "fail", "pnpm: a dependency that is not locked", {**package(',\n    "zod": "^4.0.0"'), **pnpm("express ^5.0.0")}, "zod (asked for ^4.0.0, not locked)", (("package.json", 4),)),
    Case(SYNC, "fail", "pnpm: one that nothing asks for", {**package(""), **pnpm("express ^5.0.0", "zod ^4.0.0")}, "zod (locked, not asked for)", (("pnpm-lock.yaml", 10),)),
    Case(SYNC, "fail", "pnpm: another group", {**package("", ',\n  "devDependencies": {"zod": "^4.0.0"}'), **pnpm("express ^5.0.0", "zod ^4.0.0")}, "zod (asked for ^4.0.0, locked ^4.0.0 as a main dependency)"),
    Case(SYNC, "fail", "pnpm 7: another range", {**package(',\n    "zod": "^4.0.0"'), "pnpm-lock.yaml": "lockfileVersion: 5.4\n\nspecifiers:\n  express: ^5.0.0\n  zod: ^3.0.0\n\ndependencies:\n  express: 5.1.0\n  zod: 3.1.0\n"}, "zod (asked for ^4.0.0, locked ^3.0.0)"),
    Case(SYNC, "fail", "pnpm: a member that is not in it", {**MEMBER, **pnpm("express ^5.0.0", path="apps/web")}, "express (asked for ^5.0.0, not locked)", (("apps/api/package.json", 3),)),
    Case(SYNC, "fail", "pnpm: an override that was added", {**package("", ',\n  "pnpm": {"overrides": {"ms": "2.1.2"}}'), "pnpm-lock.yaml": "lockfileVersion: '6.0'\n\ndependencies:\n  express:\n    specifier: ^5.0.0\n    version: 5.1.0\n"}, "the override of ms (asked for 2.1.2, not locked)", (("package.json", 5),)),
    Case(SYNC, "fail", "pnpm: an override that changed", {**package(""), "pnpm-workspace.yaml": "overrides:\n  ms: 2.1.3\n", **pnpm("express ^5.0.0", head="overrides:\n  ms: 2.1.2\n\n")}, "the override of ms (asked for 2.1.3, locked 2.1.2)", (("pnpm-workspace.yaml", 2),)),
    Case(SYNC, "pass", "pnpm: a catalog's entry that is not noted", {**package(',\n    "ms": "catalog:"'), "pnpm-workspace.yaml": "catalog:\n  ms: ^2.1.0\n", **pnpm("express ^5.0.0", "ms 'catalog:'", head="catalogs:\n  default:\n    zod: {specifier: ^4.0.0, version: 4.1.0}\n\n")}),
    Case(SYNC, "fail", "pnpm: a catalog that changed", {**package(',\n    "ms": "catalog:"'), "pnpm-workspace.yaml": "catalog:\n  ms: ^2.1.0\n", **pnpm("express ^5.0.0", "ms 'catalog:'", head="catalogs:\n  default:\n    ms: {specifier: ^2.0.0, version: 2.1.3}\n\n")}, "ms in the catalog default (asked for ^2.1.0, locked ^2.0.0)", (("pnpm-workspace.yaml", 2),)),
    Case(SYNC, "unknown", "pnpm: a difference that a hook may have made", {**package(',\n    "zod": "^4.0.0"'), **pnpm("express ^5.0.0"), ".pnpmfile.cjs": ""}, ".pnpmfile.cjs may change what is locked"),
    Case(SYNC, "pass", "pnpm: no difference in spite of a hook", {**package(""), **pnpm("express ^5.0.0"), ".pnpmfile.cjs": ""}),
    Case(SYNC, "unknown", "pnpm: the markers of a conflict", {**package(""), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n<<<<<<< HEAD\n=======\n>>>>>>> dev\n"}, "pnpm-lock.yaml, line 2, has the markers of a merge conflict"),
    Case(SYNC, "unknown", "pnpm: no YAML", {**package(""), "pnpm-lock.yaml": "lockfileVersion: ["}, "no valid YAML"),
    Case(SYNC, "unknown", "pnpm: a link", {**package(""), "pnpm-lock.yaml": Kind.SYMLINK}, "symbolic link"),
    Case(SYNC, "pass", "npm 3", {**package(""), **npm('"dependencies": {"express": "^5.0.0"}')}, "package-lock.json was made from package.json"),
    Case(SYNC, "pass", "npm 2, its groups", {**package("", ',\n  "devDependencies": {"zod": "4"},\n  "peerDependencies": {"react": "*"}'), **npm('"dependencies": {"express": "^5.0.0"}, "devDependencies": {"zod": "4"}, "peerDependencies": {"react": "*"}', 2)}),
    Case(SYNC, "pass", "npm's workspace member", {**MEMBER, "package.json": '{"workspaces": ["apps/*"]}', "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"workspaces": ["apps/*"]}, "apps/api": {"dependencies": {"express": "^5.0.0"}}, "node_modules/api": {"link": true, "resolved": "apps/api"}}}'}),
    Case(SYNC, "pass", "npm 1: the locked version is in the range", {**package(',\n    "git": "git+https://example.org/x.git", "num": "npm:is-number@^7.0.0", "tag": "latest"', ',\n  "optionalDependencies": {"fsevents": "^2"},\n  "peerDependencies": {"react": "*"}'), **npm1('"express": {"version": "5.1.0"}, "git": {"version": "git+https://example.org/x.git#0a"}, "num": {"version": "npm:is-number@7.0.1"}, "tag": {"version": "9.9.9"}')}),
    Case(SYNC, "fail", "npm: another range", {**package(',\n    "zod": "^4.0.0"'), **npm('"dependencies": {"express": "^5.0.0", "zod": "^3.0.0"}')}, "zod (asked for ^4.0.0, locked ^3.0.0)", (("package.json", 4),)),
    Case(SYNC, "fail", "npm: one that nothing asks for", {**package(""), **npm('"dependencies": {"express": "^5.0.0", "zod": "^3.0.0"}')}, "zod (locked, not asked for)", (("package-lock.json", 4),)),
    Case(SYNC, "fail", "npm: a member that is not in it", {**MEMBER, "package.json": '{"workspaces": ["apps/*"]}', "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"workspaces": ["apps/*"]}}}'}, "express (asked for ^5.0.0, not locked)"),
    Case(SYNC, "fail", "npm 1: outside of the range", {**package(""), **npm1('"express": {"version": "4.21.0"}')}, "express (asked for ^5.0.0, locked 4.21.0)", (("package.json", 3),)),
    Case(SYNC, "fail", "npm 1: another package behind the name", {**package(',\n    "num": "npm:is-number@^7.0.0"'), **npm1('"express": {"version": "5.1.0"}, "num": {"version": "npm:is-odd@7.0.0"}')}, "num (asked for npm:is-number@^7.0.0, locked npm:is-odd@7.0.0)"),
    Case(SYNC, "fail", "npm 1: not locked", {**package(""), **npm1("")}, "express (asked for ^5.0.0, not locked)"),
    Case(SYNC, "fail", "two lockfiles, one of them old", {**package(',\n    "zod": "^4.0.0"'), **pnpm("express ^5.0.0", "zod ^4.0.0"), **npm('"dependencies": {"express": "^5.0.0"}')}, "package-lock.json was not made from package.json as it is: zod"),
    Case(SYNC, "unknown", "npm: cut off", {**package(""), "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"depend'}, "package-lock.json is no valid lockfile"),
    Case(SYNC, "unknown", "npm: no lockfile at all", {**package(""), "package-lock.json": "{}"}, "has no lockfileVersion"),
    Case(SYNC, "pass", "Yarn 1", {**package(',\n    "zod": "4", "any": "", "alias": "npm:ms@^2", "local": "file:../local", "git": "git+ssh://git@example.org/x.git"'), **yarn1('express@^5.0.0, "express@>=4 <6"', "zod@4", "any@", '"alias@npm:ms@^2"', '"git@git+ssh://git@example.org/x.git"')}, "yarn.lock was made from package.json"),
    Case(SYNC, "pass", "Yarn 1: a workspace's own packages and resolutions", {**MEMBER, "package.json": '{"workspaces": ["apps/*", "libs/*"], "resolutions": {"**/ms": "2.1.2"}}', "apps/api/package.json": '{"dependencies": {"express": "^5.0.0", "@shop/lib": "1.0.0", "ms": "^2"}}', "libs/lib/package.json": '{"name": "@shop/lib"}', **yarn1("express@^5.0.0", "ms@2.1.2")}),
    Case(SYNC, "pass", "Yarn berry", {**package(',\n    "zod": "4", "lib": "workspace:^", "patched": "patch:ms@npm%3A2.1.3#./x.patch", "old": "^1", "local": "file:./local", "peer": "*"'), **berry("express@npm:>=4, express@npm:^5.0.0", "zod@npm:4", "lib@workspace:^, lib@workspace:libs/lib", "patched@patch:ms@npm%3A2.1.3#./x.patch::locator=shop%40workspace%3A.", "old@^1, old@workspace:old", "local@file:./local::locator=shop%40workspace%3A.", "peer@npm:*")}),
    Case(SYNC, "pass", "Yarn berry: resolutions and catalogs", {**package(',\n    "ms": "^2.0.0", "zod": "catalog:", "hono": "catalog:http"', ',\n  "resolutions": {"ms": "npm:2.1.2"}'), ".yarnrc.yml": "catalog:\n  zod: ^4.0.0\ncatalogs:\n  http:\n    hono: ^4.1.0\n", **berry("express@npm:^5.0.0", "ms@npm:2.1.2", "zod@npm:^4.0.0", "hono@npm:^4.1.0")}),
    Case(SYNC, "fail", "Yarn 1: no such entry", {**package(',\n    "zod": "^4.0.0"'), **yarn1("express@^5.0.0", '"zod@^3.0.0", "zod@^3.1.0"')}, "zod (asked for ^4.0.0, locked ^3.0.0, ^3.1.0)", (("package.json", 4),)),
    Case(SYNC, "fail", "Yarn berry: no such entry", {**package(',\n    "zod": "^4.0.0"'), **berry("express@npm:^5.0.0", "zod@npm:^3.0.0")}, "zod (asked for ^4.0.0, locked npm:^3.0.0)"),
    Case(SYNC, "fail", "Yarn berry: a catalog that changed", {**package(',\n    "zod": "catalog:"'), ".yarnrc.yml": "catalog: {zod: ^4.0.0}", **berry("express@npm:^5.0.0", "zod@npm:^3.0.0")}, "zod"),
    *(
        Case(SYNC, outcome, f"compiled into another folder, {name}", {**FASTAPI, "requirements.txt": "fastapi\n", "requirements/source/requirements-base.in": "httpx>=0.27\n", "requirements/made/requirements-base.txt": f"#\n#    {head}\n#\nhttpx=={pin}\n"})
        for name, outcome, head, pin in (
            ("as its head says", "pass", "pip-compile --output-file=requirements/made/requirements-base.txt requirements/source/requirements-base.in", "0.28.1"),
            ("and changed since", "fail", "uv pip compile requirements/source/requirements-base.in -o requirements/made/requirements-base.txt", "0.20.0"),
            ("of something else", "not_applicable", "pip-compile requirements/source/requirements-more.in", "0.20.0"),
            ("of something else that it bounds", "not_applicable", "pip-compile -c requirements/source/requirements-base.in requirements/source/requirements-more.in", "0.20.0"),
            ("of something else that it bounds, in one word", "not_applicable", "pip-compile --constraint=requirements/source/requirements-base.in requirements/source/requirements-more.in", "0.20.0"),
        )
    ),
    Case(SYNC, "fail", "Yarn 1: an empty file", {**package(""), "yarn.lock": "\n"}, "express (asked for ^5.0.0"),
    Case(SYNC, "unknown", "Yarn: something else", {**package(""), "yarn.lock": "express\n"}, "is no lockfile of Yarn"),
    Case(SYNC, "pass", "Poetry 2", {**POETRY, **poetry_lock("39817f2c9e36204f381d31cf566af90a381793515315ab944855a5dc11e64abf")}, "poetry.lock was made from pyproject.toml"),
    Case(SYNC, "pass", "Poetry, with the line ends of Windows", {**POETRY, "poetry.lock": poetry_lock("39817f2c9e36204f381d31cf566af90a381793515315ab944855a5dc11e64abf")["poetry.lock"].replace("\n", "\r\n")}),
    Case(SYNC, "fail", "Poetry: another hash", {**POETRY, **poetry_lock("0" * 64, packages='[[package]]\nname = "starlette"\n\n')}, "content-hash (asked for", (("poetry.lock", 7), ("pyproject.toml", 5))),
    Case(SYNC, "unknown", "Poetry: no hash", {**POETRY, "poetry.lock": "[metadata]\n"}, "has no content-hash"),
    Case(SYNC, "unknown", "Poetry: no pyproject.toml", {**MAIN, "requirements.txt": "fastapi", **poetry_lock("0" * 64)}, "no pyproject.toml beside it"),
    Case(SYNC, "pass", "requirements.in", {**MAIN, "requirements.in": "FastAPI[standard]>=0.110\npywin32; sys_platform == 'win32'\nsetuptools\n-e .\n", "requirements.txt": "fastapi==0.115.2 \\\n    --hash=sha256:ab\nstarlette==0.40.0\n"}, "requirements.txt was made from requirements.in"),
    Case(PIP, "pass", "a folder of them for each version of Python", {"shop/main.py": MAIN["main.py"], "shop/requirements/python3/requirements.txt": "fastapi\n"}, "shop/requirements/python3/requirements.txt"),
    Case(PIP, "pass", "a folder that is called otherwise", {**MAIN, "dependencies/pip/requirements.txt": "fastapi\n"}, "dependencies/pip/requirements.txt"),
    Case(PIP, "fail", "those of something else below", {**MAIN, "pyproject.toml": "[project]\ndependencies = ['fastapi']\n", "clients/python/requirements.txt": "httpx\n"}, "neither poetry.lock nor requirements*.txt"),
    Case(SYNC, "pass", "a folder of them", {**MAIN, "requirements/base.in": "fastapi", "requirements/base.txt": "fastapi==0.115.2", "requirements/dev.in": "-c base.txt\npytest\n", "requirements/dev.txt": "pytest==8.0.0"}),
    Case(SYNC, "fail", "a requirement that was not compiled", {**MAIN, "requirements.in": "fastapi\n# data\nsqlalchemy>=2\n", "requirements.txt": "fastapi==0.115.2\n"}, "sqlalchemy (asked for >=2, not locked)", (("requirements.in", 3),)),
    Case(SYNC, "fail", "a requirement that was compiled to another version", {**MAIN, "requirements.in": "fastapi>=0.116\n", "requirements.txt": "fastapi==0.115.2\n"}, "fastapi (asked for >=0.116, locked ==0.115.2)", (("requirements.in", 1),)),
    Case(SYNC, "not_applicable", "no lockfile", EXPRESS, "there is none"),
    Case(SYNC, "not_applicable", "requirements that nothing was compiled from", {**MAIN, "requirements.txt": "fastapi"}, "there is none"),
    Case(SYNC, "not_applicable", "Bun's", {**EXPRESS, "bun.lock": ""}, "bun.lock is another manager's"),
    Case(SYNC, "not_applicable", "uv's", {**FASTAPI, "uv.lock": ""}, "uv.lock is another manager's"),
)  # fmt: skip
