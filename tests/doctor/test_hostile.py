"""Checkouts that want the doctor to run, read or show what it should not."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path

import pytest

from integrations.doctor import doctor
from tests.doctor.laptops import INTERPRETERS, SCRIPT, Desk, node_checkout, python_checkout

MIB = 1024 * 1024


@pytest.mark.parametrize("name", INTERPRETERS)
@pytest.mark.parametrize("piped", [False, True])
def test_no_module_of_the_checkout_is_imported(desk: Desk, name: str, piped: bool) -> None:
    """Python looks in the current folder first, or in the script's."""
    node_checkout(desk)
    imported = "import os; os.close(os.open('imported', os.O_CREAT))\n"
    standard = {each.partition(".")[0] for each in sys.stdlib_module_names if each[0] != "_"}
    modules = {f"{each}.py": imported for each in standard | {"__future__", "tomllib", "_ssl"}}
    desk.write(modules)
    script = desk.checkout / "downloaded.py"
    script.write_bytes(SCRIPT.read_bytes())

    ran = desk.run("--json", interpreter=INTERPRETERS[name], piped=piped, script=script)

    assert not (desk.checkout / "imported").exists()
    assert ran.outcomes()["runtime"] == "pass"


def test_a_file_that_broke_off_on_its_way_does_nothing(desk: Desk) -> None:
    source = SCRIPT.read_bytes()
    for end in range(len(source) // 3, len(source) - 40, len(source) // 6):
        part = desk.folder / "part.py"
        part.write_bytes(source[:end])
        assert desk.run("--json", script=part, piped=True).out == ""


def test_no_program_in_the_checkout_is_run(desk: Desk) -> None:
    node_checkout(desk)
    inside = desk.checkout / "node_modules" / ".bin"
    for name in ("node", "pnpm", "docker", "code", "git", "env"):
        desk.program(name, f": > {desk.checkout}/ran", folder=inside)
        desk.program(name, f": > {desk.checkout}/ran", folder=desk.checkout)
    (desk.programs / "node").unlink()
    (desk.programs / "node").symlink_to(inside / "node")
    (desk.programs / "pnpm").unlink()
    (desk.folder / "linked").symlink_to(inside)
    places = (inside, desk.folder / "linked", ".", "", "node_modules/.bin", desk.programs)
    desk.environ["PATH"] = os.pathsep.join(map(str, places))

    ran = desk.run("--json")

    assert not (desk.checkout / "ran").exists()
    assert ran.finding("runtime")["reason"] == "missing"
    assert ran.finding("package-manager")["reason"] == "missing"
    assert ran.outcomes()["docker"] == "pass"


def test_programs_run_outside_of_the_checkout_and_without_it_on_their_path(desk: Desk) -> None:
    node_checkout(desk)
    inside = desk.checkout / "node_modules" / ".bin"
    inside.mkdir(parents=True)
    desk.program(
        "pnpm", f'echo "$PWD $PATH $COREPACK_ENABLE_NETWORK" > {desk.folder}/seen; echo 9.12.0'
    )
    desk.environ["PATH"] = f"{inside}{os.pathsep}{desk.programs}"

    desk.run("--json")

    assert (desk.folder / "seen").read_text() == f"{desk.home} {desk.programs} 0\n"


def test_the_checkout_is_as_it_was(desk: Desk) -> None:
    node_checkout(desk)
    python_checkout(desk)

    def state() -> dict[str, tuple[int, int]]:
        paths = (each for folder in (desk.checkout, desk.home) for each in folder.rglob("*"))
        return {str(each): (each.stat().st_mtime_ns, each.stat().st_size) for each in paths}

    before = state()
    desk.run("--json")
    desk.run("--dry-run")

    assert state() == before


@pytest.mark.parametrize(
    "name", ["package.json", ".env", ".env.example", "docker-compose.yml", ".nvmrc", ".gitmodules"]
)
def test_nothing_is_read_through_a_link_out_of_the_checkout(desk: Desk, name: str) -> None:
    node_checkout(desk)
    secret = desk.folder / "secret"
    secret.write_text("SECRET_OUTSIDE=1\nservices: SECRET_OUTSIDE\n", encoding="utf-8")
    (desk.checkout / name).unlink(missing_ok=True)
    (desk.checkout / name).symlink_to(secret)

    ran = desk.run("--json")

    assert f"{name} leads out of the checkout" in ran.out
    assert "SECRET_OUTSIDE" not in ran.out + ran.err
    assert "unknown" in ran.outcomes().values()


@pytest.mark.parametrize("name", [".env", "package.json", ".nvmrc", ".gitmodules"])
def test_a_pipe_holds_nobody_up(desk: Desk, name: str) -> None:
    node_checkout(desk)
    (desk.checkout / name).unlink(missing_ok=True)
    os.mkfifo(desk.checkout / name)

    ran = desk.run("--json")

    assert f"{name} is no ordinary file" in ran.out
    assert ran.seconds < 20


@pytest.mark.parametrize("name", [".env", "package.json", "docker-compose.yml", ".nvmrc"])
def test_an_enormous_file_is_not_read(desk: Desk, name: str) -> None:
    node_checkout(desk)
    with (desk.checkout / name).open("wb") as file:
        file.truncate(3 * 1024 * MIB)

    assert f"{name} has more than 1 MiB" in desk.run("--json").out


# Each a little under what is read, and made to be read again and again.
LARGE = {
    ".env": ['A="' + "\\\n" * 300_000, "A='\n" * 200_000, "A=" + "# " * 400_000, " " * 1_000_000],
    "docker-compose.yml": [
        "services:\n" + "  a: [\n" * 100_000, "services:\n  a:\n" + " " * 900_000 + ":",
        "services:\n" + ("  " + 'x"\\"' * 480 + "\n") * 500, "services: &a {" + "${" * 450_000,
        "services:\n" + "  - - - - - - - |\n" * 50_000, "- " * 400_000, "a: &a *a\n" * 100_000,
    ],
    ".vscode/extensions.json": [
        '"' + '\\"' * 450_000, "/*" * 450_000, "[" * 900_000, "," * 900_000, "{" + ", " * 400_000,
        '{"recommendations": [' + "9" * 900_000 + "]}",
    ],
    "pyproject.toml": [
        "a=" + "[" * 900_000, 'a="' + "\\" * 900_000, "a='''" + "'" * 900_000, "a.b." * 200_000,
        "#" * 900_000, "a=1 2 " * 150_000, "[[" * 400_000, 'a="""' + '""\\"' * 200_000,
        "[project]\nrequires-python='" + ">=3," * 200_000 + "'",
    ],
    ".gitmodules": ["[submodule]\npath = a" + " " * 900_000 + "b", "[\n" * 400_000],
    ".nvmrc": ["v" * 900_000, "1." * 400_000, "\n" * 900_000],
    "requirements.txt": ["a" + "-" * 900_000, "a[" * 400_000, "a ==" * 200_000],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name, texts in LARGE.items() for text in texts],
    ids=[f"{name}-{at}" for name, texts in LARGE.items() for at in range(len(texts))],
)
def test_reading_takes_time_in_proportion(desk: Desk, name: str, text: str) -> None:
    """The process would be ended by the test's own limit otherwise; an outcome is there for all."""
    node_checkout(desk)
    desk.write({name: text})
    laptop = desk.laptop()

    for check in doctor.CHECKS.values():
        with contextlib.suppress(doctor.Unreadable):
            assert check(laptop)


