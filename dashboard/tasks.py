"""What Celery runs of the dashboard's own; it may run twice."""

from __future__ import annotations

from celery import shared_task

from compliance import organizations
from dashboard.kept import reducing


@shared_task(ignore_result=True)
def forget_people() -> None:
    """Reduce who left long enough ago to a pseudonym, and delete sessions and links that ended."""
    reducing.delete_what_ended()
    reducing.reduce_due(organizations.current())
