"""Whether a file holds a word: as a search of its bytes would say."""

from __future__ import annotations

import pytest

from compliance.extract.code import Code
from tests.compliance.repositories import Files, tree_of

SOURCE = (
    "import { getUser } from '@acme/users';\n\nfoo.bar(user_id, `SELECT a FROM b`);\n// größe\n"
)
WORDS = (
    b"getUser", b"User", b"tU", b"@acme/", b"e/users", b"user_id", b"r_i", b".bar(", b"bar",
    b"ar(us", b"SELECT ", b"T a F", b"(", b"'", b"\n\nfoo", "größe".encode(), "öß".encode(), b"",
    b"getuser", b"users.", b"barn", b"SELECTED", b"foobar", b"foo bar", b"b`)}", b"acme users",
    b"import\n{", b"id\nuser",
)  # fmt: skip


def indexed(files: Files) -> Code:
    code = Code(tree_of(files))
    code.index(files)
    return code


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_held_where_the_bytes_hold_it(word: bytes) -> None:
    code = indexed({"src/a.ts": SOURCE, "src/b.ts": "foobar; barn; SELECTED;\n"})
    assert code.holds("src/a.ts", word) is (word in SOURCE.encode())
    assert code.holds("src/a.ts", b"nowhere", word) is (word in SOURCE.encode())


def test_a_file_that_is_in_no_index_is_searched_too() -> None:
    code = Code(tree_of({"migrations/0001/a.sql": "ALTER TABLE a;\n"}))
    assert code.holds("migrations/0001/a.sql", b"TABLE ")
    assert not code.holds("migrations/0001/a.sql", b"DROP ")


def test_no_words_are_nowhere() -> None:
    assert not indexed({"a.ts": "a();\n"}).holds("a.ts")
    assert not Code(tree_of({"a.ts": "a();\n"})).holds("a.ts")


def test_a_file_without_any_name_is_searched_too() -> None:
    code = indexed({"a.ts": "();\n", "b.ts": "b;\n"})
    assert code.holds("a.ts", b"(")
    assert not code.holds("b.ts", b"(")


def test_every_file_that_holds_a_word_is_found() -> None:
    files = {f"src/{number}.ts": f"user{number}(); all\n" for number in range(30)}
    modules = indexed(files).modules(files, b"ser1", b"user25(")
    assert [each.path for each in modules] == [
        "src/1.ts", *(f"src/{number}.ts" for number in range(10, 20)), "src/25.ts"
    ]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_among_many_files_those_are_found_whose_bytes_hold_it(word: bytes) -> None:
    files = {f"src/{number}.ts": f"bar{number}(user_ids, getUser);\n" for number in range(150)}
    files |= {"src/all.ts": SOURCE, "src/bars.ts": "foo.bars(`SELECT  a`); acme.e/users_\n"}
    holding = [path for path in files if word and word in files[path].encode()]
    code = indexed(files)
    assert [path for path in files if word and code.holds(path, word)] == holding


def test_files_may_be_in_several_indexes_or_in_none() -> None:
    files = {f"src/{number}.ts": f"user{number}(); all\n" for number in range(30)}
    code = Code(tree_of(files))
    code.index(path for path in files if path < "src/15.ts")
    code.index(path for path in files if path < "src/20.ts")
    assert list(code.holding(files, b"all")) == list(files)
    assert list(code.holding(files, b"user2(", b"user14(", b"user15(")) == [
        "src/2.ts", "src/14.ts", "src/15.ts"
    ]  # fmt: skip
