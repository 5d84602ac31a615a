"""What a mail server's answer means for a mail: pure, by RFC 5321 and the codes of RFC 3463."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import Enum

TRIED_FOR = timedelta(days=3)
"""How long after it was due a mail is tried; then the next digest tells of it."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# No mailbox, or none any more; what says nothing more by an enhanced code.
_NO_MAILBOX = (550, 551, 553)
# A full mailbox: RFC 5321 says to take this code for 452 where a recipient is answered.
_FULL = 552


class Stage(Enum):
    """What the mail server was told when it answered."""

    CONNECTING = "connecting"
    SIGNING_IN = "signing in"
    SENDER = "the sender's address"
    RECIPIENT = "the recipient's address"
    CONTENT = "the message"


class Verdict(Enum):
    """What becomes of a mail."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"
    ADDRESS_REFUSED = "the address is refused for good"
    SERVER_REFUSES = "the server takes nothing of ours"


def verdict(stage: Stage, code: int, text: str) -> Verdict:
    """What an answer means: 2xx is sent, 4xx later, 5xx never.

    An address is refused for good only by an answer to it that speaks of the mailbox, so that a
    server that will not relay, or knows us for a spammer, takes no one's mail away.
    """
    if 200 <= code < 300:
        return Verdict.SENT
    if not 500 <= code < 600:
        return Verdict.LATER
    if stage is not Stage.RECIPIENT:
        return Verdict.NEVER if stage is Stage.CONTENT else Verdict.SERVER_REFUSES
    if code == _FULL:
        return Verdict.LATER
    said = _ENHANCED.search(text[:200])
    if said is None:
        return Verdict.ADDRESS_REFUSED if code in _NO_MAILBOX else Verdict.NEVER
    subject, detail = int(said[2]), int(said[3])
    # 5.1.x is about the address, but for 5.1.7 and 5.1.8 about the sender's; 5.2.1 is a mailbox
    # that is closed.
    about_mailbox = (subject == 1 and detail not in (7, 8)) or (subject, detail) == (2, 1)
    return Verdict.ADDRESS_REFUSED if about_mailbox else Verdict.NEVER


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: five minutes, then three times as long each time, at
    most six hours.
    """
    factor: int = 3 ** min(max(attempts - 1, 0), 10)
    return min(_FIRST_PAUSE * factor, _LONGEST_PAUSE)
