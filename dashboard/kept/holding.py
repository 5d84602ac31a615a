"""What one kind of personal data is: where it is found, why it is kept, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import F, Func, Model, QuerySet, Subquery

from compliance.models import Organization, Person
from compliance.roles import Role
from compliance.sight import Sight
from dashboard.models import User

Row = Mapping[str, object]
"""One thing that is kept: what it says, by what that is in plain words."""
_READ_AT_ONCE = 500


@dataclass(frozen=True)
class Whose:
    """Whose data is looked for: an account, what its person may see, and under what its session
    is stored.
    """

    user: User
    sight: Sight
    session: str | None = None

    @property
    def person(self) -> Person | None:
        """The person of the account; None for a local administrator."""
        return self.sight.person

    @property
    def organization(self) -> Organization:
        """The organization that the installation serves."""
        return self.sight.organization

    @property
    def is_administrator(self) -> bool:
        """Whether nothing is hidden from them."""
        return self.sight.role is Role.ADMINISTRATOR

    @cached_property
    def seen(self) -> Mapping[int, str]:
        """What the repositories are called that they may see, by primary key."""
        return dict(self.sight.repositories().values_list("pk", "name"))

    @cached_property
    def teams(self) -> Mapping[int, str]:
        """What the teams are called that they may know of, by primary key."""
        return dict(self.sight.shown_teams().values_list("pk", "name"))

    def name_of(self, repository: int) -> str:
        """What a repository is called, by its primary key, where they may see it."""
        return self.seen.get(repository, HIDDEN)


HIDDEN = "a repository that you may not see now"


@dataclass(frozen=True)
class Rows:
    """Things that are kept, read when they are told."""

    found: QuerySet[Any] | Sequence[Any]
    tell: Callable[[Any], Row]

    def first(self, number: int) -> list[Row]:
        """The first few of them."""
        return [self.tell(each) for each in islice(self.found[:number], number)]

    def __iter__(self) -> Iterator[Row]:
        """All of them."""
        if isinstance(self.found, QuerySet):
            return map(self.tell, self.found.iterator(chunk_size=_READ_AT_ONCE))
        return map(self.tell, self.found)


def counts(organization: Organization, each: Sequence[Rows]) -> list[int]:
    """How many there are of each, by one query."""
    asked = {
        f"count_{number}": Subquery(rows.found.order_by().annotate(count=_COUNT).values("count"))
        for number, rows in enumerate(each)
        if isinstance(rows.found, QuerySet)
    }
    counted: Any = Organization.objects.filter(pk=organization.pk).values(**asked).get()
    return [
        counted[f"count_{number}"] if f"count_{number}" in asked else len(rows.found)
        for number, rows in enumerate(each)
    ]


# An aggregate would be grouped by the rows' own columns.
_COUNT = Func(F("pk"), function="COUNT")


def nothing() -> Rows:
    """No rows, for whom there cannot be any."""
    return Rows((), dict)


@dataclass(frozen=True)
class Holding:
    """Tables that hold personal data, together: what of somebody's is in them, why, until when.

    In `until` `{kept}` stands for how long it is kept after somebody left. `none` says it where
    nothing is there.
    """

    models: tuple[type[Model], ...]
    title: str
    why: str
    until: str
    none: str
    find: Callable[[Whose], Rows]
