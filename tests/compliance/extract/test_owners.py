"""Who owns a repository, by its CODEOWNERS."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract import codeowners, extract
from compliance.extract.owners import PATHS, owners
from compliance.facts import Unavailable
from compliance.facts.owners import Owners
from compliance.tree import Kind, TreeBuilder
from tests.compliance.repositories import Files

SOURCES = {"api/a.ts": "", "api/b.ts": "", "web/c.ts": ""}

SEGMENTS = st.text("ab*?", min_size=1, max_size=5).filter(lambda text: "***" not in text)


def found(files: Files) -> Owners | Unavailable:
    builder = TreeBuilder("c" * 40, owners.reads)
    for path, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        if isinstance(raw, Kind):
            builder.offer(path, 0, raw)
        elif builder.offer(path, len(raw)):
            builder.add(path, raw)
    fact = extract(builder.build(), [owners]).repository[Owners]
    assert isinstance(fact, Owners | Unavailable)
    return fact


def owned(text: str, files: Files = SOURCES) -> Owners:
    fact = found({**files, "CODEOWNERS": text})
    assert isinstance(fact, Owners)
    return fact


class TestWholeRepository:
    def test_the_rule_for_everything_names_teams_and_people(self) -> None:
        fact = owned("# Who reviews\n\n* @Acme/Payments @alice  bob@example.com @acme/payments\n")

        assert fact.teams == ("payments",)
        assert fact.people == ("alice", "bob@example.com")
        assert [(each.path, each.line) for each in fact.where] == [("CODEOWNERS", 3)]

    @pytest.mark.parametrize("pattern", ["*", "**", "/**", "**/*"])
    def test_everything_is_written_in_several_ways(self, pattern: str) -> None:
        assert owned(f"{pattern} @acme/payments\n/api/ @acme/web").teams == ("payments",)

    def test_the_last_rule_for_everything_counts(self) -> None:
        assert owned("* @acme/payments\n* @acme/web\n").teams == ("web",)

    def test_without_one_it_is_who_owns_most_source_files(self) -> None:
        fact = owned("/web/ @acme/web\n/api/ @acme/payments @alice\n")

        assert (fact.teams, fact.people) == (("payments",), ("alice",))
        assert [each.line for each in fact.where] == [2]

    def test_several_rules_add_up(self) -> None:
        fact = owned("a.ts @acme/payments\nc.ts @acme/payments\n")

        assert fact.teams == ("payments",)
        assert [each.line for each in fact.where] == [1, 2]

    def test_half_of_the_files_is_not_most(self) -> None:
        files = {"api/a.ts": "", "web/c.ts": ""}

        assert owned("/api/ @acme/payments\n", files) == Owners()

    def test_a_rule_that_names_nobody_takes_ownership_away(self) -> None:
        assert owned("* @acme/payments\n*\n") == Owners()
        assert owned("/api/ @acme/payments\n/api/b.ts\n") == Owners()

    def test_files_that_are_not_judged_do_not_count(self) -> None:
        files = {**SOURCES, **{f"vendor/{number}.ts": "" for number in range(9)}}

        assert owned("/vendor/ @acme/web\n/api/ @acme/payments\n", files).teams == ("payments",)

    def test_where_there_is_no_source_all_files_count(self) -> None:
        files = {"main.tf": "", "network.tf": "", "dns.tf": "", "README.md": ""}

        assert owned("*.tf @acme/platform\n", files).teams == ("platform",)

    def test_a_large_repository_is_judged_by_a_sample(self) -> None:
        files = {f"{'api' if number % 3 else 'web'}/{number:05}.ts": "" for number in range(20_000)}
        rules = "".join(f"/old/{number:05}/*/legacy.ts @acme/web\n" for number in range(3_000))

        assert owned(f"/api/ @acme/payments\n{rules}", files).teams == ("payments",)


class TestFile:
    def test_github_looks_in_its_folder_then_at_the_root_then_in_docs(self) -> None:
        files = {path: f"* @acme/team{number}\n" for number, path in enumerate(PATHS)}

        assert [
            fact.teams
            for start in range(len(PATHS))
            if isinstance(fact := found({path: files[path] for path in PATHS[start:]}), Owners)
        ] == [("team0",), ("team1",), ("team2",)]

    def test_an_empty_one_counts_too(self) -> None:
        assert found({PATHS[0]: "", PATHS[1]: "* @acme/payments\n"}) == Owners()

    def test_without_one_nobody_owns_it(self) -> None:
        assert found(SOURCES) == Owners()

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"#" * 3_000_001, "more than 3 MB"),
            (b"a @b\n" * 10_001, "more rules than are read"),
            (b"%b @b\n" % (b"a" * 900) * 400, "more rules than are read"),
            (Kind.SYMLINK, "symbolic link"),
        ],
    )
    def test_what_cannot_be_read_is_said(self, content: bytes | Kind, reason: str) -> None:
        fact = found({"CODEOWNERS": content})

        assert isinstance(fact, Unavailable)
        assert reason in fact.reason

    def test_windows_line_ends_and_broken_text_do_no_harm(self) -> None:
        fact = found({"CODEOWNERS": b"# Jos\xe9\r\n* @acme/payments\r\n"})

        assert isinstance(fact, Owners)
        assert fact.teams == ("payments",)


class TestLines:
    @pytest.mark.parametrize(
        ("line", "pattern", "names"),
        [
            ("*.js @alice", "*.js", ("@alice",)),
            ("\t*.js\t@alice @acme/web # both", "*.js", ("@alice", "@acme/web")),
            ("*.js @alice #tight", "*.js", ("@alice",)),
            ("/a#b @alice", "/a#b", ("@alice",)),
            (r"/my\ notes/ @alice", r"/my\ notes/", ("@alice",)),
            (r"/notes/\#1 @alice", r"/notes/\#1", ("@alice",)),
            ("/apps/github", "/apps/github", ()),
            ("/apps/github # nobody", "/apps/github", ()),
            ("*.md Docs@Example.com", "*.md", ("docs@example.com",)),
            ("* @octo_corp", "*", ("@octo_corp",)),
        ],
    )
    def test_a_rule(self, line: str, pattern: str, names: tuple[str, ...]) -> None:
        (rule,) = codeowners.parse(line)

        assert (rule.pattern, rule.owners, rule.line) == (pattern, names, 1)

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "# * @alice",
            "  # * @alice",
            "!*.js @alice",
            r"\#notes @alice",
            "[ab].js @alice",
            "[Section] @alice",
            "*.js alice",
            "*.js @",
            "*.js @alice @acme/web/deep",
            "***.js @alice",
        ],
    )
    def test_a_line_that_github_passes_over(self, line: str) -> None:
        assert list(codeowners.parse(line)) == []

    def test_lines_are_counted_in_the_file(self) -> None:
        assert [rule.line for rule in codeowners.parse("# one\n\na @alice\n\nb\n")] == [3, 5]

    @given(st.text(alphabet="*a/\\ #@[!\t\n.é\x00", max_size=60))
    def test_any_text_is_read_and_each_rule_can_be_asked(self, text: str) -> None:
        for rule in codeowners.parse(text):
            codeowners.matcher(rule.pattern).fullmatch("a/a.a")


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "fits", "fits_not"),
        [
            ("*", "a a/b .github/c", ""),
            ("*.js", "a.js deep/down/a.js", "a.ts a.js.map"),
            ("/build/logs/", "build/logs/a build/logs/b/c", "build/logs x/build/logs/a"),
            ("docs/*", "docs/a.md", "docs/build/a.md x/docs/a.md"),
            ("docs/*/", "docs/a/b docs/a/b/c", "docs/a"),
            ("apps/", "apps/a x/apps/a/b", "apps x/apps"),
            ("/docs/", "docs/a docs/a/b", "x/docs/a"),
            ("/scripts", "scripts scripts/a scripts/a/b", "x/scripts"),
            ("logs", "logs logs/a x/logs x/logs/a", "mylogs logs2"),
            ("**/logs", "logs/a build/logs/a deep/down/logs/a", "build/mylogs/a"),
            ("a/**/b", "a/b a/x/b a/x/y/b a/x/b/c", "a/xb x/a/b"),
            ("/a/**", "a/b a/b/c", "a b/a/c"),
            ("src/*/test-?.py", "src/a/test-1.py", "src/test-1.py src/a/b/test-1.py"),
            ("a*b*c", "abc axbxc x/abcc", "acb ab/c"),
            ("**/a/b/**/c", "a/b/c x/a/b/y/c a/a/b/b/c", "a/c a/x/b/c"),
            (r"/my\ notes", "my\N{NO-BREAK SPACE}notes", "my\\notes"),
            (r"/a\*", "a*", "ab"),
            ("/", "", "a a/b"),
            (".*", ".github/a x/.a", "a.b"),
        ],
    )
    def test_a_pattern(self, pattern: str, fits: str, fits_not: str) -> None:
        compiled = codeowners.matcher(pattern)
        paths = [*fits.split(" "), *fits_not.split(" ")] if fits else fits_not.split(" ")
        unspaced = {path.replace("\N{NO-BREAK SPACE}", " ") for path in paths if path}
        wanted = {path.replace("\N{NO-BREAK SPACE}", " ") for path in fits.split(" ") if path}

        assert {path for path in unspaced if compiled.fullmatch(path)} == wanted

    @given(
        st.lists(SEGMENTS, min_size=1, max_size=5),
        st.booleans(),
        st.booleans(),
        st.lists(st.text("ab", min_size=1, max_size=5), min_size=1, max_size=6),
    )
    def test_it_agrees_with_a_matcher_that_tries_everything(
        self, segments: list[str], rooted: bool, folder: bool, names: list[str]
    ) -> None:
        pattern = f"{'/' * rooted}{'/'.join(segments)}{'/' * folder}"

        found = codeowners.matcher(pattern).fullmatch("/".join(names))

        anchored = rooted or len(segments) > 1
        expected = _fits(segments if anchored else ["**", *segments], names, folder)
        assert bool(found) == expected, pattern

    def test_many_asterisks_cost_no_more_than_a_few(self) -> None:
        path = "/".join(["a" * 100] * 30)
        for pattern in ("*a" * 400 + "b", "**/a*/" * 150 + "b", "/**/*a*a*a*b" * 80):
            assert not codeowners.matcher(pattern).fullmatch(path)


def _fits(segments: list[str], names: list[str], folder: bool) -> bool:
    """The rules for patterns, word for word, in exponential time."""
    if segments == ["**"]:
        return len(names) > folder
    if segments[0] == "**":
        return any(_fits(segments[1:], names[skip:], folder) for skip in range(len(names)))
    if not names or not fnmatch.fnmatchcase(names[0], segments[0]):
        return False
    if len(segments) > 1:
        return _fits(segments[1:], names[1:], folder)
    below = len(names) > 1
    return below if folder else (not below or segments[0] != "*")
