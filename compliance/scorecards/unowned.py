"""How many repositories nobody owns, where an owner was looked for, and what was found there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value

from compliance.extract import VERSIONS
from compliance.facts import Unavailable
from compliance.facts.encoding import OutdatedError, decode_one
from compliance.facts.owners import Owners
from compliance.models import (
    Audience,
    Grant,
    KeptSums,
    Organization,
    Ownership,
    Repository,
    StoredFacts,
)
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards.scope import Scope
from compliance.scorecards.self_description import OWNER, topic
from compliance.sight import OPEN, Sight

FoundBy = Ownership.FoundBy
# So many names are told of what names nobody that could own it.
NAMED = 5


@dataclass(frozen=True)
class Looked:
    """What was found in one place: a sentence; `is_open` where it cannot be told."""

    place: FoundBy
    found: str
    is_open: bool = False


@dataclass(frozen=True)
class Unowned:
    """A repository that nobody owns, with where an owner was looked for, the strongest first."""

    repository: Repository
    looked: tuple[Looked, ...]


def repositories(seen: Sight) -> RepositoryQuerySet:
    """Those that none of the teams owns that somebody may know of."""
    counted = seen.repositories().counted()
    if seen.knows_all_teams:
        return counted.filter(~Exists(Ownership.objects.filter(repository=OuterRef("pk"))))
    return counted.unowned(seen.shown_teams())


def count(seen: Sight) -> int:
    """How many repositories none of the teams owns that somebody may know of. To look at all of
    them takes long, so it is kept; what that leaves out is counted besides.
    """
    sums = KeptSums.objects.filter(organization=seen.organization)
    if seen.knows_all_teams:
        return sums.values_list("unowned", flat=True).first() or 0
    if seen.audience is None:
        return repositories(seen).count()
    beyond, theirs = Scope(seen).beyond, _of_own_secret_teams(seen)
    parts = (beyond.counted().unowned(seen.shown_teams()) if beyond is not None else None, theirs)
    counted = (_counted(each) if each is not None else Value(0) for each in parts)
    found = sums.values_list("unowned_openly", *counted).first()
    if found is None:
        return 0
    openly, more, less = found
    # What is kept may be behind what is counted besides.
    return max(0, int(openly.get(seen.audience, 0)) + (more or 0) - (less or 0))


def _of_own_secret_teams(seen: Sight) -> RepositoryQuerySet:
    """Those that are kept as owned by nobody or secret teams alone, and somebody knows of one."""
    openly = seen.organization.teams.filter(is_secret=False)
    kept = seen.organization.repositories.counted().unowned(openly)
    if seen.audience is Audience.MEMBERS:
        kept = kept.filter(visibility__in=OPEN)
    owned = Ownership.objects.filter(team__in=seen.shown_teams().filter(is_secret=True).order_by())
    return kept.filter(pk__in=owned.values("repository"))


def _counted(repositories: RepositoryQuerySet) -> Subquery:
    grouped = repositories.order_by().values("organization")
    return Subquery(grouped.annotate(count=Count("pk")).values("count"))


def in_all(organization: Organization) -> int:
    """How many no team at all owns, as it is kept."""
    return organization.repositories.counted().filter(ownerships=None).count()


def openly(organization: Organization) -> dict[str, int]:
    """How many only secret teams own or none, by audience, as it is kept."""
    found = organization.repositories.counted().unowned(organization.teams.filter(is_secret=False))
    return found.aggregate(
        **{
            Audience.ALL.value: Count("pk"),
            Audience.MEMBERS.value: Count("pk", filter=Q(visibility__in=OPEN)),
        }
    )


def looked_for(
    seen: Sight, repositories: Iterable[Repository], *, on_github: bool
) -> list[Unowned]:
    """The repositories with what was found of each, in three queries.

    Of one that a team owns which its reader may not know of, the same is said as of one of which
    nothing names an owner.
    """
    listed = list(repositories)
    pks = [each.pk for each in listed]
    owned = set(Ownership.objects.filter(repository__in=pks).values_list("repository", flat=True))
    facts = StoredFacts.objects.filter(repository__in=pks, part=StoredFacts.Part.FILES)
    bodies = {row.repository_id: bytes(row.body) for row in facts.only("repository_id", "body")}
    granted: dict[int, list[str]] = {}
    given = Grant.objects.filter(repository__in=pks, team__in=seen.shown_teams())
    for grant in given.select_related("team").order_by("team__name"):
        if grant.team.gone_since is None:
            said = f"{grant.team.name} may {grant.permission}"
            granted.setdefault(grant.repository_id, []).append(said)
    return [
        Unowned(
            each,
            _nothing(on_github=on_github)
            if each.pk in owned
            else _looked(
                each, _owners(bodies.get(each.pk)), granted.get(each.pk, []), on_github=on_github
            ),
        )
        for each in listed
    ]


_NOTHING = {
    FoundBy.SETTINGS: "no rule names a team",
    FoundBy.PROPERTY: "names no team",
    FoundBy.CODEOWNERS: "names no team",
    FoundBy.GRANT: "no team administers or maintains it",
    FoundBy.TOPIC: "none names a team",
}


def _nothing(*, on_github: bool) -> tuple[Looked, ...]:
    forge = (FoundBy.PROPERTY, FoundBy.GRANT, FoundBy.TOPIC) if on_github else ()
    places = (FoundBy.SETTINGS, FoundBy.CODEOWNERS, *forge)
    return tuple(Looked(each, _NOTHING[each]) for each in FoundBy if each in places)


def _looked(
    repository: Repository,
    owners: Owners | Unavailable,
    granted: list[str],
    *,
    on_github: bool,
) -> tuple[Looked, ...]:
    found = {each.place: each for each in _nothing(on_github=on_github)}
    found[FoundBy.CODEOWNERS] = _by_file(owners)
    if on_github:
        if repository.properties is None or repository.properties_hidden:
            hidden = "not shown to the credential: needs Custom properties, read"
            found[FoundBy.PROPERTY] = Looked(FoundBy.PROPERTY, hidden, is_open=True)
        if granted and isinstance(owners, Unavailable):
            said = f"{_few(granted)}; that counts once its CODEOWNERS is known"
            found[FoundBy.GRANT] = Looked(FoundBy.GRANT, said, is_open=True)
        elif granted:
            said = f"{_NOTHING[FoundBy.GRANT]}; {_few(granted)}"
            found[FoundBy.GRANT] = Looked(FoundBy.GRANT, said)
        if said := topic(repository, OWNER):
            found[FoundBy.TOPIC] = Looked(FoundBy.TOPIC, f"names {said}, which is read next")
    return tuple(found.values())


def _by_file(owners: Owners | Unavailable) -> Looked:
    if isinstance(owners, Unavailable):
        return Looked(FoundBy.CODEOWNERS, f"not known: {owners.reason}", is_open=True)
    if owners.people:
        return Looked(FoundBy.CODEOWNERS, f"names people only: {_few(owners.people)}")
    return Looked(FoundBy.CODEOWNERS, _NOTHING[FoundBy.CODEOWNERS])


def _owners(body: bytes | None) -> Owners | Unavailable:
    if body is None:
        return Unavailable("its files were not read")
    try:
        return decode_one(body, VERSIONS, Owners)
    except OutdatedError:
        return Unavailable("its files are to be read anew")


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    more = len(listed) - NAMED
    return ", ".join(listed[:NAMED]) + (f" and {more} more" if more > 0 else "")
