"""What a failure shows of its places: which first, with which words, and which lines of them."""

from __future__ import annotations

from tests.compliance.checks.markup_cases import django, marked
from tests.compliance.checks.services_cases import python
from tests.compliance.repositories import Files, judge

_ROUTES = """
const express = require('express');
const app = express();
app.get('/health', (req, res) => res.send('ok'));
app.post('/orders', (req, res) => res.json(make(req.body)));
app.get('/orders', (req, res) => res.json(all()));
app.listen(1);
"""


def test_what_answers_data_is_shown_to_be_cached_before_what_answers_none() -> None:
    files = {"package.json": '{"dependencies": {"express": "5"}}', "app.js": _ROUTES}

    found = judge("caching", files)

    assert (found.outcome, [each.line for each in found.evidence]) == ("fail", [6, 4, 5])


def test_a_file_that_each_component_needs_is_named_once() -> None:
    app = {"package.json": '{"dependencies": {"express": "5"}}', "app.js": _ROUTES}
    files = {f"{name}/{path}": text for name in ("shop", "bills") for path, text in app.items()}
    root = {"package.json": '{"workspaces": ["shop", "bills"]}', ".env.example": "PORT=\n"}

    found = judge("env-not-committed", {**files, **root})

    assert found.message == ".gitignore does not ignore .env"


def notes(key: str, files: Files) -> list[tuple[str, int, str]]:
    """The places that a check shows, with what is said at each."""
    return [(each.path, each.line, each.note) for each in judge(key, files).evidence]


def test_each_variable_that_an_example_file_has_to_name_is_named() -> None:
    code = "import os\nPORT = os.getenv('PORT', '80')\nKEY = os.environ[\n    'SIGNING_KEY'\n]\n"

    found = notes("env-example", python("", code))

    assert found == [
        ("app/db.py", 3, "SIGNING_KEY"),
        ("app/db.py", 2, "PORT, which has a default"),
    ]


