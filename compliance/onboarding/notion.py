"""Settles what membership in the Notion workspace shows, by the addresses that people confirmed.

Which these are knows who lets people in; `settings.CONFIRMED_ADDRESSES` names the function that
says it. Guests are not in Notion's list: they tick the item.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from compliance import clock, organizations
from compliance.collect import SourceError
from compliance.models import Organization, Plan, PlanItem
from compliance.onboarding import plans, ticking
from compliance.protocol import ShownBy

Way = PlanItem.Way

EVIDENCE = "Their confirmed e-mail address is that of a member of the Notion workspace."
_INVITED = "The invited e-mail address is that of a member of the Notion workspace."


def is_asked() -> bool:
    """Whether there is a workspace to ask; that of the demo's people is none."""
    return settings.NOTION is not None and not organizations.is_demo()


def ask(organization: Organization) -> None:
    """Settle the items of plans that go on; asks nothing where none of them waits for it.

    Raises:
        SourceError: Notion does not say who is a member.
    """
    if settings.NOTION is None or not is_asked():
        return
    waiting = [each for each in _waiting(organization) if not _is_settled(each)]
    confirmed = _confirmed([each.plan.person_id for each in waiting if each.plan.person_id])
    known = {item.pk: _address(item.plan, confirmed) for item in waiting}
    if not any(known.values()):
        return
    # Only now, since pages, which know of this poll, are to be there soon after a start.
    from integrations.notion.members import NotionError, addresses  # noqa: PLC0415

    try:
        members = addresses(settings.NOTION)
    except NotionError as error:
        raise SourceError(str(error)) from error
    for item in waiting:
        if known[item.pk] in members:
            _settle(item)


def _confirmed(people: Collection[int]) -> Mapping[int, str]:
    """The confirmed address of each of some people who has one."""
    said: Callable[[Collection[int]], Mapping[int, str]]
    said = import_string(settings.CONFIRMED_ADDRESSES)
    return said(people) if people else {}


def _waiting(organization: Organization) -> list[PlanItem]:
    items = PlanItem.objects.filter(
        plan__in=organization.plans.open(), shown_by__contains=[ShownBy.NOTION.value]
    )
    return list(items.select_related("plan"))


def _is_settled(item: PlanItem) -> bool:
    return not item.counts or item.way in (Way.VERIFIED, Way.CONFIRMED)


def _address(plan: Plan, confirmed: Mapping[int, str]) -> str:
    """Whom a plan is for, as Notion knows people; empty where nothing proves it."""
    found = plan.email if plan.person_id is None else confirmed.get(plan.person_id, "")
    return found.lower()


@transaction.atomic
def _settle(item: PlanItem) -> None:
    plan = plans.locked(item.plan)
    found = PlanItem.objects.get(pk=item.pk)
    if not plan.is_open or _is_settled(found):
        return
    found.plan = plan
    evidence = EVIDENCE if plan.person_id else _INVITED
    ticking.settle(found, Way.VERIFIED, clock.now(), evidence=evidence)
