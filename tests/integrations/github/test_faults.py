"""Faults of GitHub or of the way there: what passes is tried again, what stays is told."""

from __future__ import annotations

import pytest

from integrations.github.errors import UnreachableError
from integrations.github.transport import Limits
from tests.integrations.github.conftest import Making
from tests.integrations.github.one_answer import ACME, organization, refusal
from tests.integrations.github.scripted import Reply, Scripted, said, scripted

IMPATIENT = Limits(connect=1, read=0.2)


CUT = Reply(200, b'{"login": "ac', announced=500)
CUT_WITHOUT_LENGTH = Reply(200, b'{"login": "ac', announced=None)
SILENT = Reply(200, b"", announced=500, hangs=True)
DROPPED = Reply(drops=True)
FAULTS = {
    "500": said("Server Error", 500),
    "502": Reply(502, b"<html>Bad Gateway</html>"),
    "503": said("Unavailable", 503),
    "504": said("We couldn't respond to your request in time", 504),
    "cut": CUT,
    "cut, and no length": CUT_WITHOUT_LENGTH,
    "silent": SILENT,
    "dropped": DROPPED,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_passes_is_not_noticed(
    make_client: Making, github: Scripted, fault: Reply
) -> None:
    github.on("GET /orgs/acme", fault, fault, ACME)
    client = make_client(limits=IMPATIENT)

    assert organization(client) == "acme"
    assert client.requests == 3
    assert 0.5 <= make_client.slept[0] <= 1.5
    assert 2 <= make_client.slept[1] <= 6


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_stays_is_told_after_three_tries(
    make_client: Making, github: Scripted, fault: Reply
) -> None:
    github.on("GET /orgs/acme", fault)
    client = make_client(limits=IMPATIENT)

    error = refusal(client)

    assert isinstance(error, UnreachableError)
    assert "GET /orgs/acme" in str(error)
    assert client.requests == len(github.asked) == 3


def test_nobody_is_there(make_client: Making) -> None:
    with scripted() as gone:
        url = gone.url
    client = make_client({"api_url": url})

    error = refusal(client)

    assert isinstance(error, UnreachableError)
    assert "cannot be reached" in str(error)
    assert len(make_client.slept) == 2
