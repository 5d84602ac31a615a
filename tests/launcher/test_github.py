import socket
from pathlib import Path

import pytest

from launcher import arguments
from launcher.data import DataFolder
from launcher.github import DemoGitHub, choosing, variables

_HOME = {"HOME": "/home/ada"}
_FOREIGN = {
    "GITHUB_TOKEN": "t0ken",
    "GITHUB_APP_ID": "1",
    "GITHUB_APP_PRIVATE_KEY": "/key",
    "GITHUB_API_URL": "https://api.example",
    "GITHUB_URL": "https://example",
    "PLUMBLINE_DEMO": "1",
}


def _variables(words: list[str], environment: dict[str, str]) -> dict[str, str]:
    return variables(environment, arguments.parse(words, environment))


@pytest.mark.parametrize("words", [[], ["--source", "/"]])
def test_nothing_of_github_reaches_processes_that_do_not_read_it(words: list[str]) -> None:
    assert _variables(words, _HOME | _FOREIGN) == _HOME


def test_an_organization_reaches_them_as_it_is_set() -> None:
    given = _HOME | {
        "GITHUB_ORG": "acme ",
        "GITHUB_TOKEN": "t0ken",
        "GITHUB_API_URL": "https://api.example",
        "GITHUB_URL": "",
    }
    assert _variables([], given) == given | {"GITHUB_ORG": "acme"}


def test_whoever_has_a_source_of_their_own_sees_no_demo() -> None:
    given = _HOME | {"GITHUB_ORG": "acme", "GITHUB_TOKEN": "t0ken"}
    assert _variables([], given | {"PLUMBLINE_DEMO": "1"}) == given


@pytest.mark.parametrize(
    ("key", "reaches"),
    [
        ("app.pem", "{cwd}/app.pem"),
        ("/etc/app.pem", "/etc/app.pem"),
        ("-----BEGIN PRIVATE KEY-----\nMDE=\n", "-----BEGIN PRIVATE KEY-----\nMDE="),
        ("-----BEGIN PRIVATE KEY-----\\nMDE=", "-----BEGIN PRIVATE KEY-----\\nMDE="),
        ("", ""),
    ],
)
def test_the_path_of_a_key_is_that_of_the_callers_folder(
    key: str, reaches: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = _HOME | {"GITHUB_ORG": "acme", "GITHUB_APP_PRIVATE_KEY": key}
    found = _variables([], given)["GITHUB_APP_PRIVATE_KEY"]
    assert found == reaches.replace("{cwd}", str(tmp_path))


def test_the_demos_github_is_opened_by_what_nobody_knows() -> None:
    demo, other = DemoGitHub.make(), DemoGitHub.make()
    assert len({demo.token, demo.secret, other.token, other.secret}) == 4
    assert min(len(demo.token), len(demo.secret)) >= 40
    assert demo.token not in repr(demo)
    assert demo.secret not in repr(demo)
    assert demo.secret not in str(demo.variables)
    assert demo.variables["GITHUB_API_URL"] == f"http://127.0.0.1:{demo.port}"
    assert not demo.answers()


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return folder


def test_the_demos_github_is_the_same_after_the_next_start(data: DataFolder) -> None:
    assert DemoGitHub.kept(data) is None
    first = DemoGitHub.ready(data)
    assert DemoGitHub.ready(data) == first == DemoGitHub.kept(data)
    [file] = [path for path in data.path.iterdir() if first.token in _text(path)]
    assert file.stat().st_mode & 0o777 == 0o600


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def test_it_is_another_where_somebody_has_its_port(data: DataFolder) -> None:
    first = DemoGitHub.ready(data)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first.port))
        taken.listen()
        assert first.answers()
        other = DemoGitHub.ready(data)
    assert other.port != first.port
    assert other.token != first.token
    assert DemoGitHub.kept(data) == other


@pytest.mark.parametrize("content", ["", "{", "[]", '{"port": 1}'])
def test_what_a_death_left_of_it_is_made_anew(data: DataFolder, content: str) -> None:
    first = DemoGitHub.ready(data)
    (data.path / "demo-github.json").write_text(content)
    second = DemoGitHub.ready(data)
    assert second.token != first.token
    assert DemoGitHub.kept(data) == second


def test_the_demos_people_can_be_chosen_where_nothing_real_is_set() -> None:
    assert choosing(_HOME | {"REDIS_URL": "redis://localhost", "GITHUB_TOKEN": " "}) == {
        "PLUMBLINE_DEMO_SIGN_IN": "1"
    }


@pytest.mark.parametrize(
    "name",
    [
        *("GITHUB_TOKEN", "GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY"),
        *("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "DATABASE_URL"),
    ],
)
def test_nobody_can_be_chosen_once_something_real_is_set(name: str) -> None:
    assert choosing(_HOME | {name: "x"}) == {}


@pytest.mark.parametrize("words", [[], ["--source", "/"]])
def test_nobody_lets_people_be_chosen_by_hand(words: list[str]) -> None:
    assert _variables(words, _HOME | {"PLUMBLINE_DEMO_SIGN_IN": "1"}) == _HOME
    organization = _HOME | {"GITHUB_ORG": "acme", "GITHUB_TOKEN": "t0ken"}
    assert _variables([], organization | {"PLUMBLINE_DEMO_SIGN_IN": "1"}) == organization
