"""Deletes what is not kept of runs, so that rows grow with change and not with time."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from compliance import clock
from compliance.models import Organization, SyncItem

KEEP_RUNS = timedelta(days=30)


def forget_old_runs(organization: Organization) -> None:
    """Delete the runs that ended longer ago than runs are kept."""
    organization.runs.filter(finished_at__lt=clock.now() - KEEP_RUNS).delete()


@transaction.atomic
def forget_quiet_work(organization: Organization) -> None:
    """Delete the items of ended runs for which stored facts were judged again and nothing counted
    as something else, as on most days for most repositories; and the runs that had no others.

    A run counts them as unchanged from then on.
    """
    quiet = SyncItem.objects.filter(
        organization=organization,
        run__finished_at__isnull=False,
        work=SyncItem.Work.JUDGE,
        state=SyncItem.State.DONE,
        transitions=0,
    )
    runs = {*quiet.order_by().values_list("run_id", flat=True).distinct()}
    for run in organization.runs.filter(pk__in=runs):
        dropped, _ = quiet.filter(run=run).delete()
        organization.runs.filter(pk=run.pk).update(unchanged=F("unchanged") + dropped)
    organization.runs.filter(pk__in=runs, items=None).delete()
