"""Whole repositories as teams have them, and the verdicts that the catalogue's words come to.

The verdicts were written down by hand from the catalogue, before the checks were asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from compliance.facts import Fact, Unavailable
from compliance.facts.forge import (
    Branches,
    BranchRules,
    CheckState,
    PullRequest,
    PullRequests,
    PullRequestState,
    ReviewState,
    SecretScanning,
    WorkingBranch,
)
from tests.compliance.checks.forge_facts import (
    DEV,
    ON_DEV,
    PAGE,
    TEXT,
    WITH_DEV,
    WITHOUT_DEV,
    ago,
    checks,
    commit,
    commits,
    known,
    pull,
    pulls,
    review,
    rules,
    several,
    withheld,
)
from tests.compliance.repositories import judge

KEYS = (
    "dev-branch", "branches-protected", "branch-names", "conventional-commits",
    "pull-requests-target-dev", "pull-requests-linked", "pull-requests-reviewed", "ci-green",
    "secret-scanning-enabled",
)  # fmt: skip
SUCCESS, FAILURE, PENDING = CheckState.SUCCESS, CheckState.FAILURE, CheckState.PENDING
NONE = CheckState.NONE
RULESET = {"ruleset_approvals": 1, "ruleset_forbids_force_push": True, "rulesets": ("All",)}
ON, OFF = SecretScanning(True, True), SecretScanning(False, False)
NOT_IN_PLAN = SecretScanning(False, False, in_plan=False)
HIDDEN = "cannot see classic branch protection: needs Administration, read"
Known = Fact | tuple[type[Fact], Unavailable]


@dataclass(frozen=True)
class Scenario:
    """A repository, and its outcome for each of the keys, in their order, by its first letter."""

    name: str
    facts: tuple[Known, ...]
    outcomes: str


def with_title(items: Iterable[str], **fields: object) -> tuple[PullRequest, ...]:
    """Pull requests with these titles, numbered from 1."""
    return tuple(pull(number, title=title, **fields) for number, title in enumerate(items, 1))


SCENARIOS = (
    Scenario(
        "an exemplary team: squashed pull requests to dev, a release on Friday, Dependabot",
        (
            rules(main=RULESET, dev=RULESET),
            pulls(
                *several(14),
                pull(50, head="dev", base="main", title="Release 1.4", description="", reviews=()),
                pull(51, author="dependabot", author_is_bot=True, head="dependabot/npm/zod-4",
                     description="Bumps zod", title="Bump zod", reviews=()),
            ),
            commits(*["feat(login): ask for the code (#101)"] * 14, "chore(deps): bump zod"),
            checks(SUCCESS, SUCCESS),
            ON,
        ),
        "p p p p p p p p p",
    ),
    Scenario(
        "trunk-based: no dev, pull requests to main, tickets in the titles, no description",
        (
            WITHOUT_DEV,
            rules(main={**RULESET, "ruleset_forbids_force_push": False, "has_classic": True,
                        "classic_forbids_force_push": True}),
            pulls(*with_title(["SHOP-1 Login", "SHOP-2 Cart"], base="main", description="")),
            commits("SHOP-1 Login (#1)", "SHOP-2 Cart (#2)", branch="main"),
            checks(PENDING, SUCCESS),
            NOT_IN_PLAN,
        ),
        "f p p f n f p p n",
    ),
    Scenario(
        "one person who pushes to main",
        (
            WITHOUT_DEV,
            rules(main={}),
            pulls(),
            commits("Initial commit", "update", "fix stuff", "feat: orders", branch="main"),
            checks(NONE, NONE, NONE),
            OFF,
        ),
        "f f n f n n n n f",
    ),
    Scenario(
        "asleep: only bots merge",
        (
            rules(main=RULESET, dev=RULESET),
            pulls(
                pull(1, author="renovate", author_is_bot=True, head="renovate/all", reviews=()),
                pull(2, author="release-please[bot]", head="rp--main", base="main", reviews=()),
                pull(3, head="login", reviews=(), merged_at=ago(120)),
            ),
            commits(commit("Update all dependencies", author="renovate[bot]")),
            checks(NONE, FAILURE, SUCCESS),
            ON,
        ),
        "p p n n n n n f p",
    ),
    Scenario(
        "a release train: hotfixes and back-merges without review do not count",
        (
            rules(main=RULESET, dev={"has_classic": True, "classic_approvals": 1,
                                     "classic_forbids_force_push": True}),
            pulls(
                *several(5),
                pull(20, head="release/2.0", base="main", description="", title="2.0", reviews=()),
                pull(21, head="hotfix/outage", base="main", description="", title="!", reviews=()),
                pull(22, head="main", base="dev", description="", title="Back", reviews=()),
            ),
            commits(
                commit("Merge pull request #22 from shop/main", parents=2),
                'Revert "feat: add the cart"',
                *["fix: the outage"] * 5,
            ),
            checks(SUCCESS),
            ON,
        ),
        "p p p p p p p p p",
    ),
    Scenario(
        "partners work from forks, from their own main",
        (
            ON_DEV,
            rules(dev=RULESET),
            pulls(
                pull(1, head="main", from_fork=True, author="pia"),
                pull(2, head="patch-1", from_fork=True, author="pia", description="Fixes a typo"),
                *several(3),
            ),
            commits("Update README.md", *["docs: how to start"] * 3),
            checks(FAILURE),
            ON,
        ),
        "p p f f p f p f p",
    ),
    Scenario(
        "a token of no administrator, that may read pull requests but no rules of branches",
        (
            rules(main={**RULESET, "classic_unreadable": HIDDEN},
                  dev={"ruleset_forbids_force_push": True, "classic_unreadable": HIDDEN}),
            pulls(*several(3)),
            commits("feat: orders"),
            checks(SUCCESS),
            withheld(SecretScanning, "needs Administration, read"),
        ),
        "p u p p p p p p u",
    ),
    Scenario(
        "a token that may read files only",
        (
            withheld(BranchRules, "GitHub does not show the rules of branches"),
            withheld(PullRequests, "needs Pull requests, read"),
            commits("feat: orders"),
            checks(),
            withheld(SecretScanning, "needs Administration, read"),
        ),
        "p u u p u u u n u",
    ),
    Scenario(
        "three weeks old, nine pull requests, one of them by the author's own hand",
        (
            rules(main={}, dev=RULESET),
            pulls(
                *several(8, created_at=ago(20)),
                pull(9, head="quick-fix", base="main", description="", title="Quick fix",
                     reviews=(review("ada"),)),
            ),
            commits("quick fix", *["feat: orders"] * 9),
            checks(PENDING, PENDING),
            OFF,
        ),
        "p f f p f f f n f",
    ),
    Scenario(
        "1,200 pull requests, 8 % with other names, a few with endless discussions",
        (
            rules(main=RULESET, dev=RULESET),
            pulls(
                *(pull(number, head=f"ada-{number}") for number in range(1, 97)),
                *(pull(number) for number in range(97, 1198)),
                *(pull(number, has_more_reviews=True,
                       reviews=(review("cleo", ReviewState.COMMENTED),))
                  for number in range(1198, 1201)),
            ),
            commits(*["feat: orders"] * 900, *["wip"] * 100),
            checks(PENDING, SUCCESS),
            ON,
        ),
        "p p p p p p u p p",
    ),
    Scenario(
        "the last merge is 91 days ago, open pull requests wait, another working branch",
        (
            WorkingBranch("develop"),
            Branches("main", ("develop",), ("develop",), PAGE),
            rules(main=RULESET, develop={"has_classic": True, "classic_approvals": 0,
                                         "classic_forbids_force_push": True}),
            pulls(
                pull(1, merged_at=ago(91, 23), base="main", reviews=()),
                pull(2, state=PullRequestState.OPEN, merged_at=None, reviews=()),
            ),
            commits(commit("wip", committed_at=ago(91, 23)), branch="develop"),
            checks(SUCCESS),
            ON,
        ),
        "p f n n n n n p p",
    ),
    Scenario(
        "reviewed by machines, tickets in the descriptions, words in another language",
        (
            DEV,
            WITH_DEV,
            rules(main=RULESET, dev=RULESET),
            pulls(
                pull(1, head="feat/SHOP-1-логин", title="логин",
                     description="Добавляет вход, см. SHOP-1: почему и как",
                     reviews=(review("coderabbitai", bot=True),)),
                pull(2, description=TEXT.replace("www.notion.so", "notion.so")),
            ),
            commits("исправление: вход", "feat（вход）: x"),
            checks(SUCCESS),
            ON,
        ),
        "p p f f p p f p p",
    ),
)  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_what_the_checks_say_is_what_a_reader_of_the_catalogue_says(scenario: Scenario) -> None:
    facts = known(*scenario.facts)

    found = {key: judge(key, {}, facts=facts) for key in KEYS}

    assert {key: str(result.outcome)[0] for key, result in found.items()} == dict(
        zip(KEYS, scenario.outcomes.split(), strict=True)
    ), {key: result.message for key, result in found.items()}