ESCAPE = "\x1b[2J\x1b]0;owned\x07"
TURNED = "\u202e\u200b\u2028"


def test_nothing_in_the_checkout_commands_the_terminal(desk: Desk) -> None:
    node_checkout(desk)
    manifest = {
        "packageManager": f"{ESCAPE}@1", "engines": {"node": f"{ESCAPE}{TURNED}"},
        "dependencies": {ESCAPE: "1", "left-pad": ESCAPE}, "scripts": {f"migrate{ESCAPE}": "x"},
    }  # fmt: skip
    desk.write(
        {
            "package.json": json.dumps(manifest, ensure_ascii=False),
            ".nvmrc": f"{ESCAPE}{TURNED}\n",
            ".env.example": f"A{ESCAPE}=1\n",
            "docker-compose.yml": f'services:\n  "db{ESCAPE}":\n    ports: ["1:1"]\n',
            ".gitmodules": f'[submodule "x"]\npath = {ESCAPE}{TURNED}\n',
            f"{ESCAPE}/package.json": "[]",
            f"{ESCAPE}/yarn.lock": "",
        }
    )
    renamed = desk.folder / f"shop{ESCAPE}{TURNED}"
    desk.checkout.rename(renamed)

    for words in ((), ("--json",), ("--dry-run",)):
        ran = desk.run(*words, folder=renamed)
        assert ran.code == 1
        assert not set(ran.out + ran.err) & {*ESCAPE[0], "\x07", *TURNED}