def test_what_uses_a_database_is_shown_before_its_migrations_and_says_which_it_is() -> None:
    files = {
        "requirements.txt": "django\npsycopg\n",
        "accounts/migrations/0001_initial.py": "from django.db import migrations\n",
        "shop/models.py": "from django.db import models\n",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nDATABASES = {'default': {\n"
        "    'ENGINE': 'django.db.backends.postgresql',\n}}\n",
    }

    found = notes("compose-services", files)

    assert found == [("shop/models.py", 1, "PostgreSQL"), ("shop/settings.py", 3, "PostgreSQL")]


def test_a_path_that_speaks_of_passwords_is_no_password() -> None:
    code = _ROUTES.replace("'/orders'", "'/update-password'")
    files = {"package.json": '{"dependencies": {"express": "5"}}', "app.js": code}

    found = notes("rest-resource-naming", files)

    said = "/update-password (update-password begins with the verb update)"
    assert [note for _, _, note in found] == [said]


def test_the_lines_of_a_call_are_shown_to_the_value_that_it_is_handed() -> None:
    code = "def shown(note):\n    return mark_safe(\n        '<p>{}</p>'.format(note.text)\n    )\n"

    (place,) = judge("output-escaped", marked(code)).evidence

    assert (place.line, place.end_line) == (3, 5)
    assert "format(note.text)" in place.excerpt


def test_a_message_counts_the_places_that_are_shown() -> None:
    line = "<p>{{ order.note|safe }} {{ order.by|safe }}</p>\n"
    template = line * 3

    found = judge("output-escaped", django(template))

    assert found.message == "3 places put a value into HTML as it is, by |safe"
    assert [each.line for each in found.evidence] == [1, 2, 3]


def test_a_step_of_the_set_up_is_shown_by_its_line_in_the_readme() -> None:
    readme = (
        "# Shop\n1. Get it all by `npm ci`, please.\n"
        "2. Or open it in a [dev container](https://example.org).\n"
    )
    files = {
        "package.json": '{"dependencies": {"express": "5"}, "scripts": {"dev": "node app"}}',
        "app.js": _ROUTES,
        "README.md": readme,
        ".devcontainer/devcontainer.json": '{"postCreateCommand": "npm run dev"}',
    }

    install, start = judge("setup-documented", files).evidence

    assert (install.line, install.excerpt) == (2, "1. Get it all by `npm ci`, please.")
    assert (start.line, start.excerpt) == (3, readme.splitlines()[2])
    assert start.note == "opens what runs npm run dev"


def test_a_source_file_that_a_readme_names_starts_nothing() -> None:
    readme = "# Shop\nWhere it looks is in `src/server-dev.ts`; all else is in `bin/dev`.\n"
    files = {
        "package.json": '{"dependencies": {"express": "5"}}',
        "app.js": _ROUTES,
        "bin/dev": "#!/bin/sh\nexec node app.js\n",
        "README.md": readme,
    }

    assert "start the server (README.md)" in judge("setup-documented", files).message
    without = {**files, "README.md": readme.partition(";")[0]}
    assert "start the server (README.md)" not in judge("setup-documented", without).message


def test_the_lines_of_a_variable_go_to_its_name() -> None:
    code = "import os\nKEY = os.environ[\n    'SIGNING_KEY'\n]\nURL = os.environ['URL']\n"
    checked = (
        "import { IsUrl, validateSync } from 'class-validator';\n"
        "import { plainToClass } from 'class-transformer';\nclass Variables {\n"
        "  @IsUrl()\n  MAIL_URL: string;\n}\n"
        "validateSync(plainToClass(Variables, process.env));\n"
    )
    node = {
        "package.json": '{"dependencies": {"express": "5", "class-validator": "1"}}',
        "app.js": _ROUTES,
        "config.ts": checked,
    }

    key, url = judge("env-example", python("", code)).evidence
    (mail,) = judge("env-example", node).evidence

    assert [(each.line, each.end_line) for each in (key, url, mail)] == [(2, 3), (5, 5), (4, 5)]
    assert mail.excerpt == "@IsUrl()\nMAIL_URL: string;"


def test_a_version_of_node_in_another_file_is_shown_by_its_line() -> None:
    manifest = '{\n "dependencies": {"express": "5"},\n "engines": {\n  "node": ">=22"\n }\n}\n'

    (place,) = judge("node-version-pinned", {"package.json": manifest, "app.js": _ROUTES}).evidence

    assert (place.line, place.excerpt) == (4, '"node": ">=22"')


def test_sql_is_shown_from_where_it_is_built() -> None:
    code = (
        "import psycopg\nconnection = psycopg.connect()\n"
        "def found(request):\n    sql = 'SELECT * FROM orders'\n    if request.args:\n"
        "        sql += ' WHERE note = ' + request.args['note']\n"
        "    return connection.execute(\n        sql,\n    ).fetchall()\n"
    )

    (place,) = judge("sql-parameterised", python("psycopg", code)).evidence

    assert (place.line, place.end_line) == (4, 9)
    assert "' WHERE note = ' + request.args['note']" in place.excerpt


def test_a_route_is_shown_to_the_end_of_what_declares_it() -> None:
    code = _ROUTES.replace(
        "app.get('/orders', (req, res) => res.json(all()));",
        "app.get(\n  '/orders', // all of them\n  ask('(everybody'),\n"
        "  (req, res) => res.json(all()),\n);",
    )
    files = {"package.json": '{"dependencies": {"express": "5"}}', "app.js": code}

    place, health, _ = judge("caching", files).evidence

    assert [(each.line, each.end_line) for each in (place, health)] == [(6, 10), (4, 4)]
    assert "'/orders'" in place.excerpt


def test_a_script_is_shown_as_it_is_written() -> None:
    manifest = (
        '{\n "dependencies": {"express": "5"},\n "scripts": {\n  "start:dev": "node ."\n }\n}\n'
    )

    (place,) = judge("dev-command", {"package.json": manifest, "app.js": _ROUTES}).evidence

    assert (place.line, place.excerpt) == (4, '"start:dev": "node ."')
