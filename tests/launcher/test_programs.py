import json
from pathlib import Path

import pytest

from launcher import arguments
from launcher.data import DataFolder
from launcher.github import DemoGitHub
from launcher.programs import Programs, variables


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    data = DataFolder(tmp_path / "data")
    data.prepare()
    found = arguments.parse(["--data", str(data.path)], {})
    return Programs(data, found, {"PATH": "/bin"})


def test_processes_learn_nothing_that_is_not_meant_for_them(tmp_path: Path) -> None:
    environment = {
        "HOME": "/home/ada",
        "PYTHONPATH": "/x",
        "PLUMBLINE_SOURCE": "/y",
        "PLUMBLINE_PUBLISHED_ON": "127.0.0.1",
        "GITHUB_TOKEN": "t0ken",
    }
    parsed = arguments.parse(["--source", str(tmp_path)], environment)
    found = variables(environment, parsed, "key")
    assert found.keys() - environment.keys() == {
        *("DJANGO_SETTINGS_MODULE", "PLUMBLINE_DATA", "PLUMBLINE_HOST", "PLUMBLINE_PORT"),
        *("PLUMBLINE_SECRET_KEY", "PYTHONUNBUFFERED"),
    }
    assert environment.keys() - found.keys() == {
        *("PYTHONPATH", "PLUMBLINE_PUBLISHED_ON", "GITHUB_TOKEN")
    }
    assert found["PLUMBLINE_SOURCE"] == str(tmp_path)


def test_all_processes_learn_where_the_demos_github_is(tmp_path: Path) -> None:
    demo = DemoGitHub.make()
    parsed = arguments.parse([], {"HOME": "/home/ada"})
    found = variables({"GITHUB_TOKEN": "t0ken"}, parsed, "key", demo)
    assert demo.variables.items() <= found.items()


def test_what_opens_the_demos_github_stands_on_no_command_line(programs: Programs) -> None:
    demo = DemoGitHub.make()
    process = programs.github(demo)
    assert process.environment == {
        "PATH": "/bin",
        "GITHUB_TOKEN": demo.token,
        "SIMULATOR_SECRET": demo.secret,
    }
    command = json.dumps(process.command)
    assert str(demo.port) in command
    assert demo.token not in command
    assert demo.secret not in command
    assert demo.secret not in json.dumps(dict(programs.web().environment))
    assert process.lasting
