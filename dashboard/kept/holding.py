"""What one kind of personal data is: where it is found, why it is kept, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet

from compliance.models import Organization, Person, Repository
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
    def seen(self) -> frozenset[int]:
        """The primary keys of the repositories that they may see."""
        return frozenset(self.sight.repositories().values_list("pk", flat=True))

    def name_of(self, repository: Repository) -> str:
        """What a repository is called, where they may see it."""
        return repository.name if repository.pk in self.seen else HIDDEN


HIDDEN = "a repository that you may not see now"


@dataclass(frozen=True)
class Rows:
    """Things that are kept, read when they are told."""

    found: QuerySet[Any] | Sequence[Any]
    tell: Callable[[Any], Row]

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.found.count() if isinstance(self.found, QuerySet) else len(self.found)

    def first(self, number: int) -> list[Row]:
        """The first few of them."""
        return [self.tell(each) for each in islice(self.found[:number], number)]

    def __iter__(self) -> Iterator[Row]:
        """All of them."""
        if isinstance(self.found, QuerySet):
            return map(self.tell, self.found.iterator(chunk_size=_READ_AT_ONCE))
        return map(self.tell, self.found)


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
