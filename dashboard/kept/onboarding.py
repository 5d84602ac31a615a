"""What is kept of somebody's onboarding, and of what they did in that of others."""

from __future__ import annotations

import functools

from django.db.models import Q

from compliance.models import Milestone, Person, Plan, PlanItem, PlanToken
from dashboard.kept.holding import HIDDEN, Holding, Row, Rows, Whose, nothing

HIDDEN_TEAM = "a team that you may not know of now"
HIDDEN_EVIDENCE = f"what was seen in {HIDDEN}"


def _plans(whose: Whose) -> Rows:
    me = whose.person
    if me is None:
        return nothing()
    mine = Q(person=me) | Q(login__iexact=me.login)
    part = mine | Q(buddy=me) | Q(made_by=me) | Q(ended_by=me)
    found = whose.organization.plans.with_people().filter(part)

    def tell(each: Plan) -> Row:
        said: dict[str, object] = {"Your part": ", ".join(_parts(each, me))}
        if each.person_id == me.pk or each.login.lower() == me.login.lower():
            said |= {
                "Protocol": each.protocol,
                "As": each.get_whom_display(),
                "Team": whose.teams.get(each.team_id, HIDDEN_TEAM) if each.team_id else "",
                "Repository": whose.name_of(each.repository.pk) if each.repository else "",
                "The clock began": each.clock_from,
                "Time zone": each.zone,
                "Came further last": each.progressed_at,
                "Reached": each.finished_at,
                "Why it was called off": each.ended_because,
            }
        return said | {"Made": each.made_at, "Called off": each.ended_at}

    return Rows(found, tell)


def _parts(plan: Plan, me: Person) -> list[str]:
    """What somebody is to a plan."""
    parts = {
        "it is yours": plan.person_id == me.pk or plan.login.lower() == me.login.lower(),
        "you are the buddy": plan.buddy_id == me.pk,
        "you made it": plan.made_by_id == me.pk,
        "you called it off": plan.ended_by_id == me.pk,
    }
    return [words for words, holds in parts.items() if holds]


def _items(whose: Whose) -> Rows:
    me = whose.person
    if me is None:
        return nothing()
    found = PlanItem.objects.filter(Q(plan__person=me) | Q(settled_by=me)).select_related("plan")
    untold = functools.cache(lambda: _untold(whose, me))

    def tell(each: PlanItem) -> Row:
        is_mine = each.plan.person_id == me.pk
        is_told = (each.plan_id, each.evidence) not in untold()
        said: dict[str, object] = {
            "Whose": "yours" if is_mine else "somebody else’s",
            "Item": each.title,
            "How far": each.get_state_display(),
            "It rests on": each.get_way_display(),
            "You settled it": each.settled_by_id == me.pk,
            "Done": each.done_at,
        }
        if is_mine or each.settled_by_id == me.pk:
            said["What was said of it"] = each.evidence if is_told else HIDDEN_EVIDENCE
        if is_mine:
            said |= {
                "Ticked": each.ticked_at,
                "Link": each.evidence_url if is_told else "",
                "Note": each.note,
                "Stuck because": each.stuck_because,
                "Sent back because": each.sent_back_because,
                "The doctor reported": each.reported_at,
                "What it found": "; ".join(str(finding) for finding in each.findings),
            }
        return said

    return Rows(found.order_by("-plan__made_at", "plan", "position"), tell)


def _untold(whose: Whose, me: Person) -> set[tuple[int, str]]:
    """By plan, the evidence that names a repository that its person may not see now."""
    found = Milestone.objects.filter(plan__person=me).exclude(repository=None)
    rows = found.exclude(repository__in=whose.seen).values_list("plan", "title")
    return {(plan, f"{title}.") for plan, title in rows}


def _milestones(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()
    found = Milestone.objects.filter(plan__person=whose.person)

    def tell(each: Milestone) -> Row:
        is_told = each.repository_id is None or each.repository_id in whose.seen
        said: dict[str, object] = {"What": each.get_kind_display(), "When": each.at}
        return said | ({"Which": each.title, "Link": each.url} if is_told else {})

    return Rows(found, tell)


def _tokens(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()

    def tell(each: PlanToken) -> Row:
        return {
            "Made": each.made_at,
            "Good until": each.until,
            "Revoked": each.revoked_at,
            "Used last": each.used_at,
        }

    return Rows(PlanToken.objects.filter(plan__person=whose.person), tell)


PLANS = Holding(
    models=(Plan,),
    title="Onboarding plans",
    why="So that you, your buddy and your lead see how far you are, and how long it takes in all.",
    until="as long as the organization uses this; after you have left, and {kept} longer, it is a "
    "pseudonym’s",
    none="You have none, and helped nobody with theirs.",
    find=_plans,
)
ITEMS = Holding(
    models=(PlanItem,),
    title="Items of onboarding plans",
    why="So that it is seen what is done and what shows it. What the doctor found is what you sent "
    "from your laptop.",
    until="as long as the plan; what was written and found goes when you are a pseudonym",
    none="None is yours, and you settled none.",
    find=_items,
)
MILESTONES = Holding(
    models=(Milestone,),
    title="What you did for the first time",
    why="GitHub shows your first branch, commit, pull request, review, merge and deployment, so "
    "that nobody has to tick them.",
    until="as long as the plan; what it was called goes when you are a pseudonym",
    none="There is nothing.",
    find=_milestones,
)
TOKENS = Holding(
    models=(PlanToken,),
    title="Tokens for the doctor",
    why="So that your laptop can report to your plan. Of the token only a digest is kept.",
    until="until you are a pseudonym; each opens nothing after two days",
    none="You made none.",
    find=_tokens,
)
