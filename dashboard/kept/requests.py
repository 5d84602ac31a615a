"""What is kept of waivers, attestations and what repositories ask for: who asked, who decided."""

from __future__ import annotations

from django.db.models import Q

from compliance import mentions
from compliance.models import AskedFor, Excuse
from dashboard.kept.holding import Holding, Row, Rows, Whose, nothing


def _excuses(whose: Whose) -> Rows:
    me = whose.person
    if me is None:
        return nothing()
    part = Q(asked_by=me) | Q(decided_by=me) | Q(ended_by=me)
    found = Excuse.objects.filter(part)

    def tell(each: Excuse) -> Row:
        said: dict[str, object] = {
            "What": each.get_kind_display(),
            "Repository": whose.name_of(each.repository_id),
            "Your part": _part(asked=each.asked_by_id, decided=each.decided_by_id,
                               ended=each.ended_by_id, me=me.pk),
            "Asked for": each.asked_at,
            "Decided": each.decided_at,
            "It is": each.get_state_display(),
        }  # fmt: skip
        if each.asked_by_id == me.pk or each.repository_id in whose.seen:
            said |= {"Check": each.title, "Why": each.reason, "Link": each.link}
        if each.decided_by_id == me.pk or each.repository_id in whose.seen:
            said["What was said of it"] = each.decision
        if each.ended_by_id == me.pk or each.repository_id in whose.seen:
            said["Why it ended"] = each.ended_because
        return said

    return Rows(found.order_by("-asked_at", "-pk"), tell)


def _asked_for(whose: Whose) -> Rows:
    me = whose.person
    if me is None:
        return nothing()
    names = mentions.names_of(me)
    part = Q(asked_by__in=names) | Q(decided_by=me)
    found = AskedFor.objects.filter(part, organization=whose.organization)

    def tell(each: AskedFor) -> Row:
        asked = me.pk if each.asked_by in names else None
        said: dict[str, object] = {
            "Repository": whose.name_of(each.repository_id),
            "Your part": _part(asked=asked, decided=each.decided_by_id, ended=None, me=me.pk),
            "Asked for": each.asked_at,
            "Decided": each.decided_at,
            "It is": each.get_verdict_display(),
        }
        if each.repository_id in whose.seen:
            said |= {"What": each.request.sentence, "Why": each.reason}
        if each.decided_by_id == me.pk or each.repository_id in whose.seen:
            said["What was said of it"] = each.note
        return said

    return Rows(found.order_by("-asked_at", "-pk"), tell)


def _part(*, asked: int | None, decided: int | None, ended: int | None, me: int) -> str:
    parts = {"asked": asked, "decided": decided, "ended it": ended}
    return ", ".join(part for part, who in parts.items() if who == me)


EXCUSES = Holding(
    models=(Excuse,),
    title="Waivers and attestations",
    why="What does not hold in a repository is put up with, or vouched for, by somebody; who it "
    "was is shown to whoever sees the repository.",
    until="with the repository's record, for good; once you are a pseudonym, as that one's. What "
    "you wrote stays as you wrote it",
    none="You have asked for none, and decided on none.",
    find=_excuses,
)
ASKED_FOR = Holding(
    models=(AskedFor,),
    title="What repositories ask for in their own files",
    why="It counts once a manager approves it. Who committed it, and who decided, is kept with it.",
    until="with the repository's record, for good; once you are a pseudonym, as that one's",
    none="You have committed none, and decided on none.",
    find=_asked_for,
)
