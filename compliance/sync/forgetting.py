"""Deletes what is not kept of runs, so that rows grow with change and not with time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from compliance import clock
from compliance.models import Organization, SyncItem, SyncRun

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
    with transaction.atomic():
        items = dict(quiet.select_for_update(of=("self",)).values_list("pk", "run_id"))
        dropped = Counter(items.values())
        runs = list(organization.runs.filter(pk__in=dropped))
        for run in runs:
            run.unchanged = F("unchanged") + dropped[run.pk]
        SyncRun.objects.bulk_update(runs, ["unchanged"])
        SyncItem.objects.filter(pk__in=items).delete()
        organization.runs.filter(pk__in=dropped, items=None).delete()
