"""What the doctor prints on terminals, and the programs and the console of Windows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from integrations.doctor import doctor
from tests.doctor.laptops import Desk


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
