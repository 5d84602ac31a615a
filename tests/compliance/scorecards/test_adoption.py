"""How far a check is followed: the past is what stands now with the changes taken back."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.models import CheckResult, Organization, Transition
from compliance.scorecards import adoption
from compliance.scorecards.adoption import Adoption, Share, Step
from tests.factories import NOW, make_repository, make_result, make_transition

STANDINGS = ("pass", "fail", "unknown", "waived", "attested", "not_applicable")
Day = int


def at(day: Day) -> datetime:
    return NOW + timedelta(days=day)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.lists(st.tuples(st.integers(1, 20), st.sampled_from(STANDINGS)), max_size=5),
            st.sampled_from(STANDINGS),
        ),
        max_size=8,
    )
)
def test_it_is_what_playing_the_changes_forward_gives(
    repositories: list[tuple[Day, list[tuple[Day, str]], str]],
) -> None:
    days = [-1, 0, 5, 10, 41]
    steps, now = [], defaultdict[int, Counter[str]](Counter)
    history: list[list[tuple[Day, str]]] = []
    for came, later, first in repositories:
        states, since = [(came, first)], bisect_left(days, came)
        for day, standing in sorted({came + gap: to for gap, to in later}.items()):
            if standing != states[-1][1]:
                steps.append(Step(since, bisect_left(days, day), states[-1][1], standing, 1))
                states.append((day, standing))
        now[since][states[-1][1]] += 1
        history.append(states)

    found = adoption.taken_back(now, steps, len(days))

    for day, share in zip(days, found, strict=True):
        then = [
            next((to for since, to in reversed(states) if since <= day), "") for states in history
        ]
        holding = sum(each in ("pass", "attested") for each in then)
        assert share == Share(holding, holding + then.count("fail"))


def test_of_the_stored_changes(organization: Organization) -> None:
    old = make_repository(organization, "old", added_at=at(-90))
    make_result(old, "linted", "pass")
    make_transition(old, "linted", "fail", "pass", at=at(-10))
    make_transition(old, "other", "pass", "fail", at=at(-10))
    new = make_repository(organization, "new", added_at=at(-5))
    make_result(new, "linted", "fail")
    mended = make_repository(organization, "mended", added_at=at(-15))
    make_result(mended, "linted", "pass")
    make_transition(mended, "linted", "fail", "unknown", at=at(-9))
    make_transition(mended, "linted", "unknown", "pass", at=at(-6))
    gone = make_repository(organization, "gone", added_at=at(-90), gone_since=NOW)
    make_result(gone, "linted", "pass")
    make_transition(gone, "linted", "fail", "pass", at=at(-3))

    found = adoption.over(
        CheckResult.objects.filter(key="linted"),
        Transition.objects.filter(key="linted"),
        [at(-20), at(-12), at(-7), at(-6), at(0)],
    )["linted"]

    assert found.over_time == (Share(0, 1), Share(0, 2), Share(1, 1), Share(2, 2), Share(2, 3))
    assert [each.share for each in found.over_time] == [0.0, 0.0, 1.0, 1.0, 2 / 3]
    assert found.by_stack == {"node": Share(2, 3)}


def test_checks_are_counted_apart_and_a_repository_in_each_of_its_stacks(
    organization: Organization,
) -> None:
    for name, stacks, standing in (
        ("a", ["node", "python"], "fail"), ("b", [], "pass"), ("c", ["node"], "not_applicable")
    ):  # fmt: skip
        repository = make_repository(organization, name, stacks=stacks, added_at=at(-90))
        make_result(repository, "linted", standing)
        make_result(repository, "typed", "pass")

    found = adoption.over(CheckResult.objects.all(), Transition.objects.all(), [at(-7), at(0)])

    assert found == {
        "linted": Adoption(
            (Share(1, 2), Share(1, 2)),
            {"node": Share(0, 1), "python": Share(0, 1), "-": Share(1, 1)},
        ),
        "typed": Adoption(
            (Share(3, 3), Share(3, 3)),
            {"node": Share(2, 2), "python": Share(1, 1), "-": Share(1, 1)},
        ),
    }
