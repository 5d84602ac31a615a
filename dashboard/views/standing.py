"""What the pages of the organization and of a team show alike."""

from __future__ import annotations

from django.utils import timezone

from compliance import organizations
from compliance.models import Team
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards import questions
from compliance.scorecards.questions import Section, Standing
from compliance.sight import Sight
from dashboard import charts
from dashboard.charts import Segment, Trend
from dashboard.templatetags.plumbline import level_name, level_slug


def level_segments(standing: Standing) -> list[Segment]:
    """The bar of levels, the highest first."""
    return charts.stacked(
        (level_slug(level), level_name(level), count) for level, count in standing.levels.items()
    )


def trend_picture(seen: Sight, team: Team | None) -> Trend | None:
    """The score of the last twelve weeks as a picture, over no repository that its reader may not
    see; None until there are two days, or where that cannot be told.
    """
    today = timezone.now().date()
    repositories = seen.organization.repositories.all()
    audience = seen.audience(repositories.filter(ownerships__team=team) if team else repositories)
    if audience is None:
        return None
    days = questions.trend(seen.organization, team, today, audience)
    return charts.trend([(day, sums.score) for day, sums in days], today, questions.TREND_DAYS)


def sections_in_use(repositories: RepositoryQuerySet) -> list[Section]:
    """The sections that have a check of the protocols in use there, in reading order."""
    used = repositories.counted().order_by().values_list("protocol", flat=True)
    known = organizations.protocols()
    found: dict[str, Section] = {}
    for protocol in (known[key] for key in sorted(set(used.distinct())) if key in known):
        judged = {questions.section_of(coverage.clause) for coverage in protocol.automated()}
        for section in protocol.sections:
            if section.identity in judged:
                title = f"{section.title}"
                found.setdefault(section.identity, Section(section.identity, title))
    return list(found.values())
