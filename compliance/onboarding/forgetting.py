"""Takes out of plans what says who somebody was, once they are to be a pseudonym; and forgets the
plans of those who never came.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef

from compliance.models import Milestone, Organization, Person, PlanItem, PlanToken


def forget(person: Person) -> None:
    """Leave of somebody's plans what is counted: what was done when, and what showed it.

    What was written there, what their laptop said, and what their work is called goes, within a
    transaction. What they were invited by and never came to is theirs then; an invitation that is
    pending is of who comes by it.
    """
    ended = person.organization.plans.filter(person=None, login__iexact=person.login)
    ended.exclude(ended_at=None).update(person=person, login="")
    person.plans.update(ended_because="")
    items = PlanItem.objects.filter(plan__person=person)
    items.filter(stuck_at__isnull=False).update(stuck_at=None, stuck_because="")
    items.update(note="", sent_back_because="", evidence="", evidence_url="", findings=[])
    Milestone.objects.filter(plan__person=person).update(title=F("kind"), url="")
    PlanToken.objects.filter(plan__person=person).delete()


def forget_who_never_came(organization: Organization, ended_by: datetime) -> None:
    """Delete the plans, called off by a moment, of logins and addresses that were invited and are
    nobody's: there is nothing in them to count. While an invitation is pending its plan stays, or
    it would get another.
    """
    pending = organization.invitations.values("key")
    there = organization.people.filter(login__iexact=OuterRef("login"))
    ended = organization.plans.filter(person=None, ended_at__lte=ended_by)
    ended.exclude(invitation_key__in=pending).exclude(Exists(there)).delete()
