"""Cases of the checks in `compliance.checks.setup`."""

from tests.compliance.checks.packages_cases import MEMBER, POETRY, package
from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.repositories import Case, Kind

DEV, BIOME, MODULES = "dev-command", "biome-configured", "submodules-initialise"

MANAGED = {
    "requirements.txt": "django\n",
    "site/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'site.urls'\n",
}
NO_MAIN = {"pyproject.toml": FASTAPI["pyproject.toml"]}
FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"
README = {"README.md": "# Shop\n\n```sh\ngit submodule update --init --recursive\n```\n"}


def modules(*entries: str, **gitlinks: Kind) -> dict[str, str | Kind]:
    """A component with a `.gitmodules` of these entries, as "path url", and these submodules."""
    text = "".join(
        f'[submodule "{path}"]\n\tpath = {path}\n\turl = {url}\n'
        for path, url in (entry.split(" ", 1) for entry in entries)
    )
    return {**EXPRESS, ".gitmodules": text, **gitlinks}


LIB = "lib https://github.com/shop/lib.git"
LINK = {"lib": Kind.GITLINK}

STEPS = "setup-documented"
INSTALL, START = "```sh\nnpm ci\nnpm run dev\n```\n", "```sh\nnpm run dev\n```\n"
PORT = {"src/port.js": "module.exports = process.env.PORT_NUMBER;\n"}
POSTGRES = {
    "package.json": '{"dependencies": {"express": "5", "knex": "3", "pg": "8"}}',
    "src/db.js": "export const db = require('knex')({ client: 'pg' });\n",
}
EVERY = """\
# Shop

```sh
npm ci
cp .env.example .env
docker compose up -d
npx knex migrate:latest
npm run dev
```
"""
SCRIPT = "#!/bin/sh\nnpm ci\ncp .env.example .env\ndocker compose up -d\nnpx knex migrate:latest\n"


def served(readme: str, **files: str | bytes) -> dict[str, str | bytes | Kind]:
    """A component that needs every step, with this README."""
    return {**EXPRESS, **PORT, **POSTGRES, "README.md": readme, **files}


# A service whose manifest is not the one that is installed.
ABOVE = {"services/api/requirements.txt": "fastapi\n", "services/api/serve.py": FASTAPI["main.py"]}


