"""What GitHub told of somebody's work, as far as checks need it: stored with each repository."""

from __future__ import annotations

from compliance import mentions
from compliance.mentions import Mention
from compliance.models import StoredFacts
from dashboard.kept.holding import Holding, Row, Rows, Whose, nothing


def _work(whose: Whose) -> Rows:
    person = whose.person
    if person is None:
        return nothing()
    names = mentions.names_of(person)
    found = [
        (row.repository_id, each)
        for row in mentions.stored(whose.organization, names)
        for each in mentions.mentions(row, names)
    ]
    found.sort(key=lambda pair: pair[1].at.timestamp() if pair[1].at else 0.0, reverse=True)

    def tell(pair: tuple[int, Mention]) -> Row:
        repository, each = pair
        is_seen = repository in whose.seen
        return {
            "What": each.what,
            "Repository": whose.name_of(repository),
            "When": each.at,
            "Title": each.title if is_seen else "",
            "Address": each.url if is_seen else "",
        }

    return Rows(found, tell)


WORK = Holding(
    models=(StoredFacts,),
    title="Pull requests, reviews, commits and deployments of yours",
    why="GitHub tells them of each repository, and checks judge by them how the repository is "
    "worked on, never who works on it. Nobody is counted or ranked.",
    until="until the repository is read again more than 90 days later, or you are a pseudonym; a "
    "CODEOWNERS counts as long as it is there",
    none="No stored fact names you.",
    find=_work,
)
