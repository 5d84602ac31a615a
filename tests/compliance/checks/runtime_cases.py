"""Cases of the checks in `compliance.checks.runtime`."""

from datetime import date

from tests.compliance.repositories import Case, Kind

EXPRESS = {
    "package.json": '{\n  "dependencies": {"express": "^5.0.0"}\n}\n',
    "src/app.js": "const express = require('express');\nconst app = express();\n",
}
FASTAPI = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n',
    "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
}
NODE, PYTHON = "node-version-pinned", "python-version-pinned"

CASES = (
    Case(NODE, "pass", "a living LTS line", {**EXPRESS, ".nvmrc": "22\n"}, "2027-04-30", ((".nvmrc", 1),)),
    Case(NODE, "pass", "the newest LTS by its alias", {**EXPRESS, ".nvmrc": "lts/*\n"}),
    Case(NODE, "pass", "a code name", {**EXPRESS, ".nvmrc": "lts/jod"}, "asks for Node.js lts/jod, and 22 is maintained"),
    Case(NODE, "pass", "a full version", {**EXPRESS, ".nvmrc": "v22.11.0"}),
    Case(NODE, "pass", "the last day of a line", {**EXPRESS, ".nvmrc": "20"}, today=date(2026, 4, 30)),
    Case(NODE, "fail", "the day after", {**EXPRESS, ".nvmrc": "20"}, "ended on 2026-04-30", today=date(2026, 5, 1)),
    Case(NODE, "fail", "a line that never becomes LTS", {**EXPRESS, ".nvmrc": "23"}, "no LTS line"),
    Case(NODE, "fail", "a line that is not LTS yet", {**EXPRESS, ".nvmrc": "26"}, today=date(2026, 10, 27)),
    Case(NODE, "fail", "an alias of no version", {**EXPRESS, ".nvmrc": "node"}, "names no version"),
    Case(NODE, "fail", "nothing", EXPRESS, "no .nvmrc"),
    Case(NODE, "fail", "another file", {**EXPRESS, ".tool-versions": "nodejs 22.1.0\n"}, "asks for .nvmrc", ((".tool-versions", 0),)),
    Case(NODE, "fail", "engines of the workspace's root", {"package.json": '{"workspaces": ["apps/*"], "engines": {"node": "^24.0.0"}}', **{f"apps/api/{path}": text for path, text in EXPRESS.items()}}, "asks for .nvmrc", (("package.json", 1),)),
    Case(NODE, "not_applicable", "Python", FASTAPI, "not a Node.js component"),
    Case(NODE, "not_applicable", "no backend", {"README.md": "# Notes"}, "no backend component"),
    Case(NODE, "unknown", "a line from the future", {**EXPRESS, ".nvmrc": "28"}, "newer than the table"),
    Case(NODE, "unknown", "a link", {**EXPRESS, ".nvmrc": Kind.SYMLINK}, "symbolic link"),
    Case(NODE, "unknown", "no text", {**EXPRESS, ".nvmrc": b"\xff\xfe2"}, "not UTF-8"),
    Case(PYTHON, "pass", "the version file", {**FASTAPI, ".python-version": "3.12.4\n"}, "Python 3.12"),
    Case(PYTHON, "pass", "requires-python", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\nrequires-python = ">=3.9"\ndependencies = ["fastapi"]\n'}, "asks for Python >=3.9, and 3.15 is maintained", evidence=(("pyproject.toml", 3),)),
    Case(PYTHON, "pass", "Poetry's caret", {"main.py": FASTAPI["main.py"], "pyproject.toml": '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\npython = "^3.8"\nfastapi = "*"\n'}),
    Case(PYTHON, "fail", "only versions that have ended", {**FASTAPI, ".python-version": "3.9\n"}, "ended on 2025-10-31"),
    Case(PYTHON, "fail", "nothing", FASTAPI, "no .python-version"),
    Case(PYTHON, "fail", "the name of an environment", {**FASTAPI, ".python-version": "my-env"}, "names no version"),
    Case(PYTHON, "unknown", "a version from the future", {**FASTAPI, ".python-version": "3.19"}, "table"),
    Case(PYTHON, "not_applicable", "Node.js", EXPRESS, "not a Python component"),
)  # fmt: skip