def test_a_command_to_copy_holds_nothing_that_a_shell_would_run(desk: Desk) -> None:
    evil = "a;touch owned;$(touch owned)`touch owned`"
    desk.write(
        {
            f"{evil}/package.json": '{"dependencies": {"a": "1"}, "packageManager": "pnpm@1;id"}',
            f"{evil}/yarn.lock": "",
            f"{evil}/.env.example": "A=\n",
            ".nvmrc": f"20;{evil}\n",
            "package.json": json.dumps({"dependencies": {"a": "1", f"b;{evil}": "1"}}),
            ".vscode/extensions.json": json.dumps({"recommendations": [f"a.b;{evil}", "a.b c"]}),
        }
    )
    (desk.home / ".nvm").mkdir()
    items = doctor.examine(desk.laptop(), time.monotonic() + 30)

    commands = [fix for item in items for each in item.findings for fix in each.fix]
    assert len(commands) > 4
    for command in commands:
        desk.program("sh-of-test", command)
        folder = desk.folder / "elsewhere"
        folder.mkdir(exist_ok=True)
        script = f"cd() {{ :; }}\n{command}\n"
        os.spawnve(
            os.P_WAIT, "/bin/sh", ["sh", "-c", f"cd {folder}; {script}"], {"PATH": "/nowhere"}
        )
    assert [each.name for each in desk.folder.rglob("owned")] == []


def test_the_part_of_a_hostile_folder_is_not_sent(desk: Desk) -> None:
    found = doctor.Item("clone", (doctor.Finding("fail", "x", "y", part="a\x1b", names=("A\n",)),))

    assert json.loads(doctor.body_of([found]))["items"][0]["findings"] == [
        {"outcome": "fail", "reason": "x"}
    ]


def test_a_mistake_of_one_check_leaves_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: doctor.Laptop) -> list[doctor.Finding]:
        raise ZeroDivisionError

    monkeypatch.setattr(doctor, "CHECKS", {**doctor.CHECKS, "clone": broken})
    items = doctor.examine(desk.laptop(), time.monotonic() + 30)

    assert items[0].findings[0].reason == "broken"
    assert items[1].findings[0].reason == "no-manifest"


def test_the_checkout_class_keeps_inside(desk: Desk) -> None:
    checkout = doctor.Checkout(str(desk.checkout))
    (desk.checkout / "up").symlink_to("..")
    for name in (
        "../home",
        "a/../../home",
        "/etc/passwd",
        "a//b",
        "a\0b",
        "C:x",
        "a\\b",
        "up/home",
    ):
        with pytest.raises(doctor.Unreadable):
            checkout.text(name)
    assert checkout.holds(str(desk.checkout / "a" / "b"))
    assert not checkout.holds(str(Path(f"{desk.checkout}-other")))
