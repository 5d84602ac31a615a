"""What stands in the database of a Plumbline whose parts were killed, held to what was pushed."""

from __future__ import annotations

import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

# The check that pushes decide, and its outcomes.
CHECK = "node-version-pinned"

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Push:
    """A commit that became a repository's head, and what the check must say of it."""

    commit: str
    outcome: str


Pushes = Mapping[str, Sequence[Push]]


def assert_whole(database: str, pushed: Pushes) -> None:
    """Every repository stands at its head, with one result for each check and no flip of its
    outcomes lost or noted twice; the sums are right, and nothing is open.

    Between two pushes that flip the outcome the repository must have been judged.
    """
    with psycopg.connect(database, autocommit=True) as connection:
        _assert_at_heads(connection, pushed)
        _assert_flips(connection, pushed)
        _assert_sums(connection)
        _assert_nothing_open(connection)


def _assert_at_heads(connection: Connection, pushed: Pushes) -> None:
    found = connection.execute(
        'SELECT name, head, "commit", problem, wanted FROM compliance_repository'
    ).fetchall()
    heads = {name: commits[-1].commit for name, commits in pushed.items()}
    wrong = set(found) ^ {(name, head, head, "", "") for name, head in heads.items()}
    assert not wrong, sorted(wrong)
    results = connection.execute(
        "SELECT name, result.key, outcome FROM compliance_checkresult result"
        " JOIN compliance_repository repository ON repository.id = repository_id"
    ).fetchall()
    keys = {key for _, key, _ in results}
    several = Counter((name, key) for name, key, _ in results)
    several.subtract(itertools.product(pushed, keys))
    assert not any(several.values()), "one result for each check"
    outcomes = {(name, outcome) for name, key, outcome in results if key == CHECK}
    wrong = outcomes ^ {(name, commits[-1].outcome) for name, commits in pushed.items()}
    assert not wrong, sorted(wrong)


def _assert_flips(connection: Connection, pushed: Pushes) -> None:
    noted = defaultdict(list)
    transitions = connection.execute(
        'SELECT name, noted.key, before, after, noted."commit" FROM compliance_transition noted'
        " JOIN compliance_repository repository ON repository.id = repository_id"
        " ORDER BY noted.id"
    ).fetchall()
    for name, key, before, after, commit in transitions:
        noted[name, key].append((before, after, commit))
    for of_one in noted.values():
        assert all(before != after for before, after, _ in of_one), of_one
        assert all(old[1] == new[0] for old, new in itertools.pairwise(of_one)), of_one
    for name, commits in pushed.items():
        _assert_flips_of(commits, noted[name, CHECK])
    [(counted,)] = connection.execute("SELECT sum(transitions) FROM compliance_syncitem").fetchall()
    assert counted == len(transitions)


def _assert_flips_of(commits: Sequence[Push], noted: Sequence[tuple[str, str, str]]) -> None:
    """Each flip was noted once, in its order, at its own commit or at one before the next flip."""
    same = [list(group) for _, group in itertools.groupby(commits, lambda push: push.outcome)]
    flips = [(old[0].outcome, new[0].outcome) for old, new in itertools.pairwise(same)]
    assert [(before, after) for before, after, _ in noted] == flips, (noted, commits)
    for (_, _, commit), group in zip(noted, same[1:], strict=True):
        assert commit in {push.commit for push in group}, (noted, commits)


def _assert_sums(connection: Connection) -> None:
    """They follow within a while: counting takes a tenth of the time at most, and a process that
    had little of the processor is held to have taken long.
    """
    end = time.monotonic() + 150
    while (noted := _noted(connection)) != (right := _counted(connection)):
        assert time.monotonic() < end, (noted, right)
        time.sleep(0.5)


def _noted(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT repositories, passed, decided, covered, judged FROM compliance_dailyscore"
        " WHERE team_id IS NULL AND audience = 'all' ORDER BY day DESC LIMIT 1"
    ).fetchall()


def _counted(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT count(*), sum(passed), sum(decided), sum(covered), sum(judged)"
        " FROM compliance_repository"
    ).fetchall()


def _assert_nothing_open(connection: Connection) -> None:
    for query in (
        "SELECT * FROM compliance_syncitem WHERE state IN ('waiting', 'working')",
        "SELECT * FROM compliance_syncrun WHERE finished_at IS NULL OR listed_at IS NULL",
        "SELECT * FROM compliance_poll WHERE leased_until < now()",
        "SELECT * FROM compliance_poll WHERE leased_by = '' AND (attempts > 0 OR problem <> '')",
    ):
        found = connection.execute(query).fetchall()
        assert not found, (query, found)
