"""Has commits compared that decide whether something of a newcomer's runs on staging."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from compliance import clock
from compliance.collect import SourceError, WaitError
from compliance.collect.github import GitHubSource
from compliance.models import Comparison, Organization, Repository
from compliance.onboarding import verification
from compliance.onboarding.landing import Pair
from compliance.onboarding.verification import Question

logger = logging.getLogger(__name__)

# So many at a time; what is left comes with the next look at the repositories.
MOST = 20
# Facts reach back no further, so older answers are wanted by nobody.
KEPT = timedelta(days=100)


def ask(source: GitHubSource, questions: Iterable[Question]) -> None:
    """Compare what has to be, one request for each pair of commits, and settle what follows.

    An answer is kept, so that no two commits are compared twice. A pair that cannot be compared now
    is left to the next time.

    Raises:
        WaitError: GitHub answers nobody before some moment.
    """
    left = MOST
    for asked in questions:
        question: Question | None = asked
        while question and left:
            left -= 1
            if not _compare(source, question.repository, question.pair):
                break
            question = verification.again(question, clock.now())


def forget(organization: Organization) -> None:
    """Delete answers of pairs that nobody can ask for any more."""
    rows = Comparison.objects.filter(organization=organization)
    rows.filter(asked_at__lt=clock.now() - KEPT).delete()


def _compare(source: GitHubSource, repository: Repository, pair: Pair) -> bool:
    """Keep what GitHub says of a pair; whether it said something."""
    if pair in verification.answers(repository):
        # Somebody else's pull request, or deployment, needed the same.
        return True
    try:
        contains = source.contains(repository.full_name, pair.base, pair.head)
    except WaitError:
        raise
    except SourceError as error:
        logger.warning("%s", error)
        return False
    Comparison.objects.update_or_create(
        repository=repository,
        base=pair.base,
        head=pair.head,
        defaults={
            "organization_id": repository.organization_id,
            "contains": contains,
            "asked_at": clock.now(),
        },
    )
    return True
