from pathlib import Path

import pytest

from launcher import arguments
from launcher.github import DemoGitHub, variables

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
