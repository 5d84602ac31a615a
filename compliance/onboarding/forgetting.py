"""Takes out of plans what says who somebody was, once they are to be a pseudonym."""

from __future__ import annotations

from django.db.models import F

from compliance.models import Milestone, Person, PlanItem, PlanToken


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
