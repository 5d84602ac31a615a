"""Cases of the checks in `compliance.checks.reviews`."""

from compliance.facts.forge import ChecksOnDefaultBranch, CheckState, PullRequests, ReviewState
from tests.compliance.checks.forge_facts import (
    ago,
    case,
    checks,
    pull,
    pulls,
    review,
    several,
    withheld,
)

REVIEWED, GREEN = "pull-requests-reviewed", "ci-green"

APPROVED, CHANGES = ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED
COMMENTED, DISMISSED = ReviewState.COMMENTED, ReviewState.DISMISSED
SUCCESS, FAILURE, ERROR = CheckState.SUCCESS, CheckState.FAILURE, CheckState.ERROR
PENDING, EXPECTED, NONE = CheckState.PENDING, CheckState.EXPECTED, CheckState.NONE

# Reviews of a pull request that Ada opened and that was merged a day ago; then the outcome.
_OF_ONE = (
    ("pass", "approved", (review(),)),
    ("pass", "changes asked for, then approved", (review("ben", CHANGES, 3), review("ben", APPROVED, 2))),
    ("pass", "the same, listed the other way round", (review("ben", APPROVED, 2), review("ben", CHANGES, 3))),
    ("pass", "approved, then commented", (review("ben", APPROVED, 3), review("ben", COMMENTED, 2))),
    ("pass", "approved by one, changes asked for by another", (review("ben", APPROVED), review("cleo", CHANGES))),
    ("pass", "approved in the second of the merge", (review("ben", APPROVED, 1),)),
    ("pass", "approved before, changes asked for after the merge", (review("ben", APPROVED, 2), review("ben", CHANGES, 0.5))),
    ("pass", "approved by somebody whose account was deleted", (review("", APPROVED),)),
    ("pass", "by a deleted account, the last of them", (review("", CHANGES, 3), review("", APPROVED, 2))),
    ("pass", "by a name of another alphabet", (review("зоя"),)),
    ("fail", "nobody", ()),
    ("fail", "by the author", (review("ada"),)),
    ("fail", "by the author, written otherwise", (review("Ada"),)),
    ("fail", "by a bot", (review("copilot", bot=True), review("reviewer[bot]"))),
    ("fail", "approved, then changes asked for", (review("ben", APPROVED, 3), review("ben", CHANGES, 2))),
    ("fail", "dismissed", (review("ben", DISMISSED),)),
    ("fail", "an approval, then another that was dismissed", (review("ben", APPROVED, 3), review("ben", DISMISSED, 2))),
    ("fail", "comments only", (review("ben", COMMENTED), review("cleo", COMMENTED))),
    ("fail", "after the merge", (review("ben", APPROVED, 0.5),)),
    ("fail", "changes asked for, approved after the merge", (review("ben", CHANGES, 2), review("ben", APPROVED, 0.5))),
    ("fail", "a deleted account commented", (review("", COMMENTED),)),
    ("unknown", "a deleted account approved, and perhaps the same asked for changes", (review("", APPROVED, 3), review("", CHANGES, 2))),
)  # fmt: skip

CASES = (
    *(case(REVIEWED, outcome, name, pulls(pull(reviews=reviews))) for outcome, name, reviews in _OF_ONE),
    case(REVIEWED, "pass", "all of them", pulls(*several(4)), message="4 of 4 pull requests of the last 90 days had an approval before the merge"),
    case(REVIEWED, "pass", "the author's account was deleted", pulls(pull(author="", reviews=(review("ben"),)))),
    case(REVIEWED, "pass", "more reviews than were read, an approval among them", pulls(pull(has_more_reviews=True))),
    case(REVIEWED, "fail", "one of 41", pulls(pull(1, reviews=()), *several(40)), message="1 of 41 pull requests of the last 90 days had no approval before the merge; the rule allows none", evidence=("#1 feat: add the login page",)),
    case(REVIEWED, "fail", "one provably, one perhaps", pulls(pull(1, reviews=(), has_more_reviews=True), pull(2, reviews=())), message="1 of 2", evidence=("#2 feat: add the login page",)),
    case(REVIEWED, "fail", "proven, although they are not known long enough", pulls(pull(reviews=()), since=ago(3))),
    case(REVIEWED, "unknown", "more reviews than were read", pulls(pull(1, reviews=(review("cleo", CHANGES),), has_more_reviews=True), *several(2)), message="1 of 3 pull requests of the last 90 days could not be decided: more reviews than were read, and no approval among those", evidence=("#1 feat: add the login page",)),
    case(REVIEWED, "unknown", "author and reviewer were deleted", pulls(pull(author="", reviews=(review(""),))), message="an approval by a deleted account, which may be the author's"),
    case(REVIEWED, "unknown", "they are not known long enough", pulls(pull(), since=ago(3)), message="pull requests are known since 2026-11-21 only"),
    case(REVIEWED, "unknown", "GitHub does not show them", withheld(PullRequests, "GitHub does not show the pull requests: needs Pull requests, read"), message="needs Pull requests, read"),
    case(REVIEWED, "not_applicable", "there are none", pulls(), message="no pull request that counts in the last 90 days"),
    case(REVIEWED, "not_applicable", "a bot's, a release, a merge of dev", pulls(pull(1, author_is_bot=True, reviews=()), pull(2, head="release/1", reviews=()), pull(3, head="dev", base="main", reviews=()))),

    case(GREEN, "pass", "the newest commit", checks(SUCCESS, FAILURE), message="the checks of 0000000 succeeded", evidence=("Commit 0000000",)),
    case(GREEN, "pass", "the newest whose checks are completed", checks(PENDING, NONE, EXPECTED, SUCCESS, FAILURE), message="the checks of 3333333 succeeded"),
    case(GREEN, "fail", "a failure", checks(FAILURE, SUCCESS), message="the checks of 0000000 ended with failure", evidence=("Commit 0000000",)),
    case(GREEN, "fail", "an error, after one without checks", checks(NONE, ERROR, SUCCESS), message="the checks of 1111111 ended with error", evidence=("Commit 1111111",)),
    case(GREEN, "unknown", "GitHub does not show them", withheld(ChecksOnDefaultBranch, "GitHub does not show the checks of commits: needs Checks, read"), message="needs Checks, read"),
    case(GREEN, "not_applicable", "none completed", checks(PENDING, NONE, EXPECTED), message="CI completed no checks on the newest 3 commits of the default branch"),
    case(GREEN, "not_applicable", "no commits", checks(), message="there are no commits on the default branch"),
)  # fmt: skip
