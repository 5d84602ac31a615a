"""What people do to an item of a plan, and what settles it.

Each transaction holds the plan's row, so two hands come one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from compliance import audit, clock
from compliance.masking import mask, printable
from compliance.models import AuditEntry, Person, Plan, PlanItem
from compliance.models.onboarding import MAX_NOTE
from compliance.onboarding import plans
from compliance.onboarding.plans import PlanError
from compliance.onboarding.terms import SEEN_AT_GITHUB
from compliance.protocol import ShownBy

State, Way = PlanItem.State, PlanItem.Way
_SETTLED = ["state", "way", "ticked_at", "done_at", "settled_by", "evidence", "evidence_url"]
_STUCK = ["stuck_at", "stuck_because"]
_SENT_BACK = ["sent_back_at", "sent_back_because"]


@transaction.atomic
def tick(item: PlanItem, by: Person, note: str = "") -> PlanItem:
    """Say that one has done it; where the lead confirms such an item, it waits for that then.

    Raises:
        PlanError: it is nothing to tick, is settled already, or the plan was called off.
    """
    found = _to_change(item)
    if ShownBy.DEVELOPER not in found.shown_by:
        raise PlanError(f"“{found.title}” is not ticked by hand.")
    if found.state != State.OPEN:
        raise PlanError(f"“{found.title}” is ticked already.")
    now = clock.now()
    if note:
        found.note = _text(note)
    found.ticked_at, found.settled_by = now, by
    found.stuck_at, found.stuck_because = None, ""
    found.sent_back_at, found.sent_back_because = None, ""
    if found.is_confirmed_by_lead:
        found.state, found.way = State.WAITING, Way.TICKED
        _save(found, ["note"])
        _progressed(found.plan, now)
    else:
        settle(found, Way.TICKED, now, by=by)
        found.save(update_fields=["note"])
    return found


@transaction.atomic
def untick(item: PlanItem, by: Person) -> PlanItem:  # noqa: ARG001 (who may is the table's to say)
    """Take a tick back.

    Raises:
        PlanError: it is not ticked, or somebody else's word or a program settled it; or it is the
            goal, and they have another plan.
    """
    found = _to_change(item)
    if found.way != Way.TICKED:
        raise PlanError(f"“{found.title}” is not ticked by you.")
    _must_not_be_followed(found)
    _reopen(found)
    return found


@transaction.atomic
def write_note(item: PlanItem, text: str) -> PlanItem:
    """Keep a note at an item; an empty one is none.

    Raises:
        PlanError: the plan was called off.
    """
    found = _to_change(item)
    found.note = _text(text)
    found.save(update_fields=["note"])
    return found


@transaction.atomic
def stuck(item: PlanItem, because: str) -> PlanItem:
    """Ask for help with an item.

    Raises:
        PlanError: it is done, or nothing says what hinders.
    """
    found = _to_change(item)
    text = _text(because)
    if not text:
        raise PlanError("Say in a few words what hinders you, so that somebody can help.")
    if found.state == State.DONE:
        raise PlanError(f"“{found.title}” is done.")
    found.stuck_at, found.stuck_because = clock.now(), text
    found.save(update_fields=_STUCK)
    return found


@transaction.atomic
def unstuck(item: PlanItem) -> PlanItem:
    """Say that it goes on.

    Raises:
        PlanError: the plan was called off.
    """
    found = _to_change(item)
    found.stuck_at, found.stuck_because = None, ""
    found.save(update_fields=_STUCK)
    return found


@transaction.atomic
def confirm(item: PlanItem, by: Person, note: str = "", url: str = "") -> PlanItem:
    """Settle an item by the lead's word, whatever else could show it.

    Raises:
        PlanError: one's own; what only GitHub shows; the goal without an address that shows it; or
            it is settled by more than a tick or a report.
    """
    found = _to_change(item)
    plan = found.plan
    if plan.person_id == by.pk:
        raise PlanError("Nobody confirms an item of their own plan.")
    is_goal = found.key == plan.goal_item
    if SEEN_AT_GITHUB & set(found.shown_by) and not is_goal:
        raise PlanError(f"“{found.title}” is what GitHub shows, and nobody's word.")
    if is_goal and not url:
        raise PlanError("Give the address that shows that it runs on staging.")
    if found.state == State.DONE and found.way in (Way.CONFIRMED, Way.VERIFIED):
        raise PlanError(f"“{found.title}” is settled already.")
    before = {"state": found.state, "way": found.way}
    settle(found, Way.CONFIRMED, clock.now(), by=by, evidence=_text(note), url=_text(url))
    _write_down(AuditEntry.Action.ITEM_CONFIRMED, found, by, before)
    return found


@transaction.atomic
def send_back(item: PlanItem, by: Person, because: str) -> PlanItem:
    """Say that an item is not done after all, and why.

    Raises:
        PlanError: a program shows that it is; it is open; nothing says why; or it is the goal, and
            they have another plan.
    """
    found = _to_change(item)
    text = _text(because)
    if found.plan.person_id == by.pk:
        raise PlanError("Nobody sends back an item of their own plan.")
    if not text:
        raise PlanError("Say in a few words what is missing.")
    if found.state == State.OPEN:
        raise PlanError(f"“{found.title}” is open.")
    if found.way == Way.VERIFIED:
        raise PlanError(f"“{found.title}” was seen to be done, so it cannot be sent back.")
    _must_not_be_followed(found)
    before = {"state": found.state, "way": found.way}
    _reopen(found)
    found.sent_back_at, found.sent_back_because = clock.now(), text
    found.save(update_fields=_SENT_BACK)
    _write_down(AuditEntry.Action.ITEM_SENT_BACK, found, by, before)
    return found


def settle(
    item: PlanItem,
    way: PlanItem.Way,
    at: datetime,
    *,
    by: Person | None = None,
    evidence: str = "",
    url: str = "",
) -> None:
    """Let an item be done since a moment, within a transaction that holds its plan; the goal's ends
    the plan.
    """
    item.state, item.way, item.done_at, item.settled_by = State.DONE, way, at, by
    item.evidence, item.evidence_url = evidence[:500], url[:1000]
    item.stuck_at, item.stuck_because = None, ""
    item.sent_back_at, item.sent_back_because = None, ""
    _save(item, [])
    _progressed(item.plan, max(at, item.plan.progressed_at))
    if item.key == item.plan.goal_item and item.counts:
        item.plan.finished_at = at
        item.plan.save(update_fields=["finished_at"])


def reported(item: PlanItem, at: datetime) -> None:
    """Let an item be done by what the laptop says, or wait for the lead where that one's word
    settles it or sent it back, within a transaction that holds its plan.
    """
    if not item.is_confirmed_by_lead and item.sent_back_at is None:
        settle(item, Way.REPORTED, at)
        return
    item.state, item.way, item.ticked_at = State.WAITING, Way.REPORTED, at
    _save(item, [])
    _progressed(item.plan, at)


def reopen(item: PlanItem) -> None:
    """Let an item be open again, within a transaction that holds its plan."""
    _reopen(item)


def _reopen(item: PlanItem) -> None:
    item.state, item.way, item.done_at, item.ticked_at = State.OPEN, Way.NONE, None, None
    item.settled_by, item.evidence, item.evidence_url = None, "", ""
    _save(item, [])
    if item.key == item.plan.goal_item:
        item.plan.finished_at = None
        item.plan.save(update_fields=["finished_at"])


def is_followed(item: PlanItem) -> bool:
    """Whether an item is the goal that was reached of somebody who has another plan by now: it
    stays reached, for nobody has two plans that go on.
    """
    plan = item.plan
    is_reached = plan.finished_at is not None and item.key == plan.goal_item
    return is_reached and plan.person is not None and plan.person.plans.open().exists()


def _must_not_be_followed(item: PlanItem) -> None:
    if is_followed(item):
        raise PlanError(f"{item.plan.who} has another plan, so this one stays finished.")


def _save(item: PlanItem, more: list[str]) -> None:
    item.save(update_fields=[*_SETTLED, *_STUCK, *_SENT_BACK, *more])


def _progressed(plan: Plan, now: datetime) -> None:
    plan.progressed_at = now
    plan.save(update_fields=["progressed_at"])


def _to_change(item: PlanItem) -> PlanItem:
    """The item as it is now, of a plan that was not called off."""
    plan = plans.locked(item.plan)
    if plan.ended_at:
        raise PlanError("This plan was called off.")
    found = PlanItem.objects.get(pk=item.pk)
    found.plan = plan
    if not found.counts:
        raise PlanError(f"“{found.title}” is not asked of you: {found.why_not or 'not any more'}.")
    return found


def _text(written: str) -> str:
    """What somebody wrote, without what looks like a secret or cannot be printed."""
    return mask(printable(written[: 2 * MAX_NOTE])).strip()[:MAX_NOTE]


def _write_down(
    action: AuditEntry.Action, item: PlanItem, by: Person, before: Mapping[str, str]
) -> None:
    subject = audit.Named("plan", str(item.plan_id), f"“{item.title}” of an onboarding plan")
    after = {"state": item.state, "way": item.way, "item": item.key, "for": item.plan.person_id}
    organization = item.plan.organization
    audit.record(action, subject, organization=organization, by=by, before=before, after=after)