CASES = (
    Case(DEV, "pass", "a script dev", package("", ',\n  "scripts": {\n    "dev": "tsx watch src/app.ts"\n  }'), "package.json has the script dev", (("package.json", 6),)),
    Case(DEV, "pass", "the workspace's script, which starts the member", {**MEMBER, "package.json": '{\n "scripts": {"dev": "pnpm --filter ./apps/api start:dev"}}'}, "package.json has the script dev", (("package.json", 2),)),
    Case(DEV, "fail", "the workspace's script, which runs every member's dev", {**MEMBER, "package.json": '{\n "scripts": {"dev": "turbo dev"}}'}, "apps/api/package.json has no script dev"),
    Case(DEV, "pass", "the workspace's script, which starts several", {**MEMBER, "package.json": '{\n "scripts": {"dev": "nx run-many -t dev -p web,apps/api"}}'}, "package.json has the script dev"),
    Case(DEV, "pass", "the workspace's script, which hands its processes to their manager", {**MEMBER, "package.json": '{\n "scripts": {"dev": "bash -c \'set -a; source .env; pm2 start processes.config.js --no-daemon\'"}}'}, "package.json has the script dev", (("package.json", 2),)),
    Case(DEV, "fail", "the workspace's script, which starts a page of its own", {**MEMBER, "package.json": '{\n "scripts": {"dev": "vite --open"}}'}, "apps/api/package.json has no script dev"),
    Case(DEV, "fail", "the workspace's script, which starts another", {**MEMBER, "package.json": '{\n "scripts": {"dev": "pnpm --filter ./apps/api-docs dev"}}'}, "apps/api/package.json has no script dev"),
    Case(DEV, "fail", "start:dev", package("", ',\n  "scripts": {\n    "start:dev": "nest start --watch"\n  }'), "no script dev, which the protocol asks for, but start:dev", (("package.json", 6),)),
    Case(DEV, "fail", "develop", package("", ',\n  "scripts": {\n    "develop": "strapi develop"\n  }'), "but develop", (("package.json", 6),)),
    Case(DEV, "fail", "no script", EXPRESS, "package.json has no script dev", (("package.json", 0),)),
    Case(DEV, "fail", "a dependency called dev", package(',\n    "dev": "1.0.0"'), "package.json has no script dev"),
    Case(DEV, "pass", "main.py", FASTAPI, "python main.py starts it", (("main.py", 0),)),
    Case(DEV, "pass", "main.py in a package", {**NO_MAIN, "shop/__init__.py": "", "shop/main.py": "", "api.py": FASTAPI["main.py"]}, "python shop/main.py"),
    Case(DEV, "pass", "main.py in src", {**NO_MAIN, "src/main.py": FASTAPI["main.py"]}, "python src/main.py"),
    Case(DEV, "pass", "main.py in a package in src", {**NO_MAIN, "src/shop/__init__.py": "", "src/shop/main.py": "", "src/shop/api/app.py": FASTAPI["main.py"]}, "python src/shop/main.py"),
    Case(DEV, "pass", "main.py beside the application, without __init__.py", {**NO_MAIN, "backend/app/main.py": FASTAPI["main.py"]}, "python backend/app/main.py"),
    Case(DEV, "pass", "manage.py", {**MANAGED, "manage.py": ""}, "python manage.py"),
    Case(DEV, "pass", "manage.py that is a link", {**MANAGED, "manage.py": Kind.SYMLINK}, "python manage.py"),
    Case(DEV, "pass", "manage.py in a folder", {**MANAGED, "backend/manage.py": ""}, "python backend/manage.py"),
    Case(DEV, "pass", "manage.py in a package, which can be run", {**MANAGED, "shop/__init__.py": "", "shop/manage.py": "if __name__ == '__main__':\n    main()\n"}, "python shop/manage.py"),
    Case(DEV, "fail", "commands of another folder", {**MANAGED, "models/manage.py": "import typer\n\napp = typer.Typer()\n\n@app.command()\ndef download() -> None:\n    ...\n\napp()\n"}, "no manage.py"),
    Case(DEV, "pass", "commands of another folder that serve", {**MANAGED, "backend/manage.py": "import click\nfrom shop import create_app\n\n@click.command()\ndef run() -> None:\n    create_app().run()\n"}, "python backend/manage.py"),
    Case(DEV, "fail", "a module that is called manage", {**MANAGED, "shop/orders/__init__.py": "", "shop/orders/manage.py": "def manage(order):\n    return order\n"}, "no manage.py"),
    Case(DEV, "pass", "a declared script", {**NO_MAIN, "pyproject.toml": NO_MAIN["pyproject.toml"] + '[project.scripts]\nshop = "shop:run"\n', "shop.py": FASTAPI["main.py"]}, "pyproject.toml declares the script shop", (("pyproject.toml", 5),)),
    Case(DEV, "pass", "a script declared to Poetry", {"pyproject.toml": POETRY["pyproject.toml"] + '[tool.poetry.scripts]\nserve = "shop:run"\n', "shop.py": FASTAPI["main.py"]}, "the script serve", (("pyproject.toml", 7),)),
    Case(DEV, "pass", "a script declared to setuptools", {"setup.py": "setup(\n    install_requires=['flask'],\n    entry_points={'console_scripts': ['shop = shop:run']},\n)\n", "shop.py": FLASK}, "setup.py declares the script shop", (("setup.py", 3),)),
    Case(DEV, "pass", "a script above it that starts its module", {**ABOVE, "pyproject.toml": '[project]\nname = "shop"\n[project.scripts]\nshop = "services.api.serve:run"\n'}, "pyproject.toml declares the script shop", (("pyproject.toml", 4),)),
    Case(DEV, "pass", "a script above it that starts a package in its folder", {**ABOVE, "services/api/shop/__init__.py": "", "setup.py": "setup(entry_points={'console_scripts': ['shop = shop:run']})\n"}, "setup.py declares the script shop"),
    Case(DEV, "fail", "a script above it that starts something else", {**ABOVE, "pyproject.toml": '[project]\nname = "shop"\n[project.scripts]\nshop = "tools.make:run"\n'}, "no declared script"),
    Case(DEV, "pass", "a file that setuptools installs as a script", {"setup.py": "setup(\n    install_requires=['flask'],\n    scripts=['bin/shop'],\n)\n", "bin/shop": "#!/usr/bin/env python\n", "shop.py": FLASK}, "setup.py declares the script shop", (("setup.py", 3),)),
    Case(DEV, "fail", "scripts that setuptools looks for by a pattern", {"setup.py": "setup(\n    install_requires=['flask'],\n    scripts=glob('bin/*'),\n)\n", "shop.py": FLASK}, "no declared script"),
    *(Case(DEV, "pass", f"the workspace's script, which is one of its own: {command}", {**MEMBER, "package.json": '{\n "scripts": {"dev": "DEV"}}'.replace("DEV", command)}, "package.json has the script dev") for command in ("bash development/dev.sh", "./dev.sh --all", "NODE_ENV=development node scripts/dev.mjs", "docker compose up --build", "node apps/api/src/app.js")),
    *(Case(DEV, "fail", f"the workspace's script, which starts members: {command}", {**MEMBER, "package.json": '{\n "scripts": {"dev": "DEV"}}'.replace("DEV", command)}, "apps/api/package.json has no script dev") for command in ("node node_modules/.bin/turbo dev", "sh -c 'pnpm -r dev'")),
    Case(DEV, "fail", "the workspace's script, which starts another member's program", {**MEMBER, "package.json": '{\n "scripts": {"dev": "node apps/web/server.js"}}', "apps/web/package.json": '{"name": "web"}'}, "apps/api/package.json has no script dev"),
    Case(DEV, "fail", "another name", {**NO_MAIN, "app.py": FASTAPI["main.py"]}, "no declared script: found app.py", (("pyproject.toml", 0), ("app.py", 0))),
    Case(DEV, "fail", "main.py of something else", {**NO_MAIN, "shop.py": FASTAPI["main.py"], "scripts/main.py": "", "tests/main.py": ""}, "found scripts/main.py"),
    Case(DEV, "not_applicable", "no backend", {"README.md": "# Notes"}, "no backend component"),
    Case(BIOME, "pass", "configured and installed", {**package("", ',\n  "devDependencies": {"@biomejs/biome": "2.0.0"}'), "biome.json": "{}"}, "biome.json, and package.json depends on @biomejs/biome", (("biome.json", 0), ("package.json", 5))),
    Case(BIOME, "pass", "by the workspace's root", {**MEMBER, "package.json": '{"devDependencies": {"@biomejs/biome": "catalog:"}}', "biome.jsonc": "{}"}, "biome.jsonc, and package.json"),
    Case(BIOME, "fail", "not installed", {**EXPRESS, "biome.json": "{}"}, "no package.json depends on @biomejs/biome", (("biome.json", 0), ("package.json", 0))),
    Case(BIOME, "fail", "not configured", package("", ',\n  "devDependencies": {"@biomejs/biome": "2.0.0"}'), "there is no biome.json(c)", (("package.json", 5),)),
    Case(BIOME, "fail", "neither", EXPRESS, "no biome.json or biome.jsonc", ()),
    Case(BIOME, "fail", "that of another project", {**EXPRESS, "web/biome.json": "{}", "web/package.json": '{"devDependencies": {"@biomejs/biome": "2"}}'}, "no biome.json or biome.jsonc"),
    Case(BIOME, "not_applicable", "Python", FASTAPI, "not a Node.js component"),
    Case(MODULES, "pass", "the README tells", {**modules(LIB), **LINK, **README}, "README.md fetches them", (("README.md", 4),)),
    Case(MODULES, "pass", "the README clones them", {**modules(LIB), **LINK, "readme.rst": "``git clone --recurse-submodules git@github.com:shop/shop.git``\n"}, "readme.rst fetches them"),
    Case(MODULES, "pass", "in two steps", {**modules(LIB), **LINK, "README.md": "1. `git submodule init`\n2. `git submodule update`\n"}, evidence=(("README.md", 2),)),
    Case(MODULES, "pass", "a document that the README links to", {**modules(LIB), **LINK, "README.md": "[Setup](docs/setup.md#clone)", "docs/setup.md": "git submodule update --init"}, "docs/setup.md fetches them"),
    Case(MODULES, "pass", "a script", {**modules(LIB), **LINK, "README.md": "", "scripts/setup": "#!/bin/sh\ngit submodule --quiet update \\\n  --init\n"}, "scripts/setup fetches them", (("scripts/setup", 2),)),
    Case(MODULES, "pass", "a Makefile", {**modules(LIB), **LINK, "Makefile": "setup:\n\tgit submodule update --init\n"}, "Makefile fetches them"),
    Case(MODULES, "pass", "what Nix makes the environment of", {**modules(LIB), **LINK, "nix/shell.nix": "{\n  shellHook = ''\n    git submodule update --init\n  '';\n}\n"}, "nix/shell.nix fetches them"),
    Case(MODULES, "fail", "a comment of Nix", {**modules(LIB), **LINK, "shell.nix": "# git submodule update --init\n{ }\n"}, "nothing tells"),
    Case(MODULES, "pass", "a script of package.json", {**modules(LIB), **LINK, "package.json": '{\n "dependencies": {"express": "5"},\n "scripts": {"prepare": "git submodule update --init"}}'}, evidence=(("package.json", 3),)),
    Case(MODULES, "pass", "an address relative to the repository's", {**modules("lib ../lib.git"), **LINK, **README}),
    Case(MODULES, "pass", "git's own way of writing", {**modules(), ".gitmodules": '# ours\n[Submodule "a"] ; here\n  Path = "lib" # quoted\n  URL=git@github.com:shop/\\\nlib.git\n\tactive\n', **LINK, **README}),
    Case(MODULES, "fail", "nobody tells", {**modules(LIB), **LINK, "README.md": "# Shop\n", "setup.sh": "# git submodule update --init\nnpm ci\n"}, "nothing tells to run `git submodule update --init` (looked in: README.md, setup.sh)", ((".gitmodules", 0),)),
    Case(MODULES, "fail", "only an update", {**modules(LIB), **LINK, "README.md": "git submodule update --remote\n"}, "nothing tells"),
    Case(MODULES, "fail", "a document that nothing links to", {**modules(LIB), **LINK, "README.md": "", "docs/setup.md": "git submodule update --init"}, "nothing tells"),
    Case(MODULES, "fail", "an entry without its submodule", {**modules(LIB, "old https://github.com/shop/old.git"), **LINK, **README}, "entries of .gitmodules that are no submodule in the tree: old: path = old", ((".gitmodules", 5),)),
    Case(MODULES, "fail", "a folder where the submodule should be", {**modules(LIB), "lib/index.js": "", **README}, "no submodule in the tree"),
    Case(MODULES, "fail", "a submodule without its entry", {**modules(LIB), **LINK, "vendor/old": Kind.GITLINK, **README}, "submodules in the tree that .gitmodules does not name: vendor/old", (("vendor/old", 0),)),
    Case(MODULES, "fail", "a local path", {**modules("lib /home/ada/lib"), **LINK, **README}, "address is a local path: url = /home/ada/lib", ((".gitmodules", 3),)),
    Case(MODULES, "fail", "a drive of Windows", {**modules("lib C:/code/lib"), **LINK, **README}, "local path"),
    Case(MODULES, "fail", "a file address", {**modules("lib file:///srv/lib.git"), **LINK, **README}, "local path"),
    Case(MODULES, "fail", "no address", {**modules(), ".gitmodules": '[submodule "lib"]\n\tpath = lib\n', **LINK, **README}, "without an address: lib", ((".gitmodules", 2),)),
    Case(MODULES, "unknown", "what git cannot read", {**modules(), ".gitmodules": '[submodule "lib"\n\tpath = lib\n', **README}, ".gitmodules, line 1, is nothing that git can read"),
    Case(MODULES, "unknown", "the README is a link", {**modules(LIB), **LINK, "README.md": "\n", "setup.sh": b"x" * (8 * 1024 * 1024 + 1)}, "setup.sh has 8 MiB"),
    Case(MODULES, "not_applicable", "no .gitmodules", EXPRESS, "no .gitmodules"),
    Case(MODULES, "not_applicable", "an empty one", {**modules()}, "names no submodule"),
    Case(MODULES, "not_applicable", "a submodule, but no .gitmodules", {**EXPRESS, **LINK}, "although lib is a submodule in the tree"),
    Case(STEPS, "pass", "each step", served(EVERY), "install the dependencies (README.md), fill in .env (README.md), start the services (README.md), run the migrations (README.md), start the server (README.md)", (("README.md", 4), ("README.md", 5), ("README.md", 6), ("README.md", 7), ("README.md", 8))),
    Case(STEPS, "pass", "the steps that apply", {**EXPRESS, "README.md": INSTALL}, "told: install the dependencies (README.md), start the server (README.md)"),
    Case(STEPS, "pass", "a script that does them", served("`./setup.sh`, then `npm run dev`.", **{"setup.sh": SCRIPT}), evidence=(("README.md", 1),)),
    Case(STEPS, "pass", "a document that the README links to", served("[Set-up](docs/setup.md#steps)", **{"docs/setup.md": EVERY}), "fill in .env (docs/setup.md)"),
    Case(STEPS, "pass", "the component's own README", {"README.md": "# Shop\n", "api/README.md": INSTALL, **{f"api/{name}": text for name, text in EXPRESS.items()}}, "api/README.md"),
    Case(STEPS, "pass", "a variable that the code reads gets a value", {**EXPRESS, **PORT, "README.md": INSTALL + "```\nexport PORT_NUMBER=3000\n```\n"}, "fill in .env (README.md)"),
    Case(STEPS, "pass", "a variable that the code reads gets a value before a command", {**EXPRESS, **PORT, "README.md": INSTALL + "```\n$ PORT_NUMBER=3000 npm run dev\n```\n"}, "fill in .env (README.md)"),
    Case(STEPS, "pass", "a variable that the code reads is handed to a command", {**EXPRESS, **PORT, "README.md": INSTALL + "```\nenv PORT_NUMBER=3000 npm run dev\n```\n"}, "fill in .env (README.md)"),
    Case(STEPS, "pass", "the variables that the code reads are listed", {**EXPRESS, **PORT, "README.md": INSTALL + "| Variable | For |\n|---|---|\n| `PORT_NUMBER` | where it listens |\n"}, "fill in .env (README.md)"),
    Case(STEPS, "pass", "a sentence tells to set a variable that the code reads", {**EXPRESS, **PORT, "README.md": INSTALL + "**Want another port?** Set the `PORT_NUMBER` environment variable when starting it.\n"}, "fill in .env (README.md)"),
    Case(STEPS, "pass", "a sentence tells to set several", {**EXPRESS, **PORT, "README.md": INSTALL + "To change this set the environment variables `PORT_NUMBER` and `HOST`.\n"}, "fill in .env (README.md)"),
    *(Case(STEPS, "pass", f"a sentence tells how a variable gets a value: {told}", {**EXPRESS, **PORT, "README.md": INSTALL + told + "\n"}, "fill in .env (README.md)") for told in ("Choose one by setting the `PORT_NUMBER` environment variable to it.", "For another, export PORT_NUMBER=4000 before.", "It is another one with `PORT_NUMBER=4000 npm start`.")),
    Case(STEPS, "fail", "a sentence tells how to look into it", {**EXPRESS, "src/log.js": "module.exports = process.env.DEBUG_SQL;\n", "README.md": INSTALL + "More is said by `DEBUG_SQL=1 npm run dev`.\n"}, "does not tell how to fill in .env"),
    Case(STEPS, "fail", "a sentence says what a variable is", {**EXPRESS, **PORT, "README.md": INSTALL + "In the log PORT_NUMBER=4000 stands before `PORT_NUMBER`.\n"}, "does not tell how to fill in .env"),
    Case(STEPS, "fail", "a sentence tells what a variable is for", {**EXPRESS, **PORT, "README.md": INSTALL + "Its port can be moved via the `PORT_NUMBER` environment variable.\n"}, "does not tell how to fill in .env"),
    Case(STEPS, "fail", "a variable is only spoken of", {**EXPRESS, **PORT, "README.md": INSTALL + "It fails without PORT_NUMBER.\n"}, "does not tell how to fill in .env"),
    Case(STEPS, "pass", "code that applies migrations when it starts", served(EVERY.replace("npx knex migrate:latest\n", ""), **{"src/start.js": "await db.migrate.latest();\n"}), "run the migrations (README.md)"),
    Case(STEPS, "pass", "the README of the folder for documents, where there is no other", {**EXPRESS, "docs/README.md": INSTALL}),
    Case(STEPS, "fail", "some steps", served(INSTALL), "README.md does not tell how to fill in .env, start the services, run the migrations; told: install the dependencies (README.md), start the server (README.md)", (("README.md", 0), ("README.md", 2), ("README.md", 3))),
    Case(STEPS, "fail", "a published site", served("[Docs](https://docs.example.org/setup)"), "does not tell how to install the dependencies"),
    Case(STEPS, "fail", "a document that nothing links to", {**EXPRESS, "README.md": "# Shop\n", "docs/setup.md": INSTALL}, "README.md does not tell how to install the dependencies, start the server"),
    Case(STEPS, "fail", "a document two links away", {**EXPRESS, "README.md": "[Docs](docs/README.md)", "docs/README.md": "[Set-up](setup.md)", "docs/setup.md": INSTALL}, "README.md, docs/README.md do not tell"),
    Case(STEPS, "pass", "the image of the project is run", {**EXPRESS, "package.json": EXPRESS["package.json"].replace("{", '{"name": "@shop/corner-shop", ', 1), "README.md": "```\nnpm ci\ndocker run -d -p 3000:3000 --restart always --name shop registry.example.org/shop/cornershop:3.4\n```\n"}, "start the server (README.md)"),
    Case(STEPS, "fail", "the image of the project runs another command", {**EXPRESS, "package.json": EXPRESS["package.json"].replace("{", '{"name": "shop", ', 1), "README.md": "```\nnpm ci\ndocker run --rm shop/shop:3.4 npm run report\n```\n"}, "start the server"),
    Case(STEPS, "fail", "another image is run", {**EXPRESS, "package.json": EXPRESS["package.json"].replace("{", '{"name": "shop", ', 1), "README.md": "```\nnpm ci\ndocker run -d -p 8025:8025 mailhog/mailhog\n```\n"}, "start the server"),
    Case(STEPS, "fail", "another variable gets a value", {**EXPRESS, **PORT, "README.md": INSTALL + "```\nexport NODE_OPTIONS=--inspect\n```\n"}, "does not tell how to fill in .env"),
    Case(STEPS, "fail", "the README of another component", {"README.md": "# Shop\n", "web/README.md": INSTALL, "web/package.json": '{"name": "web"}', **{f"api/{name}": text for name, text in EXPRESS.items()}}, "does not tell"),
    Case(STEPS, "fail", "no README", EXPRESS, "there is no README; it should tell how to install the dependencies, start the server", ()),
    Case(STEPS, "unknown", "the README is too large", {**EXPRESS, "README.md": b"x" * (8 * 1024 * 1024 + 1)}, "not told in what could be read: install the dependencies, start the server; README.md has 8 MiB"),
    Case(STEPS, "unknown", "a command that may do anything", {**EXPRESS, "README.md": "```\nminikube start\ntilt up\n```\n"}, "not told by any other command: install the dependencies, start the server; whether `tilt up` does that is not read", (("README.md", 3),)),
    Case(STEPS, "unknown", "only an extra needs a service", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n[project.optional-dependencies]\ncache = ["redis"]\n', "cache.py": "import redis\n", "README.md": "```\npip install .\npython main.py\n```\n"}, "whether to start the services is a step here is open: only an optional dependency, redis"),
    *(Case(STEPS, "pass", f"code that makes the tables when it starts: {code}", served(EVERY.replace("npx knex migrate:latest\n", ""), **{"src/start.js": code, "compose.yml": "services:\n  db:\n    image: postgres\n  api:\n    environment:\n      - DB_PUSH=true\n"}), "run the migrations (README.md)") for code in ("source({ synchronize: true });\n", "await sequelize.sync();\n", "source({ synchronize: Config.DB_PUSH });\n", "source({ synchronize: get('NODE_ENV') === 'development' });\n", "source({\n  synchronize: process.env.NODE_ENV !== \"production\",\n});\n", "source({ synchronize: !isProduction });\n")),
    *(Case(STEPS, outcome, f"Peewee's tables in {path}", {"requirements.txt": "flask\npeewee\npsycopg2\n", "app.py": "from flask import Flask\nimport models\napp = Flask(__name__)\n@app.get('/orders')\ndef orders():\n    return list(models.Order.select())\n", "models.py": "from peewee import Model, PostgresqlDatabase\ndb = PostgresqlDatabase('shop')\nclass Order(Model):\n    class Meta:\n        database = db\n", path: "from models import Order, db\ndb.create_tables([Order])\n", "README.md": "```\npip install -r requirements.txt\ndocker compose up -d db\nflask run\n```\n", "compose.yml": "services:\n  db:\n    image: postgres\n"}) for path, outcome in (("started.py", "pass"), ("scripts/tables.py", "unknown"))),
    *(Case(STEPS, "fail", f"code that makes no tables when it starts: {path}: {code}", served(EVERY.replace("npx knex migrate:latest\n", ""), **{path: code}), "run the migrations") for path, code in (("src/start.js", "source({ synchronize: false });\n"), ("src/start.js", "source({ synchronize: Config.DB_PUSH });\n"), ("src/start.js", "source({ synchronize: get('NODE_ENV') === 'test' });\n"), ("src/start.js", "source({ synchronize: false, logging: env === 'development' });\n"), ("scripts/push.js", "await sequelize.sync();\n"), ("src/seed_orders.js", "await sequelize.sync();\n"))),
    *(Case(STEPS, outcome, f"in a block for {language}: {text}", {**EXPRESS, "README.md": f"```{language}\n{text}\n```\n"}) for language, text, outcome in (("js", "cd src\nnpm i\nnpm run dev", "pass"), ("javascript", "$ yarn\n$ yarn dev", "pass"), ("sh-session", "$ make install\n$ npm run dev", "pass"), ("js", "npm.install();\nnode.run('dev');", "fail"), ("yaml", "npm ci\nnpm run dev", "fail"))),
    *(Case(STEPS, "pass", f"services that are told in Chinese: {told}", served(EVERY.replace("docker compose up -d\n", "") + told + "\n")) for told in ("启动 PostgreSQL 和 Redis", "2. 启动postgresql服务", "```\n1. 安装 Node.js\n2. 启动 PostgreSQL 和 Redis\n```", "```\n1. Start PostgreSQL and Redis\n```", "先新建个`shop`数据库就行", "创建名为 `shop` 的数据库")),
    *(Case(STEPS, "fail", f"no services that are told in Chinese: {told}", served(EVERY.replace("docker compose up -d\n", "") + told + "\n"), "start the services") for told in ("使用 PostgreSQL 开发的社区系统", "数据库表结构设计")),
    *(Case(STEPS, outcome, f"the file for variables of Cloudflare's workers: {told}", {**EXPRESS, **PORT, "README.md": INSTALL + told + "\n"}) for told, outcome in (("Copy `.dev.vars.example` to `.dev.vars`.", "pass"), ("cp .dev.vars.example .dev.vars", "pass"), ("Never commit `.dev.vars`.", "fail"), ("See shop.dev.vars for more.", "fail"))),
    *(Case(STEPS, outcome, f"a runner of tasks that are programs: {command}", {**EXPRESS, "README.md": f"```\n{command}\n```\n"}) for command, outcome in (("nps prepare", "unknown"), ("nps dev.api", "unknown"), ("nps lint", "fail"))),
    Case(STEPS, "unknown", "all but variables that have a default", {**EXPRESS, "src/port.js": "module.exports = process.env.PORT_NUMBER ?? 80;\n", "README.md": INSTALL}, "but not how to fill in .env, and that may be no step of its own"),
    Case(STEPS, "fail", "neither these nor how it starts", {**EXPRESS, "src/port.js": "module.exports = process.env.PORT_NUMBER ?? 80;\n", "README.md": "```sh\nnpm ci\n```\n"}, "fill in .env, start the server"),
    Case(STEPS, "fail", "a variable gets a value for the tests", {**EXPRESS, **PORT, "README.md": INSTALL + "```\nPORT_NUMBER=80 npx vitest\n```\n"}, "does not tell how to fill in .env"),
    *(
        Case(STEPS, outcome, f"all but the migrations, by {package}", served(EVERY.replace("npx knex migrate:latest\n", ""), **{"package.json": POSTGRES["package.json"].replace('"knex": "3"', f'"{package}": "1"'), "src/db.js": f"import {{ DataSource, drizzle }} from '{package}';\n"}), "run the migrations")
        for package, outcome in (("typeorm", "unknown"), ("drizzle-orm", "fail"))
    ),
    Case(STEPS, "pass", "variables that a container is handed", served(EVERY.replace("cp .env.example .env\n", "docker run -p 80:80 -e PORT_NUMBER=80 acme/shop\n"))),
    Case(STEPS, "fail", "a page of a site that is a link", {**EXPRESS, "README.md": "# Shop\n", "docs/README.md": Kind.SYMLINK}, "does not tell how to"),
    Case(STEPS, "unknown", "the README is a link", {**EXPRESS, "README.md": Kind.SYMLINK}, "README.md is a symbolic link, which is not followed"),
    Case(STEPS, "unknown", "a source file that may use a service is too large", {**EXPRESS, "package.json": POSTGRES["package.json"], "README.md": INSTALL, "src/db.js": b"//" * (4 * 1024 * 1024 + 1)}, "is a step here is open: src/db.js has 8 MiB"),
    Case(STEPS, "not_applicable", "no backend", {"README.md": INSTALL}, "no backend component"),
)  # fmt: skip
