from pathlib import Path

import pytest

from launcher.arguments import parse
from launcher.data import default_folder
from launcher.failure import Refusal

_HOME = {"HOME": "/home/ada"}


def test_without_any() -> None:
    found = parse([], _HOME)
    assert (found.command, found.rest, found.source) == ("run", (), None)
    assert found.data == Path("/home/ada/.local/share/plumbline")
    assert found.address == "http://127.0.0.1:8000"


def test_arguments_win_over_the_environment(tmp_path: Path) -> None:
    environment = {"PLUMBLINE_DATA": "/x", "PLUMBLINE_SOURCE": "/none", "PLUMBLINE_PORT": "1"}
    found = parse(["--data", "/d", "--source", str(tmp_path), "--port", "9000"], environment)
    assert (found.data, found.source, found.port) == (Path("/d"), tmp_path, 9000)


def test_the_environment_is_asked_where_there_is_no_argument(tmp_path: Path) -> None:
    environment = {
        "PLUMBLINE_DATA": "/x",
        "PLUMBLINE_SOURCE": str(tmp_path),
        "PLUMBLINE_PORT": "9001",
        "PLUMBLINE_HOST": "::1",
    }
    found = parse([], environment)
    assert (found.data, found.source) == (Path("/x"), tmp_path)
    assert found.address == "http://[::1]:9001"


def test_folders_are_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "source").mkdir()
    found = parse(["--data", "data", "--source", "source"], {})
    assert (found.data, found.source) == (tmp_path / "data", tmp_path / "source")


def test_all_that_follows_manage_is_the_commands() -> None:
    found = parse(["--data", "/d", "manage", "sync", "--wait", "--port", "x"], _HOME)
    assert (found.command, found.rest) == ("manage", ("sync", "--wait", "--port", "x"))
    assert parse(["--once"], _HOME).command == "once"


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (["--port", "0"], {}, "The port must be a number from 1 to 65535, not '0'."),
        (["--port", "65536"], {}, "The port must be a number from 1 to 65535, not '65536'."),
        (["--port", "http"], {}, "The port must be a number from 1 to 65535, not 'http'."),
        ([], {"PLUMBLINE_PORT": "²"}, "The port must be a number from 1 to 65535, not '²'."),
        (
            ["--source", "/there/is/none"],
            {},
            "The source /there/is/none is no folder: name a folder of git checkouts.",
        ),
        (
            ["--once", "manage", "x"],
            {},
            "--once does not go with a command: leave one of them out.",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    words: list[str], environment: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        parse(words, _HOME | environment)
    assert str(refusal.value) == sentence
    assert refusal.value.code == 2


_TOKEN = {"GITHUB_TOKEN": "t0ken"}
_APP = {"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY": "/key"}


@pytest.mark.parametrize("credential", [_TOKEN, _APP, {}])
def test_naming_an_organization_is_what_chooses_github(credential: dict[str, str]) -> None:
    """What is wrong with the rest is said by Plumbline's own check of its settings."""
    found = parse([], _HOME | credential | {"GITHUB_ORG": "acme"})
    assert (found.is_github, found.is_demo, found.unused) == (True, False, ())


@pytest.mark.parametrize("credential", [_TOKEN, _APP, _TOKEN | {"GITHUB_ORG": " "}])
def test_a_credential_alone_changes_nothing(credential: dict[str, str], tmp_path: Path) -> None:
    """As CI systems and shells have one set for other purposes."""
    names = tuple(name for name in credential if name != "GITHUB_ORG")
    demo = parse([], _HOME | credential)
    assert (demo.is_github, demo.is_demo, demo.unused) == (False, True, names)
    folder = parse(["--source", str(tmp_path)], _HOME | credential)
    assert (folder.is_github, folder.is_demo, folder.unused) == (False, False, ())


@pytest.mark.parametrize(
    ("words", "more", "name"),
    [
        (["--source", "/"], {}, "--source"),
        ([], {"PLUMBLINE_SOURCE": "/"}, "PLUMBLINE_SOURCE"),
    ],
)
def test_two_sources_are_refused(words: list[str], more: dict[str, str], name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse(words, _HOME | more | _TOKEN | {"GITHUB_ORG": "acme"})
    assert str(refusal.value) == (
        f"{name} names a folder and GITHUB_ORG the organization acme, and one of them can be the"
        " source: leave out the other."
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_addresses(host: str) -> None:
    assert parse([], _HOME | {"PLUMBLINE_HOST": host}).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_others_are_served_but_not_the_demo(host: str) -> None:
    environment = _HOME | {"PLUMBLINE_HOST": host}

    assert parse([], environment | _TOKEN | {"GITHUB_ORG": "acme"}).host == host
    assert parse(["--source", "/"], environment).host == host
    with pytest.raises(Refusal) as refusal:
        parse([], environment | _TOKEN)
    assert str(refusal.value) == (
        f"PLUMBLINE_HOST is {host!r}, which others can reach, and in the demo anybody may be"
        " anybody: leave it out, or set GITHUB_ORG or a source."
    )


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.x", "*", "10.0.0.0/8"])
def test_what_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(Refusal, match="which is no IP address"):
        parse(["--source", "/"], _HOME | {"PLUMBLINE_HOST": host})


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PLUMBLINE_HTTPS": "true"}, "http://127.0.0.1:8000"),
        ({"PLUMBLINE_ALLOWED_HOSTS": "plumb.example.com"}, "http://127.0.0.1:8000"),
        (
            {
                "PLUMBLINE_HTTPS": "true",
                "PLUMBLINE_ALLOWED_HOSTS": "localhost, [::1], .example.com,x.org",
            },
            "https://example.com",
        ),
    ],
)
def test_the_dashboard_is_seen_where_the_proxy_has_it(more: dict[str, str], address: str) -> None:
    assert parse([], _HOME | more).address == address


@pytest.mark.parametrize(
    ("host", "listens", "asked"),
    [
        ("0.0.0.0", "0.0.0.0:8000", "127.0.0.1"),
        ("::", "[::]:8000", "::1"),
        ("192.168.1.5", "192.168.1.5:8000", "192.168.1.5"),
    ],
)
def test_where_the_web_server_listens_and_is_asked(host: str, listens: str, asked: str) -> None:
    found = parse(["--source", "/"], _HOME | {"PLUMBLINE_HOST": host})

    assert (found.listens_at, found.asked_at) == (listens, asked)


def test_help_and_unknown_options_end_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse(["--help"], {})
    assert end.value.code == 0
    assert "./run check PATH" in capsys.readouterr().out
    with pytest.raises(SystemExit) as end:
        parse(["--prot", "1"], {})
    assert end.value.code == 2


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"XDG_DATA_HOME": "/x", "HOME": "/h"}, "linux", "/x/plumbline"),
        ({"HOME": "/h"}, "linux", "/h/.local/share/plumbline"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Application Support/Plumbline"),
    ],
)
def test_where_the_platform_keeps_data(
    environment: dict[str, str], platform: str, folder: str
) -> None:
    assert default_folder(environment, platform) == Path(folder)
