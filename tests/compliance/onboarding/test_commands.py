"""What a newcomer is given to paste, for the repository that they are assigned to."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from compliance.onboarding.commands import Commands, commands, needs_met
from compliance.protocol import Need
from tests.compliance.repositories import facts_of

URL = "https://github.com/acme/orders"
EXPRESS = "const express = require('express');\nconst app = express();\napp.listen(3000);\n"


def told(files: Mapping[str, str], url: str = URL) -> Commands:
    return commands(facts_of(files), url)


def test_a_node_repository() -> None:
    found = told(
        {
            "package.json": '{"dependencies": {"express": "5", "pg": "8", "prisma": "6"},'
            ' "scripts":'
            ' {"dev": "node app.js", "db:migrate": "prisma migrate dev"},'
            ' "packageManager": "pnpm@10.0.0"}',
            "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
            "app.js": EXPRESS + "const { Pool } = require('pg');\nnew Pool();\n",
            ".nvmrc": "24\n",
            ".env.example": "DATABASE_URL=\n",
            "compose.yaml": "services:\n  db:\n    image: postgres:18\n",
            ".vscode/extensions.json": '{"recommendations": ["biomejs.biome"]}',
        }
    )

    assert found == {
        "clone": ("git clone --recurse-submodules https://github.com/acme/orders", "cd orders"),
        "runtime": ("nvm install",),
        "package-manager": ("corepack enable pnpm",),
        "docker": ("docker version",),
        "editor-extensions": ("code --install-extension biomejs.biome",),
        "dependencies": ("pnpm install",),
        "env-file": ("cp .env.example .env",),
        "services": ("docker compose up -d",),
        "migrations": ("pnpm db:migrate",),
        "dev-server": ("pnpm dev",),
    }


def test_a_django_repository_with_poetry_in_a_folder() -> None:
    found = told(
        {
            "api/pyproject.toml": '[tool.poetry]\nname = "api"\n[tool.poetry.dependencies]\n'
            'python = "^3.12"\ndjango = "^5.2"\npsycopg = "^3.2"\n',
            "api/poetry.lock": "",
            "api/.python-version": "3.12\n",
            "api/manage.py": "import django\nfrom django.core.management import"
            " execute_from_command_line\nexecute_from_command_line()\n",
            "api/shop/models.py": "from django.db import models\n\n\nclass Order(models.Model):\n"
            "    pass\n",
            "api/shop/migrations/0001_initial.py": "from django.db import migrations\n",
            "api/wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
            "application = get_wsgi_application()\n",
            "api/settings.py": "DATABASES = {'default': {'ENGINE':"
            " 'django.db.backends.postgresql'}}\n",
            "infra/compose.yaml": "services:\n  db:\n    image: postgres:18\n",
        }
    )

    assert found["runtime"] == ("(cd api && pyenv install --skip-existing)",)
    assert found["package-manager"] == ("pipx install poetry",)
    assert found["dependencies"] == ("(cd api && poetry install)",)
    assert found["migrations"] == ("(cd api && poetry run python manage.py migrate)",)
    assert found["dev-server"] == ("(cd api && poetry run python manage.py runserver)",)


def test_what_a_repository_does_not_have_is_not_needed() -> None:
    bare = facts_of({"package.json": '{"dependencies": {"express": "5"}}', "app.js": EXPRESS})

    assert needs_met(bare) == {Need.REPOSITORY}


def test_what_is_not_known_is_not_missing() -> None:
    nothing = facts_of({"README.md": "# Nothing\n"})

    assert needs_met(nothing) == frozenset(Need)
    assert commands(nothing, "") == {}


NAMES = st.text(st.sampled_from(" ;|&$`'\"\\<>(){}*?!#~-\n\tabc/."), min_size=1, max_size=8).filter(
    lambda name: name.strip("./ \n\t") and not name.startswith("/")
)


@given(NAMES, NAMES)
def test_nothing_of_a_repository_means_anything_to_a_shell(folder: str, script: str) -> None:
    package = '{"dependencies": {"express": "5"}, "scripts": {"dev": "x"}}'
    found = told(
        {
            f"{folder}/package.json": package,
            f"{folder}/app.js": EXPRESS,
            f"{folder}/{script}.env.example": "A=\n",
            f"{folder}/compose-{script}.yaml": "services:\n  db:\n    image: postgres\n",
            ".vscode/extensions.json": '{"recommendations": ["' + "a.b;touch x" + '"]}',
        },
        f"https://github.com/acme/{script}",
    )

    for line in (line for lines in found.values() for line in lines):
        inside = line.removeprefix("(").removesuffix(")").replace(" && ", " ")
        assert not set(inside) & set(";|&$`'\"\\<>(){}*?!#~\n\t"), line


def test_every_line_is_one_that_a_shell_can_read() -> None:
    found = told(
        {
            "a/package.json": '{"dependencies": {"express": "5"}, "scripts": {"start": "x"}}',
            "a/app.js": EXPRESS,
            "b/requirements.txt": "flask\n",
            "b/app.py": "from flask import Flask\napp = Flask(__name__)\n",
        }
    )

    text = "\n".join(line for lines in found.values() for line in lines)
    assert subprocess.run(["sh", "-n"], input=text.encode(), check=False).returncode == 0
