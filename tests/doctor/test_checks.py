"""Each item of the doctor with each of its outcomes, on laptops made up for it.

macOS and Windows are made up too: what their programs say is given, and so is the platform. Nothing
here shows that the doctor runs there.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from integrations.doctor import doctor
from integrations.doctor.doctor import Finding
from tests.doctor.laptops import Desk, docker
from tests.doctor.looking import look, manifest

# Checkout


def test_submodules(desk: Desk) -> None:
    desk.write({".gitmodules": '[submodule "a"]\n\tpath = libs/a\n[submodule "b"]\n\tpath = b\n'})
    assert look(desk, "clone").reason == "submodules-unsure"
    (desk.checkout / "libs" / "a").mkdir(parents=True)
    found = look(desk, "clone")
    assert (found.reason, found.count) == ("submodules-missing", 1)
    assert found.fix == ("git submodule update --init --recursive",)
    desk.write({"libs/a/.git": "gitdir: ../x", "b/.git": "gitdir: ../x"})
    assert look(desk, "clone").outcome == "pass"


def test_a_submodule_that_git_is_told_to_leave_does_not_count(desk: Desk) -> None:
    desk.write({".gitmodules": '[submodule "a"]\npath = a\nupdate = none\n'})
    (desk.checkout / "a").mkdir()

    assert look(desk, "clone").outcome == "pass"


@pytest.mark.parametrize("path", ["../other", "/etc", '"quoted"', "a/../../b"])
def test_a_submodule_elsewhere_is_not_followed(desk: Desk, path: str) -> None:
    desk.write({".gitmodules": f'[submodule "a"]\npath = {path}\n'})

    with pytest.raises(doctor.Unreadable):
        look(desk, "clone")


# Environment file


@pytest.mark.parametrize(
    ("files", "reason", "names"),
    [
        ({}, "no-example", ()),
        ({".env.example": "# A=1\n"}, "none-needed", ()),
        ({".env.example": "A=1\nB=\n"}, "file-missing", ()),
        ({".env.example": "A=1\nB=\n", ".env": "A=1\nB=''\nC=2\n"}, "names-missing", ("B",)),
        ({".env.example": "A=1\nB=\n", ".env": "A=1\n", ".env.local": "B=2\n"}, "complete", ()),
        ({".env.sample": "A=1\n", ".env": "A=2\n"}, "complete", ()),
        ({".env.example": "A=1\n", ".env": "A=1\noops\n"}, "unreadable", ()),
    ],
)
def test_env_file(desk: Desk, files: dict[str, str], reason: str, names: tuple[str, ...]) -> None:
    desk.write(files)

    found = look(desk, "env-file")
    assert (found.reason, found.names) == (reason, names)


def test_the_copy_is_the_systems(desk: Desk) -> None:
    desk.write({".env.example": "A=1\n"})

    assert look(desk, "env-file").fix == ("cp .env.example .env",)
    assert look(desk, "env-file", "win32").fix == ("Copy-Item .env.example .env",)


# Services


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("Up 2 minutes", "running"), ("Exited (0) 3 hours ago", "running"),
        ("Exited (137) 3 hours ago", "not-running"), ("Created", "not-running"),
    ],
)  # fmt: skip
def test_services_by_what_docker_says(desk: Desk, status: str, reason: str) -> None:
    desk.write({"compose.yaml": "services:\n  db:\n    image: postgres:17\n"})
    desk.program("docker", docker(desk, "db", status))

    assert look(desk, "services").reason == reason


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "no-compose-file"),
        ({"docker-compose.dev.yml": ""}, "not-told"),
        ({"compose.yaml": "volumes:\n  x: {}\n"}, "no-services"),
        ({"compose.yaml": "services:\n  a:\n    profiles: [x]\n"}, "no-services"),
        ({"compose.yaml": "services:\n  a:\n    image: x\n"}, "not-told"),
        ({"compose.yaml": "services: *x\n"}, "unreadable"),
        ({"compose.yaml": "services: {}\n", ".env": "COMPOSE_FILE=x.yml\n"}, "unreadable"),
    ],
)
def test_services(desk: Desk, files: dict[str, str], reason: str) -> None:
    desk.write(files)

    assert look(desk, "services").reason == reason


# Migrations, as the tools answer


@pytest.mark.parametrize(
    ("tool", "code", "said", "pending"),
    [
        ("Django", 0, "[X]  a.0001\n[ ]  a.0002\n[ ]  b.0001\n", 2),
        ("Django", 0, "[X]  a.0001\n", 0),
        ("Django", 1, "Traceback\n[ ]  a.0001\n", None),
        ("Alembic", 0, "INFO  [alembic] Context\nae1027a6acf (head)\n", 0),
        ("Alembic", 0, "ae1027a6acf\n", -1),
        ("Alembic", 0, "", -1),
        ("Alembic", 1, "", None),
        ("Prisma", 0, "Database schema is up to date!\n", 0),
        ("Prisma", 1, "Following migration have not yet been applied:\n2024_x\n", -1),
        ("Prisma", 1, "P1001: Can't reach database server\n", None),
    ],
)
def test_what_tools_say_of_migrations(tool: str, code: int, said: str, pending: int | None) -> None:
    assert doctor._READ_STATUS[tool](doctor.Answer("answered", code, said)) == pending


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"alembic.ini": "", ".venv/pyvenv.cfg": ""}, ".venv/bin/python -m alembic current"),
        ({"prisma/migrations/a/migration.sql": "", "node_modules/.bin/prisma": ""},
         "node_modules/.bin/prisma migrate status"),
    ],
)  # fmt: skip
def test_the_command_is_shown_and_not_run(desk: Desk, files: dict[str, str], command: str) -> None:
    desk.write({"pyproject.toml": "", **files})

    found = look(desk, "migrations")
    assert (found.reason, found.fix) == ("not-run", (command,))


@pytest.mark.parametrize("tool", ["knex", "typeorm", "sequelize-cli", "drizzle-kit"])
def test_a_status_that_may_change_something_is_never_asked_for(desk: Desk, tool: str) -> None:
    desk.write({**manifest(dependencies={tool: "1"}), f"node_modules/.bin/{tool}": ""})

    found = look(desk, "migrations", may_run=True)
    assert (found.reason, len(found.fix)) == ("no-command", 1)


# Development server


@pytest.mark.parametrize(
    ("files", "reason", "start"),
    [
        (manifest(scripts={"dev": "next dev -p 12"}), "nothing-answers", "npm run dev"),
        (manifest(scripts={"dev": "vite --port 10"}), "nothing-answers", "npm run dev"),
        (manifest(scripts={"dev": "node main.js"}), "port-unknown", "npm run dev"),
        ({**manifest(scripts={"start": "node main.js"}), ".env": "PORT=11\n"}, "nothing-answers",
         "npm run start"),
        (manifest(scripts={"test": "x"}), "no-server", ""),
    ],
)  # fmt: skip
def test_development_server(desk: Desk, files: dict[str, str], reason: str, start: str) -> None:
    desk.write(files)

    found = look(desk, "dev-server")
    assert (found.reason, found.fix[0] if found.fix else "") == (reason, start)
    assert "11" not in found.says


def test_parts_of_a_repository(desk: Desk) -> None:
    desk.write(
        {
            "package.json": "{}", "api/pyproject.toml": "", "web/package.json": "{}",
            "own/package.json": "{}", "own/yarn.lock": "", "docs/requirements.txt": "",
            ".hidden/setup.py": "", "src/x.py": "",
        }
    )  # fmt: skip

    assert [(each.folder, each.node, each.python) for each in desk.laptop().parts] == [
        ("", True, False), ("api", False, True), ("own", True, False),
    ]  # fmt: skip


def test_a_gap_of_a_part_changes_into_its_folder(desk: Desk) -> None:
    desk.write({"web app/package.json": '{"dependencies": {"a": "1"}}', "web app/yarn.lock": ""})

    found = look(desk, "dependencies")
    assert (found.part, found.fix) == ("web app", ("cd 'web app' && yarn install",))


def test_an_item_is_as_bad_as_its_worst_finding() -> None:
    fine = Finding("pass", "answers", "")
    worse = replace(fine, outcome="unknown")
    worst = replace(fine, outcome="fail")

    assert doctor.Item("x", (fine, worse)).outcome == "unknown"
    assert doctor.Item("x", (fine, worst, worse)).outcome == "fail"
