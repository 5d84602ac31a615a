"""What a page sums up for its reader: what sums are kept, and what these leave out.

Sums over what all members may see, and over all there is, are kept for the organization and for
each team, so that no page counts over all repositories. The latter are for those who see all by
what they are. Whoever else sees more than the former has that counted besides: it is little, as
what one was given by name or by one's teams is. That they happen to see all of a team's today does
not make its sums theirs: they may be behind, and in those of the past is what has gone since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from compliance.models import Audience, CheckResult, Organization, Ownership, Team
from compliance.models.repository import RepositoryQuerySet
from compliance.sight import Sight


@dataclass(frozen=True)
class Scope:
    """The repositories that somebody may see: all of them, or those that a team owns."""

    seen: Sight
    team: Team | None = None

    @property
    def organization(self) -> Organization:
        """Whose repositories they are."""
        return self.seen.organization

    @property
    def audience(self) -> Audience | None:
        """Whose kept sums tell their reader of nothing that they may not see; None: nobody's do."""
        return self.seen.audience

    @property
    def repositories(self) -> RepositoryQuerySet:
        """All of them."""
        return self._of_team(self.seen.repositories())

    @cached_property
    def beyond(self) -> RepositoryQuerySet | None:
        """Those of the repositories that the kept sums leave out; None where they have all."""
        if self.audience is Audience.ALL:
            return None
        if self.audience is None:
            return self.repositories
        return self._of_team(self.seen.beyond_members())

    @cached_property
    def _owned(self) -> list[int]:
        """The primary keys of what the team owns, whether or not it may be seen."""
        owned = Ownership.objects.filter(team=self.team)
        return list(owned.values_list("repository", flat=True))

    def is_of_team(self, repository: str) -> Q:
        """Whether what a field names is one of the repositories that the team owns.

        Their keys are asked for once, and handed over as one value: by the team, PostgreSQL would
        look at all repositories in each question, and hundreds of values take longer to be written
        down than to be looked up.
        """
        # As the driver writes a list: a field of Django's would prepare each value by itself.
        one_of = Func(Value(self._owned), function="ANY")
        is_one_of = Func(F(repository), one_of, arg_joiner=" = ", template="%(expressions)s")
        is_one_of.output_field = BooleanField()
        return Q(is_one_of)

    def _of_team(self, found: RepositoryQuerySet) -> RepositoryQuerySet:
        return found if self.team is None else found.filter(ownerships__team=self.team)

    def results_beyond(self) -> QuerySet[CheckResult] | None:
        """What checks say of those that the kept sums leave out; None where they have all."""
        if self.beyond is None:
            return None
        return CheckResult.objects.filter(
            organization=self.organization, repository__in=self.beyond.order_by()
        )
