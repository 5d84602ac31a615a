"""Reduces who has left to a pseudonym: what says who somebody was goes, and the record stays.

Entries of the audit log, waivers and decisions refer to a person, so they name the pseudonym from
then on, without having been changed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from compliance import audit, clock, mentions
from compliance.models import (
    AskedFor,
    AuditEntry,
    AuditOrigin,
    Collaboration,
    Mail,
    MailPreferences,
    Membership,
    Organization,
    Person,
    RoleGiven,
)
from compliance.onboarding import forgetting
from compliance.sync import queue
from dashboard.kept.account import sessions_of
from dashboard.models import SignInLink, User

logger = logging.getLogger(__name__)

BY_TIME = "the retention time"


def who_left(organization: Organization) -> QuerySet[Person]:
    """Those who have left and are no pseudonyms yet, the first to leave first."""
    return organization.people.filter(left_at__isnull=False, reduced_at=None).order_by(
        "left_at", "pk"
    )


def reduce_due(organization: Organization) -> int:
    """Reduce those who left longer ago than the organization keeps them, and forget who was invited
    and never came, as long after; says how many it reduced.
    """
    limit = clock.now() - timedelta(days=organization.retention_days)
    reduced = 0
    for person in who_left(organization).filter(left_at__lte=limit):
        with audit.acting_from(None, BY_TIME):
            reduced += reduce(person, by=None, left_before=limit)
    forgetting.forget_who_never_came(organization, limit)
    if reduced:
        logger.info("%d who left became pseudonyms", reduced)
    return reduced


def reduce(person: Person, by: Person | None, left_before: datetime | None = None) -> bool:
    """Reduce somebody to a pseudonym; False where they have not left (before that), or are one.

    What it did stays done where it is interrupted, and doing it again does the rest.
    """
    if not _has_left(person, left_before):
        return False
    names = mentions.names_of(person)
    # Not within the transaction: workers hold these rows while they wait for the organization's.
    mentions.rename(person.organization, names, person.pseudonym)
    with transaction.atomic():
        organization = queue.locked(person.organization_id)
        person = organization.people.get(pk=person.pk)
        if not _has_left(person, left_before):
            return False
        _delete_account(person)
        for model in (Membership, Collaboration, RoleGiven, Mail, MailPreferences):
            model.objects.filter(person=person).delete()
        forgetting.forget(person)
        said = AskedFor.objects.filter(organization=organization, asked_by__in=names)
        said.update(asked_by=person.pseudonym)
        person.login = person.key = person.pseudonym
        person.name, person.reduced_at = "", clock.now()
        person.save()
        AuditOrigin.objects.filter(entry__by=person).delete()
        audit.record(AuditEntry.Action.PERSON_REDUCED, person, organization=organization, by=by)
    return True


def delete_what_ended() -> None:
    """Delete sessions and links that sign nobody in any more."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    SignInLink.objects.filter(until__lt=now).delete()


def _has_left(person: Person, before: datetime | None) -> bool:
    if person.left_at is None or person.reduced_at is not None:
        return False
    return before is None or person.left_at <= before


def _delete_account(person: Person) -> None:
    """With what hangs on it: the account at GitHub, second factors, links, sessions."""
    for user in User.objects.filter(person=person):
        for session in sessions_of(user):
            session.delete()
        user.delete()
