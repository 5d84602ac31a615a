"""What a mail server's answer means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from compliance.digests.answers import Stage, Verdict, pause, verdict


@pytest.mark.parametrize(
    ("stage", "code", "text", "expected"),
    [
        (Stage.CONTENT, 250, "2.0.0 queued", Verdict.SENT),
        (Stage.RECIPIENT, 450, "4.2.0 greylisted", Verdict.LATER),
        (Stage.RECIPIENT, 451, "try again", Verdict.LATER),
        (Stage.CONTENT, 452, "no space", Verdict.LATER),
        (Stage.SENDER, 421, "closing", Verdict.LATER),
        (Stage.RECIPIENT, 550, "no such user", Verdict.ADDRESS_REFUSED),
        (Stage.RECIPIENT, 550, "5.1.1 no such user", Verdict.ADDRESS_REFUSED),
        (Stage.RECIPIENT, 553, "mailbox name not allowed", Verdict.ADDRESS_REFUSED),
        (Stage.RECIPIENT, 550, "5.2.1 mailbox disabled", Verdict.ADDRESS_REFUSED),
        (Stage.RECIPIENT, 552, "5.2.2 mailbox full", Verdict.LATER),
        # What is our fault takes nobody's mail away.
        (Stage.RECIPIENT, 550, "5.7.1 relaying denied", Verdict.NEVER),
        (Stage.RECIPIENT, 550, "5.1.8 sender's domain is bad", Verdict.NEVER),
        (Stage.RECIPIENT, 503, "bad sequence", Verdict.NEVER),
        (Stage.SENDER, 550, "5.1.1 not you", Verdict.SERVER_REFUSES),
        (Stage.SIGNING_IN, 535, "5.7.8 bad credentials", Verdict.SERVER_REFUSES),
        (Stage.CONNECTING, 554, "no service", Verdict.SERVER_REFUSES),
        (Stage.CONTENT, 554, "5.6.0 spam", Verdict.NEVER),
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
