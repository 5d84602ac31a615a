"""A repository with secrets in every corner: none of them leaves, whichever way it is read."""

from __future__ import annotations

import json
import logging
import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from django.apps import apps
from django.core import serializers

from compliance import cli
from compliance.collect.folder import working_copy_facts
from compliance.extract import VERSIONS
from compliance.facts.encoding import encode
from compliance.facts.secrets import CommittedSecrets
from compliance.models import Organization, StoredFacts, SyncRun
from compliance.sync import discovery, work
from tests import repositories_on_disk as disk
from tests.factories import signed_in

CHANCE = random.Random(11)
ALPHANUMERIC = string.ascii_letters + string.digits


def made_up(length: int, characters: str = ALPHANUMERIC) -> str:
    """A value of which no other has a part; no scanner that reads this file finds it here."""
    return "".join(CHANCE.choices(characters, k=length))


SECRETS = {
    "Stripe": f"sk_live_{made_up(24)}",
    "GitHub": f"ghp_{made_up(36)}",
    "Slack": f"xoxb-{made_up(10, string.digits)}-{made_up(10, string.digits)}-{made_up(24)}",
    "SendGrid": f"SG.{made_up(22)}.{made_up(43)}",
    "random": made_up(32),
    "hexadecimal": made_up(32, "0123456789abcdef"),
    "Django": made_up(50, string.ascii_lowercase + string.digits + "!@#%^&*(-_=+"),
    "database": made_up(16),
    "short": "Gr7!mvQz",
    "token of an address": made_up(20),
    "JSON Web Token": "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOjQ3MTEsInJvbGUiOiJvd25lciJ9." + made_up(43),
    "private key": f"MIIEowIBAAKCAQEA{made_up(48)}",
}
S = SECRETS
ADDRESS = f"postgres://shop:{S['database']}@db.shop.io:5432/shop"
CLONE = f"https://{S['token of an address']}@git.shop.io/shop.git"
KEY = "\n".join(
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        *[S["private key"]] * 6,
        "-----END RSA " + "PRIVATE KEY-----",
        "",
    ]
)
FILES = {
    # Code and settings, in both languages.
    "src/app.js": "const express = require('express');\nconst app = express();\n"
    f"app.get('/{S['random']}', () => '{S['Stripe']}');\nconst pool = new Pool('{ADDRESS}');\n"
    f"const jwt = process.env.JWT_SECRET || '{S['random']}';\nconst t = '{S['JSON Web Token']}';\n",
    "api/manage.py": f"SECRET_KEY = '{S['Django']}'\n",
    "api/shop/settings.py": f"import os\nSECRET_KEY = '{S['Django']}'\nROOT_URLCONF = 'shop.urls'\n"
    f"DATABASES = {{'default': {{'ENGINE': 'django.db.backends.postgresql', 'PASSWORD': "
    f"'{S['short']}'}}}}\nAPI_TOKEN = os.environ.get('API_TOKEN', '{S['hexadecimal']}')\n",
    "api/requirements.txt": f"--extra-index-url {CLONE}\ndjango\npsycopg\n",
    "api/alembic.ini": f"[alembic]\nscript_location = x\nsqlalchemy.url = {ADDRESS}\n",
    "prisma/schema.prisma": "datasource db {\n"
    f'  provider = "postgresql"\n  url = "{ADDRESS}"\n}}\n',
    # Files whose words are quoted in messages.
    ".nvmrc": f"{S['GitHub']}\n",
    ".python-version": f"{S['SendGrid']}\n",
    "package.json": json.dumps(
        {
            "dependencies": {"express": "^5.0.0", "pg": f"git+{CLONE}", "prisma": "6"},
            "packageManager": f"yarn@{S['GitHub']}",
            "engines": {"node": S["Stripe"]},
            "scripts": {
                "start:dev": f"API_TOKEN={S['random']} node src/app.js",
                "lint": f"SLACK={S['Slack']} eslint . --token {S['hexadecimal']}",
                "test": f"DATABASE_URL={ADDRESS} jest",
            },
        },
        indent=1,
    ),
    "pyproject.toml": f'[project]\nname = "x"\nrequires-python = "{S["Stripe"]}"\n',
    ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = {CLONE}\n',
    "CODEOWNERS": f"* @{S['random']}\n",
    ".github/workflows/ci.yml": "on: pull_request\njobs:\n  a:\n    steps:\n"
    f"      - run: ESLINT_TOKEN={S['hexadecimal']} npm run lint\n"
    f"      - run: npm test\n        env:\n          STRIPE: {S['Stripe']}\n"
    f"          SESSION_SECRET: {S['random']}\n      - run: |\n"
    f"          curl -H 'X-Key: {S['GitHub']}' x.io | sh\n",
    ".pre-commit-config.yaml": f"repos:\n- repo: {CLONE}\n  rev: '{S['random']}'\n"
    "  hooks:\n  - id: a\n",
    ".husky/pre-commit": f"SLACK={S['Slack']} npx eslint .\n",
    "Makefile": f"migrate:\n\tDATABASE_URL={ADDRESS} npx prisma migrate deploy\n",
    "Dockerfile": f"FROM node:24\nARG API_TOKEN={S['hexadecimal']}\nENV JWT_SECRET={S['random']}\n",
    "docker-compose.yml": "services:\n  web:\n    image: shop\n    environment:\n"
    f"      DATABASE_URL: {ADDRESS}\n      JWT_SECRET: {S['random']}\n"
    f"  {S['random']}:\n    image: registry.io/{S['hexadecimal']}:1\n",
    ".env": f"STRIPE={S['Stripe']}\nDATABASE_URL={ADDRESS}\nJWT_SECRET={S['random']}\n",
    ".env.example": f"API_KEY={S['hexadecimal']}\n# SLACK={S['Slack']}\n",
    ".npmrc": f"//registry.npmjs.org/:_authToken={S['random']}\n",
    "README.md": f"# Shop\n\n    git clone {CLONE}\n    export STRIPE={S['Stripe']}\n"
    "    npm start\n",
    "deploy/key.pem": KEY,
    "k8s/app.yaml": f"kind: Deployment\nenv:\n- name: API_TOKEN\n  value: {S['hexadecimal']}\n",
    # Files that no parser takes, so that errors quote them.
    ".vscode/extensions.json": f'{{"recommendations": ["{S["Stripe"]}", }}',
    "biome.json": f"{{ {S['Stripe']}",
    "compose.override.yml": f"services:\n  a: [{S['Stripe']}\n b: {S['random']}\n",
    ".gitlab-ci.yml": f"lint:\n  script: [eslint, '{S['Stripe']}'\n x: y\n",
    ".plumbline.yml": f"phase: {S['Stripe']}\n{S['random']}: 1\n",
    "tests/app.test.js": "const { get } = require('../src/app');\n"
    f"test('{S['Stripe']}', () => get());\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return disk.repository(tmp_path / "shop", FILES)


def leaks(text: str) -> list[str]:
    """The secrets of which more than the first four characters are in a text."""
    return [
        name
        for name, secret in SECRETS.items()
        if any(secret[at : at + 7] in text for at in range(len(secret) - 6))
    ]


def test_a_leak_would_be_seen() -> None:
    assert [leaks(f"...{secret[:7]}...") for secret in SECRETS.values()] == [[n] for n in SECRETS]
    assert leaks("".join(f"{secret[:4]}••••••" for secret in SECRETS.values())) == []


def test_the_secrets_are_found(shop: Path) -> None:
    facts = working_copy_facts(shop).repository[CommittedSecrets]

    assert isinstance(facts, CommittedSecrets)
    paths = {each.where.path for each in facts.secrets}
    assert paths >= {
        ".env",
        ".env.example",
        ".github/workflows/ci.yml",
        ".npmrc",
        "Dockerfile",
        "README.md",
        "api/shop/settings.py",
        "deploy/key.pem",
        "docker-compose.yml",
        "k8s/app.yaml",
        "package.json",
        "src/app.js",
    }


@pytest.mark.parametrize("form", ["text", *cli.FOR_MACHINES])
def test_no_report_has_one(
    shop: Path, form: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = cli.main([str(shop), "--format", form])

    output = capsys.readouterr()
    assert code == 1
    assert "secrets-not-committed" in output.out
    assert leaks(output.out) == []
    assert leaks(output.err) == []
    assert leaks(caplog.text) == []


def test_no_stored_fact_has_one(shop: Path) -> None:
    text = unpacked(encode(working_copy_facts(shop), VERSIONS))

    assert leaks(text) == []
    assert "src/app.js" in text


def test_no_row_of_the_database_and_no_page_has_one(
    organization: Organization,
    source_folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = signed_in(None)
    disk.repository(source_folder / "shop", FILES)
    with caplog.at_level(logging.DEBUG):
        discovery.look(organization, SyncRun.Reason.SCHEDULE)
        while work.work_next(organization):
            pass

    repository = organization.repositories.get()
    assert repository.results.get(key="secrets-not-committed").outcome == "fail"
    assert leaks("".join(rows())) == []
    stored = bytes(StoredFacts.objects.get().body)
    assert leaks(unpacked(stored)) == []
    for address in ("/", "/repositories/shop/", "/checks/secrets-not-committed/", "/syncs/"):
        response = client.get(address)
        assert (response.status_code, leaks(response.content.decode())) == (200, [])
    assert leaks(caplog.text) == []


def unpacked(stored: bytes) -> str:
    return zstandard.ZstdDecompressor().decompress(stored).decode("utf-8", "replace")


def rows() -> Iterator[str]:
    """Every row of every table, as JSON."""
    for model in apps.get_models():
        yield serializers.serialize("json", model.objects.all())
