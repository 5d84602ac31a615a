"""Who may see and do what: one table of roles, actions and things.

What somebody is, and what a thing is to them, comes from `compliance.sight`. The table is printed
into `docs/access.md` by `python -m dashboard.documentation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum

from compliance.roles import Role


class Action(StrEnum):
    """What can be done with a thing; the value is how people read it.

    One asks for a waiver or an attestation, or that a repository is judged in another way, and
    somebody else decides. One's own plan one changes, and somebody else confirms it, who sets it
    up, too.
    """

    SEE = "see"
    EXPORT = "export"
    ASK = "ask"
    DECIDE = "decide"
    CONFIRM = "confirm"
    READ_AGAIN = "read again"
    CHANGE = "change"


class Thing(Enum):
    """What a page is about, as it is to who asks; the value is how people read it.

    What a person works on is what their teams own or may write to, and where they were given access
    by name.
    """

    ORGANIZATION = "the organization as a whole: its page, checks across all repositories"
    LISTS = "lists of repositories and teams, of excuses and requests that wait"
    UNOWNED = "the queue of repositories that nobody owns"
    PROTOCOL = "protocols"
    REPOSITORY_LED = "a repository of a team that one manages"
    REPOSITORY_OWN = "a repository that one works on"
    REPOSITORY_OPEN = "another public or internal repository"
    REPOSITORY_SEEN = "another private repository that one can see on GitHub"
    REPOSITORY_HIDDEN = "a private repository that one cannot see on GitHub"
    TEAM_LED = "a team that one manages"
    TEAM_OWN = "a team that one is in, or works with"
    TEAM_OTHER = "another team"
    TEAM_SECRET = "a secret team that one is not in"
    CHANNEL_LED = (
        "the channel of a team that one manages, and of which one sees what its members see"
    )
    CHANNEL_OTHER = "the channel of any other team"
    PLAN_OWN = "one's own onboarding plan"
    PLAN_LED = "the plan of somebody in a team that one manages"
    PLAN_BUDDY = "the plan of somebody whose buddy one is"
    PLAN_OTHER = "the plan of anybody else"
    NEWCOMERS = "the list of newcomers: those whose plans one may see"
    DIGEST_OWN = "one's own digest, and which notices one gets"
    DIGEST_OTHER = "somebody else's digest"
    KEPT_OWN = "what is kept about oneself"
    KEPT_OTHER = "what is kept about somebody else"
    SOURCE = "the source: its credential, its polls, the runs of the sync"
    SETTINGS = "the settings, roles among them"
    OUTBOX = "the outbox of this machine: mail of all as it would be sent, without a mail server"
    AUDIT = "the audit log"

    @property
    def is_of_managers(self) -> bool:
        """Whether it is what it is by somebody managing a team."""
        return self in (Thing.REPOSITORY_LED, Thing.TEAM_LED, Thing.CHANNEL_LED, Thing.PLAN_LED)


class Answer(Enum):
    """What somebody gets who asks for something, as a status of HTTP."""

    ALLOWED = 200
    FORBIDDEN = 403
    NOT_FOUND = 404


def _may(actions: str) -> frozenset[Action]:
    return frozenset(Action(each) for each in actions.split(", ")) if actions else frozenset()


_KNOWN = (Role.ADMINISTRATOR, Role.MANAGER, Role.DEVELOPER, Role.PARTNER)
_ALL_OF_REPOSITORY = "see, export, ask, decide, read again"
_WORK = "see, export, ask, read again"
_TICK = "see, export, change"
# What each role may do, in the order of `_KNOWN`. A stranger may do nothing with anything.
_ROWS: Mapping[Thing, tuple[str, str, str, str]] = {
    Thing.ORGANIZATION: ("see, export", "see, export", "see, export", ""),
    Thing.LISTS: ("see, export", "see, export", "see, export", "see, export"),
    Thing.UNOWNED: ("see", "see", "", ""),
    Thing.PROTOCOL: ("see", "see", "see", "see"),
    Thing.REPOSITORY_LED: (_ALL_OF_REPOSITORY, _ALL_OF_REPOSITORY, "", ""),
    Thing.REPOSITORY_OWN: (_ALL_OF_REPOSITORY, _WORK, _WORK, _WORK),
    Thing.REPOSITORY_OPEN: (_ALL_OF_REPOSITORY, "see, export", "see, export", ""),
    Thing.REPOSITORY_SEEN: (_ALL_OF_REPOSITORY, "see, export", "see, export", ""),
    Thing.REPOSITORY_HIDDEN: (_ALL_OF_REPOSITORY, "", "", ""),
    Thing.TEAM_LED: ("see, export", "see, export", "", ""),
    Thing.TEAM_OWN: ("see, export", "see, export", "see, export", "see, export"),
    Thing.TEAM_OTHER: ("see, export", "see, export", "see, export", ""),
    Thing.TEAM_SECRET: ("see, export", "", "", ""),
    Thing.CHANNEL_LED: ("see, change", "see, change", "", ""),
    Thing.CHANNEL_OTHER: ("see, change", "", "", ""),
    Thing.PLAN_OWN: (_TICK, _TICK, _TICK, _TICK),
    Thing.PLAN_LED: ("see, export, confirm", "see, export, confirm", "", ""),
    Thing.PLAN_BUDDY: ("see, export, confirm", "see", "see", "see"),
    Thing.PLAN_OTHER: ("see, export, confirm", "", "", ""),
    Thing.NEWCOMERS: ("see, export, confirm", "see, export, confirm", "see", "see"),
    Thing.DIGEST_OWN: ("see, change", "see, change", "see, change", "see, change"),
    Thing.DIGEST_OTHER: ("", "", "", ""),
    Thing.KEPT_OWN: ("see, export", "see, export", "see, export", "see, export"),
    Thing.KEPT_OTHER: ("", "", "", ""),
    Thing.SOURCE: ("see, read again", "", "", ""),
    Thing.SETTINGS: ("see, change", "", "", ""),
    Thing.OUTBOX: ("see", "", "", ""),
    Thing.AUDIT: ("see, export", "", "", ""),
}
TABLE: Mapping[Thing, Mapping[Role, frozenset[Action]]] = {
    thing: {Role.STRANGER: frozenset(), **dict(zip(_KNOWN, map(_may, row), strict=True))}
    for thing, row in _ROWS.items()
}


def answer(role: Role, action: Action, thing: Thing) -> Answer:
    """What you may not see is not there; what you may see and not do is forbidden."""
    allowed = TABLE[thing][role]
    if action in allowed:
        return Answer.ALLOWED
    return Answer.FORBIDDEN if Action.SEE in allowed else Answer.NOT_FOUND
