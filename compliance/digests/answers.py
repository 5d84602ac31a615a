"""What a mail server's answer means for a mail: pure, by RFC 5321 and the codes of RFC 3463."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import Enum

TRIED_FOR = timedelta(days=3)
"""How long after it was due a mail is tried; then the next digest tells of it."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
# An enhanced code of class 5, and no part of an address of IP, of a version, or of a longer number.
_ENHANCED = re.compile(r"(?<![\w.])5\.(\d{1,3})\.(\d{1,3})(?!\.?\w)")
# "The mailbox specified in the address does not exist", "the destination address was syntactically
# invalid", and "mail is no longer being accepted for that address" (RFC 3463); its domain says by
# its MX that it takes none (RFC 7505); "the mailbox exists, but is not accepting messages", where
# class 5 says that this lasts (RFC 3463).
_NO_MAILBOX = frozenset({(1, 1), (1, 3), (1, 6), (1, 10), (2, 1)})
# A full mailbox: "a persistent transient failure", whatever the class (RFC 3463); and what servers
# say of it, or of too many recipients, where RFC 5321 (4.5.3.1.10) has clients take it for 452.
_FULL = frozenset({(2, 2)})
_FULL_CODE = 552


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

    An address is refused for good only where that is proven: by an answer to it whose enhanced
    codes (RFC 3463, in the registry of RFC 5248) all say that there is no such mailbox. The code
    alone proves nothing: 550 is "mailbox not found", but "no access, or command rejected for policy
    reasons", too, 551 and 553 (RFC 5321, 4.2.3) are what servers say that do not relay, and some
    say 550 to whom they want to try again. Nor do 5.1.0, which may be of the sender's address,
    5.1.2, which a name server that is out of order makes of every address, and 5.1.4 and 5.2.0,
    which say that there is a mailbox. RFC 2034 has the code begin the text; many servers write it
    elsewhere.
    """
    if 200 <= code < 300:
        return Verdict.SENT
    if not 500 <= code < 600:
        return Verdict.LATER
    if stage not in (Stage.RECIPIENT, Stage.CONTENT):
        return Verdict.SERVER_REFUSES
    said = {(int(subject), int(detail)) for subject, detail in _ENHANCED.findall(text)}
    if said == _FULL or (stage is Stage.RECIPIENT and code == _FULL_CODE):
        return Verdict.LATER
    if stage is Stage.RECIPIENT and said and said <= _NO_MAILBOX:
        return Verdict.ADDRESS_REFUSED
    return Verdict.NEVER


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: five minutes, then three times as long each time, at
    most six hours.
    """
    factor: int = 3 ** min(max(attempts - 1, 0), 10)
    return min(_FIRST_PAUSE * factor, _LONGEST_PAUSE)
