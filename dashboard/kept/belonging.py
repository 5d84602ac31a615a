"""What is kept of who somebody is: as GitHub says, or an administrator decided."""

from __future__ import annotations

from django.db.models import Q

from compliance.models import (
    Collaboration,
    Invitation,
    Membership,
    Person,
    RoleGiven,
)
from dashboard.kept.holding import Holding, Row, Rows, Whose, nothing


def _person(whose: Whose) -> Rows:
    def tell(person: Person) -> Row:
        return {
            "Login": person.login,
            "Name": person.name,
            "Your key at GitHub": person.key,
            "What you are to the organization": person.get_role_display(),
            "What you are here": whose.sight.role.value,
            "Seen first": person.seen_at,
            "Left": person.left_at,
        }

    return Rows([whose.person], tell) if whose.person else nothing()


def _memberships(whose: Whose) -> Rows:
    found = Membership.objects.filter(person=whose.person).select_related("team")

    def tell(each: Membership) -> Row:
        return {"Team": each.team.name, "You maintain it": each.is_maintainer}

    return Rows(found.order_by("team__name"), tell) if whose.person else nothing()


def _collaborations(whose: Whose) -> Rows:
    found = Collaboration.objects.filter(person=whose.person)

    def tell(each: Collaboration) -> Row:
        return {
            "Repository": whose.name_of(each.repository_id),
            "What you may do": each.get_permission_display(),
        }

    return Rows(found.order_by("repository__name"), tell) if whose.person else nothing()


def _invitations(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()
    found = whose.organization.invitations.filter(login__iexact=whose.person.login)

    def tell(each: Invitation) -> Row:
        return {
            "Login": each.login,
            "E-mail address": each.email,
            "As what": each.role,
            "Invited": each.invited_at,
        }

    return Rows(found, tell)


def _roles(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()
    mine = Q(person=whose.person) | Q(given_by=whose.person)
    found = RoleGiven.objects.filter(mine).select_related("person", "given_by")
    found = found.prefetch_related("teams")

    def tell(each: RoleGiven) -> Row:
        is_mine = each.person_id == whose.sight.person.pk if whose.sight.person else False
        by = "you" if each.given_by == whose.person else str(each.given_by or each.on_behalf)
        teams = [team.name for team in each.teams.all()] if is_mine else []
        return {
            "To whom": "you" if is_mine else _somebody(each.person, whose),
            "Role": each.get_role_display(),
            "Teams": ", ".join(sorted(teams)),
            "Given": each.given_at,
            "By": by,
        }

    return Rows(found.order_by("-given_at", "-pk"), tell)


def _somebody(person: Person, whose: Whose) -> str:
    return person.login if whose.is_administrator else "somebody else"


PERSON = Holding(
    models=(Person,),
    title="Who you are",
    why="GitHub says it, once an hour and when you sign in. What you may see and do follows from "
    "it, and what you did is written down by a reference to it.",
    until="until you have left, and {kept} longer; then you are a pseudonym, “former member” with "
    "a number, with when you came and went and what you were to the organization",
    none="Nothing: no source knows you. You are a local administrator.",
    find=_person,
)
MEMBERSHIPS = Holding(
    models=(Membership,),
    title="Teams that you are in",
    why="GitHub says it once an hour. What you work on and what you manage follows from it.",
    until="as long as GitHub says it",
    none="You are in none.",
    find=_memberships,
)
COLLABORATIONS = Holding(
    models=(Collaboration,),
    title="Repositories that you were given by name",
    why="GitHub says it once a day. What you may see follows from it.",
    until="as long as GitHub says it",
    none="None.",
    find=_collaborations,
)
INVITATIONS = Holding(
    models=(Invitation,),
    title="Invitations of you that wait",
    why="GitHub lists who is invited and has not come yet. An invitation by e-mail names no login, "
    "so that nobody can be told here whether it is theirs.",
    until="until it is taken up or taken back",
    none="None is by your login.",
    find=_invitations,
)
ROLES = Holding(
    models=(RoleGiven,),
    title="Roles that administrators gave",
    why="What you may see and do follows from the one that was given to you, and people are told "
    "who gave theirs.",
    until="until it is taken back, or who has it left, and {kept} longer",
    none="None was given to you, nor by you.",
    find=_roles,
)
