"""The demo organization's working copies: what is made, what is left alone, what goes wrong."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations import demo
from integrations.checkouts import find
from tests.repositories_on_disk import git

NOW = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
HISTORIES = demo._history()[1]
NAMES = set(HISTORIES)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo organization, as made on one day; only to be read."""
    target = tmp_path_factory.mktemp("made") / "demo"
    demo.build(target, NOW)
    return target


def commits(target: Path) -> dict[str, str]:
    return {name: git(target / name, "rev-parse", "HEAD") for name in NAMES}


class TestWhatIsMade:
    def test_each_example_is_a_repository_that_the_source_finds(self, made: Path) -> None:
        assert {each.name for each in demo._EXAMPLES.iterdir() if each.is_dir()} == NAMES
        assert {each.key: each.problem for each in find(made)} == dict.fromkeys(NAMES, "")
        assert {each.name for each in made.iterdir()} == NAMES

    @pytest.mark.parametrize("name", sorted(NAMES))
    def test_the_newest_commit_and_the_working_copy_hold_the_examples_files(
        self, made: Path, name: str
    ) -> None:
        source = demo._EXAMPLES / name
        files = {str(each.relative_to(source)) for each in source.rglob("*") if each.is_file()}

        committed = files | set(HISTORIES[name].submodules)
        tree = git(made / name, "ls-tree", "-r", "--name-only", "main").splitlines()

        assert set(tree) == set(git(made / name, "ls-files").splitlines()) == committed
        assert git(made / name, "status", "--porcelain", "--ignored") == ""
        assert git(made / name, "symbolic-ref", "HEAD") == "refs/heads/main"
        for file in files:
            assert (made / name / file).read_bytes() == (source / file).read_bytes()

    @pytest.mark.parametrize("name", sorted(NAMES))
    def test_every_commit_changes_something_and_several_people_made_them(
        self, made: Path, name: str
    ) -> None:
        log = git(made / name, "log", "--format=%an <%ae>").splitlines()
        changed = git(made / name, "log", "--format=", "--shortstat").splitlines()

        assert len(log) >= 4
        assert len([line for line in changed if line]) == len(log)
        assert len(set(log)) >= 2

    def test_a_submodule_is_another_repository_and_can_be_fetched(
        self, made: Path, tmp_path: Path
    ) -> None:
        shutil.copytree(made, tmp_path, dirs_exist_ok=True)
        names = [name for name, history in HISTORIES.items() if history.submodules]

        for name in names:
            git(tmp_path / name, "submodule", "update", "--init")
            for path, other in HISTORIES[name].submodules.items():
                head = git(tmp_path / name / path, "rev-parse", "HEAD")
                assert head == git(made / other, "rev-parse", "main")
        assert names

    def test_some_have_a_branch_dev_and_some_do_not(self, made: Path) -> None:
        heads = {
            name: git(made / name, "for-each-ref", "--format=%(refname:short)") for name in NAMES
        }

        assert {name for name, found in heads.items() if found == "dev\nmain"} == {
            "payments-ledger",
            "rate-engine",
            "shipping-schemas",
        }
        assert set(heads.values()) == {"dev\nmain", "main"}
        assert git(made / "rate-engine", "rev-parse", "dev") == commits(made)["rate-engine"]

    @pytest.mark.parametrize("later", range(7))
    def test_commits_follow_one_another_on_working_days(self, tmp_path: Path, later: int) -> None:
        now = NOW + timedelta(days=later)
        demo.build(tmp_path, now)

        for name in NAMES:
            seconds = git(tmp_path / name, "log", "--reverse", "--format=%at").splitlines()
            moments = [datetime.fromtimestamp(int(each), UTC) for each in seconds]
            assert moments == sorted(moments)
            assert all(each.weekday() < 5 for each in moments)
            assert moments[-1] < now

    def test_the_same_day_makes_the_same_commits(self, made: Path, tmp_path: Path) -> None:
        demo.build(tmp_path / "same", NOW.replace(hour=0, minute=1))
        demo.build(tmp_path / "next", NOW + timedelta(days=1))

        assert commits(tmp_path / "same") == commits(made)
        assert set(commits(tmp_path / "next").values()).isdisjoint(commits(made).values())

    def test_nothing_of_the_callers_configuration_reaches_git(
        self, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".gitconfig").write_text("[core]\n\tautocrlf = true\n[broken\n")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

        demo.build(tmp_path / "demo", NOW)

        assert commits(tmp_path / "demo") == commits(made)


class TestAgain:
    def test_what_is_there_is_left_alone_even_without_git(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        demo.build(tmp_path, NOW)
        (tmp_path / min(NAMES) / "README.md").write_text("mine\n")
        before = commits(tmp_path)

        monkeypatch.setattr(shutil, "which", lambda _name: None)
        demo.build(tmp_path, NOW + timedelta(days=1))

        assert commits(tmp_path) == before
        assert (tmp_path / min(NAMES) / "README.md").read_text() == "mine\n"

    def test_what_a_death_left_is_made_anew(self, made: Path, tmp_path: Path) -> None:
        demo.build(tmp_path, NOW)
        gone, half, *_ = sorted(NAMES)
        shutil.rmtree(tmp_path / gone)
        shutil.rmtree(tmp_path / half / ".git")
        (tmp_path / ".unfinished" / gone / ".git").mkdir(parents=True)
        (tmp_path / ".unfinished" / gone / "left").write_text("over\n")

        demo.build(tmp_path, NOW)

        assert commits(tmp_path) == commits(made)
        assert {each.name for each in tmp_path.iterdir()} == NAMES
        assert not (tmp_path / gone / "left").exists()

    def test_a_failure_on_the_way_leaves_no_repository_that_looks_complete(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stream(*_arguments: object) -> list[bytes]:
            return [b"commit refs/heads/main\ncommitter nobody\n"]

        with monkeypatch.context() as patched:
            patched.setattr(demo, "_stream", stream)
            with pytest.raises(demo.DemoError, match=r"^git fast-import failed"):
                demo.build(tmp_path, NOW)
        assert not NAMES & {each.name for each in tmp_path.iterdir()}

        demo.build(tmp_path, NOW)
        assert {each.name for each in tmp_path.iterdir()} == NAMES


class TestWhatGoesWrong:
    def test_git_is_missing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(demo.DemoError, match=r"^git was not found.*install it\.$"):
            demo.build(tmp_path / "demo", NOW)
        assert not (tmp_path / "demo").exists()

    def test_the_target_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "demo").write_text("")

        with pytest.raises(demo.DemoError, match=r"cannot be made in .*demo: .*Not a directory"):
            demo.build(tmp_path / "demo", NOW)
