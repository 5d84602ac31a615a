"""The programs that a repository needs: its runtime, its package manager, and Docker."""

from __future__ import annotations

import pytest

from tests.doctor.laptops import Desk
from tests.doctor.looking import look, manifest


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
