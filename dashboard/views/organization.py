"""The organization's page: where it stands, what changed, what to do about it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.models import CheckResult, Organization, SyncRun
from compliance.scorecards import questions
from dashboard.requests import organization_of
from dashboard.views.source import ending
from dashboard.views.standing import level_segments, sections_in_use, trend_picture
from dashboard.views.syncs import listing, with_counts

CHANGES_SHOWN = 5
GAPS_SHOWN = 6
STALE_SHOWN = 5


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The whole organization at a glance."""
    organization = organization_of(request)
    standing = questions.standing(organization.repositories.all())
    since = timezone.now() - timedelta(days=7)
    changes = list(questions.changes(organization, since)[: CHANGES_SHOWN + 1])
    sections = sections_in_use(organization)
    open_run = _open_run(organization)
    return render(
        request,
        "organization/overview.html",
        {
            "standing": standing,
            "levels": level_segments(standing),
            "trend": trend_picture(organization, None),
            "changes": changes[:CHANGES_SHOWN],
            "more_changes": len(changes) > CHANGES_SHOWN,
            "gaps": questions.gaps(
                CheckResult.objects.filter(organization=organization), GAPS_SHOWN
            ),
            "sections": sections,
            "heat_rows": questions.heat_map(organization, sections),
            "problems": organization.repositories.exclude(problem="").filter(gone_since=None)[
                :STALE_SHOWN
            ],
            "open_run": open_run,
            "listing": listing(open_run),
            "found": 0 if standing.repositories else organization.repositories.listed().count(),
            "ending": ending(organizations.access(organization)),
        },
    )


def _open_run(organization: Organization) -> SyncRun | None:
    """The run that is going on, with how far it is."""
    return with_counts(organization.runs.filter(finished_at=None)).first()
