"""A server of mail, and something to tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dashboard.mailing import (
    mail_server,
    something_to_tell,
)
from tests.mail_server import MailServer


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server, something_to_tell("quiet"):
        yield server
