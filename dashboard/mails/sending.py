"""Sends the mails that are due, each once, and writes down what the mail server said."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance import sight
from compliance.digests import answers, claiming, failures, recipients, schedule
from compliance.digests.answers import Stage, Verdict
from compliance.digests.content import Digest, digest_of
from compliance.models import Mail, Organization, Person
from compliance.sync import leases
from dashboard.mails import Rendered, links, noticing, transport
from dashboard.mails.addresses import addresses_of
from dashboard.mails.digest import rendered
from dashboard.mails.transport import Way
from integrations.mail import Message
from integrations.smtp import CLOSING, Answer, RefusedError, Step, UnreachableError

logger = logging.getLogger(__name__)

# So many are claimed together, and tried over one connection before more are.
BATCH = 20
# After so many seconds the rest waits for the next time, so that a slow server keeps no worker from
# its other work.
_AT_MOST = 50.0
# Without a mail server nobody is to be spared.
_OUTBOX_PER_MINUTE = 1000
_PAUSE = timedelta(minutes=2)
_STAGES = {
    Step.GREETING: Stage.CONNECTING,
    Step.SIGN_IN: Stage.SIGNING_IN,
    Step.SENDER: Stage.SENDER,
    Step.RECIPIENT: Stage.RECIPIENT,
    Step.CONTENT: Stage.CONTENT,
}


def send_due(organization: Organization, now: datetime) -> Counter[str]:
    """Send what is due, as many as a minute has room for; how many became what.

    Any number of processes may do so at once.
    """
    done: Counter[str] = Counter()
    if not transport.goes_anywhere():
        return done
    claiming.release_dead(organization, now)
    claiming.plan(organization, now, addresses_of)
    try:
        noticing.plan(organization, now)
    except Exception:
        # What is wrong with one plan or waiver keeps nobody's digest back.
        logger.exception("notices cannot be made")
        failures.tell(organization, "No notices can be made; the log says why.", now)
    found = transport.server()
    per_minute = found.per_minute if found else _OUTBOX_PER_MINUTE
    by, end = leases.holder(), time.monotonic() + _AT_MOST
    while mails := claiming.claim(organization, by, now, BATCH, per_minute):
        batch = Batch(organization, mails, now, end)
        with leases.heartbeat("mails", lambda: claiming.renew(by)):
            is_over = batch.send()
        done += batch.done
        if is_over:
            break
    return done


@dataclass(frozen=True)
class _Ready:
    """A mail with what is sent for it."""

    mail: Mail
    message: Message


class Batch:
    """Some mails that were claimed; `done` counts what became of them."""

    def __init__(
        self, organization: Organization, mails: list[Mail], now: datetime, end: float
    ) -> None:
        self.done: Counter[str] = Counter()
        self._organization = organization
        self._waiting = {each.pk: each for each in mails}
        self._now = now
        self._end = end
        people = {each.person_id for each in mails}
        self._addresses = addresses_of(people)

    def send(self) -> bool:
        """Send them; True where the mail server is not to be troubled again for now."""
        ready = self._ready()
        first = next(ready, None)
        while first is not None:
            try:
                with transport.opened() as way:
                    first = self._send_over(way, first, ready)
            except UnreachableError as error:
                return self._trouble(str(error), str(error), isolated=False)
            except RefusedError as error:
                return self._trouble(str(error), error.summary, isolated=_is_isolated(error.answer))
        claiming.give_back(list(self._waiting.values()), None)
        return bool(self._waiting)

    def _send_over(self, way: Way, first: _Ready, ready: Iterator[_Ready]) -> _Ready | None:
        """Send one after another; the next one, where the connection is of no use after one."""
        each: _Ready | None = first
        while each is not None:
            try:
                self._send_one(way, each)
            except UnreachableError as error:
                self._broke_off(each.mail, error)
                raise
            each = next(ready, None)
            if not way.is_usable:
                return each
        return None

    def _send_one(self, way: Way, each: _Ready) -> None:
        mail, message = each.mail, each.message
        answer = None
        if claiming.attempt(mail):
            try:
                answer = way.deliver(mail, message, lambda: claiming.hand_over(mail))
            except ValueError as error:
                claiming.never(mail, f"it could not be written: {error}", self._now)
                self._failed(mail, f"It could not be written: {error}.")
                self._ended(mail, "refused")
                return
        if answer is None:  # Somebody else holds it, as this process stood still for too long.
            self._ended(mail, "lost")
        else:
            self._note(each, answer)

    def _note(self, each: _Ready, answer: Answer) -> None:
        """Write down what became of a mail.

        Raises:
            RefusedError: the server takes nothing of ours, or closes the connection.
        """
        mail = each.mail
        meant = _verdict(answer)
        match meant:
            case Verdict.SENT:
                claiming.sent(mail, str(answer), self._now)
                self._set_problem("")
            case Verdict.ADDRESS_REFUSED:
                claiming.refused(mail, each.message.recipient, str(answer), self._now)
                logger.warning("mail %d: a mail server refused the address for good", mail.pk)
            case Verdict.NEVER:
                claiming.never(mail, str(answer), self._now)
                self._failed(mail, f"The mail server answered {answer} to the {answer.step.value}.")
            case Verdict.LATER:
                claiming.later(mail, str(answer), self._now)
            case Verdict.SERVER_REFUSES:  # It waits with all others, through no fault of its own.
                raise RefusedError(answer)
        self._ended(mail, meant.name.lower())
        if answer.code == CLOSING:
            raise RefusedError(answer)

    def _broke_off(self, mail: Mail, error: UnreachableError) -> None:
        if error.maybe_taken:
            claiming.uncertain(mail, str(error), self._now)
        else:
            claiming.later(mail, str(error), self._now)
        self._ended(mail, "uncertain" if error.maybe_taken else "later")

    def _trouble(self, said: str, summary: str, *, isolated: bool) -> bool:
        """Let all that is left wait, and say why; in the log without the server's words, which may
        name people.
        """
        claiming.give_back(list(self._waiting.values()), self._now + _PAUSE, said)
        self.done["waits"] += len(self._waiting)
        if not isolated:
            self._set_problem(f"{said[:1].upper()}{said[1:]}.")
        logger.warning("mail waits: %s", summary)
        return True

    def _ready(self) -> Iterator[_Ready]:
        """Those that have something to tell, each written right before it is sent."""
        for mail in list(self._waiting.values()):
            if time.monotonic() > self._end:
                return
            address = self._addresses.get(mail.person_id)
            hindrance = _hindrance(mail, address)
            if address is None or hindrance:
                claiming.never(mail, hindrance, self._now)
                self._ended(mail, "refused")
                continue
            try:
                content = self._written(mail)
            except Exception:
                # One mail that cannot be written keeps nobody else's back.
                logger.exception("mail %d cannot be written", mail.pk)
                claiming.later(mail, "it could not be written; the log says why", self._now)
                self._failed(mail, "It could not be written; the log says why.")
                self._ended(mail, "later")
                continue
            if content is None:
                claiming.nothing_to_tell(mail, self._now)
                self._ended(mail, "nothing")
                continue
            yield _Ready(mail, _message(mail, address, content, self._now))

    def _written(self, mail: Mail) -> Rendered | None:
        if mail.kind == Mail.Kind.NOTICE:
            return noticing.written_for(mail, self._organization, self._now)
        return written_for(mail, self._organization)

    def _ended(self, mail: Mail, what: str) -> None:
        del self._waiting[mail.pk]
        self.done[what] += 1

    def _set_problem(self, said: str) -> None:
        if self._organization.mail_problem != said:
            self._organization.mail_problem = said
            self._organization.save(update_fields=["mail_problem"])

    def _failed(self, mail: Mail, why: str) -> None:
        """Tell administrators of a mail that failed through no fault of its address. That others
        are sent takes nothing back of it.
        """
        failures.tell(self._organization, f"To {mail.person}: {why}", self._now)


def _hindrance(mail: Mail, address: str | None) -> str:
    """Why a mail that was planned is not sent after all; empty where it is. A mail may have waited
    for days, so this asks what holds now.
    """
    person = Person.objects.select_related("mail_preferences").get(pk=mail.person_id)
    wanted = recipients.preferences_of(person)
    if person.left_at is not None or address is None:
        return "there is no address to send it to any more"
    if recipients.is_refused(wanted, address):
        return "a mail server has refused the address for good"
    if mail.kind == Mail.Kind.DIGEST and not wanted.wants_digest:
        return "no digest is wanted any more"
    return ""


def written_for(mail: Mail, organization: Organization) -> Rendered | None:
    """What a digest says to its person; None where there is nothing to say."""
    person = mail.person
    person.organization = organization
    found = digest_for(person, organization, mail.since, mail.until)
    if found is None:
        return None
    ends = links.unsubscribe_url(person, links.DIGEST)
    return rendered(found, person, links.base_url(), ends)


def digest_for(
    person: Person, organization: Organization, since: datetime, until: datetime
) -> Digest | None:
    """What changed for somebody, with days by the clock that they get it by."""
    wanted = recipients.preferences_of(person)
    zone = schedule.zone_of(wanted.zone or organization.time_zone)
    return digest_of(sight.of(person), since.astimezone(zone), until.astimezone(zone))


def _message(mail: Mail, address: str, content: Rendered, now: datetime) -> Message:
    return Message(
        recipient=address,
        name=f"{mail.kind}-{mail.pk}-{mail.person_id}.plumbline",
        at=now,
        # A name in it may have what no header can hold.
        subject=" ".join(content.subject.split())[:200],
        text=content.text,
        html=content.html,
        unsubscribe_url=content.unsubscribe_url,
    )


def _is_isolated(answer: Answer) -> bool:
    """Whether a refusal may be of one message alone, and over by the next."""
    at_once = answer.step in (Step.GREETING, Step.SIGN_IN)
    return not at_once and _verdict(answer) is Verdict.LATER


def _verdict(answer: Answer) -> Verdict:
    return answers.verdict(_STAGES[answer.step], answer.code, answer.text)
