"""Who is to be told of which events that they were not told of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from compliance import sight
from compliance.digests import recipients
from compliance.digests.recipients import Addresses
from compliance.models import Mail, Organization, Ownership, Person, RoleGiven, ToldEvent
from compliance.notices.events import Event
from compliance.notices.excuses import excuses
from compliance.notices.newcomers import newcomers
from compliance.onboarding.contacts import managers_of, teams_above
from compliance.sight import Sight

MaySee = Callable[[Sight, Event], bool]
"""Whether somebody may see what an event is about, and do what it asks of them."""
NOT_TOLD = (Mail.State.REFUSED, Mail.State.GIVEN_UP)
"""What a mail has become that told nobody of anything."""


@dataclass(frozen=True)
class Told:
    """One person, and the events of which they are to be told, the first to happen first."""

    person: Person
    events: tuple[Event, ...]


def audience(
    organization: Organization,
    now: datetime,
    addresses: Addresses,
    may_see: MaySee,
    *,
    writing: Mail | None = None,
) -> list[Told]:
    """Everybody who is to be told of something, as far as that follows from what they are to it and
    from what they want; of whose mail is being `writing`, what that one told of before, too.

    Whether they may see it is still to be asked (`seen`).
    """
    people = _People(organization)
    events = list(_events(people, now))
    reached = people.reached_by(events, addresses)
    told = _told(organization, reached, writing)
    sees = _Sees(may_see, reached, told)
    found = []
    for pk, meant in people.meant_by(events, reached, sees, writing).items():
        person = reached[pk]
        wanted = recipients.preferences_of(person).unwanted
        left = [
            each for each in meant if each.kind not in wanted and (person.pk, each.key) not in told
        ]
        if left:
            found.append(Told(person, tuple(sorted(left, key=lambda each: each.at))))
    return found


def seen(told: Told, may_see: MaySee) -> tuple[Event, ...]:
    """Those of somebody's events of which they may be told."""
    reader = sight.of(told.person)
    return tuple(each for each in told.events if may_see(reader, each))


def _events(people: _People, now: datetime) -> Iterator[Event]:
    yield from newcomers(people.organization, now, people.managers_of)
    yield from excuses(people.organization, now, people.owners_of)


def _told(
    organization: Organization, people: Iterable[int], writing: Mail | None
) -> set[tuple[int, str]]:
    """Of what people were told, or are being told, by other mails."""
    rows = ToldEvent.objects.filter(organization=organization, person__in=list(people))
    rows = rows.exclude(mail__state__in=NOT_TOLD).exclude(mail=writing)
    return set(rows.values_list("person_id", "key"))


@dataclass(frozen=True)
class _Sees:
    """Whether somebody may see an event, which who was told of it did; each one's sight is looked
    up once.
    """

    may_see: MaySee
    people: Mapping[int, Person]
    told: Container[tuple[int, str]]

    def __call__(self, person: int, event: Event) -> bool:
        if (person, event.key) in self.told:
            return True
        if person not in self._sights:
            self._sights[person] = sight.of(self.people[person])
        return self.may_see(self._sights[person], event)

    @cached_property
    def _sights(self) -> dict[int, Sight]:
        return {}


@dataclass(frozen=True)
class _People:
    """Who is what in an organization, each looked up once."""

    organization: Organization

    def reached_by(self, events: Collection[Event], addresses: Addresses) -> Mapping[int, Person]:
        """Those of whom may be told of some events who are there and can be reached."""
        named = {pk for each in events for pk in each.leads | each.others}
        return self._reached(named | self._administrators, addresses) if events else {}

    def meant_by(
        self,
        events: Iterable[Event],
        reached: Mapping[int, Person],
        sees: _Sees,
        writing: Mail | None,
    ) -> Mapping[int, list[Event]]:
        """What each of those who can be reached is to be told of. While a mail is being written it
        is asked of its own person alone whether they are in others' place.
        """
        stand_ins = self._administrators & reached.keys()
        if writing is not None:
            stand_ins &= {writing.person_id}
        found: dict[int, list[Event]] = {}
        for each in events:
            leads = each.leads & reached.keys()
            if each.needs_lead and stand_ins and not any(sees(pk, each) for pk in leads):
                leads |= stand_ins
            for pk in (leads - {each.but}) | (each.others & reached.keys()):
                found.setdefault(pk, []).append(each)
        return found

    def managers_of(self, team: int | None, but: int | None) -> frozenset[int]:
        """Who manages a team, or the nearest above it that somebody else than `but` manages."""
        if team is None:
            return frozenset()
        found = self._managers_of(team, None)
        return found if but not in found else self._managers_of(team, but)

    def _managers_of(self, team: int, but: int | None) -> frozenset[int]:
        if (team, but) not in self._managers:
            found = managers_of(self.organization, team, self._above, but=but)
            self._managers[team, but] = frozenset(each.pk for each in found)
        return self._managers[team, but]

    def owners_of(self, repository: int, but: int | None) -> frozenset[int]:
        """Those of the teams that own a repository."""
        teams = self._owners.get(repository, ())
        return frozenset(pk for team in teams for pk in self.managers_of(team, but))

    def _reached(self, people: Iterable[int], addresses: Addresses) -> dict[int, Person]:
        """Those of some people who have not left, and whose address is confirmed and takes mail."""
        there: QuerySet[Person] = self.organization.people.filter(pk__in=people, left_at=None)
        known = addresses(list(people))
        return {
            each.pk: each
            for each in there.select_related("mail_preferences")
            if each.pk in known
            and not recipients.is_refused(recipients.preferences_of(each), known[each.pk])
        }

    @cached_property
    def _administrators(self) -> frozenset[int]:
        """Who administrates the organization, as in `compliance.sight`."""
        by_source = Q(role=Person.Role.OWNER, role_given=None)
        given = Q(role_given__role=RoleGiven.Given.ADMINISTRATOR)
        people = self.organization.people.filter(by_source | given, left_at=None)
        return frozenset(people.values_list("pk", flat=True))

    @cached_property
    def _managers(self) -> dict[tuple[int, int | None], frozenset[int]]:
        return {}

    @cached_property
    def _above(self) -> Mapping[int, int | None]:
        return teams_above(self.organization)

    @cached_property
    def _owners(self) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = {}
        rows = Ownership.objects.filter(organization=self.organization, team__isnull=False)
        for repository, team in rows.values_list("repository", "team"):
            found.setdefault(repository, []).append(team)
        return found
