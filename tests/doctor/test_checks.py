"""Each item of the doctor with each of its outcomes, on laptops made up for it.

macOS and Windows are made up too: what their programs say is given, and so is the platform. Nothing
here shows that the doctor runs there.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from integrations.doctor import doctor
from integrations.doctor.doctor import Finding
from tests.doctor.laptops import Desk, docker, node_checkout, python_checkout


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, found
    return found[0]


def look(desk: Desk, item: str, platform: str = "linux", **given: Any) -> Finding:
    return only(doctor.CHECKS[item](desk.laptop(platform, **given)))


def manifest(**fields: Any) -> dict[str, str]:
    return {"package.json": json.dumps(fields)}


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


# Runtime


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({".nvmrc": "20"}, "satisfies"),
        ({".node-version": "v20.11.1"}, "satisfies"),
        ({".tool-versions": "python 3.12\nnodejs 20.11.1 # ours\n"}, "satisfies"),
        ({"mise.toml": '[tools]\nnode = ["20", "18"]\n'}, "satisfies"),
        (manifest(volta={"node": "20.11.1"}), "satisfies"),
        (manifest(engines={"node": "^18 || ^20"}), "satisfies"),
        (manifest(devEngines={"runtime": {"name": "node", "version": "20"}}), "satisfies"),
        (manifest(), "unpinned"),
        ({".nvmrc": "22"}, "differs"),
        ({".nvmrc": "20", **manifest(engines={"node": ">=22"})}, "differs"),
        ({".nvmrc": "whatever"}, "pin-unreadable"),
        ({"mise.toml": "[tools\n"}, "unreadable"),
    ],
)
def test_node(desk: Desk, files: dict[str, str], reason: str) -> None:
    desk.write({"package.json": "{}", **files})
    desk.program("node", "echo v20.11.1")

    found = look(desk, "runtime")
    assert found.reason == reason
    assert found.found == ("" if reason == "unreadable" else "20.11.1")


def test_a_shim_chooses_in_the_checkout(desk: Desk) -> None:
    """A shim says another version outside of the checkout than it would in it."""
    desk.write({"package.json": "{}", ".tool-versions": "nodejs 20.11.1\n"})
    shims = desk.home / ".asdf" / "shims"
    desk.program("node", "echo v16.0.0", folder=shims)
    desk.environ["PATH"] = str(shims)
    missing = look(desk, "runtime")
    (desk.home / ".asdf" / "installs" / "nodejs" / "20.11.1").mkdir(parents=True)
    found = look(desk, "runtime")

    assert (missing.reason, missing.fix) == ("not-installed", ("asdf install nodejs 20.11.1",))
    assert (found.reason, found.found) == ("satisfies", "20.11.1")


@pytest.mark.parametrize(
    ("platform", "programs", "folder", "fix"),
    [
        ("linux", (), ".nvm", ("nvm install",)),
        ("linux", ("fnm",), "", ("fnm install 22", "fnm use 22")),
        ("linux", ("volta",), "", ("volta install node@22",)),
        ("linux", ("mise",), "", ("mise install",)),
        ("linux", (), "", ()),
        ("darwin", ("brew",), "", ("brew install node@22",)),
        ("darwin", (), "", ()),
        ("win32", (), "", ("winget install OpenJS.NodeJS.LTS",)),
    ],
)
def test_how_to_get_node(
    desk: Desk, platform: str, programs: tuple[str, ...], folder: str, fix: tuple[str, ...]
) -> None:
    desk.write({"package.json": "{}", ".nvmrc": "22\n"})
    for name in programs:
        desk.program(name, "exit 1")
    if folder:
        (desk.home / folder).mkdir()

    found = look(desk, "runtime", platform)
    assert (found.reason, found.fix) == ("missing", fix)
    assert bool(found.advice) is not bool(fix)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({".python-version": "3.12"}, "satisfies"),
        ({".python-version": "3.11.2\n"}, "environment-differs"),
        ({".python-version": "shop-env\n"}, "pin-unreadable"),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.10,<3.13"\n'}, "satisfies"),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.12"\n'}, "satisfies"),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "~3.11"\n'},
            "environment-differs",
        ),
        ({"Pipfile": '[requires]\npython_version = "3.12"\n'}, "satisfies"),
        ({"runtime.txt": "python-3.12.7\n", "requirements.txt": ""}, "satisfies"),
        ({"requirements.txt": ""}, "unpinned"),
    ],
)
def test_python_of_the_environment(desk: Desk, files: dict[str, str], reason: str) -> None:
    desk.write({".venv/pyvenv.cfg": "version_info = 3.12.7.final.0\n", "setup.py": "", **files})

    found = look(desk, "runtime")
    assert (found.reason, found.found) == (reason, "3.12.7")


@pytest.mark.parametrize(
    ("platform", "programs", "fix"),
    [
        ("linux", ("pyenv",), ("pyenv install 3.99",)),
        ("linux", ("uv",), ("uv python install 3.99",)),
        ("linux", (), ()),
        ("darwin", ("brew",), ("brew install python@3.99",)),
        ("win32", (), ("winget install Python.Python.3.99",)),
    ],
)
def test_how_to_get_python(
    desk: Desk, platform: str, programs: tuple[str, ...], fix: tuple[str, ...]
) -> None:
    desk.write({"setup.py": "", ".python-version": "3.99\n"})
    for name in programs:
        desk.program(name, "exit 1")

    found = look(desk, "runtime", platform)
    assert (found.reason, found.fix) == ("differs", fix)


def test_any_python_of_the_laptop_will_do(desk: Desk) -> None:
    desk.write({"setup.py": "", ".python-version": "3.99\n"})
    desk.program("py", "echo ' -V:3.99 *        Python 3.99 (64-bit)'")

    assert look(desk, "runtime").reason == "differs"
    assert look(desk, "runtime", "win32").reason == "satisfies"
    (desk.home / ".pyenv" / "versions" / "3.99.1").mkdir(parents=True)
    assert look(desk, "runtime").found == "3.99.1"


# Package manager


@pytest.mark.parametrize(
    ("files", "said", "reason"),
    [
        (manifest(packageManager="pnpm@9.12.0+sha512.aa"), "9.1.0", "answers"),
        (manifest(packageManager="pnpm@9.12.0"), "8.1.0", "differs"),
        (manifest(packageManager="pnpm@9.12.0"), "10.1.0", "answers"),
        (manifest(packageManager="pnpm@9.12.0"), "what?", "no-answer"),
        (manifest(devEngines={"packageManager": {"name": "pnpm"}}), "9.1.0", "answers"),
        ({"pnpm-lock.yaml": ""}, "9.1.0", "answers"),
        ({"pnpm-lock.yaml": "", "yarn.lock": ""}, "9.1.0", "unreadable"),
        (manifest(packageManager="cnpm@9"), "9.1.0", "unreadable"),
        ({"yarn.lock": ""}, "9.1.0", "missing"),
    ],
)
def test_node_package_manager(desk: Desk, files: dict[str, str], said: str, reason: str) -> None:
    desk.write({"package.json": "{}", **files})
    desk.program("pnpm", f"echo {said}")

    assert look(desk, "package-manager").reason == reason


def test_corepack_is_not_asked_since_it_would_download(desk: Desk) -> None:
    desk.write(manifest(packageManager="pnpm@9.12.0"))
    shim = desk.folder / "lib" / "corepack" / "dist"
    desk.program("pnpm.js", f": > {desk.folder}/ran", folder=shim)
    (desk.programs / "pnpm").symlink_to(shim / "pnpm.js")

    assert look(desk, "package-manager").says == (
        "pnpm comes by Corepack, which packageManager in package.json names"
    )
    assert not (desk.folder / "ran").exists()


@pytest.mark.parametrize(
    ("files", "program", "reason"),
    [
        ({"poetry.lock": ""}, "poetry", "answers"),
        ({"pyproject.toml": "[tool.poetry]\n"}, "poetry", "answers"),
        ({"uv.lock": ""}, "poetry", "missing"),
        ({"Pipfile": ""}, "pipenv", "answers"),
        ({"requirements.txt": ""}, "python3", "answers"),
        ({"requirements.txt": ""}, "poetry", "missing"),
    ],
)
def test_python_package_manager(
    desk: Desk, files: dict[str, str], program: str, reason: str
) -> None:
    desk.write({"pyproject.toml": "", **files})
    desk.program(program, "echo Poetry 'version 1.8.3'")

    assert look(desk, "package-manager").reason == reason


# Docker, as it answers on the three systems


@pytest.mark.parametrize(
    ("platform", "said", "reason", "fix"),
    [
        ("darwin", "Cannot connect to the Docker daemon at unix:///Users/x/.docker/docker.sock.",
         "stopped", ("open -a Docker",)),
        ("win32", "error during connect: open //./pipe/docker_engine: there is no such file.",
         "stopped",
         ('Start-Process "$Env:ProgramFiles\\Docker\\Docker\\Docker Desktop.exe"',)),
        ("linux", "failed to connect to the docker API at unix:///var/run/docker.sock", "stopped",
         ("sudo systemctl start docker",)),
        ("linux", "something new", "no-answer", ("sudo systemctl start docker",)),
    ],
)  # fmt: skip
def test_docker(desk: Desk, platform: str, said: str, reason: str, fix: tuple[str, ...]) -> None:
    desk.write({"compose.yaml": "services: {}\n"})
    (desk.folder / "said").write_text(said)
    desk.program("docker", f'while read line; do echo "$line"; done < {desk.folder}/said; exit 1')
    (desk.folder / "said").write_text(f"{said}\n")

    found = look(desk, "docker", platform)
    assert (found.reason, found.fix) == (reason, fix)


@pytest.mark.parametrize(
    ("platform", "fix"),
    [("darwin", ("brew install --cask docker",)), ("linux", ()),
     ("win32", ("winget install Docker.DockerDesktop",))],
)  # fmt: skip
def test_no_docker(desk: Desk, platform: str, fix: tuple[str, ...]) -> None:
    desk.write({"compose.yaml": "services: {}\n"})
    found = look(desk, "docker", platform)
    assert (found.reason, found.fix) == ("missing", fix)
    assert found.advice.startswith("Install Docker: https://")

    desk.program("podman", "exit 0")
    assert look(desk, "docker", platform).reason == "other-engine"


# Dependencies


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (manifest(), "none-needed"),
        (manifest(dependencies={"a": "1"}), "nothing-installed"),
        ({**manifest(dependencies={"a": "1"}), "node_modules/b/package.json": "{}"}, "missing"),
        ({**manifest(devDependencies={"@s/a": "^1.2"}),
          "node_modules/@s/a/package.json": '{"version": "1.3.0"}'}, "installed"),
        ({**manifest(devDependencies={"@s/a": "^1.2"}),
          "node_modules/@s/a/package.json": '{"version": "1.1.0"}'}, "differ"),
        ({**manifest(dependencies={"a": "workspace:*"}),
          "node_modules/a/package.json": '{"version": "1.1.0"}'}, "installed"),
        ({**manifest(dependencies={"a": "1"}), ".pnp.cjs": ""}, "not-compared"),
    ],
)  # fmt: skip
def test_node_dependencies(desk: Desk, files: dict[str, str], reason: str) -> None:
    desk.write(files)

    assert look(desk, "dependencies").reason == reason


@pytest.mark.parametrize(
    ("installed", "differing"),
    [
        ({"node_modules/a": {"version": "1.0.0"}}, 1),
        ({"node_modules/a": {"version": "1.0.1"}}, 0),
        ({}, 1),
    ],
)
def test_npms_lockfile_is_compared_with_its_own_record(
    desk: Desk, installed: dict[str, Any], differing: int
) -> None:
    locked = {
        "": {"name": "shop"}, "node_modules/a": {"version": "1.0.1"}, "libs/b": {"version": "1"},
        "node_modules/b": {"link": True}, "node_modules/c": {"version": "1", "optional": True},
    }  # fmt: skip
    desk.write(
        {
            **manifest(dependencies={"a": "^1"}),
            "package-lock.json": json.dumps({"packages": locked}),
            "node_modules/a/package.json": '{"version": "1.0.0"}',
            "node_modules/.package-lock.json": json.dumps({"packages": installed}),
        }
    )

    found = look(desk, "dependencies")
    assert (found.count if found.outcome == "fail" else 0) == differing


def test_pnpms_lockfile_is_compared_with_its_own_record(desk: Desk) -> None:
    node_checkout(desk)
    lock = "lockfileVersion: '9.0'\n"
    desk.write({"pnpm-lock.yaml": lock, "node_modules/.pnpm/lock.yaml": lock})
    assert "as pnpm-lock.yaml says" in look(desk, "dependencies").says
    desk.write({"node_modules/.pnpm/lock.yaml": lock + "x: 1\n"})
    assert "as pnpm-lock.yaml" not in look(desk, "dependencies").says


def test_python_dependencies(desk: Desk) -> None:
    python_checkout(desk)
    assert look(desk, "dependencies").reason == "installed"
    desk.write({"uv.lock": '[[package]]\nname = "django"\nversion = "5.2"\n'})
    assert look(desk, "dependencies").reason == "differ"
    (desk.checkout / ".venv/lib/python3.12/site-packages/Django-5.1.3.dist-info").rmdir()
    found = look(desk, "dependencies")
    assert (found.reason, found.count, found.fix) == ("missing", 1, ("uv sync",))
    (desk.checkout / ".venv" / "pyvenv.cfg").unlink()
    assert look(desk, "dependencies").reason == "nothing-installed"


def test_requirements_without_an_environment_are_looked_for_where_python_has_them(
    desk: Desk,
) -> None:
    text = (
        "-r other.txt\nDjango==5.1.3 \\\n    --hash=sha256:aa\nwin; sys_platform == 'win32'\n./x\n"
    )
    desk.write({"requirements.txt": text})
    assert look(desk, "dependencies").reason == "not-compared"
    desk.program("python3", "echo Django 5.1.3")
    assert look(desk, "dependencies").reason == "installed"
    desk.program("python3", "echo Django 5.1.4")
    assert look(desk, "dependencies").reason == "differ"
    desk.program("python3", "echo pip 24")
    found = look(desk, "dependencies", "win32")
    assert (found.reason, found.fix) == (
        "missing",
        ("py -m venv .venv", r".venv\Scripts\python -m pip install -r requirements.txt"),
    )


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("linux", ".cache/pypoetry/virtualenvs"),
        ("darwin", "Library/Caches/pypoetry/virtualenvs"),
        ("win32", "AppData/Local/pypoetry/Cache/virtualenvs"),
    ],
)
def test_poetrys_environments_are_found_by_the_folder(
    desk: Desk, platform: str, place: str
) -> None:
    desk.write({"pyproject.toml": '[tool.poetry.dependencies]\npython = "*"\ndjango = "^5"\n'})
    expected = "nothing-installed" if platform == "linux" else "not-compared"
    assert look(desk, "dependencies", platform).reason == expected
    digest = hashlib.sha256(str(desk.checkout.resolve()).encode()).digest()
    name = f"shop-{base64.urlsafe_b64encode(digest).decode()[:8]}-py3.12"
    packages = desk.home / place / name / "lib" / "python3.12" / "site-packages"
    (packages / "django-5.1.3.dist-info").mkdir(parents=True)

    assert look(desk, "dependencies", platform).reason == "installed"


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


# The terminal


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "stream", "coloured"),
    [
        ({}, Screen(), True), ({}, io.StringIO(), False), ({"NO_COLOR": "1"}, Screen(), False),
        ({"NO_COLOR": ""}, Screen(), True), ({"TERM": "dumb"}, Screen(), False),
    ],
)  # fmt: skip
def test_colours(environ: dict[str, str], stream: io.StringIO, coloured: bool) -> None:
    assert doctor.has_colours(stream, environ) is coloured


def test_a_windows_console_that_knows_no_colours_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.sys, "platform", "win32")
    monkeypatch.setattr(doctor, "_windows_colours", lambda: False)

    assert doctor.has_colours(Screen(), {}) is False


def test_on_windows_the_console_is_opened_by_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(doctor.sys, "platform", "win32")
    monkeypatch.setattr("builtins.open", lambda name, *_, **__: opened.append(name) or Screen())
    doctor._terminal("r")
    doctor._terminal("w")
    monkeypatch.undo()

    assert opened == ["CONIN$", "CONOUT$"]


def test_on_windows_programs_have_endings_and_none_comes_from_the_current_folder(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.sys, "platform", "win32")
    desk.program("pnpm.cmd", "exit 0")
    desk.program("node.exe", "exit 0", folder=desk.checkout)
    monkeypatch.chdir(desk.checkout)
    desk.environ["PATHEXT"] = ".exe;.cmd"
    programs = desk.laptop("win32").programs
    monkeypatch.undo()

    assert Path(programs.find("pnpm")).name == "pnpm.cmd"
    assert programs.find("node") == ""


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
