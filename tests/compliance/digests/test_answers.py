"""What a mail server's answer means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from compliance.digests.answers import Stage, Verdict, pause, verdict

_REFUSED, _NEVER = Verdict.ADDRESS_REFUSED, Verdict.NEVER


@pytest.mark.parametrize(
    ("stage", "code", "text", "expected"),
    [
        (Stage.CONTENT, 250, "2.0.0 queued", Verdict.SENT),
        (Stage.RECIPIENT, 450, "4.2.0 greylisted", Verdict.LATER),
        (Stage.RECIPIENT, 451, "try again", Verdict.LATER),
        (Stage.RECIPIENT, 450, "4.1.1 unverified address", Verdict.LATER),
        (Stage.CONTENT, 452, "no space", Verdict.LATER),
        (Stage.SENDER, 421, "closing", Verdict.LATER),
        # There is no such mailbox, says a code that means nothing else.
        (Stage.RECIPIENT, 550, "5.1.1 no such user", _REFUSED),
        (Stage.RECIPIENT, 501, "5.1.3 bad address syntax", _REFUSED),
        (Stage.RECIPIENT, 551, "5.1.6 has moved", _REFUSED),
        (Stage.RECIPIENT, 556, "5.1.10 null MX", _REFUSED),
        (Stage.RECIPIENT, 550, "5.2.1 mailbox disabled", _REFUSED),
        (Stage.RECIPIENT, 550, "sorry, no mailbox here by that name (#5.1.1)", _REFUSED),
        (Stage.RECIPIENT, 550, f"{'unavailable ' * 20} 5.1.1", _REFUSED),
        (Stage.RECIPIENT, 550, "5.1.1 No such user. 5.1.1 See example.com/5.1.1.", _REFUSED),
        # These codes alone are also those of servers that do not relay, and of their policies.
        (Stage.RECIPIENT, 550, "no such user", _NEVER),
        (Stage.RECIPIENT, 550, "", _NEVER),
        (Stage.RECIPIENT, 550, "relay not permitted", _NEVER),
        (Stage.RECIPIENT, 550, "greylisted, come back later", _NEVER),
        (Stage.RECIPIENT, 551, "we do not relay", _NEVER),
        (Stage.RECIPIENT, 553, "mailbox name not allowed", _NEVER),
        (Stage.RECIPIENT, 553, "that domain is not in my list of rcpthosts (#5.7.1)", _NEVER),
        # Nothing that says for certain that there is no mailbox.
        (Stage.RECIPIENT, 550, "5.1.0 address rejected", _NEVER),
        (Stage.RECIPIENT, 550, "5.1.2 host unknown", _NEVER),
        (Stage.RECIPIENT, 550, "5.1.4 ambiguous", _NEVER),
        (Stage.RECIPIENT, 550, "5.2.0 something of the mailbox", _NEVER),
        (Stage.RECIPIENT, 550, "5.1.1 or 5.7.1, who knows", _NEVER),
        (Stage.RECIPIENT, 550, "4.1.1 not yet known", _NEVER),
        (Stage.RECIPIENT, 550, "you are listed: 5.1.1.7", _NEVER),
        (Stage.RECIPIENT, 550, "you are listed: 192.5.1.1", _NEVER),
        (Stage.RECIPIENT, 550, "version 15.1.1 says no", _NEVER),
        # A full mailbox is emptied some day.
        (Stage.RECIPIENT, 552, "5.2.2 mailbox full", Verdict.LATER),
        (Stage.RECIPIENT, 552, "too many recipients", Verdict.LATER),
        (Stage.RECIPIENT, 550, "5.2.2 over quota", Verdict.LATER),
        (Stage.CONTENT, 554, "5.2.2 over quota", Verdict.LATER),
        (Stage.CONTENT, 552, "5.3.4 message too big", _NEVER),
        # What is our fault takes nobody's mail away.
        (Stage.RECIPIENT, 550, "5.7.1 relaying denied", _NEVER),
        (Stage.RECIPIENT, 550, "5.1.8 sender's domain is bad", _NEVER),
        (Stage.RECIPIENT, 550, "5.1.7 bad sender", _NEVER),
        (Stage.RECIPIENT, 503, "bad sequence", _NEVER),
        (Stage.SENDER, 550, "5.1.1 not you", Verdict.SERVER_REFUSES),
        (Stage.SIGNING_IN, 535, "5.7.8 bad credentials", Verdict.SERVER_REFUSES),
        (Stage.CONNECTING, 554, "no service", Verdict.SERVER_REFUSES),
        (Stage.CONTENT, 554, "5.6.0 spam", _NEVER),
        (Stage.CONTENT, 550, "5.1.1 no such user", _NEVER),
        # Nothing of SMTP's own.
        (Stage.CONTENT, 354, "go on", Verdict.LATER),
        (Stage.RECIPIENT, 600, "", Verdict.LATER),
    ],
)
def test_what_an_answer_means(stage: Stage, code: int, text: str, expected: Verdict) -> None:
    assert verdict(stage, code, text) is expected


def test_each_pause_is_longer_up_to_six_hours() -> None:
    pauses = [pause(attempts) for attempts in range(1, 40)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=5)
    assert pauses[-1] == timedelta(hours=6)
