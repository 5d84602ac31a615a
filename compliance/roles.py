"""What a person is to Plumbline."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is, the most first.

    An owner of the organization is its administrator. Who maintains a team manages it and all teams
    below it, and is a developer elsewhere. An outside collaborator is a partner. Everybody else,
    who has left among them, is a stranger.
    """

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    DEVELOPER = "developer"
    PARTNER = "partner"
    STRANGER = "stranger"
