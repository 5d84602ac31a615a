"""Whose onboarding somebody may see and set up, as lists of what the table says of each."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from compliance.models import Collaboration, Membership, Person, PlanItem, Repository, Team
from compliance.models.onboarding import PlanQuerySet
from compliance.roles import Role
from compliance.sight import Sight
from dashboard.access import Action, Answer, Thing, answer


def seen_by(seen: Sight) -> PlanQuerySet:
    """The plans whose page somebody may open, their own among them."""
    everything = _all(seen)
    if _may(seen, Action.SEE, Thing.PLAN_OTHER):
        return everything
    if seen.person is None:
        return everything.none()
    own = Q(person=seen.person) | Q(buddy=seen.person)
    return everything.filter(own | _led(seen))


def led_by(seen: Sight) -> PlanQuerySet:
    """The plans that somebody sets up, and whose items they confirm: of others alone."""
    everything = _all(seen)
    if not _may(seen, Action.CONFIRM, Thing.PLAN_OTHER):
        everything = everything.filter(_led(seen)) if seen.led else everything.none()
    return everything.exclude(person=seen.person) if seen.person else everything


def over(plans: PlanQuerySet) -> PlanQuerySet:
    """Those that reached their goal, or were called off, the last first."""
    ended = Coalesce("finished_at", "ended_at")
    return plans.alias(ended=ended).filter(ended__isnull=False).order_by("-ended", "-pk")


def waiting(plans: PlanQuerySet) -> QuerySet[PlanItem]:
    """The items of some plans that go on that wait for the word of who leads, the oldest first."""
    found = PlanItem.objects.filter(plan__in=plans.open(), state=PlanItem.State.WAITING)
    return found.filter(dropped_at=None, why_not="").order_by("ticked_at", "pk")


def makes_plans(seen: Sight) -> bool:
    """Whether somebody makes plans for others."""
    return _may(seen, Action.CONFIRM, Thing.NEWCOMERS)


def makes_all_plans(seen: Sight) -> bool:
    """Whether they do for anybody, in any team or in none."""
    return _may(seen, Action.CONFIRM, Thing.PLAN_OTHER)


def people_to_plan_for(seen: Sight) -> QuerySet[Person]:
    """For whom of those who are there somebody may make a plan: whoever is in a team that they
    manage, and partners who work in a repository that they lead.
    """
    there = seen.organization.people.filter(left_at=None)
    if makes_all_plans(seen):
        return there
    members = Membership.objects.filter(person=OuterRef("pk"), team__in=seen.led)
    works = Collaboration.objects.filter(
        person=OuterRef("pk"), repository__in=seen.leads().values("pk")
    )
    partner = Q(role=Person.Role.COLLABORATOR)
    found = there.filter(Q(Exists(members)) | (partner & Q(Exists(works))))
    return found.exclude(pk=seen.person.pk) if seen.person else found


def teams_to_plan_for(seen: Sight) -> QuerySet[Team]:
    """Into which teams somebody may plan who is new."""
    if makes_all_plans(seen):
        return seen.shown_teams()
    return seen.shown_teams().filter(pk__in=seen.led)


def repositories_to_assign(seen: Sight) -> QuerySet[Repository]:
    """Which repositories somebody may assign to who is new: those that they may see and that are
    there.
    """
    return seen.repositories().filter(gone_since=None)


def _all(seen: Sight) -> PlanQuerySet:
    everything = seen.organization.plans.all()
    return everything.none() if seen.role is Role.STRANGER else everything


def _led(seen: Sight) -> Q:
    members = Membership.objects.filter(person=OuterRef("person"), team__in=seen.led)
    return Q(team__in=seen.led) | Q(Exists(members))


def _may(seen: Sight, action: Action, thing: Thing) -> bool:
    return answer(seen.role, action, thing) is Answer.ALLOWED
