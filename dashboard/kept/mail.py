"""What is kept of the mail that somebody gets: what they want, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compliance.models import LocalMail, Mail, MailPreferences, ToldEvent
from dashboard.kept.holding import Holding, Row, Rows, Whose, nothing


def _wanted(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()

    def tell(each: MailPreferences) -> Row:
        unwanted = [MailPreferences.Notice(kind).label for kind in each.unwanted]
        return {
            "You want the digest": each.wants_digest,
            "Weekday, from Monday as 0": each.weekday,
            "Hour": each.hour,
            "Time zone": each.zone or "the organization's",
            "Notices that you do not want": "; ".join(unwanted),
            "The next is due": each.next_at,
            "You were told of what changed until": each.told_until,
            "Address that a mail server refused": each.refused_address,
            "Refused": each.refused_at,
            "What it said": each.refused_because,
        }

    return Rows(MailPreferences.objects.filter(person=whose.person), tell)


def _mails(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()

    def tell(each: Mail) -> Row:
        return {
            "What": each.get_kind_display(),
            "Of what it told": "; ".join(_told(each)),
            "Due": each.due_at,
            "What became of it": each.get_state_display(),
            "When": each.ended_at,
            "What the mail server said": each.answer,
        }

    found = Mail.objects.filter(person=whose.person).order_by("-due_at", "-pk")
    return Rows(found.prefetch_related("events"), tell)


def _told(mail: Mail) -> Iterator[str]:
    """What happened of which a notice told, by its kinds."""
    for kind, number in Counter(each.kind for each in mail.events.all()).items():
        yield f"{MailPreferences.Notice(kind).label} ({number})"


def _local(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()
    found = LocalMail.objects.filter(mail__person=whose.person).order_by("-pk")

    def tell(each: LocalMail) -> Row:
        return {"To": each.recipient, "Subject": each.subject, "Text": each.text}

    return Rows(found, tell)


WANTED = Holding(
    models=(MailPreferences,),
    title="What mail you want",
    why="So that it comes when you want it, tells of nothing twice, and is not sent to an address "
    "that takes none.",
    until="until you have left, and {kept} longer",
    none="You have chosen nothing, and none was due.",
    find=_wanted,
)
MAILS = Holding(
    models=(Mail, ToldEvent),
    title="Mail to you",
    why="So that each is sent once, and what hindered one can be looked up. What stood in it is "
    "not kept, but for what a notice told you of, so that none does so twice.",
    until="for 90 days, or until you are a pseudonym",
    none="There was none.",
    find=_mails,
)
LOCAL_MAILS = Holding(
    models=(LocalMail,),
    title="Mail to you in the outbox of this machine",
    why="There is no mail server here, so that it can be read in the outbox alone.",
    until="for 90 days, or until you are a pseudonym",
    none="There is none.",
    find=_local,
)
