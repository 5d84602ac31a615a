"""Where the lines of a mail lead: each to the page that it speaks of, with the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse

from compliance.digests.parts import Digest, Lapse, Named, Part, Whose
from compliance.scorecards.changes import Kind


@dataclass(frozen=True)
class Pages:
    """Absolute addresses below the dashboard's own."""

    base_url: str

    def page(self, name: str, *names: str | int, anchor: str = "", **query: str) -> str:
        """The page of a name; what is empty is left out of its query."""
        given = {key: value for key, value in query.items() if value}
        path = reverse(name, args=names, query=given or None, fragment=anchor or None)
        return self.base_url.rstrip("/") + path


@dataclass(frozen=True)
class Links(Pages):
    """Those of one digest."""

    digest: Digest

    def of_part(self, part: Part) -> str:
        """Where the part stands now."""
        if part.team:
            return self.team(part.team)
        return self.page("organization") if part.whose is Whose.ALL else self.changes(part)

    def team(self, team: Named) -> str:
        """A team's scorecard."""
        return self.page("team", team.slug)

    def check(self, repository: Named, key: str) -> str:
        """A check on its repository's page."""
        return self.page("repository", repository.slug, anchor=key)

    def changes(self, part: Part, kind: Kind | str = "") -> str:
        """What changed in the span of the digest, of a part and of one kind."""
        team = part.team.slug if part.team else ""
        return self._changes(team, str(kind), "1" if part.whose is Whose.OWN else "")

    def changes_of(self, team: Named, kind: Kind | str = "") -> str:
        """What changed in a team's repositories in the span of the digest."""
        return self._changes(team.slug, str(kind), "")

    def _changes(self, team: str, kind: str, own: str) -> str:
        begin, end = map(_moment, (self.digest.since, self.digest.until))
        return self.page("changes", begin=begin, end=end, team=team, kind=kind, own=own)

    def excuse(self, lapse: Lapse) -> str:
        """A waiver or an attestation."""
        return self.page("excuse", lapse.repository.slug, lapse.pk)

    def ending(self, part: Part) -> str:
        """All that ends soon, of a team where the part is about one."""
        return self.page("requests", show="ending", team=part.team.slug if part.team else "")

    def failing(self, key: str, part: Part) -> str:
        """Where a check fails."""
        team = part.team.slug if part.team else ""
        return self.page("check", key, outcome="fail", team=team)


def _moment(moment: datetime) -> str:
    """A moment in UTC, in the form of ISO 8601 that needs no escaping in an address."""
    fraction = f".{moment:%f}" if moment.microsecond else ""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}{fraction}Z"
