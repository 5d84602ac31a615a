"""When the environment is made, and when it is only looked at; nothing is installed here."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher import environment
from launcher.failure import Refusal

Made = list[dict[str, bool]]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A project of its own, and what was done to it."""
    for name in ("_RUN", "_TEST", "_UV"):
        file = tmp_path / f"{name}.txt"
        file.write_text(f"{name} 1\n")
        monkeypatch.setattr(environment, name, file)
    venv = tmp_path / ".venv"
    python = venv / "bin" / "python"
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "PYTHON", python)
    monkeypatch.setattr(environment, "_STAMP", venv / "stamp.json")
    done: Made = []

    def make_venv() -> None:
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch(mode=0o755)
        done.append({"venv": True})

    def install(requirements: Path, _: object, *, keep_others: bool) -> None:
        done.append({"test": requirements == environment._TEST, "keep": keep_others})

    monkeypatch.setattr(environment, "_make_venv", make_venv)
    monkeypatch.setattr(environment, "_pip", lambda _: ["pip"])
    monkeypatch.setattr(environment, "_install_uv", lambda *_: None)
    monkeypatch.setattr(environment, "_for_uv", lambda *_: {})
    monkeypatch.setattr(environment, "_install", install)
    return done


def _ensure(*, development: bool) -> bool:
    return environment.ensure({}, development=development)


def test_it_is_made_once(made: Made) -> None:
    assert _ensure(development=False)
    assert made == [{"venv": True}, {"test": False, "keep": False}]
    assert not _ensure(development=False)
    assert len(made) == 2


def test_the_tests_add_to_it_and_run_takes_nothing_away(made: Made) -> None:
    _ensure(development=False)
    assert _ensure(development=True)
    assert made[2:] == [{"test": True, "keep": False}]
    assert not _ensure(development=False)
    environment._RUN.write_text("_RUN 2\n")
    assert _ensure(development=False)
    assert made[3:] == [{"test": False, "keep": True}]
    environment._RUN.write_text("_RUN 3\n")
    assert _ensure(development=False)
    assert made[4:] == [{"test": False, "keep": True}]
    assert _ensure(development=True)
    assert made[5:] == [{"test": True, "keep": False}]


def _another_python(stamp: Path) -> None:
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"python": "3.10"}))


@pytest.mark.parametrize(
    "harm",
    [
        _another_python,
        lambda stamp: stamp.write_text("{"),
        lambda stamp: stamp.write_text("[]"),
        lambda stamp: stamp.unlink(),
        lambda _: environment.PYTHON.unlink(),
        lambda _: environment._UV.write_text("_UV 2\n"),
    ],
)
def test_it_is_made_anew_where_it_is_not_whole(made: Made, harm: Callable[[Path], None]) -> None:
    _ensure(development=False)
    harm(environment._STAMP)
    assert _ensure(development=False)
    assert made[2:] == made[:2]


def test_a_failure_leaves_no_stamp(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    _ensure(development=False)
    environment._RUN.write_text("_RUN 2\n")

    def fail(*_: object, **__: object) -> None:
        raise Refusal("no")

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", fail)
        with pytest.raises(Refusal):
            _ensure(development=False)
    assert not environment._STAMP.exists()
    assert _ensure(development=False)
    assert made[2] == {"venv": True}


def test_children_do_not_inherit_what_is_meant_for_another_python() -> None:
    found = environment.for_children(
        {"PATH": "/bin", "PYTHONPATH": "/x", "PYTHONHOME": "/y", "PYTHONDONTWRITEBYTECODE": "1"}
    )
    assert found == {"PATH": "/bin"}


def test_the_installers_words_for_no_network() -> None:
    assert environment.is_unreachable("error: Failed to fetch: `https://a/simple/b/`")
    assert environment.is_unreachable("ERROR: No matching distribution found for uv==1")
    assert not environment.is_unreachable("THESE PACKAGES DO NOT MATCH THE HASHES")
