"""Whether a person gives back the reviews that their own pull requests ask of others.

Clause engineering:3.2 asks this of staff, not of external partners. It is a private reminder: it
belongs in no score, list or ranking, and on no page but the person's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance.checks.pull_requests import is_recent
from compliance.facts import Today
from compliance.facts.forge import PullRequest, PullRequestState


@dataclass(frozen=True)
class Reciprocity:
    """One person's last 90 days in all repositories of an organization.

    `opened` are the pull requests that they opened, whatever became of them; `reviewed` those of
    others that they reviewed; `undecided` those of others that have more reviews than were read, so
    that one of theirs may be among them. `waiting` are the open ones that wait for their review,
    those that wait longest first.
    """

    opened: int
    reviewed: int
    undecided: int
    waiting: tuple[PullRequest, ...]

    @property
    def owed(self) -> int:
        """How many reviews are certainly missing to one for each pull request."""
        return max(0, self.opened - self.reviewed - self.undecided)


def reciprocity(pull_requests: Iterable[PullRequest], login: str, today: date) -> Reciprocity:
    """What a person opened and reviewed, out of the pull requests of all repositories.

    Several reviews of one pull request count once: the protocol asks for a review of a pull request
    for each one opened, and on GitHub every answer in a discussion is a review by itself. What was
    reviewed need not be merged, and a dismissed review was given all the same.

    Raises:
        ValueError: `login` is empty: all deleted accounts share it, so they are no person.
    """
    if not login:
        raise ValueError("reviews are counted for a login, and this one is empty")
    day, person = Today(today), login.lower()
    opened = reviewed = undecided = 0
    waiting = []
    for pull in pull_requests:
        if pull.author.lower() == person:
            opened += is_recent(pull.created_at, day)
            continue
        if _reviewed_by(pull, person, day):
            reviewed += 1
        elif pull.has_more_reviews:
            undecided += 1
        if pull.state is PullRequestState.OPEN and _awaits(pull, person):
            waiting.append(pull)
    waiting.sort(key=lambda pull: pull.created_at)
    return Reciprocity(opened, reviewed, undecided, tuple(waiting))


def _reviewed_by(pull: PullRequest, person: str, day: Today) -> bool:
    return any(
        review.author.lower() == person and is_recent(review.submitted_at, day)
        for review in pull.reviews
    )


def _awaits(pull: PullRequest, person: str) -> bool:
    return any(login.lower() == person for login in pull.awaits)
