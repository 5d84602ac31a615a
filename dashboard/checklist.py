"""A plan's items as its reader sees them: what can be done first, and folded what is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from compliance import organizations
from compliance.models import Plan, PlanItem
from compliance.onboarding.terms import SEEN_AT_GITHUB
from compliance.protocol import ShownBy

State, Way = PlanItem.State, PlanItem.Way


@dataclass(frozen=True)
class Reader:
    """What somebody may do with a plan: tick their own, or confirm another's."""

    changes: bool = False
    confirms: bool = False


@dataclass(frozen=True)
class Entry:
    """One item, with what its reader can do with it, and what to type to get through it.

    `unseen` is why GitHub may not show it, in sentences without a full stop. Where something could
    not be done with it, `problem` says why, and `typed` is what was sent, so that nobody writes it
    twice.
    """

    item: PlanItem
    is_goal: bool
    reader: Reader
    commands: Sequence[str] = ()
    unseen: Sequence[str] = ()
    problem: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_seen_at_github(self) -> bool:
        """Whether GitHub shows it, and nobody's tick."""
        return bool(SEEN_AT_GITHUB & set(self.item.shown_by))

    @property
    def is_reported(self) -> bool:
        """Whether the doctor reports it from the laptop."""
        return ShownBy.DOCTOR in self.item.shown_by

    @property
    def is_ticked_by_hand(self) -> bool:
        """Whether the newcomer can tick it at all."""
        return ShownBy.DEVELOPER in self.item.shown_by

    @property
    def can_tick(self) -> bool:
        """Whether its reader can tick it now."""
        return self.reader.changes and self.is_ticked_by_hand and self.item.state == State.OPEN

    @property
    def can_untick(self) -> bool:
        """Whether its reader can take a tick back."""
        return self.reader.changes and self.item.way == Way.TICKED

    @property
    def can_say_stuck(self) -> bool:
        """Whether its reader can ask for help with it."""
        return self.reader.changes and self.item.state != State.DONE and not self.item.stuck_at

    @property
    def can_confirm(self) -> bool:
        """Whether its reader's word can settle it."""
        if not self.reader.confirms or (self.is_seen_at_github and not self.is_goal):
            return False
        is_settled = self.item.way in (Way.CONFIRMED, Way.VERIFIED)
        return not (self.item.state == State.DONE and is_settled)

    @property
    def can_send_back(self) -> bool:
        """Whether its reader can say that it is not done after all."""
        is_open = self.item.state == State.OPEN
        return self.reader.confirms and not is_open and self.item.way != Way.VERIFIED


@dataclass(frozen=True)
class Part:
    """The items of one clause."""

    number: str
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Checklist:
    """What is asked, by what can be done about it: what is open, by clause, what waits for the
    lead, and what is done. What somebody is `stuck` with is open or waits as well.
    """

    parts: Sequence[Part]
    waiting: Sequence[Entry]
    done: Sequence[Entry]
    stuck: Sequence[Entry]

    @property
    def entries(self) -> list[Entry]:
        """All of them, in the order in which they are shown."""
        still_open = [entry for part in self.parts for entry in part.entries]
        return [*still_open, *self.waiting, *self.done]


@dataclass(frozen=True)
class Progress:
    """How many items are asked, are done, and wait for the lead."""

    of: int
    done: int
    waiting: int

    @property
    def share(self) -> float:
        """The part that is done, from 0 to 1."""
        return self.done / self.of if self.of else 0.0

    @property
    def waiting_share(self) -> float:
        """The part that waits, from 0 to 1."""
        return self.waiting / self.of if self.of else 0.0


def progress_of(items: Iterable[PlanItem]) -> Progress:
    """How far somebody is with what is asked of them."""
    states = [each.state for each in items if each.counts]
    return Progress(len(states), states.count(State.DONE), states.count(State.WAITING))


def next_of(items: Iterable[PlanItem]) -> PlanItem | None:
    """What comes next: the first open one where nobody is stuck, else the first open one."""
    still_open = [each for each in items if each.counts and each.state == State.OPEN]
    return next((each for each in still_open if not each.stuck_at), next(iter(still_open), None))


def checklist_of(plan: Plan, entries: Iterable[Entry]) -> Checklist:
    """What is asked, each in the order of the protocol; the goal comes last."""
    asked = [each for each in entries if each.item.counts]
    by_state = {state: [each for each in asked if each.item.state == state] for state in State}
    titles = _titles(plan)
    parts = [
        Part(clause.partition(":")[2], titles.get(clause, ""), list(found))
        for clause, found in groupby(by_state[State.OPEN], key=lambda each: each.item.clause)
    ]
    stuck = [each for each in asked if each.item.stuck_at and each.item.state != State.DONE]
    return Checklist(parts, by_state[State.WAITING], by_state[State.DONE], stuck)


def _titles(plan: Plan) -> Mapping[str, str]:
    """The titles of the clauses, as the protocol words them now."""
    protocol = organizations.protocols().get(plan.protocol)
    return {each.identity: each.title for each in protocol.clauses()} if protocol else {}
