"""The demo organization's repositories: what is made, what is renewed, what goes wrong."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations import demo
from integrations.checkouts import find
from integrations.demo import building, story
from tests.repositories_on_disk import git

# A Wednesday.
NOW = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
STORIES = story.stories(building.EXAMPLES)
NAMES = set(STORIES)
FULL = sorted(name for name, told in STORIES.items() if told.commits)
# Where what is worked on ends: the branch that today's files are of.
WORKING = {name: "dev" if told.dev else told.default for name, told in STORIES.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo organization, as made on one day; only to be read."""
    target = tmp_path_factory.mktemp("made") / "demo"
    demo.build(target, NOW)
    return target


def commits(target: Path) -> dict[str, str]:
    return {name: git(target / name, "rev-parse", "HEAD") for name in FULL}


def files(name: str) -> dict[str, bytes]:
    folder = building.EXAMPLES / name
    found = {str(each.relative_to(folder)): each for each in folder.rglob("*") if each.is_file()}
    written = {path: text.encode() for path, text in STORIES[name].written.items()}
    return {path: each.read_bytes() for path, each in found.items()} | written


class TestWhatIsMade:
    def test_each_example_is_a_repository_that_the_source_finds(self, made: Path) -> None:
        folders = {each.name for each in building.EXAMPLES.iterdir() if each.is_dir()}
        assert folders == set(FULL)
        assert {each.key: each.problem for each in find(made)} == dict.fromkeys(NAMES, "")

    @pytest.mark.parametrize("name", FULL)
    def test_the_branch_that_is_worked_on_ends_with_the_examples_files(
        self, made: Path, name: str
    ) -> None:
        expected = files(name)
        tree = git(made / name, "ls-tree", "-r", "--name-only", WORKING[name]).splitlines()

        assert set(tree) == set(expected) | set(STORIES[name].submodules)
        command = ["git", "-C", str(made / name), "archive", WORKING[name]]
        packed = subprocess.run(command, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            for path, content in expected.items():
                member = archive.extractfile(path)
                assert member is not None, path
                assert member.read() == content, path

    @pytest.mark.parametrize("name", FULL)
    def test_what_is_on_dev_has_been_released(self, made: Path, name: str) -> None:
        default = STORIES[name].default

        assert git(made / name, "symbolic-ref", "HEAD") == f"refs/heads/{default}"
        assert git(made / name, "diff", "--stat", default, WORKING[name]) == ""

    def test_what_was_on_dev_a_quarter_ago_had_been_released_then(self, made: Path) -> None:
        before = (NOW - timedelta(days=91)).isoformat()
        for name in FULL:
            command = ("rev-list", "-1", "--first-parent", f"--before={before}")
            heads = [
                git(made / name, *command, branch)
                for branch in (STORIES[name].default, WORKING[name])
            ]
            if all(heads):
                assert git(made / name, "diff", "--stat", *heads) == "", name

    @pytest.mark.parametrize("name", FULL)
    def test_every_commit_but_a_merge_changes_something(self, made: Path, name: str) -> None:
        log = git(made / name, "log", "--all", "--no-merges", "--format=%h").splitlines()
        changed = git(made / name, "log", "--all", "--no-merges", "--format=", "--shortstat")

        assert len(log) >= 4
        assert len([line for line in changed.splitlines() if line]) == len(log)

    def test_a_submodule_is_another_repository_and_can_be_fetched(
        self, made: Path, tmp_path: Path
    ) -> None:
        names = [name for name, told in STORIES.items() if told.submodules]

        for name in names:
            clone = tmp_path / name
            allowed = ("-c", "protocol.file.allow=always")
            git(tmp_path, *allowed, "clone", "--quiet", str(made / name), str(clone))
            git(clone, *allowed, "submodule", "update", "--init")
            for path, other in STORIES[name].submodules.items():
                assert git(clone / path, "rev-parse", "HEAD") == git(
                    made / other, "rev-parse", "main"
                )
        assert names

    def test_branches_are_those_that_are_worked_on_and_those_of_open_pull_requests(
        self, made: Path
    ) -> None:
        for name in FULL:
            told = STORIES[name]
            found = git(made / name, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")
            open_heads = {
                pull.head for pull in told.pulls if pull.kept or not (pull.merged or pull.closed)
            }
            assert set(found.splitlines()) == {told.default, WORKING[name]} | open_heads

    @pytest.mark.parametrize("later", range(7))
    def test_commits_follow_one_another_on_working_days(self, tmp_path: Path, later: int) -> None:
        now = (NOW + timedelta(days=later)).replace(hour=0, minute=1)
        demo.build(tmp_path, now)

        for name in FULL:
            history = git(tmp_path / name, "log", "--all", "--reverse", "--format=%ct %H %P")
            times = {}
            for line in history.splitlines():
                second, commit, *parents = line.split()
                times[commit] = datetime.fromtimestamp(int(second), UTC)
                assert all(times[parent] <= times[commit] for parent in parents), (name, line)
            assert all(each.weekday() < 5 for each in times.values())
            assert max(times.values()) < now

    def test_the_same_day_makes_the_same_commits_and_another_one_others(
        self, made: Path, tmp_path: Path
    ) -> None:
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
        monkeypatch.undo()

        assert commits(tmp_path / "demo") == commits(made)


class TestAgain:
    def test_what_was_made_today_is_left_alone_even_without_git(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        demo.build(tmp_path, NOW)
        (tmp_path / FULL[0] / "description").write_text("mine\n")
        before = commits(tmp_path)

        monkeypatch.setattr(shutil, "which", lambda _name: None)
        demo.build(tmp_path, NOW.replace(hour=23))

        assert commits(tmp_path) == before
        assert (tmp_path / FULL[0] / "description").read_text() == "mine\n"

    def test_another_day_renews_it(self, tmp_path: Path) -> None:
        demo.build(tmp_path / "renewed", NOW)
        demo.build(tmp_path / "renewed", NOW + timedelta(days=1))
        demo.build(tmp_path / "new", NOW + timedelta(days=1))

        assert commits(tmp_path / "renewed") == commits(tmp_path / "new")
        content = (tmp_path / "new" / demo.DESCRIPTION).read_bytes()
        assert (tmp_path / "renewed" / demo.DESCRIPTION).read_bytes() == content

    def test_other_examples_renew_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        examples = tmp_path / "examples"
        shutil.copytree(building.EXAMPLES, examples)
        monkeypatch.setattr(building, "EXAMPLES", examples)
        demo.build(tmp_path / "demo", NOW)
        (examples / "platform-infra" / "README.md").write_text("Another text\n")

        demo.build(tmp_path / "demo", NOW)

        assert git(tmp_path / "demo" / "platform-infra", "show", "HEAD:README.md") == "Another text"

    @pytest.mark.parametrize("gone", ["HEAD", "."])
    def test_what_a_death_left_is_made_anew(self, made: Path, tmp_path: Path, gone: str) -> None:
        demo.build(tmp_path, NOW)
        lost = tmp_path / FULL[0] / gone
        shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
        (tmp_path / ".unfinished" / FULL[1]).mkdir(parents=True)
        (tmp_path / ".unfinished" / FULL[1] / "left").write_text("over\n")

        demo.build(tmp_path, NOW)

        assert commits(tmp_path) == commits(made)
        assert {each.name for each in tmp_path.iterdir()} == {each.name for each in made.iterdir()}

    def test_a_failure_on_the_way_leaves_no_damaged_repository(
        self, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        demo.build(tmp_path, NOW - timedelta(days=1))
        before = commits(tmp_path)

        with monkeypatch.context() as patched:
            patched.setattr(
                "integrations.demo.git._stream", lambda _: [b"commit refs/heads/main\n"]
            )
            with pytest.raises(demo.DemoError, match=r"^git fast-import failed"):
                demo.build(tmp_path, NOW)
        assert commits(tmp_path) == before

        demo.build(tmp_path, NOW)
        assert commits(tmp_path) == commits(made)

    def test_a_working_copy_of_an_older_version_is_replaced(
        self, made: Path, tmp_path: Path
    ) -> None:
        git(tmp_path, "init", "--quiet", FULL[0])
        demo.build(tmp_path, NOW)

        assert not (tmp_path / FULL[0] / ".git").exists()
        assert commits(tmp_path) == commits(made)


_PULL = """
[[pulls]]
by = "tom"
at = "5 10:00"
head = "begin"
title = "begin"
merged = "4 10:00"
edits = [["index.js", "something", "not in there"]]
"""


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

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('files = ["index"]', 'files = ["none"]', "index.js is brought by no commit"),
            ('at = "9 10:00"', 'at = "Monday"', "“Monday” is no working day and time"),
            ('at = "9 10:00"', 'at = "0 10:00"', "“0 10:00” is not before today"),
            ('by = "tom"', 'by = "nobody"', "Nobody in the organization's story is called nobody"),
            ('by = "tom"', "by = 7", "Expected `str`, got `int`"),
            (
                "[[commits]]",
                _PULL + "[[commits]]",
                "index.js does not hold this text exactly once: “not in there”",
            ),
        ],
    )
    def test_a_story_that_does_not_fit(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
    ) -> None:
        examples = tmp_path / "examples"
        (examples / "one").mkdir(parents=True)
        (examples / "one" / "index.js").write_text("start();\n")
        shutil.copy(building.EXAMPLES / story.ORGANIZATION, examples)
        told = (
            'description = "One"\ncreated = "9 09:00"\n[[commits]]\nat = "9 10:00"\n'
            'by = "tom"\nmessage = "start"\nfiles = ["index"]\n'
        )
        assert told.count(old) == 1
        (examples / "one.toml").write_text(told.replace(old, new))
        monkeypatch.setattr(building, "EXAMPLES", examples)

        with pytest.raises(demo.DemoError, match=rf"one.* {said}"):
            demo.build(tmp_path / "demo", NOW)
